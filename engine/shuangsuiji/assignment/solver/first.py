"""Third: among those, the first in the order that chance gives.

Slots are decided one after the other; each takes the first whom some levelled assignment that keeps
to all decided ones gives it. For a trial the slot goes over; then one way must lead from the new
holder back to the old. All ways back lie among people each of whom reaches all others; such classes
only ever fall apart, so that most trials are refused at once and one that fails splits a class.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from shuangsuiji.assignment.solver.levelled import Level, Levels, jump_of
from shuangsuiji.assignment.solver.network import Jump, bits
from shuangsuiji.assignment.solver.order import Tried
from shuangsuiji.assignment.solver.part import Part


@dataclass(frozen=True, slots=True)
class _Trial:
    """A slot that went from its own holder to another, who had to leave `other` of the same visit."""

    slot: int
    own: int
    start: int
    other: int | None


@dataclass(slots=True)
class _Classes:
    """Who may still reach each other: nobody outside one's class, perhaps not everybody in it."""

    of: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)

    def split(self, number: int, apart: int) -> None:
        """Take some people out of a class into one of their own."""
        out = self.people[number] & apart
        if not out or out == self.people[number]:
            return
        self.people[number] &= ~out
        for p in bits(out):
            self.of[p] = len(self.people)
        self.people.append(out)


def decide(
    part: Part,
    free: int,
    levels: Levels,
    order: Sequence[int],
    tried: Callable[[int, int], Tried],
) -> None:
    """Decide the slots of a part in the order given; `tried(slot, person)` says who comes first."""
    classes = _Classes([0] * (part.nobody + 1))
    for mask in levels.people.values():
        for p in bits(mask):
            classes.of[p] = len(classes.people)
        classes.people.append(mask)
    decider = _Decider(part, free, levels, classes)
    for slot in order:
        decider.decide(slot, tried)


@dataclass(slots=True)
class _Decider:
    part: Part
    free: int
    levels: Levels
    classes: _Classes

    def decide(self, slot: int, tried: Callable[[int, int], Tried]) -> None:
        """Give the slot to the first who can have it, and fix it."""
        net = self.part.net
        own, visit = net.hold[slot], net.visit[slot]
        back = self._back(slot)
        within = self._classes_of(back)
        holders = net.holders(visit)
        hopeful = net.ways[slot] & (within | holders | net.bit[own])
        taken = 0
        if hopeful & holders & ~net.bit[own]:
            for mate in net.mates[visit]:
                if net.fixed[mate]:
                    taken |= net.bit[net.hold[mate]]
            taken &= ~net.bit[net.nobody]
        candidates = list(bits(hopeful & ~taken))
        if len(candidates) > 1:
            candidates.sort(key=lambda p: tried(slot, p))
        for p in candidates:
            if p == own or self._goes(slot, p, back):
                break
        self._fix(slot)

    def _back(self, slot: int) -> int:
        """Return the people from whom a way may come back to the slot."""
        net = self.part.net
        visit, own = net.visit[slot], net.hold[slot]
        stays = net.stays.get(visit, 0)
        back = net.bit[own]
        for mate in net.mates[visit]:
            if mate != slot and not net.fixed[mate] and slot in net.chain(mate):
                back |= net.bit[net.hold[mate]]
        return back & ~stays

    def _classes_of(self, people: int) -> int:
        mask = 0
        for p in bits(people):
            mask |= self.classes.people[self.classes.of[p]]
        return mask

    def _goes(self, slot: int, new: int, back: int) -> bool:
        """Give the slot to somebody new if a way leads back from there; tell whether it went."""
        net = self.part.net
        own = net.hold[slot]
        other = self._held_in(net.visit[slot], new)
        if other is None and not net.bit[new] & self._classes_of(back):
            return False
        net.take(slot)
        if other is not None:
            net.take(other)
        net.fixed[slot] = True
        net.put([(slot, new)])
        trial = _Trial(slot, own, net.bit[new] if other is None else net.outlets(other), other)
        if self._leads_back(trial, back):
            return True
        net.take(slot)
        net.fixed[slot] = False
        net.put([(slot, own)] if other is None else [(slot, own), (other, new)])
        return False

    def _leads_back(self, trial: _Trial, back: int) -> bool:
        """Lead one slot back to the old holder, if a way can be found."""
        net = self.part.net
        visit, own = net.visit[trial.slot], trial.own
        within = self._classes_of(back)
        returns = bool(net.stays.get(visit, 0) >> own & 1)
        if not returns:
            goal, within = net.bit[own], within | net.bit[own]
        elif trial.other is not None and trial.start >> own & 1:
            net.put(net.leading(trial.other, own))
            return True
        else:
            goal = back  # who must keep a slot of the visit comes back by another slot of it
        start = trial.start & within
        if not start:
            return False
        level = self.levels.of[next(bits(start))]
        way, reached = net.search(start, goal, within, self.levels.jumps[level])
        if not way:
            for number in {self.classes.of[p] for p in bits(back)}:
                self.classes.split(number, reached)
            return False
        moves, jump = net.steps(way)
        if trial.other is not None:
            moves += net.leading(trial.other, way[0])
        if returns:
            moves += net.leading(self._bringing_back(visit, way[-1], own), own)
        net.put(moves)
        if jump is not None:
            self._jumped(level, net.bit[jump[0]] | net.bit[jump[1]])
        return True

    def _jumped(self, level: Level, people: int) -> None:
        old, new = self.levels.jumps[level], jump_of(self.part, people & self.free, level)
        self.levels.jumps[level] = Jump(
            old.takers & ~people | new.takers, old.givers & ~people | new.givers
        )

    def _held_in(self, visit: int, person: int) -> int | None:
        """Return the slot of the visit that the person holds; nobody holds none."""
        net = self.part.net
        if person == net.nobody:
            return None
        return next((s for s in net.mates[visit] if net.hold[s] == person), None)

    def _bringing_back(self, visit: int, person: int, own: int) -> int:
        """Return the slot of the visit by which the person lets the old holder in again."""
        net = self.part.net
        return next(
            s
            for s in net.mates[visit]
            if net.hold[s] == person and not net.fixed[s] and net.outlets(s) >> own & 1
        )

    def _fix(self, slot: int) -> None:
        net = self.part.net
        net.fixed[slot] = True
        net.held[net.hold[slot]].discard(slot)
        net.stale(net.visit[slot])
