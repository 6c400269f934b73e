"""频次上限 frequency_cap: how often a target may be drawn within the year."""

from decimal import Decimal
from typing import Annotated, Literal

from shuangsuiji.model.count import Count
from shuangsuiji.model.dated import APART, Period, as_periods
from shuangsuiji.rules.expressions import Compare, Const, Ref, Truth
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site

TABLE = "target"
WINDOWS = {"calendar_year": "year", "rolling_365": "365_days"}


class FrequencyCap(RuleSpec):
    """同一检查对象一年内被抽中的次数不超过 `cap`。

    `targets`：哪些对象受此限制；`counts`：记录次数的字段，不写即按设定 frequency_counts（检查或抽中）和
    frequency_window（自然年或365日）选定。抽取前的资格判断也用这条规则：
    加上本次最多可能增加的次数后仍须满足。
    """

    kind: Literal["frequency_cap"]
    targets: str | None = None
    """哪些对象：检查对象名录库上的条件；不写即全部对象。"""
    counts: str | None = None
    """次数在哪一栏：不写即按设定 frequency_counts、frequency_window 选定。"""
    cap: Annotated[tuple[Period[Count], ...], as_periods(Count), APART]
    """上限：一年内至多几次；随时间变的，写成几段。"""

    def tables(self) -> tuple[str, ...]:
        """Return the register of targets."""
        return (TABLE,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return the check of the count."""
        targets = site.condition(self.targets, TABLE, "targets")
        counted = site.setting("frequency_counts") or "inspections"
        window = WINDOWS[str(site.setting("frequency_window") or "calendar_year")]
        name = self.counts or f"{counted}_in_{window}"
        counts = Ref(site.number(TABLE, name, "counts"))
        cap = site.value("cap", self.cap, site.plan_day or site.as_of)
        require = Truth(None) if cap is None else Compare("<=", counts, Const(Decimal(cap)))
        return (Body(TABLE, require, targets),)
