"""要求 requirement: rows of a table must meet a condition, or must not."""

from typing import Literal

from pydantic import model_validator

from shuangsuiji.model.misfit import Misfit
from shuangsuiji.rules.expressions import Not
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site


class Requirement(RuleSpec):
    """表中每一行必须满足 `require`，或不得出现 `forbid`（二者写一个）。"""

    kind: Literal["requirement"]
    table: str
    """表：在哪张表上判断，写词汇表里的表名。"""
    require: str | None = None
    """必须满足的条件：与 forbid 二者写一个。"""
    forbid: str | None = None
    """不得出现的情形：与 require 二者写一个。"""

    @model_validator(mode="after")
    def _one_of_both(self) -> "Requirement":
        if self.require is not None and self.forbid is not None:
            raise Misfit("require_or_forbid", "forbid")
        if self.require is None and self.forbid is None:
            raise Misfit("require_or_forbid")
        return self

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self.table,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return the condition, or the contrary of what is forbidden."""
        if self.require is not None:
            require = site.condition(self.require, self.table, "require")
        else:
            require = Not(site.condition(self.forbid, self.table, "forbid"))
        return (Body(self.table, require),)
