"""必填 required_fields: what a plan line or a list item must state."""

from typing import Literal

from pydantic import Field

from shuangsuiji.rules.expressions import Ref, Stated
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site, Used


class RequiredFields(RuleSpec):
    """表中每一行必须写明 `fields` 各项：空白为不符合，写了但读不出为无法判断。

    `message` 里的 {field} 是这一栏的名称。
    """

    kind: Literal["required_fields"]
    table: str
    """表：在哪张表上判断，写词汇表里的表名。"""
    fields: tuple[str, ...] = Field(min_length=1)
    """必填的各栏：字段名的列表，每一栏各成一条。"""

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return one rule for each field, so that a finding stands at its cell."""
        specs = [site.field(self.table, f, "fields", i) for i, f in enumerate(self.fields)]
        return tuple(
            Body(
                self.table,
                Stated(Ref(spec)),
                part=spec.name,
                told=(Used("field", spec.label, ("fields", i)),),
            )
            for i, spec in enumerate(specs)
        )
