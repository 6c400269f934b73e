"""Check teams made elsewhere under a pack: size, certificates on the day, leader, recusal, load."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from shuangsuiji.assignment.judged import PackRules
from shuangsuiji.assignment.least_team import required_officers
from shuangsuiji.assignment.papers.listed_remarks import about_teams
from shuangsuiji.assignment.papers.listed_tables import listed_tables
from shuangsuiji.assignment.papers.listed_teams import listed_teams
from shuangsuiji.assignment.papers.recusals import Roll
from shuangsuiji.check.papers import Subject
from shuangsuiji.check.tables import When
from shuangsuiji.findings import Citation
from shuangsuiji.forms.tables import read_table
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import ReadyRule
from shuangsuiji.plan.lists import short_title
from shuangsuiji.rules.expressions import refs
from shuangsuiji.workflow.checks import (
    CheckReport,
    Work,
    check_period,
    check_rows,
    forms_of,
    run_check,
)
from shuangsuiji.workflow.inspector_files import Inspectors, read_inspectors
from shuangsuiji.workflow.recorded import recorded_in

LIST = "team_list"
TEAMS = ("team", "team_member")
DEPARTMENTS = "task_department"
FROM_REGISTERS = {
    ("team_member", "has_enforcement_certificate"): "inspector",
    ("team", "uncertified"): "inspector",
}
"""What registers of people tell of teams: without them it is missing for want of a paper."""
_RECUSAL = frozenset({"recusal_applied", "interest_in_target"})
_CERTIFICATE = frozenset({"has_enforcement_certificate", "uncertified"})


@dataclass(frozen=True, slots=True)
class TeamPapers:
    """What is handed in: the list of teams, registers of people; findings; the day of the check."""

    teams: Path
    inspectors: tuple[Path, ...] = ()
    findings: Path | None = None
    as_of: date | None = None
    ask: bool = False

    @property
    def files(self) -> tuple[Path | None, ...]:
        """The files that are read."""
        return (self.teams, *self.inspectors, self.findings)


def check_teams(pack_name: str, papers: TeamPapers, *, today: date) -> CheckReport:
    """Return the report on a list of teams. Raises Refusal where a paper cannot be read."""
    pack = load_pack(pack_name)
    when = When(papers.as_of or today)
    check_period(pack, when)
    spec = pack.vocabulary.tables[LIST]
    paper = read_table(papers.teams, LIST, spec, forms_of(pack, LIST))
    check_rows(len(paper.rows), spec.label, paper.location)
    people = read_inspectors(papers.inspectors, pack) if papers.inspectors else None
    rules = PackRules(pack, when.as_of)
    known = [] if people is None else list(people.known.values())
    teams = listed_teams(paper, None if people is None else Roll(known))
    made = listed_tables(
        paper,
        teams,
        required_officers(rules),
        registers=people is not None,
        departments={k.person.department for k in known},
    ).tables
    about = rules.about(tuple(made))
    noticed = [
        *paper.notices,
        *about_teams(
            teams,
            () if people is None else people.told,
            _clauses(about),
            registers=people is not None,
            certificates=not any(_reads(r) & _CERTIFICATE for r in about),
        ),
    ]
    recorded = recorded_in(papers.findings)
    subject = Subject(tuple(made), made_from={} if people is not None else FROM_REGISTERS)
    work = Work(pack, subject, when, papers.teams, made, recorded=recorded)
    done = run_check(replace(work, ask=papers.ask), noticed)
    title = short_title(paper.title, paper.location)
    return CheckReport(
        pack=pack,
        title=title,
        told={"teams": title, "inspectors": None if people is None else len(people.people)},
        scope=("检查组名单", f"{len(teams)}组", *_against(people)),
        as_of=when.as_of,
        rows=len(teams),
        checked=done.checked,
        papers=done.papers,
        recorded=recorded,
    )


def _against(people: Inspectors | None) -> tuple[str, ...]:
    if people is None:
        return ("没有交名录，执法资格、回避、请假、上限没有核对",)
    return (f"对照人员名录（{len(people.people)}人）",)


def _reads(ready: ReadyRule) -> frozenset[str]:
    """Return the fields that a rule reads."""
    rule = ready.normal
    return frozenset(ref.name for ref in (*refs(rule.require), *refs(rule.when)))


def _clauses(rules: Sequence[ReadyRule]) -> tuple[Citation, ...]:
    """Return the clauses on recusal, each once."""
    cited = [c for ready in rules if _reads(ready) & _RECUSAL for c in ready.citations]
    return tuple(dict.fromkeys(cited))
