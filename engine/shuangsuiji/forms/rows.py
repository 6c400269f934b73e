"""The rows of one table: which belong to it, under which heading, from which cells they take values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from shuangsuiji.forms.extents import MOST_COLUMNS
from shuangsuiji.forms.grid import Grid, Merge, Place
from shuangsuiji.forms.headers import Header
from shuangsuiji.forms.labels import SERIAL, tidy
from shuangsuiji.forms.otherrows import (
    begins_other_table,
    is_heading,
    is_no_line,
    is_note,
    is_total,
    said,
)

NOTHING: Mapping[int, Place] = MappingProxyType({})


class Heading(NamedTuple):
    """A row that names what the rows beneath have in common."""

    place: Place
    text: str


class TableRow(NamedTuple):
    """One row of a table, from 0: its texts, the merged cells that reach into it, its heading.

    `is_total` tells a row that adds up others; a cell merged down a column belongs to all its rows,
    and its place stays the merged cell's. `covered` are columns over which a cell to the left reaches.
    """

    row: int
    texts: list[str]
    merged: Mapping[int, Merge]
    heading: Heading | None
    is_total: bool = False
    covered: Mapping[int, Place] = NOTHING


@dataclass(slots=True)
class _Reach:
    """Which merged cells reach down into the row at hand, by column."""

    starts: dict[int, list[Merge]] = field(default_factory=dict)
    active: dict[int, Merge] = field(default_factory=dict)

    def enter(self, row: int) -> None:
        for first, last in self.starts.get(row, ()):
            self.active[first[1]] = (first, last)
        if self.active:
            self.active = {c: m for c, m in self.active.items() if m[1][0] >= row}


class TableRows:
    """Goes through the rows under a header up to `end`; afterwards knows what it passed over."""

    def __init__(
        self, grid: Grid, header: Header, end: int, heading: Heading | None = None
    ) -> None:
        """Stand under the header; `heading` is a title between this table and the one above."""
        self.headings = [] if heading is None else [heading]
        self.left_out: list[Place] = []
        self.other_table: Place | None = None
        self.merged: dict[Merge, None] = {}
        self._grid, self._header, self._end = grid, header, end
        self._heading = heading
        self._serials = {c for c, text in header.texts.items() if tidy(text) in SERIAL}
        self._fields = set(header.fields) - self._serials
        self._heads = [said(grid.texts(r)) for r in range(header.first, header.last + 1)]
        self._half = max((max(header.fields) - min(header.fields) + 1) / 2, 2)
        self._wide = {first: last[1] - first[1] + 1 for first, last in grid.merges}
        self._across: dict[int, list[Merge]] = {}
        for merge in grid.merges:
            if merge[0][0] == merge[1][0]:
                self._across.setdefault(merge[0][0], []).append(merge)
        self._noted = False
        self._after_gap = False

    def __iter__(self) -> Iterator[TableRow]:
        """Yield each row of the table."""
        reach = _reach(self._grid)
        for row in range(self._header.last + 1, self._end):
            reach.enter(row)
            texts = self._grid.texts(row)
            filled = said(texts)
            if not filled:
                self._after_gap = True
                continue
            if self._ends(row, filled):
                return
            if self._is_row(row, filled, bool(reach.active)):
                total = is_total(filled)
                if not total:
                    self._note_merges(row, reach.active)
                yield TableRow(
                    row, texts, reach.active, self._heading, total, self._covered(row, reach.active)
                )

    def _covered(self, row: int, merged: Mapping[int, Merge]) -> Mapping[int, Place]:
        """Return the columns that merged cells beginning to their left cover, with these cells."""
        here = self._across.get(row, ())
        if not here and not merged:
            return NOTHING
        return {
            column: first
            for first, last in (*here, *merged.values())
            for column in range(first[1] + 1, min(last[1], MOST_COLUMNS) + 1)
        }

    def _ends(self, row: int, filled: dict[int, str]) -> bool:
        """Tell whether another table begins here, after a gap: its rows are not this table's."""
        gap, self._after_gap = self._after_gap, self._after_gap and len(filled) == 1
        if gap and begins_other_table(self._grid, row, filled, len(self._fields), self._end):
            self.other_table = (row, min(filled))
            return True
        return False

    def _is_row(self, row: int, filled: dict[int, str], reached: bool) -> bool:  # noqa: FBT001
        """Tell whether a row belongs to the table; what follows a note is part of the note."""
        told = [c for c in filled if c in self._fields]
        if is_note(next(iter(filled.values()))):
            self._noted = True
            return False
        if len(filled) == 1 and not reached and self._is_heading(row, filled):
            ((column, text),) = filled.items()
            self._heading = Heading((row, column), text)
            self.headings.append(self._heading)
            return False
        if self._noted and len(told) <= 1:
            return False
        if is_no_line(filled):
            self.left_out.append((row, min(filled)))
            return False
        if not told:
            self._leave_out(row, filled)
            return False
        self._noted = False
        return not any(filled.items() <= head.items() for head in self._heads)

    def _is_heading(self, row: int, filled: dict[int, str]) -> bool:
        """Tell whether a lone text heads the rows beneath; under a note it must look like a heading."""
        ((column, text),) = filled.items()
        if not self._noted and self._wide.get((row, column), 1) >= self._half:
            return True
        return column <= min(self._header.fields) and is_heading(text, len(self._fields))

    def _leave_out(self, row: int, filled: dict[int, str]) -> None:
        if not filled.keys() <= self._serials and not is_total(filled):
            self.left_out.append((row, min(filled)))

    def _note_merges(self, row: int, merged: Mapping[int, Merge]) -> None:
        for column, merge in merged.items():
            if column in self._fields and row > merge[0][0]:
                self.merged[merge] = None


def _reach(grid: Grid) -> _Reach:
    reach = _Reach()
    for first, last in grid.merges:
        if last[0] > first[0]:
            reach.starts.setdefault(first[0], []).append((first, last))
    return reach
