"""Ratios, counts, numbers and frequencies, alone or several in one cell.

A cell is cut at `、，；且` and brackets; each part must be one of these, or the cell is unreadable.
What it says beside its own field goes to `also`: `ratio`, `count`, `frequency`, `by_class`.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from shuangsuiji.forms.bounds import both, hull, read_bounded
from shuangsuiji.forms.numerals import NUMBER, read_number
from shuangsuiji.forms.text import LONGEST_NOTATION, Reading, compact, has_odd_digits, unreadable
from shuangsuiji.model.values import Fact, Interval, Status, says
from shuangsuiji.model.vocabulary import FieldType

_THINGS = "企业|市场主体|经营主体|主体|单位|检查对象|对象|产品|商品|机构|商户|个体户|项目"
_MEASURE = "户次|家次|人次|批次|户|家|个|件|批|人|所|处|台|份|项|名|辆|条|种|组|座"
_UNIT = rf"(?:{_MEASURE})(?:{_THINGS})?"
_ALL = "(?:100%)?(?:全部|全覆盖|全面覆盖|全查|全数)"
_HEAD = "(?:计划|预计|预估|拟)?(?:抽查|抽取|检查)?(?:比例|数量|户数|家数)?"
_FILLER = rf"{_HEAD}(?:为|是|共计|共|合计|:)?|按照?"

_AFTERWARDS = "(?:的?比例)?(?:抽取|抽查|检查)?"
_CUT = re.compile(r"(?<![0-9]),|,(?![0-9]{3}(?![0-9]))|[;、。()\[\]]|并且|且|(?<=以上)(?=.)")
_INCLUSIVE = re.compile(r"(?<=以[上下内])\(含本?数?\)")  # says what 以上 means anyway
_CLASS = re.compile(
    r"(?:信用风险)?(?P<label>[A-Za-z](?:类|级)?|(?:低|较低|中低|中等?|一般|中高|较高|高)风险|[大中小微]型)"
    rf"(?:等级)?(?:{_THINGS})?(?:为|:)?(?P<rest>.+)"
)
_YEARS = {"年": Fraction(1), "半年": Fraction(1, 2), "季": Fraction(1, 4), "月": Fraction(1, 12)}
_PERIOD = r"(?P<n>[0-9]|[一两二三四五])?个?(?P<unit>年|半年|季|月)度?"
_PER = re.compile(rf"(?P<times>.+)次(?:/|每){_PERIOD}")
_EVERY = re.compile(rf"(?:每|全)?{_PERIOD}(?:抽查|检查|抽取|开展)?(?P<times>.+)次")
_OWN = {
    FieldType.RATIO: ("ratio",),
    FieldType.COUNT: ("count",),
    FieldType.NUMBER: ("number", "frequency", "count"),
}


class _Part(NamedTuple):
    """One part of a cell: which quantity, for which class if any, and what it says."""

    quantity: str
    label: str | None
    value: Interval


def read_quantity(kind: FieldType, text: str) -> Reading:
    """Return what a cell of a numeric field says, and what it says besides."""
    if has_odd_digits(text) or len(text) > LONGEST_NOTATION:
        return unreadable(text)
    parts = [p for p in _CUT.split(_INCLUSIVE.sub("", compact(text))) if p]
    said = [_read_part(kind, part) for part in parts]
    known = [part for part in said if part is not None]
    if len(known) < len(said) or not known:
        return unreadable(text)
    facts = _facts(known, text)
    if facts is None:
        return unreadable(text)
    return _as_reading(kind, facts, text)


def _as_reading(kind: FieldType, facts: dict[str, Fact], text: str) -> Reading:
    own = next((name for name in _OWN[kind] if name in facts), None)
    also = {name: fact for name, fact in facts.items() if name not in (own, "number")}
    return Reading(facts[own], also) if own else unreadable(text, also)


def _facts(parts: list[_Part], text: str) -> dict[str, Fact] | None:
    """Put the parts of one quantity together (且); None if they contradict each other."""
    whole: dict[str, Interval] = {}
    for part in (p for p in parts if p.label is None):
        before = whole.get(part.quantity)
        value = part.value if before is None else both(before, part.value)
        if value is None:
            return None
        whole[part.quantity] = value
    facts = {name: Fact(Status.VALUE, value, text) for name, value in whole.items()}
    classes = [p for p in parts if p.label is not None]
    if len({p.label for p in classes}) < len(classes):
        return None
    return {**_by_class(classes, text), **facts}


def _by_class(classes: list[_Part], text: str) -> Mapping[str, Fact]:
    """Return the map of ratios by class; of two and more the line's own ratio lies between them."""
    if not classes:
        return {}
    named = tuple(f"{part.label}={part.value}" for part in classes)
    facts = {"by_class": says(named, text)}
    if len(classes) > 1:
        facts["ratio"] = Fact(Status.VALUE, hull([p.value for p in classes]), text)
    return facts


