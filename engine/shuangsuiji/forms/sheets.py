"""Files to grids of cells with their places: .xlsx, .xls, .docx and .csv, or a refusal and why."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse, why_not_opened
from shuangsuiji.forms.cells import cell_name
from shuangsuiji.forms.delimited import read_delimited
from shuangsuiji.forms.documents import read_document
from shuangsuiji.forms.extents import check_extents
from shuangsuiji.forms.grid import Grid, Place
from shuangsuiji.forms.oldbooks import read_old
from shuangsuiji.forms.otherformats import kind_of, not_read
from shuangsuiji.forms.remarks import named, remark
from shuangsuiji.forms.worksheets import BookScan, SheetScan, scan_package

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
DOCUMENTS = (".docx",)
TEXTS = (".csv", ".txt", ".tsv")
MOST_BYTES = 256 * 1024 * 1024
"""A larger file is no plan; registers of that size are loaded by DuckDB and never come here."""
LONGEST_CELL = 32_767
"""Spreadsheet programs hold no more; a longer cell is a quote left open, or a trap."""
_ZIP = b"PK\x03\x04"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SIGNS = frozenset("=+-@")
_FORMULA = re.compile(r"[=+\-@]+\s*(?:[A-Za-z_.]+\s*[(|!]|'?\[)|=.*[|!]")
"""A text that a spreadsheet program would run: =HYPERLINK(…), =cmd|…, @SUM(…)."""


@dataclass(frozen=True, slots=True)
class Book:
    """The grids of a file in its order, and what is to be told of it."""

    grids: tuple[Grid, ...]
    notices: tuple[Finding, ...] = ()


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Return the visible sheets of a workbook, the tables of a document, or the grid of a CSV file."""
    return read_book(path).grids


def read_book(path: Path) -> Book:
    """Return the grids of a file, with what is to be told of it."""
    file, ending = str(path), path.suffix.lower()
    if ending not in (*WORKBOOKS, *DOCUMENTS, *TEXTS):
        raise not_read(path)
    data = read_bytes(path)
    if ending in TEXTS:
        book = Book((_delimited(data, file),))
    elif ending in DOCUMENTS:
        book = _document(data, file)
    else:
        book = _workbook(data, file)
    too_long = [cell for grid in book.grids for cell in _too_long(grid)]
    if too_long:
        raise Refusal(
            problem("forms/cell-too-long", place, found=length, limit=LONGEST_CELL)
            for place, length in too_long
        )
    return _without_formula_texts(book)


def _without_formula_texts(book: Book) -> Book:
    """Return the book with texts that are formulas, as in CSV, among the cells that hold no value."""
    grids, notices = [], list(book.notices)
    for grid in book.grids:
        found = {place: text for place, text in _formula_texts(grid) if place not in grid.faults}
        if found:
            first = grid.place(*next(iter(found)))
            cells = named(cell_name(*place) for place in found)
            notices.append(remark("forms/formula-texts", first, cells=cells))
        grids.append(replace(grid, faults={**grid.faults, **found}) if found else grid)
    return Book(tuple(grids), tuple(notices))


