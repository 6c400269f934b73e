"""What every form of a report on checked papers is made from: what workflow hands over."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from shuangsuiji.check.papers import Papers
from shuangsuiji.check.recorded import Recorded
from shuangsuiji.check.tables import Checked
from shuangsuiji.findings import Severity
from shuangsuiji.forms.grid import Grid
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.load import Load
from shuangsuiji.proof.resubmission import Resubmission


class HandedIn(Protocol):
    """The paper as it was handed in."""

    def workbook(self) -> bytes | None:
        """Return the bytes of a workbook into which remarks can be written."""

    def grids(self) -> Sequence[Grid]:
        """Return the cells of a file that has some."""


class Report(Protocol):
    """What workflow hands over of checked papers."""

    @property
    def pack(self) -> RulePack:
        """The pack."""

    @property
    def title(self) -> str:
        """The paper's title."""

    @property
    def told(self) -> Mapping[str, str | int | None]:
        """What programs are told of the papers."""

    @property
    def scope(self) -> tuple[str, ...]:
        """What people are told of the papers."""

    @property
    def as_of(self) -> date:
        """The day of the check."""

    @property
    def rows(self) -> int:
        """How many rows the paper has."""

    @property
    def checked(self) -> Checked:
        """What the check came to."""

    @property
    def papers(self) -> Papers:
        """The tables as they were judged."""

    @property
    def recorded(self) -> tuple[Recorded, ...]:
        """The people's findings in them."""

    @property
    def load(self) -> Load | None:
        """A plan's load by month, department and category."""

    @property
    def since(self) -> Resubmission | None:
        """What became of the findings of the plan before, where one was handed in."""

    @property
    def handed_in(self) -> HandedIn:
        """The paper as it was handed in."""

    def exit_code(self, fail_on: Severity | None, *, for_people: bool = False) -> int:
        """Return what the command ends with at this threshold."""
