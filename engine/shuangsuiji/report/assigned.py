"""What `assign verify` prints: the steps about inspectors, the teams as they stand, the verdict."""

from collections.abc import Mapping
from typing import Protocol

from shuangsuiji.draw.verification.verify import Verdict, Verification
from shuangsuiji.findings import Finding
from shuangsuiji.report.asjson import Json, dump, findings_json
from shuangsuiji.report.draws import spoken, verification_json, verification_lines
from shuangsuiji.report.sentences import sentence
from shuangsuiji.report.text import console, say

STEPS = ("draw/step-fit", "draw/step-assignment", "draw/step-overrides")


class Checked(Protocol):
    """What workflow hands over of an assignment that was verified."""

    @property
    def verification(self) -> Verification:
        """The verification of the whole bundle."""

    @property
    def said(self) -> tuple[Finding, ...]:
        """What is said of the teams."""

    @property
    def record(self) -> Mapping[str, Json]:
        """The teams as they stand."""


def print_assignment(checked: Checked, form: str) -> None:
    """Print what was verified of the inspectors; all steps where the bundle does not hold."""
    verification = checked.verification
    if form == "json":
        said = findings_json(checked.said)
        print(dump({**verification_json(verification), **checked.record, "said": said}))
        return
    lines = verification_lines(verification)
    if verification.verdict in (Verdict.VERIFIED, Verdict.PARTIAL):
        steps = [step for step in verification.steps if step.code in STEPS]
        told = [line for finding in checked.said for line in spoken(finding)]
        lines = [*("通过  " + sentence(step)[0] for step in steps), *told, lines[-1]]
    out = console()
    for line in lines:
        say(out, line)
