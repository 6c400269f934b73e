"""按日完成 due_on: an event happens by a day of the plan's year."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from shuangsuiji.rules.expressions import TRUE, Compare, Const, Known, Ref, Truth
from shuangsuiji.rules.kinds.base import APART, Body, Period, RuleSpec, Site, as_periods


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


class DueOn(RuleSpec):
    """`event`（某项工作的日期）不晚于计划年度的 `due`（写 01-31；当日算在内）。

    未到期且尚未完成的不适用；过了期限仍未完成的不符合。
    """

    kind: Literal["due_on"]
    table: str
    event: str
    due: Annotated[tuple[Period[MonthDay], ...], as_periods(MonthDay), APART]

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return event <= due, not applicable while the day has not passed and nothing is done."""
        event = Ref(site.day(self.table, self.event, "event"))
        month_day = site.value("due", self.due, site.plan_day)
        if month_day is None or site.plan_year is None:
            return (Body(self.table, Truth(None)),)
        due = date.fromisoformat(f"{site.plan_year}-{month_day}")
        when = TRUE if site.as_of > due else Known(event)
        return (Body(self.table, Compare("<=", event, Const(due)), when),)
