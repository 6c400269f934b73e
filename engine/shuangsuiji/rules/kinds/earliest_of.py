"""几个期限取最早 earliest_of: an event keeps to several limits; the earliest binds, and is named."""

from typing import Literal, Self

from pydantic import Field, model_validator

from shuangsuiji.model.dated import MonthDay
from shuangsuiji.model.misfit import Misfit
from shuangsuiji.model.vocabulary import Strict
from shuangsuiji.rules.expressions import And, Compare, Const, Known, Later, Or, Ref, Term, Truth
from shuangsuiji.rules.kinds.base import SLUG, RuleSpec
from shuangsuiji.rules.kinds.limits import Within, last_day
from shuangsuiji.rules.kinds.site import Body, Site, Used


class Limit(Strict):
    """One of the limits: `within` so long `after` an event, or `due` on a day of the plan's year."""

    id: str = Field(pattern=SLUG)
    """期限的短名：小写字母、数字、连字符，本规则内不重复。"""
    title: str
    """期限的名称：例如 完成后20个工作日；message 里的 {bound} 写它。"""
    cite: tuple[str, ...] = Field(min_length=1)
    """依据：规定这个期限的条款编号，至少一个。"""
    after: str | None = None
    """从哪件事算起：它的日期字段；与 within 一起写。"""
    within: Within | None = None
    """多久之内：{workdays: 20} 或 {days: 15}；与 after 一起写。"""
    due: MonthDay | None = None
    """期限：计划年度的“月-日”；不与 after、within 同写。"""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.after is None) != (self.within is None) or (self.due is None) == (
            self.after is None
        ):
            raise ValueError("after_within_or_due")
        return self


class EarliestOf(RuleSpec):
    """`event` 不晚于 `limits` 各期限中最早的一个；问题里写明是哪一个（`message` 里的 {bound}）。

    每个期限写 `after` 和 `within`，或者写 `due`（01-31），各有自己的 `title` 和 `cite`。
    """

    kind: Literal["earliest_of"]
    table: str
    """表：在哪张表上判断，写词汇表里的表名。"""
    event: str
    """什么事：要按期完成的事的日期字段。"""
    limits: tuple[Limit, ...] = Field(min_length=2)
    """各个期限：至少两个，最早的那个约束它。"""

    @model_validator(mode="after")
    def _limits_are_told_apart(self) -> Self:
        ids = [limit.id for limit in self.limits]
        for index, one in enumerate(ids):
            if one in ids[:index]:
                raise Misfit("limit_twice", "limits", index, "id")
        return self

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return event <= each last day; not applicable while no limit is over and nothing is done."""
        event = Ref(site.day(self.table, self.event, "event"))
        site.setting("colliding_limits")
        lasts = [self._last(site, i) for i in range(len(self.limits))]
        known = [last for last in lasts if last is not None]
        kept = tuple(Compare("<=", event, last) for last in known)
        over = tuple(Compare(">", Const(site.as_of), last) for last in known)
        require = And(kept) if len(known) == len(lasts) else And((*kept, Truth(None)))
        limits = tuple(
            (limit.title, last)
            for limit, last in zip(self.limits, lasts, strict=True)
            if last is not None
        )
        told = (Used("bound", "", ("limits",)),)
        return (Body(self.table, require, Or((Known(event), *over)), told=told, limits=limits),)

    def _last(self, site: Site, index: int) -> Term | None:
        limit = self.limits[index]
        if limit.after is not None and limit.within is not None:
            after = site.day(self.table, limit.after, "limits", index, "after")
            return Later(Ref(after), limit.within.lapse(site))
        if site.plan_year is None or limit.due is None:
            return None
        return Const(last_day(site, limit.due))
