"""Registers that are prepared already (id, stratum, status), .csv or .parquet, into DuckDB."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from shuangsuiji.draw.register import Place
from shuangsuiji.draw.team_spec import FactsSpec
from shuangsuiji.draw.text import IdKind
from shuangsuiji.findings import Location, Refusal, refuse, why_not_opened
from shuangsuiji.workflow.draw_facts import facts_of

COLUMNS = ("id", "stratum", "status")
"""The columns of a prepared register, exactly, but for those of facts."""

FACTS = ("region", "needs")
"""What may stand behind them where inspectors are matched: the region, and then the needs, with 、 between."""

FORMS = (COLUMNS, (*COLUMNS, *FACTS[:1]), (*COLUMNS, *FACTS))


@dataclass(frozen=True, slots=True)
class RegisterSource:
    """A register file as handed in: its kind of ids, its plan lines, where a copy may stand.

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


Prepare = Callable[[DuckDBPyConnection, RegisterSource, str], Place]
"""Fills a table (id, stratum, status, undecided: text; _row: BIGINT) and says where its rows stand."""


def is_prepared(connection: DuckDBPyConnection, source: RegisterSource) -> bool:
    """Return whether a file has just the columns of a prepared register, in their order."""
    suffix = source.path.suffix.lower()
    if suffix == ".parquet":
        return tuple(name for name, _ in _parquet_columns(connection, source)) in FORMS
    if suffix != ".csv" or not source.path.is_file():
        return False
    with source.path.open("rb") as file:
        first = file.readline(4096)
    return _header_names(first.decode("utf-8-sig", errors="replace")) in FORMS


def prepare_register(connection: DuckDBPyConnection, source: RegisterSource, table: str) -> Place:
    """Read a prepared register, .csv (UTF-8 or GBK) or .parquet: id, stratum, status, and facts if any.

    Raises Refusal where the file cannot be read, is empty, or has other columns.
    """
    suffix, file = source.path.suffix.lower(), str(source.path)
    if suffix == ".csv":
        reader, columns = _csv_reader(source)
    elif suffix == ".parquet":
        reader, columns = _parquet_reader(connection, source)
    else:
        raise refuse("register/file-kind", Location(file), found=suffix or "无")
    try:
        connection.execute(
            f"""CREATE OR REPLACE TEMP TABLE {table} AS
                SELECT id, stratum, status, NULL::VARCHAR AS undecided, row_number() OVER () AS _row
                FROM {reader}"""
        )
        if columns != COLUMNS:
            _keep_facts(connection, reader, columns, table)
    except duckdb.Error as error:
        raise _unreadable(source.path, error) from error
    (lines,) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
    if not lines:
        raise refuse("register/no-rows", Location(file))
    offset = 1 if suffix == ".csv" else 0
    return lambda row: Location(file, line=row + offset)


def _keep_facts(
    connection: DuckDBPyConnection, reader: str, columns: tuple[str, ...], table: str
) -> None:
    """Keep region and needs beside the table, by the same numbers of rows."""
    needs = "needs" if "needs" in columns else "''"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {facts_of(table)} AS
            SELECT row_number() OVER () AS _row, nullif(trim(region), '') AS region,
                list_sort(list_distinct(list_filter(
                    list_transform(string_split(coalesce({needs}, ''), '、'), lambda n: trim(n)),
                    lambda n: n <> ''))) AS needs,
                FALSE AS unread, NULL::VARCHAR AS name
            FROM {reader}"""
    )


def _csv_reader(source: RegisterSource) -> tuple[str, tuple[str, ...]]:
    encoding = _encoding(source.path)
    names = _check_header(source.path, encoding)
    _spool(source, encoding)
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    return (
        f"read_csv({_quoted(str(source.spool))}, auto_detect = false, header = true, "
        f"delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}})"
    ), names


def _parquet_reader(
    connection: DuckDBPyConnection, source: RegisterSource
) -> tuple[str, tuple[str, ...]]:
    found = _parquet_columns(connection, source)
    place = Location(str(source.path))
    names = tuple(name for name, _ in found)
    if names not in FORMS:
        raise refuse("register/columns", place, found=names, expected=COLUMNS)
    wrong = tuple(f"{name}（{kind}）" for name, kind in found if kind != "VARCHAR")
    if wrong:
        raise refuse("register/column-type", place, found=wrong)
    return _parquet(source), names


def _parquet_columns(
    connection: DuckDBPyConnection, source: RegisterSource
) -> list[tuple[str, str]]:
    """Return the names and types of a Parquet file's columns; Refusal if it cannot be read."""
    _spool(source, "utf-8")
    try:
        found = connection.execute(f"DESCRIBE SELECT * FROM {_parquet(source)}").fetchall()
    except duckdb.Error as error:
        raise _unreadable(source.path, error) from error
    return [(name, kind) for name, kind, *_ in found]


def _parquet(source: RegisterSource) -> str:
    return f"read_parquet({_quoted(str(source.spool))})"


def _encoding(path: Path) -> str:
    """Return the encoding of the file, by reading all of it: UTF-8, or else GBK as its superset."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        except OSError as error:
            raise refuse(
                "file/unreadable", Location(str(path)), found=why_not_opened(error)
            ) from error
        return encoding
    raise refuse("register/encoding", Location(str(path)))


def _check_header(path: Path, encoding: str) -> tuple[str, ...]:
    with path.open(encoding=encoding, newline="") as file:
        line = file.readline(4096)
    place = Location(str(path), line=1)
    if not line.strip():
        raise refuse("register/empty", Location(str(path)))
    names = _header_names(line)
    if names not in FORMS:
        raise refuse("register/columns", place, found=names, expected=COLUMNS)
    return names


def _header_names(line: str) -> tuple[str, ...]:
    try:
        return tuple(name.strip() for name in next(csv.reader([line])))
    except csv.Error:
        return (line[:80],)


def _spool(source: RegisterSource, encoding: str) -> None:
    # DuckDB takes `[` and `*` in a file's name for a pattern, and reads no GBK: it is given a link or
    # a copy whose name is ours.
    source.spool.unlink(missing_ok=True)
    if encoding == "gb18030":
        with (
            source.path.open(encoding=encoding, newline="") as old,
            source.spool.open("w", encoding="utf-8", newline="") as new,
        ):
            shutil.copyfileobj(old, new, 1 << 20)
        return
    try:
        source.spool.symlink_to(source.path.resolve())
    except OSError:  # Windows without the right to link
        shutil.copyfile(source.path, source.spool)


def _unreadable(path: Path, error: duckdb.Error) -> Refusal:
    said = str(error).splitlines()[0][:200]
    return refuse("register/unreadable", Location(str(path)), found=said)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
