"""Rows under a header that are no rows of its table: totals, notes, headings, another table."""

import re
from collections.abc import Mapping
from itertools import islice

from shuangsuiji.forms.grid import Grid
from shuangsuiji.forms.text import BLANK_MARKS, WHITE, compact, is_blank

_TOTAL = re.compile(
    r"(?:本页|本表|全部|全年|全局|全[省市县区])?(?:合计|总计|小计|共计|累计)(?:\(.*\))?:?"
)
_TOTAL_TOLD = re.compile(
    r"(?:本页|本表|全部|全年|全局)?(?:合计|总计|小计|共计|累计):?[0-9.,]+[\u4e00-\u9fff]{0,2}"
)
_TOTAL_OF = re.compile(r".{1,12}(?:合计|总计|小计)(?:\(.*\))?:?")
_FIGURE = re.compile(r"[0-9.,]+[%‰]?[\u4e00-\u9fff]{0,2}")
_NOTE = re.compile(
    r"(?:备?注|说明|填表说明|填表人|填报人|填表单位|填报单位|填表日期|填报日期|审核人|审批人|负责人"
    r"|单位负责人|联系人|联系电话|联系方式|制表人?|主要负责人|分管领导)[0-9]*(?:\(.*?\))?:"
)
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.\uff0e]|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|第[一二三四五六七八九十]{1,3}[章节类]|第[一二三四五六七八九十]{1,3}部分)\s*"
)
_DEPARTMENT = re.compile(
    r"[\u4e00-\u9fff、]{1,24}(?:局|科|科室|股|室|处|委|办|队|所|中心|分局|院|站)"
)
_CALLED = re.compile(
    r"(?:牵头|责任|承办|主办|发起|实施|组织)(?:科室|股室|处室|部门|单位)\s*[:：]\s*"
)
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]$")
_MAY_BE_BLANK = frozenset(WHITE + "".join(mark[0] for mark in BLANK_MARKS))
_TO_FILL = re.compile(r"[（(]?(?:请?填写?|必填|选填|按.{1,12}填)")
_EXAMPLE = re.compile(r"\(?(?:示例|样例|范例|举例|例如?)(?:[0-9]*\)?:?$|\).*|:.*)")
FEWEST_FIELDS = 4
"""Of a narrower table a lone cell in its first column may well be a row."""
MOST_OF_FIELDS = 0.6
"""Another table has at most this part of a table's columns, or it would be told by its header."""
_LONGEST_HEADER = 16


def said(texts: list[str]) -> dict[int, str]:
    """Return the cells of a row that are not left empty, by column."""
    return {
        c: text
        for c, text in enumerate(texts)
        if text and (text[0] not in _MAY_BE_BLANK or not is_blank(text))
    }


def is_note(first: str) -> bool:
    """Tell whether a row whose first text this is says something about the table.

    >>> is_note("注：比例按户数计算"), is_note("注册登记检查")
    (True, False)
    """
    return (":" in first or "：" in first) and _NOTE.match(compact(first)) is not None


def is_no_line(filled: Mapping[int, str]) -> bool:
    """Tell whether a row is an example, tells how to fill in, or is a part of the row above it.

    >>> is_no_line({0: "示例", 1: "药店抽查"}), is_no_line({1: "其中：企业"}), is_no_line({0: "例会检查"})
    (True, True, False)
    """
    first = next(iter(filled.values()))
    if "例" in first and _EXAMPLE.fullmatch(compact(first)):
        return True
    if "填" in first and len(filled) > 1 and all(map(_TO_FILL.match, filled.values())):
        return True
    return any(text.lstrip(WHITE).startswith("其中") for text in islice(filled.values(), 2))


def is_total(filled: Mapping[int, str]) -> bool:
    """Tell whether a row adds up others: 合计 stands first, or after a serial number.

    >>> is_total({0: "合 计", 6: "120"}), is_total({0: "食品科小计", 6: "12户"}), is_total({0: "审计"})
    (True, True, False)
    >>> is_total({0: "总计：4项", 6: "270"}), is_total({0: "合计用气单位抽查", 6: "12户"})
    (True, False)
    """
    texts = list(filled.values())
    for text in texts[:2]:
        if "计" in text and _TOTAL.fullmatch(compact(text)):
            return True
    if "计" in texts[0] and _TOTAL_TOLD.fullmatch(compact(texts[0])):
        return True
    if "计" not in texts[0] or not _TOTAL_OF.fullmatch(compact(texts[0])):
        return False
    return len(texts) > 1 and all(_FIGURE.fullmatch(compact(text)) for text in texts[1:])


def is_heading(text: str, fields: int) -> bool:
    """Tell whether a lone text in the first column heads the rows beneath: 一、食品类, 信用监管科."""
    bare = text.strip(WHITE)
    return fields >= FEWEST_FIELDS and bool(_NUMBERED.match(bare) or department_of(bare))


def heading_text(text: str) -> str:
    """Return what a heading says, without its number.

    >>> heading_text("一、食品类"), heading_text("（二）信用监管科")
    ('食品类', '信用监管科')
    """
    bare = " ".join(text.split())
    return _NUMBERED.sub("", bare, count=1) or bare


def department_of(text: str) -> str:
    """Return the department that a heading, or a sheet's name, names; nothing if it names none.

    >>> department_of("一、信用监管科（5项）"), department_of("二、食品类"), department_of("牵头科室：信用科")
    ('信用监管科', '', '信用科')
    """
    bare = _IN_BRACKETS.sub("", heading_text(text)).strip(WHITE + ":：")
    bare = _CALLED.sub("", bare, count=1)
    return bare if _DEPARTMENT.fullmatch(bare) else ""


def begins_other_table(
    grid: Grid, row: int, filled: Mapping[int, str], fields: int, end: int
) -> bool:
    """Tell whether the header of another table stands after a gap: words above figures, few columns."""
    most = MOST_OF_FIELDS * fields
    if not 2 <= len(filled) <= most or any(map(_is_no_header, filled.values())):  # noqa: PLR2004
        return False
    below = said(grid.texts(row + 1)) if row + 1 < end else {}
    return below.keys() == filled.keys() and any(
        any(c.isdigit() for c in text) for text in below.values()
    )


def _is_no_header(text: str) -> bool:
    return len(text) > _LONGEST_HEADER or any(c.isdigit() for c in text) or "：" in text
