"""Ratio, base and count of a line held against each other (算得拢): only what cannot be right is told."""

from collections.abc import Iterator, Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
)

from shuangsuiji.findings import Finding
from shuangsuiji.forms.writing import write_cell
from shuangsuiji.model.settings import Settings
from shuangsuiji.model.values import Interval, Row
from shuangsuiji.model.vocabulary import FieldType
from shuangsuiji.plan.cells import number
from shuangsuiji.plan.remarks import warning

ROUNDINGS = {
    "ceil": (ROUND_CEILING, ROUND_CEILING),
    "floor": (ROUND_FLOOR, ROUND_FLOOR),
    "half_up": (ROUND_HALF_UP, ROUND_HALF_UP),
    "half_even": (ROUND_HALF_EVEN, ROUND_HALF_EVEN),
}
"""How the answers to `rounding` make whole numbers of the lowest and the highest product."""
EITHER_WAY = (ROUND_FLOOR, ROUND_CEILING)
"""Where the pack has no answer of its own, a count rounded down is as good as one rounded up."""
ONCE = Interval(Decimal(1), Decimal(1))
WHOLE = Decimal(1)


def counts_apart(lines: Sequence[Row], settings: Settings) -> Iterator[Finding]:
    """Yield a remark on each line whose numbers contradict each other."""
    rounding = _rounding(settings)
    for row in lines:
        ratio, count = number(row, "ratio"), number(row, "estimated_count")
        base, enterprises = number(row, "base"), number(row, "enterprises")
        if ratio is not None and _low(ratio) > WHOLE:
            yield warning("plan/ratio-over-whole", row, "ratio", found=_ratio(ratio))
        elif ratio is not None and base is not None and count is not None:
            yield from _of_ratio(row, expected(ratio, base, visits(row), rounding))
        elif base is not None and count is not None:
            yield from _of_base(row, base, count)
        if enterprises is not None and count is not None and _above(enterprises, count):
            told = {"found": _count(enterprises), "count": _count(count)}
            yield warning("plan/enterprises-over-count", row, "enterprises", **told)


def expected(
    ratio: Interval, base: Interval, times: Interval, rounding: tuple[str, str]
) -> Interval:
    """Return between which whole numbers ratio × base lies; more where targets are visited repeatedly.

    >>> known = lambda text: Interval(Decimal(text), Decimal(text))
    >>> expected(known("0.03"), known("1353"), ONCE, EITHER_WAY)  # 40.59
    Interval(lo=Decimal('40'), hi=Decimal('41'), lo_open=False, hi_open=False)
    """
    meant = _before_rounding(ratio)
    lo = (_low(meant) * _low(base)).to_integral_value(rounding[0])
    highest = (_high(meant), _high(base), _high(times))
    hi: Decimal | None = WHOLE
    for factor in highest:
        hi = None if hi is None or factor is None else hi * factor
    return Interval(lo, None if hi is None else hi.to_integral_value(rounding[1]))


def visits(row: Row) -> Interval:
    """Return how often a year each target of a line is visited: once, or as often as is written.

    A frequency below one (每两年一次) says nothing of this year's count.
    """
    often = number(row, "frequency")
    if often is None:
        return ONCE
    high = _high(often)
    return Interval(max(_low(often), WHOLE), None if high is None else max(high, WHOLE))


def _rounding(settings: Settings) -> tuple[str, str]:
    answer = settings.answers.get("rounding")
    return ROUNDINGS[str(answer.value)] if answer is not None and answer.pack else EITHER_WAY


def _before_rounding(ratio: Interval) -> Interval:
    """Return what a ratio may have been that was itself computed: 2.3% may be 2.25% to 2.35%.

    Whole percents are what somebody decided, and stand for themselves.
    """
    if not ratio.is_point:
        return ratio
    percent = (_low(ratio) * 100).normalize()
    places = percent.as_tuple().exponent
    if not isinstance(places, int) or places >= 0:
        return ratio
    half = Decimal(5).scaleb(places - 3)
    return Interval(_low(ratio) - half, _low(ratio) + half)


def _of_ratio(row: Row, allowed: Interval) -> Iterator[Finding]:
    count = number(row, "estimated_count")
    if count is None or not (_above(count, allowed) or _above(allowed, count)):
        return
    yield warning(
        "plan/count-not-ratio",
        row,
        "estimated_count",
        "ratio",
        ratio=_ratio(number(row, "ratio")),
        base=_count(number(row, "base")),
        expected=_count(allowed),
        found=_count(count),
    )


def _of_base(row: Row, base: Interval, count: Interval) -> Iterator[Finding]:
    """Yield a remark where more targets are to be drawn than there are, each visited once."""
    most, often = _high(base), _high(visits(row))
    if most is None or often is None or _low(count) <= most * often:
        return
    told = {"found": _count(count), "base": _count(base)}
    yield warning("plan/count-over-base", row, "estimated_count", **told)


def _above(a: Interval, b: Interval) -> bool:
    """Tell whether a is surely greater than b."""
    most = _high(b)
    return most is not None and _low(a) > most


def _low(value: Interval) -> Decimal:
    return value.lo if isinstance(value.lo, Decimal) else Decimal(0)


def _high(value: Interval) -> Decimal | None:
    return value.hi if isinstance(value.hi, Decimal) else None


def _ratio(value: Interval | None) -> str:
    return "" if value is None else write_cell(FieldType.RATIO, value)


def _count(value: Interval | None) -> str:
    if value is None:
        return ""
    least, most = _low(value), _high(value)
    if most is None or least == most:
        return write_cell(FieldType.COUNT, value)
    return f"{least:f}至{most:f}" if least else f"不超过{most:f}"
