"""Lines of a plan that are written twice (重复的计划行): same items, objects, window and department."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

from shuangsuiji.findings import Finding
from shuangsuiji.model.values import BLANK, Fact, Row
from shuangsuiji.plan.cells import word
from shuangsuiji.plan.items import folded
from shuangsuiji.plan.line_items import LineItems
from shuangsuiji.plan.remarks import advice, warning

NUMBERS = {"ratio": "抽查比例", "estimated_count": "预估数量", "base": "对象基数"}


def what_is_drawn(row: Row, items: LineItems) -> Hashable:
    """Return what a line has checked, of whom, when and by whom; lines alike in it are one line twice."""
    return (
        items.items,
        *(folded(word(row, n)) for n in ("object", "scope", "mode", "initiator", "district")),
        _said(row.facts.get("period", BLANK)),
    )


def repeated(lines: Sequence[Row], items: Mapping[str, LineItems]) -> Iterator[Finding]:
    """Yield a remark on each line that says again what a line above it says."""
    first: dict[Hashable, Row] = {}
    for row in lines:
        its = items.get(row.key)
        if its is None:
            continue
        above = first.setdefault(what_is_drawn(row, its), row)
        if above is row:
            continue
        differs = tuple(_differences(above, row))
        told = {"first": above.key, "place": above.location.cell or str(above.location)}
        if not differs:
            yield warning("plan/line-repeated", row, "items", **told)
        elif _is_told(row):
            yield advice("plan/line-alike", row, "items", **told, differs=differs)


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
