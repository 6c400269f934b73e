"""Teams as lists made elsewhere write them (检查组名单): one row a team, a target, or a member."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shuangsuiji.assignment.names import bare_name, same
from shuangsuiji.assignment.papers.people import Known
from shuangsuiji.assignment.papers.recusals import Roll
from shuangsuiji.findings import Location
from shuangsuiji.forms.lists import split_list
from shuangsuiji.model.values import Fact, Row, Status, Table

LEADER, MEMBER, EXPERT = "leader", "member", "expert"
ROLES = (
    ("副组长", MEMBER),
    ("组长", LEADER),
    ("带队", LEADER),
    ("主检", LEADER),
    ("专家", EXPERT),
    ("第三方", EXPERT),
    ("辅助", EXPERT),
    ("组员", MEMBER),
    ("成员", MEMBER),
    ("检查人员", MEMBER),
    ("执法人员", MEMBER),
)
"""What a word says of somebody's role; the first that fits."""
COLUMNS = (("leader", LEADER), ("members", MEMBER), ("officers", MEMBER), ("experts", EXPERT))
"""Columns that hold names, with the role that each gives; a leader comes again among all officers."""

_NOTED = re.compile(r"^(.+?)\s*[(（【\[](.*?)[)）】\]]$", re.DOTALL)
_BLANKS = re.compile(r"[\s/\uff0f]+")
_UNITS = ("局", "所", "队", "科", "处", "部", "委", "会", "院", "站", "办", "中心", "大队", "支队")
_KEYS = ("team", "task", "target", "target_id")
_SHORTEST = 2
"""A name has two characters at least: 张 三 is one name, set apart."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody whom a list puts into a team; `known` is who of the registers is meant, if one is."""

    name: str
    role: str
    place: Location
    row: Row
    department: str = ""
    known: Known | None = None
    several: tuple[Known, ...] = ()

    @property
    def person(self) -> str:
        """What tells this person from others: the id, else the name."""
        return self.known.person.id if self.known is not None else same(self.name)


@dataclass(slots=True)
class ListedTeam:
    """A team of a list: its name, its rows on paper, who is in it in the order of the paper."""

    name: str
    rows: list[Row]
    members: list[Listed] = field(default_factory=list)
    twice: list[Listed] = field(default_factory=list)
    """Those who stand twice under one heading, or as leader and among the others beside."""

    @property
    def officers(self) -> list[Listed]:
        """Those who inspect: all but the experts."""
        return [m for m in self.members if m.role != EXPERT]

    def fact(self, name: str) -> Fact | None:
        """Return what the first of the rows that says anything says of a field."""
        facts = (row.placed(name) for row in self.rows if name in row.facts)
        told = [fact for fact in facts if fact.status is not Status.BLANK]
        return told[0] if told else None

    def text(self, name: str) -> str:
        """Return the text of a field, or nothing."""
        fact = self.fact(name)
        return fact.value.strip() if fact is not None and isinstance(fact.value, str) else ""

    def place(self, *names: str) -> Location:
        """Return the first cell of the team that stands under one of these fields."""
        places = (row.place(name) for name in names for row in self.rows)
        return next((p for p in places if p is not None), self.rows[0].location)


def listed_teams(table: Table, roll: Roll | None) -> tuple[ListedTeam, ...]:
    """Return the teams of a list, with those of the registers who are meant."""
    return tuple(_with_members(team, roll) for team in _grouped(table))


def _grouped(table: Table) -> Iterator[ListedTeam]:
    """Yield the teams without their members; in a list of members, rows that go together are one team."""
    by_member = "name" in table.columns or "person_id" in table.columns
    if not by_member:
        for row in table.rows:
            yield ListedTeam(_called(row), [row])
        return
    teams: dict[tuple[str, ...], ListedTeam] = {}
    last: tuple[str, ...] | None = None
    for row in table.rows:
        key = tuple(_text(row, name) for name in _KEYS)
        if not any(key) and last is not None:  # left blank under the first of a team
            key = last
        if key not in teams:
            teams[key] = ListedTeam(_called(row), [])
        teams[key].rows.append(row)
        last = key
    yield from teams.values()


