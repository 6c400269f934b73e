"""Days and working days: which day is one, and which day comes so many of them after another."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, NamedTuple

from shuangsuiji.calendar.files import CalendarYear
from shuangsuiji.model.dated import moved

Unit = Literal["workdays", "days"]
FirstDay = Literal["day_after", "same_day"]
"""Whether counting begins on the day after the start (the usual reading), or on the start itself."""

ONE = timedelta(days=1)
WEEK = timedelta(days=7)
FRIDAY, WEEKEND = 4, (5, 6)


class Due(NamedTuple):
    """The last day of a time limit; provisional where its year's notice is not known."""

    day: date
    provisional: bool


@dataclass(frozen=True, eq=False)
class Calendar:
    """The calendar of the years, one after another, as it was known on a day; equal only to itself.

    Before the first year it has no answer; after the last gazetted year only weekends are known, and
    whatever falls there is provisional.
    """

    years: tuple[CalendarYear, ...]
    known: date = date.max

    def known_on(self, day: date) -> "Calendar":
        """Return the calendar without the notices that were issued after the day."""
        return Calendar(self.years, day)

    @cached_property
    def gazetted_from(self) -> date:
        """The first day that the calendar knows."""
        return date(self.years[0].year, 1, 1)

    @cached_property
    def gazetted_until(self) -> date:
        """The day (exclusive) from which no notice is known."""
        known = [y.year for y in self.years if any(n.issued <= self.known for n in y.notices)]
        return date(known[-1] + 1, 1, 1) if known else self.gazetted_from

    def is_workday(self, day: date) -> bool | None:
        """Whether people work on the day; None before the first year."""
        if day < self.gazetted_from:
            return None
        if day < self.gazetted_until:
            return day in self._workday_set
        return day.weekday() not in WEEKEND

    def add_workdays(self, day: date, n: int, first_day: FirstDay = "day_after") -> Due | None:
        """Return the n-th working day after the day; None before the first year.

        >>> from shuangsuiji.calendar import shipped_calendar
        >>> shipped_calendar().add_workdays(date(2021, 9, 28), 20)
        Due(day=datetime.date(2021, 11, 1), provisional=False)
        """
        _check(n)
        if day < self.gazetted_from:
            return None
        start = day - ONE if first_day == "same_day" else day
        passed = bisect_right(self._workdays, start)
        if passed + n <= len(self._workdays):
            return Due(self._workdays[passed + n - 1], provisional=False)
        left = passed + n - len(self._workdays)
        return Due(_add_weekdays(max(start, self.gazetted_until - ONE), left), provisional=True)

    def add_days(self, day: date, n: int, first_day: FirstDay = "day_after") -> Due:
        """Return the n-th day after the day, whatever day it is; never provisional.

        >>> Calendar(()).add_days(date(2021, 12, 20), 15)
        Due(day=datetime.date(2022, 1, 4), provisional=False)
        """
        _check(n)
        return Due(moved(day, n - (first_day == "same_day")), provisional=False)

    def add(self, day: date, n: int, unit: Unit, first_day: FirstDay = "day_after") -> Due | None:
        """Return the last day of a time limit of n days or working days."""
        if unit == "days":
            return self.add_days(day, n, first_day)
        return self.add_workdays(day, n, first_day)

    def table(
        self, n: int, unit: Unit, first_day: FirstDay = "day_after"
    ) -> tuple[date, tuple[date, ...]]:
        """Return the first day, and the due day of each day from it: all gazetted days and one week.

        Of a later day, counted i from the first, with a table of length k: with
        w = max(0, (i - k + 7) // 7), the due day of i - 7w, and w weeks. Before the first day working
        days have no answer, while n days are the plain sum.
        """
        length = (self.gazetted_until + WEEK - self.gazetted_from).days
        days = (self.gazetted_from + timedelta(days=i) for i in range(length))
        dues = (self.add(day, n, unit, first_day) for day in days)
        return self.gazetted_from, tuple(due.day for due in dues if due is not None)

    @cached_property
    def _workdays(self) -> tuple[date, ...]:
        """The gazetted working days, in order."""
        off = {
            d
            for y in self.years
            for h in y.holidays
            for d in _each(h.from_, h.until)
            if y.stands(h, self.known)
        }
        on = {w.day for y in self.years for w in y.workdays if y.stands(w, self.known)}
        days = _each(self.gazetted_from, self.gazetted_until)
        return tuple(d for d in days if d in on or (d.weekday() not in WEEKEND and d not in off))

    @cached_property
    def _workday_set(self) -> frozenset[date]:
        return frozenset(self._workdays)


def _check(n: int) -> None:
    if n < 1:
        raise ValueError("a time limit is of one day at least")


def _each(first: date, until: date) -> Iterator[date]:
    return (first + timedelta(days=i) for i in range((until - first).days))


def _add_weekdays(day: date, n: int) -> date:
    """Return the n-th day after the day that is on no weekend.

    >>> str(_add_weekdays(date(2027, 1, 1), 1)), str(_add_weekdays(date(2027, 1, 2), 6))
    ('2027-01-04', '2027-01-11')
    """
    day -= timedelta(days=max(0, day.weekday() - FRIDAY))
    weeks, rest = divmod(n, 5)
    over = 2 if day.weekday() + rest > FRIDAY else 0
    return moved(day, 7 * weeks + rest + over)
