"""A comparison as a workbook: wrapped cells, a frozen header, every text written as text."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shuangsuiji.proof.compare import Comparison
from shuangsuiji.report.compare import NOTE, TITLE, Line, cell_blocks, head_lines
from shuangsuiji.report.wording import plain

Block = tuple[Line, ...]
MOST = 32_000
"""Of the 32,767 characters that a cell may hold."""
NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001  (the format knows no zone; the same bytes each time)
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
SUBJECT_WIDTH, PACK_WIDTH = 22, 52
FONT: dict[str, object] = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
CELL: dict[str, object] = {"text_wrap": True, "border": 1, "border_color": "#C9D1D9"}
LOOKS: dict[str, dict[str, object]] = {
    "title": {"font_size": 14, "bold": True},
    "note": {"font_size": 9, "font_color": "#57606A"},
    "head": {**CELL, "bold": True, "bg_color": "#EEF2F6"},
    "part": CELL,
    "apart": {**CELL, "font_color": "#0B5C7A"},
    "silent": {**CELL, "font_color": "#8A5A00"},
}
LINE, HIGHEST = 13, 409
"""Points: the height of a line, and the most that a row may have."""
A4 = 9
HEADER = 2
"""The row of the packs, from 0; above it stand the title and what the words mean."""


def workbook(comparison: Comparison) -> bytes:
    """Return the bytes of the workbook, the same for the same comparison."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, AS_TEXT)
    book.set_properties({"title": TITLE, "created": NO_DATE})
    sheet = book.add_worksheet("对照")
    looks = {name: book.add_format({**FONT, **look}) for name, look in LOOKS.items()}
    last = len(comparison.columns)
    sheet.set_column(0, 0, SUBJECT_WIDTH)
    sheet.set_column(1, last, PACK_WIDTH)
    sheet.write_string(0, 0, TITLE, looks["title"])
    sheet.write_string(1, 0, NOTE, looks["note"])
    heads = ["问题", *("\n".join(head_lines(column)) for column in comparison.columns)]
    _write(sheet, HEADER, [(head, looks["head"]) for head in heads])
    for number, (subject, blocks) in enumerate(_rows(comparison), HEADER + 1):
        cells = [(_told(block), looks[_look(block)]) for block in blocks]
        _write(sheet, number, [(subject, looks["head"]), *cells])
        end = number
    if comparison.silent:
        told = "；".join(subject.title for subject in comparison.silent)
        sheet.write_string(end + 2, 0, _text(f"各包都没有规定的：{told}"), looks["note"])
    sheet.freeze_panes(HEADER + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    book.close()
    return made.getvalue()


def _rows(comparison: Comparison) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """Yield each subject with what the packs say, one entry of each pack in a row: rows stay low."""
    for row in comparison.rows:
        told = [
            cell_blocks(cell, column)
            for cell, column in zip(row.cells, comparison.columns, strict=True)
        ]
        for blocks in zip_longest(*told, fillvalue=()):
            yield row.subject.title, blocks


def _write(sheet: Worksheet, number: int, cells: Sequence[tuple[str, Format]]) -> None:
    """Write a row of texts, as high as its highest cell needs; programs do not find that out alone."""
    widths = [SUBJECT_WIDTH, *([PACK_WIDTH] * len(cells))]
    most = 1
    for index, ((text, look), width) in enumerate(zip(cells, widths, strict=False)):
        sheet.write_string(number, index, _text(text), look)
        most = max(most, sum(-(-max(cell_len(t), 1) // (width - 2)) for t in text.split("\n")))
    sheet.set_row(number, min(most * LINE + 4, HIGHEST))


def _told(block: Block) -> str:
    return "\n".join("　" * line.deep + line.text for line in block)


def _look(block: Block) -> str:
    first = block[0].sort if block else "part"
    return first if first in ("apart", "silent") else "part"


def _text(text: str) -> str:
    told = plain(text)
    return told if len(told) <= MOST else told[:MOST] + "……（其余见文字版）"
