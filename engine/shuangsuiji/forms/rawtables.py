"""Large files into DuckDB: every cell as trimmed text, every row with its number in the file.

CSV goes through DuckDB's own reader where it is UTF-8 and clean; small files, other encodings and
whatever that reader refuses go through Python's, which names the cell.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import IO

import duckdb

from shuangsuiji.findings import Location, Refusal, refuse
from shuangsuiji.forms.cells import cell_name
from shuangsuiji.forms.delimited import END, decode, separator
from shuangsuiji.forms.grid import Grid
from shuangsuiji.forms.headers import Header, find_header, no_header
from shuangsuiji.forms.labels import Labels
from shuangsuiji.forms.lines import CODE_FIELD
from shuangsuiji.forms.packed import open_packed
from shuangsuiji.forms.sheets import LONGEST_CELL
from shuangsuiji.forms.text import WHITE
from shuangsuiji.forms.titles import title_of
from shuangsuiji.rules.loading import quoted
from shuangsuiji.rules.sql import quote as literal

SMALL = 8 * 1024 * 1024
"""Smaller files are read by Python: blank lines are counted as spreadsheet programs count them."""
LONGEST_FIELD = 64 * 1024 * 1024
"""A field of this size is not even measured; the quote that opens it was never closed."""
_SAMPLE = 256 * 1024
_BATCH = 20_000
ZSTD = ".zst"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file in DuckDB: the column `c<n>` of each mapped column n, and `_row`."""

    name: str
    file: str
    header: Header
    width: int
    title: str = ""


def load_csv(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, labels: Labels
) -> RawTable:
    """Load the mapped columns of a CSV file (.csv, .csv.gz, .csv.zst)."""
    text, head = _top(path)
    grid = Grid(str(path), None, [row for row, _ in head])
    _check_length(str(path), enumerate(grid.rows))
    header = _header(grid, labels)
    width, title = len(head[header.last][0]), title_of(grid, header)
    raw = RawTable(name, str(path), header, width, title)
    mark, skip = separator(text), head[header.last][1]
    if _is_large(path) and _by_duckdb(connection, path, raw, mark, skip):
        return raw
    _by_python(connection, path, raw, mark)
    return raw


def csv_top(path: Path) -> Grid:
    """Return the first rows of a CSV file, in which its header stands."""
    return Grid(str(path), None, [row for row, _ in _top(path)[1]])


def _top(path: Path) -> tuple[str, list[tuple[list[str], int]]]:
    text = decode(_sample(path), str(path))
    return text, _parse(text)


def _header(grid: Grid, labels: Labels) -> Header:
    header = find_header(grid, labels)
    if header is None:
        raise no_header((grid,), labels, grid.file)
    if header.clashes:
        raise Refusal(header.clashes)
    return replace(header, fields=header.own, joined=())  # a register has a column for each field


def _is_large(path: Path) -> bool:
    return path.suffix == ZSTD or path.stat().st_size > SMALL


def _sample(path: Path) -> bytes:
    """Return the first lines of the file, none of them cut."""
    try:
        with open_packed(path) as file:
            data = file.read(_SAMPLE)
    except OSError as error:
        found = str(error).partition("\n")[0]
        raise refuse("forms/no-file", Location(str(path)), found=found) from error
    if not data.strip():
        raise refuse("forms/empty-file", Location(str(path)))
    whole = len(data) < _SAMPLE or b"\n" not in data or data.startswith(_UTF16)
    return data if whole else data[: data.rindex(b"\n") + 1]


def _parse(text: str) -> list[tuple[list[str], int]]:
    """Return the records of the sample, each with the lines that it ends at."""
    limit = csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    try:
        return [(row, reader.line_num) for row in reader]
    except csv.Error:
        return []
    finally:
        csv.field_size_limit(limit)


def _by_duckdb(
    connection: duckdb.DuckDBPyConnection, path: Path, raw: RawTable, mark: str, skip: int
) -> bool:
    """Load through DuckDB; False where its reader stops, so that Python's can name the cell."""
    if any(c in str(path) for c in "*?["):  # DuckDB would take it for a pattern
        return False
    if _quotes(path) % 2:  # DuckDB would drop all rows after a quote that is not closed
        return False
    columns = {f"c{n}": "VARCHAR" for n in range(raw.width)}
    names = ", ".join(f"{_trimmed(f'c{n}')} AS c{n}" for n in sorted(raw.header.fields))
    try:
        connection.execute(
            f"CREATE TABLE {quoted(raw.name)} AS"
            f" SELECT row_number() OVER () + {raw.header.last + 1} AS _row, {names}"
            " FROM read_csv($1, columns=$2, delim=$3, skip=$4, header=false, auto_detect=false,"
            " quote='\"', escape='\"', null_padding=true, parallel=false)",
            [str(path), columns, mark, skip],
        )
    except (duckdb.InvalidInputException, duckdb.NotImplementedException):
        return False
    long = " OR ".join(f"length(c{n}) > {LONGEST_CELL}" for n in sorted(raw.header.fields))
    count = f"SELECT count(*) FROM {quoted(raw.name)} WHERE {long}"
    return bool(connection.execute(count).fetchall()[0][0] == 0)


def _quotes(path: Path) -> int:
    """Return how many double quotes a file holds: an even number where each is closed."""
    with open_packed(path) as file:
        return sum(piece.count(b'"') for piece in iter(lambda: file.read(_PIECE), b""))


