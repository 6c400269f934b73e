"""The kinds (规则类型): forms to fill in, one file each; this is the list of them."""

from typing import Annotated

from pydantic import Discriminator, RootModel

from shuangsuiji.rules.kinds.accountability import AccountabilityTrigger, LiabilityExemption
from shuangsuiji.rules.kinds.approval import Approval
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.coverage_floor import CoverageFloor
from shuangsuiji.rules.kinds.covers_all_items import CoversAllItems
from shuangsuiji.rules.kinds.due_on import DueOn
from shuangsuiji.rules.kinds.due_within import DueWithin
from shuangsuiji.rules.kinds.earliest_of import EarliestOf
from shuangsuiji.rules.kinds.event_order import EventOrder
from shuangsuiji.rules.kinds.exception import LiftingException
from shuangsuiji.rules.kinds.frequency_cap import FrequencyCap
from shuangsuiji.rules.kinds.frequency_floor import FrequencyFloor
from shuangsuiji.rules.kinds.leader import Leader
from shuangsuiji.rules.kinds.ratio_cap import RatioCap
from shuangsuiji.rules.kinds.refinement import Refinement
from shuangsuiji.rules.kinds.required_fields import RequiredFields
from shuangsuiji.rules.kinds.requirement import Requirement
from shuangsuiji.rules.kinds.scope import AppliesWhen, NotApplicableCase
from shuangsuiji.rules.kinds.team_size import TeamSize

KINDS: dict[str, type[RuleSpec]] = {
    "accountability_trigger": AccountabilityTrigger,
    "applies_when": AppliesWhen,
    "approval": Approval,
    "coverage_floor": CoverageFloor,
    "covers_all_items": CoversAllItems,
    "due_on": DueOn,
    "due_within": DueWithin,
    "earliest_of": EarliestOf,
    "event_order": EventOrder,
    "exception": LiftingException,
    "frequency_cap": FrequencyCap,
    "frequency_floor": FrequencyFloor,
    "leader": Leader,
    "liability_exemption": LiabilityExemption,
    "not_applicable_case": NotApplicableCase,
    "ratio_cap": RatioCap,
    "refinement": Refinement,
    "required_fields": RequiredFields,
    "requirement": Requirement,
    "team_size": TeamSize,
}
"""Every kind by its word in packs."""

AnyRule = Annotated[
    AccountabilityTrigger
    | AppliesWhen
    | Approval
    | CoverageFloor
    | CoversAllItems
    | DueOn
    | DueWithin
    | EarliestOf
    | EventOrder
    | FrequencyCap
    | FrequencyFloor
    | Leader
    | LiabilityExemption
    | LiftingException
    | NotApplicableCase
    | RatioCap
    | Refinement
    | RequiredFields
    | Requirement
    | TeamSize,
    Discriminator("kind"),
]


class RuleFile(RootModel[tuple[AnyRule, ...]]):
    """One family's file of a pack: a list of rules (规则文件)."""
