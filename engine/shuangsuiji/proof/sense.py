"""Rules that make no sense, alone or beside each other: never applicable, contradicting, pointless limits.

What is found may be acknowledged in pack.yaml, with clauses of both rules and what settles it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise

from shuangsuiji.findings import Finding, Outcome, problem
from shuangsuiji.model.values import Interval
from shuangsuiji.model.vocabulary import FieldSpec
from shuangsuiji.packs.read import ReadPack
from shuangsuiji.packs.rulepack import ReadyRule, Rule, RulePack
from shuangsuiji.proof.cases import case_day, run_on, usual_day
from shuangsuiji.proof.reading import Steps, reading_of
from shuangsuiji.rules.expressions import Compare, Condition, Const, Ref
from shuangsuiji.rules.intervals import above as strictly_above
from shuangsuiji.rules.intervals import at_least
from shuangsuiji.rules.kinds.base import Case, Expect
from shuangsuiji.rules.kinds.due_on import DueOn
from shuangsuiji.rules.kinds.event_order import EventOrder

LEAST, MOST = (">=", ">"), ("<=", "<")


def check_sense(chain: Sequence[ReadPack], pack: RulePack) -> tuple[Finding, ...]:
    """Return what makes no sense in the pack's own rules, unless it is acknowledged."""
    own = [r for r in pack.rules if r.pack == pack.id]
    known = [frozenset(a.clauses) for p in chain for a in p.file.acknowledges]
    day = usual_day(pack)
    ready = [r for r in pack.ready(day, day.year) if r.rule.pack == pack.id]
    return (
        *_never_applicable(pack, own),
        *(found for rule in own for found in _named_twice(pack, rule)),
        *_apart(ready, known),
        *_limits(pack, own, known),
    )


def _never_applicable(pack: RulePack, rules: Sequence[Rule]) -> Iterator[Finding]:
    """Yield rules whose failing cases all fall outside the pack's scope, and rules never in force."""
    for rule in rules:
        period = pack.valid_for
        if rule.spec.in_force and period and not rule.spec.in_force.meets(period):
            yield problem("proof/never-in-force", rule.location, rule=rule.full_id)
    days: dict[tuple[date, int], dict[str, list[ReadyRule]]] = {}
    scoped = {t for r in pack.rules if r.spec.scope for t in r.spec.tables()}
    for rule in rules:
        if rule.spec.scope or not scoped & set(rule.spec.tables()):
            continue
        failing = [c for c in rule.spec.cases if c.expect is Expect.FAIL and c.of is None]
        outcomes = {o for case in failing for o in _within_scope(pack, rule, case, days)}
        if outcomes == {Outcome.NOT_APPLICABLE}:
            yield problem("proof/dead-rule", rule.location, rule=rule.full_id)


def _within_scope(
    pack: RulePack,
    rule: Rule,
    case: Case,
    days: dict[tuple[date, int], dict[str, list[ReadyRule]]],
) -> Iterator[Outcome]:
    """Yield what the case comes to where the pack's scope is asked too; `days` keeps what is ready."""
    day = case_day(pack, case)
    if day not in days:
        days[day] = {}
        for ready in pack.ready(*day, every=True):
            days[day].setdefault(ready.rule.full_id, []).append(ready)
    absent = tuple(t for t in pack.vocabulary.tables if t not in case.with_)
    open_case = case.model_copy(
        update={"without": absent}
    )  # what the case does not tell is not known
    for ready in days[day].get(rule.full_id, []):
        if case.part in (None, ready.normal.id.partition("#")[2]):
            yield run_on(pack, rule, open_case, ready.normal).outcome


def _apart(ready: Sequence[ReadyRule], known: Sequence[frozenset[str]]) -> Iterator[Finding]:
    """Yield pairs of rules that no row can satisfy both: a floor above a cap, under one condition."""
    for one, other in combinations(ready, 2):
        a, b = one.normal.require, other.normal.require
        same = one.normal.table == other.normal.table and one.normal.when == other.normal.when
        if same and _exclude(a, b) and not _settled(one.rule, other.rule, known):
            yield _between("proof/contradiction", one.rule, other.rule)


def _exclude(a: Condition, b: Condition) -> bool:
    """Whether two comparisons of one field with a number or day cannot both hold."""
    if not (isinstance(a, Compare) and isinstance(b, Compare) and isinstance(a.left, Ref)):
        return False
    if a.left != b.left or not (isinstance(a.right, Const) and isinstance(b.right, Const)):
        return False
    if a.op in MOST and b.op in LEAST:
        a, b = b, a
    if not (a.op in LEAST and b.op in MOST):
        return False
    low, high = a.right, b.right
    assert isinstance(low, Const), "looked at above"
    assert isinstance(high, Const), "looked at above"
    if isinstance(low.value, str) or isinstance(high.value, str):
        return False
    most = Interval(high.value, high.value)
    above = at_least if b.op == "<" or a.op == ">" else strictly_above
    return above(Interval(low.value, low.value), most) is True


def _named_twice(pack: RulePack, rule: Rule) -> Iterator[Finding]:
    """Yield fields that a rule holds to themselves: a limit from its own end, a step before itself.

    Several limits of one rule may begin with one event.
    """
    seen: list[tuple[Steps, FieldSpec]] = []
    for steps, spec in reading_of(pack, rule, rule.spec).fields:
        before = [place for place, other in seen if other == spec]
        if any(not (place[0] == steps[0] == "limits") for place in before):
            place = rule.source.at(*steps)
            yield problem("proof/field-twice", place, rule=rule.full_id, found=spec.label)
        seen.append((steps, spec))


def _limits(
    pack: RulePack, rules: Sequence[Rule], known: Sequence[frozenset[str]]
) -> Iterator[Finding]:
    """Yield limits that another makes pointless, or in the wrong order."""
    due: dict[tuple[str, FieldSpec | None], Rule] = {}
    tables = pack.vocabulary.tables
    for rule in rules:
        if not isinstance(rule.spec, DueOn):
            continue
        event = tables[rule.spec.table].find(rule.spec.event)
        first = due.setdefault((rule.spec.table, event), rule)
        same = first is not rule and first.spec.when == rule.spec.when
        if same and not _settled(first, rule, known):
            yield _between("proof/two-limits", rule, first)
    for rule in (r for r in rules if isinstance(r.spec, EventOrder)):
        assert isinstance(rule.spec, EventOrder), "chosen so"
        name = rule.spec.table
        for before, after in pairwise(map(tables[name].find, rule.spec.order)):
            a, b = due.get((name, before)), due.get((name, after))
            if a and b and _later(a, b) and not _settled(a, b, known):
                yield _between("proof/limits-out-of-order", a, b)


def _later(a: Rule, b: Rule) -> bool:
    """Whether the last day of the first is later in the year, whenever both hold."""
    assert isinstance(a.spec, DueOn), "chosen so"
    assert isinstance(b.spec, DueOn), "chosen so"
    return any(x.meets(y) and x.is_ > y.is_ for x in a.spec.due for y in b.spec.due)


def _settled(a: Rule, b: Rule, known: Sequence[frozenset[str]]) -> bool:
    """Whether the pack acknowledges it: one entry names clauses of both rules."""
    return any(clauses & {*a.spec.cite} and clauses & {*b.spec.cite} for clauses in known)


def _between(code: str, one: Rule, other: Rule) -> Finding:
    return problem(
        code, one.location, rule=one.full_id, other=other.full_id, there=str(other.location)
    )
