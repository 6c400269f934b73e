"""Check a plan that is handed in again, beside the plan before it: both with the same other papers."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from shuangsuiji.findings import Location, refuse
from shuangsuiji.proof.impact import Checkup
from shuangsuiji.proof.resubmission import Version, resubmitted
from shuangsuiji.workflow.checks import CheckReport
from shuangsuiji.workflow.plans import PlanPapers, check


def check_again(pack: str, papers: PlanPapers, old: Path, *, today: date) -> CheckReport:
    """Return the report on a plan, with what became of the findings of the plan before."""
    if old.resolve() == papers.plan.resolve():
        raise refuse("plan/diff-same-file", Location(str(old)))
    before = check(pack, replace(papers, plan=old, ask=False), today=today)
    report = check(pack, papers, today=today)
    return replace(report, since=resubmitted(_version(before), _version(report)))


def _version(report: CheckReport) -> Version:
    checked = report.checked
    return Version(
        report.papers.file, report.papers.tables, Checkup(checked.findings, checked.counts)
    )
