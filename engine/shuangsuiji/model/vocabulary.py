"""The vocabulary (词汇表): tables, fields, types and kinds, as rulesets/vocabulary/ writes them."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from shuangsuiji.model.misfit import Misfit


class Strict(BaseModel):
    """What every model of a YAML file is: unknown keys refused, frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _yes_no(text: object) -> object:
    if isinstance(text, str):
        if text not in ("true", "false"):
            raise ValueError("yes_no")
        return text == "true"
    return text


YesNo = Annotated[bool, BeforeValidator(_yes_no)]
"""true or false, nothing else: on, yes and 1 are refused."""


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "text"
    CHOICE = "choice"
    LIST = "list"
    YES_NO = "yes_no"
    COUNT = "count"
    NUMBER = "number"
    RATIO = "ratio"
    DATE = "date"
    SPAN = "span"

    @property
    def is_number(self) -> bool:
        """Whether values are exact decimals."""
        return self in (FieldType.COUNT, FieldType.NUMBER, FieldType.RATIO)

    @property
    def is_ordered(self) -> bool:
        """Whether values are compared by size."""
        return self.is_number or self is FieldType.DATE

    @property
    def is_text(self) -> bool:
        """Whether values are compared as text."""
        return self in (FieldType.TEXT, FieldType.CHOICE)


class FieldKind(StrEnum):
    """What a blank means; see rulesets/README.md."""

    RECORD = "record"
    EVENT = "event"
    JUDGEMENT = "judgement"
    INVOKED = "invoked"


OPERATIONS = ("lookup", "any", "count", "count_distinct", "sum", "min", "max")


class Derived(Strict):
    """A field computed from a related table's rows: one of the operations, on rows where `where` holds.

    In `where`, bare names are the related table's fields and `this.x` is a field of the row itself.
    """

    lookup: str | None = None
    any: str | None = None
    count: str | None = None
    count_distinct: str | None = None
    sum: str | None = None
    min: str | None = None
    max: str | None = None
    where: str = Field(min_length=1)
    zero: str | None = Field(default=None, pattern="^unknown$")

    @model_validator(mode="after")
    def _one_operation(self) -> Self:
        held = [o for o in OPERATIONS if getattr(self, o) is not None]
        if len(held) != 1:
            raise Misfit("one_operation", *held[1:2])
        return self


class Choice(Strict):
    """One word of a closed or open list: what conditions write, what paper writes."""

    value: str
    labels: tuple[str, ...] = ()


class FieldSpec(Strict):
    """One field of a table: its name in conditions, its Chinese label, how paper writes its header."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    aliases: tuple[str, ...] = ()
    type: FieldType
    kind: FieldKind = FieldKind.RECORD
    least: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    open: YesNo = False
    private: YesNo = False
    feeds: Mapping[str, str] = Field(default_factory=dict)
    derived: Derived | None = None
    made: YesNo = False
    note: str | None = None

    @property
    def open_words(self) -> tuple[str, ...]:
        """The listed words of an open list; of a word outside it is not known what it is."""
        return tuple(c.value for c in self.choices) if self.open else ()

    def __hash__(self) -> int:
        """Hash by what tells fields apart."""
        return hash((self.name, self.label, self.type, self.kind))


class TableSpec(Strict):
    """One table: what a row is, which field people call a row by, its fields.

    `input` is the option that hands in the `paper` on which the table stands.
    """

    label: str
    row: str
    key: str
    input: str | None = None
    paper: str | None = None
    fields: tuple[FieldSpec, ...]

    @cached_property
    def by_name(self) -> Mapping[str, FieldSpec]:
        """The fields by name."""
        return {f.name: f for f in self.fields}

    @cached_property
    def by_label(self) -> Mapping[str, FieldSpec]:
        """The fields by Chinese label."""
        return {f.label: f for f in self.fields}

    def find(self, name_or_label: str) -> FieldSpec | None:
        """Return the field of this name or label, or None."""
        return self.by_name.get(name_or_label) or self.by_label.get(name_or_label)


class Vocabulary(Strict):
    """All tables by name."""

    tables: Mapping[str, TableSpec]

    @cached_property
    def read_once(self) -> dict[tuple[str, str], object]:
        """What rules/derived.py has read of the derived fields, by table and field."""
        return {}


class ColumnForm(Strict):
    """Which header texts of a place's own form feed a field; `上级/下级` names a two-level header."""

    field: str
    labels: tuple[str, ...] = Field(min_length=1)


class TableForm(Strict):
    """A place's own form (样表): its columns beside the vocabulary's labels."""

    table: str
    title: str
    cite: tuple[str, ...] = ()
    columns: tuple[ColumnForm, ...]
