"""What the possible answers to a question would change: the rule judged again with each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from shuangsuiji.check.stretches import STATED, fact_within, in_words, stretches
from shuangsuiji.findings import Outcome
from shuangsuiji.model.values import Fact, Interval, Ordered, Status, exactly, says
from shuangsuiji.model.vocabulary import FieldSpec, FieldType
from shuangsuiji.rules.evaluate import RowVerdict
from shuangsuiji.rules.expressions import (
    Among,
    And,
    Compare,
    Condition,
    Const,
    Contains,
    Like,
    Not,
    Or,
    Ref,
    Term,
    refs,
)
from shuangsuiji.rules.interpret import Env, interval
from shuangsuiji.rules.normal import judge


@dataclass(frozen=True, slots=True)
class Then:
    """What a rule says if the answer is this: the outcome, and what is still missing."""

    answer: str
    outcome: Outcome
    missing: tuple[str, ...] = ()


Outcomes = tuple[Then, ...]


@dataclass(slots=True)
class Weighed:
    """A verdict that a question serves: the fact in it, and what is claimed together with it.

    Not `known` is how a fact behind a sum or a count changes it: only another check can tell.
    """

    verdict: RowVerdict
    ref: Ref
    known: bool = True
    together: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer in words, or as a stretch of numbers or days; facts that all stand for it."""

    words: str
    facts: tuple[Fact, ...]
    stretch: Interval | None = None


def outcomes_of(weighed: Weighed, spec: FieldSpec, as_of: date) -> Outcomes:
    """Return the outcome by each answer; nothing where only another check can tell."""
    if not weighed.known:
        return ()
    found: list[tuple[_Answer, Then]] = []
    for answer in _answers(weighed, spec, as_of):
        then = {_then(weighed, answer.words, fact, as_of) for fact in answer.facts}
        if len(then) > 1:
            return ()
        found.append((answer, then.pop()))
    return tuple(_joined(found, spec))


def _joined(found: Iterable[tuple[_Answer, Then]], spec: FieldSpec) -> Iterator[Then]:
    """Yield the outcomes; neighbouring stretches that come to the same are one."""
    held: tuple[Interval, Then] | None = None
    for answer, then in found:
        if answer.stretch is None:
            yield then
        elif held is not None and replace(then, answer="") == replace(held[1], answer=""):
            first, last = held[0], answer.stretch
            whole = Interval(first.lo, last.hi, first.lo_open, last.hi_open)
            held = (whole, then)
        else:
            if held is not None:
                yield replace(held[1], answer=in_words(held[0], spec))
            held = (answer.stretch, then)
    if held is not None:
        yield replace(held[1], answer=in_words(held[0], spec))


def _then(weighed: Weighed, words: str, fact: Fact, as_of: date) -> Then:
    verdict = weighed.verdict
    facts = {**verdict.facts, weighed.ref.name: fact}
    again = judge(verdict.rule, Env(facts, as_of))
    if again.outcome is Outcome.FAIL and fact.value is True and weighed.together:
        facts |= {r.name: says(value=True) for r in weighed.together}
        both = judge(verdict.rule, Env(facts, as_of))
        if both.outcome is not Outcome.FAIL:
            labels = "、".join(r.spec.label for r in weighed.together)
            return Then(f"{words}，并有“{labels}”", both.outcome)
    return Then(words, again.outcome, tuple(r.spec.label for r in again.missing))


def _answers(weighed: Weighed, spec: FieldSpec, as_of: date) -> Iterator[_Answer]:
    conditions = tuple(weighed.verdict.rule.conditions())
    if spec.type is FieldType.YES_NO:
        yield from (_Answer("是", (says(value=True),)), _Answer("否", (says(value=False),)))
    elif spec.choices:
        for choice in spec.choices:
            yield _Answer(
                choice.labels[0] if choice.labels else choice.value, (says(choice.value),)
            )
    elif spec.type.is_ordered:
        yield from _numbers(weighed, spec, conditions, as_of)
    elif spec.type is FieldType.SPAN:
        days = (as_of, as_of + timedelta(days=30))
        yield _Answer(STATED, (Fact(Status.VALUE, Interval(*days), "时间段"),))
    else:
        yield from _texts(weighed.ref, spec, conditions)


