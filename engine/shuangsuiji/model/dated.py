"""Days, spans and values in time, as packs write them: 2026-01-31, from/until, {from, until, is, cite}."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Generic, Literal, Self, TypeVar, Union

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from shuangsuiji.model.vocabulary import Strict

T = TypeVar("T")


def read_day(text: str) -> date:
    """Return the day of a text. Raises ValueError for 20260131 and 2026-W05-6, which Python would take.

    >>> str(read_day("2026-01-31"))
    '2026-01-31'
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("day")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("day") from error


def moved(day: date, days: int) -> date:
    """Return the day so many days later, or earlier; the last or first that there is beyond that.

    >>> str(moved(date(2026, 1, 31), 1)), str(moved(date.max, 1)), str(moved(date.min, -1))
    ('2026-02-01', '9999-12-31', '0001-01-01')
    """
    ordinal = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def _day(text: object) -> object:
    return read_day(text) if isinstance(text, str) else text


Day = Annotated[date, BeforeValidator(_day)]
"""A day written 2026-01-31; nothing else is taken for one."""


def written(value: object) -> str:
    """Return a value as people write it; a ratio, which alone is a decimal below 1, as a percentage.

    >>> written(2), written(Decimal("0.03"))
    ('2', '3%')
    """
    return f"{(value * 100).normalize():f}%" if isinstance(value, Decimal) else str(value)


class Keyed(Strict):
    """A model whose keys include words that Python keeps for itself (from, is, with)."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Span(Keyed):
    """From a day until a day (exclusive); either may be left out."""

    from_: Day | None = Field(default=None, alias="from")
    """起：从这一天起（含），写作 2026-01-31；不写即不限。"""
    until: Day | None = None
    """止：到这一天为止，这一天不算在内；不写即不限。"""

    @model_validator(mode="after")
    def _from_before_until(self) -> Self:
        if self.from_ is not None and self.until is not None and self.from_ >= self.until:
            raise ValueError("from_before_until")
        return self

    def covers(self, day: date) -> bool:
        """Whether the day lies in the span."""
        return (self.from_ is None or self.from_ <= day) and (
            self.until is None or day < self.until
        )

    def meets(self, other: "Span") -> bool:
        """Whether the two spans have a day in common."""
        first = max(self.from_ or date.min, other.from_ or date.min)
        return first < min(self.until or date.max, other.until or date.max)


class Period(Span, Generic[T]):
    """A value with the time in which it holds and the clause that gives it."""

    is_: T = Field(alias="is")
    """取值：这段时间里的值。"""
    cite: tuple[str, ...] = ()
    """依据：给出这个值的条款编号；不写即规则的 cite。"""


SILENT = "silent"
"""What a pack writes for a value that its text asks for and does not give."""


def _as_periods(value: object) -> object:
    if value == SILENT:
        return ()
    if isinstance(value, list) and not value:  # written so; silence has a word of its own
        raise ValueError("too_short")
    return value if isinstance(value, list | tuple) else ({"is": value},)


def _apart(periods: tuple[Period[T], ...]) -> tuple[Period[T], ...]:
    """Refuse two values for one day: which holds is not ours to choose."""
    for number, one in enumerate(periods):
        for other in periods[:number]:
            if one.meets(other):
                raise ValueError("periods_overlap")
    return periods


def as_periods(kind: object) -> BeforeValidator:
    """Let a dated value be one value of the kind, a list of {from, until, is, cite}, or silent."""
    written = Union[kind, tuple[Period[kind], ...], Literal["silent"]]  # type: ignore[valid-type]  # noqa: UP007  (a type made at run time)
    return BeforeValidator(_as_periods, json_schema_input_type=written)


APART = AfterValidator(_apart)
"""Refuses dated values that leave two for one day."""


def _month_day(text: object) -> object:
    if isinstance(text, str):
        if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
            raise ValueError("month_day")
        try:
            date.fromisoformat(f"2001-{text}")  # a day that every year has
        except ValueError as error:
            raise ValueError("month_day") from error
    return text


MonthDay = Annotated[str, BeforeValidator(_month_day)]
"""A day of every year, written 01-31."""
