"""Where a rule is expanded: its vocabulary, settings, calendar and days; and what a kind makes there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from shuangsuiji.calendar import Calendar
from shuangsuiji.findings import Location
from shuangsuiji.model.dated import Period, T, written
from shuangsuiji.model.settings import Settings, SettingValue
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, TableSpec, Vocabulary
from shuangsuiji.rules.answers import read_settings
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.expressions import TRUE, Among, Condition, Or, Ref, Term, Truth
from shuangsuiji.rules.normal import NormalRule
from shuangsuiji.rules.scan import ConditionError
from shuangsuiji.yamlfile import nearest

Step = str | int


@dataclass(frozen=True, slots=True)
class Used:
    """A value that a rule used: its name, as text, and where in the rule it stands.

    A setting's answer stands elsewhere: `location` says where.
    """

    name: str
    text: str
    steps: tuple[Step, ...] = ()
    cite: tuple[str, ...] = ()
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What a kind makes of a rule on one table, before the common when and unless.

    `part` tells several apart ("" for the only one); `told` are words for the rule's message;
    `limits` the time limits of which the earliest binds, each with its title.
    """

    table: str
    require: Condition
    when: Condition = TRUE
    part: str = ""
    told: tuple[Used, ...] = ()
    limits: tuple[tuple[str, Term], ...] = ()


@dataclass(frozen=True, slots=True)
class Expanded:
    """A normal-form rule with the values that its kind put into it."""

    rule: NormalRule
    used: tuple[Used, ...] = ()
    silent: tuple[str, ...] = ()


Above = Mapping[str, Sequence[tuple[Period[Any], Location, tuple[str, ...]]]]
"""Dated values of the parents' rules that a rule replaces or refines, nearest first: place, clauses."""


@dataclass(slots=True)
class Site:
    """Where a rule is expanded: its full id, what it may read, the days; gathers what cannot be read."""

    rule_id: str
    vocabulary: Vocabulary
    settings: Settings
    calendar: Calendar
    as_of: date
    plan_year: int | None = None
    above: Above = field(default_factory=dict)
    on_error: Callable[[ConditionError, tuple[Step, ...]], None] | None = None
    used: list[Used] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    def condition(self, text: str | None, table: str, *steps: Step) -> Condition:
        """Return the condition written at the steps; TRUE where none is written."""
        if text is None:
            return TRUE
        for name in read_settings(text):
            self.setting(name)
        try:
            return read_condition(text, Scope(self.table(table), settings=self.settings))
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
        if spec.type.is_number:
            return spec
        if self.table(table).find(name) is spec:
            self._tell(ConditionError("pack/field-not-number", 0, found=spec.label), steps)
        return next((f for f in self.table(table).fields if f.type.is_number), spec)

    def day(self, table: str, name: str, *steps: Step) -> FieldSpec:
        """Return the field, which must hold days."""
        spec = self.field(table, name, *steps)
        if spec.type is FieldType.DATE:
            return spec
        if self.table(table).find(name) is spec:
            self._tell(ConditionError("pack/field-not-day", 0, found=spec.label), steps)
        return next((f for f in self.table(table).fields if f.type is FieldType.DATE), spec)

    def text(self, table: str, name: str, *steps: Step) -> FieldSpec | None:
        """Return the field, which must hold texts; None, once that is told, where it does not."""
        spec = self.field(table, name, *steps)
        if spec.type.is_text and self.table(table).find(name) is spec:
            return spec
        if self.table(table).find(name) is spec:
            self._tell(ConditionError("pack/field-not-text", 0, found=spec.label), steps)
        return None

    def choice(self, table: str, name: str, word: str, *steps: Step) -> Condition:
        """Return the condition that a field of a closed list holds a word of it."""
        spec = self.field(table, name)
        listed = spec.listed(word)
        if listed is not None:
            return Among(Ref(spec), (listed,))
        known = [c.value for c in spec.choices]
        words = {"found": word, "field": spec.label, "nearest": nearest(word, known)}
        self._tell(ConditionError("condition/unknown-choice", 0, **words), steps)
        return Truth(None)

    def words(self, table: str, name: str, words: Sequence[str], *steps: Step) -> Condition:
        """Return the condition that a text field holds one of the words."""
        spec = self.field(table, name)
        if not spec.choices:
            return Among(Ref(spec), tuple(words))
        each = [self.choice(table, name, word, *steps, i) for i, word in enumerate(words)]
        return each[0] if len(each) == 1 else Or(tuple(each))

    def setting(self, name: str) -> SettingValue | None:
        """Return the answer to a setting, and note that the rule uses it; None while it is unset."""
        answer = self.settings.answers.get(name)
        if answer is None:
            if name in self.settings.registry:
                self.silent.append(f"setting.{name}")
            return None
        used = Used(f"setting.{name}", answer.text, (), answer.cite, answer.location)
        self.used.append(used)
        return answer.value

    def value(self, name: str, dated: tuple[Period[T], ...], day: date | None) -> T | None:
        """Return the value in force on the day: the rule's own, else that of the rules it stands over.

        None, and noted as silent, where nobody speaks.
        """
        for index, period in enumerate(dated):
            always = period.from_ is None and period.until is None
            if always or (day is not None and period.covers(day)):
                steps: tuple[Step, ...] = (name,) if always else (name, index, "is")
                self.used.append(Used(name, written(period.is_), steps, period.cite))
                return period.is_
        for above, place, cite in self.above.get(name, ()):
            if day is not None and above.covers(day):
                used = Used(name, written(above.is_), (), above.cite or cite, place)
                self.used.append(used)
                return cast("T", above.is_)
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
