"""共同例外 exception: one clause that lifts several rules."""

from typing import ClassVar, Literal

from pydantic import Field

from shuangsuiji.model.vocabulary import YesNo
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site


class LiftingException(RuleSpec):
    """`when` 成立时，`to` 所列的规则（写“文件/id”、全名，或整个文件名）不作违反处理；是这些规则共同的例外。

    `residual: true` 的兜底情形还须有人主张。例子用 `of` 写明看哪一条规则。
    """

    excepted: ClassVar[bool] = False

    kind: Literal["exception"]
    table: str
    """表：所放宽的规则都在这张表上。"""
    to: tuple[str, ...] = Field(min_length=1)
    """放宽哪些规则：写“文件/id”、全名，或整个文件名。"""
    residual: YesNo = False
    """兜底：写 true，即“其他”一类，条件成立还要有人主张。"""

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return nothing: packs/resolve.py adds the exception to the rules that it lifts."""
        site.condition(self.when, self.table, "when")
        return ()