def _formula_texts(grid: Grid) -> Iterator[tuple[Place, str]]:
    for r, row in enumerate(grid.rows):
        for c, value in enumerate(row):
            if value.__class__ is str and value[:1] in _SIGNS and _FORMULA.match(str(value)):
                yield (r, c), str(value)


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file that is there, not empty and not too large."""
    place = Location(str(path))
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise refuse("forms/file-too-large", place, found=size, limit=MOST_BYTES)
        data = path.read_bytes()
    except OSError as error:
        raise refuse("forms/no-file", place, found=why_not_opened(error)) from error
    if not data.strip():
        raise refuse("forms/empty-file", place)
    return data


def _document(data: bytes, file: str) -> Book:
    if data.startswith(_ZIP):
        grids, notices = read_document(data, file)
        return Book(grids, notices)
    if data.startswith(_COMPOUND) and _ENCRYPTED in data:
        raise refuse("forms/locked", Location(file))
    found = "旧版 Word 文档" if data.startswith(_COMPOUND) else kind_of(data)
    raise refuse("forms/not-a-document", Location(file), found=found)


def _workbook(data: bytes, file: str) -> Book:
    if data.startswith(_ZIP):
        return _new_book(data, file)
    if data.startswith(_COMPOUND) and _ENCRYPTED in data:
        raise refuse("forms/locked", Location(file))
    if data.startswith(_COMPOUND):
        sheets, hidden = read_old(data, file)
        grids = tuple(Grid(file, sheet.name, sheet.rows, sheet.merges) for sheet in sheets)
        return Book(grids, tuple(_hidden_sheets(hidden, file)))
    raise refuse("forms/not-a-spreadsheet", Location(file), found=kind_of(data))


def _new_book(data: bytes, file: str) -> Book:
    scan = scan_package(data, file)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            grids = tuple(_grids(book, scan.sheets, file))
            return Book(grids, tuple(_told(book, scan, grids, file)))
    except PasswordError as error:
        raise refuse("forms/locked", Location(file)) from error
    except (CalamineError, OSError, ValueError) as error:
        found = kind_of(data)
        raise refuse("forms/not-a-spreadsheet", Location(file), found=found) from error


def _grids(book: CalamineWorkbook, scans: Sequence[SheetScan], file: str) -> Iterator[Grid]:
    for number, about in enumerate(book.sheets_metadata):
        shown = about.visible is SheetVisibleEnum.Visible
        if shown and about.typ is SheetTypeEnum.WorkSheet:
            scan = scans[number] if number < len(scans) else SheetScan()
            yield _grid(book.get_sheet_by_index(number), scan, file)


def _grid(sheet: CalamineSheet, scan: SheetScan, file: str) -> Grid:
    return Grid(
        file,
        sheet.name,
        rows=sheet.to_python(skip_empty_area=False),
        merges=tuple(sheet.merged_cell_ranges or ()),
        faults=scan.faults,
        percents=scan.percents,
        hidden_rows=scan.hidden_rows,
        hidden_columns=scan.hidden_columns,
        formula=scan.formula,
    )


def _told(
    book: CalamineWorkbook, scan: BookScan, grids: Sequence[Grid], file: str
) -> Iterator[Finding]:
    """Yield what of the workbook was not used: macros, links, hidden sheets, empty rows."""
    names = {about.name: number for number, about in enumerate(book.sheets_metadata)}
    for grid in grids:
        number = names.get(grid.sheet or "", len(scan.sheets))
        about = scan.sheets[number] if number < len(scan.sheets) else SheetScan()
        if about.outside:
            cells = named(cell_name(*place) for place in about.outside)
            yield remark("forms/outside-formulas", grid.place(*about.outside[0]), cells=cells)
        if about.empty_rows:
            yield remark(
                "forms/empty-rows", Location(file, sheet=grid.sheet), count=about.empty_rows
            )
    if scan.macros:
        yield remark("forms/macros", Location(file))
    if scan.links:
        yield remark("forms/external-links", Location(file))
    hidden = [s.name for s in book.sheets_metadata if s.visible is not SheetVisibleEnum.Visible]
    yield from _hidden_sheets(hidden, file)


def _hidden_sheets(names: Sequence[str], file: str) -> Iterator[Finding]:
    if names:
        yield remark("forms/hidden-sheets", Location(file), sheets=tuple(names))


def _delimited(data: bytes, file: str) -> Grid:
    rows = read_delimited(data, file)
    wide = max(map(len, rows), default=0)
    check_extents(len(rows), wide, sum(any(row) for row in rows), Location(file))
    return Grid(file, None, rows)


def _too_long(grid: Grid) -> Iterator[tuple[Location, int]]:
    for r, row in enumerate(grid.rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and len(value) > LONGEST_CELL:
                yield grid.place(r, c), len(value)
