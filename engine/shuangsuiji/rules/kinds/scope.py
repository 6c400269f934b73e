"""适用范围 applies_when, not_applicable_case: which rows the document speaks of at all."""

from typing import ClassVar, Literal

from shuangsuiji.model.vocabulary import YesNo
from shuangsuiji.rules.expressions import TRUE, Not
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site
from shuangsuiji.rules.normal import asserted


class AppliesWhen(RuleSpec):
    """文件只适用于满足 `condition` 的行；其他行及其上的规则均不适用。"""

    scope: ClassVar[bool] = True
    excepted: ClassVar[bool] = False  # a case outside the scope is a rule of its own

    kind: Literal["applies_when"]
    table: str
    """表：在哪张表上划定范围，写词汇表里的表名。"""
    condition: str
    """管哪些行：条件成立的行才归这份文件管。"""
    quiet: YesNo = False
    """不逐行说：写 true，即范围之外的行不在报告里一行一行说。"""

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return a rule that is met wherever it applies."""
        applies = site.condition(self.condition, self.table, "condition")
        return (Body(self.table, TRUE, applies),)


class NotApplicableCase(RuleSpec):
    """满足 `condition` 的行不适用本文件；`residual: true` 的兜底情形还须有人主张。"""

    scope: ClassVar[bool] = True
    excepted: ClassVar[bool] = False

    kind: Literal["not_applicable_case"]
    table: str
    """表：在哪张表上划定范围，写词汇表里的表名。"""
    condition: str
    """不管哪些行：条件成立的行不归这份文件管。"""
    residual: YesNo = False
    """兜底：写 true，即“其他”一类，条件成立还要有人主张。"""

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return a rule that is met wherever the case is not given."""
        case = site.condition(self.condition, self.table, "condition")
        if self.residual:
            case = asserted(site.rule_id, "residual", case)
        return (Body(self.table, TRUE, Not(case)),)
