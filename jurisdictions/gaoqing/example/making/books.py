"""Rows to an .xlsx file as a bureau sends it, with the same bytes on every run and machine."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from making.sheets import Column, Sheet
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MADE = datetime(2026, 1, 20, 9, 0, 0)  # noqa: DTZ001  (a workbook's properties have no zone)
_PAPERS = {3: 8, 4: 9}
"""How Excel numbers paper sizes."""
_TITLE_ROWS = 2
_LINE_HEIGHT, _ROOM = 13.5, 5
_SERIAL = "序号"
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}

Row = Sequence[str]


def make_book(sheet: Sheet, rows: Sequence[Row], *others: tuple[Sheet, Sequence[Row]]) -> bytes:
    """Return the workbook of a sheet with these rows under its header, and of others after it."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": sheet.title,
                "author": "shuangsuiji 示例数据",
                "company": "虚构",
                "comments": "演示用，内容虚构",
                "created": MADE,
            }
        )
        for page, lines in ((sheet, rows), *others):
            _Page(book, page).fill(lines)
    return _stored(packed.getvalue())


def _stored(packed: bytes) -> bytes:
    """Return the package with its parts uncompressed: not all versions of zlib agree to a byte."""
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.create_system, part.external_attr = 0, 0
            new.writestr(part, old.read(name))
    return stored.getvalue()


class _Page:
    """One worksheet while it is filled from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet) -> None:
        self._sheet = sheet
        self._columns = sheet.columns
        self._last = len(sheet.columns) - 1
        self._page: Worksheet = book.add_worksheet(sheet.name)
        title = {"font_name": "方正小标宋简体", "font_size": 20, "align": "center"}
        header = {"font_name": "黑体", "border": 1, "align": "center", "bg_color": "#F2F2F2"}
        self._title = book.add_format({"valign": "vcenter", **title})
        self._left = book.add_format({**_FONT, "font_size": 11, "text_wrap": False})
        self._right = book.add_format({**_FONT, "font_size": 11, "align": "right"})
        self._header = book.add_format({**_FONT, **header})
        self._note = book.add_format({**_FONT, "align": "left"})
        self._total = book.add_format({**_FONT, "bold": True, "border": 1, "align": "center"})
        self._cells = [book.add_format(_look(column)) for column in sheet.columns]

    def fill(self, rows: Sequence[Row]) -> None:
        """Write everything that stands on the sheet."""
        self._head()
        first = _TITLE_ROWS + 1
        for number, row in enumerate(rows):
            serial = [str(number + 1)] if self._columns[0].header == _SERIAL else []
            self._row(first + number, [*serial, *row])
        below = first + len(rows)
        if any(column.total for column in self._columns):
            self._totals(first, below, rows)
            below += 1
        for number, text in enumerate(self._sheet.foot):
            self._merged(below + number, text, self._note, 18)
        self._print(below + len(self._sheet.foot) - 1)

    def _head(self) -> None:
        left, right = self._sheet.under_title
        middle = self._last // 2
        self._merged(0, self._sheet.title, self._title, 38)
        self._page.merge_range(1, 0, 1, middle, left, self._left)
        self._page.merge_range(1, middle + 1, 1, self._last, right, self._right)
        self._page.set_row(1, 20)
        for c, column in enumerate(self._columns):
            self._page.set_column(c, c, column.width)
            self._page.write_string(_TITLE_ROWS, c, column.header, self._header)
        self._page.set_row(_TITLE_ROWS, 32)

    def _row(self, at: int, texts: Row) -> None:
        for c, text in enumerate(texts):
            _write(self._page, at, c, text, self._cells[c])
        widths = zip(texts, self._columns, strict=True)
        lines = max(-(-_width(text) // (column.width - 1)) for text, column in widths)
        self._page.set_row(at, max(lines, 2) * _LINE_HEIGHT + _ROOM)

    def _totals(self, first: int, at: int, rows: Sequence[Row]) -> None:
        """Write the row of totals; as in any spreadsheet, SUM passes over what is no number."""
        summed = next(c for c, column in enumerate(self._columns) if column.total)
        self._page.merge_range(at, 0, at, summed - 1, "合计", self._total)
        letter = chr(ord("A") + summed)
        total = sum(int(row[summed - 1]) for row in rows if row[summed - 1].isdecimal())
        formula = f"=SUM({letter}{first + 1}:{letter}{at})"
        self._page.write_formula(at, summed, formula, self._total, total)
        for c in range(summed + 1, self._last + 1):
            self._page.write_blank(at, c, None, self._total)
        self._page.set_row(at, 24)

    def _merged(self, at: int, text: str, look: Format, height: float) -> None:
        self._page.merge_range(at, 0, at, self._last, text, look)
        self._page.set_row(at, height)

    def _print(self, last: int) -> None:
        self._page.set_landscape()
        self._page.set_paper(_PAPERS[self._sheet.paper])
        self._page.fit_to_pages(1, 0)
        self._page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self._page.center_horizontally()
        self._page.repeat_rows(_TITLE_ROWS)
        self._page.print_area(0, 0, last, self._last)
        self._page.set_footer("&C第 &P 页，共 &N 页")
        self._page.freeze_panes(_TITLE_ROWS + 1, 0)


def _look(column: Column) -> dict[str, object]:
    align = {"align": "center" if column.centred else "left"}
    percent = {"num_format": "0%"} if column.percent else {}
    return {**_FONT, "border": 1, **align, **percent}


def _write(page: Worksheet, at: int, c: int, text: str, look: Format) -> None:
    """Write a bare number as a number and anything else as people typed it."""
    if not text:
        page.write_blank(at, c, None, look)
    elif re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        page.write_number(at, c, float(text), look)
    else:
        page.write_string(at, c, text, look)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in text)
