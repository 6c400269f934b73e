"""What the XML of a workbook tells beside its values: extents, faulty, hidden and percent cells.

The reader shows failed formulas as empty cells, and tells nothing of what is hidden or in percent.
No pattern here looks further than the tag in which it began, so that time grows with size alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from shuangsuiji.findings import Location, refuse
from shuangsuiji.forms.extents import END, MOST_COLUMNS, check_sheet, column_index
from shuangsuiji.forms.grid import Place
from shuangsuiji.forms.package import read_parts

MANY_ROWS = 10_000
"""From this many rows on, empty ones with a format are told of."""
_CELL = rb"<(?:\w+:)?c\s([^<>]*)" + END
_FORMULA = rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|(?<!/)>[^<]*</(?:\w+:)?f>)"
_VALUE = rb"<(?:\w+:)?v>"
_ERROR = re.compile(_CELL + rb"\s*+(?:" + _FORMULA + rb")?+\s*+" + _VALUE + rb"\s*+(#[^<]*)<")
_HOLLOW = re.compile(
    _CELL
    + rb"\s*+("
    + _FORMULA
    + rb")\s*+(?:<(?:\w+:)?v\s*+/>|"
    + _VALUE
    + rb"\s*+</(?:\w+:)?v>)?+"
    rb"\s*+</"
)
_ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_WITH_FORMULA = re.compile(_CELL + rb"\s*+(" + _FORMULA + rb")")
_REACHES_OUT = re.compile(
    rb"HYPERLINK\s*\(|WEBSERVICE\s*\(|RTD\s*\(|CALL\s*\(|EXEC\s*\(|\||\[[0-9]+\]|FILE:|HTTPS?:"
)
"""What makes a formula follow a link, start a program (DDE) or read another workbook."""
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col(\s[^<>]*)>")
_TRUE = (b"1", b"true")


@dataclass(frozen=True, slots=True)
class SheetScan:
    """What a reader does not tell of a sheet: faulty cells and their text, cells in percent, hidden.

    `formula` is the first cell with a formula; `outside` are formulas that reach out of the sheet;
    `empty_rows` rows with a format and nothing else.
    """

    faults: Mapping[Place, str] = field(default_factory=dict)
    percents: frozenset[Place] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    outside: tuple[Place, ...] = ()
    empty_rows: int = 0
    formula: Place | None = None


@dataclass(frozen=True, slots=True)
class BookScan:
    """The scan of each sheet in the workbook's order; what else lies in the package."""

    sheets: tuple[SheetScan, ...]
    macros: bool = False
    links: bool = False


def scan_package(data: bytes, file: str) -> BookScan:
    """Return what a workbook's package tells; refuse what would not open safely."""
    here = Location(file)
    kept: dict[str, bytes] = {}
    names = set()
    for name, part in read_parts(data, file):
        names.add(name.lower())
        if b"sheetData" in part:
            check_sheet(part, here)
        if b"sheetData" in part or name in _BOOK_PARTS:
            kept[name] = part
    if "xl/workbook.xml" not in names:
        raise refuse("forms/not-a-spreadsheet", here, found=_kind(names))
    percent_styles = _percent_styles(kept.get("xl/styles.xml", b""))
    sheets = tuple(_scan_sheet(kept.get(name, b""), percent_styles) for name in _sheets(kept))
    return BookScan(
        sheets,
        macros="xl/vbaproject.bin" in names,
        links=any(name.startswith("xl/externallinks/") for name in names),
    )


_BOOK_PARTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_KINDS = {
    "word/document.xml": "Word 文档（改回扩展名 .docx 即可）",
    "xl/workbook.bin": "二进制工作簿（.xlsb）",
    "ppt/presentation.xml": "演示文稿",
    "content.xml": "OpenDocument 文档",
}


def _kind(names: set[str]) -> str:
    return next((kind for name, kind in _KINDS.items() if name in names), "压缩包")


def _scan_sheet(sheet: bytes, percent_styles: list[bytes]) -> SheetScan:
    hides, formulas = b"hidden" in sheet, _has_formulas(sheet)
    return SheetScan(
        faults=dict(_faults(sheet, formulas=formulas)),
        percents=_percents(sheet, percent_styles) if percent_styles else frozenset(),
        outside=tuple(_outside(sheet)) if formulas else (),
        empty_rows=_empty_rows(sheet),
        hidden_rows=frozenset(_hidden_rows(sheet)) if hides else frozenset(),
        hidden_columns=frozenset(_hidden_columns(sheet)) if hides else frozenset(),
        formula=_first_formula(sheet) if formulas else None,
    )


