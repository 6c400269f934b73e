"""The cell grammar: what a cell of each kind of field may say, and how it is read.

The notations stand beside their code: in points, bounds, frequencies, classes, quantities, days, lists
and here. grammar.md is made of them (tools/make_grammar.py) and is the page for readers.

Errors of formulas (`#DIV/0!`) are unreadable everywhere. Blank, for every kind: nothing, white
space, `/` or a dash. `无` fills a cell: of a list it says that there is none, of yes and no it
says no. Of a text or a choice it says nothing that a rule could use, so it is blank there; for a
number or a day it is no zero and stays unreadable, unless the number is a cap (不设上限).
"""

from shuangsuiji.forms.boxes import ticked
from shuangsuiji.forms.days import read_day, read_span
from shuangsuiji.forms.lists import NONE, split_list
from shuangsuiji.forms.notation import Notation
from shuangsuiji.forms.quantities import read_quantity
from shuangsuiji.forms.text import (
    LONGEST_TEXT,
    WHITE,
    Reading,
    blank,
    is_blank,
    label,
    unreadable,
)
from shuangsuiji.model.values import Value, says
from shuangsuiji.model.vocabulary import FieldSpec, FieldType

EVERYWHERE = (
    Notation(
        "空白",
        "什么也没有写",
        " | / | - | —— |  ",
    ),
    Notation(
        "公式出错",
        "",
        "",
        "#DIV/0! | #N/A | #REF!",
    ),
    Notation(
        "没有写定",
        "",
        "",
        "待定 | 同上 | 见附件 | ……",
    ),
)
YES_NO = (
    Notation(
        "是",
        "",
        "是 | 有 | √ | ✓ | Y | 是。 | ☑是 □否 | 是☑ 否□ | ☑ | 1",
    ),
    Notation(
        "否",
        "",
        "否 | 无 | 没有 | × | N | □是 ☑否 | 0",
    ),
    Notation(
        "没有勾",
        "空白",
        "□是 □否 | □",
    ),
    Notation(
        "两可",
        "不猜",
        "",
        "是/否 | ☑是 ☑否 | X | ☒ | ○",
    ),
)
CHOICES = (
    Notation(
        "选项的词",
        "词汇表、本地样表登记的各种写法；有没有空格、全角半角都一样",
        "一般 | 重点检查事项 | 重点 检查事项",
    ),
    Notation(
        "方框",
        "打了勾的那一个",
        "☑重点 □一般 | □重点 ☑一般 | 重点（√） 一般（ ） | ■重点 □一般",
    ),
    Notation(
        "没有勾",
        "空白",
        "□重点 □一般",
    ),
    Notation(
        "别的词",
        "选项没有列全的栏收下原文，但不据以判断",
        "",
        "重点/一般 | ☑重点 ☑一般 | ☒重点 □一般",
    ),
)
CAPS = (
    Notation(
        "上限",
        "与比例相同",
        "5% | 不超过5%",
    ),
    Notation(
        "没有上限",
        "与没有写上限一样，算空白",
        "不设上限 | 无上限 | 不限 | 不封顶 | 无",
    ),
)

YES = ("是", "有", "√", "✓", "✔", "☑", "✅", "■", "●", "y", "yes", "true", "1", "已", "需要")
NO = ("否", "无", "没有", "不是", "×", "✗", "✘", "✕", "❌", "n", "no", "false", "0")
NO_CAP = (
    "无",
    "没有",
    "不设",
    "不设上限",
    "未设上限",
    "不设置上限",
    "无上限",
    "没有上限",
    "不限",
    "不限制",
    "不设限",
    "比例不限",
    "不限比例",
    "不设比例上限",
    "不受比例限制",
    "不封顶",
    "上不封顶",
)
"""What says of a cap that there is none."""

NOTHING_SAID = (
    "待定",
    "待确定",
    "待明确",
    "暂定",
    "另行通知",
    "另行确定",
    "同上",
    "同前",
    "〃",
    "略",
    "见附件",
    "详见附件",
    "见附表",
    "详见附表",
    "见备注",
    "？",
    "?",
    "……",
    "…",
)
"""What people write where they have not decided, or point elsewhere: it says nothing."""

SPREADSHEET_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""What a spreadsheet shows where a formula failed; as text it would pass for an answer."""

_UNTICKED = ("□", "☐", "◻")
_WORDS = frozenset((FieldType.TEXT, FieldType.CHOICE, FieldType.LIST, FieldType.YES_NO))
_NOTHING_SAID = frozenset(NOTHING_SAID)


def read_cell(kind: FieldType, text: str, spec: FieldSpec, year: int | None = None) -> Reading:
    """Return what a cell says under its field; what is not understood is unreadable.

    `year` is the plan's, for spans that name none.
    """
    if is_blank(text):
        return blank(text)
    if len(text) > LONGEST_TEXT or text.strip(WHITE) in SPREADSHEET_ERRORS:
        return unreadable(text)
    if spec.cap and label(text).strip("。.") in NO_CAP:
        return blank(text)
    if kind in _WORDS:
        return _read_words(kind, text, spec)
    if kind.is_number or kind.by_class:
        return read_quantity(kind, text, spec.feeds)
    if kind is FieldType.DATE:
        return read_day(text)
    return read_span(text, year)


def _read_words(kind: FieldType, text: str, spec: FieldSpec) -> Reading:
    bare = text.strip(WHITE)
    if bare.strip("。") in _NOTHING_SAID:
        return unreadable(text)
    if kind is FieldType.LIST:
        items = split_list(bare)
        return unreadable(text) if items is None else _known(items, text)
    if kind is FieldType.YES_NO:
        return _read_yes_no(bare, text)
    if kind is FieldType.CHOICE:
        return _read_choice(bare, text, spec)
    return blank(text) if bare == NONE else _known(bare, text)


def _known(value: Value, text: str) -> Reading:
    return Reading(says(value, text))  # type: ignore[arg-type]  # words only: no interval comes here


def _read_yes_no(bare: str, text: str) -> Reading:
    words = ticked(bare)
    if words == [] or bare in _UNTICKED:
        return blank(text)
    word = label(words[0] if words and len(words) == 1 else bare).strip("。.")
    if word in YES or word in NO:
        return _known(word in YES, text)
    return unreadable(text)


def _read_choice(bare: str, text: str, spec: FieldSpec) -> Reading:
    chosen = _choice(bare, spec)
    words = ticked(bare) if chosen is None else None
    if words == []:
        return blank(text)
    if words is not None and len(words) == 1:
        chosen = _choice(words[0], spec)
    if chosen is not None:
        return _known(chosen, text)
    if bare == NONE:
        return blank(text)
    closed = bool(spec.choices) and not spec.open
    return unreadable(text) if closed or words else _known(bare, text)


def _choice(bare: str, spec: FieldSpec) -> str | None:
    word = label(bare).strip("。.")
    return next(
        (c.value for c in spec.choices if word in map(label, (c.value, *c.labels))),
        None,
    )
