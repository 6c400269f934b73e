"""Lines that could be one visit (进一次门、查多项事): same targets and method, windows with days in common."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shuangsuiji.findings import Citation, Finding
from shuangsuiji.model.values import Row
from shuangsuiji.plan.cells import days, word
from shuangsuiji.plan.line_items import NO_ITEMS, LineItems
from shuangsuiji.plan.remarks import advice, named
from shuangsuiji.plan.repeats import Drawn

Days = tuple[date, date]
PAIR = 2
BROAD = frozenset(
    (
        *("企业", "各类企业", "市场主体", "各类市场主体", "经营主体", "各类经营主体"),
        *("个体工商户", "农民专业合作社", "单位", "经营者"),
    )
)
"""What may be anybody: without a scope, lines about these need not be about the same targets."""


@dataclass(frozen=True, slots=True)
class Mergeable:
    """Lines with the same targets, and the days that all their windows have in common.

    `methods` is None where the list does not tell how their items are checked.
    """

    lines: tuple[Row, ...]
    first: date
    last: date
    methods: tuple[str, ...] | None


def mergeable(
    drawn: Iterable[tuple[Row, Drawn]], items: Mapping[str, LineItems], *, same_window: bool
) -> Iterator[Mergeable]:
    """Yield the lines that belong together, each line once; `same_window` wants the very same days.

    A line that repeats another is left out: it is told as a repetition.
    """
    groups: dict[Hashable, list[tuple[Days, Row]]] = {}
    seen: set[Drawn] = set()
    for row, what in drawn:
        window = days(row)
        if window is None or what in seen or not _tells_targets(row):
            continue
        seen.add(what)
        methods = items.get(row.key, NO_ITEMS).methods
        key = (what.targets, methods, window if same_window else None)
        groups.setdefault(key, []).append((window, row))
    for group in groups.values():
        if len(group) >= PAIR:
            methods = items.get(group[0][1].key, NO_ITEMS).methods
            yield from _together(sorted(group, key=_by_days), methods)


def advised(groups: Iterator[Mergeable], cite: tuple[Citation, ...]) -> Iterator[Finding]:
    """Yield the advice to merge, at the first line of each group, with the clauses that want it."""
    for group in groups:
        yield replace(_advice(group), citations=cite)


def _advice(group: Mergeable) -> Finding:
    first, known = group.lines[0], group.methods is not None
    return advice(
        "plan/mergeable" if known else "plan/mergeable-if-alike",
        first,
        "object",
        found=word(first, "object"),
        lines=named(group.lines),
        count=len(group.lines),
        days=f"{group.first}至{group.last}",
        method=group.methods or (),
    )


def _tells_targets(row: Row) -> bool:
    """Tell whether a line says from whom it draws, so that another may draw from the same."""
    objects = {part.strip() for part in word(row, "object").split("、") if part.strip()}
    return bool(objects) and (bool(word(row, "scope")) or not objects <= BROAD)


def _by_days(entry: tuple[Days, Row]) -> tuple[Days, int]:
    return entry[0], entry[1].number


def _together(
    group: Sequence[tuple[Days, Row]], methods: tuple[str, ...] | None
) -> Iterator[Mergeable]:
    """Cut lines in the order of their windows where no day is left that all have in common."""
    held: list[Row] = []
    first, last = group[0][0]
    for window, row in group:
        if held and window[0] > last:
            yield from _several(held, first, last, methods)
            held, last = [], window[1]
        held.append(row)
        first, last = window[0], min(last, window[1])
    yield from _several(held, first, last, methods)


def _several(
    held: Sequence[Row], first: date, last: date, methods: tuple[str, ...] | None
) -> Iterator[Mergeable]:
    if len(held) >= PAIR:
        yield Mergeable(tuple(sorted(held, key=lambda r: r.number)), first, last, methods)
