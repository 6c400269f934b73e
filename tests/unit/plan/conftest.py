"""Plan lines for tests of the checks across a plan: facts in cells that are named after their field."""

from datetime import date
from decimal import Decimal

import pytest

from shuangsuiji.findings import Location
from shuangsuiji.model.values import Fact, Interval, Row, Status, exactly, says


def _days(text):
    """Return the span of `03-01..06-30`, of 2026 where no year is written; an end may be left out."""
    return tuple(
        date.fromisoformat(d if len(d) > len("03-01") else f"2026-{d}") if d else None
        for d in text.split("..")
    )


def _fact(value, place):
    """Return the fact of a cell: text, list, number or day; (lo, hi) for what is known of one."""
    if isinstance(value, Fact):
        return Fact(value.status, value.value, value.text, place)
    if isinstance(value, tuple):
        ends = (Decimal(v) if isinstance(v, int | str) else v for v in value)
        return Fact(Status.VALUE, Interval(*ends), f"{value[0]}—{value[1]}", place)
    if isinstance(value, int | Decimal | date):
        return exactly(value, location=place)
    return says(tuple(value) if isinstance(value, list) else value, location=place)


@pytest.fixture
def line():
    """Return a maker of rows, numbered as they are made."""
    made = []

    def make(**facts):
        number = len(made) + 1
        if isinstance(facts.get("period"), str):
            facts["period"] = _days(facts["period"])
        known = {n: _fact(v, Location("plan.xlsx", cell=f"{n}{number}")) for n, v in facts.items()}
        place = Location("plan.xlsx", cell=f"A{number}")
        made.append(Row(number, str(number), place, {"line": says(str(number)), **known}))
        return made[-1]

    return make
