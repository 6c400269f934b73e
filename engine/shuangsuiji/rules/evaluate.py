"""All rules of a table over all its rows, in one DuckDB query; undecided rows explained by the plain twin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from shuangsuiji.findings import Outcome
from shuangsuiji.model.values import Fact, Interval, Status
from shuangsuiji.model.vocabulary import FieldSpec, Vocabulary
from shuangsuiji.rules.columns import Column
from shuangsuiji.rules.derived import Derivation, derivation, reads
from shuangsuiji.rules.derived_sql import Side, derived_sql
from shuangsuiji.rules.interpret import Env
from shuangsuiji.rules.loading import LoadedTable
from shuangsuiji.rules.normal import (
    CODES,
    OUTCOMES,
    NormalRule,
    Verdict,
    fields_by_table,
    judge,
    outcome_sql,
)
from shuangsuiji.rules.sql import Compiler

MOST_ROWS_TOLD = 2_000
"""How many rows of an outcome one rule tells of; the rest are counted. Nobody reads more."""
TOLD = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.EXCEPTED)
TOLD_OF_SCOPE = (Outcome.NOT_APPLICABLE,)
NOTHING: Mapping[str, Mapping[str, FieldSpec]] = {}


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """A verdict that is told: on which row (`_row`), with the facts that the rule read there."""

    rule: NormalRule
    row: int
    verdict: Verdict
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class TableOutcome:
    """What the rules of one table came to: how many rows of each outcome, and those told."""

    counts: Mapping[str, Mapping[Outcome, int]]
    told: tuple[RowVerdict, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is evaluated with: the connection, the vocabulary, the tables handed in, the day."""

    connection: duckdb.DuckDBPyConnection
    vocabulary: Vocabulary
    tables: dict[str, LoadedTable]
    as_of: date

    def run(self, rules: Sequence[NormalRule]) -> dict[str, TableOutcome]:
        """Return the outcome of each table that was handed in and has rules."""
        self.derive(fields_by_table(rules))
        by_table: dict[str, list[NormalRule]] = {}
        for rule in rules:
            by_table.setdefault(rule.table, []).append(rule)
        return {t: self._table(t, own) for t, own in by_table.items() if t in self.tables}

    def derive(self, needed: Mapping[str, Mapping[str, FieldSpec]]) -> None:
        """Add the derived fields that are needed, and those that these need, to their tables."""
        for table, specs in needed.items():
            for spec in specs.values():
                self._derive(table, spec, ())

    def _derive(self, table: str, spec: FieldSpec, above: tuple[str, ...]) -> None:
        loaded = self.tables.get(table)
        if spec.derived is None or loaded is None or spec.name in loaded.columns:
            return
        mark = f"{table}.{spec.name}"
        assert mark not in above, "packs/vocabulary.py refuses derived fields that need each other"
        how = derivation(self.vocabulary, table, spec)
        related, own = reads(how)
        for place, names in ((how.table, related), (table, own)):
            for name in names:
                inner = self.vocabulary.tables[place].by_name.get(name)
                if inner is not None:
                    self._derive(place, inner, (*above, mark))
        self._add(table, spec, how)

    def _add(self, table: str, spec: FieldSpec, how: Derivation) -> None:
        loaded, related = self.tables[table], self.tables.get(how.table)
        side = None if related is None else Side(related.name, related.columns)
        query = derived_sql(spec.name, how, Side(loaded.name, loaded.columns), side, self.as_of)
        self.connection.execute(
            f'CREATE OR REPLACE TEMP TABLE "{loaded.name}" AS '
            f'SELECT t.*, d.* EXCLUDE (_row) FROM "{loaded.name}" t JOIN ({query}) d USING (_row)'
        )
        form = Column(state=True, bounds=spec.type.is_ordered)
        self.tables[table] = LoadedTable(loaded.name, {**loaded.columns, spec.name: form})

    def _table(self, table: str, rules: list[NormalRule]) -> TableOutcome:
        loaded = self.tables[table]
        compiler = Compiler(loaded.columns, self.as_of)
        outcomes = [outcome_sql(rule, compiler) for rule in rules]
        counts = self._count(loaded.name, rules, outcomes)
        told = tuple(self._told(loaded, rules, outcomes, counts))
        return TableOutcome(counts, told)

    def counts(self, table: str, rules: Sequence[NormalRule]) -> dict[str, dict[Outcome, int]]:
        """Return how many rows of a table each rule has of each outcome; derived fields are there."""
        loaded = self.tables[table]
        compiler = Compiler(loaded.columns, self.as_of)
        return self._count(loaded.name, rules, [outcome_sql(rule, compiler) for rule in rules])

    def _count(
        self, name: str, rules: Sequence[NormalRule], outcomes: Sequence[str]
    ) -> dict[str, dict[Outcome, int]]:
        columns = ", ".join(f"{sql} AS o{i}" for i, sql in enumerate(outcomes))
        sums = ", ".join(
            f"coalesce(count_if(o{i} = {c}), 0)" for i in range(len(rules)) for c in OUTCOMES
        )
        row = self.connection.execute(
            f'SELECT {sums} FROM (SELECT {columns} FROM "{name}")'
        ).fetchone()
        numbers = iter(row or ())
        return {rule.id: {OUTCOMES[c]: int(next(numbers)) for c in OUTCOMES} for rule in rules}

    def _told(
        self,
        loaded: LoadedTable,
        rules: Sequence[NormalRule],
        outcomes: Sequence[str],
        counts: Mapping[str, Mapping[Outcome, int]],
    ) -> Iterator[RowVerdict]:
        for rule, sql in zip(rules, outcomes, strict=True):
            specs = {r.name: r.spec for r in rule.fields() if r.name in loaded.columns}
            for outcome in TOLD_OF_SCOPE if rule.scope else TOLD:
                if not counts[rule.id][outcome]:
                    continue
                where = f"{sql} = {CODES[outcome]} ORDER BY _row LIMIT {MOST_ROWS_TOLD}"
                for row, facts in read_facts(self.connection, loaded, specs, where):
                    yield RowVerdict(rule, row, judge(rule, Env(facts, self.as_of)), facts)


