"""Derived fields: a lookup, count, sum … over the related rows of another table, read, and worked out plainly.

Related rows of which it is not known whether they count, or by how much, make the result an interval.
A table that was not handed in leaves the result untold. derived_sql.py is the same in SQL.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from shuangsuiji.model.values import BLANK, UNTOLD, Fact, Interval, Ordered, Status, says
from shuangsuiji.model.vocabulary import FieldSpec, Vocabulary
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.expressions import Condition, Ref, refs
from shuangsuiji.rules.interpret import Env, evaluate
from shuangsuiji.rules.intervals import Kleene

Operation = Literal["lookup", "any", "count", "count_distinct", "sum", "min", "max"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)


@dataclass(frozen=True, slots=True)
class Derivation:
    """A derived field, read: the operation on a field of the related rows where a condition holds."""

    operation: Operation
    table: str
    target: FieldSpec | None
    where: Condition
    zero_is_unknown: bool


def derivation(vocabulary: Vocabulary, table: str, spec: FieldSpec) -> Derivation:
    """Return the field's derivation. Raises ConditionError where its condition cannot be read."""
    known = vocabulary.read_once.get((table, spec.name))
    if isinstance(known, Derivation):
        return known
    found = _read(vocabulary, table, spec)
    vocabulary.read_once[(table, spec.name)] = found
    return found


def _read(vocabulary: Vocabulary, table: str, spec: FieldSpec) -> Derivation:
    derived = spec.derived
    assert derived is not None, "only derived fields are asked for"
    operation = next(o for o in OPERATIONS if getattr(derived, o) is not None)
    related, _, field = str(getattr(derived, operation)).partition(".")
    scope = Scope(vocabulary.tables[related], vocabulary.tables[table])
    target = vocabulary.tables[related].by_name[field] if field else None
    where = read_condition(derived.where, scope)
    return Derivation(operation, related, target, where, derived.zero is not None)


def reads(how: Derivation) -> tuple[set[str], set[str]]:
    """Return the fields of the related table and of the row itself that the derivation reads."""
    own = {r.name for r in refs(how.where) if r.outer}
    related = {r.name for r in refs(how.where) if not r.outer}
    return related | ({how.target.name} if how.target else set()), own


def derived_fact(how: Derivation, row: Env, related: Sequence[Env] | None) -> Fact:
    """Return the field for one row; None for a related table that was not handed in."""
    if related is None:
        return UNTOLD
    counted = [(env, _counts(how.where, env, row)) for env in related]
    found: list[tuple[Env, Kleene]] = [(env, w) for env, w in counted if w is not False]
    match how.operation:
        case "lookup":
            return _lookup(how, found)
        case "any":
            return _any(how, found)
        case "count":
            return _zero(how, _between(sum(w is True for _, w in found), len(found)))
        case "count_distinct":
            return _zero(how, _distinct(how, found))
        case "sum":
            return _zero(how, _sum(how, found))
        case "min" | "max":
            return _zero(how, _extreme(how, found))


def _counts(where: Condition, env: Env, row: Env) -> Kleene:
    return evaluate(where, Env(env.facts, env.as_of, outer=row))


def _ref(how: Derivation) -> Ref:
    assert how.target is not None, "packs/vocabulary.py refuses an operation without its field"
    return Ref(how.target)


def _lookup(how: Derivation, found: Sequence[tuple[Env, Kleene]]) -> Fact:
    if not found:
        return BLANK
    if len(found) > 1 or found[0][1] is None:
        return UNTOLD
    fact = found[0][0].fact(_ref(how))
    return _zero(how, Fact(fact.status, fact.value))


def _any(how: Derivation, found: Sequence[tuple[Env, Kleene]]) -> Fact:
    each = [env.fact(_ref(how)).value for env, _ in found]
    if any(w is True and value is True for (_, w), value in zip(found, each, strict=True)):
        return says(value=True)
    return says(value=False) if all(value is False for value in each) else UNTOLD


def _distinct(how: Derivation, found: Sequence[tuple[Env, Kleene]]) -> Fact:
    each = [(env.fact(_ref(how)).value, w) for env, w in found]
    surely = {value for value, w in each if w is True and value is not None}
    perhaps = {value for value, _ in each if value is not None}
    return _between(len(surely), len(perhaps) + sum(value is None for value, _ in each))


def _sum(how: Derivation, found: Sequence[tuple[Env, Kleene]]) -> Fact:
    lo: Decimal | None = Decimal(0)
    hi: Decimal | None = Decimal(0)
    for env, w in found:
        part = env.interval(_ref(how))
        least = part.lo if w else None if part.lo is None else min(_number(part.lo), Decimal(0))
        most = part.hi if w else None if part.hi is None else max(_number(part.hi), Decimal(0))
        lo = None if lo is None or least is None else lo + _number(least)
        hi = None if hi is None or most is None else hi + _number(most)
    return Fact(Status.VALUE, Interval(lo, hi))


def _extreme(how: Derivation, found: Sequence[tuple[Env, Kleene]]) -> Fact:
    if not found:
        return BLANK
    surely = [env.interval(_ref(how)) for env, w in found if w is True]
    if not surely:
        return UNTOLD
    every = [env.interval(_ref(how)) for env, _ in found]
    if how.operation == "min":
        lo = _end([i.lo for i in every], min)
        his = [i.hi for i in surely if i.hi is not None]
        return Fact(Status.VALUE, Interval(lo, _end(his, min)))
    los = [i.lo for i in surely if i.lo is not None]
    return Fact(Status.VALUE, Interval(_end(los, max), _end([i.hi for i in every], max)))


def _end(ends: list[Ordered | None] | list[Ordered], pick) -> Ordered | None:  # type: ignore[no-untyped-def]  # min or max
    return None if not ends or None in ends else pick(ends)


def _zero(how: Derivation, fact: Fact) -> Fact:
    nothing = isinstance(fact.value, Interval) and fact.value.is_point and fact.value.lo == 0
    return UNTOLD if how.zero_is_unknown and nothing else fact


def _between(lo: int, hi: int) -> Fact:
    return Fact(Status.VALUE, Interval(Decimal(lo), Decimal(hi)))


def _number(value: Ordered | None) -> Decimal:
    assert isinstance(value, Decimal), "sums are of numbers"
    return value
