"""Who holds which slot in one connected part, and who could take over from whom.

People are bits of whole numbers, so that one operation looks at all of them. From a person x a slot
leads to y when y may take it; a slot whose would-be taker holds another slot of the same visit leads
on through that other slot, never to the person: that is the place (visit, person), which takes one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

EMPTY = -1
"""Nobody holds the slot yet."""

Moves = list[tuple[int, int]]
"""Slots and who takes each: applied together, they keep everybody to one slot of a visit."""


def bits(mask: int) -> Iterator[int]:
    """Yield the people in a mask.

    >>> list(bits(0b1011))
    [0, 1, 3]
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(frozen=True, slots=True)
class Jump:
    """The ways over the sink: one of `takers` may hold one slot more, one of `givers` one less."""

    takers: int
    givers: int


@dataclass(slots=True)
class Network:
    """The flow of one part. Slots, visits and people are numbers; the last person is nobody.

    `ways[s]` are the people whom slot s may go to as things stand; `stays[v]` those who must keep a
    slot of visit v. A decided slot is `fixed`; `held` lists only those that are not.
    """

    visit: Sequence[int]
    mates: Sequence[Sequence[int]]
    nobody: int
    ways: list[int] = field(default_factory=list)
    stays: dict[int, int] = field(default_factory=dict)
    hold: list[int] = field(init=False)
    held: list[set[int]] = field(init=False)
    count: list[int] = field(init=False)
    fixed: bytearray = field(init=False)
    bit: list[int] = field(init=False)
    _reach: list[int | None] = field(init=False)
    _outlets: list[int | None] = field(init=False)

    def __post_init__(self) -> None:
        people = self.nobody + 1
        self.hold = [EMPTY] * len(self.visit)
        self.held = [set() for _ in range(people)]
        self.count = [0] * people
        self.fixed = bytearray(len(self.visit))
        self.bit = [1 << p for p in range(people)]
        self._reach = [None] * people
        self._outlets = [None] * len(self.visit)

    # what leads where

    def holders(self, visit: int) -> int:
        """Return who holds a slot of the visit; nobody is no holder."""
        mask = 0
        for slot in self.mates[visit]:
            p = self.hold[slot]
            if p not in (EMPTY, self.nobody):
                mask |= self.bit[p]
        return mask

    def outlets(self, slot: int) -> int:
        """Return the people whom the slot leads to, through other slots of the visit too."""
        known = self._outlets[slot]
        if known is None:
            known = self._outlets[slot] = self._find_outlets(slot)
        return known

    def _find_outlets(self, slot: int) -> int:
        visit, hold = self.visit[slot], self.hold
        holders = self.holders(visit)
        ways = self.ways[slot]
        met = ways & holders
        own = hold[slot]
        if met and (own in (EMPTY, self.nobody) or met != self.bit[own]):
            for other in self.chain(slot)[1:]:
                ways |= self.ways[other]
        return ways & ~holders

    def chain(self, slot: int) -> list[int]:
        """Return the slots of the visit that the slot leads to without leaving it, itself first."""
        hold, ways, fixed = self.hold, self.ways, self.fixed
        found = [slot]
        for one in found:
            for other in self.mates[self.visit[slot]]:
                p = hold[other]
                if other in found or fixed[other] or p in (EMPTY, self.nobody):
                    continue
                if ways[one] >> p & 1:
                    found.append(other)
        return found

    def movable(self, person: int) -> Iterator[int]:
        """Yield the undecided slots of a person that the person may give away."""
        for slot in self.held[person]:
            if not self.stays or not self.stays.get(self.visit[slot], 0) >> person & 1:
                yield slot

    def reach(self, person: int) -> int:
        """Return the people to whom the person could pass one slot."""
        known = self._reach[person]
        if known is None:
            known = 0
            for slot in self.movable(person):
                known |= self.outlets(slot)
            self._reach[person] = known
        return known

    # searching

    def search(
        self, start: int, goal: int, within: int, jump: Jump | None = None
    ) -> tuple[list[int], int]:
        """Return a shortest way from start to goal, or none with everybody who was reached.

        Only people `within` are looked at. That no shorter way exists keeps its steps apart: two that
        met in one visit could be cut short.
        """
        if start & goal:
            return [next(bits(start & goal))], 0
        unseen = within & ~start
        trail: list[tuple[int, int]] = []
        layer = start
        while layer:
            following = 0
            for x in bits(layer):
                new = self.reach(x) & unseen
                if jump is not None and jump.takers >> x & 1:
                    new |= jump.givers & unseen
                if not new:
                    continue
                trail.append((x, new))
                if new & goal:
                    return _walk(trail, next(bits(new & goal))), 0
                unseen &= ~new
                following |= new
            layer = following
        return [], (within | start) & ~unseen

    def steps(self, way: Sequence[int]) -> tuple[Moves, tuple[int, int] | None]:
        """Return the moves along a way, and where it passes the sink: (takes one more, one less)."""
        moves: Moves = []
        jump = None
        for x, y in pairwise(way):
            if self.reach(x) >> y & 1:
                moves += self.step(x, y)
            else:
                jump = (x, y)
        return moves, jump

    def step(self, x: int, y: int) -> Moves:
        """Return the moves by which x passes one slot to y."""
        for slot in self.movable(x):
            if self.ways[slot] >> y & 1 and not self.holders(self.visit[slot]) >> y & 1:
                return [(slot, y)]
        slot = next(s for s in self.movable(x) if self.outlets(s) >> y & 1)
        return self.leading(slot, y)

    def leading(self, slot: int, y: int) -> Moves:
        """Return the moves by which a slot, or one that it leads to in its visit, goes to y."""
        came: dict[int, int | None] = {slot: None}
        queue = [slot]
        for one in queue:
            if self.ways[one] >> y & 1:
                return self._back(one, y, came)
            for other in self.chain(one)[1:]:
                if other not in came and self.ways[one] >> self.hold[other] & 1:
                    came[other] = one
                    queue.append(other)
        raise AssertionError("a slot leads to its outlets")

    def _back(self, last: int, y: int, came: dict[int, int | None]) -> Moves:
        moves, at, taker = [(last, y)], came[last], self.hold[last]
        while at is not None:
            moves.append((at, taker))
            taker, at = self.hold[at], came[at]
        return moves

    # changing

    def put(self, moves: Moves) -> None:
        """Give each slot to its new holder."""
        for slot, _ in moves:
            self.take(slot)
        for slot, p in moves:
            self.hold[slot] = p
            self.count[p] += 1
            if not self.fixed[slot]:
                self.held[p].add(slot)
        for slot, _ in moves:
            self.stale(self.visit[slot])

    def take(self, slot: int) -> None:
        """Leave a slot empty."""
        p = self.hold[slot]
        if p != EMPTY:
            self.stale(self.visit[slot])
            self.held[p].discard(slot)
            self.count[p] -= 1
            self.hold[slot] = EMPTY

    def stale(self, visit: int) -> None:
        """Forget what the slots of a visit lead to, and what their holders reach."""
        for slot in self.mates[visit]:
            self._outlets[slot] = None
            if self.hold[slot] != EMPTY:
                self._reach[self.hold[slot]] = None

    def forget(self) -> None:
        """Forget what anybody reaches: ways or stays have changed."""
        self._reach = [None] * len(self._reach)
        self._outlets = [None] * len(self._outlets)


def _walk(trail: list[tuple[int, int]], goal: int) -> list[int]:
    way = [goal]
    for x, new in reversed(trail):
        if new >> way[-1] & 1:
            way.append(x)
    way.reverse()
    return way
