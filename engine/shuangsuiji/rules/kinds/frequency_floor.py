"""频次下限 frequency_floor: every item of the list is drawn often enough, once the year is over."""

from decimal import Decimal
from typing import Annotated, Literal

from shuangsuiji.model.count import Some
from shuangsuiji.model.dated import APART, Period, as_periods
from shuangsuiji.rules.expressions import Compare, Const, Holds, Ref, Truth
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site

TABLE = "item_year"


class FrequencyFloor(RuleSpec):
    """清单的每个事项一年内至少抽查 `least` 次；年度结束以后才判断。"""

    kind: Literal["frequency_floor"]
    least: Annotated[tuple[Period[Some], ...], as_periods(Some), APART]
    """下限：每个事项一年内至少抽查几次；随时间变的，写成几段。"""

    def tables(self) -> tuple[str, ...]:
        """Return the table of items by year."""
        return (TABLE,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return the check of the number of draws."""
        draws, over = Ref(site.field(TABLE, "draws")), Ref(site.field(TABLE, "year_over"))
        least = site.value("least", self.least, site.plan_day or site.as_of)
        require = Truth(None) if least is None else Compare(">=", draws, Const(Decimal(least)))
        return (Body(TABLE, require, Holds(over)),)
