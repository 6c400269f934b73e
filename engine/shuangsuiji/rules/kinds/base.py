"""What all kinds share: common keys, dated values, exceptions, cases, and where conditions are read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Generic, Self, TypeVar, Union

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from shuangsuiji.findings import Modality, Outcome
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, Strict, TableSpec, Vocabulary, YesNo
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.expressions import TRUE, Among, Condition, Ref, Truth, both
from shuangsuiji.rules.normal import NormalException, NormalRule, asserted
from shuangsuiji.rules.scan import ConditionError
from shuangsuiji.yamlfile import nearest

T = TypeVar("T")
Step = str | int
SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


def _day(text: object) -> object:
    if isinstance(text, str):
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError("day")
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise ValueError("day") from error
    return text


Day = Annotated[date, BeforeValidator(_day)]
"""A day written 2026-01-31; nothing else is taken for one."""


def written(value: object) -> str:
    """Return a value as people write it; a ratio, which alone is a decimal below 1, as a percentage.

    >>> written(2), written(Decimal("0.03"))
    ('2', '3%')
    """
    return f"{(value * 100).normalize():f}%" if isinstance(value, Decimal) else str(value)


class Keyed(Strict):
    """A model whose keys include words that Python keeps for itself (from, is, with)."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Span(Keyed):
    """From a day until a day (exclusive); either may be left out."""

    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _from_before_until(self) -> Self:
        if self.from_ is not None and self.until is not None and self.from_ >= self.until:
            raise ValueError("from_before_until")
        return self

    def covers(self, day: date) -> bool:
        """Whether the day lies in the span."""
        return (self.from_ is None or self.from_ <= day) and (
            self.until is None or day < self.until
        )


class Period(Span, Generic[T]):
    """A value with the time in which it holds and the clause that gives it."""

    is_: T = Field(alias="is")
    cite: tuple[str, ...] = ()


def _as_periods(value: object) -> object:
    return value if isinstance(value, list | tuple) else ({"is": value},)


def _apart(periods: tuple[Period[T], ...]) -> tuple[Period[T], ...]:
    """Refuse a list without a value, and two values for one day: which holds is not ours to choose."""
    if not periods:
        raise ValueError("too_short")
    for number, one in enumerate(periods):
        for other in periods[:number]:
            latest = max(one.from_ or date.min, other.from_ or date.min)
            if latest < min(one.until or date.max, other.until or date.max):
                raise ValueError("periods_overlap")
    return periods


def as_periods(kind: object) -> BeforeValidator:
    """Let a dated value be one value of the kind, or a list of {from, until, is, cite}."""
    written = Union[kind, tuple[Period[kind], ...]]  # type: ignore[valid-type]  # noqa: UP007  (a type made at run time)
    return BeforeValidator(_as_periods, json_schema_input_type=written)


APART = AfterValidator(_apart)
"""Refuses dated values that leave no value or two."""

_SCALARS = ["string", "number", "boolean", "null"]
Given = Annotated[
    str | tuple[str | None, ...] | None,
    WithJsonSchema({"type": [*_SCALARS, "array"], "items": {"type": _SCALARS}}),
]
"""What a case writes for a field: a value, `blank`, `unreadable`, or a bound [least, most]."""


class Case(Keyed):
    """An example inside a rule, which `pack test` runs."""

    name: str = Field(min_length=1)
    part: str | None = None
    given: Mapping[str, Given] = Field(default_factory=dict)
    with_: Mapping[str, tuple[Mapping[str, Given], ...]] = Field(default_factory=dict, alias="with")
    without: tuple[str, ...] = ()
    asserted: tuple[str, ...] = ()
    at: Day | None = None
    as_of: Day | None = None
    each_blank: YesNo = False
    expect: Outcome
    missing: tuple[str, ...] | None = None


