"""What an .xlsx package holds, looked at before it is opened: sizes, extents, faulty cells.

The reader lays a sheet out as one full rectangle, so that two cells far apart would fill the
memory; and it shows failed formulas as empty cells. The package's text tells both beforehand.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shuangsuiji.findings import Location, refuse

MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes of a package when unpacked: 200,000 rows of 50 columns have about 400 MB."""
MOST_RATIO = 300
"""Times that a large package may grow: real sheets grow 10 to 40 times, bombs a thousand."""
RATIO_FROM = 256 * 1024 * 1024
"""Below this size a high ratio does no harm, and one endless cell is better named by its place."""
MOST_ROWS = 200_000
"""Rows with something in them; a longer list is a register and comes as CSV or Parquet."""
MOST_COLUMNS = 2_000
"""Columns: no form is wider than 100; more is a slip or a trap."""
MOST_AREA = 20_000_000
"""Cells of the rectangle around everything in a sheet: at 50 bytes each, 1 GB."""

_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
"""What zipfile says of a damaged package."""

Place = tuple[int, int]
"""Row and column, both from 0."""

_CELL = rb"<(?:\w+:)?c\s([^>]*)(?<!/)>(?!\s*</(?:\w+:)?c>)"
_FORMULA = rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|(?<!/)>[^<]*</(?:\w+:)?f>)"
_ERROR = re.compile(_CELL + rb"\s*(?:" + _FORMULA + rb")?\s*<(?:\w+:)?v>\s*(#[^<]*)<")
_HOLLOW = re.compile(
    _CELL + rb"\s*(" + _FORMULA + rb")\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</"
)
_ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_PLACED = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*(?<!/)>"""
    rb"(?!\s*</(?:\w+:)?c>)"
)
_ANY_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^>]*)?(?<!/)>(?!\s*</(?:\w+:)?c>)")


@dataclass(frozen=True, slots=True)
class SheetScan:
    """What a reader does not tell of a sheet: faulty cells and their text, cells in percent."""

    faults: Mapping[Place, str] = field(default_factory=dict)
    percents: frozenset[Place] = frozenset()


def scan_package(data: bytes, file: str) -> tuple[SheetScan, ...]:
    """Return the scan of each sheet in the workbook's order; refuse what would not open safely."""
    here = Location(file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_sizes(package, here)
            parts = dict(_texts(package))
    except _BROKEN as error:
        raise refuse("forms/not-a-spreadsheet", here, found="损坏的压缩包") from error
    except RuntimeError as error:  # zipfile's word for an encrypted entry
        raise refuse("forms/locked", here) from error
    for name, part in parts.items():
        if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part[:4096]:
            raise refuse("forms/entities", here, part=name)
        if b"sheetData" in part:
            _check_extents(part, here)
    percent_styles = _percent_styles(parts.get("xl/styles.xml", b""))
    return tuple(_scan_sheet(parts.get(name, b""), percent_styles) for name in _sheets(parts))


def _texts(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield the XML parts; the others are read too, so that their declared sizes are checked."""
    for info in package.infolist():
        part = package.read(info)
        if info.filename.endswith((".xml", ".rels")):
            yield info.filename, part


def _check_sizes(package: zipfile.ZipFile, here: Location) -> None:
    unpacked = sum(info.file_size for info in package.infolist())
    packed = sum(info.compress_size for info in package.infolist())
    if unpacked > MOST_UNPACKED:
        raise refuse("forms/zip-bomb", here, size=unpacked, limit=MOST_UNPACKED)
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise refuse("forms/zip-bomb", here, size=unpacked, limit=MOST_RATIO * packed)


def _check_extents(sheet: bytes, here: Location) -> None:
    placed = _PLACED.findall(sheet)
    columns = {letters for letters, _ in placed}
    rows = {int(digits) for _, digits in placed}
    wide, high = max(map(column_index, columns), default=-1) + 1, max(rows, default=0)
    loose = len(_ANY_CELL.findall(sheet)) - len(placed)
    if loose:  # cells without a reference follow each other
        wide += _most_in_a_row(sheet)
        high += len(re.findall(rb"<(?:\w+:)?row\b", sheet))
    check_extents(high, wide, len(rows) if not loose else high, here)


def _most_in_a_row(sheet: bytes) -> int:
    rows = re.split(rb"</(?:\w+:)?row>", sheet)
    return max(len(re.findall(rb"<(?:\w+:)?c[\s/>]", row)) for row in rows)


def check_extents(high: int, wide: int, used: int, here: Location) -> None:
    """Refuse a sheet that is too wide, has too many rows in use, or spans too many cells."""
    if wide > MOST_COLUMNS:
        raise refuse("forms/too-many-columns", here, found=wide, limit=MOST_COLUMNS)
    if used > MOST_ROWS:
        raise refuse("forms/too-many-rows", here, found=used, limit=MOST_ROWS)
    if high * wide > MOST_AREA:
        raise refuse("forms/too-many-cells", here, found=high * wide, limit=MOST_AREA)


def _scan_sheet(sheet: bytes, percent_styles: list[bytes]) -> SheetScan:
    faults = dict(_faults(sheet))
    if not percent_styles:
        return SheetScan(faults)
    style = rb"""\ss\s*=\s*["'](?:""" + b"|".join(percent_styles) + rb""")["']"""
    tags = re.findall(rb"<(?:\w+:)?c(?=\s[^>]*" + style + rb")(\s[^>]*)(?<!/)>", sheet)
    return SheetScan(faults, frozenset(place for tag in tags if (place := _place(tag))))


def _faults(sheet: bytes) -> Iterator[tuple[Place, str]]:
    """Yield error values, and formulas that were never calculated; `""` is a result of its own."""
    for found in _ERROR.finditer(sheet) if b"#" in sheet else ():
        place = _place(found[1])
        if place:
            yield place, found[2].decode("utf-8", "replace").strip()
    for found in _HOLLOW.finditer(sheet) if _ANY_FORMULA.search(sheet) else ():
        place = _place(found[1])
        if place and not re.search(rb"""\bt\s*=\s*["']str["']""", found[1]):
            formula = re.sub(rb"<[^>]*>", b"", found[2]).decode("utf-8", "replace")
            yield place, f"={formula}"


def _place(tag: bytes) -> Place | None:
    found = _REFERENCE.search(tag)
    return (int(found[2]) - 1, column_index(found[1])) if found else None


def column_index(letters: bytes) -> int:
    """Return the number of a column from 0.

    >>> column_index(b"A"), column_index(b"AA"), column_index(b"XFD")
    (0, 26, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _percent_styles(styles: bytes) -> list[bytes]:
    """Return the numbers of the cell styles that show a number in percent."""
    formats = re.findall(rb"<(?:\w+:)?numFmt\s[^>]*>", styles)
    percent = {b"9", b"10"} | {_attribute(f, b"numFmtId") for f in formats if b"%" in f}
    block = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    cells = re.findall(rb"<(?:\w+:)?xf\s[^>]*>", block[0]) if block else []
    return [b"%d" % n for n, xf in enumerate(cells) if _attribute(xf, b"numFmtId") in percent]


def _sheets(parts: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the part of each sheet in the workbook's order."""
    relations = parts.get("xl/_rels/workbook.xml.rels", b"")
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target").decode("utf-8", "replace")
        for tag in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", relations)
    }
    for tag in re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", parts.get("xl/workbook.xml", b"")):
        target = targets.get(_attribute(tag, rb"\w+:id"), "")
        yield target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\s" + name + rb"""\s*=\s*["']([^"']*)["']""", tag)
    return found[1] if found else b""
