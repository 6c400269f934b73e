"""Files to tables: find the tables in a file, read every cell, keep every place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shuangsuiji.collector import at_rest
from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.forms.cells import cell_name, column_name
from shuangsuiji.forms.found import Part, about_parts, chosen, find_parts, year_of
from shuangsuiji.forms.grid import Grid, Place
from shuangsuiji.forms.joined import Joined
from shuangsuiji.forms.labels import Labels, unit_of
from shuangsuiji.forms.lines import Line, Said, columns, read_lines
from shuangsuiji.forms.otherrows import department_of, heading_text, said
from shuangsuiji.forms.remarks import named, remark, runs
from shuangsuiji.forms.rows import TableRow, TableRows
from shuangsuiji.forms.sheets import read_book
from shuangsuiji.forms.text import is_blank
from shuangsuiji.forms.titles import above, title_among, title_place, unit_told
from shuangsuiji.forms.yamltable import TREES, read_tables_yaml
from shuangsuiji.model.values import MappedColumn, Stands, Table
from shuangsuiji.model.vocabulary import FieldType, TableForm, TableSpec

HEADED = "initiator"
"""The field that a heading over rows, or a sheet's name, may tell where no column does."""


def read_table(
    path: Path,
    table: str,
    spec: TableSpec,
    forms: Sequence[TableForm] = (),
    year: int | None = None,
    sheet: str | Sequence[str] | None = None,
    by_hand: Mapping[str, str] | None = None,
) -> Table:
    """Return the table that a file holds; sheets with the same header are one table.

    `year` is the plan's, for spans that name none; without it the year that the paper names.
    `sheet` looks at these sheets alone; `by_hand` tells fields of headers.
    """
    labels = Labels(table, spec, forms, by_hand)
    if path.suffix.lower() in TREES:
        return read_tables_yaml(path, table, labels, year)
    book = read_book(path)
    wanted = (sheet,) if isinstance(sheet, str) else tuple(sheet or ())
    grids = chosen(book.grids, wanted, path)
    parts = find_parts(grids, labels, path, year)
    problems = [p for part in parts for p in (*part.header.clashes, *_moved(part))]
    if problems:
        raise Refusal(problems)
    reader = _Reader(table, spec, parts)
    read = reader.read(year or year_of(grids, parts))
    notices = (*book.notices, *about_parts(grids, parts), *reader.notices(), *read.notices)
    return replace(read, notices=notices)


def _moved(part: Part) -> Iterator[Finding]:
    """Yield the rows of a CSV file with more cells than its header: something moved them."""
    grid, header = part.grid, part.header
    width = max(len(grid.rows[row]) for row in range(header.first, header.last + 1))
    if grid.sheet is not None or max(map(len, grid.rows)) <= width:
        return
    for found in TableRows(grid, header, part.end):
        if any(not is_blank(text) for text in found.texts[width:]):
            place = grid.place(found.row, width)
            yield problem("forms/ragged-row", place, found=len(found.texts), expected=width)


class _Reader:
    """Reads the parts of one table; afterwards knows what it passed over."""

    def __init__(self, table: str, spec: TableSpec, parts: Sequence[Part]) -> None:
        self._table, self._spec, self._parts = table, spec, parts
        self._rows = [TableRows(p.grid, p.header, p.end, p.heading) for p in parts]
        self._headed: dict[str, None] = {}
        self._hidden: list[set[int]] = [set() for _ in parts]

    def read(self, year: int | None) -> Table:
        parts, spec = self._parts, self._spec
        first = parts[0]
        lines = above(first.grid, first.header)
        title = title_among(lines)
        with at_rest():
            read = read_lines(self._lines(), spec, year)
        headers = {
            f.name: p.header.texts[c] for p in reversed(parts) for c, f in p.header.fields.items()
        }
        feeders = {
            t: headers[f.name] for f in spec.fields if f.name in headers for t in f.feeds.values()
        }
        headers = {**{t: feeders[t] for t in read.fed if t in feeders}, **headers}
        told = {*headers, *([HEADED] if self._headed else [])}
        return Table(
            name=self._table,
            columns=tuple(f.name for f in columns(spec, told)),
            rows=read.rows,
            location=first.grid.place(first.header.first, min(first.header.fields)),
            headers=headers,
            unmapped=tuple(dict.fromkeys(text for p in parts for text in p.header.unmapped)),
            title=title,
            title_at=title_place(first.grid, first.header, title),
            above="\n".join(lines),
            year=year,
            totals=read.totals,
            mapped=tuple(column for part in parts for column in _mapped(part)),
            notices=read.apart,
        )

    def _lines(self) -> Iterator[Line]:
        for number, part in enumerate(self._parts):
            yield from self._lines_of(number, part)

    def _lines_of(self, number: int, part: Part) -> Iterator[Line]:
        grid, file, sheet = part.grid, part.grid.file, part.grid.sheet
        known = sorted(part.header.own.items())
        over = above(grid, part.header)
        units = {c: unit_of(part.header.texts[c]) or unit_told(over, f.type) for c, f in known}
        plan = [(c, f.name, units[c]) for c, f in known]
        letters = {f.name: column_name(c) for c, f in known}
        left = column_name(min(part.header.fields))
        headed = HEADED in self._spec.by_name and all(f.name != HEADED for _, f in known)
        sheet_heads = department_of(sheet or "") if headed and len(self._parts) > 1 else ""
        of_sheet = f"{sheet}" if len({p.grid.sheet for p in self._parts}) > 1 else ""
        for found in self._rows[number]:
            row, texts, values = found.row, found.texts, grid.rows[found.row]
            name = str(row + 1)
            wide = len(texts)
            cells = {}
            for c, field, unit in plan:
                if c in found.merged:
                    cells[field] = _anchor(part, found, c, unit)
                    continue
                if c in found.covered:
                    cells[field] = _covered(grid, found.covered[c])
                    continue
                text = texts[c] if c < wide else ""
                number_here = c < wide and values[c].__class__ is not str
                fault = bool(grid.faults) and (row, c) in grid.faults
                # 5% is 0.05, whatever the header says
                own = "" if unit and (row, c) in grid.percents else unit
                cells[field] = Said(text, Stands.IN_ITS_COLUMN, number_here, fault, own)
            for joined in part.header.joined:
                cells[joined.field.name] = _together(part, found, joined)
            if headed:
                self._head(cells, part, found, sheet_heads)
            if row in grid.hidden_rows:
                self._hidden[number].add(row)
            group = heading_text(found.heading.text) if found.heading else ""
            total = next(iter(said(texts).values())).strip() if found.is_total else ""
            place = Location(file, None, None, sheet, left + name)
            yield Line(f"{of_sheet}第{name}行", place, cells, group, total, letters)

    def _head(self, cells: dict[str, Said], part: Part, found: TableRow, of_sheet: str) -> None:
        """Take the department from the heading over the row, or from the sheet's name."""
        heading = found.heading
        department = department_of(heading.text) if heading else ""
        if department and heading:
            cells[HEADED] = Said(department, part.grid.place(*heading.place))
        elif of_sheet:
            department = of_sheet
            cells[HEADED] = Said(of_sheet, Location(part.grid.file, sheet=part.grid.sheet))
        if department:
            self._headed[department] = None

    def notices(self) -> Iterator[Finding]:
        """Yield what was passed over or read in a way that people should know."""
        if self._headed:
            label = self._spec.by_name[HEADED].label
            place = self._parts[0].grid.place(self._parts[0].header.first, 0)
            yield remark(
                "forms/heads-as-departments", place, field=label, headings=named(self._headed)
            )
        for part, rows, hidden in zip(self._parts, self._rows, self._hidden, strict=True):
            yield from _about(part, rows, hidden)


