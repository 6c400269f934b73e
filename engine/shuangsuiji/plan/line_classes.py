"""Classes of targets that a line tells apart (A类1%、B类3%): a row for each, and what follows for the line."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from shuangsuiji.findings import Location
from shuangsuiji.forms.bounds import hull
from shuangsuiji.forms.text import label
from shuangsuiji.model.scales import are_all_targets, class_title, standings
from shuangsuiji.model.values import (
    BLANK,
    ByClass,
    Fact,
    Interval,
    Row,
    Status,
    Table,
    exactly,
    says,
)

TOLD = {"ratio_by_class": "ratio", "frequency_by_class": "frequency"}
"""The fields of a line that tell of classes, each with that of the whole line."""

_OF_CLASS = {"ratio_by_class": "ratio", "frequency_by_class": "visits_per_year"}
Columns = Mapping[tuple[str | None, str], Mapping[str, str]]
"""The column of each class, by sheet and field, where each has one of its own."""
COLUMNS = ("line", "class", "dimension", "risk_rank", "ratio", "visits_per_year")


def line_classes(lines: Table) -> Table | None:
    """Return the table of the lines' classes (plan_line_class); None where no line tells any apart.

    Only classes whose order of risk is known (model/scales.py) have rows: the rules ask for nothing else.
    """
    rows: list[Row] = []
    columns_of = _columns_of_classes(lines)
    for line in lines.rows:
        for facts, place in _classes(line, columns_of):
            key = f"{line.key}：{facts['class'].value}"
            rows.append(Row(len(rows) + 1, key, place or line.location, facts))
    told = {name for row in rows for name, fact in row.facts.items() if fact is not BLANK}
    columns = tuple(name for name in COLUMNS if name in told)
    return Table("plan_line_class", columns, tuple(rows), lines.location) if rows else None


def _columns_of_classes(lines: Table) -> Columns:
    """Return the columns that tell a class each, by sheet and field, with the last part of their header."""
    found: dict[tuple[str | None, str], dict[str, str]] = {}
    for column in lines.mapped:
        if column.field in TOLD and column.location.cell is not None:
            letters = column.location.cell.rstrip("0123456789")
            of_field = found.setdefault((column.location.sheet, column.field), {})
            of_field[label(column.header.rpartition("/")[2])] = letters
    return {where: of_field for where, of_field in found.items() if len(of_field) > 1}


def _at_class(line: Row, field: str, name: str, columns_of: Columns) -> Location | None:
    """Return the cell of a class in its own column, else the one cell that tells all."""
    place = line.place(field)
    if not columns_of or place is None or place.cell is None:
        return place
    letters = place.cell.rstrip("0123456789")
    headers = columns_of.get((place.sheet, field), {})
    if letters not in headers.values():
        return place
    own = headers.get(label(name)) or next(
        (c for h, c in headers.items() if h.startswith(label(name))), letters
    )
    return replace(place, cell=own + place.cell[len(letters) :])


def _classes(line: Row, columns_of: Columns) -> Iterator[tuple[dict[str, Fact], Location | None]]:
    told = {name: line.facts[name] for name in TOLD if _by_class(line, name)}
    if not told:
        return
    each = {name: dict(_by_class(line, name)) for name in told}
    names = dict.fromkeys(name for said in each.values() for name in said)
    for name, standing in standings(names).items():
        field = next(f for f in told if name in each[f])
        text, place = told[field].text, _at_class(line, field, name, columns_of)
        rank = Fact(Status.UNREADABLE, None, text, place)
        if standing.rank is not None:
            rank = exactly(standing.rank, text, place)
        facts = {
            "line": says(line.key),
            "class": says(class_title(name), text, place),
            "dimension": says(standing.dimension, text, place),
            "risk_rank": rank,
            "ratio": BLANK,
            "visits_per_year": line.placed("frequency"),
        }
        for f, fact in told.items():
            own = _at_class(line, f, name, columns_of)
            facts[_OF_CLASS[f]] = _said(each[f].get(name), fact.text, own)
        yield facts, place


def _by_class(line: Row, name: str) -> tuple[tuple[str, Interval], ...]:
    fact = line.facts.get(name)
    return fact.value.parts if fact is not None and isinstance(fact.value, ByClass) else ()


def _said(value: Interval | None, text: str, place: Location | None) -> Fact:
    """Return what is said of a class; without any bound it is only known that something is."""
    if value is None:
        return BLANK
    if value.lo is None and value.hi is None:
        return Fact(Status.UNREADABLE, None, text, place)
    return Fact(Status.VALUE, value, text, place)


def with_whole_between(lines: Table) -> Table:
    """Return the lines with bounds for what their classes leave open: the whole lies between the classes.

    Only where the classes are all targets (are_all_targets), so that each target is in one of them.
    """
    between = {row.number: facts for row in lines.rows if (facts := dict(_between(row)))}
    if not between:
        return lines
    bounded = sorted({name for facts in between.values() for name in facts})
    return replace(
        lines,
        rows=tuple(
            replace(row, facts={**row.facts, **between.get(row.number, {})}) for row in lines.rows
        ),
        columns=tuple(dict.fromkeys((*lines.columns, *bounded))),
    )


def _between(row: Row) -> Iterator[tuple[str, Fact]]:
    for name, whole in TOLD.items():
        parts = _by_class(row, name)
        known = row.facts.get(whole)
        if not parts or (known is not None and known.status is Status.VALUE):
            continue
        between = hull([value for _, value in parts])
        if between != Interval(None, None) and are_all_targets([n for n, _ in parts]):
            yield whole, Fact(Status.VALUE, between, row.facts[name].text, row.place(name))
