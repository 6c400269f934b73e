"""What a new place has to answer: what a parent leaves open, and the answers as a file holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from shuangsuiji.model.count import Some
from shuangsuiji.model.dated import Day, Keyed
from shuangsuiji.model.settings import SettingSpec, Written
from shuangsuiji.model.vocabulary import FieldType, Strict, YesNo
from shuangsuiji.packs.files import Status
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.proof.coverage_findings import settings_read

MOST_ARTICLES = 2_000


def _line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("line")
    return text


Line = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_line)]
"""A text on one line, without what cannot be seen."""
ClauseId = Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9A-Z][0-9A-Za-z]*$")]


class DocumentAnswers(Keyed):
    """The document that the place's pack rests on (依据文件)."""

    title: Line
    """标题：文件的全名。"""
    number: Line | None = None
    """文号：例如 云市监发〔2026〕3号；没有就不写。"""
    short: Line | None = None
    """简称：没有文号的文件，报告里这样称呼它。"""
    status: Status = Status.IN_FORCE
    """效力：in_force 有效，draft 征求意见稿。征求意见稿的规则至多提示。"""
    from_: Day | Literal["unknown"] = Field(default="unknown", alias="from")
    """施行日期：写作 2026-01-31；文件没有写明的，写 unknown。"""


class SettingGiven(Keyed):
    """One question that the place's document settles (设定的回答)."""

    name: str
    """设定：设定登记表里的名字，例如 high_ratio。"""
    is_: Written = Field(alias="is")
    """回答：选项之一，或一个数、比例。"""
    cite: tuple[ClauseId, ...] = Field(min_length=1)
    """依据：本地文件的条款编号，至少一个。"""


class ValueGiven(Keyed):
    """A value that the parent's rule leaves silent today, and that the place's document gives (取值)."""

    rule: str
    """规则：上级规则的全名，“规则包/文件/id”。"""
    key: str
    """键：规则里没有取值的键，例如 due。"""
    is_: Any = Field(alias="is")
    """取值：照上级规则的写法，例如 02-15。"""
    cite: tuple[ClauseId, ...] = Field(min_length=1)
    """依据：本地文件的条款编号，至少一个。"""


class PackAnswers(Strict):
    """What `pack new` asks, as an answers file holds it (建包答卷)."""

    title: Line
    """名称：规则包的名称，例如 云溪县市场监管系统双随机、一公开监管。"""
    code: str = Field(pattern=r"^[0-9]{6}$")
    """行政区划代码：六位数字，放在引号里。"""
    document: DocumentAnswers
    """依据文件：本地的那一份文件。"""
    joint: YesNo = False
    """部门联合：文件管部门联合监管写 true，只管本部门写 false。"""
    letters: str = Field(pattern=r"^[A-Z]{2}$")
    """条款代号：两个大写字母，条款编号以它开头，例如 YX-01；与上级的不同。"""
    articles: Some | tuple[Line, ...]
    """条款：条数（30 即第一条到第三十条），或逐条写位置的列表。"""
    settings: tuple[SettingGiven, ...] = ()
    """设定：文件说清了的问题；没有说的不写，照上级或默认。"""
    values: tuple[ValueGiven, ...] = ()
    """取值：上级规则没有取值、本地文件规定了的。"""


@dataclass(frozen=True, slots=True)
class OpenSetting:
    """A setting that no pack above has answered; `rules` of the parent read it."""

    spec: SettingSpec
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class OpenValue:
    """A value that a rule of the parent does not have on the day."""

    rule: Rule
    key: str


@dataclass(frozen=True, slots=True)
class Open:
    """Everything that a parent leaves to a new place."""

    parent: RulePack
    settings: tuple[OpenSetting, ...]
    values: tuple[OpenValue, ...]


def left_open(parent: RulePack, day: date) -> Open:
    """Return what the parent leaves open on the day, in the order of the registry and of its rules."""
    readers: dict[str, dict[str, Rule]] = {}
    values: dict[tuple[str, str], OpenValue] = {}
    for ready in parent.ready(day, day.year):
        rule = ready.rule
        for name in (*(o.name for o in ready.origins), *ready.silent):
            if name.startswith("setting."):
                readers.setdefault(name.removeprefix("setting."), {})[rule.full_id] = rule
        for key in ready.silent:
            if not key.startswith("setting."):
                values[rule.full_id, key] = OpenValue(rule, key)
    read = settings_read(parent)
    settings = (
        OpenSetting(spec, tuple(readers.get(name, {}).values()))
        for name, spec in parent.settings.registry.items()
        if name in read and _is_open(parent, spec)
    )
    return Open(parent, tuple(settings), tuple(values.values()))


def _is_open(parent: RulePack, spec: SettingSpec) -> bool:
    """Whether nobody above has answered, and there is more than one answer."""
    answer = parent.settings.answers.get(spec.name)
    return (answer is None or not answer.pack) and len(spec.options) != 1


def choices(spec: SettingSpec) -> tuple[str, ...]:
    """Return the answers that a setting allows; none for one that takes a number or a text."""
    return ("true", "false") if spec.type is FieldType.YES_NO else spec.options


def clause_ids(letters: str, articles: int | tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of the rows that `articles` asks for.

    >>> clause_ids("YX", ("第一条", "第二条第一款"))
    ('YX-01', 'YX-02')
    """
    count = articles if isinstance(articles, int) else len(articles)
    width = max(2, len(str(count)))
    return tuple(f"{letters}-{number:0{width}}" for number in range(1, count + 1))


def letters_of(parent: RulePack) -> Mapping[str, str]:
    """Return the letters with which clause ids of the packs above begin, each with one such id."""
    return {clause.partition("-")[0]: clause for clause in reversed(tuple(parent.clauses))}
