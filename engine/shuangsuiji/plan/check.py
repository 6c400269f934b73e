"""Check a plan under a pack (计划核查): the rules' outcomes become findings, each at its cell."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from shuangsuiji.findings import Finding, Outcome, Severity, in_reading_order
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import FieldSpec
from shuangsuiji.packs.rulepack import ReadyRule, RulePack
from shuangsuiji.plan.facts import Handed
from shuangsuiji.plan.tell import Counts, Register, Teller
from shuangsuiji.rules.evaluate import Evaluation, RowVerdict, columns_needed
from shuangsuiji.rules.loading import LoadedTable, load_rows


ABOUT = (
    "plan",
    "plan_line",
    "plan_line_item",
    "plan_line_class",
    "item",
    "item_list",
    "target",
)
"""The tables whose rules are for a plan, its list and its register; the rest are of other papers."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to: the findings in reading order, and each rule's rows by outcome."""

    findings: tuple[Finding, ...]
    counts: Counts
    undecided: tuple[str, ...]
    """Rules that bind, on tables handed in, with rows that could not be decided."""
    for_people: tuple[str, ...] = ()
    """Likewise with rows that only a person's finding can decide."""


def check_plan(
    pack: RulePack,
    handed: Handed,
    tables: Mapping[str, Table],
    register: Register | None,
    connection: duckdb.DuckDBPyConnection,
) -> Checked:
    """Return the findings on a plan whose tables plan/facts.py has made."""
    ready = _about_plans(pack, pack.ready(handed.as_of, handed.year), tables)
    needed = columns_needed(pack.vocabulary, [r.normal for r in ready])
    loaded = {n: _load(connection, needed.get(n, {}), table) for n, table in tables.items()}
    if register is not None:
        loaded["target"] = register.table
    evaluation = Evaluation(connection, pack.vocabulary, loaded, handed.as_of)
    outcomes = evaluation.run([r.normal for r in ready])
    index = {(name, row.number): row for name, table in tables.items() for row in table.rows}
    told = [v for outcome in outcomes.values() for v in outcome.told]
    counts = {rule: c for outcome in outcomes.values() for rule, c in outcome.counts.items()}
    teller = Teller(pack, tables, register, {r.normal.id: r for r in ready}, index, counts)
    findings = [
        *teller.rows(told),
        *teller.tables_missing(ready, told),
        *teller.not_invoked(told),
        *teller.more_rows(told),
    ]
    return Checked(
        findings=in_reading_order(findings),
        counts=counts,
        undecided=_waiting(ready, told, counts, Outcome.UNKNOWN),
        for_people=_waiting(ready, told, counts, Outcome.MANUAL),
    )


def _about_plans(
    pack: RulePack, ready: Iterable[ReadyRule], tables: Mapping[str, Table]
) -> tuple[ReadyRule, ...]:
    """Return the rules about tables that are handed in, or that an option would hand in."""
    known = {t for t in ABOUT if t in tables or pack.vocabulary.tables[t].input}
    return tuple(r for r in ready if r.normal.table in known)


def _load(
    connection: duckdb.DuckDBPyConnection, needed: Mapping[str, FieldSpec], table: Table
) -> LoadedTable:
    """Load the columns that rules read and that the paper has."""
    specs = {c: needed[c] for c in table.columns if c in needed}
    return load_rows(connection, table.name, specs, [(r.number, r.facts) for r in table.rows])


def _waiting(
    ready: Iterable[ReadyRule], told: Iterable[RowVerdict], counts: Counts, outcome: Outcome
) -> tuple[str, ...]:
    """Return the binding rules with such rows; rows beyond those told of count as unknown."""
    met = Counter((v.rule.id, v.verdict.outcome) for v in told)

    def waits(rule: str) -> bool:
        people = met[rule, Outcome.MANUAL]
        if outcome is Outcome.MANUAL:
            return people > 0
        return counts.get(rule, {}).get(Outcome.UNKNOWN, 0) > people

    return tuple(
        r.normal.id for r in ready if r.rule.severity is Severity.ERROR and waits(r.normal.id)
    )
