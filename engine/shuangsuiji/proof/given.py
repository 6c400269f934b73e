"""What a case writes (`given`, `with`, `without`, `asserted`) to rows of facts."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from shuangsuiji.model.dated import read_day
from shuangsuiji.model.ratio import read_ratio
from shuangsuiji.model.values import BLANK, UNREADABLE, Fact, Interval, Status, exactly, says
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType, TableSpec, Vocabulary
from shuangsuiji.rules.intervals import at_least
from shuangsuiji.rules.kinds.base import Case, Given
from shuangsuiji.rules.normal import asserted_field
from shuangsuiji.rules.plain import Facts, World
from shuangsuiji.yamlfile import nearest

Step = str | int


class GivenError(Exception):
    """A word of a case that leads nowhere, or a value that its field cannot hold.

    `steps` lead to it from the case; `params` are what its sentence needs.
    """

    def __init__(self, code: str, steps: tuple[Step, ...], **params: str) -> None:
        super().__init__(code, steps, params)
        self.code, self.steps, self.params = code, steps, params


def row_of(
    table: TableSpec, given: Mapping[str, Given], steps: tuple[Step, ...] = ("given",)
) -> Facts:
    """Return the row's facts; what is not given is blank, derived fields are left to be derived."""
    facts = {
        f.name: BLANK
        for f in table.fields
        if f.derived is None and f.kind in (FieldKind.RECORD, FieldKind.EVENT)
    }
    for name, value in given.items():
        spec = table.find(name)
        if spec is None:
            close = nearest(name, [*table.by_name])
            raise GivenError("pack/unknown-field", (*steps, name), found=name, nearest=close)
        try:
            facts[spec.name] = fact_of(spec, value)
        except ValueError as error:
            told = {"field": name, "found": _shown(value), "nearest": _would_do(spec)}
            raise GivenError("proof/given", (*steps, name), **told) from error
    return facts


def fact_of(spec: FieldSpec, given: Given) -> Fact:
    """Return what a case says of a field. Raises ValueError for what the field cannot hold."""
    if given is None or given == "blank":
        return BLANK
    if given == "unreadable":
        return UNREADABLE
    if spec.type.by_class:
        raise ValueError(given)
    if spec.type is FieldType.LIST:
        return says((given,) if isinstance(given, str) else tuple(str(g) for g in given))
    if isinstance(given, tuple):
        lo, hi = given
        return _bound(spec, lo, hi)
    if spec.type is FieldType.SPAN:
        first, last = given.split("..")
        return _bound(spec, first, last)
    if spec.type.is_ordered:
        value = _ordered(spec, given)
        assert value is not None, "a text was given"
        return exactly(value, given)
    if spec.type is FieldType.YES_NO:
        if given not in ("true", "false"):
            raise ValueError(given)
        return says(value=given == "true")
    return says(_choice(spec, given))


def _bound(spec: FieldSpec, lo: str | None, hi: str | None) -> Fact:
    if not (spec.type.is_ordered or spec.type is FieldType.SPAN):
        raise ValueError(spec.type)
    low, high = _ordered(spec, lo), _ordered(spec, hi)
    least, most = Interval(low, low), Interval(high, high)
    if low is not None and high is not None and at_least(most, least) is False:
        raise ValueError(lo)
    return Fact(Status.VALUE, Interval(low, high))


def _ordered(spec: FieldSpec, text: str | None) -> Decimal | date | None:
    if text is None:
        return None
    if spec.type in (FieldType.DATE, FieldType.SPAN):
        return read_day(text)
    if spec.type is not FieldType.RATIO:
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", text):
            raise ValueError(text)
        return Decimal(text)
    value = read_ratio(text)
    assert isinstance(value, Decimal), "read_ratio gives decimals for texts"
    return value


def _choice(spec: FieldSpec, word: str) -> str:
    listed = spec.listed(word)
    if listed is None and spec.type is FieldType.CHOICE and spec.choices and not spec.open:
        raise ValueError(word)
    return listed or word


def _shown(given: Given) -> str:
    if isinstance(given, tuple):
        return f"[{', '.join('null' if g is None else g for g in given)}]"
    return given or ""


def _would_do(spec: FieldSpec) -> str:
    if spec.choices:
        return "、".join(c.value for c in spec.choices)
    return {
        FieldType.YES_NO: "true、false",
        FieldType.DATE: "2026-01-31",
        FieldType.RATIO: "5%、0.05、1/20",
        FieldType.SPAN: "2026-03-01..2026-06-30",
    }.get(spec.type, "一个数，或界 [5, null]")


def world_of(vocabulary: Vocabulary, case: Case, as_of: date) -> World:
    """Return the related rows of a case. Raises GivenError."""
    named = [("with", name) for name in case.with_] + [
        ("without", i) for i in range(len(case.without))
    ]
    for key, which in named:
        name = which if isinstance(which, str) else case.without[which]
        if name not in vocabulary.tables:
            close = nearest(name, list(vocabulary.tables))
            raise GivenError("pack/unknown-table", (key, which), found=name, nearest=close)
    tables = {
        name: tuple(
            row_of(vocabulary.tables[name], row, ("with", name, i)) for i, row in enumerate(rows)
        )
        for name, rows in case.with_.items()
    }
    return World(vocabulary, tables, case.without, as_of)


def assertions(rule_id: str, case: Case) -> Facts:
    """Return the facts by which the case asserts residual exceptions."""
    return {asserted_field(rule_id, e).name: says(value=True) for e in case.asserted}
