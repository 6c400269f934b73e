"""The ways to change one value of a rule by a step: a number, a day, a word, a condition, a list."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from shuangsuiji.model.dated import moved, written
from shuangsuiji.model.vocabulary import FieldType
from shuangsuiji.proof.condition_text import text_of
from shuangsuiji.proof.mutate_condition import changed, other_words, steps
from shuangsuiji.proof.reading import Reading, Steps

MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")


def values(
    value: object, path: Steps, info: FieldInfo, reading: Reading, others: Sequence[str]
) -> Iterator[object]:
    """Yield what a value may be changed to. `others` are the other texts of the rule."""
    match value:
        case Enum():
            yield from (other for other in type(value) if other is not value)
        case bool():
            yield not value
        case int():
            yield from (value - 1, value + 1)
        case Decimal():
            yield from steps(value, is_ratio=True)
        case date():
            yield from (moved(value, -1), moved(value, 1))
        case str():
            yield from _texts(value, path, info, reading, others)


def _texts(
    text: str, path: Steps, info: FieldInfo, reading: Reading, others: Sequence[str]
) -> Iterator[str]:
    options = _options(info.annotation)
    condition = reading.condition(path, text)
    if options:
        yield from (word for word in options if word != text)
    elif condition is not None:
        yield from dict.fromkeys(text_of(c) for c in changed(condition) if c != condition)
    elif MONTH_DAY.fullmatch(text):
        day = date.fromisoformat(f"2001-{text}")
        yield from (f"{moved(day, n):%m-%d}" for n in (-1, 1))
    elif (path, text) in reading.words:
        yield from other_words(reading.words[path, text], text)
    else:
        yield from _fields(text, reading, others)


def _options(annotation: object) -> tuple[str, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _fields(text: str, reading: Reading, others: Sequence[str]) -> Iterator[str]:
    """Yield the other fields of the same type that the rule names."""
    spec = reading.field(text)
    for other in others if spec is not None else ():
        found = reading.field(other)
        if found is not None and found != spec and spec is not None and found.type is spec.type:
            yield other


def lists(
    members: tuple[Any, ...], path: Steps, reading: Reading
) -> Iterator[tuple[Steps, str, str, tuple[Any, ...]]]:
    """Yield the list with a member left out, with its place, what it was, what it is now; days swapped.

    A list of one text has that text replaced: a rule without it would be no rule. Of values in time
    the only one stays, too.
    """
    if len(members) == 1 and path[-1] != "unless" and not isinstance(members[0], str):
        return
    if len(members) == 1 and isinstance(members[0], str):
        for word in _instead(members[0], (*path, 0), reading):
            yield (*path, 0), members[0], word, (word,)
        return
    for index, member in enumerate(members):
        left = (*members[:index], *members[index + 1 :])
        yield (*path, index), shown(member), "（删去）", left
    for index in range(len(members) - 1):
        one, two = members[index : index + 2]
        if isinstance(one, str) and _is_day(one, reading) and _is_day(two, reading):
            turned = (*members[:index], two, one, *members[index + 2 :])
            yield (*path, index), f"{one}、{two}", f"{two}、{one}", turned


def _instead(text: str, path: Steps, reading: Reading) -> tuple[str, ...]:
    if (path, text) in reading.words:
        return other_words(reading.words[path, text], text)
    spec = reading.field(text)
    near = (f for t in reading.tables for f in t.fields)
    other = next((f.name for f in near if spec and f != spec and f.type is spec.type), None)
    return () if other is None else (other,)


def _is_day(text: str, reading: Reading) -> bool:
    spec = reading.field(text)
    return spec is not None and spec.type is FieldType.DATE


def shown(value: object) -> str:
    """Return a value as a survivor's line shows it."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return str(value.get("id", value.get("is", "一组键值")))
    return written(value)
