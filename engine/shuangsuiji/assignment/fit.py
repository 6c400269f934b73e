"""Who fits where: fit.json, from inspectors, visits and facts, and from nothing else."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

from shuangsuiji.assignment.bars import People, Tested, places
from shuangsuiji.assignment.facts import TargetFacts
from shuangsuiji.assignment.records import Inspectors
from shuangsuiji.assignment.slots import Seat, Teams, teams_of
from shuangsuiji.draw.visits import Visit


class Fits(NamedTuple):
    """Somebody who fits a slot, and how many of its preferences are not met."""

    inspector: str
    unmet: int


Fitting = tuple[Fits, ...]
"""Who fits a slot, by inspector."""


@dataclass(frozen=True, slots=True)
class FitSlot:
    """One slot of one visit, and who fits it; slots that are alike share their candidates."""

    visit: str
    slot: str
    candidates: Fitting


@dataclass(frozen=True, slots=True)
class Fitter:
    """Tells who fits the slots of a visit; what visits have in common is worked out once."""

    tested: Tested
    teams: Teams
    recused: Mapping[str, People]
    _known: dict[tuple[object, ...], tuple[People, Fitting]] = field(default_factory=dict)

    def slots(self, visit: Visit, facts: TargetFacts) -> Iterator[FitSlot]:
        """Yield the slots of a visit, by name."""
        out = self.recused.get(visit.target, 0)
        for seat in self.teams.of(visit.lines, facts.needs):
            people, fitting = self._fitting(seat, visit, facts)
            if people & out:
                fitting = self._told(seat, people & ~out, facts)
            yield FitSlot(visit.id, seat.name, fitting)

    def _fitting(self, seat: Seat, visit: Visit, facts: TargetFacts) -> tuple[People, Fitting]:
        key = (seat, visit.from_, visit.until, facts.region, facts.needs)
        if key not in self._known:
            people = self._free(seat, visit.from_, visit.until)
            for bar in seat.bars:
                people &= self.tested.passing(bar, facts.region, facts.needs)
            self._known[key] = people, self._told(seat, people, facts)
        return self._known[key]

    def _free(self, seat: Seat, first: str, last: str) -> People:
        """Return the experts, or the inspectors certified throughout, who are there on some day."""
        experts, there = self.tested.experts(), self.tested.present(first, last)
        if seat.expert:
            return experts & there
        return self.tested.certified(first, last) & there & ~experts

    def _told(self, seat: Seat, people: People, facts: TargetFacts) -> Fitting:
        met = [self.tested.passing(p, facts.region, facts.needs) for p in seat.preferences]
        unmet = [~each for each in met]
        return tuple(
            Fits(self.tested.people[i].id, sum(each >> i & 1 for each in unmet))
            for i in places(people)
        )


def fitter_of(inspectors: Inspectors) -> Fitter:
    """Return what tells who fits, from inspectors.json."""
    number = {person.id: i for i, person in enumerate(inspectors.people)}
    recused: dict[str, list[People]] = {}
    for recusal in inspectors.recusals:
        recused.setdefault(recusal.target, []).append(1 << number[recusal.person])
    return Fitter(
        tested=Tested(inspectors.people),
        teams=teams_of(inspectors),
        recused={t: reduce(int.__or__, masks) for t, masks in recused.items()},
    )


def fit_of(
    fitter: Fitter, visits: Iterable[Visit], facts: Mapping[str, TargetFacts]
) -> tuple[FitSlot, ...]:
    """Return who fits each slot of each visit, by (visit, slot); `facts` by the visit's id."""
    ordered = sorted(visits, key=lambda visit: visit.id)
    return tuple(slot for visit in ordered for slot in fitter.slots(visit, facts[visit.id]))


def fit_file(fit: Sequence[FitSlot]) -> bytes:
    """Return fit.json, in the one canonical spelling."""
    spelled: dict[int, bytes] = {}  # by identity: most slots share their candidates
    parts = [b"["]
    for n, entry in enumerate(fit):
        key = id(entry.candidates)
        if key not in spelled:
            spelled[key] = _spelled(
                [{"inspector": who, "unmet": unmet} for who, unmet in entry.candidates]
            )
        parts += (b',{"candidates":' if n else b'{"candidates":', spelled[key])
        parts.append(b',"slot":%b,"visit":%b}' % (_spelled(entry.slot), _spelled(entry.visit)))
    return b"".join([*parts, b"]"])


def _spelled(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
