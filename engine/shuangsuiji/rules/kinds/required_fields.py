"""必填 required_fields: what a plan line or a list item must state."""

from typing import Literal

from pydantic import Field

from shuangsuiji.rules.expressions import TRUE, Condition, Ref, Stated
from shuangsuiji.rules.kinds.base import RuleSpec, Site


class RequiredFields(RuleSpec):
    """表中每一行必须写明 `fields` 各项：空白为不符合，写了但读不出为无法判断。"""

    kind: Literal["required_fields"]
    table: str
    fields: tuple[str, ...] = Field(min_length=1)

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[tuple[str, str, Condition, Condition], ...]:
        """Return one rule for each field, so that a finding stands at its cell."""
        specs = [site.field(self.table, f, "fields", i) for i, f in enumerate(self.fields)]
        return tuple((spec.name, self.table, TRUE, Stated(Ref(spec))) for spec in specs)
