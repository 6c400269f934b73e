"""What the draw commands print: sentences for people, one JSON object for programs."""

from collections.abc import Mapping
from dataclasses import dataclass

from shuangsuiji.draw.verification.verify import Verdict, Verification
from shuangsuiji.findings import Finding
from shuangsuiji.report.asjson import Json, dump, finding_json, findings_json
from shuangsuiji.report.sentences import SENTENCES, sentence
from shuangsuiji.report.text import console, say

EXIT_CODES = {Verdict.VERIFIED: 0, Verdict.FAILED: 1, Verdict.PARTIAL: 4, Verdict.SEALED: 4}


@dataclass(frozen=True, slots=True)
class DrawReport:
    """What a step of a draw did, in findings, and the same as a record."""

    said: tuple[Finding, ...]
    record: Mapping[str, Json]


def what_failed(verification: Verification) -> str:
    """Return in words what did not hold at the step that failed."""
    return SENTENCES[str(verification.failed_step)][1]


def print_report(report: DrawReport, form: str) -> None:
    """Print what a step of a draw did."""
    if form == "json":
        print(dump({**report.record, "said": findings_json(report.said)}))
        return
    out = console()
    for finding in report.said:
        for line in spoken(finding):
            say(out, line)


def print_verification(verification: Verification, form: str) -> None:
    """Print every step of a verification, the one that fails with its reasons, and what was shown."""
    if form == "json":
        print(dump(verification_json(verification)))
        return
    out = console()
    for line in verification_lines(verification):
        say(out, line)


def verification_lines(verification: Verification) -> list[str]:
    """Return the verification as lines of text."""
    lines = ["通过  " + sentence(step)[0] for step in verification.steps]
    if verification.failed_step:
        lines.append("不符  " + what_failed(verification))
        lines += ["      " + line for f in verification.failures for line in _failure(f)]
    lines += ["注意  " + line for note in verification.notes for line in spoken(note)]
    lines += ["可证  " + sentence(claim)[0] for claim in verification.shown]
    lines += ["未证  " + "：".join(sentence(claim)) for claim in verification.not_shown]
    what, advice = SENTENCES[f"draw/verdict-{verification.verdict}"]
    return [*lines, f"结论  {what}。{advice}"]


def verification_json(verification: Verification) -> dict[str, Json]:
    """Return the verification as one JSON object."""
    return {
        "verdict": verification.verdict.value,
        "steps": [finding_json(step) for step in verification.steps],
        "failed_step": verification.failed_step,
        "failures": findings_json(verification.failures),
        "notes": findings_json(verification.notes),
        "shown": findings_json(verification.shown),
        "not_shown": findings_json(verification.not_shown),
    }


def _failure(finding: Finding) -> list[str]:
    what, remedy = sentence(finding)
    return [f"{finding.location}  {what}", f"建议：{remedy}"]


def spoken(finding: Finding) -> list[str]:
    """Return a finding as it is said: what there is, then the next step."""
    what, advice = sentence(finding)
    # What is remarked on a paper tells its place; what a step says of itself has none.
    at = finding.location
    place = f"{at}  " if at.line is not None or at.cell is not None else ""
    return [place + (f"{what}。{advice}" if advice else what)]
