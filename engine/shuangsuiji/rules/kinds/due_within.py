"""限期完成 due_within: an event happens within so many working days or days after another."""

from typing import Annotated, Literal

from shuangsuiji.model.dated import APART, Period, as_periods
from shuangsuiji.rules.expressions import Compare, Const, Known, Later, Or, Ref, Stated, Truth, both
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.limits import Within
from shuangsuiji.rules.kinds.site import Body, Site


class DueWithin(RuleSpec):
    """`event` 在 `after` 发生后的 `within`（写 {workdays: 20} 或 {days: 15}）之内完成。

    起算日算不算在内，看设定 first_day；工作日按国务院的放假通知。`after` 还没有发生的不适用，
    没到期又没完成的不适用；过了期限仍未完成的不符合。期限跑出已公布放假安排的年份时，结果注明是暂定的。
    """

    kind: Literal["due_within"]
    table: str
    """表：在哪张表上判断，写词汇表里的表名。"""
    after: str
    """从哪件事算起：它的日期字段。"""
    event: str
    """什么事：要按期完成的事的日期字段。"""
    within: Annotated[tuple[Period[Within], ...], as_periods(Within), APART]
    """多久之内：{workdays: 20} 或 {days: 15}；随时间变的，写成几段。"""

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return event <= the last day, once the limit runs and is either met or over."""
        after = Ref(site.day(self.table, self.after, "after"))
        event = Ref(site.day(self.table, self.event, "event"))
        within = site.value("within", self.within, site.as_of)
        if within is None:
            return (Body(self.table, Truth(None), Stated(after)),)
        last = Later(after, within.lapse(site))
        done_or_over = Or((Known(event), Compare(">", Const(site.as_of), last)))
        return (Body(self.table, Compare("<=", event, last), both(Stated(after), done_or_over)),)
