"""Arithmetic and comparison on what is known of a number or a day: TRUE, FALSE, or NULL for either.

0 × ∞ is 0. A product is of a number and an interval, or of two intervals that are never negative;
rules/conditions.py refuses every other.
"""

from collections.abc import Callable
from decimal import Decimal

from shuangsuiji.model.values import Interval, Ordered
from shuangsuiji.rules.expressions import CompareOp

ANYTHING = Interval(None, None)
Kleene = bool | None


def at_least(a: Interval, b: Interval) -> Kleene:
    """Return a >= b.

    >>> at_least(Interval(Decimal(5), None), Interval(Decimal(3), Decimal(3)))
    True
    """
    if a.lo is not None and b.hi is not None and _le(b.hi, a.lo):
        return True
    if a.hi is None or b.lo is None:
        return None
    apart = _lt(a.hi, b.lo) or (a.hi == b.lo and (a.hi_open or b.lo_open))
    return False if apart else None


def above(a: Interval, b: Interval) -> Kleene:
    """Return a > b: the contrary of b >= a."""
    other = at_least(b, a)
    return None if other is None else not other


def equal(a: Interval, b: Interval) -> Kleene:
    """Return a = b: TRUE for two equal values, FALSE where they cannot meet."""
    if a.is_point and b.is_point:
        return a.lo == b.lo
    if above(a, b) is True or above(b, a) is True:
        return False
    return None


def lies_in(inner: Interval, outer: Interval) -> bool:
    """Tell whether all that a bound allows is allowed by another.

    >>> three, five = Decimal(3), Decimal(5)
    >>> lies_in(Interval(three, five), Interval(three, None))
    True
    """
    low = outer.lo is None or (
        inner.lo is not None
        and (_lt(outer.lo, inner.lo) or (inner.lo == outer.lo and outer.lo_open <= inner.lo_open))
    )
    high = outer.hi is None or (
        inner.hi is not None
        and (_lt(inner.hi, outer.hi) or (inner.hi == outer.hi and outer.hi_open <= inner.hi_open))
    )
    return low and high


def in_order(a: Interval) -> bool:
    """Tell whether the lower end is no higher than the upper one."""
    return a.lo is None or a.hi is None or _le(a.lo, a.hi)


def _swap(f: Callable[[Interval, Interval], Kleene]) -> Callable[[Interval, Interval], Kleene]:
    return lambda a, b: f(b, a)


def _different(a: Interval, b: Interval) -> Kleene:
    same = equal(a, b)
    return None if same is None else not same


COMPARISONS: dict[CompareOp, Callable[[Interval, Interval], Kleene]] = {
    "=": equal,
    "<>": _different,
    ">=": at_least,
    ">": above,
    "<=": _swap(at_least),
    "<": _swap(above),
}


def plus(a: Interval, b: Interval) -> Interval:
    """Return a + b."""
    return Interval(
        _sum(a.lo, b.lo), _sum(a.hi, b.hi), a.lo_open or b.lo_open, a.hi_open or b.hi_open
    )


def minus(a: Interval, b: Interval) -> Interval:
    """Return a - b."""
    return plus(a, times(b, Interval(Decimal(-1), Decimal(-1))))


def times(a: Interval, b: Interval) -> Interval:
    """Return a × b, where one is a known number or neither is ever negative."""
    if b.is_point:
        return _scaled(a, _number(b.lo))
    if a.is_point:
        return _scaled(b, _number(a.lo))
    lo, hi = _product(a.lo, b.lo), _product(a.hi, b.hi)
    lo_open = a.lo_open or b.lo_open if lo else _is_above_zero(a) and _is_above_zero(b)
    return Interval(lo, hi, lo_open, bool(hi) and (a.hi_open or b.hi_open))


def _scaled(a: Interval, factor: Decimal) -> Interval:
    if factor == 0:
        return Interval(Decimal(0), Decimal(0))
    lo = None if a.lo is None else _number(a.lo) * factor
    hi = None if a.hi is None else _number(a.hi) * factor
    if factor > 0:
        return Interval(lo, hi, a.lo_open, a.hi_open)
    return Interval(hi, lo, a.hi_open, a.lo_open)


def _product(a: Ordered | None, b: Ordered | None) -> Decimal | None:
    if a == 0 or b == 0:
        return Decimal(0)
    return None if a is None or b is None else _number(a) * _number(b)


def _is_above_zero(a: Interval) -> bool:
    """Whether 0 is not reached: a product with 0 as its bound reaches it through either factor."""
    return a.lo is not None and (a.lo != 0 or a.lo_open)


def _sum(a: Ordered | None, b: Ordered | None) -> Decimal | None:
    return None if a is None or b is None else _number(a) + _number(b)


def _number(value: Ordered | None) -> Decimal:
    assert isinstance(value, Decimal), "conditions let only numbers into arithmetic"
    return value


def _le(a: Ordered, b: Ordered) -> bool:
    return a <= b  # type: ignore[operator]  # both are numbers or both are days: conditions see to it


def _lt(a: Ordered, b: Ordered) -> bool:
    return a < b  # type: ignore[operator]  # likewise
