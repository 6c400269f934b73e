"""Files of prepared registers as SQL that reads them: what they hold as text, with the number of each row."""

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from shuangsuiji.draw.registers.checks import Place
from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse, why_not_opened
from shuangsuiji.forms.cells import Raw
from shuangsuiji.forms.grid import Grid
from shuangsuiji.forms.packed import PACKED, open_packed
from shuangsuiji.forms.sheets import read_grids
from shuangsuiji.workflow.duck import is_no_room
from shuangsuiji.workflow.register_parts import kind_of

COLUMNS = ("id", "stratum", "status")
"""The columns of a prepared register, exactly, but for those of facts."""

FACTS = ("region", "needs")
"""What may stand behind them where inspectors are matched: the region, and then the needs, with 、 between."""

FORMS = (COLUMNS, (*COLUMNS, *FACTS[:1]), (*COLUMNS, *FACTS))
BOOKS = (".xlsx", ".xlsm")

_HEADER_BYTES = 4096
_BATCH = 20_000
_MOST_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class Reader:
    """How a file is read: SQL with its columns and `_row`, and where a row of it stands."""

    sql: str
    columns: tuple[str, ...]
    place: Place


def header_of(connection: DuckDBPyConnection, path: Path, spool: Path) -> tuple[str, ...] | None:
    """Return the names in a file's header, or None where it is of no kind that may be prepared."""
    kind = kind_of(path)
    if kind == ".parquet":
        return tuple(name for name, _ in _described(connection, path, spool))
    if kind in BOOKS:
        return next((names for names, _, _ in _headed(path)), ())
    if not kind.startswith(".csv") or not path.is_file():
        return None
    with open_packed(path) as file:
        first = file.readline(_HEADER_BYTES)
    return _names(first.decode("utf-8-sig", errors="replace"))


def reader_of(connection: DuckDBPyConnection, path: Path, spool: Path) -> Reader:
    """Return what reads a file of a prepared register; Refusal where it is none.

    `spool` is a path of ours at which a copy, or a link, may stand.
    """
    kind = kind_of(path)
    if kind == ".parquet":
        return _parquet(connection, path, spool)
    if kind in BOOKS:
        return _book(connection, path, spool.stem)
    if kind.startswith(".csv"):
        return _csv(path, spool)
    raise refuse("register/file-kind", Location(str(path)), found=kind or "无")


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Tell people in which file DuckDB's reader stopped, and why."""
    try:
        yield
    except duckdb.Error as error:
        if is_no_room(error):
            raise
        said = str(error).splitlines()[0][:200]
        raise refuse("register/unreadable", Location(str(path)), found=said) from error


def _csv(path: Path, spool: Path) -> Reader:
    plain = _unpacked(path, spool)
    encoding = _encoding(plain, path)
    names = _check_header(plain, encoding, path)
    _spool(plain, spool, encoding)
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    sql = (
        "(SELECT *, row_number() OVER () AS _row "
        f"FROM read_csv({_quoted(spool)}, auto_detect = false, header = true, "
        f"delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}}))"
    )
    return Reader(sql, names, lambda row: Location(str(path), line=row + 1))


def _parquet(connection: DuckDBPyConnection, path: Path, spool: Path) -> Reader:
    found = _described(connection, path, spool)
    place = Location(str(path))
    names = tuple(name for name, _ in found)
    if names not in FORMS:
        raise refuse("register/columns", place, found=names, expected=COLUMNS)
    wrong = tuple(f"{name}（{kind}）" for name, kind in found if kind != "VARCHAR")
    if wrong:
        raise refuse("register/column-type", place, found=wrong)
    # A row's number from the file itself: any number of threads may read, each its own part.
    sql = (
        "(SELECT * REPLACE (file_row_number + 1 AS file_row_number) "
        f"FROM read_parquet({_quoted(spool)}, file_row_number = true)) AS p({', '.join(names)}, _row)"
    )
    return Reader(sql, names, lambda row: Location(str(path), line=row))


def _described(connection: DuckDBPyConnection, path: Path, spool: Path) -> list[tuple[str, str]]:
    """Return the names and types of a Parquet file's columns; Refusal if it cannot be read."""
    _spool(path, spool, "utf-8")
    try:
        found = connection.execute(f"DESCRIBE FROM read_parquet({_quoted(spool)})").fetchall()
    except duckdb.Error as error:
        said = str(error).splitlines()[0][:200]
        raise refuse("register/unreadable", Location(str(path)), found=said) from error
    return [(name, kind) for name, kind, *_ in found]


