"""Registers that are prepared already (id, stratum, status), of any form, in one file or many, into DuckDB."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.registers.checks import ID, Place
from shuangsuiji.draw.team_spec import FactsSpec
from shuangsuiji.draw.text import IdKind
from shuangsuiji.findings import Location, refuse
from shuangsuiji.progress import stage
from shuangsuiji.workflow.draw_facts import facts_of
from shuangsuiji.workflow.register_parts import kind_of, parts_of, place_in
from shuangsuiji.workflow.register_readers import (
    COLUMNS,
    FORMS,
    Reader,
    header_of,
    readable,
    reader_of,
)


@dataclass(frozen=True, slots=True)
class RegisterSource:
    """A register as handed in, a file or a folder of parts: its kind of ids, its plan lines.

    `spool` is a path of ours: copies of the parts may stand beside it.

    The fields say which columns of a register of targets give a target's id and its stratum, `facts`
    those by which inspectors are matched.
    """

    path: Path
    ids: IdKind
    lines: tuple[str, ...]
    spool: Path
    id_field: str = "uscc"
    stratum_field: str = "risk_class"
    facts: FactsSpec | None = None

    def spool_of(self, part: Path, number: int) -> Path:
        """Return where a copy of a part of the register may stand."""
        ending = kind_of(part).removesuffix(".gz").removesuffix(".zst")
        return self.spool.with_name(f"{self.spool.stem}-{number}{ending}")


Prepare = Callable[[DuckDBPyConnection, RegisterSource, str], Place]
"""Fills a table (id, stratum, status, undecided: text; _row: BIGINT) and says where its rows stand."""


def is_prepared(connection: DuckDBPyConnection, source: RegisterSource) -> bool:
    """Return whether a register has just the columns of a prepared one, in their order.

    Of several parts the first one tells.
    """
    first = parts_of(source.path)[0]
    return header_of(connection, first, source.spool_of(first, 1)) in FORMS


def prepare_register(connection: DuckDBPyConnection, source: RegisterSource, table: str) -> Place:
    """Read a prepared register: id, stratum, status, and facts if any.

    A part is .csv (UTF-8 or GBK), .csv.gz, .csv.zst, .parquet or a workbook. Raises Refusal where one
    cannot be read or has other columns, or all are empty.
    """
    places: list[Place] = []
    before: list[int] = []
    columns: tuple[str, ...] | None = None
    rows = 0
    for number, part in enumerate(parts_of(source.path), 1):
        reader = reader_of(connection, part, source.spool_of(part, number))
        columns = columns or reader.columns
        if reader.columns != columns:
            place = Location(str(part))
            raise refuse("register/columns", place, found=reader.columns, expected=columns)
        with readable(part):
            _add(connection, reader, table, rows, is_first=number == 1)
        places.append(reader.place)
        before.append(rows)
        (rows,) = connection.execute(f"SELECT coalesce(max(_row), 0) FROM {table}").fetchall()[0]
    if not rows:
        raise refuse("register/no-rows", Location(str(source.path)))
    return place_in(places, before)


def _add(
    connection: DuckDBPyConnection, reader: Reader, table: str, before: int, *, is_first: bool
) -> None:
    """Add the rows of a part, their numbers after those of the parts before it."""
    if is_first:
        columns = f"{ID}, stratum VARCHAR, status VARCHAR, undecided VARCHAR, _row BIGINT"
        connection.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
    numbered = f"_row + {before} AS _row FROM {reader.sql}"
    with stage("read", poll=connection.query_progress):
        connection.execute(f"INSERT INTO {table} BY NAME SELECT id, stratum, status, {numbered}")
    if reader.columns != COLUMNS:
        facts, selected = facts_of(table), f"SELECT {_facts(reader.columns)}, {numbered}"
        into = f"CREATE OR REPLACE TABLE {facts} AS" if is_first else f"INSERT INTO {facts} BY NAME"
        connection.execute(f"{into} {selected}")


def _facts(columns: tuple[str, ...]) -> str:
    """Return the SQL for region and needs, as they are kept beside the table by the numbers of rows."""
    needs = "needs" if "needs" in columns else "''"
    return f"""nullif(trim(region), '') AS region,
        list_sort(list_distinct(list_filter(
            list_transform(string_split(coalesce({needs}, ''), '、'), lambda n: trim(n)),
            lambda n: n <> ''))) AS needs,
        FALSE AS unread, NULL::VARCHAR AS name"""
