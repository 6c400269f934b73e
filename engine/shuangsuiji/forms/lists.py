"""Lists in a cell (部门、事项): what parts their items, and numbering that is no part of them."""

import re
import unicodedata

from shuangsuiji.forms.notation import Notation
from shuangsuiji.forms.text import WHITE

NOTATIONS = (
    Notation(
        "隔开",
        "顿号、逗号、分号、换行；括号里的不隔",
        "市场监管局、公安局，消防救援大队；卫健局 | 食品（生产、经营）、药品 | 计量检查\n认证检查",
        "食品（生产、药品",
    ),
    Notation(
        "编号",
        "从 1 依次往下编的号不算名称",
        "1.计量检查 2.认证检查 | 1、计量检查\n2、认证检查 | （1）计量检查（2）认证检查 | "
        "①计量检查②认证检查 | 一、计量检查；二、认证检查 | 3.15专项检查",
    ),
    Notation(
        "没有",
        "一项也没有",
        "无",
    ),
)

NONE = "无"

SEPARATORS = "、，；,;\r\n"
"""What parts the items of a list; inside brackets it does not."""

_BRACKETS = {"(": ")", "[": "]", "{": "}", "〔": "〕", "【": "】", "《": "》", "“": "”"}
_ENUMERATOR = re.compile(r"^[\s]*[(（]?[0-9]{1,2}[、.\uff0e)）]\s*(?![0-9])", re.MULTILINE)
_CHINESE = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMBERINGS = (
    (re.compile(rf"([{_CIRCLED}])"), _CIRCLED),
    (re.compile(r"[(（]([1-9][0-9]?)[)）]"), ""),
    (re.compile(r"(?<![0-9])([1-9][0-9]?)[.\uff0e、](?![0-9])"), ""),
    (re.compile(rf"[(（]([{_CHINESE}])[)）]"), _CHINESE),
    (re.compile(rf"(?<![{_CHINESE}])([{_CHINESE}])、"), _CHINESE),
)
"""How numbers are written before items, and in which signs; in none, they are digits."""

_FIRSTS = re.compile("[①1一]")


def split_list(text: str) -> tuple[str, ...] | None:
    r"""Return the items of a list (部门、事项) without their numbering; None for an open bracket.

    >>> split_list("食品（生产、经营）、药品"), split_list("1、计量\n2、认证"), split_list("无")
    (('食品（生产、经营）', '药品'), ('计量', '认证'), ())
    """
    if text == NONE:
        return ()
    parts = [""]
    closing: list[str] = []
    for c in _ENUMERATOR.sub("", one_a_line(text)):
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


def one_a_line(text: str) -> str:
    """Return a text whose items are numbered from 1 on with each on its own line, without numbers."""
    if not _FIRSTS.search(text):
        return text
    for pattern, signs in _NUMBERINGS:
        marks = list(pattern.finditer(text))
        numbers = [signs.index(m[1]) + 1 if signs else int(m[1]) for m in marks]
        in_order = len(marks) > 1 and numbers == list(range(1, len(marks) + 1))
        if in_order and not text[: marks[0].start()].strip(WHITE):
            ends = [*(m.start() for m in marks[1:]), len(text)]
            return "\n".join(text[m.end() : e] for m, e in zip(marks, ends, strict=True))
    return text
