"""What the engine remarks on a plan as a whole (全计划核对): what rules of the pack decide is left to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from shuangsuiji.findings import Finding
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import FieldType
from shuangsuiji.packs.rulepack import ReadyRule, RulePack
from shuangsuiji.plan.arithmetic import counts_apart
from shuangsuiji.plan.classes import lower_for_higher_risk
from shuangsuiji.plan.line_items import NO_ITEMS, LineItems
from shuangsuiji.plan.merging import advised, mergeable
from shuangsuiji.plan.remarks import advice, capped, named
from shuangsuiji.plan.repeats import repeated, what_is_drawn
from shuangsuiji.plan.totals import sums_apart
from shuangsuiji.plan.windows import days_amiss

MERGING = "plan.merging"
"""The procedure that clauses on merging name; they are cited."""


def remarks(
    pack: RulePack,
    rules: Iterable[ReadyRule],
    tables: Mapping[str, Table],
    items: Mapping[str, LineItems],
    year: int | None,
) -> tuple[Finding, ...]:
    """Return the remarks on a plan's tables; `items` are those of its lines."""
    lines, plan = tables["plan_line"], tables["plan"].rows[0]
    decided = _Decided.by(rules)
    same_window = pack.settings.value("same_period") == "identical"
    drawn = what_is_drawn(lines.rows, items)
    groups = mergeable(drawn, items, same_window=same_window)
    found = chain(
        counts_apart(lines.rows, pack.settings),
        sums_apart(lines),
        days_amiss(lines.rows, plan, year),
        repeated(drawn),
        advised(groups, pack.carried_out.get(MERGING, ())),
        _coordinated(lines, items, decided),
        _classes(tables.get("plan_line_class"), decided),
    )
    return tuple(capped(found, lines.location))


@dataclass(frozen=True, slots=True)
class _Decided:
    """The fields that rules read, by table: of what a rule judges, the engine remarks nothing."""

    fields: frozenset[tuple[str, str]]

    @classmethod
    def by(cls, rules: Iterable[ReadyRule]) -> "_Decided":
        """Return what these rules read."""
        read = ((r.normal.table, ref.name) for r in rules for ref in r.normal.fields())
        return cls(frozenset(read))


def _coordinated(
    lines: Table, items: Mapping[str, LineItems], decided: _Decided
) -> Iterator[Finding]:
    """Yield one piece of advice on the lines with items that a superior coordinates."""
    if ("plan_line_item", "item_coordinated_by_superior") in decided.fields:
        return
    met = [row for row in lines.rows if items.get(row.key, NO_ITEMS).coordinated]
    if met:
        yield advice("plan/coordinated-item", met[0], "items", count=len(met), lines=named(met))


def _classes(classes: Table | None, decided: _Decided) -> Iterator[Finding]:
    if classes is None:
        return
    if ("plan_line_class", "ratio_of_lower_risk") not in decided.fields:
        yield from lower_for_higher_risk(classes.rows, "ratio", FieldType.RATIO)
    if ("plan_line_class", "visits_of_lower_risk") not in decided.fields:
        yield from lower_for_higher_risk(classes.rows, "visits_per_year", FieldType.NUMBER)