def _book(connection: DuckDBPyConnection, path: Path, table: str) -> Reader:
    headed = [found for found in _headed(path) if found[0] in FORMS]
    if len(headed) != 1:
        if headed:
            sheets = tuple(grid.sheet or "" for _, grid, _ in headed)
            raise refuse("register/sheets", Location(str(path)), sheets=sheets)
        names = next((names for names, _, _ in _headed(path)), ())
        raise refuse("register/columns", Location(str(path)), found=names, expected=COLUMNS)
    ((names, grid, header),) = headed
    _check_cells(grid, header, len(names))
    table = f'"{table}_sheet"'
    columns = ", ".join(f"{name} VARCHAR" for name in names)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns}, _row BIGINT)")
    for start in range(header + 1, len(grid.rows), _BATCH):
        _insert(
            connection, table, grid, range(start, min(start + _BATCH, len(grid.rows))), len(names)
        )
    return Reader(table, names, lambda row: grid.place(row - 1, 0))


def _headed(path: Path) -> Iterator[tuple[tuple[str, ...], Grid, int]]:
    """Yield the sheets that hold something, each with its first row that does and that row's number."""
    for grid in read_grids(path):
        for number, row in enumerate(grid.rows):
            if any(value != "" for value in row):
                names = [str(value).strip() for value in row]
                while names and not names[-1]:
                    names.pop()
                yield tuple(names), grid, number
                break


def _check_cells(grid: Grid, header: int, width: int) -> None:
    """Refuse a sheet with formulas, or with numbers where text must stand; no cell is guessed."""
    if grid.formula is not None or grid.faults:
        cell = grid.formula or min(grid.faults)
        raise refuse("register/cell-formula", grid.place(*cell), found=grid.text(*cell))
    found: list[Finding] = []
    for number, row in enumerate(grid.rows[header + 1 :], header + 1):
        for column, value in enumerate(row):
            if column >= width and value != "":
                place = grid.place(number, column)
                found.append(problem("register/cell-outside", place, found=str(value)[:80]))
            elif not isinstance(value, str):
                place = grid.place(number, column)
                found.append(
                    problem("register/cell-number", place, found=grid.text(number, column))
                )
        if len(found) >= _MOST_LISTED:
            break
    if found:
        raise Refusal(found)


def _insert(
    connection: DuckDBPyConnection, table: str, grid: Grid, rows: range, width: int
) -> None:
    kept = [n for n in rows if any(value != "" for value in grid.rows[n])]
    values: list[list[Raw]] = [
        [grid.rows[n][c] if c < len(grid.rows[n]) else "" for n in kept] for c in range(width)
    ]
    texts = ", ".join(f"unnest(${c + 1}::VARCHAR[])" for c in range(width))
    connection.execute(
        f"INSERT INTO {table} SELECT {texts}, unnest(${width + 1}::BIGINT[])",
        [*values, [n + 1 for n in kept]],
    )


def _unpacked(path: Path, spool: Path) -> Path:
    """Return a file with the bytes of a packed one; a file that is not packed itself."""
    if path.suffix.lower() not in PACKED:
        return path
    plain = spool.with_name(f"{spool.name}.unpacked")
    with open_packed(path) as packed, plain.open("wb") as file:
        shutil.copyfileobj(packed, file, 1 << 20)
    return plain


def _encoding(plain: Path, path: Path) -> str:
    """Return the encoding of a text, by reading all of it: UTF-8, or else GBK as its superset."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with plain.open(encoding=encoding, newline="") as file:
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


def _check_header(plain: Path, encoding: str, path: Path) -> tuple[str, ...]:
    with plain.open(encoding=encoding, newline="") as file:
        line = file.readline(_HEADER_BYTES)
    if not line.strip():
        raise refuse("register/empty", Location(str(path)))
    names = _names(line)
    if names not in FORMS:
        place = Location(str(path), line=1)
        raise refuse("register/columns", place, found=names, expected=COLUMNS)
    return names


def _names(line: str) -> tuple[str, ...]:
    try:
        return tuple(name.strip() for name in next(csv.reader([line])))
    except csv.Error:
        return (line[:80],)


def _spool(plain: Path, spool: Path, encoding: str) -> None:
    # DuckDB takes `[` and `*` in a file's name for a pattern, and reads no GBK: it is given a link or
    # a copy whose name is ours.
    spool.unlink(missing_ok=True)
    if encoding == "gb18030":
        with (
            plain.open(encoding=encoding, newline="") as old,
            spool.open("w", encoding="utf-8", newline="") as new,
        ):
            shutil.copyfileobj(old, new, 1 << 20)
        return
    try:
        spool.symlink_to(plain.resolve())
    except OSError:  # Windows without the right to link
        shutil.copyfile(plain, spool)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
