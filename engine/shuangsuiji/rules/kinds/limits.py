"""How packs write a time limit: {workdays: 20} or {days: 15}; and what a limit is once expanded."""

from datetime import date, timedelta
from typing import Annotated, Self, cast

from pydantic import BeforeValidator, Field, model_validator

from shuangsuiji.calendar import FirstDay
from shuangsuiji.model.count import read_count
from shuangsuiji.model.dated import moved
from shuangsuiji.model.vocabulary import Strict
from shuangsuiji.rules.kinds.site import Site
from shuangsuiji.rules.lapse import UNITS, Lapse

ONE = timedelta(days=1)
WRITTEN = BeforeValidator(read_count)


class Within(Strict):
    """So many working days, or so many days: one of the two."""

    workdays: Annotated[int, Field(ge=1, le=1000), WRITTEN] | None = None
    """工作日：几个工作日之内，按国务院的放假通知；与 days 二者写一个。"""
    days: Annotated[int, Field(ge=1, le=5000), WRITTEN] | None = None
    """日：几日之内，节假日也算；与 workdays 二者写一个。"""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.workdays is None) == (self.days is None):
            raise ValueError("workdays_or_days")
        return self

    def lapse(self, site: Site) -> Lapse:
        """Return the limit by the site's calendar and its setting for the first day."""
        first_day = cast("FirstDay", site.setting("first_day") or "day_after")
        if self.workdays is not None:
            site.setting("calendar")
            return Lapse(self.workdays, "workdays", first_day, site.calendar)
        assert self.days is not None, "the validator wants one of both"
        return Lapse(self.days, "days", first_day, site.calendar)

    def __str__(self) -> str:
        """Write the limit as people do: 20个工作日."""
        if self.workdays is not None:
            return f"{self.workdays}{UNITS['workdays']}"
        return f"{self.days}{UNITS['days']}"


def last_day(site: Site, month_day: str) -> date:
    """Return the last day for "by 01-31" in the plan's year, by the settings on such days."""
    assert site.plan_year is not None, "callers ask only with a plan year"
    day = date.fromisoformat(f"{site.plan_year:04}-{month_day}")
    if site.setting("named_day_included") is False:
        day = moved(day, -1)
    if site.setting("deadline_rolls_forward") is True:
        while day < date.max and site.calendar.is_workday(day) is False:
            day += ONE
    return day
