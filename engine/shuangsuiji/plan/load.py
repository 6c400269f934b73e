"""The year's load (年度工作量): visits to be expected in each month, by department and category.

A line's visits are its count (预估数量; without one, ratio × base), times its frequency where one above
once a year is written. They are spread over the days of its window; an end that a window leaves open
is the year's own. Lines that tell parts of the line above (其中) are in no count.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from typing import NamedTuple, TypeVar

from shuangsuiji.findings import Location
from shuangsuiji.model.values import Row
from shuangsuiji.plan.arithmetic import EITHER_WAY, ONCE, expected, visits
from shuangsuiji.plan.cells import cell, is_part, number, window, word
from shuangsuiji.plan.line_items import NO_ITEMS, Category, LineItems

MONTHS = range(1, 13)
MOST_DEPARTMENTS = 200
MOST_UNPLACED = 2000
OTHERS = "其余部门"
"""What departments beyond MOST_DEPARTMENTS are called together."""
HUNDREDTH = Decimal("0.01")

Key = TypeVar("Key", bound=Hashable)


class Why(StrEnum):
    """Why a line is in no month."""

    NO_WINDOW = "no_window"
    OUTSIDE_YEAR = "outside_year"
    NO_COUNT = "no_count"


@dataclass(frozen=True, slots=True)
class Total:
    """Visits, at least and at most (None: no bound is known), and how many lines give them."""

    lo: Decimal = Decimal(0)
    hi: Decimal | None = Decimal(0)
    lines: int = 0

    def __add__(self, other: "Total") -> "Total":
        """Return both together."""
        hi = None if self.hi is None or other.hi is None else self.hi + other.hi
        return Total(self.lo + other.lo, hi, self.lines + other.lines)


@dataclass(frozen=True, slots=True)
class Share:
    """One cell of months × departments × categories; a cell without visits is not there."""

    month: int
    department: str
    category: Category
    lo: Decimal
    hi: Decimal | None
    lines: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A line that is in no month, with what is known of its visits all the same."""

    line: str
    location: Location
    department: str
    category: Category
    why: Why
    lo: Decimal
    hi: Decimal | None


@dataclass(frozen=True, slots=True)
class Load:
    """The load of a plan's year; `unplaced` lists the first lines that are in no month, of `unplaced_lines`.

    In a sum by department or category a line counts once; by month, in each month of its window.
    """

    year: int
    shares: tuple[Share, ...]
    departments: tuple[str, ...]
    placed: int
    unplaced: tuple[Unplaced, ...]
    unplaced_lines: int
    by_department: Mapping[str, Total]
    by_category: Mapping[Category, Total]
    by_month: tuple[Total, ...]


class _Where(NamedTuple):
    """Whose visits they are, of what category, and from which day to which they fall."""

    department: str
    category: Category
    first: date
    last: date


def year_load(
    lines: Sequence[Row], items: Mapping[str, LineItems], year: int | None
) -> Load | None:
    """Return the load of a plan; None where its year is not known."""
    if year is None:
        return None
    placed: dict[_Where, Total] = {}
    unplaced: list[Unplaced] = []
    for row in (row for row in lines if not is_part(row)):
        where, total = _line(row, items.get(row.key, NO_ITEMS), year)
        if isinstance(where, Unplaced):
            unplaced.append(where)
        else:
            placed[where] = placed.get(where, Total()) + total
    placed = _of_few_departments(placed)
    shares = _shares(placed)
    return Load(
        year=year,
        shares=shares,
        departments=tuple(dict.fromkeys(where.department for where in placed)),
        placed=sum(total.lines for total in placed.values()),
        unplaced=tuple(unplaced[:MOST_UNPLACED]),
        unplaced_lines=len(unplaced),
        by_department=_summed((where.department, total) for where, total in placed.items()),
        by_category=_summed((where.category, total) for where, total in placed.items()),
        by_month=_by_month(shares),
    )


