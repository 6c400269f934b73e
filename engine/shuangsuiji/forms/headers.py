"""Where the headers of tables stand in a sheet, and which column feeds which field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.forms.cells import raw_text
from shuangsuiji.forms.grid import Grid
from shuangsuiji.forms.headerlevels import MOST_LEVELS, HeaderArea, Path
from shuangsuiji.forms.joined import Joined, find_joined
from shuangsuiji.forms.labels import SERIAL, Labels, Told, tidy
from shuangsuiji.forms.text import is_blank
from shuangsuiji.model.vocabulary import FieldSpec

LOOK_AT_ROWS = 100
"""Rows in which a first header is looked for; titles and instructions above it never take more."""
FEWEST_FIELDS = 2
"""One known word may stand anywhere, in a title or a note; two in one row make a header."""
SAME_HEADER = 0.6
"""The part of the best header's fields that another must have to be of the same table."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header rows (from 0), the field and the header text of each column that has one.

    `told` is by what the field of a column is known; `joined` are fields that several columns tell.
    """

    first: int
    last: int
    fields: Mapping[int, FieldSpec]
    texts: Mapping[int, str]
    told: Mapping[int, Told]
    joined: tuple[Joined, ...] = ()
    clashes: tuple[Finding, ...] = ()

    @property
    def unmapped(self) -> tuple[str, ...]:
        """The headers that no field took, in the order of their columns."""
        return tuple(
            text
            for column, text in sorted(self.texts.items())
            if column not in self.fields and tidy(text) not in SERIAL
        )

    @property
    def own(self) -> Mapping[int, FieldSpec]:
        """The columns that each tell a field alone."""
        parts = {column for joined in self.joined for column, _ in joined.columns}
        return {c: field for c, field in self.fields.items() if c not in parts}


def find_header(grid: Grid, labels: Labels) -> Header | None:
    """Return the header that gives most fields, or None if no row has two that are known.

    Headers that are not clear are its `clashes`, to be refused where the sheet is used.
    """
    best = _best(_candidates(grid, labels))
    return None if best is None else best.header(grid, labels)


def find_headers(grid: Grid, labels: Labels) -> tuple[Header, ...]:
    """Return the headers of all tables of one kind in a sheet, from the top down.

    A header that comes again, on every printed page or over the next table, is one of them.
    """
    area = HeaderArea(grid, labels)
    found = _candidates(grid, labels)
    best = _best(found)
    if best is None:
        return ()
    fewest = SAME_HEADER * best.score
    alike = [c for c in found if c.score >= fewest]
    alike += [
        c
        for row in range(LOOK_AT_ROWS, len(grid.rows))
        if _may_be_header(grid, row, labels)
        and (c := _candidate(area, row, labels)).score >= fewest
    ]
    return tuple(c.header(grid, labels) for c in _apart(alike))


def _candidates(grid: Grid, labels: Labels) -> list["_Candidate"]:
    area = HeaderArea(grid, labels)
    rows = range(min(len(grid.rows), LOOK_AT_ROWS))
    return [c for row in rows if (c := _candidate(area, row, labels)).is_header]


def _best(found: list["_Candidate"]) -> "_Candidate | None":
    return max(found, key=lambda c: (c.score, -c.levels), default=None)


def _may_be_header(grid: Grid, row: int, labels: Labels) -> bool:
    """Tell quickly whether a row far down is worth a look: two known headers and no number."""
    values = grid.rows[row]
    if any(value.__class__ is not str for value in values):
        return False
    return sum(labels.is_known(value) for value in values if value) >= FEWEST_FIELDS  # type: ignore[arg-type]


def _apart(found: list["_Candidate"]) -> Iterator["_Candidate"]:
    """Yield the best of each group of headers that share rows."""
    group: list[_Candidate] = []
    for candidate in found:
        if group and candidate.row > max(c.row + c.levels - 1 for c in group):
            yield max(group, key=lambda c: (c.score, -c.levels))
            group = []
        group.append(candidate)
    if group:
        yield max(group, key=lambda c: (c.score, -c.levels))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row taken for the first of a header, and what its columns would mean."""

    row: int
    levels: int
    paths: Mapping[int, Path]
    meanings: Mapping[int, tuple[FieldSpec, ...]]
    joined: tuple[Joined, ...]

    @property
    def score(self) -> int:
        return sum(1 for fields in self.meanings.values() if fields) + len(self.joined)

    @property
    def is_header(self) -> bool:
        return self.score >= FEWEST_FIELDS or (self.score == 1 and len(self.paths) == 1)

    def header(self, grid: Grid, labels: Labels) -> Header:
        texts = {c: "/".join(path) for c, path in self.paths.items()}
        clashes = [*_many_fields(self.meanings, texts), *_many_headers(self.meanings, texts)]
        fields = {column: known[0] for column, known in self.meanings.items() if known}
        fields |= {column: joined.field for joined in self.joined for column, _ in joined.columns}
        return Header(
            first=self.row,
            last=self.row + self.levels - 1,
            fields=fields,
            texts=texts,
            told={c: _told(labels, self.paths[c], f) for c, f in fields.items()},
            joined=self.joined,
            clashes=tuple(problem(code, grid.place(self.row, c), **p) for code, c, p in clashes),
        )


