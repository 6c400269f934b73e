"""Facts into DuckDB, in the one form of columns that evaluation and draws work on (see columns.py)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from shuangsuiji.model.values import BLANK, ByClass, Fact, Interval, Status
from shuangsuiji.model.vocabulary import FieldSpec, FieldType
from shuangsuiji.rules.columns import Column, Columns
from shuangsuiji.rules.sql import SQL_TYPES

AT_ONCE = 20_000
"""Rows handed to DuckDB at a time: as parameters they take ten times the memory of the table."""
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
    ordered = kind.is_ordered
    for fact in facts:
        blanks = blanks or fact.state == Status.BLANK
        state = state or fact.state in (Status.UNREADABLE, Status.UNTOLD)
        state = state or (ordered and fact.is_open)
        bounds = bounds or (ordered and fact.is_bound)
    return Column(blanks=blanks, state=state, bounds=bounds)


def load_rows(
    connection: DuckDBPyConnection,
    name: str,
    specs: Mapping[str, FieldSpec],
    rows: Iterable[tuple[int, Mapping[str, Fact]]],
) -> LoadedTable:
    """Load rows of facts, each with its number, into a DuckDB table with just the given fields."""
    numbered = list(rows)
    written: list[Written] = [("_row", "BIGINT", [str(number) for number, _ in numbered])]
    forms: dict[str, Column] = {}
    for field, spec in specs.items():
        keys, distinct = _encoded(spec.type, [told.get(field, BLANK) for _, told in numbered])
        forms[field] = column_form(spec.type, distinct.values())
        written += _columns(field, spec, keys, distinct, forms[field])
    columns = ", ".join(f"{quoted(column)} {kind}" for column, kind, _ in written)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} ({columns})")
    for start in range(0, len(numbered), AT_ONCE):
        part = [(column, kind, values[start : start + AT_ONCE]) for column, kind, values in written]
        _insert(connection, name, part)
    return LoadedTable(name, forms)


def _encoded(kind: FieldType, facts: Sequence[Fact]) -> tuple[Sequence[int], Mapping[int, Encoded]]:
    """Return a key for each fact of a column, and what the facts of a key are alike.

    Cells with the same text share a value, and what has no value its status: that is the key. The facts
    hold all of them, so that no two have one id.
    """
    keys = [id(f.status if f.value is None else f.value) for f in facts]
    distinct = dict(zip(keys, facts, strict=True))
    return keys, {key: encode(kind, fact) for key, fact in distinct.items()}


def _columns(
    name: str,
    spec: FieldSpec,
    keys: Sequence[int],
    distinct: Mapping[int, Encoded],
    form: Column,
) -> Iterator[Written]:
    def column(of: Callable[[Encoded], object]) -> list[object]:
        values = {key: of(fact) for key, fact in distinct.items()}
        return [values[key] for key in keys]

    kind = sql_type(spec.type)
    yield name, kind, column(lambda f: f.items if spec.type is FieldType.LIST else f.value)
    if form.state:
        yield f"{name}__s", "TINYINT", column(lambda f: str(f.state))
    if form.bounds:
        yield f"{name}__lo", kind, column(lambda f: f.lo)
        yield f"{name}__hi", kind, column(lambda f: f.hi)
        yield f"{name}__lo_open", "BOOLEAN", column(lambda f: str(f.lo_open))
        yield f"{name}__hi_open", "BOOLEAN", column(lambda f: str(f.hi_open))


def _insert(connection: DuckDBPyConnection, name: str, columns: Sequence[Written]) -> None:
    """Insert rows, their numbers first; what is the same in all of them is handed over once."""
    selected, parameters = [], []
    for number, (column, kind, values) in enumerate(columns, start=1):
        several = "VARCHAR[]" if kind == "VARCHAR[]" else "VARCHAR"
        alike = number > 1 and values.count(values[0]) == len(values)
        value = f"${number}::{several}" if alike else f"unnest(${number}::{several}[])"
        selected.append(f"{value}::{kind} AS {quoted(column)}")
        parameters.append(values[0] if alike else values)
    query = f"INSERT INTO {quoted(name)} SELECT {', '.join(selected)}"
    connection.execute(query, parameters)
