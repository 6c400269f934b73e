"""Workbooks that the engine writes: texts as texts, wrapped and as high as they need, ready to print."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shuangsuiji.report.wording import plain

MOST = 32_000
"""Of the 32,767 characters that a cell may hold."""
NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001  (the format knows no zone; the same bytes each time)
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
FONT: dict[str, object] = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
CELL: dict[str, object] = {"text_wrap": True, "border": 1, "border_color": "#C9D1D9"}
LOOKS: dict[str, dict[str, object]] = {
    "title": {"font_size": 14, "bold": True},
    "note": {"font_size": 9, "font_color": "#57606A"},
    "head": {**CELL, "bold": True, "bg_color": "#EEF2F6"},
    "part": CELL,
}
LINE, HIGHEST = 13, 409
"""Points: the height of a line, and the most that a row may have."""
TITLE_HIGH = 24
FOOTER = "&C第 &P 页，共 &N 页"
A4 = 9
FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a program could take for a formula when it is typed in again."""
LONGEST_LIST = 255
"""Characters that a drop-down list may have."""

Cell = tuple[str, str]
"""A text and the name of its look."""


class Look(Protocol):
    """Gives the format of a look by its name, for a text."""

    def __call__(self, name: str, text: str = "") -> Format:
        """Return the format."""


class Book:
    """A workbook being written, with looks by name; the same bytes for the same content."""

    def __init__(self, title: str, looks: Mapping[str, dict[str, object]] = LOOKS) -> None:
        self._made = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._made, AS_TEXT)
        self._book.set_properties({"title": plain(title), "created": NO_DATE})
        self._looks = {n: self._book.add_format({**FONT, **look}) for n, look in looks.items()}
        self._quoted = {
            n: self._book.add_format({**FONT, **look, "quote_prefix": True})
            for n, look in looks.items()
        }

    def sheet(self, name: str, widths: Sequence[float]) -> "Sheet":
        """Return a new sheet with columns of these widths."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return Sheet(sheet, tuple(widths), self.look)

    def look(self, name: str, text: str = "") -> Format:
        """Return the look of a cell; of a text that could be taken for a formula, marked as text."""
        return (self._quoted if text.startswith(FORMULA_LIKE) else self._looks)[name]

    def content(self) -> bytes:
        """Return the bytes of the workbook."""
        self._book.close()
        return self._made.getvalue()


class Sheet:
    """A sheet being written row by row; `sheet` is the writer's own, for what is written nowhere else."""

    def __init__(self, sheet: Worksheet, widths: tuple[float, ...], look: "Look") -> None:
        self.sheet = sheet
        self._widths = widths
        self._look = look

    def line(self, row: int, text: str, look: str) -> None:
        """Write a line that runs over the columns: a title, a note."""
        self.sheet.set_row(row, TITLE_HIGH if look == "title" else LINE + 2)
        self.sheet.write_string(row, 0, told(text), self._look(look, text))

    def across(self, row: int, text: str, look: str) -> None:
        """Write a text over all columns, wrapped, as high as it needs."""
        last = len(self._widths) - 1
        self.sheet.merge_range(row, 0, row, last, told(text), self._look(look, text))
        height = lines_of(text, sum(self._widths)) * LINE + 4
        self.sheet.set_row(row, min(height, HIGHEST))

    def row(self, number: int, cells: Sequence[Cell], *, least: int = 1) -> None:
        """Write a row of texts, as high as its highest cell needs; programs do not find that out alone."""
        most = least
        for index, ((text, look), width) in enumerate(zip(cells, self._widths, strict=False)):
            self.sheet.write_string(number, index, told(text), self._look(look, text))
            most = max(most, lines_of(text, width))
        self.sheet.set_row(number, min(most * LINE + 4, HIGHEST))

    def blank(self, row: int, column: int, look: str) -> None:
        """Leave a cell for people to fill."""
        self.sheet.write_blank(row, column, None, self._look(look))

    def remark(self, row: int, column: int, text: str) -> None:
        """Put a note on a cell, if there is anything to say."""
        if text:
            size = {"x_scale": 1.6, "y_scale": 0.3 + 0.25 * lines_of(text, 30)}
            self.sheet.write_comment(row, column, plain(text), {"author": "", **size})

    def choose(
        self, rows: tuple[int, int], column: int, words: Sequence[str], *, others: bool
    ) -> None:
        """Offer a drop-down list in a column; `others` lets people write another word."""
        if (
            not words
            or sum(len(w) + 1 for w in words) > LONGEST_LIST
            or any("," in w for w in words)
        ):
            return
        rule: dict[str, object] = {"validate": "list", "source": list(words)}
        if others:
            rule["error_type"] = "information"
            rule["error_message"] = "不在所列的词里；确实如此的，点“确定”保留"
        else:
            rule["error_title"] = "请从列表中选"
            rule["error_message"] = "只认列表中的词"
        self.sheet.data_validation(rows[0], column, rows[1], column, rule)

    def print_setup(self, header: int, columns: int = 0, last: int | None = None) -> None:
        """Freeze and repeat the header, `last` its last row; one page wide, lying, numbered.

        `columns` from the left stay in sight.
        """
        last = header if last is None else last
        self.sheet.freeze_panes(last + 1, columns)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.repeat_rows(header, last)
        self.sheet.set_footer(FOOTER)


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of this width."""
    return sum(-(-max(cell_len(t), 1) // max(int(width) - 3, 4)) for t in text.split("\n"))


def told(text: str) -> str:
    """Return a text as a cell can hold it."""
    shown = plain(text)
    return shown if len(shown) <= MOST else shown[:MOST] + "……（其余见文字版）"
