"""A time limit (期限): so many working days or days after the day on which it starts."""

from dataclasses import dataclass
from datetime import date

from shuangsuiji.calendar import Calendar, FirstDay, Unit

UNITS: dict[Unit, str] = {"workdays": "个工作日", "days": "日"}


@dataclass(frozen=True, slots=True)
class Lapse:
    """How long, in what unit, and whether the day that starts it is counted."""

    count: int
    unit: Unit
    first_day: FirstDay
    calendar: Calendar

    def due(self, start: date) -> date | None:
        """Return the last day; None for a start that no gazetted calendar reaches back to."""
        if self.unit == "days":
            return self.calendar.add_days(start, self.count, self.first_day).day
        due = self.calendar.add_workdays(start, self.count, self.first_day)
        return None if due is None else due.day

    def is_provisional(self, start: date) -> bool:
        """Whether the limit runs past the last year whose holidays are gazetted."""
        if self.unit == "days":
            return False
        due = self.calendar.add_workdays(start, self.count, self.first_day)
        return due is not None and due.provisional

    def table(self) -> tuple[date | None, tuple[int, ...]]:
        """Return a first day, and for it and each day after it how many days later the limit ends.

        Without a first day there is one number, which holds for every day. Days beyond the table are as
        many weeks earlier: calendar/arithmetic.py says why.
        """
        if self.unit == "days":
            return None, (self._days,)
        first, dues = self.calendar.table(self.count, self.unit, self.first_day)
        return first, tuple((due - first).days - i for i, due in enumerate(dues))

    @property
    def _days(self) -> int:
        return self.count - (1 if self.first_day == "same_day" else 0)

    def __str__(self) -> str:
        """Write the limit as people do: 20个工作日."""
        return f"{self.count}{UNITS[self.unit]}"
