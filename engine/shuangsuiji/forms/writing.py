"""Values back to cells, in the spelling that the grammar reads as the same value."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from shuangsuiji.forms.numerals import plain
from shuangsuiji.model.scales import class_title
from shuangsuiji.model.values import ByClass, Interval, Value
from shuangsuiji.model.vocabulary import FieldType


def write_cell(kind: FieldType, value: Value) -> str:
    """Return the cell that says this value.

    >>> write_cell(FieldType.RATIO, Interval(Decimal("0.03"), None))
    '不低于3%'
    >>> write_cell(FieldType.SPAN, Interval(date(2026, 3, 1), date(2026, 6, 30)))
    '2026年3月1日至2026年6月30日'
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(value) or "无"
    if isinstance(value, str):
        return value
    if isinstance(value, ByClass):
        of_class = kind.by_class or kind
        return "；".join(
            f"{class_title(name)}{_numbers(of_class, one)}" for name, one in value.parts
        )
    return _days(value) if kind in (FieldType.DATE, FieldType.SPAN) else _numbers(kind, value)


def _numbers(kind: FieldType, value: Interval) -> str:
    write = _percent if kind is FieldType.RATIO else _number
    if value.is_point:
        return write(value.lo)
    ends = [_low(value, write), _high(value, write)]
    return "且".join(end for end in ends if end)


def _low(value: Interval, write: Callable[[object], str]) -> str:
    if value.lo is None:
        return ""
    return ("超过" if value.lo_open else "不低于") + write(value.lo)


def _high(value: Interval, write: Callable[[object], str]) -> str:
    if value.hi is None:
        return ""
    return ("低于" if value.hi_open else "不超过") + write(value.hi)


def _number(number: object) -> str:
    return format(plain(Decimal(str(number))), "f")


def _percent(number: object) -> str:
    return format(plain(Decimal(str(number)) * 100), "f") + "%"


def _days(value: Interval) -> str:
    if value.is_point:
        return str(value.lo)
    if value.lo is None:
        return _day(value.hi) + "前"
    return _day(value.lo) + ("起" if value.hi is None else "至" + _day(value.hi))


def _day(day: object) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if isinstance(day, date) else ""
