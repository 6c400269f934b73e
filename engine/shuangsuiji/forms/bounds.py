"""Comparisons around a number or a day: 不低于, 超过, 以上 and ranges, to what is known of it."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from shuangsuiji.forms.numerals import NUMBER, exact
from shuangsuiji.model.values import Interval

Point = Callable[[str], Fraction | None]
"""Reads one number with its unit; None where the text is none."""

AT_LEAST = "不低于|不少于|不小于|不得低于|不得少于|大于或?等于|至少|最少|最低|≥|>=|≧|⩾"
AT_MOST = "不超过|不高于|不大于|不多于|不得超过|不得高于|小于或?等于|至多|最多|最高|≤|<=|≦|⩽"
MORE = "超过|高于|大于|多于|>"
LESS = "低于|少于|小于|不足|不满|<"

_BEFORE = re.compile(
    rf"(?:(?P<at_least>{AT_LEAST})|(?P<at_most>{AT_MOST})|(?P<more>{MORE})|(?P<less>{LESS}))(?P<rest>.+)"
)
_AFTER = re.compile(r"(?P<rest>.+?)及?(?:(?P<at_least>以上)|(?P<at_most>以下|以内))")


def read_bounded(text: str, point: Point) -> Interval | None:
    """Return what a number's text says: one value, a bound, a range, or None where it says neither.

    以上、以下、以内 include the number, 超过、不满 do not (Civil Code, article 1259).
    """
    number = point(text)
    if number is not None:
        return interval(number, number)
    found = _BEFORE.fullmatch(text) or _AFTER.fullmatch(text)
    if found:
        return _one_sided(found, point)
    return _range(text, point)


def _one_sided(found: re.Match[str], point: Point) -> Interval | None:
    number = point(found["rest"])
    side = next(name for name, text in found.groupdict().items() if text and name != "rest")
    if number is None:
        return None
    if side in ("at_least", "more"):
        return interval(number, None, lo_open=side == "more")
    return interval(None, number, hi_open=side == "less")


def _range(text: str, point: Point) -> Interval | None:
    """Read 5%-10% and 5-10%: the first number may leave its unit to the second."""
    ends = re.split("-|至|到", text)
    if len(ends) != 2:  # noqa: PLR2004  (a range has two ends)
        return None
    unit = re.sub(rf"^{NUMBER}", "", ends[1])
    low, high = point(ends[0]), point(ends[1])
    if low is None:
        low = point(ends[0] + unit)
    if low is None or high is None or low > high:
        return None
    return interval(low, high)


def interval(
    low: Fraction | None, high: Fraction | None, *, lo_open: bool = False, hi_open: bool = False
) -> Interval | None:
    """Return the interval in exact decimals, or None if a bound is not one."""
    lo = None if low is None else exact(low)
    hi = None if high is None else exact(high)
    if (lo is None) != (low is None) or (hi is None) != (high is None):
        return None
    return Interval(lo, hi, lo_open, hi_open)


def both(one: Interval, other: Interval) -> Interval | None:
    """Return what holds if both hold (且), or None if they contradict each other."""
    lo, lo_open = max((_low(one), _low(other)))
    hi, hi_open = min((_high(one), _high(other)))
    empty = lo > hi or (lo == hi and (lo_open or not hi_open))
    if empty:
        return None
    return Interval(
        _finite(lo), _finite(hi), bool(lo_open), not hi_open and _finite(hi) is not None
    )


def hull(parts: list[Interval]) -> Interval:
    """Return the smallest interval that holds all the parts."""
    lo, lo_open = min(_low(p) for p in parts)
    hi, hi_closed = max(_high(p) for p in parts)
    return Interval(
        _finite(lo), _finite(hi), bool(lo_open), not hi_closed and _finite(hi) is not None
    )


def _low(part: Interval) -> tuple[Decimal, bool]:
    """Order by the lower end; an open one begins later."""
    return (part.lo if isinstance(part.lo, Decimal) else Decimal("-Infinity"), part.lo_open)


def _high(part: Interval) -> tuple[Decimal, bool]:
    """Order by the upper end; an open one ends earlier."""
    return (part.hi if isinstance(part.hi, Decimal) else Decimal("Infinity"), not part.hi_open)


def _finite(end: Decimal) -> Decimal | None:
    return end if end.is_finite() else None
