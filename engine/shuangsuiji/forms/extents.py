"""How far a sheet reaches: refused where its full rectangle would fill the memory.

No pattern here looks further than the tag in which it began, so that time grows with size alone.
"""

import re

from shuangsuiji.findings import Location, refuse

MOST_ROWS = 200_000
"""Rows with something in them; a longer list is a register and comes as CSV or Parquet."""
MOST_COLUMNS = 2_000
"""Columns: no form is wider than 100; more is a slip or a trap."""
MOST_AREA = 20_000_000
"""Cells of the rectangle around everything in a sheet: at 50 bytes each, 1 GB."""

END = rb"(?<!/)>(?!\s*+</(?:\w+:)?c>)"
"""The end of a cell's first tag, where something follows in it."""
_COMMON = re.compile(rb"""<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*""" + END)
"""How nearly all programs write a cell."""
_NOT_NEAR = re.compile(rb"""<c(?! r="[A-T][0-9]{1,6}"|[A-Za-z])""")
"""A cell beyond column T or row 999,999 (within MOST_AREA), or not written as nearly all are."""
_WITH_PREFIX = re.compile(rb"<\w+:c[\s>]")
_PLACED = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*""" + END
)
_ANY_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?" + END)
_ROW = re.compile(rb"<(?:\w+:)?row\b")


def check_sheet(sheet: bytes, here: Location) -> None:
    """Refuse a sheet in XML that is too wide, too long or spans too many cells."""
    if not _is_clearly_small(sheet):
        _check_every_cell(sheet, here)


def _is_clearly_small(sheet: bytes) -> bool:
    """Tell quickly that a sheet is within all bounds: few columns, few rows, no row far down."""
    if b":c" in sheet and _WITH_PREFIX.search(sheet):
        return False
    return _NOT_NEAR.search(sheet) is None and sheet.count(b"<row") <= MOST_ROWS


def _check_every_cell(sheet: bytes, here: Location) -> None:
    filled = len(_ANY_CELL.findall(sheet))
    placed = _COMMON.findall(sheet)
    if len(placed) < filled:
        placed = _PLACED.findall(sheet)
    columns = {letters for letters, _ in placed}
    rows = {int(digits) for _, digits in placed}
    wide, high = max(map(column_index, columns), default=-1) + 1, max(rows, default=0)
    loose = filled - len(placed)
    if loose:  # cells without a reference follow each other
        wide += _most_in_a_row(sheet)
        high += len(_ROW.findall(sheet))
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


def column_index(letters: bytes) -> int:
    """Return the number of a column from 0.

    >>> column_index(b"A"), column_index(b"AA"), column_index(b"XFD")
    (0, 26, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
