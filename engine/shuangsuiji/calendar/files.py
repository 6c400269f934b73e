"""The models of rulesets/calendar/<year>.yaml: a year's notices, and the days that each of them gives."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from shuangsuiji.model.dated import Day, Keyed
from shuangsuiji.model.vocabulary import Strict


def _year(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"[12][0-9]{3}", text):
        raise ValueError("year")
    return text


class Notice(Strict):
    """A notice of the General Office of the State Council; `issued` is the day that it bears."""

    number: str = Field(min_length=1)
    title: str = Field(min_length=1)
    issued: Day


class Given(Keyed):
    """What a notice gives; a later notice of the same year may take it back."""

    notice: str
    replaced_by: str | None = None


class Holiday(Given):
    """A holiday from a day until a day (exclusive), as the notice counts it."""

    name: str = Field(min_length=1)
    from_: Day = Field(alias="from")
    until: Day

    @model_validator(mode="after")
    def _from_before_until(self) -> "Holiday":
        if self.from_ >= self.until:
            raise ValueError("from_before_until")
        return self


class Workday(Given):
    """A day of a weekend on which people work (调休上班)."""

    day: Day


class CalendarYear(Strict):
    """One year of the calendar."""

    year: Annotated[int, BeforeValidator(_year)]
    notices: tuple[Notice, ...] = Field(min_length=1)
    holidays: tuple[Holiday, ...]
    workdays: tuple[Workday, ...] = ()

    def issued(self, number: str) -> date:
        """Return the day of the notice of that number; the reader has checked that there is one."""
        return next(n.issued for n in self.notices if n.number == number)

    def stands(self, given: Given, known: date) -> bool:
        """Whether what was given was so on the day: given by then, and not yet taken back."""
        return self.issued(given.notice) <= known and (
            given.replaced_by is None or known < self.issued(given.replaced_by)
        )
