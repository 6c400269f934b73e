"""先后顺序 event_order: steps are done in the order written."""

from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from shuangsuiji.model.misfit import Misfit
from shuangsuiji.rules.expressions import Compare, Ref, Stated
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site


class EventOrder(RuleSpec):
    """`order` 各步按先后完成：后一步做了，前一步必须已经做了，而且不晚于它。

    相邻两步各成一条，分部名写“前一步-后一步”。
    """

    kind: Literal["event_order"]
    table: str
    """表：在哪张表上判断，写词汇表里的表名。"""
    order: tuple[str, ...] = Field(min_length=2)
    """先后：日期字段的列表，先做的在前，至少两个。"""

    @model_validator(mode="after")
    def _no_step_twice(self) -> Self:
        for index, step in enumerate(self.order):
            if step in self.order[:index]:
                raise Misfit("step_twice", "order", index)
        return self

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return one rule for each two neighbouring steps."""
        steps = [site.day(self.table, name, "order", i) for i, name in enumerate(self.order)]
        return tuple(
            Body(
                self.table,
                Compare("<=", Ref(first), Ref(second)),
                Stated(Ref(second)),
                part=f"{first.name}-{second.name}",
            )
            for first, second in pairwise(steps)
        )
