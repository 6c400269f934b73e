"""What no rule of a pack asks of a list of teams: recusals, leave, caps, one person at two places."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from shuangsuiji.assignment.names import same
from shuangsuiji.assignment.papers.listed_tables import certified_on, days_of
from shuangsuiji.assignment.papers.listed_teams import Listed, ListedTeam
from shuangsuiji.assignment.papers.people import place_text
from shuangsuiji.assignment.papers.recusals import ToldRecusal
from shuangsuiji.findings import Citation, Finding, Location, Outcome, Severity, warning
from shuangsuiji.forms.remarks import named, remark
from shuangsuiji.model.values import Status

Put = tuple[ListedTeam, Listed]


def about_teams(
    teams: Sequence[ListedTeam],
    recusals: Sequence[ToldRecusal],
    recusal_clauses: Sequence[Citation],
    *,
    registers: bool,
    certificates: bool,
) -> Iterator[Finding]:
    """Yield what is to be seen to. `registers` were handed in; `certificates` no rule asks about."""
    for team in teams:
        if not team.members:
            yield warning("teams/nobody", team.place(), team=team.name)
        for one in team.twice:
            yield warning("teams/twice", one.place, team=team.name, person=one.name)
        yield from _day(team)
    puts = [(team, member) for team in teams for member in team.members]
    if registers:
        yield from _unknown(puts)
        yield from _recused(puts, recusals, recusal_clauses)
        yield from _away(puts)
        yield from _over_cap(puts)
    if registers and certificates:
        yield from _uncertified(puts)
    yield from _on_one_day(puts)


def _day(team: ListedTeam) -> Iterator[Finding]:
    """Yield a day that nobody can read: certificates and leave are looked at on it."""
    fact = team.fact("visited_on")
    if fact is not None and fact.status is Status.UNREADABLE:
        yield warning("teams/day", team.place("visited_on"), team=team.name, found=fact.text)


def _unknown(puts: Sequence[Put]) -> Iterator[Finding]:
    """Yield those who are in no register, each once, and those who may be one of several."""
    told: set[str] = set()
    for _, member in puts:
        if member.known is not None or member.person in told:
            continue
        told.add(member.person)
        if member.several:
            rows = tuple(place_text(k.location) for k in member.several)
            yield warning("teams/which-of-them", member.place, person=member.name, rows=rows)
        else:
            yield warning("teams/unknown-person", member.place, person=member.name)


def _recused(
    puts: Sequence[Put], recusals: Sequence[ToldRecusal], clauses: Sequence[Citation]
) -> Iterator[Finding]:
    by_person: dict[str, list[ToldRecusal]] = {}
    for one in recusals:
        by_person.setdefault(one.person, []).append(one)
    for team, member in puts:
        targets = {same(team.text("target")), same(team.text("target_id"))} - {""}
        own = by_person.get(member.person, ())
        told = {_is_name(target) for target in targets}
        unsure = [one.target for one in own if _is_name(same(one.target)) not in told]
        if unsure:
            yield warning(
                "teams/recusal-unchecked",
                member.place,
                team=team.name,
                person=member.name,
                targets=tuple(dict.fromkeys(unsure)),
            )
        for one in own:
            if same(one.target) in targets:
                yield Finding(
                    code="teams/recused",
                    location=member.place,
                    outcome=Outcome.FAIL,
                    severity=Severity.ERROR,
                    citations=tuple(clauses),
                    params={
                        "person": member.name,
                        "target": team.text("target") or one.target,
                        "reason": one.reason or "没有写原因",
                        "place": place_text(one.location),
                    },
                )


def _is_name(target: str) -> bool:
    """Return whether a target is called by its name; else by its code, which tells nothing of a name."""
    return any("\u4e00" <= character <= "\u9fff" for character in target)


def _away(puts: Sequence[Put]) -> Iterator[Finding]:
    for team, member in puts:
        days = days_of(team)
        if member.known is None or days is None:
            continue
        for span in member.known.person.absent:
            if span.from_ <= days[0] and days[1] <= span.until:
                away = f"{span.from_}至{span.until}"
                visit = days[0] if days[0] == days[1] else f"{days[0]}至{days[1]}"
                yield warning(
                    "teams/away", member.place, person=member.name, away=away, visit=visit
                )


def _over_cap(puts: Sequence[Put]) -> Iterator[Finding]:
    counts: dict[str, list[Put]] = {}
    for team, member in puts:
        if member.known is not None and member.known.person.cap is not None:
            counts.setdefault(member.person, []).append((team, member))
    for given in counts.values():
        _, member = given[-1]
        cap = member.known.person.cap if member.known is not None else None
        if cap is not None and len(given) > cap:
            place = given[cap][1].place
            yield warning("teams/over-cap", place, person=member.name, found=len(given), cap=cap)


def _uncertified(puts: Sequence[Put]) -> Iterator[Finding]:
    for team, member in puts:
        if member.role == "expert" or certified_on(member, team) is not False:
            continue
        span = member.known.person.certified if member.known is not None else None
        has = "没有执法证" if span is None else f"执法证有效期{span.from_}至{span.until}"
        yield warning("teams/uncertified", member.place, person=member.name, has=has)


def _on_one_day(puts: Sequence[Put]) -> Iterator[Finding]:
    """Yield those who are to visit several targets on one day; that may be meant."""
    days: list[tuple[str, str, str, Location, str]] = []
    for team, member in puts:
        span = days_of(team)
        if span is not None and span[0] == span[1]:
            target = team.text("target_id") or team.text("target") or team.name
            days.append((span[0], member.person, target, member.place, member.name))
    days.sort(key=lambda d: (d[0], d[1]))
    for (day, _), group in groupby(days, key=lambda d: (d[0], d[1])):
        visits: Mapping[str, tuple[str, str, str, Location, str]] = {d[2]: d for d in group}
        if len(visits) > 1:
            last = list(visits.values())[-1]
            yield remark(
                "teams/same-day",
                last[3],
                person=last[4],
                day=day,
                n=len(visits),
                targets=named(visits),
            )