def _percents(sheet: bytes, styles: list[bytes]) -> frozenset[Place]:
    numbers = b"|".join(styles)
    common = re.findall(rb"""<c r="([A-Z]{1,3})([0-9]{1,7})" s="(?:""" + numbers + rb')"', sheet)
    if len(common) == len(re.findall(rb"""\ss\s*=\s*["'](?:""" + numbers + rb""")["']""", sheet)):
        return frozenset((int(digits) - 1, _index(letters)) for letters, digits in common)
    style = rb"""\ss\s*=\s*["'](?:""" + numbers + rb""")["']"""
    tags = re.findall(rb"<(?:\w+:)?c(?=\s[^<>]*" + style + rb")(\s[^<>]*)>", sheet)
    return frozenset(place for tag in tags if (place := _place(tag)))


def _hidden_rows(sheet: bytes) -> Iterator[int]:
    following = 0
    for found in _ROW.finditer(sheet):
        number = _attribute(found[1], b"r")
        row = int(number) - 1 if number.isdigit() else following
        following = row + 1
        if _attribute(found[1], b"hidden") in _TRUE:
            yield row


def _hidden_columns(sheet: bytes) -> Iterator[int]:
    for found in _COLUMN.finditer(sheet):
        first, last = _attribute(found[1], b"min"), _attribute(found[1], b"max")
        if _attribute(found[1], b"hidden") in _TRUE and first.isdigit() and last.isdigit():
            yield from range(int(first) - 1, min(int(last), MOST_COLUMNS))


def _has_formulas(sheet: bytes) -> bool:
    """Tell whether a sheet has formulas; nearly all that have none are told at once."""
    return (b"<f" in sheet or b":f" in sheet) and _ANY_FORMULA.search(sheet) is not None


def _faults(sheet: bytes, *, formulas: bool) -> Iterator[tuple[Place, str]]:
    """Yield error values, and formulas that were never calculated; `""` is a result of its own."""
    for found in _ERROR.finditer(sheet) if b"#" in sheet else ():
        place = _place(found[1])
        if place:
            yield place, found[2].decode("utf-8", "replace").strip()
    for found in _HOLLOW.finditer(sheet) if formulas else ():
        place = _place(found[1])
        if place and not re.search(rb"""\bt\s*=\s*["']str["']""", found[1]):
            formula = re.sub(rb"<[^>]*>", b"", found[2]).decode("utf-8", "replace")
            yield place, f"={formula}"


def _first_formula(sheet: bytes) -> Place | None:
    found = _WITH_FORMULA.search(sheet)
    return _place(found[1]) if found else None


def _outside(sheet: bytes) -> Iterator[Place]:
    """Yield the cells whose formula opens a link, starts a program or reads another file."""
    for found in _WITH_FORMULA.finditer(sheet):
        place = _place(found[1])
        if place and _REACHES_OUT.search(found[2].upper()):
            yield place


def _empty_rows(sheet: bytes) -> int:
    """Return how many rows at the end have a format and nothing else, if they are many."""
    rows = sheet.count(b"<row")
    if rows < MANY_ROWS:
        return 0
    last = max(sheet.rfind(b"</v>"), sheet.rfind(b"</is>"), 0)
    return sheet.count(b"<row", last)


def _place(tag: bytes) -> Place | None:
    found = _REFERENCE.search(tag)
    return (int(found[2]) - 1, column_index(found[1])) if found else None


_index = cache(column_index)


def _percent_styles(styles: bytes) -> list[bytes]:
    """Return the numbers of the cell styles that show a number in percent."""
    formats = re.findall(rb"<(?:\w+:)?numFmt\s[^<>]*>", styles)
    percent = {b"9", b"10"} | {_attribute(f, b"numFmtId") for f in formats if b"%" in f}
    block = re.split(rb"</?(?:\w+:)?cellXfs\b", styles, maxsplit=2)
    cells = re.findall(rb"<(?:\w+:)?xf\s[^<>]*>", block[1]) if len(block) > 1 else []
    return [b"%d" % n for n, xf in enumerate(cells) if _attribute(xf, b"numFmtId") in percent]


def _sheets(parts: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the part of each sheet in the workbook's order."""
    relations = parts.get("xl/_rels/workbook.xml.rels", b"")
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target").decode("utf-8", "replace")
        for tag in re.findall(rb"<(?:\w+:)?Relationship\s[^<>]*>", relations)
    }
    for tag in re.findall(rb"<(?:\w+:)?sheet\s[^<>]*>", parts.get("xl/workbook.xml", b"")):
        target = targets.get(_attribute(tag, rb"\w+:id"), "")
        yield target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\s" + name + rb"""\s*=\s*["']([^"']*)["']""", tag)
    return found[1] if found else b""
