"""What a parent lets its children do with its rules (方向), and what a child did instead."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from shuangsuiji.findings import Finding, Location, Severity, problem
from shuangsuiji.model.dated import Period
from shuangsuiji.packs.files import Direction, May
from shuangsuiji.packs.rulepack import Rule
from shuangsuiji.rules.kinds.base import RuleSpec

FREE = ("when", "require", "forbid", "condition", "targets", "counts", "fields", "order")
"""What is compared as text: whether such a change loosens or tightens is for a person to see."""
SIZED = (May.LOWER, May.RAISE, May.BRING_FORWARD)


@dataclass(frozen=True, slots=True)
class Declared:
    """A direction with the parent that declares it and the place where it does."""

    direction: Direction
    place: Location
    binding: bool

    def is_about(self, family: str, spec: RuleSpec) -> bool:
        """Whether a rule of the family is one of the sort."""
        wanted = self.direction
        return (
            family == wanted.family
            and wanted.kind in (None, spec.kind)
            and wanted.category in (None, getattr(spec, "category", None))
        )


@dataclass(frozen=True, slots=True)
class Departed:
    """What a child does: to a parent's rule (`old`), with a rule of its own (`new`), or both."""

    family: str
    place: Location
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
    if may in (May.NONE, May.KEEP, May.ADD) or (new is None and may is not May.REPLACE):
        yield _told("pack/child-changes", declared, departed)
    elif new is not None and may in SIZED:
        yield from _compared(declared, departed, old.spec, new)


def _compared(
    declared: Declared, departed: Departed, old: RuleSpec, new: RuleSpec
) -> Iterator[Finding]:
    """Compare typed values; a rewritten condition is listed as not decided."""
    wrong = list(_against(declared.direction.may, old, new))
    for name, was, now in wrong:
        yield _told("pack/child-wrong-way", declared, departed, name=name, was=was, now=now)
    if old.kind != new.kind:
        yield _undecided(declared, departed, "kind")
        return
    for name in FREE:
        if getattr(old, name, None) != getattr(new, name, None):
            yield _undecided(declared, departed, name)


def _against(may: May, old: RuleSpec, new: RuleSpec) -> Iterator[tuple[str, str, str]]:
    for name in type(old).model_fields:
        was, now = getattr(old, name), getattr(new, name, None)
        for day in _days(was, now):
            first, second = _size(was, day), _size(now, day)
            if first is None or second is None or first == second:
                continue
            if (second > first) == (may is not May.RAISE):
                yield name, _shown(was, day), _shown(now, day)
                break


def _days(*values: object) -> Iterator[date]:
    """Yield days enough to meet every value in time."""
    yield date(1900, 1, 1)
    for value in values:
        for period in value if isinstance(value, tuple) else ():
            if isinstance(period, Period) and period.from_ is not None:
                yield period.from_


def _in_force(value: object, day: date) -> object:
    if not isinstance(value, tuple):
        return value
    return next((p.is_ for p in value if isinstance(p, Period) and p.covers(day)), None)


def _size(value: object, day: date) -> Decimal | None:
    """Return a number for what can be compared: numbers, days of the year, time limits."""
    held = _in_force(value, day)
    if isinstance(held, BaseModel):  # a time limit: only limits in one unit are compared
        for unit in ("workdays", "days"):
            count = getattr(held, unit, None)
            if count is not None:
                return Decimal(count)
        return None
    if isinstance(held, bool):
        return None
    if isinstance(held, int | Decimal):
        return Decimal(held)
    if isinstance(held, str) and len(held) == 5 and held[2:3] == "-":  # noqa: PLR2004  (01-31)
        return Decimal(held.replace("-", ""))
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
