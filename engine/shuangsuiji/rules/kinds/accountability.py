"""追责情形 accountability_trigger, 免责情形 liability_exemption: what holds of a case, never a violation."""

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from shuangsuiji.findings import Outcome
from shuangsuiji.model.vocabulary import FieldKind, YesNo
from shuangsuiji.rules.expressions import TRUE, Not, refs
from shuangsuiji.rules.kinds.base import Expect, RuleSpec
from shuangsuiji.rules.kinds.site import Body, Site
from shuangsuiji.rules.normal import asserted

TABLE = "liability_case"
HOLDS_OF_A_CASE: Mapping[Expect, tuple[Outcome, ...]] = {
    Expect.MET: (Outcome.FAIL,),
    Expect.NOT_MET: (Outcome.PASS,),
    Expect.UNDECIDED: (Outcome.UNKNOWN, Outcome.MANUAL),
}


class _HoldsOfACase(RuleSpec):
    """What the two kinds share: a condition on a case, which is met, not met, or undecided."""

    expects: ClassVar[Mapping[Expect, tuple[Outcome, ...]]] = HOLDS_OF_A_CASE
    excepted: ClassVar[bool] = False

    condition: str | None = None
    """情形：责任案件上的条件，成立就是具备这种情形；只有兜底时可以不写。"""
    residual: YesNo = False
    """兜底：写 true，即“其他”一类，还要有人主张。"""

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.condition is None and not self.residual:
            raise ValueError("condition_or_residual")
        return self

    def tables(self) -> tuple[str, ...]:
        """Return the table of cases."""
        return (TABLE,)

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return the contrary of the condition, so that what fails is what is met."""
        met = site.condition(self.condition, TABLE, "condition")
        if any(ref.spec.kind is FieldKind.JUDGEMENT for ref in refs(met)):
            site.setting("consequence_decided_by")
        if self.residual:
            met = asserted(site.rule_id, "residual", met)
        return (Body(TABLE, Not(met), TRUE),)


class AccountabilityTrigger(_HoldsOfACase):
    """`condition` 在责任案件上成立，就是一种追责情形；`residual: true` 的兜底情形还须有人主张。

    例子的结果写 met（具备）、not_met（不具备）、undecided（说不准）。情形之间是“有其一即可”。
    """

    kind: Literal["accountability_trigger"]


class LiabilityExemption(_HoldsOfACase):
    """`condition` 在责任案件上成立，就是一种可以免责的情形；`residual: true` 的兜底情形还须有人主张。

    例子的结果写 met（具备）、not_met（不具备）、undecided（说不准）。免责是“可以”，由人决定。
    """

    kind: Literal["liability_exemption"]
