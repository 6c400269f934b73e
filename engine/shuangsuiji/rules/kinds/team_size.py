"""检查组人数 team_size: a team has officers enough."""

from decimal import Decimal
from typing import Annotated, Literal

from shuangsuiji.model.count import Some
from shuangsuiji.model.dated import APART, Period, as_periods
from shuangsuiji.rules.expressions import Compare, Const, Ref, Truth
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site


class TeamSize(RuleSpec):
    """检查组的执法检查人员（`counts` 栏）不少于 `least` 人。匹配检查人员时也用这个数。"""

    kind: Literal["team_size"]
    table: str = "team"
    """表：不写即检查组 team。"""
    counts: str = "officers"
    """人数在哪一栏：不写即 officers（执法检查人员数）。"""
    least: Annotated[tuple[Period[Some], ...], as_periods(Some), APART]
    """下限：至少几人；随时间变的，写成几段。"""

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return the check of the number."""
        counts = Ref(site.number(self.table, self.counts, "counts"))
        least = site.value("least", self.least, site.as_of)
        require = Truth(None) if least is None else Compare(">=", counts, Const(Decimal(least)))
        return (Body(self.table, require),)
