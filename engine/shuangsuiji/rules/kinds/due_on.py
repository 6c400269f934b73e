"""按日完成 due_on: an event happens by a day of the plan's year."""

from typing import Annotated, Literal

from shuangsuiji.model.dated import APART, MonthDay, Period, as_periods
from shuangsuiji.rules.expressions import TRUE, Compare, Const, Known, Ref, Truth
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.limits import last_day
from shuangsuiji.rules.kinds.site import Body, Site


class DueOn(RuleSpec):
    """`event`（某项工作的日期）不晚于计划年度的 `due`（写 01-31）。

    当日算不算在内看设定 named_day_included，遇休息日顺延不顺延看设定 deadline_rolls_forward。

    未到期且尚未完成的不适用；过了期限仍未完成的不符合。
    """

    kind: Literal["due_on"]
    table: str
    """表：在哪张表上判断，写词汇表里的表名。"""
    event: str
    """什么事：它的日期字段，例如 made_on。"""
    due: Annotated[tuple[Period[MonthDay], ...], as_periods(MonthDay), APART]
    """期限：计划年度的“月-日”，例如 01-31；随时间变的，写成几段。"""

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return event <= due, not applicable while the day has not passed and nothing is done."""
        event = Ref(site.day(self.table, self.event, "event"))
        month_day = site.value("due", self.due, site.plan_day)
        if month_day is None or site.plan_year is None:
            return (Body(self.table, Truth(None)),)
        due = last_day(site, month_day)
        when = TRUE if site.as_of > due else Known(event)
        return (Body(self.table, Compare("<=", event, Const(due)), when),)
