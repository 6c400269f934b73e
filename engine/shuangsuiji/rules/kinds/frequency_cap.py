"""频次上限 frequency_cap: how often a target may be drawn within the year."""

from decimal import Decimal
from typing import Annotated, Literal

from shuangsuiji.rules.expressions import Compare, Const, Ref, Truth
from shuangsuiji.rules.kinds.base import APART, Body, Period, RuleSpec, Site, as_periods

TABLE = "target"


class FrequencyCap(RuleSpec):
    """同一检查对象一年内被抽中的次数不超过 `cap`。

    `targets`：哪些对象受此限制；`counts`：记录本年次数的字段。抽取前的资格判断也用这条规则：
    加上本次最多可能增加的次数后仍须满足。
    """

    kind: Literal["frequency_cap"]
    targets: str | None = None
    counts: str = "inspections_in_year"
    cap: Annotated[tuple[Period[int], ...], as_periods(int), APART]

    def tables(self) -> tuple[str, ...]:
        """Return the register of targets."""
        return (TABLE,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return the check of the count."""
        targets = site.condition(self.targets, TABLE, "targets")
        counts = Ref(site.number(TABLE, self.counts, "counts"))
        cap = site.value("cap", self.cap, site.plan_day or site.as_of)
        require = Truth(None) if cap is None else Compare("<=", counts, Const(Decimal(cap)))
        return (Body(TABLE, require, targets),)
