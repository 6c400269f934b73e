"""What was handed in becomes tables of facts: the plan, its lines, each line by item, the list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from shuangsuiji.findings import Finding, Location, Severity
from shuangsuiji.model.values import (
    BLANK,
    UNTOLD,
    Fact,
    Interval,
    Row,
    Status,
    Table,
    exactly,
    says,
)
from shuangsuiji.plan.items import ItemIndex, index_items
from shuangsuiji.plan.line_classes import line_classes, with_whole_between
from shuangsuiji.plan.lists import coded, item_list, one_row, short_title

COPIED = (
    "initiator",
    "ratio",
    "estimated_count",
    "base",
    "off_list_authorised",
    "separate_plan_reason",
    "departure_reason",
)
"""The line's facts that its items share."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed in, and what is known beside the papers.

    `lines` are numbered, `items` a table as read; `year` the plan's year; `made_on`, `received`,
    `published_on` days that somebody tells; `as_of` the day of the check. Among plans of many
    districts, `district` is whose this is, and `region` what a register for all calls it.
    """

    lines: Table
    items: Table | None
    as_of: date
    year: int | None = None
    made_on: date | None = None
    received: date | None = None
    published_on: date | None = None
    district: str | None = None
    region: str | None = None


def plan_tables(handed: Handed) -> tuple[dict[str, Table], tuple[Finding, ...]]:
    """Return the tables by name, and what was noticed while making them."""
    problems: list[Finding] = []
    lines = with_whole_between(handed.lines)
    tables = {"plan_line": lines, "plan": _plan(handed, lines)}
    classes = line_classes(lines)
    if classes is not None:
        tables["plan_line_class"] = classes
    index = None
    if handed.items is not None:
        items = coded(handed.items, problems)
        index = index_items(items.rows)
        tables |= {"item": items, "item_list": item_list(items)}
    tables["plan_line_item"] = _line_items(lines, index, problems)
    return tables, tuple(problems)


def _plan(handed: Handed, lines: Table) -> Table:
    title = short_title(lines.title, lines.location)
    facts = {"title": says(title)}
    if handed.district is not None:
        facts["district"] = says(handed.district)
    if handed.region is not None:
        facts["region_in_register"] = says(handed.region)
    if handed.year is not None:
        facts["year"] = exactly(handed.year)
    facts["made_on"] = _made_on(handed)
    if handed.published_on is not None:
        facts["published_on"] = exactly(handed.published_on)
    return one_row("plan", facts, title, lines.title_at or lines.location)


def _made_on(handed: Handed) -> Fact:
    """Return the day of making: told, written on the plan, or no later than it was received."""
    day = handed.made_on or _written_day(handed.lines.above or handed.lines.title)
    if day is not None:
        return exactly(day)
    return Fact(Status.VALUE, Interval(None, handed.received or handed.as_of))


def _written_day(title: str) -> date | None:
    found = re.search(
        r"(?:编制|制定|制订)(?:日期|时间)\s*[:：]\s*(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})",
        title,
    )
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:  # 2月30日: as good as not written
        return None


def numbered(lines: Table) -> tuple[Table, tuple[Finding, ...]]:
    """Give every line of a plan a number of its own, by which its items are known."""
    seen: dict[str, Row] = {}
    rows = []
    problems = []
    for row in lines.rows:
        key = row.key
        if key in seen:
            first = str(seen[key].location)
            problems.append(_note("plan/line-twice", row.location, found=key, first=first))
            key = f"{key}（第{row.number}行）"
        seen[key] = row
        facts = {**row.facts, "line": says(key)}
        rows.append(Row(row.number, key, row.location, facts, row.group, row.cells))
    columns = tuple(dict.fromkeys((*lines.columns, "line")))
    return replace(lines, rows=tuple(rows), columns=columns), tuple(problems)


def _line_items(lines: Table, index: ItemIndex | None, problems: list[Finding]) -> Table:
    copied = [c for c in COPIED if c in lines.columns]
    columns = ["line", "line_name", "item_name", "item_code", "on_list", *copied]
    rows: list[Row] = []
    for line in lines.rows:
        shared = {c: line.facts.get(c, BLANK) for c in copied}
        shared |= {"line": line.facts["line"], "line_name": line.placed("name")}
        for name, location in _named(line, index):
            facts = {**_item_facts(name, location, index, problems), **shared}
            key = f"{line.key}：{name or '（未写事项）'}"
            rows.append(Row(len(rows) + 1, key, location, facts, cells=line.cells))
    return Table("plan_line_item", tuple(columns), tuple(rows), lines.location)


def _named(line: Row, index: ItemIndex | None) -> Iterator[tuple[str | None, Location]]:
    """Yield the items that a line names with their cells; one without a name where it names none."""
    named = False
    for column in ("items", "items_of_partners"):
        fact = line.facts.get(column)
        if fact is not None and isinstance(fact.value, tuple):
            for name in dict.fromkeys(_joined(fact.value, index)):
                named = True
                yield name, line.place(column) or line.location
    if not named:
        yield None, line.place("items") or line.location


def _joined(parts: tuple[str, ...], index: ItemIndex | None) -> Iterator[str]:
    """Yield the names in a cell; parts that only together name an item are one name.

    The list of some places has names like 法定代表人、自然人股东身份真实性的检查.
    """
    start = 0
    while start < len(parts):
        most = min(len(parts), start + (index.most_parts if index is not None else 1))
        ends = range(most, start + 1, -1)
        known = (e for e in ends if index is not None and index.codes("、".join(parts[start:e])))
        end = next(known, start + 1)
        yield "、".join(parts[start:end])
        start = end


def _item_facts(
    name: str | None, location: Location, index: ItemIndex | None, problems: list[Finding]
) -> dict[str, Fact]:
    if name is None:
        return {"item_name": BLANK, "item_code": BLANK, "on_list": UNTOLD}
    said = says(name, location=location)
    if index is None:
        return {"item_name": said, "item_code": BLANK, "on_list": UNTOLD}
    codes = index.codes(name)
    if len(codes) > 1:
        problems.append(_note("plan/ambiguous-item", location, found=name, codes=codes))
        return {"item_name": said, "item_code": BLANK, "on_list": says(value=True)}
    code = codes[0] if codes else f"清单外：{name}"
    return {"item_name": said, "item_code": says(code), "on_list": says(value=bool(codes))}


def _note(code: str, location: Location, **params: str | int | tuple[str, ...]) -> Finding:
    return Finding(code=code, location=location, params=params, severity=Severity.NOTE)
