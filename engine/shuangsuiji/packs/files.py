"""What stands in a pack's files beside rules: pack.yaml, clauses.yaml, forms.yaml."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, RootModel, model_validator

from shuangsuiji.findings import Modality
from shuangsuiji.model.dated import Day, Keyed, Span
from shuangsuiji.model.settings import Written
from shuangsuiji.model.vocabulary import FieldSpec, Strict, TableForm, YesNo

FAMILIES = (
    "scope",
    "items",
    "plans",
    "ratios",
    "frequency",
    "deadlines",
    "notice",
    "draw",
    "assignment",
    "registers",
    "inspection",
    "results",
    "handover",
    "duties",
    "exemptions",
    "accountability",
)
"""The families of rules: a pack's rules stand in <family>.yaml, whichever of them it needs."""


class Status(StrEnum):
    """Whether a document binds. A draft's rules warn at most."""

    IN_FORCE = "in_force"
    DRAFT = "draft"


class Document(Keyed):
    """A document that the pack rests on (依据文件)."""

    id: str
    """短名：小写英文字母、数字、连字符，条款表里用它指这份文件，例如 gaoqing-2021-25。"""
    title: str
    """标题：文件的全名。"""
    number: str | None = None
    """文号：例如 高市监发〔2021〕25号；报告里引用条款时先写它。"""
    short: str | None = None
    """简称：没有文号的文件，报告里这样称呼它。"""
    status: Status
    """效力：in_force 有效；draft 征求意见稿，它的规则至多提示。"""
    from_: Day | Literal["unknown"] = Field(default="unknown", alias="from")
    """施行日期：写作 2026-01-31；文件没有写明的写 unknown，不写也是 unknown。"""

    @property
    def cited_as(self) -> str:
        """What a citation calls the document: its number, else its short name, else its title."""
        return self.number or self.short or self.title


class Departure(Strict):
    """A parent's rule that the pack drops, with the clause for it."""

    rule: str
    """规则：要删去的上级规则，写全名“规则包/文件/id”。"""
    cite: tuple[str, ...] = Field(min_length=1)
    """依据：本地文件的条款编号，至少一个。"""


class Acknowledged(Strict):
    """A contradiction or departure that the pack knows of, the clauses, and what settles it."""

    clauses: tuple[str, ...] = Field(min_length=1)
    """条款：有关的条款编号，至少一个；矛盾的，两边都写。"""
    says: str
    """说明：是什么矛盾，或与上级有什么不同，用自己的话写。"""
    settled_by: str | None = None
    """由谁解决：以哪一条为准，写条款编号；没有解决的不写。"""


class May(StrEnum):
    """What a child may do to a parent's rules of a sort."""

    NONE = "none"
    KEEP = "keep"
    LOWER = "lower"
    RAISE = "raise"
    BRING_FORWARD = "bring_forward"
    ADD = "add"
    REPLACE = "replace"


class Direction(Strict):
    """What children may do to the rules of a family (of a kind, for items of a category).

    It rests on a clause, or it is `policy: true`, the project's own caution: then a departure is a
    warning. `none`: children make no such rule at all.
    """

    family: str
    """规则文件：管哪一族规则，写文件名，不带 .yaml，例如 frequency。"""
    kind: str | None = None
    """种类：只管这一种规则，例如 frequency_cap；不写即这一族的各种。"""
    category: str | None = None
    """事项类别：只管一般（general）或重点（key）事项的规则；不写即不分。"""
    may: May
    """下级可以：none 不另写；keep 照用；add 另写规则、加例外；lower 改小；raise 改大；
    bring_forward 把期限提前；replace 取代、删去。
    """
    cite: tuple[str, ...] = ()
    """依据：哪一条这样规定；与 policy 二者写一个。"""
    policy: YesNo = False
    """本项目的谨慎：写 true，即文件没有说，只是本项目这样主张，不照办的只警告。"""

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if bool(self.cite) == self.policy:
            raise ValueError("cite_or_policy")
        return self


class SettingAnswer(Strict):
    """A pack's answer to a setting, with the clause that gives it."""

    name: str
    """设定：设定登记表 rulesets/settings.yaml 里的名字，例如 leader_choice。"""
    is_: Written = Field(alias="is")
    """回答：登记表所列选项之一，或一个数、比例；是否写 true、false。"""
    cite: tuple[str, ...] = Field(min_length=1)
    """依据：哪一条这样说，写条款编号，至少一个。"""