def columns_needed(
    vocabulary: Vocabulary,
    rules: Iterable[NormalRule],
    asked: Mapping[str, Mapping[str, FieldSpec]] = NOTHING,
) -> dict[str, dict[str, FieldSpec]]:
    """Return, for each table, every field that the rules read, themselves or through derived ones.

    `asked` are fields that are wanted beside the rules.
    """
    found: dict[str, dict[str, FieldSpec]] = {}

    def need(table: str, spec: FieldSpec) -> None:
        if spec.name in found.setdefault(table, {}):
            return
        found[table][spec.name] = spec
        if spec.derived is not None:
            how = derivation(vocabulary, table, spec)
            for place, names in zip((how.table, table), reads(how), strict=True):
                for name in names:
                    need(place, vocabulary.tables[place].by_name[name])

    for table, specs in (*fields_by_table(rules).items(), *asked.items()):
        for spec in specs.values():
            need(table, spec)
    return found


def read_facts(
    connection: duckdb.DuckDBPyConnection,
    loaded: LoadedTable,
    specs: Mapping[str, FieldSpec],
    where: str,
) -> Iterator[tuple[int, dict[str, Fact]]]:
    """Yield (_row, facts) of the rows that meet an SQL condition, in the condition's order."""
    columns = ["_row"]
    for name in specs:
        form = loaded.columns[name]
        columns += [name, *([name + "__s"] if form.state else [])]
        columns += [name + end for end in _BOUNDS] if form.bounds else []
    chosen = ", ".join(f'"{c}"' for c in columns)
    cursor = connection.execute(f'SELECT {chosen} FROM "{loaded.name}" WHERE {where}')
    for record in cursor.fetchall():
        told = dict(zip(columns, record, strict=True))
        yield int(told["_row"]), {name: _fact(name, told) for name in specs}


_BOUNDS = ("__lo", "__hi", "__lo_open", "__hi_open")


def _fact(name: str, told: Mapping[str, object]) -> Fact:
    value, state = told[name], told.get(name + "__s")
    lo, hi = told.get(name + "__lo"), told.get(name + "__hi")
    if isinstance(value, bool | str):
        return Fact(Status.VALUE, value)
    if isinstance(value, list):
        return Fact(Status.VALUE, tuple(str(v) for v in value))
    if isinstance(value, Decimal | date):
        return Fact(Status.VALUE, Interval(value, value))
    if isinstance(lo, Decimal | date) or isinstance(hi, Decimal | date):
        opens = (bool(told.get(name + "__lo_open")), bool(told.get(name + "__hi_open")))
        return Fact(Status.VALUE, Interval(_end(lo), _end(hi), *opens))
    status = Status.BLANK if state is None else Status(int(str(state)))
    if status is Status.VALUE:
        return Fact(status, Interval(None, None))
    return Fact(status)


def _end(value: object) -> Decimal | date | None:
    return value if isinstance(value, Decimal | date) else None
