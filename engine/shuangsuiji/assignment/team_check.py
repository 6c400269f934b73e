"""The team that a draw order writes, under the pack's team rules; what slots cannot answer is refused."""

from collections.abc import Iterator
from dataclasses import dataclass

from shuangsuiji.assignment.judged import PackRules, clauses_of
from shuangsuiji.assignment.least_team import required_officers
from shuangsuiji.assignment.team_rows import LATER, MADE, SAID, AskedTeam, tables_of
from shuangsuiji.findings import Finding, Location, Outcome, Param, Severity, problem, warning
from shuangsuiji.rules.evaluate import RowVerdict


@dataclass(frozen=True, slots=True)
class CheckedTeam:
    """What is wrong with a team, and what is said of it that stops nothing."""

    problems: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def check_team(rules: PackRules, asked: AskedTeam, at: Location) -> CheckedTeam:
    """Return what the pack's rules on teams say of the slots that a line asks for."""
    tables = tables_of(asked, required_officers(rules), at)
    problems, notes = list[Finding](), list[Finding]()
    for broken in rules.failures(tables):
        params: dict[str, Param] = {
            "line": asked.line,
            "said": broken.message or broken.title or broken.code,
            "fix": broken.fix or "",
            "clauses": clauses_of(broken.citations),
        }
        if broken.severity is Severity.ERROR:
            problems.append(problem("assign/team-rule", at, **params))
        else:
            notes.append(warning("assign/note-team-rule", at, **params))
    for verdict in rules.verdicts(tables):
        if verdict.verdict.outcome in (Outcome.UNKNOWN, Outcome.MANUAL):
            told = _open(rules, asked, verdict, at)
            if told is not None:
                expressed = told.code == "assign/note-team-open"
                (notes if expressed else problems).append(told)
    return CheckedTeam(tuple(_once(problems)), tuple(_once(notes)))


def _open(rules: PackRules, asked: AskedTeam, verdict: RowVerdict, at: Location) -> Finding | None:
    """Return what a rule leaves open: what people must say of the team, or what no slot can say.

    None where only what happens later is open.
    """
    ready, table = rules.rule_of(verdict), verdict.rule.table
    later = LATER[table] | MADE[table]
    strange = [ref for ref in verdict.verdict.missing if ref.name not in later]
    binds = ready.rule.severity is Severity.ERROR
    if not strange and not any(ref.name in SAID for ref in verdict.verdict.missing):
        return None
    code = "assign/team-not-expressed" if strange and binds else "assign/note-team-open"
    tell = problem if code == "assign/team-not-expressed" else warning
    return tell(
        code,
        at,
        line=asked.line,
        rule=ready.rule.spec.title,
        missing=tuple(ref.spec.label for ref in strange or verdict.verdict.missing),
        clauses=clauses_of(ready.citations),
    )


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """Yield each finding once: teams that differ by a need break a rule alike."""
    seen = set()
    for finding in findings:
        mark = (finding.code, finding.params.get("rule"), finding.params.get("said"))
        if mark not in seen:
            seen.add(mark)
            yield finding
