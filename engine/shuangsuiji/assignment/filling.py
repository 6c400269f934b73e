"""Filling an empty slot by hand (补缺): a direct appointment in a shortage, never a replacement."""

from datetime import date

from shuangsuiji.assignment.judged import Judgement, PackRules, clauses_of, table_of
from shuangsuiji.assignment.ladder import ways_of
from shuangsuiji.findings import Finding, Location, Outcome, Param, problem, warning
from shuangsuiji.model.values import says

BY_LOT = "redraw"
DIRECT = "direct"


def judge_filling(rules: PackRules, method: str, reason: str, day: date, at: Location) -> Judgement:
    """Return what the pack says of filling an empty slot: by lot, or by naming somebody."""
    if method == BY_LOT:
        return Judgement((), (), ())
    way = next((way for way in ways_of(rules, day, reason) if way.mode == DIRECT), None)
    if way is None:
        against = _by_lot_alone(rules, at)
        return Judgement((), (warning("assign/note-fill-silent", at, clauses=against),), ())
    params: dict[str, Param] = {"title": way.title, "clauses": way.clauses}
    if way.allowed:
        return Judgement((), (), way.clauses)
    if way.missing:
        told: Finding = warning(
            "assign/note-fill-open",
            at,
            title=way.title,
            clauses=way.clauses,
            missing=way.missing,
        )
        return Judgement((), (told,), ())
    return Judgement((problem("assign/fill-barred", at, **params),), (), ())


def _by_lot_alone(rules: PackRules, at: Location) -> tuple[str, ...]:
    """Return the clauses in force that ask for inspectors by lot, shortage or not."""
    facts = {"task": says("1"), "inspectors_by_lottery": says(value=False)}
    made = table_of("draw", [("1", facts)], at)
    broken = [v for v in rules.verdicts({"draw": made}) if v.verdict.outcome is Outcome.FAIL]
    asked = [ready for v in broken if not (ready := rules.rule_of(v)).rule.draft]
    return clauses_of([c for ready in asked for c in ready.citations])
