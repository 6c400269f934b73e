"""Plans of many districts become tables of facts: the set, its items, the targets that its lines name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from shuangsuiji.findings import Finding, Location, Outcome, Severity
from shuangsuiji.model.values import (
    BLANK,
    UNREADABLE,
    UNTOLD,
    Fact,
    Interval,
    Row,
    Status,
    Table,
    exactly,
    says,
)
from shuangsuiji.plan.cells import days
from shuangsuiji.plan.items import code_of
from shuangsuiji.plan.lists import one_row

MOST_PLACES = 10
"""How many lines a remark names; the rest are counted."""

_PARTS = re.compile(r"[、，,；;\n]")
_CODE = re.compile(
    r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])"
)
_COMPANY = re.compile(r"^[^（(]{4,}(?:有限公司|有限责任公司|专业合作社|合伙企业（[^）]*）)$")


@dataclass(frozen=True, slots=True)
class Member:
    """One district's plan in the set, as far as rules across plans read it.

    Of a plan that could not be read `lines` is None. `facts` are those of the plan as a whole; `listed` is
    the list that it was checked against; `known` are the texts in its lines that a register has.
    """

    district: str
    place: Location
    facts: Mapping[str, Fact]
    lines: tuple[Row, ...] | None = None
    items: tuple[Row, ...] = ()
    listed: tuple[Row, ...] | None = None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Columns:
    """Which fields of plans, lines and their items the rules across plans read."""

    plan: tuple[str, ...]
    line: tuple[str, ...]
    item: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanSet:
    """The plans together: what the set is called, its year, where it stands, whose plans it has."""

    title: str
    year: int | None
    place: Location
    members: tuple[Member, ...]
    facts: Mapping[str, Fact]
    """Facts of the set that papers for all tell, not the sum of its plans."""


def set_tables(plans: PlanSet, columns: Columns) -> tuple[dict[str, Table], tuple[Finding, ...]]:
    """Return the tables by name, and what was noticed across the plans."""
    named = _named(plans.members)
    tables = {
        "plan_set": _set(plans),
        "plan": _plans(plans, columns.plan),
        "plan_line": _rows("plan_line", plans, columns.line),
        "plan_line_item": _rows("plan_line_item", plans, columns.item),
        "plan_set_target": _targets(named, plans.place),
    }
    noticed = [*_same_target(named)]
    if any(member.listed is not None for member in plans.members):
        tables["plan_set_item"] = _items(plans)
        noticed += _coordinated(tables["plan_set_item"], plans.members)
    return tables, tuple(noticed)


def planning(members: Sequence[Member]) -> dict[str, tuple[str, ...]]:
    """Return the districts whose plan surely has a line on an item, by the item's code."""
    found: dict[str, dict[str, None]] = {}
    for member in members:
        for row in member.items:
            code = row.facts.get("item_code", BLANK).value
            if isinstance(code, str):
                found.setdefault(code, {})[member.district] = None
    return {code: tuple(districts) for code, districts in found.items()}


def _set(plans: PlanSet) -> Table:
    facts = {"title": says(plans.title), **plans.facts}
    if plans.year is not None:
        facts["year"] = exactly(plans.year)
    return one_row("plan_set", facts, plans.title, plans.place)


def _plans(plans: PlanSet, names: Sequence[str]) -> Table:
    rows = []
    for number, member in enumerate(plans.members, 1):
        facts = {name: _at_least(member.facts.get(name, UNREADABLE)) for name in names}
        facts["district"] = says(member.district)
        rows.append(Row(number, member.district, member.place, facts))
    return Table("plan", tuple(dict.fromkeys((*names, "district"))), tuple(rows), plans.place)


def _at_least(fact: Fact) -> Fact:
    """Return the fact; of what nobody told, as of what nobody can read, it is known to be no less than 0."""
    return UNREADABLE if fact.status is Status.UNTOLD else fact


def _rows(table: str, plans: PlanSet, names: Sequence[str]) -> Table:
    """Return the rows of all plans; of a plan that could not be read, one of which nothing is known."""
    rows: list[Row] = []
    for member in plans.members:
        own = member.lines if table == "plan_line" else member.items
        told = own if member.lines is not None else (_unknown(member, names),)
        for row in told or ():
            facts = {name: row.facts.get(name, BLANK) for name in names}
            facts["district"] = says(member.district)
            rows.append(Row(len(rows) + 1, row.key, row.location, facts, cells=row.cells))
    columns = tuple(dict.fromkeys((*names, "district")))
    return Table(table, columns, tuple(rows), plans.place)


def _unknown(member: Member, names: Sequence[str]) -> Row:
    return Row(1, member.district, member.place, dict.fromkeys(names, UNREADABLE))


