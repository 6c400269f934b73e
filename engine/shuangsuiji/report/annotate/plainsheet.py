"""A sheet of texts that is added to a workbook: written as plain XML, never a formula among them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from shuangsuiji.report.annotate.cells import name_of
from shuangsuiji.report.annotate.looks import Looks
from shuangsuiji.report.annotate.markup import text
from shuangsuiji.report.workbook import FOOTER, FORMULA_LIKE, MOST, TITLE_HIGH

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MOST_ROWS = 1_000_000
MOST_LINKS = 60_000
"""A sheet opens with 65,530 at most."""
LINE, HIGHEST = 15, 300
"""Points: of a line, and at most of a row."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with its look; `link` is a place in the workbook, as 计划!H8 with the name in quotes."""

    words: str
    look: str = "cell"
    link: str | None = None


Line = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """A sheet: the widths of its columns in characters, lines above the header, the header, lines."""

    name: str
    widths: Sequence[int]
    above: Sequence[str]
    header: Sequence[str]
    lines: Iterable[Line]


def link_to(sheet: str, cell: str) -> str:
    """Return a place as a link names it.

    >>> link_to("王'计划", "H8")
    "'王''计划'!H8"
    """
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def sheet_xml(sheet: PlainSheet, looks: Looks) -> Iterator[bytes]:
    """Yield the XML of the sheet in pieces."""
    head = len(sheet.above) + 1
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(sheet.widths, 1)
    )
    yield (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ySplit="{head}" '
        f'topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/></sheetView>'
        f'</sheetViews><sheetFormatPr defaultRowHeight="{LINE}"/><cols>{columns}</cols><sheetData>'
    ).encode()
    for number, words in enumerate(sheet.above, 1):
        look = "title" if number == 1 else "note"
        yield _row(number, [Cell(words, look)], looks, None)
    yield _row(head, [Cell(words, "head") for words in sheet.header], looks, sheet.widths)
    links: list[tuple[str, str]] = []
    last = head
    for last, line in enumerate(sheet.lines, head + 1):
        yield _row(last, line, looks, sheet.widths)
        links += [(name_of((last, n)), c.link) for n, c in enumerate(line, 1) if c.link]
    corner = name_of((last, len(sheet.header)))
    yield f'</sheetData><autoFilter ref="A{head}:{corner}"/>'.encode()
    if links:
        told = "".join(
            f'<hyperlink ref="{cell}" location="{text(link)}"/>'
            for cell, link in links[:MOST_LINKS]
        )
        yield f"<hyperlinks>{told}</hyperlinks>".encode()
    yield (
        b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    )
    yield f"<headerFooter><oddFooter>{text(FOOTER)}</oddFooter></headerFooter></worksheet>".encode()


def _row(number: int, line: Line, looks: Looks, widths: Sequence[int] | None) -> bytes:
    cells = "".join(_cell(name_of((number, n)), cell, looks) for n, cell in enumerate(line, 1))
    if widths is None:
        height = TITLE_HIGH if number == 1 else LINE
    else:
        height = min(LINE * max(map(_lines, line, widths), default=1) + 3, HIGHEST)
    return f'<row r="{number}" ht="{height}" customHeight="1">{cells}</row>'.encode()


def _lines(cell: Cell, width: int) -> int:
    return sum(1 + max(cell_len(part) - 1, 0) // (width - 1) for part in cell.words.split("\n"))


def _cell(name: str, cell: Cell, looks: Looks) -> str:
    words = cell.words if len(cell.words) <= MOST else cell.words[:MOST] + "……"
    style = looks.own(cell.look, quoted=words.startswith(FORMULA_LIKE))
    if not words:
        return f'<c r="{name}" s="{style}"/>'
    return (
        f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text(words)}</t>'
        "</is></c>"
    )
