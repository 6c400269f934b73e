"""What every form of a report on checked papers is made from: what workflow hands over."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from shuangsuiji.check.papers import Papers
from shuangsuiji.check.recorded import Recorded
from shuangsuiji.check.tables import Checked
from shuangsuiji.packs.rulepack import RulePack


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
