"""What stands above a table: the one line that names the paper, and the year that it is for."""

import re
from collections.abc import Iterable, Sequence

from shuangsuiji.findings import Location
from shuangsuiji.forms.days import year_in
from shuangsuiji.forms.grid import Grid
from shuangsuiji.forms.headers import Header
from shuangsuiji.forms.otherrows import said
from shuangsuiji.forms.text import label
from shuangsuiji.model.vocabulary import FieldType

_MOST_IN_TITLE = 3
"""Filled cells of a row over a table that belongs to its title: its maker, its day, its unit."""
_NUMBERED = re.compile(r"附[件表录]\s*[0-9一二三四五六七八九十A-Z.\-]{0,4}\s*[:：]?\s*")
_NO_TITLE = re.compile(
    r"[（(]?\s*(?:计量)?单位\s*[:：].*|(?:填报|填表|编制|制表|制定|发布|公布|报送|报告|统计|联系|审核|审批|负责|印发|日期|时间)"
    r"[^:：]{0,8}[:：].*|第\s*[0-9一二三四五六七八九十]+\s*页.*|表\s*[0-9一二三四五六七八九十.\-]+.{0,12}"
    r"|[一二三四五六七八九十]{1,3}[、.].*|[（(].*[)）]|.{0,8}(?:统计表|一览表|汇总表)|.*的通知|.*[。；：:]"
)
_UNIT_LINE = re.compile(r"(?:^|[（(\s])(?:计量)?单位\s*[:：]\s*([^）)]+)")
_NAMES_PAPER = re.compile("计划|安排表|实施方案")
_MAKER = re.compile(r"[\u4e00-\u9fff]{2,30}(?:局|委|委员会|办|办公室|政府|院|会|队|厅|部)")
FIRST_ROWS = 30


def above(grid: Grid, header: Header) -> tuple[str, ...]:
    """Return the texts above a header, each in one line: rows with few cells, no other table."""
    rows = [said(grid.texts(row)) for row in range(header.first)]
    texts = [text for row in rows if len(row) <= _MOST_IN_TITLE for text in row.values()]
    lines = (*grid.above.split("\n"), *texts)
    return tuple(line for text in lines if (line := " ".join(text.split())))


def unit_told(lines: Sequence[str], kind: FieldType) -> str:
    """Return the unit that a line over a table tells for the bare numbers of a kind of field.

    >>> unit_told(["2026年度计划", "（单位：万户、%）"], FieldType.COUNT)
    '万户'
    """
    pattern = {FieldType.COUNT: "[百千万亿].*", FieldType.RATIO: "[%‰]"}.get(kind)
    found = (_UNIT_LINE.search(line) for line in lines if pattern)
    words = [word for told in found if told for word in re.split("[、，,/ ]", label(told[1]))]
    return next((word for word in words if pattern and re.fullmatch(pattern, word)), "")


def title_among(lines: Sequence[str]) -> str:
    """Return the line that names the paper, with its maker where that stands alone in the line before.

    >>> title_among(["附件2", "甲县市场监管局", "2026年度抽查工作计划", "单位：户"])
    '甲县市场监管局2026年度抽查工作计划'
    """
    bare = [_NUMBERED.sub("", line, count=1) if _NUMBERED.match(line) else line for line in lines]
    kept = [line for line in bare if line and not _NO_TITLE.fullmatch(line)]
    naming = [line for line in kept if _NAMES_PAPER.search(line)]
    if not naming:
        return " ".join(kept)
    title = naming[0]
    before = kept.index(title) - 1
    maker = kept[before] if before >= 0 and _MAKER.fullmatch(kept[before]) else ""
    return title if maker in title else maker + title


def title_place(grid: Grid, header: Header, title: str) -> Location | None:
    """Return the cell above a header that says most of a title; None where no cell does."""
    cells = ((row, c, t) for row in range(header.first) for c, t in said(grid.texts(row)).items())
    told = ((len(line), row, c) for row, c, t in cells if (line := " ".join(t.split())) in title)
    _, row, column = max(told, default=(0, 0, None))
    return None if column is None else grid.place(row, column)


def title_of(grid: Grid, header: Header) -> str:
    """Return what names the table: the line above its header, in one line."""
    return title_among(above(grid, header))


def year_on(covers: Iterable[Grid]) -> int | None:
    """Return the one year that sheets without a table tell: a cover, in the line that names the plan."""
    told = {
        year
        for grid in covers
        for row in range(min(len(grid.rows), FIRST_ROWS))
        for text in said(grid.texts(row)).values()
        if _NAMES_PAPER.search(text) and (year := year_in(text)) is not None
    }
    return told.pop() if len(told) == 1 else None
