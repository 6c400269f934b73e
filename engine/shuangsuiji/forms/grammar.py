"""The cell grammar: what a cell of each kind of field may say, and how it is read.

| kind | read | unreadable |
|---|---|---|
| text | as it stands, trimmed | over 10,000 characters |
| choice | a value or label of the field; any word if the list is open | other words |
| list | parts between `、，；` or line breaks, outside brackets | a bracket left open |
| yes_no | `是` `否` `√` `×` `有` `无` `Y` `N` `true` `false` `1` `0` | other words |
| ratio | `5%` `3‰` `1/20` `百分之五` `0.05` `全部`; `A类1%、B类3%` | `20` `1` `约5%` `1/3` |
| count | `20` `20户` `1,200家` `二十户` | `约20家` `若干` `全部` `20.5` |
| number | `-0.5` `3人`; times a year: `1次/年` `每季度一次` | `5%` `每三年一次` |
| date | `2026-01-31` `2026年1月31日` `2026/1/31` `2026.1.31` | `1月31日` `46053` |
| span | `3-6月` `第二季度` `6月底前` `2026年3月1日至6月30日` | `3月、9月` `6月前` |

Of a number or a day a cell may give a bound (`不低于3%`, `≤10%`, `超过5%`, `20-30户`, `2026年3月`).
Several things in one cell (`100%（20户）`, `5%，1次/年`) are read apart; the rest goes to `also`.

Errors of formulas (`#DIV/0!`) are unreadable everywhere. Blank, for every kind: nothing, white
space, `/` or a dash. `无` fills a cell: of a list it says that there is none, of yes and no it
says no. Of a text or a choice it says nothing that a rule could use, so it is blank there; for a
number or a day it is no zero and stays unreadable.
"""

import re
import unicodedata

from shuangsuiji.forms.days import read_day, read_span
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

NONE = "无"
YES = ("是", "有", "√", "✓", "✔", "y", "yes", "true", "1")
NO = ("否", "无", "没有", "×", "✗", "✘", "n", "no", "false", "0")
SPREADSHEET_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""What a spreadsheet shows where a formula failed; as text it would pass for an answer."""

SEPARATORS = "、，；,;\r\n"
"""What parts the items of a list; inside brackets it does not."""

_BRACKETS = {"(": ")", "[": "]", "{": "}", "〔": "〕", "【": "】", "《": "》", "“": "”"}
_ENUMERATOR = re.compile(r"^[\s]*[(（]?[0-9]{1,2}[、.\uff0e)）]\s*(?![0-9])", re.MULTILINE)


def read_cell(kind: FieldType, text: str, spec: FieldSpec, year: int | None = None) -> Reading:
    """Return what a cell says under its field; what is not understood is unreadable.

    `year` is the plan's, for spans that name none.
    """
    if is_blank(text):
        return blank(text)
    if len(text) > LONGEST_TEXT or text.strip(WHITE) in SPREADSHEET_ERRORS:
        return unreadable(text)
    if kind.is_number:
        return read_quantity(kind, text)
    if kind is FieldType.DATE:
        return read_day(text)
    if kind is FieldType.SPAN:
        return read_span(text, year)
    return _read_words(kind, text, spec)


NOTHING_SAID = ("待定", "待确定", "另行通知", "同上", "略", "？", "?", "……", "…")
"""What people write where they have not decided, or point elsewhere: it says nothing."""


def _read_words(kind: FieldType, text: str, spec: FieldSpec) -> Reading:
    bare = text.strip(WHITE)
    if bare in NOTHING_SAID:
        return unreadable(text)
    if kind is FieldType.LIST:
        items = split_list(bare)
        return unreadable(text) if items is None else _known(items, text)
    if kind is FieldType.YES_NO:
        return _read_yes_no(bare, text)
    chosen = _choice(bare, spec) if kind is FieldType.CHOICE else None
    if chosen is not None:
        return _known(chosen, text)
    if bare == NONE:
        return blank(text)
    closed = kind is FieldType.CHOICE and bool(spec.choices) and not spec.open
    return unreadable(text) if closed else _known(bare, text)


def _known(value: Value, text: str) -> Reading:
    return Reading(says(value, text))  # type: ignore[arg-type]  # words only: no interval comes here


def _read_yes_no(bare: str, text: str) -> Reading:
    word = label(bare)
    if word in YES or word in NO:
        return _known(word in YES, text)
    return unreadable(text)


def _choice(bare: str, spec: FieldSpec) -> str | None:
    word = label(bare)
    return next(
        (c.value for c in spec.choices if word in map(label, (c.value, *c.labels))),
        None,
    )


def split_list(text: str) -> tuple[str, ...] | None:
    r"""Return the items of a list (部门、事项) without their numbering; None for an open bracket.

    >>> split_list("食品（生产、经营）、药品"), split_list("1、计量\n2、认证"), split_list("无")
    (('食品（生产、经营）', '药品'), ('计量', '认证'), ())
    """
    if text == NONE:
        return ()
    parts = [""]
    closing: list[str] = []
    for c in _ENUMERATOR.sub("", text):
        bracket = unicodedata.normalize("NFKC", c)
        if closing and bracket == closing[-1]:
            closing.pop()
        elif bracket in _BRACKETS:
            closing.append(_BRACKETS[bracket])
        if c in SEPARATORS and not closing:
            parts.append("")
        else:
            parts[-1] += c
    return None if closing else tuple(p for p in (part.strip(WHITE) for part in parts) if p)
