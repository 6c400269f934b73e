"""Files to tables: find the table in its sheets, read every cell, keep every place."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from shuangsuiji.findings import Finding, Refusal, problem
from shuangsuiji.forms.days import year_in
from shuangsuiji.forms.grid import Grid
from shuangsuiji.forms.headers import Header, find_header, no_header
from shuangsuiji.forms.labels import Labels, unit_of
from shuangsuiji.forms.lines import Line, Said, columns, read_lines
from shuangsuiji.forms.rows import data_rows
from shuangsuiji.forms.sheets import read_grids
from shuangsuiji.forms.text import WHITE, is_blank
from shuangsuiji.forms.yamltable import read_tables_yaml
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import TableForm, TableSpec

SAME_HEADER = 0.6
"""The part of the best sheet's fields that another sheet must have to be of the same table."""

Part = tuple[Grid, Header]


def read_table(
    path: Path,
    table: str,
    spec: TableSpec,
    forms: Sequence[TableForm] = (),
    year: int | None = None,
    sheet: str | None = None,
) -> Table:
    """Return the table that a file holds; sheets with the same header are one table.

    `year` is the plan's, for spans that name none; without it, the year that the title names. `sheet`
    looks at one sheet alone.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        return read_tables_yaml(path, table, spec, forms, year)
    labels = Labels(table, spec, forms)
    grids = [g for g in read_grids(path) if sheet is None or g.sheet == sheet]
    parts = _same_table([(g, h) for g in grids if (h := find_header(g, labels))])
    if not parts:
        raise no_header(grids, labels, str(path))
    problems = [p for grid, header in parts for p in (*header.clashes, *_moved(grid, header))]
    if problems:
        raise Refusal(problems)
    return _table(parts, table, spec, year)


def _same_table(parts: list[Part]) -> list[Part]:
    most = max((len(header.fields) for _, header in parts), default=0)
    return [(g, h) for g, h in parts if len(h.fields) >= SAME_HEADER * most]


def _moved(grid: Grid, header: Header) -> Iterator[Finding]:
    """Yield the rows of a CSV file with more cells than its header: something moved them."""
    width = max(len(grid.rows[row]) for row in range(header.first, header.last + 1))
    if grid.sheet is not None or max(map(len, grid.rows)) <= width:
        return
    for row, _ in data_rows(grid, header):
        if any(not is_blank(text) for text in grid.texts(row)[width:]):
            found = len(grid.rows[row])
            place = grid.place(row, width)
            yield problem("forms/ragged-row", place, found=found, expected=width)


def _table(parts: list[Part], name: str, spec: TableSpec, year: int | None) -> Table:
    first_grid, first = parts[0]
    title = title_of(first_grid, first)
    lines = (line for grid, header in parts for line in _lines(grid, header))
    with _uncollected():
        rows, fed = read_lines(lines, spec, year or year_in(title))
    headers = {f.name: h.texts[c] for _, h in reversed(parts) for c, f in h.fields.items()}
    feeders = {
        t: headers[f.name] for f in spec.fields if f.name in headers for t in f.feeds.values()
    }
    headers = {**{t: feeders[t] for t in fed if t in feeders}, **headers}
    return Table(
        name=name,
        columns=tuple(f.name for f in columns(spec, headers)),
        rows=rows,
        location=first_grid.place(first.first, min(first.fields)),
        headers=headers,
        unmapped=tuple(dict.fromkeys(text for _, h in parts for text in h.unmapped)),
        title=title,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold the cycle collector back: none of a million cells is garbage, and it looks at all."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _lines(grid: Grid, header: Header) -> Iterator[Line]:
    left = min(header.fields)
    for row, cells in data_rows(grid, header):
        said = {
            header.fields[c].name: _said(grid, place)._replace(unit=unit_of(header.texts[c]))
            for c, place in cells.items()
        }
        yield Line(f"第{row + 1}行", grid.place(row, left), said)


def _said(grid: Grid, place: tuple[int, int]) -> Said:
    return Said(grid.text(*place), grid.place(*place), grid.is_number(*place), place in grid.faults)


def title_of(grid: Grid, header: Header) -> str:
    """Return the text above the header, in one line."""
    texts = (grid.text(r, c).strip(WHITE) for r in range(header.first) for c in _columns(grid, r))
    return " ".join(" ".join(text.split()) for text in texts if text)


def _columns(grid: Grid, row: int) -> range:
    return range(len(grid.rows[row]))
