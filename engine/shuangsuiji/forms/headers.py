"""Where the header of a table stands in a sheet, and which column feeds which field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.forms.cells import raw_text
from shuangsuiji.forms.grid import Grid, Merge
from shuangsuiji.forms.labels import SERIAL, Labels, tidy, without_unit
from shuangsuiji.forms.text import WHITE, is_blank
from shuangsuiji.model.vocabulary import FieldSpec

LOOK_AT_ROWS = 100
"""Rows in which a header is looked for; titles and instructions above it never take more."""
MOST_LEVELS = 3
FEWEST_FIELDS = 2
"""One known word may stand anywhere, in a title or a note; two in one row make a header."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The header rows (from 0), the field and the header text of each column that has one."""

    first: int
    last: int
    fields: Mapping[int, FieldSpec]
    texts: Mapping[int, str]
    clashes: tuple[Finding, ...] = ()

    @property
    def unmapped(self) -> tuple[str, ...]:
        """The headers that no field took, in the order of their columns."""
        return tuple(
            text
            for column, text in sorted(self.texts.items())
            if column not in self.fields and tidy(text) not in SERIAL
        )


def find_header(grid: Grid, labels: Labels) -> Header | None:
    """Return the header that gives most fields, or None if no row has two that are known.

    Headers that are not clear are its `clashes`, to be refused where the sheet is used.
    """
    area = _HeaderArea(grid)
    rows = range(min(len(grid.rows), LOOK_AT_ROWS))
    found = [c for row in rows if (c := _candidate(area, row, labels)).is_header]
    best = max(found, key=lambda c: (c.score, -c.levels), default=None)
    return None if best is None else best.header(grid)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row taken for the first of a header, and what its columns would mean."""

    row: int
    levels: int
    paths: Mapping[int, Path]
    meanings: Mapping[int, tuple[FieldSpec, ...]]

    @property
    def score(self) -> int:
        return sum(1 for fields in self.meanings.values() if fields)

    @property
    def is_header(self) -> bool:
        return self.score >= FEWEST_FIELDS or (self.score == 1 and len(self.paths) == 1)

    def header(self, grid: Grid) -> Header:
        texts = {c: "/".join(path) for c, path in self.paths.items()}
        clashes = [*_many_fields(self.meanings, texts), *_many_headers(self.meanings, texts)]
        return Header(
            first=self.row,
            last=self.row + self.levels - 1,
            fields={column: known[0] for column, known in self.meanings.items() if known},
            texts=texts,
            clashes=tuple(problem(code, grid.place(self.row, c), **p) for code, c, p in clashes),
        )


def _candidate(area: "_HeaderArea", row: int, labels: Labels) -> _Candidate:
    levels = area.levels(row, labels)
    paths = area.paths(row, levels)
    return _Candidate(row, levels, paths, _meanings(paths, labels))


Clash = tuple[str, int, dict[str, str | tuple[str, ...]]]


def _meanings(paths: Mapping[int, Path], labels: Labels) -> Mapping[int, tuple[FieldSpec, ...]]:
    """Return the fields that each column's header may mean.

    A header that is known as a whole (发起部门) comes before one of which only the lower part is
    known: 抽查事项/发起部门 is not taken for the bare 发起部门.
    """
    found: dict[int, tuple[FieldSpec, ...]] = dict.fromkeys(paths, ())
    for left_out in range(MOST_LEVELS):
        taken = {field.name for fields in found.values() for field in fields}
        for column, path in paths.items():
            if not found[column] and len(path) > left_out:
                lower = labels.find("/".join(path[left_out:]))
                found[column] = tuple(f for f in lower if f.name not in taken)
    return found


def _many_fields(
    found: Mapping[int, tuple[FieldSpec, ...]], texts: Mapping[int, str]
) -> Iterator[Clash]:
    for column, fields in found.items():
        if len(fields) > 1:
            meanings = tuple(f.label for f in fields)
            yield "forms/ambiguous-header", column, {"found": texts[column], "fields": meanings}


def _many_headers(
    found: Mapping[int, tuple[FieldSpec, ...]], texts: Mapping[int, str]
) -> Iterator[Clash]:
    first: dict[str, int] = {}
    for column, fields in found.items():
        if len(fields) != 1:
            continue
        name, label = fields[0].name, fields[0].label
        if name in first:
            headers = (texts[first[name]], texts[column])
            yield "forms/repeated-header", column, {"field": label, "headers": headers}
        first.setdefault(name, column)


class _HeaderArea:
    """The top of a sheet with merged cells filled in."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._merges = [m for m in grid.merges if m[0][0] < LOOK_AT_ROWS]
        self._anchors = {
            (r, c): first
            for first, last in self._merges
            for r in range(first[0], min(last[0], LOOK_AT_ROWS) + 1)
            for c in range(first[1], min(last[1], self._width(first[0]) - 1) + 1)
        }

    def _width(self, row: int) -> int:
        return len(self._grid.rows[row]) if row < len(self._grid.rows) else 0

    def _text(self, row: int, column: int) -> str:
        text = self._grid.text(row, column)
        return "" if is_blank(text) else text.strip(WHITE)

    def levels(self, row: int, labels: Labels) -> int:
        """Return how many rows the header takes that begins here."""
        levels = 1
        while levels < MOST_LEVELS and self._goes_on(row, levels, labels):
            levels += 1
        return levels

    def _goes_on(self, row: int, levels: int, labels: Labels) -> bool:
        below = row + levels
        if below >= len(self._grid.rows):
            return False
        merges = [m for m in self._merges if row <= m[0][0] < below]
        deep = any(last[0] >= below for _, last in merges)
        return deep or self._is_parted(below, merges) or self._is_sub_header(below, labels)

    def _is_parted(self, row: int, merges: list[Merge]) -> bool:
        """Tell whether a row only parts the wide cells above; a row of the table fills others."""
        under = {
            column
            for first, last in merges
            if last[1] > first[1] and last[0] == row - 1
            for column in range(first[1], min(last[1] + 1, self._width(row)))
        }
        filled = {c for c in range(self._width(row)) if self._text(row, c)}
        return bool(filled) and filled <= under

    def _is_sub_header(self, row: int, labels: Labels) -> bool:
        """Tell whether a row holds nothing but known headers and units."""
        texts = [t for c in range(self._width(row)) if (t := self._text(row, c))]
        known = (not without_unit(tidy(t)) or bool(labels.find(t)) for t in texts)
        return bool(texts) and all(known)

    def paths(self, row: int, levels: int) -> dict[int, Path]:
        """Return the header of each column that has one, from the top level down."""
        wide = max(self._width(r) for r in range(row, row + levels))
        named = ((c, self._path(row, levels, c)) for c in range(wide))
        return {c: path for c, path in named if path}

    def _path(self, row: int, levels: int, column: int) -> Path:
        anchors = [self._anchors.get((r, column), (r, column)) for r in range(row, row + levels)]
        named = {a: self._text(*a) for a in anchors if a[0] >= row}
        filled = [a for a, text in named.items() if text]
        if not filled or filled[-1][1] < column:  # a wide cell heads its first column
            return ()
        parent = [] if named.get(anchors[0]) else [self._parent(row, column)]
        lower = [named[a] for a in filled if a == anchors[0] or without_unit(tidy(named[a]))]
        return tuple(text for text in [*parent, *lower] if text)

    def _parent(self, row: int, column: int) -> str:
        """Return the nearest header to the left: without merged cells it stands over this too."""
        left = (self._text(row, c) for c in range(column - 1, -1, -1))
        return next((text for text in left if text), "")


def no_header(grids: tuple[Grid, ...], labels: Labels, file: str) -> Refusal:
    """Return the refusal of a file without a header: what was expected, what is there."""
    sheet, texts = max(
        map(_fullest_row, grids), key=lambda found: len(found[1]), default=(None, ())
    )
    return refuse(
        "forms/no-header",
        Location(file, sheet=sheet),
        expected=labels.expected(),
        found=texts or ("空表",),
    )


def _fullest_row(grid: Grid) -> tuple[str | None, tuple[str, ...]]:
    rows = (
        tuple(raw_text(v)[:20] for v in row if not is_blank(raw_text(v)))
        for row in grid.rows[:LOOK_AT_ROWS]
    )
    return grid.sheet, max(rows, key=len, default=())[:20]