class ExceptionSpec(Strict):
    """One exception of a rule: its own clause, shown apart in the verdict."""

    id: str = Field(pattern=SLUG)
    title: str
    when: str
    residual: YesNo = False
    cite: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Used:
    """A value that a rule used: its name, as text, and where in the rule it stands."""

    name: str
    text: str
    steps: tuple[Step, ...]
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What a kind makes of a rule on one table, before the common when and unless.

    `part` tells several apart ("" for the only one); `told` are words for the rule's message.
    """

    table: str
    require: Condition
    when: Condition = TRUE
    part: str = ""
    told: tuple[Used, ...] = ()


@dataclass(frozen=True, slots=True)
class Expanded:
    """A normal-form rule with the values that its kind put into it."""

    rule: NormalRule
    used: tuple[Used, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(slots=True)
class Site:
    """Where a rule is expanded: its full id, the vocabulary, the days; gathers what cannot be read."""

    rule_id: str
    vocabulary: Vocabulary
    as_of: date
    plan_year: int | None = None
    on_error: Callable[[ConditionError, tuple[Step, ...]], None] | None = None
    used: list[Used] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    def condition(self, text: str | None, table: str, *steps: Step) -> Condition:
        """Return the condition written at the steps; TRUE where none is written."""
        if text is None:
            return TRUE
        try:
            return read_condition(text, Scope(self.table(table)))
        except ConditionError as error:
            self._tell(error, steps)
            return Truth(None)

    def table(self, name: str) -> TableSpec:
        """Return the table; kinds check the name first with known_table."""
        return self.vocabulary.tables[name]

    def field(self, table: str, name: str, *steps: Step) -> FieldSpec:
        """Return the field of that name or label."""
        spec = self.table(table).find(name)
        if spec is None:
            known = tuple(self.table(table).by_name)
            words = {
                "found": name,
                "table": self.table(table).label,
                "nearest": nearest(name, known),
            }
            self._tell(ConditionError("condition/unknown-field", 0, **words), steps)
            return self.table(table).by_name[known[0]]
        return spec

    def number(self, table: str, name: str, *steps: Step) -> FieldSpec:
        """Return the field, which must hold numbers."""
        spec = self.field(table, name, *steps)
        if not spec.type.is_number:
            self._tell(ConditionError("pack/field-not-number", 0, found=spec.label), steps)
            return next((f for f in self.table(table).fields if f.type.is_number), spec)
        return spec

    def day(self, table: str, name: str, *steps: Step) -> FieldSpec:
        """Return the field, which must hold days."""
        spec = self.field(table, name, *steps)
        if spec.type is not FieldType.DATE:
            self._tell(ConditionError("pack/field-not-day", 0, found=spec.label), steps)
            return next((f for f in self.table(table).fields if f.type is FieldType.DATE), spec)
        return spec

    def choice(self, table: str, name: str, word: str, *steps: Step) -> Condition:
        """Return the condition that a field of a closed list holds a word of it."""
        spec = self.table(table).by_name[name]
        for choice in spec.choices:
            if word == choice.value or word in choice.labels:
                return Among(Ref(spec), (choice.value,))
        known = [c.value for c in spec.choices]
        words = {"found": word, "field": spec.label, "nearest": nearest(word, known)}
        self._tell(ConditionError("condition/unknown-choice", 0, **words), steps)
        return Truth(None)

    def value(self, name: str, dated: tuple[Period[T], ...], day: date | None) -> T | None:
        """Return the value in force on the day; None, and noted as silent, where there is none."""
        for index, period in enumerate(dated):
            always = period.from_ is None and period.until is None
            if always or (day is not None and period.covers(day)):
                steps: tuple[Step, ...] = (name,) if always else (name, index, "is")
                self.used.append(Used(name, written(period.is_), steps, period.cite))
                return period.is_
        self.silent.append(name)
        return None

    @property
    def plan_day(self) -> date | None:
        """The day that stands for the plan's year."""
        return None if self.plan_year is None else date(self.plan_year, 1, 1)

    def _tell(self, error: ConditionError, steps: tuple[Step, ...]) -> None:
        if self.on_error is None:
            raise error
        self.on_error(error, steps)


class RuleSpec(Strict):
    """The keys that all kinds have in common (规则的共同键)."""

    scope: ClassVar[bool] = False

    id: str = Field(pattern=SLUG)
    kind: str
    title: str = Field(min_length=1)
    cite: tuple[str, ...] = Field(min_length=1)
    modality: Modality
    when: str | None = None
    unless: tuple[ExceptionSpec, ...] = ()
    doubt: str | None = None
    in_force: Span | None = None
    replaces: str | None = None
    message: str | None = None
    fix: str | None = None
    cases: tuple[Case, ...] = ()

    @model_validator(mode="after")
    def _exceptions_are_told_apart(self) -> "RuleSpec":
        ids = [e.id for e in self.unless]
        if len(ids) != len(set(ids)):
            raise ValueError("exception_twice")
        return self

    def tables(self) -> tuple[str, ...]:
        """Return the tables that the rule is about."""
        raise NotImplementedError

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return what the kind makes of the rule: one body for each normal-form rule."""
        raise NotImplementedError

    def expand(self, site: Site) -> tuple[Expanded, ...]:
        """Return the rule in normal form: its kind's bodies under the common when and unless."""
        return tuple(self._expanded(body, site) for body in self.bodies(site))

    def _expanded(self, body: Body, site: Site) -> Expanded:
        own = site.condition(self.when, body.table, "when")
        unless = tuple(
            NormalException(e.id, self._exception(e, site, body.table, i))
            for i, e in enumerate(self.unless)
        )
        rule = NormalRule(
            id=f"{site.rule_id}#{body.part}" if body.part else site.rule_id,
            table=body.table,
            when=both(own, body.when),
            require=body.require,
            unless=unless,
            scope=self.scope,
        )
        return Expanded(rule, (*site.used, *body.told), tuple(site.silent))

    def _exception(self, spec: ExceptionSpec, site: Site, table: str, index: int) -> Condition:
        when = site.condition(spec.when, table, "unless", index, "when")
        return asserted(site.rule_id, spec.id, when) if spec.residual else when
