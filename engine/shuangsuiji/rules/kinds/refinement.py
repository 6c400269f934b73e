"""细化 refinement: a child changes values of a parent's rule, or adds exceptions to it."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from shuangsuiji.model.misfit import Misfit
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site


class Refinement(RuleSpec):
    """改上级规则 `refines`（全名）的取值（`set`：键和新值），或者给它加例外（`unless`）；其余照上级的写。

    例子按细化后的规则运行。上级允许怎样改，写在上级 pack.yaml 的 `children`。
    """

    kind: Literal["refinement"]
    refines: str
    """细化哪一条：上级规则的全名“规则包/文件/id”。"""
    set: Mapping[str, Any] = Field(default_factory=dict)
    """改哪些值：上级规则的键和新值，例如 cap: 1。"""

    @model_validator(mode="after")
    def _changes_something(self) -> "Refinement":
        if not self.set and not self.unless:
            raise Misfit("refines_nothing")
        return self

    @model_validator(mode="after")
    def _says_once_what_it_changes(self) -> "Refinement":
        for key in ("when", "replaces"):
            if getattr(self, key) is not None:
                raise Misfit("refines_by_set", key)
        return self

    def tables(self) -> tuple[str, ...]:
        """Return none of its own: it is about the parent's rule."""
        return ()

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return nothing: packs/resolve.py puts the refined rule in its place."""
        return ()
