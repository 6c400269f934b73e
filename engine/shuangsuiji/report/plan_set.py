"""What every form of a report on many plans is made from: what workflow hands over."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from shuangsuiji.check.tables import Checked
from shuangsuiji.findings import Finding, Severity
from shuangsuiji.model.values import Fact
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.districts import NamedBy
from shuangsuiji.report.checked import Report


class Papers(Protocol):
    """A district's files."""

    @property
    def plan(self) -> Path:
        """The plan."""

    @property
    def items(self) -> Path | None:
        """Its own list."""

    @property
    def register(self) -> Path | None:
        """Its own register."""

    @property
    def findings(self) -> Path | None:
        """People's findings on it."""


class Folder(Protocol):
    """The folder, and what in it is for all districts."""

    @property
    def path(self) -> Path:
        """The folder."""

    @property
    def items(self) -> Path | None:
        """The list for all."""

    @property
    def register(self) -> Path | None:
        """The register for all."""

    @property
    def left(self) -> Sequence[Finding]:
        """What was left aside."""


class Plan(Protocol):
    """One district's plan."""

    @property
    def district(self) -> str:
        """The district."""

    @property
    def named_by(self) -> NamedBy:
        """What told its name."""

    @property
    def papers(self) -> Papers:
        """Its files."""

    @property
    def report(self) -> Report | None:
        """The report, if the plan could be checked."""

    @property
    def refused(self) -> Sequence[Finding]:
        """Why it could not."""

    @property
    def load(self) -> Mapping[str, Fact]:
        """How many targets it plans."""


class Item(Protocol):
    """One item over all plans."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def coordinated(self) -> bool:
        """Whether a superior coordinates it."""

    @property
    def districts(self) -> tuple[str, ...]:
        """The districts that surely plan it."""

    @property
    def facts(self) -> Mapping[str, Fact]:
        """How many districts and lines."""


class Plans(Protocol):
    """What workflow hands over of many plans."""

    @property
    def pack(self) -> RulePack:
        """The pack."""

    @property
    def folder(self) -> Folder:
        """The folder."""

    @property
    def as_of(self) -> date:
        """The day of the check."""

    @property
    def year(self) -> int | None:
        """The year of all plans."""

    @property
    def plans(self) -> Sequence[Plan]:
        """The plans."""

    @property
    def unread(self) -> Sequence[Plan]:
        """Those that could not be checked."""

    @property
    def across(self) -> Checked:
        """What holds across them."""

    @property
    def items(self) -> Sequence[Item]:
        """The items of the lists."""

    @property
    def load(self) -> Mapping[str, Fact]:
        """How many targets all plan."""

    def exit_code(self, fail_on: Severity | None, *, for_people: bool = False) -> int:
        """Return what the command ends with at this threshold."""
