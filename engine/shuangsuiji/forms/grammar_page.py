"""The page of the cell grammar (grammar.md): every notation with what this code reads of its examples."""

from collections.abc import Iterator
from dataclasses import dataclass

from shuangsuiji.forms import (
    bounds,
    classes,
    days,
    frequencies,
    grammar,
    lists,
    points,
    quantities,
)
from shuangsuiji.forms.grammar import read_cell
from shuangsuiji.forms.notation import Notation
from shuangsuiji.forms.text import Reading
from shuangsuiji.forms.writing import write_cell
from shuangsuiji.model.values import Fact, Status
from shuangsuiji.model.vocabulary import Choice, FieldSpec, FieldType

YEAR = 2026
"""The plan's year in the examples."""

_INTRO = """\
# 格子里怎样写，怎样读

<!-- 由 tools/make_grammar.py 生成，不要手改；写法登记在 engine/shuangsuiji/forms/ 各文件的 NOTATIONS。 -->

计划、清单、名录库表格里的每一格，按所在栏的类型照下面的写法读。读出来的值、原文、所在的格子一起留下。

- **读得出**：得到一个值，或者一个界（“不低于3%”只知道至少 3%）。
- **读不出**：写了，但不是这里的写法，或者本来就说不准（“若干”“约5%”）。
  记为“说不准”，连同原文报告，不猜，也不当作零。
- **空白**：没有写。

全角半角、空格、看不见的字符都不计；`％` `﹪` `～` `—` 等与常用的写法一样。
上标、①②等注脚可能另有说明，带着它们的数读不出。
“读作”一栏由程序自己填；例子里的计划年度是 2026 年。
"""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: its title, the field in which its examples stand, its notations."""

    title: str
    says: str
    field: FieldSpec
    notations: tuple[Notation, ...]


def _field(kind: FieldType, **more: object) -> FieldSpec:
    return FieldSpec.model_validate({"name": "f", "label": "例", "type": kind, **more})


_CATEGORIES = (
    Choice(value="一般检查事项", labels=("一般",)),
    Choice(value="重点检查事项", labels=("重点",)),
)
_RATIO = _field(FieldType.RATIO, feeds={"count": "count", "frequency": "frequency"})
_COUNT = _field(FieldType.COUNT, feeds={"ratio": "ratio", "frequency": "frequency"})
_FREQUENCY = _field(FieldType.NUMBER, feeds={"ratio": "ratio", "count": "count"})
_CHOICE = _field(FieldType.CHOICE, choices=_CATEGORIES)

SECTIONS = (
    Section("各栏都一样的", "", _RATIO, grammar.EVERYWHERE),
    Section("比例", "例如“抽查比例”。", _RATIO, points.RATIOS),
    Section("界、范围、约数", "比例、数量、频次都可以这样写。", _RATIO, bounds.NOTATIONS),
    Section(
        "比例上限",
        "只在“抽查比例上限”这样的栏。",
        _field(FieldType.RATIO, cap="true"),
        grammar.CAPS,
    ),
    Section(
        "各类别的比例",
        "归到“各类别抽查比例”；整行的比例没有写，不由各类推算（核查时，各类合起来是全部对象的，整行的比例在最低与最高之间）。",
        _RATIO,
        classes.NOTATIONS,
    ),
    Section("数量", "例如“预估数量”。", _COUNT, points.COUNTS),
    Section("一格写了几样", "", _RATIO, quantities.NOTATIONS),
    Section("频次", "例如“抽查频次”，折成一年几次。", _FREQUENCY, frequencies.NOTATIONS),
    Section("日期", "例如“公示日期”。", _field(FieldType.DATE), days.DAYS),
    Section("时间段", "例如“抽查时间”。", _field(FieldType.SPAN), days.SPANS),
    Section("列表", "例如“配合部门”“抽查事项”。", _field(FieldType.LIST), lists.NOTATIONS),
    Section("选项", "例如“事项类别”。", _CHOICE, grammar.CHOICES),
    Section("是否", "", _field(FieldType.YES_NO), grammar.YES_NO),
)

_NAMES = {
    "ratio": "比例",
    "count": "数量",
    "frequency": "频次",
    "ratio_by_class": "各类别比例",
    "frequency_by_class": "各类别频次",
}
_KINDS = {
    "ratio": FieldType.RATIO,
    "count": FieldType.COUNT,
    "frequency": FieldType.NUMBER,
    "ratio_by_class": FieldType.RATIO_BY_CLASS,
    "frequency_by_class": FieldType.NUMBER_BY_CLASS,
}


def reading(section: Section, text: str) -> Reading:
    """Return what the code reads of an example."""
    return read_cell(section.field.type, text, section.field, YEAR)


def page() -> str:
    """Return the page."""
    return "\n".join((_INTRO, *(line for s in SECTIONS for line in _section(s)))).rstrip() + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.title}\n"
    if section.says:
        yield f"{section.says}\n"
    for notation in section.notations:
        yield f"**{notation.name}**" + (f"　{notation.says}。" if notation.says else "") + "\n"
        if notation.examples or notation.others:
            yield "| 写作 | 读作 |\n|---|---|"
            for text in (*notation.examples, *notation.others):
                yield f"| {_shown(text)} | {_meaning(section, reading(section, text))} |"
            yield ""


def _shown(text: str) -> str:
    plain = text.replace("|", "\\|").replace("\n", "` 换行 `")
    return f"`{plain}`" if text.strip() else "（什么也没有）"


def _meaning(section: Section, read: Reading) -> str:
    own = _value(section.field.type, read.fact)
    also = [
        f"{_NAMES[n]}：{_value(_KINDS[n], fact)}" for n, fact in read.also.items() if n in _NAMES
    ]
    if read.fact.status is Status.UNREADABLE and also:
        return "；".join(also)
    return "；".join((own, *also))


def _value(kind: FieldType, fact: Fact) -> str:
    if fact.status is Status.BLANK:
        return "空白"
    if fact.value is None:
        return "读不出"
    return write_cell(kind, fact.value) + ("（次）" if kind is FieldType.NUMBER else "")
