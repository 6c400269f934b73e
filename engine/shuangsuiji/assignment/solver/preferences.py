"""First: everything filled with the fewest unmet preferences (least-cost flow, by prices).

Every slot looks for the lowest unmet + price. Prices start at nothing; where empty slots reach only
people without room, all that they reach becomes dearer, by the least that opens a new way. Prices of
the places (visit, person) rise above the person's own where two slots of one visit want the same
person. In the end an assignment has the fewest unmet preferences exactly if every slot keeps to its
lowest ways, whoever has a price is full, and whoever has a price in a visit is in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from shuangsuiji.assignment.solver.network import EMPTY, Moves, bits
from shuangsuiji.assignment.solver.part import Part, place_greedily


@dataclass(slots=True)
class _Prices:
    """What slots offer, what people cost (people by price), and places above their person's price."""

    offers: list[int]
    people: dict[int, int]
    places: dict[int, dict[int, int]] = field(default_factory=dict)


def fill(part: Part) -> int | None:
    """Fill the part with the fewest unmet preferences; None where it cannot be filled.

    Leaves in the network the ways and stays that all such assignments keep to, and returns the
    people whose number of slots may differ among them. Where it cannot be filled as many slots are
    filled as can be.
    """
    net = part.net
    everybody = (1 << part.nobody + 1) - 1
    prices = _Prices([g[0][0] if g else 0 for g in part.grades], {0: everybody})
    net.ways = [g[0][1] if g else 0 for g in part.grades]
    empty = place_greedily(part)
    while True:
        empty, reached = _fill_some(part, empty)
        if not empty:
            return prices.people.get(0, 0) & ~net.bit[part.nobody]
        slots = _slots_reached(part, empty, reached)
        step = min(_slacks(part, prices, slots, reached), default=None)
        if step is None:
            return None
        _raise(part, prices, slots, reached, step)


def _fill_some(part: Part, empty: list[int]) -> tuple[list[int], int]:
    """Fill what can be filled in the ways as they are; return what stays empty, and whom it reaches."""
    net, left, dead = part.net, [], 0
    everybody = (1 << part.nobody + 1) - 1
    room = sum(net.bit[p] for p in range(part.nobody + 1) if part.has_room(p))
    for slot in empty:
        within = everybody & ~dead
        start = net.outlets(slot) & within
        way, reached = net.search(start, room, within) if start else ([], 0)
        if not way:
            # What reaches no room now reaches none later: no change touches what is dead.
            dead |= reached
            left.append(slot)
            continue
        moves: Moves = net.leading(slot, way[0]) + net.steps(way)[0]
        net.put(moves)
        if not part.has_room(way[-1]):
            room &= ~net.bit[way[-1]]
    return left, dead


def _slots_reached(part: Part, empty: list[int], reached: int) -> set[int]:
    net = part.net
    found: set[int] = set()
    for slot in empty:
        found.update(net.chain(slot))
    for person in bits(reached):
        for slot in net.movable(person):
            found.update(net.chain(slot))
    return found


def _slacks(part: Part, prices: _Prices, slots: set[int], reached: int) -> Iterator[int]:
    """Yield by how much prices may rise before a new way opens."""
    net = part.net
    for slot in slots:
        visit, offer = net.visit[slot], prices.offers[slot]
        others = ~reached & ~net.holders(visit)
        dearer = prices.places.get(visit, {})
        for unmet, mask in part.grades[slot]:
            rest = mask & others
            if rest:
                for price, people in prices.people.items():
                    if rest & people:
                        yield unmet + price - offer
            for mate in net.mates[visit]:
                p = net.hold[mate]
                if mate in slots or p in (EMPTY, part.nobody) or not mask >> p & 1:
                    continue
                yield unmet + _price(prices, p) + dearer.get(p, 0) - offer
    for visit, dearer in prices.places.items():
        for p, above in dearer.items():
            if reached >> p & 1 and _slot_of(part, visit, p) not in slots:
                yield above


def _raise(part: Part, prices: _Prices, slots: set[int], reached: int, step: int) -> None:
    """Make everything that was reached dearer, and find the ways anew."""
    net, places = part.net, prices.places
    for visit, dearer in places.items():
        for p in dearer:
            if reached >> p & 1 and _slot_of(part, visit, p) not in slots:
                dearer[p] -= step
    for slot in slots:
        prices.offers[slot] += step
        p = net.hold[slot]
        if p != EMPTY and not reached >> p & 1:
            dearer = places.setdefault(net.visit[slot], {})
            dearer[p] = dearer.get(p, 0) + step
    people: dict[int, int] = {}
    for price, mask in prices.people.items():
        for new, those in ((price, mask & ~reached), (price + step, mask & reached)):
            if those:
                people[new] = people.get(new, 0) | those
    prices.people = people
    prices.places = {
        visit: kept
        for visit, dearer in places.items()
        if (kept := {p: above for p, above in dearer.items() if above})
    }
    net.stays = {v: sum(net.bit[p] for p in dearer) for v, dearer in prices.places.items()}
    net.ways = [_ways(part, prices, slot) for slot in range(len(part.slots))]
    net.forget()


def _ways(part: Part, prices: _Prices, slot: int) -> int:
    offer, found = prices.offers[slot], 0
    dearer = prices.places.get(part.net.visit[slot], {})
    for unmet, mask in part.grades[slot]:
        people = prices.people.get(offer - unmet)
        if people:
            found |= mask & people
    for p, above in dearer.items():
        if found >> p & 1:
            found ^= 1 << p
        if _fits(part, slot, p) and part.unmet(slot, p) + _price(prices, p) + above == offer:
            found |= 1 << p
    return found


def _fits(part: Part, slot: int, person: int) -> bool:
    return any(mask >> person & 1 for _, mask in part.grades[slot])


def _price(prices: _Prices, person: int) -> int:
    return next(price for price, mask in prices.people.items() if mask >> person & 1)


def _slot_of(part: Part, visit: int, person: int) -> int:
    """Return the slot of a visit that somebody who must be in it holds."""
    return next(s for s in part.net.mates[visit] if part.net.hold[s] == person)
