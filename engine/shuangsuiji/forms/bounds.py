"""Comparisons around a number: 不低于, 超过, 以上 and ranges, to what is known of it."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from shuangsuiji.forms.notation import Notation
from shuangsuiji.forms.numerals import NUMBER, exact
from shuangsuiji.model.values import Interval

Point = Callable[[str], Fraction | None]
"""Reads one number with its unit; None where the text is none."""

NOTATIONS = (
    Notation(
        "下限",
        "至少这么多，含本数",
        "不低于3% | ≥3% | >=3% | 不少于3% | 至少3% | 不得低于3% | 3%以上 | 3%及以上 | "
        "3%（含）以上 | 3%起",
    ),
    Notation(
        "上限",
        "至多这么多，含本数",
        "不超过10% | ≤10% | 不高于10% | 至多10% | 最高不超过10% | 10%以下 | 10%以内 | "
        "控制在10%以内",
    ),
    Notation(
        "不含本数的下限",
        "比这个多",
        "超过5% | 高于5% | 大于5% | >5% | 5%以上（不含本数）",
    ),
    Notation(
        "不含本数的上限",
        "比这个少",
        "低于5% | 不足5% | 不到5% | 小于5% | <5%",
    ),
    Notation(
        "范围",
        "两头都含；前一个数可以省去单位",
        "3%-5% | 3%至5% | 3~5% | 3%—5%之间 | 百分之三至百分之五 | 百分之三至五 | 3%~5%（含） | "
        "3%以上5%以下 | "
        "≥3%且≤5% | 大于3%小于5%",
        "10%-5%",
    ),
    Notation(
        "约数",
        "不是确数，不据以判断；同一格里别的数照读",
        "",
        "约5% | 5%左右 | 5%上下 | 近5% | 原则上5%",
    ),
)

_AT_LEAST = (
    "(?:最低|最少|至少)?(?:不低于|不少于|不小于|不得(?:低于|少于|小于)|(?:大于|高于)或?等于|≥|>=|≧|⩾)"
    "|至少|最少|最低|起码|下限"
)
_AT_MOST = (
    "(?:最高|最多|至多)?(?:不超过|不高于|不大于|不多于|不得(?:超过|高于|大于|多于)"
    "|(?:小于|低于)或?等于|≤|<=|≦|⩽)"
    "|至多|最多|最高|上限"
)
_MORE = "超过|超出|高于|大于|多于|>"
_LESS = "低于|少于|小于|不足|不满|未满|不到|<"

COMPARISON = f"(?:{_AT_LEAST}|{_AT_MOST}|{_MORE}|{_LESS})"
"""Words before a number that make it a bound."""

_BEFORE = re.compile(
    rf"(?:(?P<at_least>{_AT_LEAST})|(?P<at_most>{_AT_MOST})|(?P<more>{_MORE})|(?P<less>{_LESS}))"
    r"(?:为|:)?(?P<rest>.+)"
)
_AFTER = re.compile(
    r"(?P<rest>.+?)[及或]?(?:(?P<more>以上不含)|(?P<less>以[下内]不含)"
    r"|(?P<at_least>以上|起)|(?P<at_most>以下|以内|之内))"
)
_BETWEEN = re.compile(r"(?:在|介于)?(?P<low>.+)[和与](?P<high>.+)之间")


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
    between = _BETWEEN.fullmatch(text)
    if between:
        return _ends(between["low"], between["high"], point)
    ends = re.split("-|至|到", text.removesuffix("之间"))
    return _ends(ends[0], ends[1], point) if len(ends) == 2 else None  # noqa: PLR2004  (two ends)


def _one_sided(found: re.Match[str], point: Point) -> Interval | None:
    number = point(found["rest"])
    side = next(name for name, text in found.groupdict().items() if text and name != "rest")
    if number is None:
        return None
    if side in ("at_least", "more"):
        return interval(number, None, lo_open=side == "more")
    return interval(None, number, hi_open=side == "less")


def _ends(left: str, right: str, point: Point) -> Interval | None:
    """Read 5%-10% and 5-10%: the first number may leave its unit to the second."""
    unit = re.sub(rf"^{NUMBER}", "", right)
    hundredth = re.match("[百千万]分之", left)
    if hundredth and re.fullmatch(NUMBER, right):
        right = hundredth[0] + right
    low, high = point(left), point(right)
    if low is None:
        low = point(left + unit)
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


def total(parts: list[Interval]) -> Interval:
    """Return the bounds of the sum of all the parts."""
    low = [p.lo for p in parts if isinstance(p.lo, Decimal)]
    high = [p.hi for p in parts if isinstance(p.hi, Decimal)]
    return Interval(
        sum(low, Decimal(0)) if len(low) == len(parts) else None,
        sum(high, Decimal(0)) if len(high) == len(parts) else None,
        any(p.lo_open for p in parts),
        any(p.hi_open for p in parts),
    )


def _low(part: Interval) -> tuple[Decimal, bool]:
    """Order by the lower end; an open one begins later."""
    return (part.lo if isinstance(part.lo, Decimal) else Decimal("-Infinity"), part.lo_open)


def _high(part: Interval) -> tuple[Decimal, bool]:
    """Order by the upper end; an open one ends earlier."""
    return (part.hi if isinstance(part.hi, Decimal) else Decimal("Infinity"), not part.hi_open)


def _finite(end: Decimal) -> Decimal | None:
    return end if end.is_finite() else None
