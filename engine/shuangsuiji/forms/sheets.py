"""Files to grids of cells with their places: .xlsx, .xls and .csv, or a refusal and why."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from shuangsuiji.findings import Location, Refusal, problem, refuse, why_not_opened
from shuangsuiji.forms.cells import Raw, cell_name, number_text, raw_text
from shuangsuiji.forms.delimited import read_delimited
from shuangsuiji.forms.oldbooks import read_old
from shuangsuiji.forms.package import Place, SheetScan, check_extents, scan_package

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
TEXTS = (".csv", ".txt", ".tsv")
MOST_BYTES = 256 * 1024 * 1024
"""A larger file is no plan; registers of that size are loaded by DuckDB and never come here."""
LONGEST_CELL = 32_767
"""Spreadsheet programs hold no more; a longer cell is a quote left open, or a trap."""
_ZIP = b"PK\x03\x04"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
Merge = tuple[Place, Place]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its cells by row and column from 0, merged ranges, cells that hold no value."""

    file: str
    sheet: str | None
    rows: Sequence[Sequence[Raw]]
    merges: tuple[Merge, ...] = ()
    faults: Mapping[Place, str] = field(default_factory=dict)
    percents: frozenset[Place] = frozenset()

    def raw(self, row: int, column: int) -> Raw:
        """Return what the cell holds; cells outside are empty."""
        inside = row < len(self.rows) and column < len(self.rows[row])
        return self.rows[row][column] if inside else ""

    def text(self, row: int, column: int) -> str:
        """Return the cell as text; a 1 shown as 100% keeps its sign, alone it would say less."""
        value = self.raw(row, column)
        if isinstance(value, str) and not self.faults:
            return value
        if (row, column) in self.faults:
            return self.faults[row, column]
        if (row, column) in self.percents and isinstance(value, int | float) and value >= 1:
            return number_text(value * 100) + "%"
        return raw_text(value)

    def texts(self, row: int) -> list[str]:
        """Return the cells of a row as text."""
        return [self.text(row, column) for column in range(len(self.rows[row]))]

    def is_number(self, row: int, column: int) -> bool:
        """Tell whether the spreadsheet holds a number here, not its digits."""
        value = self.raw(row, column)
        return isinstance(value, int | float) and not isinstance(value, bool)

    def place(self, row: int, column: int) -> Location:
        """Return where the cell stands, as spreadsheet programs name it."""
        return Location(self.file, sheet=self.sheet, cell=cell_name(row, column))


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Return the visible sheets of a workbook, or the one grid of a CSV file."""
    file, ending = str(path), path.suffix.lower()
    if ending not in (*WORKBOOKS, *TEXTS):
        known = ("xlsx", "xlsm", "xls", "csv", "yaml")
        raise refuse("forms/unknown-ending", Location(file), found=path.suffix, known=known)
    data = read_bytes(path)
    grids = _workbook(data, file) if ending in WORKBOOKS else (_delimited(data, file),)
    too_long = [cell for grid in grids for cell in _too_long(grid)]
    if too_long:
        raise Refusal(
            problem("forms/cell-too-long", place, found=length, limit=LONGEST_CELL)
            for place, length in too_long
        )
    return grids


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


def _workbook(data: bytes, file: str) -> tuple[Grid, ...]:
    if data.startswith(_ZIP):
        return _new_book(data, file)
    if data.startswith(_COMPOUND) and _ENCRYPTED in data:
        raise refuse("forms/locked", Location(file))
    if data.startswith(_COMPOUND):
        sheets = read_old(data, file)
        return tuple(Grid(file, sheet.name, sheet.rows, sheet.merges) for sheet in sheets)
    raise refuse("forms/not-a-spreadsheet", Location(file), found=_kind_of(data))


def _new_book(data: bytes, file: str) -> tuple[Grid, ...]:
    scans = scan_package(data, file)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return tuple(_grids(book, scans, file))
    except PasswordError as error:
        raise refuse("forms/locked", Location(file)) from error
    except (CalamineError, OSError, ValueError) as error:
        found = _kind_of(data)
        raise refuse("forms/not-a-spreadsheet", Location(file), found=found) from error


def _grids(book: CalamineWorkbook, scans: Sequence[SheetScan], file: str) -> Iterator[Grid]:
    for number, about in enumerate(book.sheets_metadata):
        shown = about.visible is SheetVisibleEnum.Visible
        if shown and about.typ is SheetTypeEnum.WorkSheet:
            scan = scans[number] if number < len(scans) else SheetScan()
            yield _grid(book.get_sheet_by_index(number), scan, file)


def _grid(sheet: CalamineSheet, scan: SheetScan, file: str) -> Grid:
    rows = sheet.to_python(skip_empty_area=False)
    merges = tuple(sheet.merged_cell_ranges or ())
    return Grid(file, sheet.name, rows, merges, scan.faults, scan.percents)


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


def _kind_of(data: bytes) -> str:
    """Return what the bytes look like instead, for the sentence."""
    marks = {
        b"\x89PNG": "PNG 图片",
        b"\xff\xd8\xff": "JPEG 图片",
        b"GIF8": "GIF 图片",
        b"BM": "BMP 图片",
        b"%PDF": "PDF 文档",
        b"<": "网页",
        _ZIP: "压缩包",
    }
    head = data.lstrip()[:16]
    return next((name for mark, name in marks.items() if head.startswith(mark)), "其他内容")
