"""What the checks across a plan read of a line: numbers, days, words; nothing where a cell says nothing."""

from datetime import date

from shuangsuiji.findings import Location
from shuangsuiji.model.values import BLANK, Interval, Row
from shuangsuiji.plan.items import folded


def number(row: Row, name: str) -> Interval | None:
    """Return what is known of a number; None where the cell is blank or cannot be read."""
    value = row.facts.get(name, BLANK).value
    return value if isinstance(value, Interval) else None


def window(row: Row) -> tuple[date | None, date | None] | None:
    """Return the first and last day of a line's window (抽查时间), None for an end left open."""
    value = number(row, "period")
    if value is None:
        return None
    first, last = value.lo, value.hi
    return (
        first if isinstance(first, date) else None,
        last if isinstance(last, date) else None,
    )


def days(row: Row) -> tuple[date, date] | None:
    """Return the first and last day of a window of which both are known."""
    ends = window(row)
    return (ends[0], ends[1]) if ends and ends[0] and ends[1] else None


def word(row: Row, name: str) -> str:
    """Return a text as written; nothing where there is none."""
    value = row.facts.get(name, BLANK).value
    return value if isinstance(value, str) else ""


def words(row: Row, name: str) -> tuple[str, ...]:
    """Return the entries of a list, alike however they are spaced, in one order."""
    value = row.facts.get(name, BLANK).value
    return tuple(sorted({folded(v) for v in value})) if isinstance(value, tuple) else ()


def is_part(row: Row) -> bool:
    """Tell whether a line only tells apart what the line above it counts already (其中：企业)."""
    items = row.facts.get("items", BLANK).value
    first = items[0] if isinstance(items, tuple) and items else ""
    told = (first, *(word(row, name) for name in ("line", "name", "object")))
    return any(text.startswith("其中") for text in told)


def cell(row: Row, *names: str) -> Location:
    """Return where the first of these fields that has a cell stands, else where the row does."""
    for name in names:
        place = row.place(name)
        if place is not None:
            return place
    return row.location