class SettingFile(RootModel[tuple[SettingAnswer, ...]]):
    """settings.yaml: what the pack answers to open questions (设定)."""


class PackFile(Strict):
    """pack.yaml: who, since when, on which documents, extending what (规则包说明)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    """规则包的名字：与文件夹同名，小写字母开头，只用小写字母、数字、连字符；--pack 后面写它。"""
    title: str
    """名称：哪个地方、管什么，报告里这样称呼它。"""
    code: str = Field(pattern=r"^[0-9]{6}$")
    """行政区划代码：六位数字，放在引号里，例如 "370322"。"""
    extends: str | None = None
    """上级规则包：写它的 id；规则都继承下来。没有上级的不写。"""
    valid_for: Span | None = None
    """有效期：只管这段时间，until 那天不算在内；不写即一直管。之外的核查会被拒绝。"""
    documents: tuple[Document, ...] = Field(min_length=1)
    """依据文件：这个规则包写的是哪些文件，至少一份。"""
    drops: tuple[Departure, ...] = ()
    """删去：不要上级的哪些规则，各写规则全名和依据的条款。"""
    children: tuple[Direction, ...] = ()
    """对下级：下级的规则包可以怎样改这里的规则。"""
    acknowledges: tuple[Acknowledged, ...] = ()
    """已知的出入：文件自身的矛盾、与上级的不同，写明了就不再报。"""


class Mark(StrEnum):
    """Whether a program can decide by a clause: wholly, in part, not."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Reading(StrEnum):
    """What a clause is: it binds, it says what a word means, sets a value, allows, or states an aim."""

    DUTY = "duty"
    DEFINITION = "definition"
    SETTING = "setting"
    PERMISSION = "permission"
    AIM = "aim"


TO_WRITE = "待编写"
"""What a row says of a clause that nobody has read yet, `pack new` writes it."""


class ClauseRow(Strict):
    """One clause of a document, in the project's own words (条款).

    `reading` is what the clause is, `modality` how strongly a duty binds; rules that cite it say the
    same. `procedures` are engine procedures that carry it out; `reason` says why a program does not
    decide by it, or not wholly.
    """

    id: str = Field(pattern=r"^[A-Z]{2}-[0-9A-Z][0-9A-Za-z]*$")
    """条款编号：两个大写字母、连字符和编号，例如 GQ-15b；规则用它引用这一条。"""
    document: str
    """文件：属于哪份文件，写 pack.yaml 里 documents 的 id。"""
    place: str
    """位置：在文件的哪里，例如 （十五）第二段第一句。"""
    says: str
    """讲什么：用自己的话写一句，不照抄原文。"""
    mark: Mark
    """程序能不能判断："yes" 能，partly 一部分，"no" 不能。"""
    reading: Reading | None = None
    """这一条是什么：duty 义务，definition 定义，setting 给出一个值，permission 许可（可以），
    aim 目标。不写即还没有判读。
    """
    modality: Modality | None = None
    """义务的强弱：must 应当、不得，in_principle 原则上，should 宜、鼓励；只有义务才写。"""
    procedures: tuple[str, ...] = ()
    """程序：由引擎的哪个程序落实，例如 draw.verify；由规则落实的不写。"""
    reason: str | None = None
    """理由：为什么不由程序判断，或没有全部判断，写给法制人员看。"""


class ClauseFile(RootModel[tuple[ClauseRow, ...]]):
    """clauses.yaml: the clauses that rules cite (条款表)."""


class TableFields(Strict):
    """Fields that a place adds to a table of the vocabulary (本地字段)."""

    table: str
    """表：加在词汇表的哪张表上。"""
    fields: tuple[FieldSpec, ...] = Field(min_length=1)
    """字段：写法与词汇表一样，名称和中文名都不得与那张表已有的相同。"""


class FieldFile(RootModel[tuple[TableFields, ...]]):
    """fields.yaml: the fields that this place's text needs beside the vocabulary (本地字段)."""


class FormFile(RootModel[tuple[TableForm, ...]]):
    """forms.yaml: this place's own forms (样表)."""
