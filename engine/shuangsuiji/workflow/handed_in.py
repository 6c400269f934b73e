"""The paper as it was handed in, for a report that hands it back with remarks."""

from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.forms.grid import Grid
from shuangsuiji.forms.sheets import DOCUMENTS, TEXTS, WORKBOOKS, read_bytes, read_grids

SPLICED = (".xlsx", ".xlsm")
"""Workbooks that are handed back as they are, with remarks."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A paper by its path."""

    path: Path

    def workbook(self) -> bytes | None:
        """Return the bytes of a workbook into which remarks can be written."""
        return read_bytes(self.path) if self.path.suffix.lower() in SPLICED else None

    def grids(self) -> tuple[Grid, ...]:
        """Return the cells of a file that has some: of a workbook, a document, a CSV file."""
        has_cells = self.path.suffix.lower() in (*WORKBOOKS, *DOCUMENTS, *TEXTS)
        return read_grids(self.path) if has_cells else ()
