"""The kinds (规则类型): forms to fill in, one file each; this is the list of them."""

from typing import Annotated

from pydantic import Discriminator, RootModel

from shuangsuiji.rules.kinds.coverage_floor import CoverageFloor
from shuangsuiji.rules.kinds.covers_all_items import CoversAllItems
from shuangsuiji.rules.kinds.due_on import DueOn
from shuangsuiji.rules.kinds.frequency_cap import FrequencyCap
from shuangsuiji.rules.kinds.ratio_cap import RatioCap
from shuangsuiji.rules.kinds.required_fields import RequiredFields
from shuangsuiji.rules.kinds.requirement import Requirement
from shuangsuiji.rules.kinds.scope import AppliesWhen, NotApplicableCase

AnyRule = Annotated[
    AppliesWhen
    | CoverageFloor
    | CoversAllItems
    | DueOn
    | FrequencyCap
    | NotApplicableCase
    | RatioCap
    | RequiredFields
    | Requirement,
    Discriminator("kind"),
]


class RuleFile(RootModel[tuple[AnyRule, ...]]):
    """One family's file of a pack: a list of rules (规则文件)."""
