"""Registers of any size (名录库) into DuckDB: .csv, .csv.gz, .csv.zst, .parquet, or a workbook."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from shuangsuiji.findings import Location, problem, refuse
from shuangsuiji.forms.grid import Grid
from shuangsuiji.forms.labels import Labels
from shuangsuiji.forms.lines import CODE_FIELD, EXPONENT, MOST_LISTED, refuse_lost
from shuangsuiji.forms.loading import OpenedTable, load_table
from shuangsuiji.forms.otherformats import not_read
from shuangsuiji.forms.rawtables import RawTable, csv_top, load_csv, load_parquet, parquet_top
from shuangsuiji.forms.sheets import DOCUMENTS, WORKBOOKS, read_grids
from shuangsuiji.forms.tables import read_table
from shuangsuiji.forms.typed import place_of, type_columns
from shuangsuiji.forms.yamltable import TREES, yaml_headers
from shuangsuiji.model.vocabulary import TableForm, TableSpec
from shuangsuiji.rules.loading import quoted

_SMALL_ENDINGS = (*WORKBOOKS, *DOCUMENTS, *TREES)
_CSV_ENDINGS = ("csv", "tsv", "txt")


def open_register(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    table: str,
    spec: TableSpec,
    forms: Sequence[TableForm] = (),
    loaded_as: str | None = None,
) -> OpenedTable:
    """Load a register into the DuckDB table `table`; `_row` is the row in its file, header = row 1.

    Of a workbook or YAML file `_row` numbers the rows of the table as read, from 1. `loaded_as` is
    another name for the DuckDB table.
    """
    if path.suffix.lower() in _SMALL_ENDINGS:
        read = read_table(path, table, spec, forms)
        return load_table(connection, replace(read, name=loaded_as or table), spec)
    labels, name = Labels(table, spec, forms), f"_raw_{table}"
    load = load_parquet if _is_parquet(path) else load_csv
    raw = load(connection, path, name, labels)
    _refuse_lost_codes(connection, raw)
    return type_columns(connection, raw, loaded_as or table, spec)


def header_grids(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[Grid, ...]:
    """Return the parts of a file in which its header stands, by which its kind may be known."""
    ending = path.suffix.lower()
    if ending in TREES:
        return (Grid(str(path), None, [list(yaml_headers(path))]),)
    if ending in (*WORKBOOKS, *DOCUMENTS):
        return read_grids(path)
    return (parquet_top(connection, path) if _is_parquet(path) else csv_top(path),)


def _is_parquet(path: Path) -> bool:
    """Tell a Parquet file from a CSV file, by its name; Refusal for any other."""
    if not path.is_file():
        raise refuse("forms/no-file", Location(str(path)), found="没有这个文件")
    if path.suffix.lower() == ".parquet":
        return True
    if any(part.lower().lstrip(".") in _CSV_ENDINGS for part in path.suffixes[-2:]):
        return False
    known = ("xlsx", "xls", "csv", "csv.gz", "csv.zst", "parquet", "yaml")
    raise not_read(path, known)


def _refuse_lost_codes(connection: duckdb.DuckDBPyConnection, raw: RawTable) -> None:
    for column, field in raw.header.fields.items():
        if field.name != CODE_FIELD:
            continue
        found = connection.execute(
            f"SELECT _row, c{column}, count(*) OVER () FROM {quoted(raw.name)}"
            f" WHERE regexp_full_match(c{column}, '{EXPONENT}') ORDER BY _row LIMIT $1",
            [MOST_LISTED + 1],
        ).fetchall()
        lost = [
            problem("forms/number-for-code", place_of(raw, row, column), found=str(text))
            for row, text, _ in found
        ]
        refuse_lost(lost, found[0][2] if found else 0)
