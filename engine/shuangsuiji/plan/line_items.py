"""What the items of a line are in the list (清单): which they are, of what category, checked by what method."""

from collections.abc import Mapping, Sequence, Set
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


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the list says of one item."""

    methods: tuple[str, ...]
    category: str
    coordinated: bool


def items_by_line(tables: Mapping[str, Table]) -> Mapping[str, LineItems]:
    """Return what each line's items are, by the line's key."""
    items = tables["item"].rows if "item" in tables else ()
    listed = {code_of(row): _listed(row) for row in items}
    named: dict[str, list[str]] = {}
    for row in tables["plan_line_item"].rows:
        name = word(row, "item_name")
        if name:
            code = word(row, "item_code") or folded(name)
            named.setdefault(word(row, "line"), []).append(code)
    codes = {line: tuple(its) for line, its in named.items()}
    alike = {its: _line_items(its, listed) for its in set(codes.values())}
    return {line: alike[its] for line, its in codes.items()}


def _listed(row: Row) -> _Listed:
    superior = row.facts.get("coordinated_by_superior", BLANK).value is True
    return _Listed(words(row, "method"), word(row, "category"), superior)


def _line_items(codes: Sequence[str], listed: Mapping[str, _Listed]) -> LineItems:
    known = [listed[code] for code in codes if code in listed]
    whole = len(known) == len(codes)
    told = whole and all(item.methods for item in known)
    methods = tuple(sorted({m for item in known for m in item.methods})) if told else None
    categories = {item.category for item in known} if whole else set()
    superior = any(item.coordinated for item in known)
    return LineItems(tuple(sorted(set(codes))), methods, _category(categories), superior)


def _category(categories: Set[str]) -> Category:
    if categories == {"general", "key"}:
        return Category.BOTH
    only = next(iter(categories)) if len(categories) == 1 else ""
    return Category(only) if only in ("general", "key") else Category.UNKNOWN
