"""The tables of one kind in a file: which of its sheets, which rows of them, what was left alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.forms.days import year_in
from shuangsuiji.forms.grid import Grid
from shuangsuiji.forms.headers import SAME_HEADER, Header, find_headers, no_header
from shuangsuiji.forms.labels import Labels
from shuangsuiji.forms.otherrows import said
from shuangsuiji.forms.remarks import remark
from shuangsuiji.forms.rows import Heading
from shuangsuiji.forms.text import WHITE
from shuangsuiji.forms.titles import title_of, year_on
from shuangsuiji.model.vocabulary import FieldType

_UNIT_LINE = ("单位:", "单位：", "(单位", "（单位")
_FIRST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its grid, its header, the row before which it ends, the heading right over it."""

    grid: Grid
    header: Header
    end: int
    heading: Heading | None = None

    @property
    def name(self) -> str:
        """What people call it: its sheet, or where its header stands."""
        return self.grid.sheet or f"第{self.header.first + 1}行起"


def find_parts(
    grids: Sequence[Grid], labels: Labels, path: Path, year: int | None
) -> tuple[Part, ...]:
    """Return the tables that hold the rows; sheets and tables with the same header are one table."""
    found = [part for grid in grids for part in _parts_of(grid, labels)]
    most = max((len(p.header.fields) for p in found), default=0)
    alike = [p for p in found if len(p.header.fields) >= SAME_HEADER * most]
    if not alike:
        raise no_header(tuple(grids), labels, str(path))
    if any(f.type is FieldType.SPAN for f in labels.spec.fields):
        alike = _of_one_year(alike, year, str(path))
    return tuple(alike)


def _parts_of(grid: Grid, labels: Labels) -> Iterator[Part]:
    headers = find_headers(grid, labels)
    for number, header in enumerate(headers):
        above = headers[number - 1] if number else None
        heading = _title_between(grid, above, header) if above else None
        last = number + 1 == len(headers)
        end = len(grid.rows) if last else _first_of_title(grid, header, headers[number + 1])
        yield Part(grid, header, end, heading)


def _first_of_title(grid: Grid, above: Header, below: Header) -> int:
    """Return the first of the rows right over a further header that are its title, or blank."""
    row = below.first
    while row > above.last + 1 and len(said(grid.texts(row - 1))) <= 1:
        row -= 1
    return row


def _title_between(grid: Grid, above: Header, header: Header) -> Heading | None:
    for row in range(_first_of_title(grid, above, header), header.first):
        for column, text in said(grid.texts(row)).items():
            if not text.strip(WHITE).startswith(_UNIT_LINE):
                return Heading((row, column), text)
    return None


def _of_one_year(parts: list[Part], year: int | None, file: str) -> list[Part]:
    """Return the tables of the year that is asked for; refuse where several are named."""
    years = {
        id(p): year_in(title_of(p.grid, p.header)) or year_in(p.grid.sheet or "") for p in parts
    }
    named = {told for told in years.values() if told is not None}
    if len(named) > 1 and year in named:
        return [p for p in parts if years[id(p)] in (year, None)]
    if len(named) > 1:
        found = tuple(f"{p.name}（{years[id(p)]}年）" for p in parts if years[id(p)])
        raise refuse("forms/several-years", Location(file), found=found)
    return parts


def chosen(grids: Sequence[Grid], sheets: Sequence[str], path: Path) -> tuple[Grid, ...]:
    """Return the sheets that somebody named, or all of them."""
    known = tuple(g.sheet for g in grids if g.sheet)
    missing = [name for name in sheets if name not in known]
    if missing:
        here = Location(str(path))
        raise Refusal(
            problem("forms/no-sheet", here, found=name, known=known or ("只有一张表",))
            for name in missing
        )
    return tuple(g for g in grids if not sheets or g.sheet in sheets)


def about_parts(grids: Sequence[Grid], parts: Sequence[Part]) -> Iterator[Finding]:
    """Yield which tables were joined, and which were left alone."""
    here = Location(grids[0].file)
    apart = [p for n, p in enumerate(parts) if not n or not _goes_on(parts[n - 1], p)]
    if len(apart) > 1:
        yield remark("forms/tables-joined", here, tables=_names(apart))
    used = {id(p.grid) for p in parts}
    left = [g for g in grids if id(g) not in used and _has_content(g)]
    if left:
        yield remark("forms/tables-left", here, tables=tuple(g.sheet or g.file for g in left))


def _goes_on(before: Part, part: Part) -> bool:
    """Tell whether a header only comes again, as on every printed page."""
    same_grid = before.grid is part.grid and part.heading is None
    return same_grid and dict(before.header.fields) == dict(part.header.fields)


def _names(parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            f"{p.name}（第{p.header.first + 1}行起）" if p.grid.sheet else p.name for p in parts
        )
    )


def _has_content(grid: Grid) -> bool:
    return any(len(said(grid.texts(r))) > 1 for r in range(min(len(grid.rows), _FIRST_ROWS)))


def year_of(grids: Sequence[Grid], parts: Sequence[Part]) -> int | None:
    """Return the year that titles, names of sheets, a cover sheet or the file's name tell."""
    titles = [title_of(p.grid, p.header) for p in parts]
    sheets = [p.grid.sheet or "" for p in parts]
    told = next((year for text in (*titles, *sheets) if (year := year_in(text))), None)
    used = {id(p.grid) for p in parts}
    covers = [g for g in grids if id(g) not in used]
    return told or year_on(covers) or year_in(Path(grids[0].file).name)
