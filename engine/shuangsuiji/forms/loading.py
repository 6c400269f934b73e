"""Tables into DuckDB, in the one form of columns that evaluation and draws work on.

A field `f` becomes a column `f`: VARCHAR (text, choice, span as `from/last`), BOOLEAN, VARCHAR[],
DECIMAL(18,9) or DATE; NULL where the cell is blank, unreadable or a bound. Only where some row
needs them there are also `f__s` (0 value, 1 blank, 2 unreadable) and, for numbers and days,
`f__lo`, `f__hi`, `f__lo_open`, `f__hi_open` (of a value lo = hi; NULL for no bound). `_row`
numbers the rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import duckdb

from shuangsuiji.findings import Location
from shuangsuiji.model.values import BLANK, Fact, Interval, Status, Table
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, TableSpec

STATE, BOUNDS = "state", "bounds"
Place = Callable[[int, str | None], Location]

_NUMBER = "DECIMAL(18,9)"
_SQL_TYPES = {
    FieldType.YES_NO: "BOOLEAN",
    FieldType.LIST: "VARCHAR[]",
    FieldType.DATE: "DATE",
    FieldType.COUNT: _NUMBER,
    FieldType.NUMBER: _NUMBER,
    FieldType.RATIO: _NUMBER,
}


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """A table in DuckDB: which extra columns each field has, and where each row and cell stands."""

    name: str
    columns: Mapping[str, frozenset[str]]
    rows: int
    place: Place
    headers: Mapping[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    title: str = ""


class Encoded(NamedTuple):
    """A fact as its columns hold it; numbers and days as exact text."""

    state: int
    value: str | None = None
    items: list[str] | None = None
    lo: str | None = None
    hi: str | None = None
    lo_open: bool = False
    hi_open: bool = False

    @property
    def is_bound(self) -> bool:
        """Whether the number or day is known only to lie between bounds."""
        return self.value is None and (self.lo is not None or self.hi is not None)


def sql_type(kind: FieldType) -> str:
    """Return the DuckDB type of a field's column."""
    return _SQL_TYPES.get(kind, "VARCHAR")


def quoted(name: str) -> str:
    """Return the name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return the text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def encode(kind: FieldType, fact: Fact) -> Encoded:
    """Return the columns of a fact."""
    state, value = int(fact.status), fact.value
    if isinstance(value, bool):
        return Encoded(state, str(value).lower())
    if isinstance(value, tuple):
        return Encoded(state, items=list(value))
    if not isinstance(value, Interval):
        return Encoded(state, value)
    lo, hi = (None if end is None else str(end) for end in (value.lo, value.hi))
    if kind is FieldType.SPAN:
        return Encoded(state, f"{lo or ''}/{hi or ''}")
    return Encoded(
        state, lo if value.is_point else None, None, lo, hi, value.lo_open, value.hi_open
    )


def load_table(connection: duckdb.DuckDBPyConnection, table: Table, spec: TableSpec) -> LoadedTable:
    """Load a small table that is in memory; `_row` is the row's number in it."""
    fields = [spec.by_name[name] for name in table.columns]
    facts = {f.name: [_encoded(f, row.facts) for row in table.rows] for f in fields}
    extras = {f.name: extra_forms(f.type, facts[f.name]) for f in fields}
    columns: list[tuple[str, str, list[object]]] = [
        ("_row", "BIGINT", [row.number for row in table.rows])
    ]
    for f in fields:
        columns += _columns(f, facts[f.name], extras[f.name])
    selected = ", ".join(_unnested(n, c, kind) for n, (c, kind, _) in enumerate(columns, start=1))
    values = [[v if v is None or isinstance(v, list) else str(v) for v in c[2]] for c in columns]
    connection.execute(f"CREATE TABLE {quoted(table.name)} AS SELECT {selected}", values)
    return LoadedTable(
        name=table.name,
        columns=extras,
        rows=len(table.rows),
        place=_places(table),
        headers=table.headers,
        unmapped=table.unmapped,
        title=table.title,
    )


def _unnested(number: int, column: str, kind: str) -> str:
    """Take a parameter apart into rows; numbers and days come as text and are exact."""
    given = "VARCHAR[][]" if kind == "VARCHAR[]" else "VARCHAR[]"
    return f"unnest(${number}::{given})::{kind} AS {quoted(column)}"


def _encoded(spec: FieldSpec, facts: Mapping[str, Fact]) -> Encoded:
    return encode(spec.type, facts.get(spec.name, BLANK))


def extra_forms(kind: FieldType, facts: Iterable[Encoded]) -> frozenset[str]:
    """Return which extra columns these facts need."""
    unreadable = bound = False
    for fact in facts:
        unreadable = unreadable or fact.state == Status.UNREADABLE
        bound = bound or (kind.is_ordered and fact.is_bound)
    return frozenset([STATE] * unreadable + [BOUNDS] * bound)


def _columns(
    spec: FieldSpec, facts: Sequence[Encoded], extras: frozenset[str]
) -> list[tuple[str, str, list[object]]]:
    name, kind = spec.name, sql_type(spec.type)
    values: list[object] = [f.items if spec.type is FieldType.LIST else f.value for f in facts]
    columns: list[tuple[str, str, list[object]]] = [(name, kind, values)]
    if STATE in extras:
        columns.append((f"{name}__s", "TINYINT", [f.state for f in facts]))
    if BOUNDS in extras:
        columns += [
            (f"{name}__lo", kind, [f.lo for f in facts]),
            (f"{name}__hi", kind, [f.hi for f in facts]),
            (f"{name}__lo_open", "BOOLEAN", [f.lo_open for f in facts]),
            (f"{name}__hi_open", "BOOLEAN", [f.hi_open for f in facts]),
        ]
    return columns


def _places(table: Table) -> Place:
    rows = {row.number: row for row in table.rows}

    def place(row: int, name: str | None = None) -> Location:
        fact = rows[row].facts.get(name) if name else None
        return fact.location if fact and fact.location else rows[row].location

    return place
