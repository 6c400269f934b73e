"""Who is in which team as it stands: the assignment, and what people changed after it, in log order."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shuangsuiji.assignment.fit import FitSlot
from shuangsuiji.assignment.inspectors import NOBODY
from shuangsuiji.assignment.matching import Matching
from shuangsuiji.assignment.records import FilledSlot
from shuangsuiji.assignment.solver.order import pair_tickets
from shuangsuiji.draw.after.overrides import Override
from shuangsuiji.draw.after.reserves import DISQUALIFY

Key = tuple[str, str]
"""A slot: (visit, slot)."""


@dataclass(slots=True)
class TeamsNow:
    """The teams as they stand, override after override."""

    matching: Matching
    fit: dict[Key, FitSlot]
    slots: dict[str, list[str]]
    """By visit: its slots, by name."""
    held: dict[Key, str]
    loads: Counter[str]
    """How many slots everybody holds."""
    lines: dict[str, set[str]]
    """By visit: the lines that it still serves; none where it is called off."""
    where: dict[tuple[str, str], str]
    """By (line, target): the visit."""
    out: dict[str, set[str]] = field(default_factory=dict)
    """By visit: who was taken out of it."""
    came: int = 0

    def team(self, visit: str) -> dict[str, str]:
        """Return who holds which slot of a visit."""
        keys = [(visit, slot) for slot in self.slots.get(visit, ())]
        return {key[1]: self.held[key] for key in keys if key in self.held}

    def stands(self, visit: str) -> bool:
        """Return whether a visit is still to be made."""
        return bool(self.lines.get(visit))

    def fits(self, visit: str, slot: str, who: str) -> bool:
        """Return whether somebody fits a slot."""
        return any(c.inspector == who for c in self.fit[visit, slot].candidates)

    def next_for(self, visit: str, slot: str) -> str | None:
        """Return who a redraw lets in: the next who fits, is not and was not in the visit, and may."""
        barred = {*self.team(visit).values(), *self.out.get(visit, ())}
        caps = {p.id: p.cap for p in self.matching.inspectors.people}
        pair = pair_tickets(self.matching.manifest.hash, self.matching.seed)
        able = [
            (c.unmet, pair(visit, slot, c.inspector), c.inspector)
            for c in self.fit[visit, slot].candidates
            if c.inspector not in barred and _below(self.loads[c.inspector], caps[c.inspector])
        ]
        return min(able)[2] if able else None

    def misfits(self) -> Iterator[tuple[Key, str]]:
        """Yield slots of visits that stand whose holder does not fit, or that nobody holds."""
        for key in sorted(self.fit):
            if not self.stands(key[0]):
                continue
            who = self.held.get(key, NOBODY)
            if who == NOBODY or not self.fits(*key, who):
                yield key, who

    def take(self, override: Override) -> None:
        """Take in an override that holds."""
        if override.kind == DISQUALIFY:
            self._disqualify(override)
            return
        key = (str(override.visit), str(override.slot))
        if override.out != NOBODY:
            self.out.setdefault(key[0], set()).add(override.out)
            self.loads[override.out] -= 1
        self._hold(key, str(override.in_))

    def _disqualify(self, override: Override) -> None:
        line = str(override.line)
        left = self.where.pop((line, override.out))
        team = self.team(left)
        self.lines[left].discard(line)
        if not self.stands(left):
            for slot in team:
                self.loads[self.held.pop((left, slot))] -= 1
        if override.in_ is None:
            return
        visit = self.matching.reserves[self.came].visit
        self.came += 1
        self.where[line, visit.target] = visit.id
        self.lines[visit.id] = {line}
        for slot in self.slots.get(visit.id, ()):
            if slot in team:
                self._hold((visit.id, slot), team[slot])

    def _hold(self, key: Key, who: str) -> None:
        self.held[key] = who
        self.loads[who] += 1


def teams_now(matching: Matching, fit: Iterable[FitSlot], filled: Iterable[FilledSlot]) -> TeamsNow:
    """Return the teams as the assignment made them, before any override."""
    visits, held = matching.visits, {(s.visit, s.slot): s.inspector for s in filled}
    every = (*fit, *matching.fit_of_reserves())
    slots: dict[str, list[str]] = {}
    for entry in every:
        slots.setdefault(entry.visit, []).append(entry.slot)
    return TeamsNow(
        matching=matching,
        fit={(f.visit, f.slot): f for f in every},
        slots=slots,
        held=held,
        loads=Counter(held.values()),
        lines={visit.id: set(visit.lines) for visit in visits},
        where={(line, visit.target): visit.id for visit in visits for line in visit.lines},
    )


def _below(load: int, cap: int | None) -> bool:
    return cap is None or load < cap
