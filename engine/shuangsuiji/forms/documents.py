"""Tables in a .docx document to grids: spanned and merged cells, what stands above each table.

Only word/document.xml is read, by expat, with every declaration of entities refused beforehand.
A table in a cell is a table of its own, and the cell is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.forms.cells import cell_name
from shuangsuiji.forms.days import year_in
from shuangsuiji.forms.extents import MOST_COLUMNS, check_extents
from shuangsuiji.forms.grid import Grid, Merge
from shuangsuiji.forms.package import read_parts
from shuangsuiji.forms.remarks import named, remark
from shuangsuiji.forms.text import WHITE

PART = "word/document.xml"
MOST_BYTES = 128 * 1024 * 1024
"""Bytes of the document's text with its marks: a plan of 100,000 lines has about 100 MB."""
MOST_DEPTH = 8
"""Tables in tables: real documents have two levels."""
MOST_IN_PARAGRAPH = 40_000
"""Characters of a paragraph that are kept: more than any cell may have, so that it is told."""
LAST_LINES = 3
"""Paragraphs above a table in which its title is looked for."""
LONGEST_TITLE = 60
_DIGITS = 6
_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_SKIPPED = ("del", "moveFrom", "instrText", "Fallback")
"""What is not on paper: deleted text, field codes, and a second form of the same picture."""
_SIGNS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-", "sym": "\ufffd"}
"""Elements that are a sign themselves; of a symbol of another font nobody knows which."""


class _Cell(NamedTuple):
    """One cell as written: what it spans, and whether it goes on with the cell above."""

    text: str
    column: int
    span: int
    goes_on: bool


@dataclass(slots=True)
class _Table:
    """A table while it is read."""

    number: int
    above: str
    rows: list[list[_Cell]] = field(default_factory=list)
    column: int = 0
    span: int = 1
    goes_on: bool = False
    deleted: bool = False
    texts: list[str] = field(default_factory=list)


def read_document(data: bytes, file: str) -> tuple[tuple[Grid, ...], tuple[Finding, ...]]:
    """Return the tables of a document in its order, and what is to be told of it."""
    here = Location(file)
    parts = {
        name: part if name == PART else b""
        for name, part in read_parts(data, file, broken="forms/not-a-document")
    }
    if PART not in parts:
        is_book = "xl/workbook.xml" in parts
        found = "工作簿（改回扩展名 .xlsx 即可）" if is_book else "压缩包"
        raise refuse("forms/not-a-document", here, found=found)
    if len(parts[PART]) > MOST_BYTES:
        raise refuse("forms/zip-bomb", here, size=len(parts[PART]), limit=MOST_BYTES)
    reader = _Reader(file)
    try:
        reader.parse(parts[PART])
    except expat.ExpatError as error:
        raise refuse("forms/not-a-document", here, found="损坏的 Word 文档") from error
    grids = tuple(_grids(reader.tables, file))
    return grids, tuple(_told(reader, here))


def _told(reader: "_Reader", here: Location) -> Iterator[Finding]:
    if reader.nested:
        yield remark("forms/nested-tables", here, cells=named(reader.nested))
    if reader.tracked:
        yield remark("forms/tracked-changes", here)
    if reader.hidden_text:
        yield remark("forms/hidden-text", here)


