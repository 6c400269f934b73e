"""Ratios, counts, numbers and frequencies, of all or by class, alone or several in one cell.

Every part of a cell must be one of these, or the cell is unreadable. What it says beside its own
field goes to `also`: `ratio`, `count`, `frequency`, `ratio_by_class`, `frequency_by_class`. Of a
hedged part (约20户) only its quantity is known: it is unreadable, and the other parts are read.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from functools import reduce

from shuangsuiji.forms.bounds import both, total
from shuangsuiji.forms.lists import one_a_line
from shuangsuiji.forms.notation import Notation
from shuangsuiji.forms.numerals import exact
from shuangsuiji.forms.parts import Part, read_parts
from shuangsuiji.forms.text import (
    LONGEST_NOTATION,
    WHITE,
    Reading,
    compact,
    has_odd_digits,
    unreadable,
)
from shuangsuiji.model.scales import are_all_targets
from shuangsuiji.model.values import ByClass, Fact, Interval, Status
from shuangsuiji.model.vocabulary import FieldType

NOTATIONS = (
    Notation(
        "几样写在一格",
        "分给各自的栏；这一栏之外的，那一栏空着才填",
        "3%，1次/年 | 100%（20户） | 20户，占3% | 3%且不少于5户 | 5%\n20户 | "
        "5%；每季度一次；20户 | 5%，即20户 | 3%（约20户）",
        "5%（不含个体户） | 5%、10% | 3%，不足5户的全部抽查",
    ),
)

_OWN = {
    FieldType.RATIO: ("ratio",),
    FieldType.COUNT: ("count",),
    FieldType.NUMBER: ("number", "frequency", "count"),
    FieldType.RATIO_BY_CLASS: ("ratio_by_class",),
    FieldType.NUMBER_BY_CLASS: ("frequency_by_class",),
}
_BRACKETS = str.maketrans("[]{}【】〔〕〖〗", "()()()()()")
_PLAIN = {
    FieldType.COUNT: re.compile("([0-9]{1,9})户?"),
    FieldType.RATIO: re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)%"),
}
"""Most cells: read at once, to the same value as below."""

_QUANTITIES = ("ratio", "count", "number", "frequency")
_INCLUSIVE = re.compile(r"\(含(?:本数?)?\)(?=以[上下内])|(?<=以[上下内])\(含(?:本数?)?\)")
_RANGE_INCLUSIVE = re.compile(r"(?<=[-至到])([0-9.]+[%‰户家])\(含(?:本数?)?\)$")
_EXCLUSIVE = re.compile(r"(?<=以[上下内])\(不含(?:本数?)?\)")
_ITSELF = re.compile(
    r"(?P<number>[0-9.]+[%‰户家次]?)(?P<side>以[上下内])\((?P<not>不?)含(?P=number)\)"
)
_UNIT_IN_BRACKETS = re.compile(r"(?<=[0-9])\((户次?|家次?|个)\)|(?<=[户家])\((次)\)")


def read_quantity(kind: FieldType, text: str, feeds: Collection[str] = ()) -> Reading:
    """Return what a cell of a numeric field says, and what it says besides.

    What `feeds` names has a field of its own, so that this field cannot mean it.
    """
    plain = _PLAIN[kind].fullmatch(text) if kind in _PLAIN else None
    if plain:
        number = Fraction(plain[1]) / (100 if kind is FieldType.RATIO else 1)
        value = exact(number)
        return Reading(_fact(None if value is None else Interval(value, value), text))
    if has_odd_digits(text) or len(text) > LONGEST_NOTATION:
        return unreadable(text)
    parts = read_parts(kind, _plain(text))
    facts = _facts(parts, text) if parts else None
    if facts is None:
        return unreadable(text)
    own = next((name for name in _OWN[kind] if name in facts and name not in feeds), None)
    also = {name: fact for name, fact in facts.items() if name not in (own, "number")}
    return Reading(facts[own], also) if own else unreadable(text, also)


def _plain(text: str) -> str:
    """Return the text with its line breaks as strong separators, without brackets that say nothing."""
    lines = re.sub(r"[\r\n\u2028\u2029]+", "；", one_a_line(text.strip(WHITE)).strip(WHITE))
    bare = compact(lines).translate(_BRACKETS)
    bare = _ITSELF.sub(r"\g<number>\g<side>(\g<not>含)", bare)
    bare = _RANGE_INCLUSIVE.sub(r"\1", bare)
    bare = _EXCLUSIVE.sub("不含", _INCLUSIVE.sub("", bare))
    return _UNIT_IN_BRACKETS.sub(r"\1\2", bare)


def _facts(parts: Sequence[Part], text: str) -> dict[str, Fact] | None:
    """Put together what the parts say; None if they contradict each other."""
    facts: dict[str, Fact] = {}
    if any(p.quantity == "frequency" for p in parts):
        parts = [p._replace(quantity="frequency") if p.quantity == "number" else p for p in parts]
    for quantity in _QUANTITIES:
        told = [p for p in parts if p.quantity == quantity]
        whole = [p.value for p in told if not p.names]
        classes = [p for p in told if p.names]
        try:
            facts |= _of_classes(quantity, classes, text)
            if whole:
                facts[quantity] = _fact(_together(whole), text)
        except ValueError:
            return None
    return facts


def _of_classes(quantity: str, parts: Sequence[Part], text: str) -> dict[str, Fact]:
    """Return what is said of each class; counts of classes add up to the count."""
    values: dict[str, list[Interval | None]] = {}
    for part in parts:
        for name in part.names:
            values.setdefault(name, []).append(part.value)
    if not values:
        return {}
    each = {name: _together(said) for name, said in values.items()}
    known = [value for value in each.values() if value is not None]
    if quantity == "count":
        summed = _sum(known, complete=are_all_targets(each)) if len(known) == len(each) else None
        return {"count": _fact(summed, text)}
    by_class = ByClass(tuple((n, v or Interval(None, None)) for n, v in each.items()))
    return {f"{quantity}_by_class": Fact(Status.VALUE, by_class, text)}


def _sum(counts: list[Interval], *, complete: bool) -> Interval:
    """Return the sum of the classes' counts; of classes that are not named there may be more."""
    least = total(counts)
    return least if complete else Interval(least.lo, None, lo_open=least.lo_open)


def _together(values: Iterable[Interval | None]) -> Interval | None:
    """Return what holds of all (且), None where one is hedged. Raises ValueError if they contradict."""
    known: list[Interval] = []
    for value in values:
        if value is None:
            return None
        known.append(value)
    return reduce(_both, known)


def _both(one: Interval, other: Interval) -> Interval:
    value = both(one, other)
    if value is None:
        raise ValueError("contradiction")
    return value


def _fact(value: Interval | None, text: str) -> Fact:
    if value is None:
        return unreadable(text).fact
    return Fact(Status.VALUE, value, text)
