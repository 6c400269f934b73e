"""Facts into DuckDB, in the one form of columns that evaluation and draws work on (see columns.py)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from shuangsuiji.model.values import BLANK, ByClass, Fact, Interval, Status
from shuangsuiji.model.vocabulary import FieldSpec, FieldType
from shuangsuiji.rules.columns import Column, Columns
from shuangsuiji.rules.sql import SQL_TYPES

Written = tuple[str, str, Sequence[object]]
"""A column of DuckDB: its name, its type, its values as text."""


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """A table in DuckDB, with its columns as rules/columns.py describes them."""

    name: str
    columns: Columns


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

    @property
    def is_open(self) -> bool:
        """Whether something stands there of which no bound is known."""
        return self.state == Status.VALUE and not (self.value or self.items or self.is_bound)


def sql_type(kind: FieldType) -> str:
    """Return the DuckDB type of a field's column."""
    return SQL_TYPES.get(kind, "VARCHAR")


def quoted(name: str) -> str:
    """Return the name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def encode(kind: FieldType, fact: Fact) -> Encoded:
    """Return the columns of a fact."""
    state, value = int(fact.status), fact.value
    if isinstance(value, bool):
        return Encoded(state, str(value).lower())
    if isinstance(value, tuple):
        return Encoded(state, items=list(value))
    if not isinstance(value, Interval):
        return Encoded(state, str(value) if isinstance(value, ByClass) else value)
    lo, hi = (None if end is None else str(end) for end in (value.lo, value.hi))
    if kind is FieldType.SPAN:
        return Encoded(state, f"{lo or ''}/{hi or ''}")
    return Encoded(
        state, lo if value.is_point else None, None, lo, hi, value.lo_open, value.hi_open
    )


def column_form(kind: FieldType, facts: Iterable[Encoded]) -> Column:
    """Return what the column of these facts has beside values."""
    blanks = state = bounds = False
    for fact in facts:
        blanks = blanks or fact.state == Status.BLANK
        state = state or fact.state in (Status.UNREADABLE, Status.UNTOLD)
        state = state or (kind.is_ordered and fact.is_open)
        bounds = bounds or (kind.is_ordered and fact.is_bound)
    return Column(blanks=blanks, state=state, bounds=bounds)


def load_rows(
    connection: DuckDBPyConnection,
    name: str,
    specs: Mapping[str, FieldSpec],
    rows: Iterable[tuple[int, Mapping[str, Fact]]],
) -> LoadedTable:
    """Load rows of facts, each with its number, into a DuckDB table with just the given fields."""
    numbered = list(rows)
    written: list[Written] = [("_row", "BIGINT", [number for number, _ in numbered])]
    forms: dict[str, Column] = {}
    for field, spec in specs.items():
        facts = [encode(spec.type, told.get(field, BLANK)) for _, told in numbered]
        forms[field] = column_form(spec.type, facts)
        written += _columns(field, spec, facts, forms[field])
    selected = ", ".join(_unnested(n, *c[:2]) for n, c in enumerate(written, start=1))
    values = [[v if v is None or isinstance(v, list) else str(v) for v in c[2]] for c in written]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS SELECT {selected}", values)
    return LoadedTable(name, forms)


def _unnested(number: int, column: str, kind: str) -> str:
    several = "VARCHAR[][]" if kind == "VARCHAR[]" else "VARCHAR[]"
    return f"unnest(${number}::{several})::{kind} AS {quoted(column)}"


def _columns(
    name: str, spec: FieldSpec, facts: Sequence[Encoded], form: Column
) -> Iterator[Written]:
    kind = sql_type(spec.type)
    yield name, kind, [f.items if spec.type is FieldType.LIST else f.value for f in facts]
    if form.state:
        yield f"{name}__s", "TINYINT", [f.state for f in facts]
    if form.bounds:
        yield f"{name}__lo", kind, [f.lo for f in facts]
        yield f"{name}__hi", kind, [f.hi for f in facts]
        yield f"{name}__lo_open", "BOOLEAN", [f.lo_open for f in facts]
        yield f"{name}__hi_open", "BOOLEAN", [f.hi_open for f in facts]