class _Reader:
    """Follows the document from tag to tag; `tables` are in the order in which they begin."""

    def __init__(self, file: str) -> None:
        self.tables: list[_Table] = []
        self.nested: list[str] = []
        self.tracked = False
        self.hidden_text = False
        self._file = file
        self._open: list[_Table] = []
        self._skip = 0
        self._text: list[str] = []
        self._room = MOST_IN_PARAGRAPH
        self._is_text = False
        self._in_run = False
        self._hidden = False
        self._in_row_properties = False
        self._paragraphs: list[str] = []
        self._told_year = ""

    def parse(self, part: bytes) -> None:
        """Read the part; expat gives each name as `namespace name`."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(part, True)  # noqa: FBT003  (expat's own signature)

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _name(tag)
        if self._skip:
            self._skip += 1
        elif name in _SKIPPED:
            self._skip = 1
            self._note_change(name)
        elif name == "tbl":
            self._begin_table()
        elif name in ("r", "vanish"):
            self._start_run(name, attributes)
        elif name in _SIGNS and not self._hidden:
            self._text.append(_SIGNS[name])
        elif self._open:
            self._start_in_table(name, attributes)
        self.tracked |= name == "ins"
        self._is_text = name == "t"

    def _start_run(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin a run of text, which may be hidden; a paragraph's own mark may be, and says nothing."""
        off = _value(attributes) in ("0", "false", "off")
        self._hidden = name == "vanish" and self._in_run and not off
        self._in_run |= name == "r"

    def _note_change(self, name: str) -> None:
        """Note what tracked changes took out; `del` among a row's properties takes out the row."""
        if name in ("del", "moveFrom"):
            self.tracked = True
            if self._in_row_properties and self._open:
                self._open[-1].deleted = True

    def _start_in_table(self, name: str, attributes: Mapping[str, str]) -> None:
        table = self._open[-1]
        if name == "tr":
            table.rows.append([])
            table.column, table.deleted = 0, False
        elif name == "trPr":
            self._in_row_properties = True
        elif name == "tc":
            table.span, table.goes_on, table.texts = 1, False, []
            self._text = []
        elif name == "gridBefore":
            table.column += _number(attributes)
        elif name == "gridSpan":
            table.span = max(_number(attributes), 1)
        elif name == "vMerge":
            table.goes_on = _value(attributes) != "restart"

    def _end(self, tag: str) -> None:
        if self._skip:
            self._skip -= 1
            return
        name = _name(tag)
        self._is_text = False
        if name == "r":
            self._in_run = self._hidden = False
        elif name == "p":
            self._end_paragraph()
        elif name == "trPr":
            self._in_row_properties = False
        elif self._open and name in ("tc", "tr", "tbl"):
            self._end_in_table(name)

    def _end_paragraph(self) -> None:
        text = "".join(self._text).strip(WHITE)
        self._text, self._room = [], MOST_IN_PARAGRAPH
        if self._open:
            self._open[-1].texts.append(text)
        elif text:
            self._paragraphs.append(text)
            if not self._told_year and len(text) <= LONGEST_TITLE and year_in(text):
                self._told_year = text

    def _end_in_table(self, name: str) -> None:
        table = self._open[-1]
        if name == "tc":
            if table.column + table.span > MOST_COLUMNS:
                place = Location(self._file)
                limit, found = MOST_COLUMNS, table.column + table.span
                raise refuse("forms/too-many-columns", place, found=found, limit=limit)
            text = "\n".join(t for t in table.texts if t)
            table.rows[-1].append(_Cell(text, table.column, table.span, table.goes_on))
            table.column += table.span
        elif name == "tr" and table.deleted:
            table.rows.pop()
        elif name == "tbl":
            self._open.pop()
            self._paragraphs = []
            if self._open:
                self._open[-1].texts.append(_as_text(table))

    def _characters(self, text: str) -> None:
        self.hidden_text |= self._is_text and self._hidden and not self._skip
        if self._is_text and not self._skip and not self._hidden and self._room > 0:
            self._text.append(text)
            self._room -= len(text)

    def _begin_table(self) -> None:
        if self._open:
            outer = self._open[-1]
            cell = cell_name(max(len(outer.rows) - 1, 0), outer.column)
            self.nested.append(f"表{outer.number}!{cell}")
        if len(self._open) == MOST_DEPTH:
            raise refuse("forms/deep-tables", Location(self._file), limit=MOST_DEPTH)
        table = _Table(len(self.tables) + 1, self._title())
        self.tables.append(table)
        self._open.append(table)
        self._text = []

    def _title(self) -> str:
        """Return the lines over a table, after the first line of the document that tells a year."""
        over = [t for t in self._open[-1].texts if t] if self._open else self._paragraphs
        lines = [p for p in over[-LAST_LINES:] if len(p) <= LONGEST_TITLE]
        if self._told_year and year_in(" ".join(lines)) is None and self._told_year not in lines:
            lines = [self._told_year, *lines]
        return "\n".join(lines)


def _as_text(table: _Table) -> str:
    """Return a table within a cell as what it adds to the cell: a line for each row."""
    return "\n".join(" ".join(cell.text for cell in row if cell.text) for row in table.rows)


def _name(tag: str) -> str:
    """Return the name of a tag of word processing; of others only what is left out."""
    namespace, _, name = tag.rpartition(" ")
    return name if namespace in _NAMESPACES or name == "Fallback" else ""


def _value(attributes: Mapping[str, str]) -> str:
    return next((attributes[k] for ns in _NAMESPACES if (k := f"{ns} val") in attributes), "")


def _number(attributes: Mapping[str, str]) -> int:
    text = _value(attributes)
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0


def _grids(tables: list[_Table], file: str) -> Iterator[Grid]:
    for table in tables:
        wide = max((c.column + c.span for row in table.rows for c in row), default=0)
        check_extents(len(table.rows), wide, len(table.rows), Location(file))
        rows = [[""] * wide for _ in table.rows]
        for row, cells in zip(rows, table.rows, strict=True):
            for cell in cells:
                row[cell.column] = "" if cell.goes_on else cell.text
        yield Grid(file, f"表{table.number}", rows, tuple(_merges(table.rows)), above=table.above)


def _merges(rows: list[list[_Cell]]) -> Iterator[Merge]:
    open_: dict[int, list[int]] = {}
    for number, cells in enumerate(rows):
        below = {c.column: c for c in cells if c.goes_on and c.column in open_}
        for column in [c for c in open_ if c not in below]:
            yield from _merge(column, *open_.pop(column))
        for column in below:
            open_[column][1] = number
        for cell in cells:
            if not cell.goes_on:
                open_[cell.column] = [number, number, cell.span]
    for column, ends in open_.items():
        yield from _merge(column, *ends)


def _merge(column: int, first: int, last: int, span: int) -> Iterator[Merge]:
    if last > first or span > 1:
        yield (first, column), (last, column + span - 1)
