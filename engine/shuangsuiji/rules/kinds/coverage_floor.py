"""覆盖下限 coverage_floor: a plan reaches at least a share of a base."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from shuangsuiji.model.dated import APART, Period, as_periods
from shuangsuiji.model.ratio import read_ratio
from shuangsuiji.rules.expressions import Arith, Compare, Const, Ref, Truth
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site

Ratio = Annotated[
    Decimal, BeforeValidator(read_ratio), WithJsonSchema({"type": ["string", "number"]})
]


class CoverageFloor(RuleSpec):
    """`counted`（拟抽查数）不低于 `base`（基数）的 `least`（写 3%、3‰、0.03 或 3/100）。"""

    kind: Literal["coverage_floor"]
    table: str
    """表：在哪张表上判断，写词汇表里的表名。"""
    counted: str
    """拟抽查数：数的字段。"""
    base: str
    """基数：数的字段。"""
    least: Annotated[tuple[Period[Ratio], ...], as_periods(Ratio), APART]
    """下限：占基数的多少，写 3%、3‰、0.03 或 3/100；随时间变的，写成几段。"""

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return counted >= least × base, compared without division."""
        counted = Ref(site.number(self.table, self.counted, "counted"))
        base = Ref(site.number(self.table, self.base, "base"))
        least = site.value("least", self.least, site.plan_day)
        if least is None:
            return (Body(self.table, Truth(None)),)
        return (Body(self.table, Compare(">=", counted, Arith("*", Const(least), base))),)
