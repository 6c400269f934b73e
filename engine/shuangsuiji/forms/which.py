"""Which table a file holds, as far as its headers tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from shuangsuiji.forms.headers import find_header
from shuangsuiji.forms.labels import Labels
from shuangsuiji.forms.registers import header_grids

CLEARLY = 2
"""By how many known headers one table must be ahead of every other."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a file fits a table: the headers that the table knows."""

    table: str
    headers: tuple[str, ...]


def table_by_headers(
    connection: duckdb.DuckDBPyConnection, path: Path, known: Mapping[str, Labels]
) -> tuple[Fit | None, tuple[Fit, ...]]:
    """Return the table that clearly fits best, if one does, and how well each fits, the best first."""
    grids = header_grids(connection, path)
    fits = []
    for table, labels in known.items():
        found = [h for grid in grids if (h := find_header(grid, labels)) is not None]
        best = max(found, key=lambda h: len(h.fields), default=None)
        headers = () if best is None else tuple(best.texts[c] for c in sorted(best.fields))
        fits.append(Fit(table, headers))
    fits.sort(key=lambda fit: -len(fit.headers))
    first, second = fits[0], fits[1]
    clear = len(first.headers) - len(second.headers) >= CLEARLY
    return first if clear else None, tuple(fits)
