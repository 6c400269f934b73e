"""The vocabulary (词汇表): tables, fields, types and kinds, as rulesets/vocabulary/ writes them."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from shuangsuiji.model.misfit import Misfit


def key_words(docstring: str) -> tuple[str, str]:
    r"""Return the Chinese name of a key and all that its docstring says, on one line.

    >>> key_words("标题：一句话，\n写给人看。")
    ('标题', '标题：一句话，写给人看。')
    """
    says = re.sub(r"\s*\n\s*", "", docstring)
    title, colon, _ = says.partition("：")
    return (title if colon else "", says)


class Strict(BaseModel):
    """What every model of a YAML file is: unknown keys refused, frozen.

    The docstring under a field, `中文名：说明`, is what editors and `pack explain` show of the key.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema with each key's Chinese name as its title."""
        schema = handler(core_schema)
        model = handler.resolve_ref_schema(schema)
        for spec in model.get("properties", {}).values():
            title, says = key_words(spec.get("description", ""))
            if title:
                spec |= {"title": title, "description": says}
        return schema


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
    RATIO_BY_CLASS = "ratio_by_class"
    NUMBER_BY_CLASS = "number_by_class"

    @property
    def is_number(self) -> bool:
        """Whether values are exact decimals."""
        return self in (FieldType.COUNT, FieldType.NUMBER, FieldType.RATIO)

    @property
    def by_class(self) -> "FieldType | None":
        """What each class has, where values are by class."""
        return {
            FieldType.RATIO_BY_CLASS: FieldType.RATIO,
            FieldType.NUMBER_BY_CLASS: FieldType.NUMBER,
        }.get(self)

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
    """取一格：对得上的那一行的“表.字段”；没有是空白，对上几行的说不准。"""
    any: str | None = None
    """有没有：有一行的“表.字段”为“是”，就是“是”。"""
    count: str | None = None
    """几行：这张表里有几行。"""
    count_distinct: str | None = None
    """几种：“表.字段”有几个不同的值。"""
    sum: str | None = None
    """合计：“表.字段”加起来；没有行时是 0。"""
    min: str | None = None
    """最小：“表.字段”里最小的；没有行时是空白。"""
    max: str | None = None
    """最大：“表.字段”里最大的；没有行时是空白。"""
    where: str = Field(min_length=1)
    """哪些行：条件。不带前缀的是那张表的字段，this. 后面的是本行的字段；每一行都算写 "TRUE"。"""
    zero: str | None = Field(default=None, pattern="^unknown$")
    """零怎样算：写 unknown，即结果是 0 时算说不准，用于作基数的数。"""

    @model_validator(mode="after")
    def _one_operation(self) -> Self:
        held = [o for o in OPERATIONS if getattr(self, o) is not None]
        if len(held) != 1:
            raise Misfit("one_operation", *held[1:2])
        return self


class ShownBy(Strict):
    """How records show a yes/no fact: rows of a table that hold, or a time limit on an event that is broken."""

    table: str
    """表：由哪张表的记录看出，写词汇表里的表名。"""
    where: str = "TRUE"
    """哪些行：条件；每一行都算的不写。"""
    holds: str | None = None
    """每行都成立：条件；各行都成立是“是”，有一行不成立是“否”。与 late 只写一个。"""
    late: str | None = None
    """超过期限：日期字段；规则包对它规定的期限有一行没有遵守是“是”，都遵守了是“否”。"""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.holds is None) == (self.late is None):
            raise ValueError("holds_or_late")
        return self


class Choice(Strict):
    """One word of a closed or open list: what conditions write, what paper writes."""

    value: str
    """词：条件里写的词。"""
    labels: tuple[str, ...] = ()
    """纸上的写法：表格里表示这个词的各种说法。"""


