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
    """文号：例如 国办发明电〔2025〕7号。"""
    title: str = Field(min_length=1)
    """标题：通知的全名。"""
    issued: Day
    """成文日期：写作 2025-11-04。"""


class Given(Keyed):
    """What a notice gives; a later notice of the same year may take it back."""

    notice: str
    """通知：由哪份通知规定，写文号。"""
    replaced_by: str | None = None
    """改由：被同一年后来的哪份通知改了，写文号；没有改的不写。"""


class Holiday(Given):
    """A holiday from a day until a day (exclusive), as the notice counts it."""

    name: str = Field(min_length=1)
    """节日：例如 春节。"""
    from_: Day = Field(alias="from")
    """起：放假的第一天，写作 2026-02-15。"""
    until: Day
    """止：放假结束的次日，这一天不算在内。"""

    @model_validator(mode="after")
    def _from_before_until(self) -> "Holiday":
        if self.from_ >= self.until:
            raise ValueError("from_before_until")
        return self


class Workday(Given):
    """A day of a weekend on which people work (调休上班)."""

    day: Day
    """日期：周末上班的那一天（调休）。"""


class CalendarYear(Strict):
    """One year of the calendar."""

    year: Annotated[int, BeforeValidator(_year)]
    """年份：四位数。"""
    notices: tuple[Notice, ...] = Field(min_length=1)
    """通知：这一年有哪些放假通知，至少一份。"""
    holidays: tuple[Holiday, ...]
    """放假：各个假期的起止。"""
    workdays: tuple[Workday, ...] = ()
    """调休上班：周末上班的各天。"""

    def issued(self, number: str) -> date:
        """Return the day of the notice of that number; the reader has checked that there is one."""
        return next(n.issued for n in self.notices if n.number == number)

    def stands(self, given: Given, known: date) -> bool:
        """Whether what was given was so on the day: given by then, and not yet taken back."""
        return self.issued(given.notice) <= known and (
            given.replaced_by is None or known < self.issued(given.replaced_by)
        )
