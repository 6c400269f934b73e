"""事项全覆盖 covers_all_items: every item of the list has lines enough in the plan."""

from decimal import Decimal
from typing import Annotated, Literal

from shuangsuiji.model.count import Some
from shuangsuiji.model.dated import APART, Period, as_periods
from shuangsuiji.rules.expressions import Compare, Const, Ref, Truth
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site

TABLE = "item"
ONCE = (Period[int](is_=1),)


class CoversAllItems(RuleSpec):
    """清单中每个事项在计划中至少有 `least` 行（不写即 1 行）。"""

    kind: Literal["covers_all_items"]
    least: Annotated[tuple[Period[Some], ...], as_periods(Some), APART] = ONCE
    """至少几行：清单的每个事项在计划里至少有几行；不写即 1。"""

    def tables(self) -> tuple[str, ...]:
        """Return the table of list items."""
        return (TABLE,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return the check of the number of lines."""
        least = site.value("least", self.least, site.plan_day)
        lines = Ref(site.field(TABLE, "lines_in_plan"))
        require = Truth(None) if least is None else Compare(">=", lines, Const(Decimal(least)))
        return (Body(TABLE, require),)