def _texts(ref: Ref, spec: FieldSpec, conditions: Iterable[Condition]) -> Iterator[_Answer]:
    """Yield an answer for each text that the conditions know, and one for any other."""
    known = list(dict.fromkeys(t for c in conditions for t in _known_texts(c, ref)))
    as_list = spec.type is FieldType.LIST
    for words, text in known:
        yield _Answer(words, (says((text,) if as_list else text),))
    other = says(("某某",) if as_list else "某某")
    yield _Answer("写别的" if known else STATED, (other,))


def _known_texts(condition: Condition, ref: Ref) -> Iterator[tuple[str, str]]:
    match condition:
        case Not():
            yield from _known_texts(condition.part, ref)
        case And() | Or():
            for part in condition.parts:
                yield from _known_texts(part, ref)
        case Among() if condition.field == ref:
            yield from ((f"“{v}”", v) for v in condition.values)
        case Contains() if condition.field == ref:
            yield f"有“{condition.value}”", condition.value
        case Like() if condition.field == ref:
            shown = condition.pattern.strip("%").replace("%", "……")
            yield f"写有“{shown}”", condition.pattern.replace("%", "").replace("_", "某")
        case Compare(left=left, right=right):
            sides = (left, right)
            if ref in sides:
                yield from ((f"“{s.value}”", s.value) for s in sides if _is_text(s))  # type: ignore[misc,union-attr]  # _is_text says that it is one
        case _:
            return


def _is_text(term: Term) -> bool:
    return isinstance(term, Const) and isinstance(term.value, str)


def _numbers(
    weighed: Weighed, spec: FieldSpec, conditions: Iterable[Condition], as_of: date
) -> Iterator[_Answer]:
    """Yield an answer for each stretch of numbers or days between the points where something turns."""
    env = Env(weighed.verdict.facts, as_of)
    atoms = [a for c in conditions for a in _comparisons(c) if weighed.ref in _named(a)]
    points = [_turning(a, weighed.ref, env, spec) for a in atoms]
    if any(p is None for p in points):
        yield _Answer(STATED, (_sample(spec, as_of, 0), _sample(spec, as_of, 10**6)))
        return
    turns: list[Ordered] = sorted({p for p in points if p is not None})
    if not turns:
        yield _Answer(STATED, (_sample(spec, as_of, 1),))
        return
    for stretch in stretches(turns):
        fact = fact_within(stretch, spec)
        if fact is not None:
            yield _Answer("", (fact,), stretch)


def _comparisons(condition: Condition) -> Iterator[Compare]:
    match condition:
        case Not():
            yield from _comparisons(condition.part)
        case And() | Or():
            for part in condition.parts:
                yield from _comparisons(part)
        case Compare():
            yield condition


def _named(atom: Compare) -> set[Ref]:
    return {*refs(atom.left), *refs(atom.right)}


def _turning(atom: Compare, ref: Ref, env: Env, spec: FieldSpec) -> Decimal | date | None:
    """Return the value at which a comparison turns, where the rest of it is known."""
    if spec.type is FieldType.DATE:
        other = atom.right if atom.left == ref else atom.left
        if ref not in (atom.left, atom.right) or ref in set(refs(other)):
            return None
        told = interval(other, env)
        return told.lo if told.is_point else None
    at = [_difference(atom, ref, env, Decimal(x)) for x in (0, 1, 2)]
    zero, one, two = at
    if zero is None or one is None or two is None or two - one != one - zero or one == zero:
        return None
    return -zero / (one - zero)


def _difference(atom: Compare, ref: Ref, env: Env, value: Decimal) -> Decimal | None:
    told = replace(env, facts={**env.facts, ref.name: exactly(value)})
    left, right = interval(atom.left, told), interval(atom.right, told)
    if not (left.is_point and right.is_point):
        return None
    ends = (left.lo, right.lo)
    return (
        ends[0] - ends[1] if isinstance(ends[0], Decimal) and isinstance(ends[1], Decimal) else None
    )


def _sample(spec: FieldSpec, as_of: date, number: int) -> Fact:
    if spec.type is FieldType.DATE:
        return exactly(as_of - timedelta(days=min(number, 400)))
    return exactly(Decimal(number))
