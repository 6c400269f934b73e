"""Replacing an inspector (更换检查人员): what the pack says of the reason, the approval, the successor."""

from dataclasses import dataclass
from datetime import date

from shuangsuiji.assignment.filling import judge_filling
from shuangsuiji.assignment.inspectors import NOBODY
from shuangsuiji.assignment.judged import Judgement, PackRules, clauses_of, table_of
from shuangsuiji.findings import (
    Citation,
    Finding,
    Location,
    Outcome,
    Param,
    Severity,
    problem,
    warning,
)
from shuangsuiji.model.values import Fact, exactly, says

TABLE = "replacement"
REASON, ROLE = "reason", "approved_by_role"


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who leaves a team and who follows, how, why, with whose approval.

    `unable` says whether the person cannot go on, `special` whether other special circumstances are
    invoked; None where nobody says so. `expert` says that the slot is one for experts.
    """

    team: str
    out: str
    successor: str
    certified: bool
    method: str
    reason: str
    approver: str
    approved_on: date | None
    replaced_on: date
    unable: bool | None = None
    special: bool | None = None
    expert: bool = False


def judge_replacement(rules: PackRules, asked: Replacement) -> Judgement:
    """Return what the pack's rules say of one; who fills an empty slot replaces nobody."""
    at = Location("--reason")
    if asked.expert:  # the rules are on inspectors
        return Judgement((), (warning("assign/note-replace-expert", at),), ())
    if asked.out == NOBODY:
        return judge_filling(rules, asked.method, asked.reason, asked.replaced_on, at)
    tables = {TABLE: table_of(TABLE, [(asked.out, _facts(rules, asked))], at)}
    problems, notes = list[Finding](), list[Finding]()
    for broken in rules.failures(tables):
        params: dict[str, Param] = {
            "said": broken.message or broken.title or broken.code,
            "fix": broken.fix or "",
            "clauses": clauses_of(broken.citations),
        }
        if broken.severity is Severity.ERROR:
            problems.append(problem("assign/replace-rule", at, **params))
        else:
            notes.append(warning("assign/note-replace-rule", at, **params))
    excepted: dict[str, tuple[Citation, ...]] = {}
    for verdict in rules.verdicts(tables):
        if verdict.verdict.outcome is Outcome.EXCEPTED:
            rule = rules.rule_of(verdict).rule
            own = [e for e in rule.spec.unless if e.id in verdict.verdict.exceptions]
            cited = tuple(c for e in own for c in rule.exceptions[e.id])
            excepted[verdict.rule.id] = cited
            title = "；".join(e.title for e in own)
            clauses = clauses_of(cited)
            notes.append(warning("assign/note-replace-excepted", at, title=title, clauses=clauses))
        if verdict.verdict.outcome in (Outcome.UNKNOWN, Outcome.MANUAL):
            ready = rules.rule_of(verdict)
            params = {
                "rule": ready.rule.spec.title,
                "missing": tuple(ref.spec.label for ref in verdict.verdict.missing),
                "clauses": clauses_of(ready.citations),
            }
            if ready.rule.severity is Severity.ERROR:
                problems.append(problem("assign/replace-open", at, **params))
            else:
                notes.append(warning("assign/note-replace-open", at, **params))
    about = rules.about((TABLE,))
    clauses = clauses_of(
        [c for ready in about for c in excepted.get(ready.normal.id, ready.citations)]
    )
    return Judgement(tuple(problems), tuple(notes), clauses)


def role_of(rules: PackRules, approver: str) -> str | None:
    """Return the role that an approver's title names, the longest that fits.

    None where it names none, or several of which nobody can say which one agreed.
    """
    spec = rules.pack.vocabulary.tables[TABLE].by_name[ROLE]
    known = [(label, c.value) for c in spec.choices for label in (*c.labels, c.value)]
    named = [pair for pair in known if pair[0] in approver]
    if not named:
        return None
    best = max(named, key=lambda pair: len(pair[0]))
    beside = approver.replace(best[0], "|")
    several = any(value != best[1] and label in beside for label, value in named)
    return None if several else best[1]


def reason_of(rules: PackRules, text: str) -> str:
    """Return a reason in the vocabulary's word, or as it is written where there is no such word."""
    spec = rules.pack.vocabulary.tables[TABLE].by_name[REASON]
    words = {label: c.value for c in spec.choices for label in (c.value, *c.labels)}
    return words.get(text, text)


def reasons(rules: PackRules) -> tuple[str, ...]:
    """Return the reasons that the vocabulary knows."""
    return tuple(c.value for c in rules.pack.vocabulary.tables[TABLE].by_name[REASON].choices)


def _facts(rules: PackRules, asked: Replacement) -> dict[str, Fact]:
    role = role_of(rules, asked.approver)
    facts = {
        "team": says(asked.team),
        "replaced": says(asked.out),
        REASON: says(reason_of(rules, asked.reason)),
        "successor": says(asked.successor),
        "successor_has_certificate": says(value=asked.certified),
        "method": says(asked.method),
        "replaced_on": exactly(asked.replaced_on),
    }
    if asked.approved_on is not None:
        facts["approved_on"] = exactly(asked.approved_on)
    if role is not None:
        facts[ROLE] = says(role)
    if asked.unable is not None:
        facts["unable_to_continue"] = says(value=asked.unable)
    if asked.special is not None:
        facts["other_reason"] = says(value=asked.special)
    return facts
