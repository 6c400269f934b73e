"""Two versions of a pack, resolved (取值的变化): which values of rules and which answered settings differ."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shuangsuiji.findings import Location
from shuangsuiji.packs.rulepack import Rule, RulePack

WORDS_ONLY = {"id", "title", "message", "fix", "cases", "replaces", "unless", "doubt"}
"""Keys of a rule that decide nothing; exceptions are compared one by one, of a doubt whether it is."""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value that is not as it was: of a rule, or of a setting; None where there is no such thing."""

    subject: str
    name: str
    old: str | None
    new: str | None
    old_place: Location | None = None
    new_place: Location | None = None


def values_changed(
    old: RulePack, new: RulePack, as_of: date, years: Sequence[int | None]
) -> tuple[ValueChange, ...]:
    """Return what differs between two resolved packs: rules, values as written and in force, settings.

    Words (title, message, fix) and cases are no values.
    """
    mine, yours = ({r.full_id: r for r in pack.rules} for pack in (old, new))
    found: list[ValueChange] = []
    for name in dict.fromkeys((*mine, *yours)):
        found += _of_rule(name, mine.get(name), yours.get(name))
    written = {(c.subject, c.name) for c in found}
    for year in dict.fromkeys(years):
        told = (c for c in _resolved(old, new, as_of, year) if (c.subject, c.name) not in written)
        found += [c for c in told if c not in found]
    return (*found, *_of_settings(old, new))


def _of_rule(name: str, old: Rule | None, new: Rule | None) -> Iterator[ValueChange]:
    if old is None or new is None:
        yield ValueChange(
            subject=name,
            name="rule",
            old=None if old is None else old.spec.title,
            new=None if new is None else new.spec.title,
            old_place=None if old is None else old.location,
            new_place=None if new is None else new.location,
        )
        return
    before, after = dict(_written(old)), dict(_written(new))
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            places = (_place(rule, key) for rule in (old, new))
            yield ValueChange(name, key, before.get(key), after.get(key), *places)


def _place(rule: Rule, key: str) -> Location:
    if key.startswith("unless "):
        return rule.location
    return rule.source.at("doubt" if key == "doubtful" else key)


def _written(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield what a rule says beside words: each key with its value as text, each exception."""
    yield "severity", rule.severity.value
    yield "doubtful", str(rule.spec.doubt is not None)
    dumped = rule.spec.model_dump(
        mode="json", by_alias=True, exclude=WORDS_ONLY, exclude_defaults=True
    )
    yield from ((key, _shown(value)) for key, value in dumped.items())
    for exception in rule.spec.unless:
        decides = exception.model_dump(mode="json", exclude={"id", "title"})
        yield f"unless {exception.id}", json.dumps(decides, ensure_ascii=False)


def _shown(value: object) -> str:
    """Return a value as text: a word as it is, one dated value without dates as that value."""
    match value:
        case str():
            return value.strip()
        case [{"is": one, **others}] if not any(others.values()):
            return _shown(one)
        case list() if all(isinstance(v, str) for v in value):
            return "、".join(value)
    return json.dumps(value, ensure_ascii=False)


def _resolved(old: RulePack, new: RulePack, as_of: date, year: int | None) -> Iterator[ValueChange]:
    """Yield the values in force on a day that differ: what a parent says where a rule is silent."""
    mine, yours = _in_force(old, as_of, year), _in_force(new, as_of, year)
    for rule in (r for r in mine if r in yours):
        before, after = mine[rule], yours[rule]
        for key in dict.fromkeys((*before, *after)):
            one, other = before.get(key), after.get(key)
            if (one and one[0]) != (other and other[0]) and not key.startswith("setting."):
                yield ValueChange(
                    rule,
                    key,
                    one[0] if one else None,
                    other[0] if other else None,
                    one[1] if one else None,
                    other[1] if other else None,
                )


def _in_force(
    pack: RulePack, as_of: date, year: int | None
) -> Mapping[str, Mapping[str, tuple[str, Location]]]:
    found: dict[str, dict[str, tuple[str, Location]]] = {}
    for ready in pack.ready(as_of, year):
        values = found.setdefault(ready.rule.full_id, {})
        values |= {o.name: (o.value, o.location) for o in ready.origins}
    return found


def _of_settings(old: RulePack, new: RulePack) -> Iterator[ValueChange]:
    for name in old.settings.registry:
        before, after = old.settings.answers.get(name), new.settings.answers.get(name)
        one = None if before is None else before.text
        other = None if after is None else after.text
        if one != other:
            yield ValueChange(
                f"setting.{name}",
                "is",
                one,
                other,
                None if before is None else before.location,
                None if after is None else after.location,
            )
