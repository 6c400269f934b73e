"""Teams that nobody could make up (凑不成的检查组), told before the draw: by line, by what targets share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shuangsuiji.assignment.facts import TargetFacts
from shuangsuiji.assignment.fit import FitSlot, Fitter
from shuangsuiji.draw.visits import Visit
from shuangsuiji.findings import Finding, Location, Param, problem

_MOST_REGIONS = 12


@dataclass(frozen=True, slots=True)
class Pool:
    """Targets of a line that share region and needs: how many may be drawn, and one of them."""

    line: str
    window: tuple[str, str]
    facts: TargetFacts
    n: int
    example: str


@dataclass(frozen=True, slots=True)
class Recused:
    """A target that somebody must not visit: its line, its facts, who they are."""

    pool: Pool
    target: str
    people: tuple[str, ...]


def pool_findings(
    fitter: Fitter, pools: Iterable[Pool], places: Mapping[str, Location]
) -> Iterator[Finding]:
    """Yield each slot that some targets have and that nobody can take, or too few for the team."""
    short: dict[tuple[str, tuple[str, ...]], list[tuple[Pool, int, int]]] = {}
    for pool in pools:
        team = _team(fitter, pool, "")
        lacking, able = _lacking(team)
        if lacking:
            short.setdefault((pool.line, lacking), []).append((pool, len(team), able))
    for (line, lacking), found in short.items():
        n = sum(pool.n for pool, _, _ in found)
        _, slots, able = found[0]
        regions = [pool.facts.region for pool, _, _ in found]
        params: dict[str, Param] = {"line": line, "slots": lacking, "asked": slots, "able": able}
        params |= {"regions": _few(regions), "n": n, "id": found[0][0].example}
        bars = _bars(fitter, found[0][0], lacking)
        yield problem("assign/team-unmet", places[line], **params, bars=bars)


def recusal_findings(
    fitter: Fitter, recused: Iterable[Recused], places: Mapping[str, Location]
) -> Iterator[Finding]:
    """Yield each target whose recusals leave too few for its team, where there were enough before."""
    for one in recused:
        before = _team(fitter, one.pool, "")
        enough = len(before) + len(one.people)
        if all(len(slot.candidates) >= enough for slot in before):
            continue  # even without those who are recused there is somebody for each slot
        lacking, _ = _lacking(_team(fitter, one.pool, one.target))
        if lacking and not _lacking(before)[0]:
            params: dict[str, Param] = {"people": one.people, "slots": lacking}
            place = places[one.pool.line]
            yield problem(
                "assign/recusal-empties", place, line=one.pool.line, target=one.target, **params
            )


def _team(fitter: Fitter, pool: Pool, target: str) -> tuple[FitSlot, ...]:
    first, last = pool.window
    visit = Visit(target, target, (pool.line,), first, last, 1)
    return tuple(fitter.slots(visit, pool.facts))


def _lacking(team: Sequence[FitSlot]) -> tuple[tuple[str, ...], int]:
    """Return the slots that cannot all be taken at once, and how many people fit any of them."""
    taken: dict[str, int] = {}

    def seat(i: int, tried: set[str]) -> bool:
        for who, _ in team[i].candidates:
            if who not in tried:
                tried.add(who)
                if who not in taken or seat(taken[who], tried):
                    taken[who] = i
                    return True
        return False

    lacking = [i for i in range(len(team)) if not seat(i, set())]
    if not lacking:
        return (), 0
    # Those that compete with a slot that stays empty are short together with it.
    short, grows = set(lacking), True
    while grows:
        people = {who for i in short for who, _ in team[i].candidates}
        more = {taken[who] for who in people if who in taken}
        grows = not more <= short
        short |= more
    people = {who for i in short for who, _ in team[i].candidates}
    return tuple(team[i].slot for i in sorted(short)), len(people)


def _bars(fitter: Fitter, pool: Pool, slots: Sequence[str]) -> tuple[str, ...]:
    """Return what the slots ask that cannot be left aside."""
    seats = fitter.teams.of((pool.line,), pool.facts.needs)
    named = {bar for seat in seats if seat.name in slots for bar in seat.bars}
    return tuple(sorted(named))


def _few(regions: Sequence[str]) -> tuple[str, ...]:
    listed = tuple(dict.fromkeys(regions))
    if len(listed) <= _MOST_REGIONS:
        return listed
    return (*listed[: _MOST_REGIONS - 1], f"{listed[_MOST_REGIONS - 1]}等{len(listed)}个")