def _items(plans: PlanSet) -> Table:
    """Return the items of all lists, each once by its code."""
    found: dict[str, list[Row]] = {}
    for member in plans.members:
        for row in member.listed or ():
            found.setdefault(code_of(row), []).append(row)
    unread = sum(member.listed is None for member in plans.members)
    rows = []
    for number, (code, same) in enumerate(found.items(), 1):
        facts = {
            "code": says(code),
            "name": says(same[0].key, location=same[0].location),
            "coordinated_by_superior": _agreed(same, "coordinated_by_superior"),
            "districts_listing": _between(len(same), len(same) + unread),
        }
        rows.append(Row(number, same[0].key, same[0].location, facts))
    columns = ("code", "name", "coordinated_by_superior", "districts_listing")
    return Table("plan_set_item", columns, tuple(rows), plans.place)


def _agreed(rows: Sequence[Row], name: str) -> Fact:
    """Return what all lists say of an item; what they say differently is not told."""
    facts = [row.placed(name) for row in rows]
    said = {(fact.status, fact.value) for fact in facts}
    return facts[0] if len(said) == 1 else UNTOLD


def _between(least: int, most: int) -> Fact:
    return Fact(Status.VALUE, Interval(Decimal(least), Decimal(most)))


def _coordinated(items: Table, members: Sequence[Member]) -> Iterator[Finding]:
    """Yield a remark on each item that a superior coordinates and that districts plan by themselves."""
    by_code = planning(members)
    for row in items.rows:
        fact, code = row.facts["coordinated_by_superior"], row.facts["code"].value
        districts = by_code.get(str(code), ())
        if fact.value is True and districts:
            place = row.place("coordinated_by_superior") or row.location
            yield _note("plans/coordinated-item", place, found=row.key, districts=districts)


Named = Mapping[str, tuple[tuple[Member, Row], ...]]
"""The lines that name a target, by its name or code."""


def candidates(lines: Sequence[Row]) -> frozenset[str]:
    """Return the texts under 检查对象 that may be names or codes of targets."""
    return frozenset(part for row in lines for part in _parts(row))


def _named(members: Sequence[Member]) -> Named:
    found: dict[str, list[tuple[Member, Row]]] = {}
    known = frozenset(name for member in members for name in member.known)
    for member in members:
        for row in member.lines or ():
            for part in _parts(row):
                code = _CODE.search(part)
                if code or part in known or _COMPANY.fullmatch(part):
                    found.setdefault(code[0] if code else part, []).append((member, row))
    return {name: tuple(lines) for name, lines in found.items()}


def _parts(row: Row) -> Iterator[str]:
    fact = row.facts.get("object")
    if fact is not None and isinstance(fact.value, str):
        yield from dict.fromkeys(p for part in _PARTS.split(fact.value) if (p := part.strip()))


def _targets(named: Named, place: Location) -> Table:
    rows = []
    for number, (name, lines) in enumerate(named.items(), 1):
        facts = {
            "target": says(name),
            "districts_naming": exactly(len(_districts(lines))),
            "lines_naming": exactly(len(lines)),
            "windows_overlap": _overlap(lines),
        }
        rows.append(Row(number, name, lines[0][1].location, facts))
    columns = ("target", "districts_naming", "lines_naming", "windows_overlap")
    return Table("plan_set_target", columns, tuple(rows), place)


def _districts(lines: Sequence[tuple[Member, Row]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(member.district for member, _ in lines))


def _overlap(lines: Sequence[tuple[Member, Row]]) -> Fact:
    """Return whether two districts' windows have a day in common; not told where one is unknown."""
    windows = [(member.district, days(row)) for member, row in lines]
    known = sorted((window, district) for district, window in windows if window is not None)
    last: dict[str, date] = {}
    for (first, until), district in known:
        if any(other != district and first <= end for other, end in last.items()):
            return says(value=True)
        last[district] = max(until, last.get(district, until))
    unclear = len(known) < len(lines) and len(_districts(lines)) > 1
    return UNTOLD if unclear else says(value=False)


def _same_target(named: Named) -> Iterator[Finding]:
    """Yield a remark on each target that the plans of several districts name."""
    for name, lines in named.items():
        if len(_districts(lines)) == 1:
            continue
        meet = _overlap(lines).value is True
        code = "plans/same-target-overlapping" if meet else "plans/same-target"
        places = tuple(f"{member.district} {row.location}" for member, row in lines[:MOST_PLACES])
        more = (f"等{len(lines)}行",) if len(lines) > MOST_PLACES else ()
        cell = lines[0][1].place("object") or lines[0][1].location
        yield _note(code, cell, found=name, places=(*places, *more))


def kept(rows: Sequence[Row], names: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows with just these facts: of two hundred plans no more is held."""
    return tuple(
        replace(row, facts={n: row.facts[n] for n in names if n in row.facts}) for row in rows
    )


def _note(code: str, location: Location, /, **params: str | int | tuple[str, ...]) -> Finding:
    return Finding(
        code=code,
        location=location,
        outcome=Outcome.NOT_APPLICABLE,
        severity=Severity.NOTE,
        params=params,
    )
