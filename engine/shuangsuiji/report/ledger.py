"""What the ledger commands print: each step that holds, the one that does not, and what was shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shuangsuiji.findings import Finding, Outcome
from shuangsuiji.report.asjson import Json, dump, findings_json
from shuangsuiji.report.sentences import sentence
from shuangsuiji.report.text import console, say


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What a command found of the log, in findings, and the same as a record."""

    said: tuple[Finding, ...]
    record: Mapping[str, Json] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """1 where something does not hold."""
        return int(any(finding.outcome is Outcome.FAIL for finding in self.said))


def print_report(report: LedgerReport, form: str) -> None:
    """Print what a command found."""
    if form == "json":
        print(dump({**report.record, "said": findings_json(report.said)}))
        return
    out = console()
    for finding in report.said:
        what, advice = sentence(finding)
        if finding.outcome is Outcome.FAIL:
            say(out, f"不符  {finding.location}  {what}")
            say(out, f"      建议：{advice}")
        else:
            mark = "通过  " if finding.code.startswith("ledger/step-") else ""
            say(out, f"{mark}{what}。{advice}" if advice else mark + what)