class FieldSpec(Strict):
    """One field of a table: its name in conditions, its Chinese label, how paper writes its header."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """字段名：条件里写的英文名，小写字母、数字、下划线。"""
    label: str
    """中文名：报告里的叫法，也是表格里的列名；同一张表里不重复。"""
    aliases: tuple[str, ...] = ()
    """别的列名：表格里对这一列的其他叫法。"""
    type: FieldType
    """类型：text 文字，choice 选项，list 列表，yes_no 是否，count 个数，number 数，ratio 比例，
    date 日期，span 时间段，ratio_by_class 各类别的比例，number_by_class 各类别的数。
    """
    kind: FieldKind = FieldKind.RECORD
    """空白的意思：record 记载（没有写），event 事件（还没有发生），judgement 认定（还没有人认定），
    invoked 主张（没有人主张）。不写即 record。
    """
    least: Decimal | None = None
    """最小的数：不会是负数的写 0。"""
    choices: tuple[Choice, ...] = ()
    """选项：type 是 choice 时有哪些词。"""
    open: YesNo = False
    """选项没有列全：写 true，即来源以“等”结尾，表外的词也收，但不据以判断。"""
    cap: YesNo = False
    """上限：写 true，即这一栏是上限；写“无”“不设上限”“不限”的，等于没有写。"""
    private: YesNo = False
    """个人信息：写 true，即抽取包等公开的文件里不写这一栏。"""
    feeds: Mapping[str, str] = Field(default_factory=dict)
    """拆到别的字段：一格里写着数量、频次的，按单位分给哪个字段。"""
    derived: Derived | None = None
    """算出的字段：由别的表的行算出，不从纸上读。"""
    shown_by: ShownBy | None = None
    """由记录看出：责任案件的事实，卷内的记录能看出它时，怎样看出。"""
    made: YesNo = False
    """由程序写入：写 true，即不从这张表的列读，由程序从计划、清单等处得来。"""
    grounds: str | None = None
    """依据写在哪一栏：主张一类的字段，写在表里时要附的依据（文件、说明）是哪个字段；没有附的不算主张。"""
    by: str | None = None
    """由谁主张写在哪一栏：主张一类的字段，主张的人是哪个字段；那一栏没有写的，看发起部门。"""
    note: str | None = None
    """备注：给改词汇表的人看。"""

    @property
    def open_words(self) -> tuple[str, ...]:
        """The listed words of an open list; of a word outside it is not known what it is."""
        return tuple(c.value for c in self.choices) if self.open else ()

    def listed(self, word: str) -> str | None:
        """Return the word of the field's list that a word, or a label, means; None for another."""
        return next((c.value for c in self.choices if word in (c.value, *c.labels)), None)

    def __hash__(self) -> int:
        """Hash by what tells fields apart."""
        return hash((self.name, self.label, self.type, self.kind))

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        """Write a field by its name and type: conditions hold many."""
        yield from (("name", self.name), ("type", self.type.value))


class TableSpec(Strict):
    """One table: what a row is, which field people call a row by, its fields.

    `input` is the option that hands in the `paper` on which the table stands.
    """

    label: str
    """表名：中文，报告里这样称呼它。"""
    row: str
    """一行叫什么：例如 事项、计划行。"""
    key: str
    """用哪一栏称呼一行：字段名，例如 name。"""
    input: str | None = None
    """由哪个选项交来：例如 --items；没有交来时，报告写明加它。"""
    paper: str | None = None
    """纸面的名称：例如 抽查事项清单。"""
    fields: tuple[FieldSpec, ...]
    """字段：这张表有哪些栏。"""

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
    """表：规则条件里能用的表，各有名字和字段。"""

    @cached_property
    def read_once(self) -> dict[tuple[str, str], object]:
        """What rules/derived.py has read of the derived fields, by table and field."""
        return {}


class ColumnForm(Strict):
    """Which header texts of a place's own form feed a field; `上级/下级` names a two-level header."""

    field: str
    """字段：词汇表里的英文名。"""
    labels: tuple[str, ...] = Field(min_length=1)
    """列名：本地表格里的写法，两级表头写作“上级/下级”，至少一个。"""


class TableForm(Strict):
    """A place's own form (样表): its columns beside the vocabulary's labels."""

    table: str
    """表：词汇表里的表名，例如 plan_line。"""
    title: str
    """样表的名称：例如 附录D 表D.1 年度抽查工作计划表。"""
    cite: tuple[str, ...] = ()
    """依据：规定这张样表的条款编号。"""
    columns: tuple[ColumnForm, ...]
    """各列：列名与字段怎样对应。"""
