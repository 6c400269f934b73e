"""The normal form (table, when, unless, require), the outcome of a row by it, and what is missing.

| when (a)      | require (r)   | exceptions (e) | outcome                                        |
|---------------|---------------|----------------|------------------------------------------------|
| FALSE         | any           | any            | not_applicable                                 |
| TRUE or NULL  | TRUE          | any            | pass                                           |
| TRUE or NULL  | FALSE or NULL | one TRUE       | excepted, with the verdict that stands beneath |
| TRUE          | FALSE         | all FALSE      | fail                                           |
| otherwise     |               |                | unknown; manual if only people can tell        |
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shuangsuiji.findings import Outcome
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType
from shuangsuiji.rules.expressions import (
    And,
    Condition,
    Holds,
    Later,
    Not,
    Ref,
    Term,
    both,
    laters,
    refs,
)
from shuangsuiji.rules.interpret import Env, evaluate, interval, missing
from shuangsuiji.rules.intervals import Kleene
from shuangsuiji.rules.sql import Compiler

CODES: dict[Outcome, int] = {
    Outcome.PASS: 0,
    Outcome.NOT_APPLICABLE: 1,
    Outcome.FAIL: 2,
    Outcome.UNKNOWN: 3,
    Outcome.EXCEPTED: 4,
}
OUTCOMES = {code: outcome for outcome, code in CODES.items()}


@dataclass(frozen=True, slots=True)
class NormalException:
    """One exception of a rule; a residual one (其他、等) also needs a person who asserts it."""

    id: str
    when: Condition


@dataclass(frozen=True, slots=True)
class NormalRule:
    """What every compliance rule becomes. `id` is the rule's full id, with `#part` where several.

    `scope` tells a rule that says where the others apply: its not_applicable rows are told. `limits`
    are the time limits of which the earliest binds, each with its title.
    """

    id: str
    table: str
    when: Condition
    require: Condition
    unless: tuple[NormalException, ...] = ()
    scope: bool = False
    limits: tuple[tuple[str, Term], ...] = ()

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition of the rule."""
        yield self.when
        yield self.require
        yield from (e.when for e in self.unless)

    def fields(self) -> tuple[Ref, ...]:
        """Return the fields that the rule reads, each once, in reading order."""
        return tuple(dict.fromkeys(r for c in self.conditions() for r in refs(c)))

    def violation(self) -> Condition:
        """Return V = when AND NOT require AND NOT each exception: TRUE exactly where it fails."""
        return And((self.when, Not(self.require), *(Not(e.when) for e in self.unless)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a row: exceptions that hold, the verdict beneath, the facts missing.

    `bound` names the limit that bound, where a rule has several; `provisional` says that a limit runs
    past the last year whose holidays are gazetted.
    """

    outcome: Outcome
    exceptions: tuple[str, ...] = ()
    underneath: Outcome | None = None
    missing: tuple[Ref, ...] = ()
    bound: str = ""
    provisional: bool = False


def asserted_field(rule_id: str, exception_id: str) -> FieldSpec:
    """Return the invoked field by which a person asserts a residual exception of a rule."""
    name = "asserted__" + re.sub(r"[^a-z0-9]", "_", f"{rule_id}__{exception_id}")
    label = f"主张{rule_id}#{exception_id}"
    return FieldSpec(name=name, label=label, type=FieldType.YES_NO, kind=FieldKind.INVOKED)


def asserted(rule_id: str, exception_id: str, when: Condition) -> Condition:
    """Return the condition of a residual exception: it holds and somebody asserts it."""
    return both(when, Holds(Ref(asserted_field(rule_id, exception_id))))


def outcome_of(when: Kleene, require: Kleene, unless: Sequence[Kleene]) -> Outcome:
    """Return the outcome by the table above, without manual."""
    if when is False:
        return Outcome.NOT_APPLICABLE
    if require is True:
        return Outcome.PASS
    if any(e is True for e in unless):
        return Outcome.EXCEPTED
    if when is True and require is False and all(e is False for e in unless):
        return Outcome.FAIL
    return Outcome.UNKNOWN


def judge(rule: NormalRule, env: Env) -> Verdict:
    """Return the verdict on one row, explained."""
    verdict = _judge(rule, env)
    provisional = verdict.outcome is not Outcome.NOT_APPLICABLE and any(
        _is_provisional(term, env) for c in rule.conditions() for term in laters(c)
    )
    return replace(verdict, bound=_earliest(rule, env), provisional=provisional)


def _earliest(rule: NormalRule, env: Env) -> str:
    """Return the title of the earliest of the rule's limits whose last day is known."""
    days = [(interval(term, env), title) for title, term in rule.limits]
    known = [(i.lo, title) for i, title in days if i.is_point and isinstance(i.lo, date)]
    return min(known, key=lambda each: each[0])[1] if known else ""


def _is_provisional(term: Later, env: Env) -> bool:
    start = interval(term.start, env)
    return start.is_point and isinstance(start.lo, date) and term.lapse.is_provisional(start.lo)


def _judge(rule: NormalRule, env: Env) -> Verdict:
    when, require = evaluate(rule.when, env), evaluate(rule.require, env)
    unless = [evaluate(e.when, env) for e in rule.unless]
    outcome = outcome_of(when, require, unless)
    if outcome is Outcome.EXCEPTED:
        holding = tuple(e.id for e, holds in zip(rule.unless, unless, strict=True) if holds)
        return Verdict(outcome, holding, outcome_of(when, require, ()))
    if outcome is not Outcome.UNKNOWN:
        return Verdict(outcome)
    lacking = missing(rule.violation(), env)
    only_people = bool(lacking) and all(r.spec.kind is FieldKind.JUDGEMENT for r in lacking)
    return Verdict(Outcome.MANUAL if only_people else outcome, missing=lacking)


def outcome_sql(rule: NormalRule, compiler: Compiler) -> str:
    """Return the outcome of a row as SQL: a number of CODES."""
    a, r = compiler.condition(rule.when), compiler.condition(rule.require)
    unless = [compiler.condition(e.when) for e in rule.unless]
    fails = " AND ".join([a, f"NOT {r}", *(f"NOT {e}" for e in unless)])
    branches = [f"WHEN NOT {a} THEN {CODES[Outcome.NOT_APPLICABLE]}", f"WHEN {r} THEN 0"]
    if unless:
        branches.append(f"WHEN {' OR '.join(unless)} THEN {CODES[Outcome.EXCEPTED]}")
    branches.append(f"WHEN {fails} THEN {CODES[Outcome.FAIL]}")
    return f"(CASE {' '.join(branches)} ELSE {CODES[Outcome.UNKNOWN]} END)::TINYINT"


def fields_by_table(rules: Iterable[NormalRule]) -> dict[str, dict[str, FieldSpec]]:
    """Return, for each table, the fields that its rules read."""
    found: dict[str, dict[str, FieldSpec]] = {}
    for rule in rules:
        own = found.setdefault(rule.table, {})
        own.update({ref.name: ref.spec for ref in rule.fields()})
    return found
