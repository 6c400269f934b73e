"""The rows that a header takes: merged cells filled in, two and three levels, with merges or without."""

from shuangsuiji.forms.grid import Grid, Merge
from shuangsuiji.forms.labels import Labels, tidy, without_unit
from shuangsuiji.forms.text import WHITE, is_blank

MOST_LEVELS = 3

Path = tuple[str, ...]
"""A column's header from the top level down."""


class HeaderArea:
    """A sheet as far as headers go, with merged cells filled in."""

    def __init__(self, grid: Grid, labels: Labels) -> None:
        """Look at the merges that a header may have: over few rows, however wide."""
        self._grid = grid
        self._labels = labels
        self._merges: dict[int, list[Merge]] = {}
        for first, last in grid.merges:
            if last[0] - first[0] < MOST_LEVELS:
                self._merges.setdefault(first[0], []).append((first, last))

    def _width(self, row: int) -> int:
        return len(self._grid.rows[row]) if row < len(self._grid.rows) else 0

    def _text(self, row: int, column: int) -> str:
        text = self._grid.text(row, column)
        return "" if is_blank(text) else text.strip(WHITE)

    def _filled(self, row: int) -> dict[int, str]:
        return {c: text for c in range(self._width(row)) if (text := self._text(row, c))}

    def is_title(self, row: int) -> bool:
        """Tell whether a row holds one text alone: over several columns it is no header's first row."""
        return len(self._filled(row)) == 1

    def levels(self, row: int) -> int:
        """Return how many rows the header takes that begins here."""
        levels = 1
        while levels < MOST_LEVELS and self._goes_on(row, levels):
            levels += 1
        return levels

    def _goes_on(self, row: int, levels: int) -> bool:
        below = row + levels
        if below >= len(self._grid.rows):
            return False
        merges = self._merges_from(row, below)
        deep = any(last[0] >= below for _, last in merges)
        return (
            deep
            or self._is_parted(below, merges)
            or self._is_sub_header(below)
            or self._is_parted_unmerged(row, below)
        )

    def _merges_from(self, first: int, end: int) -> list[Merge]:
        return [m for row in range(first, end) for m in self._merges.get(row, ())]

    def _is_parted(self, row: int, merges: list[Merge]) -> bool:
        """Tell whether a row only parts the wide cells above; a row of the table fills others."""
        under = {
            column
            for first, last in merges
            if last[1] > first[1] and last[0] == row - 1
            for column in range(first[1], min(last[1] + 1, self._width(row)))
        }
        filled = self._filled(row)
        return bool(filled) and filled.keys() <= under

    def _is_sub_header(self, row: int) -> bool:
        """Tell whether a row holds nothing but known headers and units."""
        texts = self._filled(row).values()
        known = (not without_unit(tidy(t)) or self._labels.is_known(t) for t in texts)
        return bool(texts) and all(known)

    def _is_parted_unmerged(self, first: int, row: int) -> bool:
        """Tell the same without merged cells, as in CSV.

        Parts stand only under a header and the blanks to its right, and there none is missing. The
        row above must be a header already, and no part may be a number.
        """
        above, parts = self._filled(first), self._filled(row)
        known = sum(map(self._labels.is_known, above.values()))
        if known < 2 or len(parts) < 2 or any(text[0].isdigit() for text in parts.values()):  # noqa: PLR2004
            return False
        for column in parts:
            heads = [c for c in above if c <= column]
            if not heads:
                return False
            following = [c for c in above if c > heads[-1]]
            last = following[0] - 1 if following else max(parts)
            if last == heads[-1] or any(c not in parts for c in range(heads[-1], last + 1)):
                return False
        return True

    def paths(self, row: int, levels: int) -> dict[int, Path]:
        """Return the header of each column that has one, from the top level down."""
        wide = max(self._width(r) for r in range(row, row + levels))
        anchors = {
            (r, c): first
            for first, last in self._merges_from(row, row + levels)
            for r in range(first[0], last[0] + 1)
            for c in range(first[1], min(last[1], wide - 1) + 1)
        }
        named = ((c, self._path(row, levels, c, anchors)) for c in range(wide))
        return {c: path for c, path in named if path}

    def _path(
        self, row: int, levels: int, column: int, anchors: dict[tuple[int, int], tuple[int, int]]
    ) -> Path:
        places = [anchors.get((r, column), (r, column)) for r in range(row, row + levels)]
        named = {place: self._text(*place) for place in places if place[0] >= row}
        filled = [place for place, text in named.items() if text]
        if not filled or filled[-1][1] < column:  # a wide cell heads its first column
            return ()
        parent = [] if named.get(places[0]) else [self._parent(row, column)]
        lower = [named[p] for p in filled if p == places[0] or without_unit(tidy(named[p]))]
        return tuple(text for text in [*parent, *lower] if text)

    def _parent(self, row: int, column: int) -> str:
        """Return the nearest header to the left: without merged cells it stands over this too."""
        left = (self._text(row, c) for c in range(column - 1, -1, -1))
        return next((text for text in left if text), "")
