"""Random cases, and the answer found by trying every assignment.

The trying shares nothing with the solver: hashes come from hashlib, sums are plain.
"""

import hashlib
import random
from collections.abc import Iterator
from functools import cache

from shuangsuiji.assignment.solver.case import Case, CaseCandidate, CasePerson, CaseSlot

Filled = dict[tuple[str, str], str]


def random_case(chance: random.Random, most_slots: int = 6) -> Case:
    """Make a small case: teams of one to three, scarce caps, loads before, few or many preferences."""
    people = [
        CasePerson(f"I{n}", chance.randint(0, 3), chance.choice([None, 0, 1, 1, 2, 2, 3]))
        for n in range(chance.randint(1, 5))
    ]
    likely, dislike = chance.choice([0.4, 0.6, 0.9]), chance.choice([0, 1, 2, 3])
    fit = []
    for visit in range(chance.randint(1, max(5, most_slots // 2))):
        for slot in range(chance.randint(1, 3)):
            if len(fit) == most_slots:
                break
            candidates = [
                CaseCandidate(p.inspector, chance.randint(0, dislike))
                for p in people
                if chance.random() < likely
            ]
            fit.append(CaseSlot(tuple(candidates[:4]), f"s{slot}", f"V{visit}"))
    seed = hashlib.sha256(chance.randbytes(8)).hexdigest()
    return Case("sha256", seed, tuple(people), tuple(fit))


def shuffled(case: Case, chance: random.Random) -> Case:
    """Return the case with people, slots and candidates in another order."""
    fit = [
        CaseSlot(tuple(chance.sample(f.candidates, len(f.candidates))), f.slot, f.visit)
        for f in case.fit
    ]
    return Case(
        case.hash,
        case.seed,
        chance.sample(list(case.people), len(case.people)),
        chance.sample(fit, len(fit)),
    )


def every_assignment(case: Case) -> Iterator[list[str | None]]:
    """Yield who takes each slot (None: nobody), in the order of `case.fit`."""
    cap = {p.inspector: len(case.fit) if p.cap is None else p.cap for p in case.people}
    taken: list[str | None] = []
    places: set[tuple[str, str]] = set()

    def rest(at: int) -> Iterator[list[str | None]]:
        if at == len(case.fit):
            yield taken
            return
        visit = case.fit[at].visit
        for candidate in case.fit[at].candidates:
            p = candidate.inspector
            if cap[p] and (visit, p) not in places:
                cap[p] -= 1
                places.add((visit, p))
                taken.append(p)
                yield from rest(at + 1)
                taken.pop()
                places.remove((visit, p))
                cap[p] += 1
        taken.append(None)
        yield from rest(at + 1)
        taken.pop()

    yield from rest(0)


def best(case: Case) -> Filled:
    """Return the right assignment among those that fill the most slots."""
    key = {
        n: hashlib.sha256(f"{case.seed}|{n}".encode()).hexdigest()[:32] for n in ("slot", "pair")
    }

    @cache
    def rank(at: int, p: str | None) -> tuple[int, int, str, str]:
        if p is None:
            return (1, 0, "", "")
        f = case.fit[at]
        unmet = next(c.unmet for c in f.candidates if c.inspector == p)
        text = f"{key['pair']}|{f.visit}|{f.slot}|{p}"
        return (0, unmet, hashlib.sha256(text.encode()).hexdigest(), p)

    def turn(at: int) -> tuple[str, str, str]:
        f = case.fit[at]
        text = f"{key['slot']}|{f.visit}|{f.slot}"
        return (hashlib.sha256(text.encode()).hexdigest(), f.visit, f.slot)

    turns = sorted(range(len(case.fit)), key=turn)
    before = {p.inspector: p.before for p in case.people}
    found: tuple[tuple[int, int, int], list[str | None]] | None = None
    for taken in every_assignment(case):
        new = dict.fromkeys(before, 0)
        for p in taken:
            if p is not None:
                new[p] += 1
        unmet = sum(rank(at, p)[1] for at, p in enumerate(taken))
        squares = sum((before[p] + new[p]) ** 2 for p in before)
        value = (taken.count(None), unmet, squares)
        if found is None or value < found[0]:
            found = (value, list(taken))
        elif value == found[0]:
            one, other = ([rank(at, t[at]) for at in turns] for t in (taken, found[1]))
            if one < other:
                found = (value, list(taken))
    assert found is not None
    return {(f.visit, f.slot): p for f, p in zip(case.fit, found[1], strict=True) if p is not None}


def random_larger_case(chance: random.Random) -> Case:
    """Make a case of some dozens of slots, about as many as there are people for."""
    people = [
        CasePerson(f"I{n:02}", chance.randint(0, 6), chance.choice([None, 1, 2, 3, 4, 5]))
        for n in range(chance.randint(4, 14))
    ]
    dislike = chance.choice([0, 1, 2])
    fit = []
    for visit in range(chance.randint(4, 14)):
        for slot in range(chance.randint(1, 3)):
            those = chance.sample(people, chance.randint(2, min(6, len(people))))
            candidates = [CaseCandidate(p.inspector, chance.randint(0, dislike)) for p in those]
            fit.append(CaseSlot(tuple(candidates), f"s{slot}", f"V{visit:02}"))
    seed = hashlib.sha256(chance.randbytes(8)).hexdigest()
    return Case("sha256", seed, tuple(people), tuple(fit))
