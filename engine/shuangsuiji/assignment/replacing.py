"""Replacing an inspector (更换检查人员): what the pack says of the reason, the approval, the successor."""

from dataclasses import dataclass
from datetime import date

from shuangsuiji.assignment.judged import PackRules, clauses_of, table_of
from shuangsuiji.findings import Finding, Location, Outcome, Param, Severity, problem, warning
from shuangsuiji.model.values import Fact, exactly, says

TABLE = "replacement"
REASON, ROLE = "reason", "approved_by_role"


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who leaves a team and who follows, how, why, with whose approval.

    `unable` says whether the person cannot go on, `special` whether other special circumstances are
    invoked; None where nobody says so.
    """

    team: str
    out: str
    successor: str
    certified: bool
    method: str
    reason: str
    approver: str
    approved_on: date
    replaced_on: date
    unable: bool | None = None
    special: bool | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the pack's rules say: what forbids the replacement, what is remarked, the clauses it rests on."""

    problems: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    clauses: tuple[str, ...]


def judge_replacement(rules: PackRules, asked: Replacement) -> Judgement:
    """Return what the pack's rules on replacements say of one."""
    at = Location("--reason")
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
    for verdict in rules.verdicts(tables):
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
    clauses = clauses_of([citation for ready in about for citation in ready.citations])
    return Judgement(tuple(problems), tuple(notes), clauses)


def role_of(rules: PackRules, approver: str) -> str | None:
    """Return the role that an approver's title names, the longest that fits; None where it names none."""
    spec = rules.pack.vocabulary.tables[TABLE].by_name[ROLE]
    known = [(label, c.value) for c in spec.choices for label in (*c.labels, c.value)]
    named = [pair for pair in known if pair[0] in approver]
    return max(named, key=lambda pair: len(pair[0]))[1] if named else None


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
        "approved_on": exactly(asked.approved_on),
        "replaced_on": exactly(asked.replaced_on),
    }
    if role is not None:
        facts[ROLE] = says(role)
    if asked.unable is not None:
        facts["unable_to_continue"] = says(value=asked.unable)
    if asked.special is not None:
        facts["other_reason"] = says(value=asked.special)
    return facts
