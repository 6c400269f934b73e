"""What the items of a line are in the list (清单): which they are, of what category, checked by what method."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shuangsuiji.model.values import BLANK, Row, Table
from shuangsuiji.plan.cells import word, words
from shuangsuiji.plan.items import code_of, folded


class Category(StrEnum):
    """The category of a line: general or key where all its items are, both where it has both."""

    GENERAL = "general"
    KEY = "key"
    BOTH = "both"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LineItems:
    """The items of one line: by code, else by name; their methods (检查方式) where the list tells all."""

    items: tuple[str, ...] = ()
    methods: tuple[str, ...] | None = None
    category: Category = Category.UNKNOWN
    coordinated: bool = False
    """Whether a superior coordinates one of them (上级统筹)."""


NO_ITEMS = LineItems()


def items_by_line(tables: Mapping[str, Table]) -> Mapping[str, LineItems]:
    """Return what each line's items are, by the line's key."""
    listed = {code_of(row): row for row in tables["item"].rows} if "item" in tables else {}
    named: dict[str, list[Row]] = {}
    for row in tables["plan_line_item"].rows:
        if word(row, "item_name"):
            named.setdefault(word(row, "line"), []).append(row)
    return {line: _line_items(rows, listed) for line, rows in named.items()}


def _line_items(rows: list[Row], listed: Mapping[str, Row]) -> LineItems:
    met = [listed.get(word(row, "item_code")) for row in rows]
    names = {word(row, "item_code") or folded(word(row, "item_name")) for row in rows}
    told = (item.facts.get("coordinated_by_superior", BLANK) for item in met if item is not None)
    superior = any(fact.value is True for fact in told)
    return LineItems(tuple(sorted(names)), _methods(met), _category(met), superior)


def _methods(met: list[Row | None]) -> tuple[str, ...] | None:
    told = [words(item, "method") if item is not None else () for item in met]
    return tuple(sorted({m for methods in told for m in methods})) if all(told) else None


def _category(met: list[Row | None]) -> Category:
    told = {word(item, "category") if item is not None else "" for item in met}
    if told == {"general", "key"}:
        return Category.BOTH
    only = next(iter(told)) if len(told) == 1 else ""
    return Category(only) if only in ("general", "key") else Category.UNKNOWN
