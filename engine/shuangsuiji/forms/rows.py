"""Which rows under a header belong to the table: not blank ones, totals, heads or notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from shuangsuiji.forms.grid import Grid, Place
from shuangsuiji.forms.headers import Header
from shuangsuiji.forms.labels import SERIAL, tidy
from shuangsuiji.forms.text import compact, is_blank

_TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计)(?:\(.*\))?:?")
_NOTE = re.compile(
    r"(?:备?注|说明|填表说明|填表人|填报人|填表单位|填报单位|填表日期|填报日期|审核人|审批人|负责人"
    r"|单位负责人|联系人|联系电话|联系方式|制表人?|主要负责人|分管领导)[0-9]*(?:\(.*?\))?:"
)


@dataclass(slots=True)
class _Reach:
    """Which merged cells reach down into the row at hand, by column."""

    starts: dict[int, list[tuple[Place, Place]]] = field(default_factory=dict)
    active: dict[int, tuple[Place, Place]] = field(default_factory=dict)

    def enter(self, row: int) -> None:
        for first, last in self.starts.get(row, ()):
            self.active[first[1]] = (first, last)
        if self.active:
            self.active = {c: m for c, m in self.active.items() if m[1][0] >= row}


def data_rows(grid: Grid, header: Header) -> Iterator[tuple[int, dict[int, Place]]]:
    """Yield each row of the table, from 0, with the cell from which each column takes its value.

    A cell merged down a column belongs to all its rows, and its place stays the merged cell's.
    """
    reach, columns = _reach(grid), sorted(header.fields)
    judge = _Judge(grid, header)
    for row in range(header.last + 1, len(grid.rows)):
        reach.enter(row)
        if judge.is_row(row):
            merged = reach.active
            yield row, {c: merged[c][0] if c in merged else (row, c) for c in columns}


def _reach(grid: Grid) -> _Reach:
    reach = _Reach()
    for first, last in grid.merges:
        if last[0] > first[0]:
            reach.starts.setdefault(first[0], []).append((first, last))
    return reach


class _Judge:
    """Tells rows of the table from what else stands under a header."""

    def __init__(self, grid: Grid, header: Header) -> None:
        self._grid = grid
        self._serials = {c for c, text in header.texts.items() if tidy(text) in SERIAL}
        self._fields = set(header.fields) - self._serials
        self._heads = [_filled(grid.texts(r)) for r in range(header.first, header.last + 1)]
        self._half = max((max(header.fields) - min(header.fields) + 1) / 2, 2)
        self._wide = {first: last[1] - first[1] + 1 for first, last in grid.merges}
        self._noted = False

    def is_row(self, row: int) -> bool:
        """Tell whether a row belongs to the table; what follows a note is part of the note."""
        filled = _filled(self._grid.texts(row))
        told = [c for c in filled if c in self._fields]
        if not told:
            self._noted = self._noted or (bool(filled) and _is_note(*filled.values()))
            return False
        if _is_note(*filled.values()) or (self._noted and len(told) == 1):
            self._noted = True
            return False
        self._noted = False
        return not (
            _TOTAL.fullmatch(compact(next(iter(filled.values()))))
            or (len(told) == 1 and self._wide.get((row, told[0]), 1) >= self._half)
            or any(filled.items() <= head.items() for head in self._heads)
        )


def _filled(texts: list[str]) -> dict[int, str]:
    return {c: text for c, text in enumerate(texts) if text and not is_blank(text)}


def _is_note(first: str, *_: str) -> bool:
    return _NOTE.match(compact(first)) is not None
