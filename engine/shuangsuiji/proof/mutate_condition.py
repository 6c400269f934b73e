"""The ways to change a condition by one step: an operand, a comparison, a constant, a member of a list."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from shuangsuiji.model.dated import moved
from shuangsuiji.model.vocabulary import FieldSpec, FieldType
from shuangsuiji.rules.expressions import (
    TRUE,
    Among,
    And,
    Arith,
    Compare,
    CompareOp,
    Condition,
    Const,
    Contains,
    Like,
    Not,
    Or,
    Ref,
    Term,
    Truth,
)

OTHER: dict[CompareOp, CompareOp] = {
    "<=": "<",
    "<": "<=",
    ">=": ">",
    ">": ">=",
    "=": "<>",
    "<>": "=",
}
FINE = Decimal("0.001")
"""The step of a ratio; of one written more finely, a tenth of its last place."""


def changed(condition: Condition) -> Iterator[Condition]:
    """Yield the condition changed in each way, one at a time; the whole of it left out, too."""
    if condition != TRUE:
        yield TRUE
    yield from _changed(condition)


def _changed(condition: Condition) -> Iterator[Condition]:
    match condition:
        case Truth():
            return
        case Not():
            yield condition.part
            yield from (Not(c) for c in _changed(condition.part) if c != condition)
        case And() | Or():
            yield _negated(condition)
            yield from _joined_otherwise(condition)
        case _:
            yield _negated(condition)
            yield from _atom(condition)


def _negated(condition: Condition) -> Condition:
    return condition.part if isinstance(condition, Not) else Not(condition)


def _joined_otherwise(condition: And | Or) -> Iterator[Condition]:
    """Yield the other junction; each operand left out, and each changed."""
    kind, other = (And, Or) if isinstance(condition, And) else (Or, And)
    parts = condition.parts
    yield other(parts)
    for index, part in enumerate(parts):
        rest = (*parts[:index], *parts[index + 1 :])
        yield rest[0] if len(rest) == 1 else kind(rest)
        yield from (kind((*parts[:index], c, *parts[index + 1 :])) for c in _changed(part))


def _atom(atom: Condition) -> Iterator[Condition]:
    match atom:
        case Compare():
            yield Compare(OTHER[atom.op], atom.left, atom.right)
            yield from (replace(atom, left=t) for t in _terms(atom.left, atom.right))
            yield from (replace(atom, right=t) for t in _terms(atom.right, atom.left))
        case Among():
            yield from (Among(atom.field, values) for values in _fewer(atom))
        case Contains():
            yield from (Contains(atom.field, w) for w in other_words(atom.field.spec, atom.value))
        case Like():
            yield Like(atom.field, f"{atom.pattern}外")


def _fewer(atom: Among) -> Iterator[tuple[str, ...]]:
    if len(atom.values) == 1:
        yield from ((word,) for word in other_words(atom.field.spec, atom.values[0]))
        return
    for word in atom.values:
        yield tuple(v for v in atom.values if v != word)


def _terms(term: Term, other: Term) -> Iterator[Term]:
    match term:
        case Const(value=Decimal() as number):
            yield from (Const(n) for n in steps(number, is_ratio=_is_ratio(other)))
        case Const(value=date() as day):
            yield from (Const(moved(day, n)) for n in (-1, 1))
        case Const(value=str() as word) if isinstance(other, Ref):
            yield from (Const(w) for w in other_words(other.spec, word))
        case Arith():
            yield from (replace(term, left=t) for t in _terms(term.left, term.right))
            yield from (replace(term, right=t) for t in _terms(term.right, term.left))


def _is_ratio(term: Term) -> bool:
    return isinstance(term, Ref) and term.spec.type is FieldType.RATIO


def steps(number: Decimal, *, is_ratio: bool) -> tuple[Decimal, Decimal]:
    """Return the number one step down and one step up: a count by one, a ratio by a little.

    >>> [str(n) for n in steps(Decimal(3), is_ratio=False)]
    ['2', '4']
    >>> [str(n) for n in steps(Decimal("0.03"), is_ratio=True)]
    ['0.029', '0.031']
    """
    whole = number == number.to_integral_value()
    step = Decimal(1) if whole and not is_ratio else _fine(number)
    return number - step, number + step


def _fine(number: Decimal) -> Decimal:
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "packs write no infinity"
    return min(FINE, Decimal(1).scaleb(exponent - 1))


def other_words(spec: FieldSpec, word: str) -> tuple[str, ...]:
    """Return another word of the field's list; of a field without a list, one that nobody wrote."""
    listed = next((c.value for c in spec.choices if c.value != word), None)
    return (f"{word}外",) if listed is None else (listed,)