def _by_python(connection: duckdb.DuckDBPyConnection, path: Path, raw: RawTable, mark: str) -> None:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        columns = ", ".join(f"c{n} VARCHAR" for n in sorted(raw.header.fields))
        connection.execute(f"CREATE OR REPLACE TABLE {quoted(raw.name)} (_row BIGINT, {columns})")
        try:
            with io.TextIOWrapper(open_packed(path), encoding, newline="") as file:
                for batch in _batches(file, raw, mark):
                    _insert(connection, raw.name, batch)
            return
        except UnicodeError:
            continue
        except OSError as error:
            raise refuse("forms/no-file", Location(raw.file), found=str(error)) from error
    raise refuse("forms/unknown-encoding", Location(raw.file))


def _batches(file: IO[str], raw: RawTable, mark: str) -> Iterator[list[list[object]]]:
    columns = sorted(raw.header.fields)
    for rows in _numbered(file, raw, mark):
        batch: list[list[object]] = [[number + 1 for number, _ in rows]]
        batch += [
            [row[c].strip(WHITE) if c < len(row) else None for _, row in rows] for c in columns
        ]
        yield batch


def _numbered(file: IO[str], raw: RawTable, mark: str) -> Iterator[list[tuple[int, list[str]]]]:
    """Yield the rows under the header in batches, each with its number from 0."""
    limit = csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(chain(file, (END,)), delimiter=mark)
    rows = enumerate(reader)
    last = 0
    try:
        for _ in islice(rows, raw.header.last + 1):
            last = reader.line_num
        while batch := list(islice(rows, _BATCH)):
            batch = _without_end(batch, raw.file, last)
            last = reader.line_num
            if not batch:
                return
            _check_length(raw.file, batch)
            _check_width(raw, batch)
            yield batch
    except csv.Error as error:
        place = Location(raw.file, line=reader.line_num)
        raise refuse("forms/broken-csv", place, found=str(error)) from error
    finally:
        csv.field_size_limit(limit)


def _without_end(
    batch: list[tuple[int, list[str]]], file: str, line: int
) -> list[tuple[int, list[str]]]:
    """Return the batch without our own last line; Refusal where a quote has swallowed it."""
    if not any(END in cell for cell in batch[-1][1]):
        return batch
    if batch[-1][1] != [END]:
        raise refuse("forms/open-quote", Location(file, line=line + len(batch)))
    return batch[:-1]


def _check_length(file: str, rows: Iterable[tuple[int, Sequence[object]]]) -> None:
    for number, row in rows:
        for column, value in enumerate(row):
            if isinstance(value, str) and len(value) > LONGEST_CELL:
                place = Location(file, cell=cell_name(number, column))
                raise refuse("forms/cell-too-long", place, found=len(value), limit=LONGEST_CELL)


def _check_width(raw: RawTable, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Refuse a row with more cells than the header: a separator in a cell has moved the rest."""
    for number, row in rows:
        if len(row) > raw.width and any(map(str.strip, row[raw.width :])):
            place = Location(raw.file, cell=cell_name(number, raw.width))
            raise refuse("forms/ragged-row", place, found=len(row), expected=raw.width)


def _insert(connection: duckdb.DuckDBPyConnection, name: str, columns: list[list[object]]) -> None:
    kinds = ["BIGINT[]"] + ["VARCHAR[]"] * (len(columns) - 1)
    selected = ", ".join(f"unnest(${n}::{kind})" for n, kind in enumerate(kinds, start=1))
    connection.execute(f"INSERT INTO {quoted(name)} SELECT {selected}", columns)


def parquet_top(connection: duckdb.DuckDBPyConnection, path: Path) -> Grid:
    """Return the names of a Parquet file's columns, as the one row of a grid."""
    return Grid(str(path), None, [[name for name, _ in _described(connection, path)]])


def _described(connection: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[str, str]]:
    """Return the columns of a Parquet file, each with its type."""
    try:
        described = connection.execute("DESCRIBE FROM read_parquet($1)", [str(path)]).fetchall()
    except duckdb.Error as error:
        found = str(error).partition("\n")[0]
        raise refuse("forms/not-parquet", Location(str(path)), found=found) from error
    return [(str(row[0]), str(row[1])) for row in described]


def load_parquet(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, labels: Labels
) -> RawTable:
    """Load the mapped columns of a Parquet file; its first record is row 2, as in a sheet."""
    described = _described(connection, path)
    names, kinds = [n for n, _ in described], [k for _, k in described]
    grid = Grid(str(path), None, [names])
    header = _header(grid, labels)
    _check_codes(header, kinds, grid)
    texts = ", ".join(
        f"{_trimmed(_as_text(names[n], kinds[n]))} AS c{n}" for n in sorted(header.fields)
    )
    connection.execute(
        f"CREATE TABLE {quoted(name)} AS SELECT file_row_number + 2 AS _row, {texts}"
        " FROM read_parquet($1, file_row_number=true)",
        [str(path)],
    )
    return RawTable(name, str(path), header, len(names))


def _trimmed(text: str) -> str:
    """Return the SQL of a text without white space at its ends; most have none, and trim is slow."""
    white = literal(WHITE)
    ends = f"contains({white}, ({text})[1]) OR contains({white}, ({text})[-1])"
    return f"CASE WHEN {ends} THEN trim({text}, {white}) ELSE {text} END"


def _as_text(name: str, kind: str) -> str:
    if kind.endswith("[]"):
        return f"array_to_string({quoted(name)}, chr(10))"
    return f"CAST({quoted(name)} AS VARCHAR)"


def _check_codes(header: Header, kinds: Sequence[str], grid: Grid) -> None:
    for column, field in header.fields.items():
        if field.name == CODE_FIELD and kinds[column] != "VARCHAR":
            raise refuse("forms/number-for-code", grid.place(0, column), found=kinds[column])
