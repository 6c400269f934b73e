"""Why not all slots can be filled: the smallest cut, told part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shuangsuiji.assignment.solver.case import Case, CasePerson, FitSlot
from shuangsuiji.digest import Json

Key = tuple[str, str]
"""A slot: (visit, slot)."""

Place = tuple[str, str]
"""(visit, inspector): one slot of a visit is all that a person may take."""


@dataclass(frozen=True, slots=True)
class ShortPart:
    """Slots that want people of whom there are too few.

    All who fit these slots are `people`, full up to their cap, or in `once`: they could be in the
    visit, but in one slot of it only. shortfall = slots less caps of people less once.
    """

    slots: tuple[Key, ...]
    people: tuple[CasePerson, ...]
    once: tuple[Place, ...]
    shortfall: int

    @property
    def visits(self) -> tuple[str, ...]:
        """The visits of the slots."""
        return tuple(dict.fromkeys(visit for visit, _ in self.slots))

    @property
    def capacity(self) -> int:
        """How many slots the people may take in all."""
        return sum(p.cap or 0 for p in self.people)


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is short, part by part; every greatest assignment gives the same."""

    parts: tuple[ShortPart, ...]

    @property
    def shortfall(self) -> int:
        """How many slots cannot be filled."""
        return sum(part.shortfall for part in self.parts)


def shortage_of(case: Case, held: Mapping[Key, str]) -> Shortage:
    """Return the shortage of a case from an assignment that fills the most slots.

    What its empty slots still reach is the same whichever greatest assignment it is.
    """
    fit = {(f.visit, f.slot): f for f in case.fit}
    people = {p.inspector: p for p in case.people}
    slots, reached = _reached(fit, held)
    parts = _linked(fit, slots, reached)
    told = [_told(fit, people, part, reached) for part in parts]
    return Shortage(tuple(sorted((t for t in told if t.shortfall), key=lambda t: t.slots)))


def shortage_record(shortage: Shortage) -> dict[str, Json]:
    """Return a shortage as its file says it."""
    return {
        "shortage": [
            {
                "once": [{"inspector": p, "visit": visit} for visit, p in part.once],
                "people": [{"cap": p.cap, "inspector": p.inspector} for p in part.people],
                "shortfall": part.shortfall,
                "slots": [{"slot": slot, "visit": visit} for visit, slot in part.slots],
            }
            for part in shortage.parts
        ],
        "shortfall": shortage.shortfall,
    }


def _reached(fit: Mapping[Key, FitSlot], held: Mapping[Key, str]) -> tuple[set[Key], set[str]]:
    """Return the slots and the people that empty slots reach in the residual network."""
    place = {(visit, p): (visit, slot) for (visit, slot), p in held.items()}
    by_person: dict[str, list[Key]] = {}
    for key, p in held.items():
        by_person.setdefault(p, []).append(key)
    queue = [key for key in fit if key not in held]
    slots, people = set(queue), set[str]()
    for key in queue:
        for candidate in fit[key].candidates:
            name = candidate.inspector
            taken = place.get((key[0], name))
            if taken is None and name not in people:
                people.add(name)
                following = by_person.get(name, [])
            else:
                following = [] if taken is None else [taken]
            for other in following:
                if other not in slots:
                    slots.add(other)
                    queue.append(other)
    return slots, people


def _linked(fit: Mapping[Key, FitSlot], slots: set[Key], reached: set[str]) -> list[list[Key]]:
    """Return the slots in groups that people reached, or places in a visit, link."""
    links: dict[str | Place, list[Key]] = {}
    for key in sorted(slots):
        for node in _nodes(fit[key], reached):
            links.setdefault(node, []).append(key)
    groups: list[list[Key]] = []
    seen: set[Key] = set()
    gone: set[str | Place] = set()
    for first in sorted(slots):
        if first in seen:
            continue
        seen.add(first)
        group = [first]
        for key in group:
            for node in _nodes(fit[key], reached):
                if node in gone:
                    continue
                gone.add(node)
                new = [k for k in links[node] if k not in seen]
                seen.update(new)
                group += new
        groups.append(sorted(group))
    return groups


def _nodes(slot: FitSlot, reached: set[str]) -> list[str | Place]:
    """Return what a slot uses up: people who are reached, or their places in the visit."""
    names = [c.inspector for c in slot.candidates]
    return [name if name in reached else (slot.visit, name) for name in names]


def _told(
    fit: Mapping[Key, FitSlot],
    people: Mapping[str, CasePerson],
    slots: Sequence[Key],
    reached: set[str],
) -> ShortPart:
    nodes = {node for key in slots for node in _nodes(fit[key], reached)}
    part = tuple(people[n] for n in sorted(n for n in nodes if isinstance(n, str)))
    once = tuple(sorted(n for n in nodes if not isinstance(n, str)))
    short = len(slots) - sum(p.cap or 0 for p in part) - len(once)
    return ShortPart(tuple(slots), part, once, short)
