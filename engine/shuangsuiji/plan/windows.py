"""The days of a plan (抽查时间): inside its year, in order, and not over before the plan was made."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from shuangsuiji.findings import Finding
from shuangsuiji.forms.days import read_span
from shuangsuiji.forms.text import compact
from shuangsuiji.model.values import BLANK, Row, Status
from shuangsuiji.plan.cells import number, window
from shuangsuiji.plan.remarks import advice, warning

PAIR = 2
_ENDS = re.compile("[至到-]")
_UNIT = re.compile("(?:月份?|季度?)$")


def days_amiss(lines: Sequence[Row], plan: Row, year: int | None) -> Iterator[Finding]:
    """Yield a remark on each line whose days are outside the plan's year, reversed, or over."""
    made_on = _made_on(plan)
    yield from _published_first(plan, made_on)
    for row in lines:
        ends = window(row)
        if ends is None:
            yield from _reversed(row, year)
            continue
        outside = tuple(_outside(row, ends, year))
        yield from outside or _over(row, ends, made_on)


def _outside(
    row: Row, ends: tuple[date | None, date | None], year: int | None
) -> Iterator[Finding]:
    years = [day.year for day in ends if day is not None]
    if year is None or set(years) <= {year}:
        return
    found = _text(row)
    if len(years) > 1 and min(years) <= year <= max(years):
        yield advice("plan/window-crosses-year", row, "period", found=found, year=year)
    else:
        yield warning("plan/window-outside-year", row, "period", found=found, year=year)


def _over(
    row: Row, ends: tuple[date | None, date | None], made_on: date | None
) -> Iterator[Finding]:
    last = ends[1]
    if made_on is not None and last is not None and last < made_on:
        told = {"found": _text(row), "made_on": str(made_on)}
        yield warning("plan/window-before-making", row, "period", **told)


def _reversed(row: Row, year: int | None) -> Iterator[Finding]:
    """Yield a remark where a window cannot be read only because its ends are in the wrong order."""
    fact = row.facts.get("period", BLANK)
    if fact.status is not Status.UNREADABLE:
        return
    parts = _ENDS.split(compact(fact.text))
    if len(parts) == PAIR and _is_span(parts[1], parts[0], year):
        yield warning("plan/window-reversed", row, "period", found=fact.text)


def _is_span(first: str, last: str, year: int | None) -> bool:
    """Tell whether two texts are a span; 9-3月 names its unit but once."""
    unit = _UNIT.search(first)
    last += unit[0] if unit is not None and last.isdigit() else ""
    return read_span(f"{first}至{last}", year).fact.value is not None


def _published_first(plan: Row, made_on: date | None) -> Iterator[Finding]:
    published = number(plan, "published_on")
    day = published.hi if published is not None else None
    if made_on is not None and isinstance(day, date) and day < made_on:
        told = warning("plan/published-before-making", plan, found=str(day), made_on=str(made_on))
        yield replace(told, about=None)


def _made_on(plan: Row) -> date | None:
    """Return the day from which the plan was surely made; None where it is not known."""
    made = number(plan, "made_on")
    return made.lo if made is not None and isinstance(made.lo, date) else None


def _text(row: Row) -> str:
    return row.facts["period"].text
