"""What a parent lets its children do with its rules (方向), and what a child did instead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from shuangsuiji.findings import Finding, Location, Severity, problem
from shuangsuiji.model.dated import Period
from shuangsuiji.model.vocabulary import FieldSpec
from shuangsuiji.packs.files import Direction, May
from shuangsuiji.packs.rulepack import Rule
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.ratio_cap import RatioCap

DESCRIBING = ("id", "kind", "title", "cite", "message", "fix", "cases", "replaces")
"""What may be said otherwise without changing what holds."""
SIZED = (May.LOWER, May.RAISE, May.BRING_FORWARD)


@dataclass(frozen=True, slots=True)
class Declared:
    """A direction with the parent that declares it and the place where it does.

    `categories` is the field whose words a category may be.
    """

    direction: Direction
    place: Location
    binding: bool
    categories: FieldSpec | None = None

    def is_about(self, family: str, spec: RuleSpec) -> bool:
        """Whether a rule of the family is one of the sort."""
        wanted = self.direction
        return (
            family == wanted.family
            and wanted.kind in (None, spec.kind)
            and (wanted.category is None or self._category(spec) == self._meant(wanted.category))
        )

    def _category(self, spec: RuleSpec) -> str | None:
        return self._meant(spec.category) if isinstance(spec, RatioCap) else None

    def _meant(self, word: str) -> str:
        """Return a category as conditions write it, whichever of its words is written."""
        return (self.categories.listed(word) if self.categories else None) or word


@dataclass(frozen=True, slots=True)
class Departed:
    """What a child does: to a parent's rule (`old`), with a rule of its own (`new`), or both.

    `cite` is what it rests on.
    """

    family: str
    place: Location
    cite: tuple[str, ...]
    old: Rule | None = None
    new: RuleSpec | None = None


class Directions:
    """The directions declared so far, from the topmost parent down."""

    def __init__(self) -> None:
        self.declared: list[Declared] = []

    def judge(self, departed: Departed) -> Iterator[Finding]:
        """Yield what the directions say against it: an error where one binds, else a warning."""
        for declared in self.declared:
            about = departed.old.spec if departed.old else departed.new
            if about is not None and declared.is_about(departed.family, about):
                yield from _judge(declared, departed)


def _judge(declared: Declared, departed: Departed) -> Iterator[Finding]:
    may, old, new = declared.direction.may, departed.old, departed.new
    if old is None:
        if may is May.NONE:
            yield _told("pack/child-must-not", declared, departed)
        return
    adds = may is May.ADD and new is not None and set(_changed(old.spec, new)) <= {"unless"}
    if (may in (May.NONE, May.KEEP, May.ADD) and not adds) or (
        new is None and may is not May.REPLACE
    ):
        yield _told("pack/child-changes", declared, departed)
    elif new is not None and may in SIZED:
        yield from _compared(declared, departed, old.spec, new)


def _changed(old: RuleSpec, new: RuleSpec) -> Iterator[str]:
    """Yield the keys by which the rules differ in what holds."""
    if old.kind != new.kind:
        yield "kind"
        return
    for name in type(old).model_fields:
        if name not in DESCRIBING and _held(old, name) != _held(new, name):
            yield name


def _held(spec: RuleSpec, name: str) -> object:
    if name == "unless":
        return [(e.id, e.when, e.residual) for e in spec.unless]
    return getattr(spec, name)


def _compared(
    declared: Declared, departed: Departed, old: RuleSpec, new: RuleSpec
) -> Iterator[Finding]:
    """Compare what can be compared by size; whatever else changed is listed as not decided."""
    for name in type(old).model_fields if old.kind != new.kind else ():
        wrong = _against(declared.direction.may, getattr(old, name), getattr(new, name, None))
        if wrong:
            yield _told("pack/child-wrong-way", declared, departed, name=name, **wrong)
    for name in _changed(old, new):
        was, now = getattr(old, name), getattr(new, name, None)
        wrong = _against(declared.direction.may, was, now)
        if wrong:
            yield _told("pack/child-wrong-way", declared, departed, name=name, **wrong)
        elif not _comparable(was, now) and not _fills_silence(was, now):
            yield _undecided(declared, departed, name)


def _against(may: May, was: object, now: object) -> dict[str, str]:
    """Return the two values on the first day on which the child's is on the wrong side."""
    for day in _days(was, now):
        first, second = _size(was, day), _size(now, day)
        if first is None or second is None or first[0] != second[0] or first[1] == second[1]:
            continue
        if (second[1] > first[1]) == (may is not May.RAISE):
            return {"was": _shown(was, day), "now": _shown(now, day)}
    return {}


def _comparable(was: object, now: object) -> bool:
    """Whether both have values of one sort on the same days, so that their sizes decide."""
    pairs = [(_size(was, day), _size(now, day)) for day in _days(was, now)]
    held = [(_in_force(was, day), _in_force(now, day)) for day in _days(was, now)]
    return all(
        (a is not None and b is not None and a[0] == b[0]) or x == y
        for (a, b), (x, y) in zip(pairs, held, strict=True)
    )


def _fills_silence(was: object, now: object) -> bool:
    """Whether the child gives a value that the parent asks for and leaves to others: nothing is loosened."""
    periods = now if isinstance(now, tuple) else ()
    return was == () and bool(periods) and all(isinstance(p, Period) for p in periods)


def _days(*values: object) -> Iterator[date]:
    """Yield days enough to meet every value in time, and every gap between them."""
    yield date(1900, 1, 1)
    for value in values:
        for period in value if isinstance(value, tuple) else ():
            if isinstance(period, Period):
                yield from (d for d in (period.from_, period.until) if d is not None)


def _in_force(value: object, day: date) -> object:
    if not (isinstance(value, tuple) and all(isinstance(p, Period) for p in value)):
        return value
    return next((p.is_ for p in value if p.covers(day)), None)


def _size(value: object, day: date) -> tuple[str, Decimal] | None:
    """Return the sort and the number of what can be compared: numbers, days of the year, time limits."""
    held = _in_force(value, day)
    if isinstance(held, BaseModel):  # a time limit: only limits in one unit are compared
        for unit in ("workdays", "days"):
            count = getattr(held, unit, None)
            if count is not None:
                return unit, Decimal(count)
        return None
    if isinstance(held, bool):
        return None
    if isinstance(held, int | Decimal):
        return "number", Decimal(held)
    if isinstance(held, str) and re.fullmatch("[0-9]{2}-[0-9]{2}", held):
        return "day", Decimal(held.replace("-", ""))
    return None


def _shown(value: object, day: date) -> str:
    return str(_in_force(value, day))


def _undecided(declared: Declared, departed: Departed, name: str) -> Finding:
    told = _told("pack/direction-undecided", declared, departed, name=name)
    return replace(told, severity=Severity.NOTE)


def _told(code: str, declared: Declared, departed: Departed, **more: str) -> Finding:
    rule = departed.old.full_id if departed.old else f"{departed.family}/…"
    found = problem(
        code,
        departed.place,
        rule=rule,
        may=declared.direction.may.value,
        parent=str(declared.place),
        there=str(departed.old.location) if departed.old else str(declared.place),
        **more,
    )
    severity = Severity.ERROR if declared.binding else Severity.WARNING
    return replace(found, severity=severity)