def _called(row: Row) -> str:
    """Return what people call a team: its own name with its target's."""
    own, target = _text(row, "team"), _text(row, "target") or _text(row, "target_id")
    words = dict.fromkeys(word for word in (own, target) if word)
    return " ".join(words) or _text(row, "task") or f"第{row.number}行"


def _with_members(team: ListedTeam, roll: Roll | None) -> ListedTeam:
    """Put the members into a team, each once; a leader may come again among all officers."""
    named: dict[str, Listed] = {}
    seen: set[tuple[str, str]] = set()
    for column, one in _members(team.rows, roll):
        heading = "leader" if column == "members" else column
        if (heading, one.person) in seen:
            team.twice.append(one)
        seen.add((heading, one.person))
        named.setdefault(one.person, one)
    team.members = list(named.values())
    return team


def _members(rows: Iterable[Row], roll: Roll | None) -> Iterator[tuple[str, Listed]]:
    """Yield each name with the field under which it stands."""
    for row in rows:
        for column, role in COLUMNS:
            place = row.place(column) or row.location
            for text in names_in(_text(row, column), roll):
                yield column, _listed(text, role, place, row, roll)
        number, name = _text(row, "person_id"), bare_name(_text(row, "name"))
        if number or name:
            place = row.place("name" if name else "person_id") or row.location
            role = role_of(_text(row, "role")) or MEMBER
            number, department = number or _text(row, "certificate"), _text(row, "department")
            yield "name", _listed(name or number, role, place, row, roll, department, number)


def names_in(text: str, roll: Roll | None) -> tuple[str, ...]:
    """Return the names that a cell joins, with what stands in brackets behind each.

    >>> names_in("张三（组长）、李 四 王五六", None)
    ('张三（组长）', '李 四 王五六')
    >>> names_in("张三 李四/王五", None)
    ('张三', '李四', '王五')
    """
    found: list[str] = []
    for part in split_list(text) or ():
        words = [w for w in _BLANKS.split(part) if w]
        apart = all(len(w) >= _SHORTEST for w in words) and not _NOTED.match(part)
        known = roll is not None and bool(roll.called("", bare_name(part)))
        found += [part] if known or not apart else words
    return tuple(found)


def role_of(text: str) -> str | None:
    """Return the role that a word tells, if it tells one.

    >>> role_of("副组长"), role_of("组长"), role_of("技术专家"), role_of("")
    ('member', 'leader', 'expert', None)
    """
    return next((role for word, role in ROLES if word in text), None)


def _listed(
    text: str,
    role: str,
    place: Location,
    row: Row,
    roll: Roll | None,
    department: str = "",
    number: str = "",
) -> Listed:
    noted = _NOTED.match(text)
    name, note = (bare_name(noted[1]), noted[2].strip()) if noted else (bare_name(text), "")
    if told := role_of(note):
        role = told
    elif note.endswith(_UNITS):
        department = department or note
    elif note:
        number = number or note
    found = _found(name, number, department, roll)
    only = found[0] if len(found) == 1 else None
    several = tuple(found) if only is None else ()
    return Listed(name, role, place, row, department, only, several)


def _found(name: str, number: str, department: str, roll: Roll | None) -> list[Known]:
    """Return who of the registers may be meant: by number, else by name, in their department if told."""
    if roll is None:
        return []
    found = (roll.called(number, "") if number else []) or roll.called("", name)
    own = [k for k in found if department and same(k.person.department) == same(department)]
    return own or found


def _text(row: Row, name: str) -> str:
    fact = row.facts.get(name)
    return fact.value.strip() if fact is not None and isinstance(fact.value, str) else ""
