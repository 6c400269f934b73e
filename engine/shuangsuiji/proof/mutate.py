"""A rule changed by one step at a time: each value, condition, exception, list member that its pack wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from shuangsuiji.findings import Location
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.proof.mutate_values import lists, shown, values
from shuangsuiji.proof.reading import Reading, Steps, reading_of
from shuangsuiji.rules.kinds.base import AddedException, RuleSpec
from shuangsuiji.rules.kinds.limits import Within
from shuangsuiji.rules.kinds.refinement import Refinement

LET_BE = frozenset(
    {
        *("id", "kind", "title", "cite", "table", "cases", "replaces", "refines"),
        *("message", "fix", "doubt", "quiet", "says", "note"),
    }
)
"""Keys that say what a rule is called, where it rests and how it is told: no case could notice."""

EITHER_OR = (("require", "forbid"),)
"""Keys of which a rule writes one; the other means the contrary."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule changed in one place. `spec` is None where the rule's kind refuses the change outright."""

    rule: Rule
    location: Location
    key: str
    was: str
    now: str
    spec: RuleSpec | None


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of the tree that a rule dumps to: the values to put at places."""

    at: Steps
    was: str
    now: str
    puts: tuple[tuple[Steps, object], ...]


def mutants(pack: RulePack, rule: Rule, read: RuleSpec) -> Iterator[Mutant]:
    """Yield every mutant of a rule of the resolved pack; `read` is the rule as its pack writes it."""
    added = tuple(e for e in rule.spec.unless if isinstance(e, AddedException))
    own = rule.spec
    if added:
        own = own.model_copy(update={"unless": own.unless[: len(own.unless) - len(added)]})
    tree = own.model_dump(by_alias=True, exclude={"cases"})
    reading = reading_of(pack, rule, own)
    for change in _changes(own, (), reading, tuple(_texts(own))):
        if not _is_written(change.at, own, read):
            continue
        spec = _rebuilt(own, tree, change)
        if spec is not None:
            spec = spec.model_copy(
                update={"cases": rule.spec.cases, "unless": (*spec.unless, *added)}
            )
            if spec == rule.spec:
                continue
        at = _place_of(change.at, own, read)
        key = ".".join(str(step) for step in at)
        yield Mutant(rule, rule.source.at(*at), key, change.was, change.now, spec)


def _changes(
    model: BaseModel, path: Steps, reading: Reading, texts: tuple[str, ...]
) -> Iterator[_Change]:
    if isinstance(model, Within):
        yield _other_unit(model, path)
    for name, info in type(model).model_fields.items():
        key = info.alias or name
        value = getattr(model, name)
        if key in LET_BE or value is None:
            continue
        at = (*path, key)
        yield from _instead(model, path, key, value)
        if isinstance(value, BaseModel):
            yield from _changes(value, at, reading, texts)
        elif isinstance(value, tuple):
            yield from _members(value, at, info, reading, texts)
        else:
            for other in values(value, at, info, reading, texts):
                yield _Change(at, shown(value), shown(other), ((at, other),))


def _members(
    members: tuple[Any, ...], path: Steps, info: FieldInfo, reading: Reading, texts: tuple[str, ...]
) -> Iterator[_Change]:
    plain = tuple(m.model_dump(by_alias=True) if isinstance(m, BaseModel) else m for m in members)
    for at, was, now, left in lists(plain, path, reading):
        yield _Change(at, was, now, ((path, left),))
    for index, member in enumerate(members):
        if isinstance(member, BaseModel):
            yield from _changes(member, (*path, index), reading, texts)


def _instead(model: BaseModel, path: Steps, key: str, value: object) -> Iterator[_Change]:
    for pair in EITHER_OR:
        if key in pair and set(pair) <= set(type(model).model_fields):
            other = pair[1 - pair.index(key)]
            puts = (((*path, key), None), ((*path, other), value))
            yield _Change((*path, key), key, other, puts)


def _other_unit(model: Within, path: Steps) -> _Change:
    one, two = ("workdays", "days") if model.workdays is not None else ("days", "workdays")
    count = model.workdays or model.days
    puts = (((*path, one), None), ((*path, two), count))
    return _Change((*path, one), f"{count} {one}", f"{count} {two}", puts)


def _texts(model: BaseModel) -> Iterator[str]:
    """Yield the texts of a rule that may name fields."""
    for name in type(model).model_fields:
        value = getattr(model, name) if name not in LET_BE else None
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from _texts(part)
            elif isinstance(part, str):
                yield part


def _rebuilt(own: RuleSpec, tree: dict[str, Any], change: _Change) -> RuleSpec | None:
    changed: Any = tree
    for at, value in change.puts:
        changed = _put(changed, at, value)
    try:
        return type(own).model_validate(changed)
    except ValidationError:
        return None


def _put(node: Any, steps: Steps, value: object) -> Any:
    """Return the tree with the value at the steps, sharing what is not changed."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(node, dict):
        return {**node, first: _put(node.get(first), rest, value)}
    assert isinstance(node, tuple), "a dumped model holds maps and tuples"
    assert isinstance(first, int), "a tuple's step is a number"
    return (*node[:first], _put(node[first], rest, value), *node[first + 1 :])


def _is_written(at: Steps, own: RuleSpec, read: RuleSpec) -> bool:
    """Whether the pack itself writes what stands there; of a refinement, what it sets or adds."""
    if not isinstance(read, Refinement):
        return True
    if at[0] == "unless":
        return isinstance(at[1], int) and at[1] >= len(own.unless) - len(read.unless)
    return at[0] in read.set or at[0] == "modality"


def _place_of(at: Steps, own: RuleSpec, read: RuleSpec) -> Steps:
    if not isinstance(read, Refinement) or at[0] == "modality":
        return at
    if at[0] == "unless":
        assert isinstance(at[1], int), "exceptions are a list"
        return ("unless", at[1] - (len(own.unless) - len(read.unless)), *at[2:])
    return ("set", *at)
