"""Whole tables judged plainly, row by row: for tables so small that asking DuckDB would take longer.

evaluate.py comes to the same, in SQL; tests/ hold the two against each other.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shuangsuiji.findings import Outcome
from shuangsuiji.model.values import BLANK, Fact, Row, Table
from shuangsuiji.model.vocabulary import FieldSpec, Vocabulary
from shuangsuiji.rules.derived import derivation, derived_fact, reads
from shuangsuiji.rules.evaluate import TOLD, TOLD_OF_SCOPE, RowVerdict, TableOutcome
from shuangsuiji.rules.interpret import Env
from shuangsuiji.rules.normal import CODES, NormalRule, judge

Facts = dict[str, Fact]


@dataclass(frozen=True, slots=True)
class World:
    """Rows that are judged together; derived fields are filled in as rules ask for them."""

    vocabulary: Vocabulary
    tables: Mapping[str, tuple[Facts, ...]]
    absent: Collection[str]
    """Tables that were not handed in: what rests on them is untold. Others have no rows."""
    as_of: date

    def env(self, table: str, facts: Facts, fields: Iterable[FieldSpec]) -> Env:
        """Return the row's environment with the derived fields among `fields` worked out."""
        for spec in fields:
            if spec.derived is not None and spec.name not in facts:
                facts[spec.name] = self._derive(table, facts, spec)
        return Env(facts, self.as_of)

    def _derive(self, table: str, facts: Facts, spec: FieldSpec) -> Fact:
        how = derivation(self.vocabulary, table, spec)
        related, own = reads(how)
        row = self.env(table, facts, self._specs(table, own))
        if how.table in self.absent:
            return derived_fact(how, row, None)
        rows = self.tables.get(how.table, ())
        wanted = self._specs(how.table, related)
        return derived_fact(how, row, [self.env(how.table, r, wanted) for r in rows])

    def _specs(self, table: str, names: Iterable[str]) -> list[FieldSpec]:
        by_name = self.vocabulary.tables[table].by_name
        return [by_name[n] for n in sorted(names)]


def judge_tables(
    vocabulary: Vocabulary, tables: Mapping[str, Table], rules: Iterable[NormalRule], as_of: date
) -> dict[str, TableOutcome]:
    """Return the outcome of each table that was handed in and has rules; every row is told."""
    rows = {
        name: tuple(_filled(table, row) for row in table.rows) for name, table in tables.items()
    }
    world = World(vocabulary, rows, vocabulary.tables.keys() - tables.keys(), as_of)
    by_table: dict[str, list[NormalRule]] = {}
    for rule in rules:
        by_table.setdefault(rule.table, []).append(rule)
    return {t: _judge_table(world, tables[t], own) for t, own in by_table.items() if t in tables}


def _filled(table: Table, row: Row) -> Facts:
    """Return the row's facts; a column that the paper has and the row leaves out is blank."""
    return {**dict.fromkeys(table.columns, BLANK), **row.facts}


def _judge_table(world: World, table: Table, rules: Iterable[NormalRule]) -> TableOutcome:
    counts: dict[str, dict[Outcome, int]] = {}
    told: list[RowVerdict] = []
    for rule in rules:
        specs = [ref.spec for ref in rule.fields()]
        own = counts[rule.id] = dict.fromkeys(CODES, 0)
        tells = TOLD_OF_SCOPE if rule.scope else TOLD
        for row, facts in zip(table.rows, world.tables[table.name], strict=True):
            env = world.env(table.name, facts, specs)
            verdict = judge(rule, env)
            # what people alone can tell is unknown to whoever counts, as it is to SQL
            counted = Outcome.UNKNOWN if verdict.outcome is Outcome.MANUAL else verdict.outcome
            own[counted] += 1
            if counted in tells:
                read = {s.name: env.facts[s.name] for s in specs if s.name in env.facts}
                told.append(RowVerdict(rule, row.number, verdict, read))
    return TableOutcome(counts, tuple(told))
