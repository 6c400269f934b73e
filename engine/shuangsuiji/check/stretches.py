"""Stretches of numbers or days between the points where something turns: a fact of each, and its words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from shuangsuiji.forms.writing import write_cell
from shuangsuiji.model.values import Fact, Interval, Ordered, exactly
from shuangsuiji.model.vocabulary import FieldSpec, FieldType
from shuangsuiji.rules.intervals import in_order

STATED = "写明"
"""The answer where it does not matter what is stated."""


def stretches(turns: Sequence[Ordered]) -> Iterator[Interval]:
    """Yield the points and the open stretches between them, from the lowest up."""
    yield Interval(None, turns[0], hi_open=True)
    for index, turn in enumerate(turns):
        yield Interval(turn, turn)
        more = index + 1 < len(turns)
        yield Interval(turn, turns[index + 1] if more else None, lo_open=True, hi_open=more)


def fact_within(stretch: Interval, spec: FieldSpec) -> Fact | None:
    """Return a fact of a stretch; None where the field has no value in it."""
    lo, hi = stretch.lo, stretch.hi
    if isinstance(lo, date) or isinstance(hi, date):
        days = _days(stretch)
        return exactly(days.lo or days.hi) if in_order(days) else None  # type: ignore[arg-type]  # days
    if spec.type is FieldType.COUNT:
        whole = _whole(stretch, spec)
        if not in_order(whole):
            return None
        return exactly(whole.lo if whole.lo is not None else whole.hi)  # type: ignore[arg-type]  # one end at least
    least = spec.least
    low = lo if isinstance(lo, Decimal) else None
    high = hi if isinstance(hi, Decimal) else None
    if low is None and high is not None:
        low = least if least is not None and least < high else None
        if low is None and least is not None:
            return None
    if low is not None and high is not None:
        return exactly((low + high) / 2)
    if low is not None:
        return exactly(low + 1)
    return exactly(high - 1) if high is not None else None


def _whole(stretch: Interval, spec: FieldSpec) -> Interval:
    """Return the whole numbers of a stretch."""
    lo, hi = stretch.lo, stretch.hi
    low = spec.least
    if isinstance(lo, Decimal):
        low = lo.to_integral_value(ROUND_CEILING)
        low += 1 if stretch.lo_open and low == lo else 0
    high = None
    if isinstance(hi, Decimal):
        high = hi.to_integral_value(ROUND_FLOOR)
        high -= 1 if stretch.hi_open and high == hi else 0
    return Interval(low, high)


def _days(stretch: Interval) -> Interval:
    step = timedelta(days=1)
    lo, hi = stretch.lo, stretch.hi
    if isinstance(lo, date) and stretch.lo_open:
        lo += step
    if isinstance(hi, date) and stretch.hi_open:
        hi -= step
    return Interval(lo, hi)


def in_words(stretch: Interval, spec: FieldSpec) -> str:
    """Return a stretch as people write it: 不超过5%, 20至30, 2026-01-31或以前."""
    if stretch.lo is None and stretch.hi is None:
        return STATED
    if spec.type is FieldType.DATE:
        days = _days(stretch)
        if days.lo is None or days.hi is None:
            return f"{days.hi}或以前" if days.lo is None else f"{days.lo}或以后"
        return str(days.lo) if days.lo == days.hi else f"{days.lo}至{days.hi}"
    if spec.type is FieldType.COUNT:
        whole = _whole(stretch, spec)
        below = whole.lo == spec.least and stretch.lo is None
        stretch = Interval(None if below and whole.lo != whole.hi else whole.lo, whole.hi)
    about = "约" if any(_rounded(end) != end for end in (stretch.lo, stretch.hi)) else ""
    ends = (_rounded(stretch.lo), _rounded(stretch.hi))
    return about + write_cell(spec.type, replace(stretch, lo=ends[0], hi=ends[1]))


def _rounded(end: Ordered | None) -> Ordered | None:
    """Return a number with four decimals at most, as people can read it."""
    return round(end, 4) if isinstance(end, Decimal) else end