def _candidate(area: HeaderArea, row: int, labels: Labels) -> _Candidate:
    levels = area.levels(row)
    paths = area.paths(row, levels)
    if len(paths) > 1 and area.is_title(row):
        return _Candidate(row, 1, {}, {}, ())
    meanings = _meanings(paths, labels)
    return _Candidate(row, levels, paths, meanings, find_joined(paths, labels, meanings))


Clash = tuple[str, int, dict[str, str | tuple[str, ...]]]


def _meanings(paths: Mapping[int, Path], labels: Labels) -> Mapping[int, tuple[FieldSpec, ...]]:
    """Return the fields that each column's header may mean.

    What is told by hand comes first, and a header that is known as a whole (发起部门) before one of
    which only the lower part is known: 抽查事项/发起部门 is not taken for the bare 发起部门.
    """
    found: dict[int, tuple[FieldSpec, ...]] = dict.fromkeys(paths, ())
    by_hand = {c: text for c, path in paths.items() if (text := _told_by_hand(path, labels))}
    for column, text in by_hand.items():
        found[column] = labels.find(text)
    for left_out in range(MOST_LEVELS):
        taken = {field.name for fields in found.values() for field in fields}
        for column, path in paths.items():
            if column not in by_hand and not found[column] and len(path) > left_out:
                lower = labels.find("/".join(path[left_out:]))
                found[column] = tuple(f for f in lower if f.name not in taken)
    _read_together(found, paths, labels, by_hand)
    return found


def _read_together(
    found: dict[int, tuple[FieldSpec, ...]],
    paths: Mapping[int, Path],
    labels: Labels,
    by_hand: Mapping[int, str],
) -> None:
    """Find what is known only when levels are read as one word, or as the first of two things.

    抽查任务 over 名称 is 抽查任务名称; a column 比例及户数 is the ratio's, and its cell says the rest.
    """
    free = [c for c, fields in found.items() if not fields and c not in by_hand]
    for column in free:
        taken = {field.name for fields in found.values() for field in fields}
        path = paths[column]
        ways = ["".join(path[n:]) for n in range(len(path) - 1)]
        together = next((f for text in ways if (f := labels.find(text))), ())
        together = together or labels.find_first(path[-1])
        found[column] = tuple(f for f in together if f.name not in taken)


def _told_by_hand(path: Path, labels: Labels) -> str | None:
    texts = ("/".join(path[left_out:]) for left_out in range(len(path)))
    return next((text for text in texts if labels.is_told_by_hand(text)), None)


def _told(labels: Labels, path: Path, field: FieldSpec) -> Told:
    texts = ("/".join(path[left_out:]) for left_out in range(len(path)))
    known = (told for text in texts if (told := labels.told_by(text, field.name)))
    return next(known, Told.BY_VOCABULARY)


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