def _line(row: Row, its: LineItems, year: int) -> tuple[_Where | Unplaced, Total]:
    total, ends = _visits(row), window(row)
    department = word(row, "initiator")
    why = _why_not(total, ends, year)
    if total is not None and ends is not None and why is None:
        first, last = ends[0] or date(year, 1, 1), ends[1] or date(year, 12, 31)
        return _Where(department, its.category, first, last), total
    place = cell(row, "estimated_count" if why is Why.NO_COUNT else "period")
    known = total or Total(hi=None)
    told = why or Why.NO_WINDOW
    unplaced = Unplaced(row.key, place, department, its.category, told, known.lo, known.hi)
    return unplaced, known


def _why_not(
    total: Total | None, ends: tuple[date | None, date | None] | None, year: int
) -> Why | None:
    if ends is None:
        return Why.NO_WINDOW
    if any(day is not None and day.year != year for day in ends):
        return Why.OUTSIDE_YEAR
    return Why.NO_COUNT if total is None else None


def _visits(row: Row) -> Total | None:
    """Return a line's visits; None where neither a count nor ratio and base tell."""
    count, times = number(row, "estimated_count"), visits(row)
    if count is None:
        ratio, base = number(row, "ratio"), number(row, "base")
        if ratio is None or base is None:
            return None
        count = expected(ratio, base, ONCE, EITHER_WAY)
    lo = _number(count.lo) or Decimal(0)
    most, often = _number(count.hi), _number(times.hi)
    hi = None if most is None or often is None else most * often
    return Total(lo * (_number(times.lo) or 1), hi, 1)


def _number(bound: object) -> Decimal | None:
    return bound if isinstance(bound, Decimal) else None


def _of_few_departments(placed: Mapping[_Where, Total]) -> dict[_Where, Total]:
    """Return the visits with the smallest of too many departments under one name."""
    totals = _summed((where.department, total) for where, total in placed.items())
    kept = set(sorted(totals, key=lambda name: -totals[name].lo)[:MOST_DEPARTMENTS])
    return _summed(
        (where if where.department in kept else where._replace(department=OTHERS), total)
        for where, total in placed.items()
    )


def _summed(parts: Iterable[tuple[Key, Total]]) -> dict[Key, Total]:
    found: dict[Key, Total] = {}
    for key, total in parts:
        found[key] = found.get(key, Total()) + total
    return found


def _shares(placed: Mapping[_Where, Total]) -> tuple[Share, ...]:
    """Return the cells, by month, department in the plan's order, category."""
    found = _summed(
        ((month, where.department, where.category), part)
        for where, total in placed.items()
        for month, part in _by_days(total, where.first, where.last)
    )
    departments = dict.fromkeys(where.department for where in placed)
    order = {name: n for n, name in enumerate(departments)}
    kinds = list(Category)
    cells = sorted(found.items(), key=lambda c: (c[0][0], order[c[0][1]], kinds.index(c[0][2])))
    return tuple(Share(m, d, c, t.lo, t.hi, t.lines) for (m, d, c), t in cells)


def _by_days(total: Total, first: date, last: date) -> Iterator[tuple[int, Total]]:
    """Yield what falls on each month, to the hundredth; the parts add up to the whole."""
    whole = (last - first).days + 1
    gone, lo_gone, hi_gone = 0, Decimal(0), Decimal(0)
    for month, days in _days_in_months(first, last):
        gone += days
        lo = _part(total.lo, gone, whole)
        hi = None if total.hi is None else _part(total.hi, gone, whole)
        yield month, Total(lo - lo_gone, None if hi is None else hi - hi_gone, total.lines)
        lo_gone, hi_gone = lo, hi or Decimal(0)


def _part(number: Decimal, days: int, whole: int) -> Decimal:
    return (number * days / whole).quantize(HUNDREDTH, ROUND_HALF_UP)


@cache
def _days_in_months(first: date, last: date) -> tuple[tuple[int, int], ...]:
    """Return how many of the days from first to last, of one year, are in each month."""
    found = []
    for month in range(first.month, last.month + 1):
        begin = max(first, date(first.year, month, 1))
        following = date(first.year + month // 12, month % 12 + 1, 1)
        end = min(last, following - timedelta(days=1))
        found.append((month, (end - begin).days + 1))
    return tuple(found)


def _by_month(shares: Iterable[Share]) -> tuple[Total, ...]:
    found = dict.fromkeys(MONTHS, Total())
    for share in shares:
        found[share.month] += Total(share.lo, share.hi, share.lines)
    return tuple(found[month] for month in MONTHS)
