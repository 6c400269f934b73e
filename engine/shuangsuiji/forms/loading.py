"""What an opened register or table is: its columns in DuckDB, and the way back to the paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from shuangsuiji.findings import Location
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.rules.loading import LoadedTable, load_rows

Place = Callable[[int, str | None], Location]
"""Where a row, or one field of it, stands on paper."""
Text = Callable[[int, str], str]
"""What stands in a cell that cannot be read, or gives no more than a bound; else nothing."""


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A table in DuckDB that was read from a file, with what is known of the file."""

    loaded: LoadedTable
    rows: int
    place: Place
    text: Text
    headers: Mapping[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    title: str = ""


def load_table(connection: DuckDBPyConnection, table: Table, spec: TableSpec) -> OpenedTable:
    """Load a small table that is in memory; `_row` is the row's number in it."""
    specs = {name: spec.by_name[name] for name in table.columns}
    rows = [(row.number, row.facts) for row in table.rows]
    return OpenedTable(
        loaded=load_rows(connection, table.name, specs, rows),
        rows=len(table.rows),
        place=_places(table),
        text=_texts(table),
        headers=table.headers,
        unmapped=table.unmapped,
        title=table.title,
    )


def _places(table: Table) -> Place:
    rows = {row.number: row for row in table.rows}

    def place(row: int, name: str | None = None) -> Location:
        return (rows[row].place(name) if name else None) or rows[row].location

    return place


def _texts(table: Table) -> Text:
    rows = {row.number: row for row in table.rows}

    def text(row: int, name: str) -> str:
        fact = rows[row].facts.get(name)
        return fact.text if fact is not None else ""

    return text
