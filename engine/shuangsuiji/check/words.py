"""A rule's words and a row's values as people write them: 5%, 20, 不低于3%, 是, 未写."""

import re
from collections.abc import Mapping
from decimal import Decimal

from shuangsuiji.findings import Param
from shuangsuiji.model.scales import class_title
from shuangsuiji.model.values import ByClass, Fact, Interval
from shuangsuiji.model.vocabulary import FieldSpec, FieldType
from shuangsuiji.packs.rulepack import ReadyRule


def shown(spec: FieldSpec, fact: Fact | None) -> str:
    """Return a value as people write it: 5%, 20, 不低于3%, 不晚于2026-06-30, 是, 未写."""
    if fact is None or fact.value is None:
        return (fact.text if fact is not None else "") or "未写"
    value = fact.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, str):
        labels = {c.value: c.labels[-1] for c in spec.choices if c.labels}
        return labels.get(value, value)
    if isinstance(value, ByClass):
        kind = spec.type.by_class or spec.type
        return "、".join(f"{class_title(n)}{_bounds(kind, one)}" for n, one in value.parts)
    return _bounds(spec.type, value)


def _bounds(kind: FieldType, value: Interval) -> str:
    def end(bound: object) -> str:
        if bound is None:
            return "∞"
        if kind is FieldType.RATIO and isinstance(bound, Decimal):
            return whole(bound * 100) + "%"
        return whole(bound) if isinstance(bound, Decimal) else str(bound)

    if value.is_point:
        return end(value.lo)
    if kind in (FieldType.DATE, FieldType.SPAN):
        return _days(value)
    if value.hi is None and value.lo is not None:
        return f"{'超过' if value.lo_open else '不低于'}{end(value.lo)}"
    if value.lo is None and value.hi is not None:
        return f"{'低于' if value.hi_open else '不超过'}{end(value.hi)}"
    return "未知" if value.lo is None else f"{end(value.lo)}至{end(value.hi)}"


def _days(value: Interval) -> str:
    if value.lo is None:
        return "未知" if value.hi is None else f"不晚于{value.hi}"
    return f"不早于{value.lo}" if value.hi is None else f"{value.lo}至{value.hi}"


def whole(number: Decimal) -> str:
    """Return a number without an empty fraction.

    >>> whole(Decimal("20.000000000"))
    '20'
    """
    return f"{number.normalize():f}"


def worded(text: str | None, values: Mapping[str, Param], ready: ReadyRule) -> str | None:
    """Return a rule's message with the rule's own values and the row's in its braces.

    The rule's own go first: {field} is the field that is required, also where the table has one of
    that name.
    """
    if text is None:
        return None
    words = {k: str(v) for k, v in values.items()}
    words |= {o.name: day_of_year(o.value) for o in ready.origins if o.value}
    for name in ready.silent:
        words.setdefault(name, "（规则包未规定）")
    return text.format_map(_Told(words))


def day_of_year(text: str) -> str:
    """Return a day as packs write it in every year, the way people say it; other texts as they are.

    >>> day_of_year("01-31"), day_of_year("5%")
    ('1月31日', '5%')
    """
    found = re.fullmatch(r"([0-9]{2})-([0-9]{2})", text)
    return f"{int(found[1])}月{int(found[2])}日" if found else text


class _Told(dict[str, str]):
    """Words for a message; a field that the row does not have is said to be unwritten."""

    def __missing__(self, key: str) -> str:
        return "未写"
