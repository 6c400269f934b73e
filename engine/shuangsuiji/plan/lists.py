"""An item list becomes tables of facts: its items, the list itself, and the superior's items against it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from shuangsuiji.findings import Finding, Location, Outcome, Severity, problem
from shuangsuiji.forms.days import without_making
from shuangsuiji.model.values import UNREADABLE, Fact, Row, Status, Table, says
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.plan.items import code_of, folded, index_items, names_of

MOST_ADDED = 20
"""How many added items a remark names; the rest are counted."""


def list_tables(
    items: Table, parent: Table | None, parent_spec: TableSpec
) -> tuple[dict[str, Table], tuple[Finding, ...]]:
    """Return the tables of a list, and what was noticed while making them.

    `parent` is the superior's list, read as a list is.
    """
    problems: list[Finding] = []
    own = coded(items, problems)
    tables = {"item": own, "item_list": item_list(own)}
    if parent is not None:
        superiors, met = _superiors(parent, own, parent_spec)
        tables["parent_item"] = superiors
        problems += [*_renamed(met), *_added(own, met)]
    return tables, tuple(problems)


def short_title(title: str, place: Location) -> str:
    """Return a title without the line on who made it and when; the file if there is none."""
    return without_making(title).split("\n")[0].strip() or place.file


def one_row(name: str, facts: Mapping[str, Fact], key: str, location: Location) -> Table:
    """Return a table of one row: a paper as a whole."""
    return Table(name, tuple(facts), (Row(1, key, location, facts),), location)


def item_list(items: Table) -> Table:
    """Return the list as a whole."""
    title = short_title(items.title, items.location)
    return one_row("item_list", {"title": says(title)}, title, items.location)


def coded(items: Table, problems: list[Finding]) -> Table:
    """Give every item of the list a code; two of one code, or of one name without code, are said.

    Both stay: what names them then names neither for certain. Of an item whose name and code cannot
    be read, it is not known which it is.
    """
    first: dict[str, Row] = {}
    rows = []
    for row in items.rows:
        if _is_unreadable(row):
            rows.append(replace(row, facts={**row.facts, "code": UNREADABLE}))
            continue
        code = code_of(row)
        if code in first:
            place = str(first[code].location)
            problems.append(problem("list/item-twice", row.location, found=row.key, first=place))
            code = f"{code}（第{row.number}行）"
        first.setdefault(code, row)
        rows.append(replace(row, facts={**row.facts, "code": says(code)}))
    return replace(items, rows=tuple(rows), columns=_with_code(items))


def _with_code(table: Table) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*table.columns, "code")))


def _is_unreadable(row: Row) -> bool:
    """Tell whether something stands for the item's name or code that nobody can read, and no more."""
    found = {f.status for n in ("code", "name") if (f := row.facts.get(n)) is not None}
    return Status.UNREADABLE in found and Status.VALUE not in found


Met = tuple[tuple[Row, Row], ...]
"""The superior's items that the list has, each with the list's own."""


def _superiors(parent: Table, own: Table, spec: TableSpec) -> tuple[Table, Met]:
    """Return the superior's items; one that the list has goes by the list's own code."""
    met = _met(parent.rows, own.rows)
    rows = [
        replace(row, facts={**_known(row, spec), "code": _code(row, met.get(row.number))})
        for row in parent.rows
    ]
    columns = tuple(c for c in _with_code(parent) if c in spec.by_name)
    table = replace(parent, name="parent_item", rows=tuple(rows), columns=columns, unmapped=())
    pairs = ((row, met.get(row.number)) for row in parent.rows)
    return table, tuple((row, same) for row, same in pairs if isinstance(same, Row))


def _known(row: Row, spec: TableSpec) -> dict[str, Fact]:
    return {name: fact for name, fact in row.facts.items() if name in spec.by_name}


class _Taken:
    """An item that the list may have: the only one of its name stands for another already."""


TAKEN = _Taken()


def _met(superiors: Sequence[Row], own: Sequence[Row]) -> Mapping[int, Row | _Taken]:
    """Return, by the superior's rows, what each meets in the list: by code, else by a name of it.

    Two of the superior's items that differ never meet the same item by name.
    """
    index, by_code = index_items(own), {code_of(row): row for row in own}
    met: dict[int, Row | _Taken] = {}
    meant: dict[int, tuple[str, ...]] = {}
    for row in superiors:
        code = row.facts.get("code")
        written = code.value if code is not None and isinstance(code.value, str) else ""
        same = next((by_code[c] for c in index.codes(written)), None) if written else None
        if same is not None:
            met[row.number] = same
            meant.setdefault(same.number, _identity(row))
    for row in superiors:
        found = [by_code[c] for name in names_of(row) for c in index.codes(name)]
        if row.number in met or not found:
            continue
        free = [o for o in found if meant.get(o.number, _identity(row)) == _identity(row)]
        free.sort(key=lambda other: _class(other) != _class(row))
        met[row.number] = free[0] if free else TAKEN
        if free:
            meant[free[0].number] = _identity(row)
    return met


def _identity(row: Row) -> tuple[str, ...]:
    """Return what tells an item of the superior's list from the others."""
    return (code_of(row), folded(row.key), _class(row))


def _class(row: Row) -> str:
    fact = row.facts.get("class")
    return folded(fact.value) if fact is not None and isinstance(fact.value, str) else ""


def _code(row: Row, met: "Row | _Taken | None") -> Fact:
    if isinstance(met, _Taken) or _is_unnamed(row):
        return UNREADABLE
    return says(code_of(row if met is None else met), location=_place(row, "code"))


def _is_unnamed(row: Row) -> bool:
    told = (row.facts.get(name) for name in ("code", "name"))
    return not any(fact is not None and fact.status is Status.VALUE for fact in told)


def _place(row: Row, name: str) -> Location:
    return row.place(name) or row.location


def _renamed(met: Met) -> Iterator[Finding]:
    """Yield a remark for each item that has the superior's code and another name."""
    for parent, own in met:
        theirs, ours = ({folded(n) for n in names_of(row)} for row in (parent, own))
        if theirs and ours and not theirs & ours:
            words = {"code": code_of(own), "found": own.key, "parent": parent.key}
            place = str(_place(parent, "name"))
            yield _note("list/other-name", _place(own, "name"), **words, place=place)


def _added(own: Table, met: Met) -> Iterator[Finding]:
    """Yield a remark on the items that the superior's list does not have."""
    known = {row.number for _, row in met}
    added = [row.key for row in own.rows if row.number not in known]
    if added:
        more = ("等",) if len(added) > MOST_ADDED else ()
        items = (*added[:MOST_ADDED], *more)
        yield _note("list/added", own.location, count=len(added), items=items)


def _note(code: str, location: Location, /, **params: str | int | tuple[str, ...]) -> Finding:
    return Finding(
        code=code,
        location=location,
        outcome=Outcome.NOT_APPLICABLE,
        severity=Severity.NOTE,
        params=params,
    )