def _read_part(kind: FieldType, text: str) -> _Part | None:
    bare = re.sub(rf"^(?:{_FILLER})|{_AFTERWARDS}$", "", text)
    frequency = _frequency(bare)
    if frequency is not None:
        return _Part("frequency", None, frequency)
    by_class = _CLASS.fullmatch(text)
    value = read_bounded(by_class["rest"], _ratio) if by_class else None
    if by_class and value is not None:
        return _Part("ratio", by_class["label"].upper().rstrip("类级"), value)
    for quantity, point in (("ratio", _ratio), ("count", _count)):
        value = read_bounded(bare, point)
        if value is not None:
            return _Part(quantity, None, value)
    return _read_bare(kind, bare)


def _read_bare(kind: FieldType, text: str) -> _Part | None:
    """Read a number without unit, which means what its column says; in a ratio column only 0.05."""
    point = {FieldType.RATIO: _decimal_ratio, FieldType.COUNT: _times}.get(kind, _signed)
    value = read_bounded(text, point)
    return None if value is None else _Part(_OWN[kind][0], None, value)


def _ratio(text: str) -> Fraction | None:
    """Read 5%, 3‰, 百分之五, 1/20 and 全部; nothing without a sign of its own."""
    if re.fullmatch(_ALL, text):
        return Fraction(1)
    found = re.fullmatch(rf"({NUMBER})([%‰])", text)
    if found:
        return _scaled(found[1], 100 if found[2] == "%" else 1000)
    found = re.fullmatch(rf"([百千万])分之({NUMBER})", text)
    if found:
        return _scaled(found[2], {"百": 100, "千": 1000, "万": 10_000}[found[1]])
    found = re.fullmatch(r"(?P<n>[0-9]{1,9})/(?P<d>[0-9]{1,9})", text) or re.fullmatch(
        rf"(?P<d>{NUMBER})分之(?P<n>{NUMBER})", text
    )
    return _fraction(found["n"], found["d"]) if found else None


def _scaled(text: str, divisor: int) -> Fraction | None:
    number = read_number(text)
    return None if number is None else number / divisor


def _fraction(above: str, below: str) -> Fraction | None:
    n, d = read_number(above), read_number(below)
    return n / d if n is not None and d and n <= d else None


def _decimal_ratio(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"0(\.[0-9]{1,18})?", text) else None


def _count(text: str) -> Fraction | None:
    found = re.fullmatch(rf"({NUMBER}){_UNIT}", text)
    return _whole(found[1]) if found else None


def _times(text: str) -> Fraction | None:
    return _whole(text.removesuffix("次"))


def _whole(text: str) -> Fraction | None:
    number = read_number(text)
    return number if number is not None and number.denominator == 1 else None


def _signed(text: str) -> Fraction | None:
    number = read_number(text.removeprefix("-").removesuffix("次"))
    return -number if number is not None and text.startswith("-") else number


def _frequency(text: str) -> Interval | None:
    """Read 1次/年, 每季度一次 as times in a year; 每年不少于1次 and 至少每年1次 as bounds."""
    value = read_bounded(text, _times_a_year)
    found = _EVERY.fullmatch(text)
    if value is not None or not found or not found["times"]:
        return value
    years = _years(found)
    return read_bounded(found["times"] + "次", lambda t: _divided(t, years))


def _times_a_year(text: str) -> Fraction | None:
    found = _PER.fullmatch(text) or _EVERY.fullmatch(text)
    return _divided(found["times"] + "次", _years(found)) if found else None


def _divided(text: str, years: Fraction) -> Fraction | None:
    times = _whole(text.removesuffix("次")) if text.endswith("次") else None
    return None if times is None or not years else times / years


def _years(found: re.Match[str]) -> Fraction:
    many = read_number(found["n"] or "1") or Fraction(0)
    return many * _YEARS[found["unit"]]