def _anchor(part: Part, found: TableRow, column: int, unit: str) -> Said:
    """Return a cell merged down; a count over several rows may be each one's or their sum."""
    place = found.merged[column][0]
    grid = part.grid
    unit = "" if place in grid.percents else unit
    unread = place in grid.faults or part.header.fields[column].type is FieldType.COUNT
    return Said(grid.text(*place), grid.place(*place), grid.is_number(*place), unread, unit)


def _covered(grid: Grid, place: Place) -> Said:
    """Return a cell under a wider one: what that says was not said of this column alone."""
    text = grid.text(*place)
    return Said(text, grid.place(*place), is_fault=not is_blank(text))


def _together(part: Part, found: TableRow, joined: Joined) -> Said:
    """Return what several columns say of one field, at the first of their cells."""
    places = [
        found.merged[c][0] if c in found.merged else (found.row, c) for c, _ in joined.columns
    ]
    grid = part.grid
    text = joined.text([(grid.text(*place), grid.is_number(*place)) for place in places])
    faulty = any(place in grid.faults for place in places)
    return Said(text, grid.place(*places[0]), is_fault=faulty)


def _mapped(part: Part) -> Iterator[MappedColumn]:
    grid, header = part.grid, part.header
    for column, text in sorted(header.texts.items()):
        field, told = header.fields.get(column), header.told.get(column)
        place = grid.place(header.last, column)
        yield MappedColumn(text, field.name if field else None, place, told.value if told else None)


def _about(part: Part, rows: TableRows, hidden: set[int]) -> Iterator[Finding]:
    grid, header = part.grid, part.header
    if rows.headings:
        place = grid.place(*rows.headings[0].place)
        yield remark(
            "forms/headings", place, headings=named(heading_text(h.text) for h in rows.headings)
        )
    counts = [m for m in rows.merged if header.fields[m[0][1]].type is FieldType.COUNT]
    others = [m for m in rows.merged if m not in counts]
    for code, merges in (("forms/merged-down", others), ("forms/merged-counts", counts)):
        if merges:
            cells = [f"{cell_name(*first)}:{cell_name(*last)}" for first, last in merges]
            yield remark(code, grid.place(*merges[0][0]), cells=named(cells))
    if rows.left_out:
        cells = [cell_name(*place) for place in rows.left_out]
        yield remark("forms/left-out", grid.place(*rows.left_out[0]), cells=named(cells))
    if rows.other_table:
        place = grid.place(*rows.other_table)
        yield remark("forms/tables-left", place, tables=(cell_name(*rows.other_table),))
    if hidden:
        place = grid.place(min(hidden), min(header.fields))
        yield remark("forms/hidden-rows", place, rows=named(runs(row + 1 for row in hidden)))
    shown = sorted(grid.hidden_columns & header.texts.keys())
    if shown:
        letters = tuple(f"{column_name(c)}（{header.texts[c]}）" for c in shown)
        yield remark("forms/hidden-columns", grid.place(header.first, shown[0]), columns=letters)
