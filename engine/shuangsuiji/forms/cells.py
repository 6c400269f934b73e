"""Names of cells, and what a spreadsheet's values look like as text."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache

Raw = str | int | float | bool | date | datetime | time | timedelta
"""What a reader gives for a cell; an empty one is the empty text."""

_DIGITS = 15
"""Significant digits of a number in a spreadsheet; what follows is noise of binary fractions."""

_WHOLE = 10**_DIGITS
"""Whole numbers below this have all their digits."""


def raw_text(value: Raw) -> str:
    """Return a cell's value as text: days in ISO form, numbers in their shortest decimal form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return number_text(value) if isinstance(value, int | float) else str(value)


@lru_cache(maxsize=1 << 16)
def number_text(value: float) -> str:
    """Return a number as a spreadsheet shows it, without the noise of binary fractions.

    >>> number_text(0.1 + 0.2), number_text(20.0), number_text(9.13703e17)
    ('0.3', '20', '913703000000000000')
    """
    if abs(value) < _WHOLE and value == int(value):
        return str(int(value))
    shortest = Decimal(f"{value:.{_DIGITS}g}")
    return format(shortest, "f") if shortest.is_finite() else str(value)


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, counted from 0.

    >>> cell_name(0, 0), cell_name(7, 27)
    ('A1', 'AB8')
    """
    return f"{column_name(column)}{row + 1}"


@cache
def column_name(column: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
