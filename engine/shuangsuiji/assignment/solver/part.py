"""One connected part of a case in numbers, and a first assignment to start from."""

from collections.abc import Sequence
from dataclasses import dataclass

from shuangsuiji.assignment.solver.case import CasePerson, FitSlot
from shuangsuiji.assignment.solver.network import EMPTY, Network

Grades = list[tuple[int, int]]
"""Who fits a slot: (unmet, people), the least unmet first."""


@dataclass(slots=True)
class Part:
    """Slots, with who fits them by unmet, and people; nobody is the last person where allowed."""

    slots: Sequence[FitSlot]
    people: Sequence[CasePerson]
    grades: list[Grades]
    before: list[int]
    cap: list[int | None]
    net: Network

    @property
    def nobody(self) -> int:
        """The number of nobody."""
        return len(self.people)

    def has_room(self, person: int) -> bool:
        """Tell whether a person may take one more slot."""
        cap = self.cap[person]
        return cap is None or self.net.count[person] < cap

    def load(self, person: int) -> int:
        """Return the visits that a person has, with those before."""
        return self.before[person] + self.net.count[person]

    def unmet(self, slot: int, person: int) -> int:
        """Return how many preferences of a slot the person does not meet."""
        return next(unmet for unmet, mask in self.grades[slot] if mask >> person & 1)


def make_part(slots: Sequence[FitSlot], people: Sequence[CasePerson], *, partial: bool) -> Part:
    """Return the part of these slots, by (visit, slot), and these people, by inspector.

    With `partial` nobody may take any slot, at a price above all preferences together, so that the
    most slots are filled.
    """
    number = {person.inspector: n for n, person in enumerate(people)}
    nobody = len(people)
    grades = [_grades(slot, number) for slot in slots]
    if partial:
        price = 1 + sum(g[-1][0] for g in grades if g)
        for grade in grades:
            grade.append((price, 1 << nobody))
    visit, mates = _visits(slots)
    before, cap = [p.before for p in people], [p.cap for p in people]
    return Part(slots, people, grades, [*before, 0], [*cap, None], Network(visit, mates, nobody))


def place_greedily(part: Part) -> list[int]:
    """Give each slot to the least loaded of those whom it prefers; return the slots left empty."""
    net, left = part.net, []
    full = sum(net.bit[p] for p, cap in enumerate(part.cap) if cap == 0)
    load = list(part.before)
    for slot, ways in enumerate(net.ways):
        free = ways & ~full & ~net.holders(net.visit[slot])
        best = _least(free, load)
        if best == EMPTY:
            left.append(slot)
            continue
        net.hold[slot] = best
        net.held[best].add(slot)
        net.count[best] += 1
        load[best] += 1
        if not part.has_room(best):
            full |= net.bit[best]
    return left


def _least(free: int, load: Sequence[int]) -> int:
    best, least = EMPTY, -1
    while free:
        low = free & -free
        p = low.bit_length() - 1
        if best == EMPTY or load[p] < least:
            best, least = p, load[p]
        free ^= low
    return best


def _grades(slot: FitSlot, number: dict[str, int]) -> Grades:
    found: dict[int, int] = {}
    for candidate in slot.candidates:
        found[candidate.unmet] = found.get(candidate.unmet, 0) | 1 << number[candidate.inspector]
    return sorted(found.items())


def _visits(slots: Sequence[FitSlot]) -> tuple[list[int], list[list[int]]]:
    visit: list[int] = []
    mates: list[list[int]] = []
    last = None
    for n, slot in enumerate(slots):
        if slot.visit != last:
            mates.append([])
            last = slot.visit
        mates[-1].append(n)
        visit.append(len(mates) - 1)
    return visit, mates
