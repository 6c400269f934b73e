"""Teams of a list in the words of the vocabulary, so that a pack's own rules judge them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from shuangsuiji.assignment.names import UNTOLD, same
from shuangsuiji.assignment.papers.listed_teams import EXPERT, LEADER, Listed, ListedTeam
from shuangsuiji.findings import Location
from shuangsuiji.model.values import (
    BLANK,
    UNREADABLE,
    Fact,
    Interval,
    Row,
    Status,
    Table,
    exactly,
    says,
)

COPIED = (
    "initiator",
    "matched_on",
    "visited_on",
    "leader_drawn",
    "cannot_work_alone",
    "special_field",
)
"""Fields of a team that the list tells as they are."""
_SOURCES = {"随机": "random", "抽取": "random", "指派": "direct", "委派": "direct"}
"""What 专家的来源 says, by a part of its words."""


@dataclass(frozen=True, slots=True)
class ListedTables:
    """The tables, and how their rows come from the list."""

    tables: Mapping[str, Table]
    teams: tuple[ListedTeam, ...]


def listed_tables(
    paper: Table,
    teams: Sequence[ListedTeam],
    required: int | None,
    *,
    registers: bool,
    departments: Iterable[str] = (),
) -> ListedTables:
    """Return the teams as tables. `required` is how many officers the pack asks of every team.

    Without `registers` nobody knows who is certified, so the member's table has no such column.
    `departments` are those of the registers: what one of another name gives is not known.
    """
    named = {same(department_of(m)) for t in teams for m in t.members}
    named |= {same(department) for department in departments}
    team_rows = [(t.name, _team(t, required, registers=registers), t) for t in teams]
    members = [
        (m.name, _member(t, m, registers=registers), m.place) for t in teams for m in t.members
    ]
    tables = {
        "team": _table(
            paper, "team", [(key, facts, t.rows[0].location) for key, facts, t in team_rows]
        ),
        "team_member": _table(paper, "team_member", members),
    }
    joint = [row for t in teams for row in _departments(t, named)]
    if joint:
        tables["task_department"] = _table(paper, "task_department", joint)
    return ListedTables(tables, tuple(teams))


def _table(
    paper: Table, name: str, rows: Iterable[tuple[str, Mapping[str, Fact], Location]]
) -> Table:
    made = tuple(
        Row(number, key, place, facts) for number, (key, facts, place) in enumerate(rows, 1)
    )
    columns = tuple(dict.fromkeys(field for row in made for field in row.facts))
    return Table(name, columns, made, paper.location, title=paper.title)


def _team(team: ListedTeam, required: int | None, *, registers: bool) -> dict[str, Fact]:
    at = team.place("members", "officers", "name", "leader")
    officers = team.officers
    experts = [m for m in team.members if m.role == EXPERT]
    leaders = [m for m in officers if m.role == LEADER]
    counted = [m for m in officers if m.known is not None and m.known.person.expert]
    facts = {
        "team": says(team.name, location=team.place("team", "target")),
        "officers": exactly(len(officers), location=at),
        "experts": exactly(len(experts), location=team.place("experts", "name")),
        "experts_counted": exactly(len(counted), location=at),
        "leaders": exactly(len(leaders), location=team.place("leader", "role", "officers")),
    }
    for name in ("task", "target"):
        if text := team.text(name):
            facts[name] = says(text, location=team.place(name))
    asked = team.fact("required_officers")
    if required is not None or asked is not None:
        facts["required_officers"] = asked or exactly(required or 0)
    if registers:
        facts["uncertified"] = _uncertified(team, at)
    departments = {d for m in leaders if (d := department_of(m))}
    if len(departments) == 1 and all(map(department_of, leaders)):
        place = team.place("leader", "role", "officers")
        facts["leader_department"] = says(departments.pop(), location=place)
    for name in COPIED:
        fact = team.fact(name)
        if fact is not None:
            facts[name] = fact
    source = team.fact("expert_source")
    if source is not None:
        facts["expert_source"] = _source(source)
    return facts


def _source(fact: Fact) -> Fact:
    text = fact.value if isinstance(fact.value, str) else ""
    known = next((value for word, value in _SOURCES.items() if word in text), None)
    return fact if known is None else replace(fact, value=known)


def _uncertified(team: ListedTeam, at: Location) -> Fact:
    told = [certified_on(m, team) for m in team.officers]
    least = sum(answer is False for answer in told)
    most = least + sum(answer is None for answer in told)
    return Fact(Status.VALUE, Interval(Decimal(least), Decimal(most)), str(least), at)


def _member(team: ListedTeam, member: Listed, *, registers: bool) -> dict[str, Fact]:
    facts = {
        "team": says(team.name, location=team.place("team", "target")),
        "name": says(member.name, location=member.place),
        "role": says(member.role, location=member.place),
    }
    for name in ("specialty_required", "recusal_applied"):
        if name in member.row.facts:
            facts[name] = member.row.placed(name)
    answer = certified_on(member, team)
    if answer is not None:
        facts["has_enforcement_certificate"] = says(value=answer, location=member.place)
    elif "has_enforcement_certificate" in member.row.facts:
        facts["has_enforcement_certificate"] = member.row.placed("has_enforcement_certificate")
    elif registers:
        facts["has_enforcement_certificate"] = Fact(BLANK.status, None, "", member.place)
    return facts


def certified_on(member: Listed, team: ListedTeam) -> bool | None:
    """Return whether somebody's certificate holds on the days of the visit; None where nobody knows."""
    if member.known is None:
        return None
    span, days = member.known.person.certified, days_of(team)
    if span is None:
        return False
    if days is None:
        return None
    first, last = days
    if span.from_ <= first and last <= span.until:
        return True
    return False if span.until < first or last < span.from_ or first == last else None


def days_of(team: ListedTeam) -> tuple[str, str] | None:
    """Return the first and the last day of a visit as the list tells them; None if it does not."""
    fact = team.fact("visited_on")
    value = fact.value if fact is not None else None
    if not isinstance(value, Interval):
        return None
    lo, hi = value.lo, value.hi
    if not isinstance(lo, date) or not isinstance(hi, date):
        return None
    return str(lo), str(hi)


def department_of(member: Listed) -> str:
    """Return somebody's department: as the registers have it, else as the list says; or nothing."""
    known = member.known.person.department if member.known is not None else UNTOLD
    return member.department if known == UNTOLD else known


def _departments(
    team: ListedTeam, named: Collection[str]
) -> Iterator[tuple[str, dict[str, Fact], Location]]:
    """Yield what each department gives to a team that several share."""
    fact, initiator = team.fact("partners"), team.text("initiator")
    partners = fact.value if fact is not None and isinstance(fact.value, tuple) else ()
    if not partners or not all(map(department_of, team.officers)):
        return
    place = team.place("partners")
    task = team.text("task") or team.name
    for role, name in (("initiator", initiator), *(("partner", p) for p in partners)):
        if name:
            given = [m for m in team.officers if same(department_of(m)) == same(name)]
            facts = {
                "task": says(task),
                "department": says(name, location=place),
                "role": says(role),
                "officers": exactly(len(given), location=place)
                if same(name) in named
                else Fact(UNREADABLE.status, None, name, place),
                "by_lottery": team.fact("by_lottery") or Fact(BLANK.status, None, "", place),
            }
            yield f"{team.name} {name}", facts, place
