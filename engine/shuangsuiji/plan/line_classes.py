"""Classes of targets that a line tells apart (A类1%、B类3%): a row for each, and what follows for the line."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from shuangsuiji.forms.bounds import hull
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
COLUMNS = ("line", "class", "dimension", "risk_rank", "ratio", "visits_per_year")


def line_classes(lines: Table) -> Table | None:
    """Return the table of the lines' classes (plan_line_class); None where no line tells any apart.

    Only classes whose order of risk is known (model/scales.py) have rows: the rules ask for nothing else.
    """
    rows: list[Row] = []
    for line in lines.rows:
        for facts, place in _classes(line):
            key = f"{line.key}：{facts['class'].value}"
            rows.append(Row(len(rows) + 1, key, place.location or line.location, facts))
    told = {name for row in rows for name, fact in row.facts.items() if fact is not BLANK}
    columns = tuple(name for name in COLUMNS if name in told)
    return Table("plan_line_class", columns, tuple(rows), lines.location) if rows else None


def _classes(line: Row) -> Iterator[tuple[dict[str, Fact], Fact]]:
    told = {name: line.facts[name] for name in TOLD if _by_class(line, name)}
    if not told:
        return
    each = {name: dict(_by_class(line, name)) for name in told}
    names = dict.fromkeys(name for said in each.values() for name in said)
    for name, standing in standings(names).items():
        source = next(told[field] for field in told if name in each[field])
        rank = Fact(Status.UNREADABLE, None, source.text, source.location)
        if standing.rank is not None:
            rank = exactly(standing.rank, source.text, source.location)
        facts = {
            "line": says(line.key),
            "class": says(class_title(name), source.text, source.location),
            "dimension": says(standing.dimension, source.text, source.location),
            "risk_rank": rank,
            "ratio": BLANK,
            "visits_per_year": line.facts.get("frequency", BLANK),
        }
        facts |= {_OF_CLASS[f]: _said(each[f], name, told[f]) for f in told}
        yield facts, source


def _by_class(line: Row, name: str) -> tuple[tuple[str, Interval], ...]:
    fact = line.facts.get(name)
    return fact.value.parts if fact is not None and isinstance(fact.value, ByClass) else ()


def _said(each: Mapping[str, Interval], name: str, source: Fact) -> Fact:
    """Return what is said of a class; without any bound it is only known that something is."""
    value = each.get(name)
    if value is None:
        return BLANK
    if value.lo is None and value.hi is None:
        return Fact(Status.UNREADABLE, None, source.text, source.location)
    return Fact(Status.VALUE, value, source.text, source.location)


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
            source = row.facts[name]
            yield whole, Fact(Status.VALUE, between, source.text, source.location)
