"""A plan handed in again (重报): which findings are solved, which are new, which remain.

Lines are paired by what they say, then by their numbers: a line that only moved is the same line, and
a running number (序号) that shifted is not its name.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shuangsuiji.findings import Finding, Location, Outcome
from shuangsuiji.model.values import Row, Table
from shuangsuiji.proof.impact import Checkup, Unlisted, pairs

LINES, LINE = "plan_line", "line"
"""The table of lines; the field by which other tables name a line."""
STANDS = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.MANUAL)
"""Outcomes that somebody has to do something about."""
SAYS = (
    ("name", "items", "object", "scope", "initiator"),
    ("name", "items", "object"),
    ("name", "items"),
    ("items", "object", "scope"),
    ("items", "object"),
    ("name",),
    ("items",),
)
"""What lines are paired by, the fullest first."""


class Turn(StrEnum):
    """What became of a finding."""

    SOLVED = "solved"
    NEW = "new"
    REMAINING = "remaining"


@dataclass(frozen=True, slots=True)
class Turned:
    """A finding with what became of it; `row_only_once` where its line is in one of the plans only.

    `before` is a finding that remains, as it was: another outcome or severity, perhaps.
    """

    turn: Turn
    finding: Finding
    before: Finding | None = None
    row_only_once: bool = False


@dataclass(frozen=True, slots=True)
class Resubmission:
    """What became of the findings of the plan before; lines that are paired, gone, and added."""

    file: str
    turned: tuple[Turned, ...]
    same: int
    gone: tuple[str, ...]
    added: tuple[str, ...]
    unlisted: tuple[Unlisted, ...] = ()

    def of(self, turn: Turn) -> tuple[Turned, ...]:
        """Return the findings that took this turn."""
        return tuple(t for t in self.turned if t.turn is turn)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a plan, checked: its file, its tables, what the check came to."""

    file: str
    tables: Mapping[str, Table]
    checkup: Checkup


def resubmitted(old: Version, new: Version) -> Resubmission:
    """Return what became of the findings."""
    olds, news = (v.tables[LINES].rows for v in (old, new))
    lines = dict(paired_lines(olds, news))
    translated = _Translation(old, new, lines)
    moved = tuple(translated.finding(f) for f in old.checkup.findings)
    before = replace(old.checkup, findings=moved)
    as_it_was = dict(zip(map(id, moved), old.checkup.findings, strict=True))
    told, unlisted = pairs(before, new.checkup)
    gone = [row.key for row in olds if row.number not in lines]
    taken = {row.number for row in lines.values()}
    added = [row.key for row in news if row.number not in taken]
    once = _Once(new.tables, frozenset(added), translated.gone)
    turned = [t for one, other in told for t in _turned(one, other, once)]
    turned = [
        replace(t, finding=as_it_was.get(id(t.finding), t.finding)) if t.row_only_once else t
        for t in turned
    ]
    turned.sort(key=lambda t: t.finding.reading_order())
    return Resubmission(old.file, tuple(turned), len(lines), tuple(gone), tuple(added), unlisted)


def paired_lines(old: Sequence[Row], new: Sequence[Row]) -> Iterator[tuple[int, Row]]:
    """Yield the number of each old line with the new line that is the same."""
    rest_old, rest_new = list(old), list(new)
    for key in (*(_saying(names) for names in SAYS), _number):
        mine, yours = _once_each(rest_old, key), _once_each(rest_new, key)
        both = {said: (row, yours[said]) for said, row in mine.items() if said in yours}
        yield from ((one.number, other) for one, other in both.values())
        done = {one.number for one, _ in both.values()}, {o.number for _, o in both.values()}
        rest_old = [row for row in rest_old if row.number not in done[0]]
        rest_new = [row for row in rest_new if row.number not in done[1]]


Key = Callable[[Row], object]


def _once_each(rows: Iterable[Row], key: Key) -> dict[object, Row]:
    """Return the rows by key, without those whose key several have, or none."""
    found: dict[object, Row | None] = {}
    for row in rows:
        said = key(row)
        if said is not None:
            found[said] = None if said in found else row
    return {said: row for said, row in found.items() if row is not None}


def _saying(names: Sequence[str]) -> Key:
    def said(row: Row) -> object:
        texts = [_plain(row.facts[n].text) if n in row.facts else "" for n in names]
        return tuple(texts) if all(texts[:1]) else None

    return said


def _number(row: Row) -> object:
    """Return the number of a line, unless it only counts lines: a running number shifts."""
    fact = row.facts.get(LINE)
    text = _plain(fact.text) if fact is not None else ""
    return text if any(c.isalpha() and c not in "第行项号" for c in text) else None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


class _Translation:
    """Findings of the old plan, as if they stood in the new one: its file, its rows, their names."""

    def __init__(self, old: Version, new: Version, lines: Mapping[int, Row]) -> None:
        self._old, self._new = old.file, new.file
        self._keys: dict[tuple[str, str], str] = {}
        self._places: dict[Location, Location] = {}
        self.gone: set[tuple[str, str]] = set()
        names = {}
        for row in old.tables[LINES].rows:
            like = lines.get(row.number)
            names[row.key] = like.key if like is not None else None
            if like is None:
                self.gone.add((LINES, row.key))
                continue
            self._keys[LINES, row.key] = like.key
            self._places[row.location] = like.location
            for name in row.facts:
                place, other = row.place(name), like.place(name)
                if place is not None and other is not None:
                    self._places.setdefault(place, other)
        for name, table in old.tables.items():
            if name != LINES and LINE in table.columns:
                self._rename(name, table, names)

    def _rename(self, table: str, rows: Table, names: Mapping[str, str | None]) -> None:
        """Name the rows that stand on a line by the new name of the line."""
        for row in rows.rows:
            line = row.facts[LINE].text if LINE in row.facts else ""
            if names.get(line, line) is None:
                self.gone.add((table, row.key))
            elif row.key.startswith(line):
                self._keys[table, row.key] = f"{names.get(line, line)}{row.key[len(line) :]}"

    def finding(self, finding: Finding) -> Finding:
        place = self._places.get(finding.location, finding.location)
        if place.file == self._old:
            place = replace(place, file=self._new)
        about = finding.about
        if about is not None:
            key = (about.table, about.key)
            # a line that is gone keeps its name apart: another line may have its number now
            named = f"{about.key}（原）" if key in self.gone else self._keys.get(key, about.key)
            about = replace(about, key=named)
        return replace(finding, location=place, about=about)


@dataclass(frozen=True, slots=True)
class _Once:
    """Which lines are in one of the plans only."""

    tables: Mapping[str, Table]
    added: frozenset[str]
    gone: set[tuple[str, str]]

    def tells(self, turn: Turn, finding: Finding) -> bool:
        """Tell whether the line of a finding is in one plan only."""
        about = finding.about
        if about is None:
            return False
        if turn is Turn.SOLVED:
            return (about.table, about.key.removesuffix("（原）")) in self.gone
        line = about.key if about.table == LINES else about.key.partition("：")[0]
        return about.table.startswith(LINES) and line in self.added


def _turned(old: Finding | None, new: Finding | None, once: _Once) -> Iterator[Turned]:
    stood = old is not None and old.outcome in STANDS
    stands = new is not None and new.outcome in STANDS
    if new is not None and stands:
        turn = Turn.REMAINING if stood else Turn.NEW
        yield Turned(turn, new, old if stood else None, once.tells(turn, new))
    elif old is not None and stood:
        yield Turned(Turn.SOLVED, old, None, once.tells(Turn.SOLVED, old))
