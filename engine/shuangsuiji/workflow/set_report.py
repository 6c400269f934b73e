"""What a check of many plans came to: each plan's report, what holds across them, the exit code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shuangsuiji.check.tables import Checked
from shuangsuiji.findings import Finding, Severity
from shuangsuiji.model.values import Fact
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.districts import NamedBy
from shuangsuiji.workflow.checks import CheckReport, exit_code
from shuangsuiji.workflow.plan_folder import DistrictPapers, PlanFolder


@dataclass(frozen=True, slots=True)
class PlanOfSet:
    """One district's plan: its papers, what told the name, the report; or why it could not be checked."""

    district: str
    named_by: NamedBy
    papers: DistrictPapers
    report: CheckReport | None = None
    refused: tuple[Finding, ...] = ()

    @property
    def load(self) -> Mapping[str, Fact]:
        """How many targets and enterprises are planned, and how many enterprises there are."""
        asked = self.report.checked.asked.get("plan", ()) if self.report is not None else ()
        return asked[0] if asked else {}

    @property
    def year(self) -> int | None:
        """The plan's year."""
        year = self.report.told["year"] if self.report is not None else None
        return year if isinstance(year, int) else None


@dataclass(frozen=True, slots=True)
class ItemCover:
    """One item of the lists over all plans: the districts that surely plan it; how many may, and lines."""

    code: str
    name: str
    coordinated: bool
    districts: tuple[str, ...]
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class SetReport:
    """What a check of many plans came to: each plan's report, what holds across them, what was left aside."""

    pack: RulePack
    folder: PlanFolder
    as_of: date
    year: int | None
    plans: tuple[PlanOfSet, ...]
    across: Checked
    items: tuple[ItemCover, ...] = ()

    @property
    def load(self) -> Mapping[str, Fact]:
        """How many targets and enterprises all plans come to, and how many enterprises there are."""
        asked = self.across.asked.get("plan_set", ())
        return asked[0] if asked else {}

    @property
    def unread(self) -> tuple[PlanOfSet, ...]:
        """The plans that could not be checked."""
        return tuple(plan for plan in self.plans if plan.report is None)

    def exit_code(self, fail_on: Severity | None, *, for_people: bool = False) -> int:
        """Return 1 where a plan could not be checked or a finding reaches the threshold, 4, or 0.

        What could not be checked is no matter of thresholds: 1 also where nothing else counts.
        """
        checked = [plan.report.checked for plan in self.plans if plan.report is not None]
        codes = {exit_code(c, fail_on, for_people=for_people) for c in (*checked, self.across)}
        return 1 if self.unread or 1 in codes else max(codes)
