"""Lines of a plan that are written twice (重复的计划行): same items, objects, window and department."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from shuangsuiji.findings import Finding
from shuangsuiji.model.values import BLANK, Fact, Row
from shuangsuiji.plan.cells import word
from shuangsuiji.plan.items import folded
from shuangsuiji.plan.line_items import NO_ITEMS, LineItems
from shuangsuiji.plan.remarks import advice, warning

TARGETS = ("object", "scope", "mode", "district")
"""The words that tell from whom a line draws."""
NUMBERS = {"ratio": "抽查比例", "estimated_count": "预估数量", "base": "对象基数"}


class Drawn(NamedTuple):
    """What a line has checked, from whom it draws, by whom and when: lines alike in it are one line twice."""

    items: tuple[str, ...]
    targets: tuple[str, ...]
    department: str
    window: Hashable


def what_is_drawn(
    lines: Sequence[Row], items: Mapping[str, LineItems]
) -> tuple[tuple[Row, Drawn], ...]:
    """Return each line with what is drawn by it."""
    return tuple(
        (
            row,
            Drawn(
                items.get(row.key, NO_ITEMS).items,
                tuple(folded(word(row, n)) for n in TARGETS),
                folded(word(row, "initiator")),
                _said(row.facts.get("period", BLANK)),
            ),
        )
        for row in lines
    )


def repeated(drawn: Iterable[tuple[Row, Drawn]]) -> Iterator[Finding]:
    """Yield a remark on each line that says again what a line above it says."""
    first: dict[Drawn, Row] = {}
    for row, what in drawn:
        above = first.setdefault(what, row)
        if above is row or not what.items:
            continue
        differs = tuple(_differences(above, row))
        place = above.location.cell or str(above.location)
        if not differs:
            yield warning("plan/line-repeated", row, "items", first=above.key, place=place)
        elif _is_told(row):
            words = {"first": above.key, "place": place}
            yield advice("plan/line-alike", row, "items", **words, differs=differs)


def _differences(above: Row, row: Row) -> Iterator[str]:
    if folded(word(above, "name")) != folded(word(row, "name")):
        yield "任务名称"
    for name, label in NUMBERS.items():
        if _said(above.facts.get(name, BLANK)) != _said(row.facts.get(name, BLANK)):
            yield label


def _is_told(row: Row) -> bool:
    """Tell whether a line says of whom and when; else two alike may well be two."""
    objects = word(row, "object") or word(row, "scope")
    return bool(objects) and row.facts.get("period", BLANK).value is not None


def _said(fact: Fact) -> Hashable:
    """Return what a cell says: its value, else its text."""
    return fact.value if fact.value is not None else folded(fact.text)
