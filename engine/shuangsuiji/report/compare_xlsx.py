"""A comparison as a workbook: wrapped cells, a frozen header, every text written as text."""

from collections.abc import Iterator
from itertools import zip_longest

from shuangsuiji.proof.compare import Comparison
from shuangsuiji.report.compare import NOTE, TITLE, Line, cell_blocks, head_lines
from shuangsuiji.report.workbook import CELL, LOOKS, Book

Block = tuple[Line, ...]
SUBJECT_WIDTH, PACK_WIDTH = 22, 52
OWN_LOOKS: dict[str, dict[str, object]] = {
    **LOOKS,
    "apart": {**CELL, "font_color": "#0B5C7A"},
    "silent": {**CELL, "font_color": "#8A5A00"},
}
HEADER = 2
"""The row of the packs, from 0; above it stand the title and what the words mean."""


def workbook(comparison: Comparison) -> bytes:
    """Return the bytes of the workbook, the same for the same comparison."""
    book = Book(TITLE, OWN_LOOKS)
    sheet = book.sheet("对照", [SUBJECT_WIDTH, *([PACK_WIDTH] * len(comparison.columns))])
    sheet.line(0, TITLE, "title")
    sheet.line(1, NOTE, "note")
    heads = ["问题", *("\n".join(head_lines(column)) for column in comparison.columns)]
    sheet.row(HEADER, [(head, "head") for head in heads])
    end = HEADER
    for number, (subject, blocks) in enumerate(_rows(comparison), HEADER + 1):
        sheet.row(number, [(subject, "head"), *((_told(block), _look(block)) for block in blocks)])
        end = number
    if comparison.silent:
        told = "；".join(subject.title for subject in comparison.silent)
        sheet.line(end + 2, f"各包都没有规定的：{told}", "note")
    sheet.print_setup(HEADER, columns=1)
    return book.content()


def _rows(comparison: Comparison) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """Yield each subject with what the packs say, one entry of each pack in a row: rows stay low."""
    for row in comparison.rows:
        told = [
            cell_blocks(cell, column)
            for cell, column in zip(row.cells, comparison.columns, strict=True)
        ]
        for blocks in zip_longest(*told, fillvalue=()):
            yield row.subject.title, blocks


def _told(block: Block) -> str:
    return "\n".join("　" * line.deep + line.text for line in block)


def _look(block: Block) -> str:
    first = block[0].sort if block else "part"
    return first if first in ("apart", "silent") else "part"
