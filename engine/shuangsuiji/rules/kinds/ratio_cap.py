"""比例上限 ratio_cap: a plan line keeps to the cap that the list gives its item."""

from decimal import Decimal
from typing import Literal

from shuangsuiji.model.vocabulary import YesNo
from shuangsuiji.rules.expressions import (
    FALSE,
    TRUE,
    And,
    Arith,
    Compare,
    Const,
    IsBlank,
    Known,
    Not,
    Ref,
    both,
)
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site

TABLE = "plan_line_item"
CATEGORY = "item_category"
"""The field whose words `category` may be."""


class RatioCap(RuleSpec):
    """清单为 `category` 类事项规定了抽查比例上限的，计划的比例、数量不得超过该上限。

    比例直接与上限比较；数量 n 在 n ≥ 上限 × 基数 + 1 时才算超过（取整多出的一户不算）。
    只写比例的不比数量，写明基数而不写比例的只比数量；比例和基数都没有写的，无法判断。
    `silent_when_undeclared: true`：文件没有要求设置上限，上限空白时不适用；否则为无法判断。
    """

    kind: Literal["ratio_cap"]
    category: str
    """事项类别：general 一般检查事项，key 重点检查事项。"""
    silent_when_undeclared: YesNo = False
    """清单没有上限时：写 true 即不适用，用于文件没有要求设上限的地方；不写即无法判断。"""

    def tables(self) -> tuple[str, ...]:
        """Return the table of plan lines by item."""
        return (TABLE,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return the check of the ratio, and of the number where the base is known."""
        ref = {n: Ref(site.field(TABLE, n)) for n in ("ratio", "estimated_count", "base")}
        cap = Ref(site.field(TABLE, "item_ratio_cap"))
        of_category = both(
            TRUE if site.setting("list_cap_binds") is not False else FALSE,
            site.condition("on_list", TABLE, "category"),
            site.choice(TABLE, CATEGORY, self.category, "category"),
        )
        declared = Not(IsBlank(cap)) if self.silent_when_undeclared else None
        only_count = And((IsBlank(ref["ratio"]), Known(ref["base"])))
        only_ratio = And((IsBlank(ref["base"]), Known(ref["ratio"])))
        allowed = Arith("+", Arith("*", cap, ref["base"]), Const(Decimal(1)))
        return (
            Body(
                TABLE,
                Compare("<=", ref["ratio"], cap),
                both(of_category, declared, Not(only_count)),
                part="ratio",
            ),
            Body(
                TABLE,
                Compare("<", ref["estimated_count"], allowed),
                both(of_category, declared, Not(only_ratio)),
                part="count",
            ),
        )
