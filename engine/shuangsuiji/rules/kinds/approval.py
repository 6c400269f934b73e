"""审批 approval: something is done only after the right person has agreed."""

from typing import Literal

from pydantic import Field

from shuangsuiji.rules.expressions import Compare, Condition, Ref, Stated, Truth
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site, Used


class Approval(RuleSpec):
    """`of`（某项工作的日期）做了，就必须有 `by` 之一（写在 `role` 栏）在此之前同意（`on` 栏的日期，当日也算）。

    分部 by 看是谁同意的，before 看同意得是否及时。
    """

    kind: Literal["approval"]
    table: str
    """表：在哪张表上判断，写词汇表里的表名。"""
    of: str
    """什么事：须经同意才能做的事，写它的日期字段。"""
    by: tuple[str, ...] = Field(min_length=1)
    """谁同意：职务，写哪几种都可以；至少一个。"""
    role: str = "approved_by_role"
    """职务写在哪一栏：不写即 approved_by_role。"""
    on: str = "approved_on"
    """同意的日期在哪一栏：不写即 approved_on。"""

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return who must have agreed, and when."""
        done = Ref(site.day(self.table, self.of, "of"))
        agreed = Ref(site.day(self.table, self.on, "on"))
        role = site.text(self.table, self.role, "role")
        by: Condition = (
            Truth(None) if role is None else site.words(self.table, role.name, self.by, "by")
        )
        told = (Used("by", "、".join(self.by), ("by",)),)
        in_time = Compare("<=", agreed, done)
        return (
            Body(self.table, by, Stated(done), part="by", told=told),
            Body(self.table, in_time, Stated(done), part="before", told=told),
        )
