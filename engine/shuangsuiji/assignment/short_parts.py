"""A shortage (人员不足) in the words of those who asked: what the visits that lack people have in common."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shuangsuiji.assignment.bars import DEPARTMENT, LEADER, NEEDS, REGION, SKILL
from shuangsuiji.assignment.matching import Matching
from shuangsuiji.assignment.slots import Seat
from shuangsuiji.assignment.solver.shortage import Shortage, ShortPart
from shuangsuiji.draw.visits import Visit
from shuangsuiji.findings import Finding, Location, Param, problem

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class _Asked:
    """The slots of a short part with their visits."""

    seats: tuple[tuple[Visit, Seat], ...]

    def common(self) -> set[str]:
        """Return the bars that all the slots have."""
        return set.intersection(*(set(seat.bars) for _, seat in self.seats))


def short_findings(matching: Matching, shortage: Shortage, file: str) -> Iterator[Finding]:
    """Yield one finding for each connected part that lacks people."""
    visits = {visit.id: visit for visit in matching.visits}
    for part in shortage.parts:
        asked = _asked(matching, visits, part)
        people = tuple(person.inspector for person in part.people)
        params: dict[str, Param] = {
            "where": _where(matching, asked),
            "visits": len(part.visits),
            "slots": len(part.slots),
            "what": _what(matching, asked),
            "people": len({*people, *(who for _, who in part.once)}),
            "most": part.capacity + len(part.once),
            "short": part.shortfall,
            "who": _few(people or sorted({who for _, who in part.once})),
            "which": _few(part.visits),
        }
        yield problem("assign/short", Location(file), **params)
        yield from _kept_out(matching, asked, file)


def _asked(matching: Matching, visits: Mapping[str, Visit], part: ShortPart) -> _Asked:
    wanted = {visit: {s for v, s in part.slots if v == visit} for visit in part.visits}
    return _Asked(
        tuple(
            (visits[visit], seat)
            for visit, names in wanted.items()
            for seat in matching.fitter.teams.of(visits[visit].lines, matching.facts[visit].needs)
            if seat.name in names
        )
    )


def _where(matching: Matching, asked: _Asked) -> str:
    """Return the regions, where there are few."""
    regions = sorted({matching.facts[visit.id].region for visit, _ in asked.seats})
    if len(regions) > _MOST_NAMED:
        return f"{len(regions)}个区域"
    return f"区域“{'”“'.join(regions)}”"


def _what(matching: Matching, asked: _Asked) -> tuple[str, ...]:
    """Return what all the slots ask for, in words."""
    words = []
    for bar in sorted(asked.common()):
        if bar.startswith(DEPARTMENT):
            words.append(f"“{bar.removeprefix(DEPARTMENT)}”的人")
        elif bar.startswith(SKILL):
            words.append(f"“{bar.removeprefix(SKILL)}”")
        elif bar == LEADER:
            words.append("能任组长的人")
        elif bar == REGION:
            words.append("本区域的人")
        elif bar == NEEDS:
            needs = [set(matching.facts[visit.id].needs) for visit, _ in asked.seats]
            shared = sorted(set.intersection(*needs))
            words += [f"“{need}”" for need in shared] or ["会检查对象所需各项的人"]
    if all(seat.expert for _, seat in asked.seats):
        words.append("专家")
    return tuple(words) or ("检查人员",)


def _kept_out(matching: Matching, asked: _Asked, file: str) -> Iterator[Finding]:
    """Yield how many more there would be but for certificates, absences, recusals, or the region."""
    tested, fitter = matching.fitter.tested, matching.fitter
    counts = dict.fromkeys(("certificate", "absent", "recusal", "elsewhere"), 0)
    kept: dict[str, int] = dict.fromkeys(counts, 0)
    for visit, seat in asked.seats:
        facts = matching.facts[visit.id]
        experts = tested.experts() if seat.expert else tested.everybody & ~tested.experts()
        near = able = experts
        for bar in seat.bars:
            passing = tested.passing(bar, facts.region, facts.needs)
            near &= passing
            able &= tested.everybody if bar == REGION else passing
        certified = tested.everybody if seat.expert else tested.certified(visit.from_, visit.until)
        there = tested.present(visit.from_, visit.until)
        kept["certificate"] |= near & ~certified
        kept["absent"] |= near & certified & ~there
        kept["recusal"] |= near & certified & there & fitter.recused.get(visit.target, 0)
        kept["elsewhere"] |= able & ~near & certified & there
    counts = {name: people.bit_count() for name, people in kept.items()}
    for name, n in counts.items():
        if n:
            yield problem(f"assign/short-{name}", Location(file), n=n)


def _few(names: Iterable[str]) -> tuple[str, ...]:
    listed = tuple(names)
    if len(listed) <= _MOST_NAMED:
        return listed
    return (*listed[: _MOST_NAMED - 1], f"{listed[_MOST_NAMED - 1]}等{len(listed)}个")
