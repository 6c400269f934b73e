"""Second: among those, the least sum of squared loads (the levelled one).

No way must lead from somebody with load h to somebody with at most h - 2. Afterwards everybody has a
level, the least load of those who could take one more and whom they reach; the levelled assignments
are exactly those that keep to ways within a level, where everybody who may vary holds m or m + 1.
"""

from dataclasses import dataclass

from shuangsuiji.assignment.solver.network import Jump, Network, bits
from shuangsuiji.assignment.solver.part import Part

Level = int | None
"""The load m of a level; None: reaches nobody who could take one more."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Who is on which level, and who on it could take one more or give one away."""

    of: list[Level]
    people: dict[Level, int]
    jumps: dict[Level, Jump]


def level(part: Part, free: int) -> None:
    """Move slots until the sum of squared loads is least; only the free may gain or lose any.

    From the highest load down. Who reaches nobody two below then never will: no later move touches
    what such people reach.
    """
    net = part.net
    alive = (1 << part.nobody + 1) - 1
    loads, room = _by_load(part, free)
    high = max(loads, default=None)
    while high is not None:
        goal = sum(mask for load, mask in room.items() if load <= high - 2)
        for p in bits(loads[high]):
            if not goal:
                break
            if not net.count[p] or not alive & net.bit[p]:
                continue
            way, reached = net.search(net.bit[p], goal & alive, alive)
            if not way:
                alive &= ~reached
                continue
            net.put(net.steps(way)[0])
            for person, was in ((p, high), (way[-1], part.load(way[-1]) - 1)):
                _moved(part, person, was, loads, room)
            goal &= ~net.bit[way[-1]]
            if part.has_room(way[-1]) and part.load(way[-1]) <= high - 2:
                goal |= net.bit[way[-1]]
        high = max((load for load, mask in loads.items() if load < high and mask), default=None)


def keep_level(part: Part, free: int) -> Levels:
    """Narrow ways and stays to what all levelled assignments keep to; return the levels."""
    net = part.net
    levels = _levels(part, free)
    place = [_slot_level(net, levels, slot) for slot in range(len(net.visit))]
    ways: list[int] = []
    for slot, own in enumerate(place):
        mask = net.ways[slot]
        kept = mask & levels.people.get(own, 0)
        for mate in net.mates[net.visit[slot]]:
            p = net.hold[mate]
            if p != net.nobody and mask >> p & 1:
                kept = kept | net.bit[p] if place[mate] == own else kept & ~net.bit[p]
        ways.append(kept)
    for slot, own in enumerate(place):
        p = net.hold[slot]
        if levels.of[p] != own and p != net.nobody:
            visit = net.visit[slot]
            net.stays[visit] = net.stays.get(visit, 0) | net.bit[p]
    net.ways = ways
    net.forget()
    return levels


def jump_of(part: Part, people: int, of: Level) -> Jump:
    """Return who among the people, all on one level and free, could take one more or give one away."""
    takers = givers = 0
    for p in bits(people if of is not None else 0):
        if part.load(p) == of and part.has_room(p):
            takers |= part.net.bit[p]
        elif of is not None and part.load(p) == of + 1 and part.net.count[p]:
            givers |= part.net.bit[p]
    return Jump(takers, givers)


def _by_load(part: Part, free: int) -> tuple[dict[int, int], dict[int, int]]:
    loads: dict[int, int] = {}
    room: dict[int, int] = {}
    for p in bits(free):
        load, bit = part.load(p), part.net.bit[p]
        loads[load] = loads.get(load, 0) | bit
        if part.has_room(p):
            room[load] = room.get(load, 0) | bit
    return loads, room


def _moved(part: Part, p: int, was: int, loads: dict[int, int], room: dict[int, int]) -> None:
    bit, load = part.net.bit[p], part.load(p)
    loads[was] &= ~bit
    loads[load] = loads.get(load, 0) | bit
    if was in room:
        room[was] &= ~bit
    if part.has_room(p):
        room[load] = room.get(load, 0) | bit


def _levels(part: Part, free: int) -> Levels:
    net = part.net
    _, room = _by_load(part, free)
    of: list[Level] = [None] * (part.nobody + 1)
    people: dict[Level, int] = {}
    rest = (1 << part.nobody + 1) - 1
    for load in sorted(room):
        found = new = room[load] & rest
        while new:
            rest &= ~new
            new = sum(net.bit[x] for x in bits(rest) if net.reach(x) & new)
            found |= new
        if found:
            people[load] = found
            for p in bits(found):
                of[p] = load
    people[None] = rest
    jumps = {m: jump_of(part, mask & free, m) for m, mask in people.items()}
    return Levels(of, people, jumps)


def _slot_level(net: Network, levels: Levels, slot: int) -> Level:
    """Return the lowest level that a slot leads to."""
    outlets = net.outlets(slot)
    for load, mask in levels.people.items():  # from the lowest load up, those without a level last
        if outlets & mask:
            return load
    return None
