"""The inspectors of a bundle, verified and told: who goes where, what is empty, who was replaced and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.assignment.common_days import apart
from shuangsuiji.assignment.standing import TeamsNow
from shuangsuiji.assignment.verify import notes_of
from shuangsuiji.draw.verification.verify import Verdict, Verification
from shuangsuiji.findings import Finding
from shuangsuiji.report.asjson import Json
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.assign_bundle import MatchedBundle, matched_bundle
from shuangsuiji.workflow.draw_log import told


@dataclass(frozen=True, slots=True)
class CheckedAssignment:
    """A verification, and what is said of the teams of a bundle that holds."""

    verification: Verification
    said: tuple[Finding, ...]
    record: dict[str, Json]


def verify(bundle: Path) -> CheckedAssignment:
    """Return the verification of a bundle, or of a draw's, with what its teams come to."""
    bundle = bundle / "bundle" if (bundle / "draw.json").is_file() else bundle
    verification = draws.verify(bundle)
    if verification.verdict in (Verdict.FAILED, Verdict.SEALED):
        return CheckedAssignment(verification, (), {})
    with matched_bundle(bundle) as given:
        now = given.teams_after()
        if now is None:
            return CheckedAssignment(verification, (told("assign/told-not-yet", bundle),), {})
        said = tuple(_said(bundle, given, now))
        return CheckedAssignment(verification, said, _record(now))


def _said(bundle: Path, given: MatchedBundle, now: TeamsNow) -> Iterator[Finding]:
    stand = [visit for visit in now.slots if now.stands(visit)]
    people = {who for who, n in now.loads.items() if n > 0}
    held = sum(now.loads.values())
    yield told("assign/told-teams", bundle, visits=len(stand), slots=held, people=len(people))
    yield from notes_of(now, given.drawn.overrides)
    for visit, away in apart(now):
        yield told("assign/note-apart", bundle, visit=visit, people=away)


def _record(now: TeamsNow) -> dict[str, Json]:
    teams: list[Json] = [
        {"visit": visit, "slot": slot, "inspector": now.held.get((visit, slot))}
        for visit in sorted(now.slots)
        if now.stands(visit)
        for slot in now.slots[visit]
    ]
    return {"teams": teams}
