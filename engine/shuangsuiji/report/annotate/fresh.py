"""A new workbook with the table as it was read, for papers that are no workbooks: texts as texts."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import xlsxwriter
from rich.cells import cell_len

from shuangsuiji.findings import Location
from shuangsuiji.forms.grid import Grid
from shuangsuiji.model.values import Row, Table
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.report.annotate.cells import name_of
from shuangsuiji.report.annotate.remarks import Paper
from shuangsuiji.report.wording import plain
from shuangsuiji.report.workbook import A4, AS_TEXT, FORMULA_LIKE, MOST, NO_DATE

SHEET = "交来的表"
ROW_BY_ROW = {**AS_TEXT, "constant_memory": True}
LONGEST_NAME = 31
WIDEST, NARROWEST, LOOKED_AT = 40, 8, 200
"""Characters of a column, and how many rows are looked at for them."""
Lines = Sequence[Sequence[str]]


def book_of_grids(file: str, grids: Sequence[Grid]) -> tuple[bytes, Paper]:
    """Return a workbook with the cells where they stood, and how places of the file lead into it."""
    names: dict[str | None, str] = {}
    for grid in grids:
        names[grid.sheet] = _sheet_name(grid.sheet or SHEET, names.values())
    sheets = {names[g.sheet]: [g.texts(row) for row in range(len(g.rows))] for g in grids}
    return _book(sheets), Paper(file, names)


def book_of_table(file: str, table: Table, spec: TableSpec) -> tuple[bytes, Paper]:
    """Return a workbook with a table that stood in no cells, and how its places lead into it."""
    columns = [c for c in table.columns if c in spec.by_name]
    heads = [spec.by_name[c].label for c in columns]
    lines = [heads, *([_text(row, c) for c in columns] for row in table.rows)]
    cells: dict[Location, str] = {}
    for number, row in enumerate(table.rows, 2):
        cells.setdefault(row.location, name_of((number, 1)))
        for column, name in enumerate(columns, 1):
            place = row.place(name)
            if place is not None:
                cells[place] = name_of((number, column))
    return _book({SHEET: lines}), Paper(file, {None: SHEET}, cells)


def empty_book(file: str) -> tuple[bytes, Paper]:
    """Return a workbook that says that the paper was too large to be copied."""
    return _book({SHEET: [["原件没有照抄：行数太多，或不是表格"]]}), Paper(file, {})


def _text(row: Row, name: str) -> str:
    fact = row.facts.get(name)
    return fact.text if fact is not None else ""


def _book(sheets: Mapping[str, Lines]) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, ROW_BY_ROW)
    book.set_properties({"created": NO_DATE})
    look = {"num_format": "@", "text_wrap": True, "valign": "top", "border": 1}
    plainly = book.add_format(look)
    quoted = book.add_format({**look, "quote_prefix": True})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        for column, width in enumerate(_widths(lines)):
            sheet.set_column(column, column, width)
        for number, line in enumerate(lines):
            for column, words in enumerate(line):
                if words:
                    form = quoted if words.startswith(FORMULA_LIKE) else plainly
                    sheet.write_string(number, column, plain(words)[:MOST], form)
    book.close()
    return made.getvalue()


def _widths(lines: Lines) -> Iterator[int]:
    """Yield the width of each column: of its longest cell among the first rows, within limits."""
    first = lines[:LOOKED_AT]
    for column in range(max(map(len, first), default=0)):
        widths = [cell_len(line[column]) for line in first if len(line) > column]
        yield min(max(NARROWEST, *widths) + 2, WIDEST)


def _sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that a workbook takes for a sheet."""
    allowed = re.sub(r"[\[\]:*?/\\]", " ", wanted).strip("' ")[:LONGEST_NAME] or SHEET
    known, name, number = {t.casefold() for t in taken}, allowed, 1
    while name.casefold() in known:
        number += 1
        name = f"{allowed[: LONGEST_NAME - 4]}（{number}）"
    return name
