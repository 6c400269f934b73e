"""组长 leader: how many a team has, and from which department."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from shuangsuiji.model.count import Some
from shuangsuiji.rules.expressions import Compare, Const, Holds, Ref
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site, Used

TABLE = "team"


class Leader(RuleSpec):
    """检查组的组长正好 `exactly` 人；`from: initiator` 时，组长来自发起部门。

    分部 number 看人数，department 看部门；来自发起部门的组长，设定 leader_choice 为 drawn 时
    还须由抽取产生（分部 choice）。
    """

    kind: Literal["leader"]
    exactly: Some = 1
    """几名：组长正好几人；不写即 1。"""
    from_: Literal["any", "initiator"] = Field(default="any", alias="from")
    """来自哪里：any 不限；initiator 来自发起部门。"""

    def tables(self) -> tuple[str, ...]:
        """Return the table of teams."""
        return (TABLE,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return the check of the number, and of the department where one is named."""
        leaders = Ref(site.field(TABLE, "leaders"))
        told = (Used("exactly", str(self.exactly), ("exactly",)),)
        exactly = Compare("=", leaders, Const(Decimal(self.exactly)))
        number = Body(TABLE, exactly, part="number", told=told)
        if self.from_ == "any":
            return (number,)
        department, initiator = (
            site.field(TABLE, "leader_department"),
            site.field(TABLE, "initiator"),
        )
        same = Compare("=", Ref(department), Ref(initiator))
        bodies = (number, Body(TABLE, same, part="department", told=told))
        if site.setting("leader_choice") != "drawn":
            return bodies
        drawn = Holds(Ref(site.field(TABLE, "leader_drawn")))
        return (*bodies, Body(TABLE, drawn, part="choice", told=told))
