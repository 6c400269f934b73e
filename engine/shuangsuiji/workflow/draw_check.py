"""Check a list that another system drew: against the registers, the pack, and the order or plan it follows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from shuangsuiji.check.papers import Papers
from shuangsuiji.check.tables import Checked, When
from shuangsuiji.draw.drawn_list import (
    Law,
    Listed,
    Registers,
    list_findings,
    not_shown,
)
from shuangsuiji.draw.spec import DrawSpec, LineSpec, StratumSpec, WindowSpec
from shuangsuiji.findings import About, Finding, Location, Outcome, in_reading_order, refuse
from shuangsuiji.forms.remarks import named
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Table
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import ReadyRule, RulePack
from shuangsuiji.plan.lists import short_title
from shuangsuiji.report.explain_sentences import REASONS
from shuangsuiji.rules.expressions import refs
from shuangsuiji.rules.kinds.frequency_cap import FrequencyCap
from shuangsuiji.workflow.checks import CheckReport, check_period, check_rows, forms_of
from shuangsuiji.workflow.draw_check_caps import over_caps
from shuangsuiji.workflow.draw_check_registers import OpenedPool
from shuangsuiji.workflow.draw_check_sizes import (
    asked_by_list,
    asked_by_order,
    asked_by_plan,
    line_name,
)
from shuangsuiji.workflow.duck import duck
from shuangsuiji.workflow.plans import read_list
from shuangsuiji.workflow.reading import Reading, read_lines_of
from shuangsuiji.yamlfile import load_model

LIST = "drawn_list"
CHANCE = "by_lottery"
"""The field of a draw that no list can tell."""


@dataclass(frozen=True, slots=True)
class DrawnPapers:
    """What is handed in: the list, the registers, the order or the plan that it follows; the day."""

    drawn: Path
    registers: tuple[Path, ...]
    order: Path | None = None
    plan: Path | None = None
    items: Path | None = None
    as_of: date | None = None

    @property
    def files(self) -> tuple[Path | None, ...]:
        """The files that are read."""
        return (self.drawn, *self.registers, self.order, self.plan, self.items)


def check_drawn(pack_name: str, papers: DrawnPapers, *, today: date) -> CheckReport:
    """Return the report on a drawn list. Raises Refusal where a paper cannot be read."""
    if papers.order is not None and papers.plan is not None:
        raise refuse("drawn/order-or-plan", Location("--plan"))
    if papers.items is not None and papers.plan is None:
        raise refuse("drawn/items-alone", Location("--items"))
    pack, when = load_pack(pack_name), When(papers.as_of or today)
    check_period(pack, when)
    spec = pack.vocabulary.tables[LIST]
    table = read_table(papers.drawn, LIST, spec, forms_of(pack, LIST))
    check_rows(len(table.rows), spec.label, table.location)
    if "id" not in table.columns:
        raise refuse("drawn/no-id-column", table.location)
    order = None if papers.order is None else load_model(papers.order, DrawSpec)
    plan = None if papers.plan is None else read_lines_of(papers.plan, pack, Reading())
    rows = _rows(table, order, plan)
    ready = pack.ready(when.as_of, when.as_of.year)
    with TemporaryDirectory(prefix="shuangsuiji-") as scratch:
        law = _law(pack, ready)
        found = _judge(pack, papers, when, Path(scratch), rows, (order, plan), law)
    if plan is not None and papers.items is not None:
        drawn = Counter(line for line, _ in {(row.line, row.id) for row in rows if row.id})
        items = read_list(pack, papers.items)
        found += over_caps(pack, when, plan, items, drawn, str(papers.drawn))
    findings = in_reading_order([*table.notices, *found, _chance(ready, table)])
    title = short_title(table.title, table.location)
    undecided = any(finding.outcome is Outcome.UNKNOWN for finding in findings)
    return CheckReport(
        pack=pack,
        title=title,
        told={"drawn": title, "lines": len({row.line for row in rows})},
        scope=("抽取名单", f"{len(table.rows)}行", _against(papers)),
        as_of=when.as_of,
        rows=len(table.rows),
        checked=Checked(findings, {}, tuple(_caps(ready)) if undecided else ()),
        papers=Papers(str(papers.drawn), {LIST: table}),
    )


def _rows(table: Table, order: DrawSpec | None, plan: Table | None) -> tuple[Listed, ...]:
    """Return the rows of the list; where it names no lines, the only one there is."""
    lines: tuple[str, ...] = ()
    if order is not None:
        lines = tuple(line.line for line in order.lines)
    elif plan is not None:
        lines = tuple(line_name(row) for row in plan.rows)
    if "plan_line" not in table.columns and len(lines) > 1:
        raise refuse("drawn/which-line", table.location, lines=named(lines))
    only = lines[0] if len(lines) == 1 else ""
    return tuple(
        Listed(
            id=_text(row.facts, "id"),
            line=_text(row.facts, "plan_line") or only,
            stratum=_text(row.facts, "stratum"),
            place=row.place("id") or row.location,
            about=About(LIST, row.key),
        )
        for row in table.rows
    )


def _text(facts: Mapping[str, object], name: str) -> str:
    value = getattr(facts.get(name), "value", None)
    return value if isinstance(value, str) else ""


def _judge(
    pack: RulePack,
    papers: DrawnPapers,
    when: When,
    scratch: Path,
    rows: Sequence[Listed],
    follows: tuple[DrawSpec | None, Table | None],
    law: Law,
) -> list[Finding]:
    order, plan = follows
    spec = order or _anything(when)
    if order is not None:
        most = max(line.register_ for line in order.lines)
        if most > len(papers.registers):
            told = {"expected": most, "found": len(papers.registers)}
            raise refuse("draw/registers-too-few", Location(str(papers.order)), **told)
    with duck([*papers.registers, scratch]) as connection:
        opened = OpenedPool(connection, pack, spec, when, scratch, order is not None)
        known, alike, pools = opened.read(papers.registers, rows)
        if order is not None:
            asked = asked_by_order(order, pools, Location(str(papers.order)))
        elif plan is not None:
            asked = asked_by_plan(plan, pools[1])
        else:
            asked = asked_by_list(rows, pools[1])
    registers = Registers(known, alike)
    return [*list_findings(rows, asked, registers, law, REASONS)]


def _anything(when: When) -> DrawSpec:
    """Return an order that asks nothing: of a list alone only the registers are known."""
    year = when.as_of.year
    window = WindowSpec.model_validate({"from": f"{year}-01-01", "until": f"{year}-12-31"})
    stratum = StratumSpec.model_validate({"id": "-", "ratio": "1"})
    line = LineSpec(line="list", window=window, strata=(stratum,))
    return DrawSpec(draw="list", purpose="test", lines=(line,), parties=())


def _law(pack: RulePack, rules: Iterable[ReadyRule]) -> Law:
    law = pack.carried_out
    caps = [ready for ready in rules if isinstance(ready.rule.spec, FrequencyCap)]
    told = Law(
        selecting=law.get("draw.select", ()),
        quotas=law.get("draw.quotas", ()),
        strata=law.get("draw.strata", ()),
    )
    if not caps:
        return told
    first = caps[0]
    return Law(
        told.selecting,
        told.quotas,
        told.strata,
        cap=first.citations,
        cap_modality=first.rule.spec.modality,
        cap_severity=first.rule.severity,
    )


def _caps(ready: Iterable[ReadyRule]) -> list[str]:
    return [r.rule.full_id for r in ready if isinstance(r.rule.spec, FrequencyCap)]


def _chance(ready: Iterable[ReadyRule], table: Table) -> Finding:
    """Say that the list does not show chance, with the clauses of the rules that ask for it."""
    asking = [
        r
        for r in ready
        if r.normal.table == "draw"
        and any(ref.name == CHANCE for ref in (*refs(r.normal.require), *refs(r.normal.when)))
    ]
    law = tuple(dict.fromkeys(c for r in asking for c in r.citations))
    return not_shown(table.location, [r.rule.spec.title for r in asking], law)


def _against(papers: DrawnPapers) -> str:
    if papers.order is not None:
        return f"对照任务书 {papers.order.name}"
    return f"对照计划 {papers.plan.name}" if papers.plan else "没有交任务书或计划，数量没有核对"
