"""How a loaded table's columns are written in DuckDB, and what a query needs to know of them.

For a field f: column `f` (NULL where blank, unreadable or a bound); `f__s` (the status, 0 to 3) where
some cell is unreadable or untold; `f__lo`, `f__hi`, `f__lo_open`, `f__hi_open` where some cell is a bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """What a column has beside values."""

    blanks: bool = True
    state: bool = False
    bounds: bool = False


Columns = Mapping[str, Column]
"""The columns of a loaded table by field; a field that is not in it was not on the paper."""
