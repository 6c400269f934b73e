"""What a case writes (`given`, `with`, `without`, `asserted`) to rows of facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from shuangsuiji.model.ratio import read_ratio
from shuangsuiji.model.values import BLANK, UNREADABLE, Fact, Interval, Status, exactly, says
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType, TableSpec, Vocabulary
from shuangsuiji.rules.derived import derivation, derived_fact, reads
from shuangsuiji.rules.interpret import Env
from shuangsuiji.rules.kinds.base import Case, Given
from shuangsuiji.rules.normal import asserted_field

Facts = dict[str, Fact]


class GivenError(Exception):
    """A value in a case that its field cannot hold: the field, what was written, what would do."""

    def __init__(self, field: str, found: str, nearest: str) -> None:
        super().__init__(field, found, nearest)
        self.field, self.found, self.nearest = field, found, nearest


def row_of(table: TableSpec, given: Mapping[str, Given]) -> Facts:
    """Return the row's facts; what is not given is blank, derived fields are left to be derived."""
    facts = {
        f.name: BLANK
        for f in table.fields
        if f.derived is None and f.kind in (FieldKind.RECORD, FieldKind.EVENT)
    }
    for name, value in given.items():
        spec = table.find(name)
        if spec is None:
            raise GivenError(name, name, "、".join(table.by_name))
        facts[spec.name] = fact_of(spec, value)
    return facts


def fact_of(spec: FieldSpec, given: Given) -> Fact:
    """Return what a case says of a field."""
    if given is None or given == "blank":
        return BLANK
    if given == "unreadable":
        return UNREADABLE
    try:
        return _fact(spec, given)
    except (ValueError, InvalidOperation) as error:
        raise GivenError(spec.name, str(given), _would_do(spec)) from error


def _fact(spec: FieldSpec, given: str | tuple[str | None, ...]) -> Fact:
    if spec.type is FieldType.LIST:
        return says((given,) if isinstance(given, str) else tuple(str(g) for g in given))
    if isinstance(given, tuple):
        lo, hi = given
        return Fact(Status.VALUE, Interval(_ordered(spec, lo), _ordered(spec, hi)))
    if spec.type is FieldType.SPAN:
        first, last = given.split("..")
        return Fact(Status.VALUE, Interval(date.fromisoformat(first), date.fromisoformat(last)))
    if spec.type.is_ordered:
        value = _ordered(spec, given)
        assert value is not None, "a text was given"
        return exactly(value, given)
    if spec.type is FieldType.YES_NO:
        return says(value={"true": True, "false": False}[given])
    return says(_choice(spec, given))


def _ordered(spec: FieldSpec, text: str | None) -> Decimal | date | None:
    if text is None:
        return None
    if spec.type is FieldType.DATE:
        return date.fromisoformat(text)
    value = read_ratio(text) if spec.type is FieldType.RATIO else Decimal(text)
    assert isinstance(value, Decimal), "read_ratio gives decimals for texts"
    return value


def _choice(spec: FieldSpec, word: str) -> str:
    for choice in spec.choices:
        if word == choice.value or word in choice.labels:
            return choice.value
    if spec.type is FieldType.CHOICE and spec.choices and not spec.open:
        raise ValueError(word)
    return word


def _would_do(spec: FieldSpec) -> str:
    if spec.choices:
        return "、".join(c.value for c in spec.choices)
    return {
        FieldType.YES_NO: "true、false",
        FieldType.DATE: "2026-01-31",
        FieldType.RATIO: "5%、0.05、1/20",
        FieldType.SPAN: "2026-03-01..2026-06-30",
    }.get(spec.type, "一个数，或界 [5, null]")


@dataclass(frozen=True, slots=True)
class World:
    """The rows that a case is about: its own row and the related tables, derived fields filled in."""

    vocabulary: Vocabulary
    tables: Mapping[str, tuple[Facts, ...]]
    absent: tuple[str, ...]
    as_of: date

    def env(self, table: str, facts: Facts, fields: Iterable[FieldSpec]) -> Env:
        """Return the row's environment with the derived fields among `fields` worked out."""
        for spec in fields:
            if spec.derived is not None and spec.name not in facts:
                facts[spec.name] = self._derive(table, facts, spec)
        return Env(facts, self.as_of)

    def _derive(self, table: str, facts: Facts, spec: FieldSpec) -> Fact:
        how = derivation(self.vocabulary, table, spec)
        related, own = reads(how)
        row = self.env(table, facts, self._specs(table, own))
        if how.table in self.absent:
            return derived_fact(how, row, None)
        rows = self.tables.get(how.table, ())
        wanted = self._specs(how.table, related)
        return derived_fact(how, row, [self.env(how.table, r, wanted) for r in rows])

    def _specs(self, table: str, names: Iterable[str]) -> list[FieldSpec]:
        by_name = self.vocabulary.tables[table].by_name
        return [by_name[n] for n in sorted(names)]


def world_of(vocabulary: Vocabulary, case: Case, as_of: date) -> World:
    """Return the related rows of a case. Raises GivenError; KeyError for an unknown table."""
    tables = {
        name: tuple(row_of(vocabulary.tables[name], row) for row in rows)
        for name, rows in case.with_.items()
    }
    return World(vocabulary, tables, case.without, as_of)


def assertions(rule_id: str, case: Case) -> Facts:
    """Return the facts by which the case asserts residual exceptions."""
    return {asserted_field(rule_id, e).name: says(value=True) for e in case.asserted}
