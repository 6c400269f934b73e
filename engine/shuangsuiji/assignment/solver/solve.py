"""The one right answer of a case, or why there is none (DRAW format ssj/1, assignment)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shuangsuiji.assignment.solver.case import Answer, AnswerSlot, Case
from shuangsuiji.assignment.solver.first import decide
from shuangsuiji.assignment.solver.levelled import keep_level, level
from shuangsuiji.assignment.solver.network import EMPTY
from shuangsuiji.assignment.solver.order import Tried, pair_tickets, slot_tickets
from shuangsuiji.assignment.solver.part import Part, make_part
from shuangsuiji.assignment.solver.parts import connected_parts
from shuangsuiji.assignment.solver.preferences import fill
from shuangsuiji.assignment.solver.shortage import Shortage, shortage_of


@dataclass(frozen=True, slots=True)
class Solved:
    """The answer; with slots that stay empty (only in a partial one) their shortage."""

    answer: Answer
    shortage: Shortage | None = None


def solve(case: Case, *, partial: bool = False) -> Solved | Shortage:
    """Return the one answer, or the shortage where not all slots can be filled.

    With `partial` the most slots are filled first, then the rest as ever. The case must have no
    findings (`case_findings`); any order of its people, slots and candidates gives the same.
    """
    parts = [make_part(s, p, partial=partial) for s, p in connected_parts(case)]
    free = [fill(part) for part in parts]
    full = all(f is not None for f in free)
    if full:
        for part, may_vary in zip(parts, free, strict=True):
            assert may_vary is not None, "a full part says who may vary"
            _settle(case, part, may_vary)
    held = {
        (slot.visit, slot.slot): part.people[p].inspector
        for part in parts
        for slot, p in zip(part.slots, part.net.hold, strict=True)
        if p not in (EMPTY, part.nobody)
    }
    lacking = len(held) < len(case.fit)
    shortage = shortage_of(case, held) if lacking else None
    if not full:
        assert shortage is not None, "what cannot be filled is short"
        return shortage
    slots = tuple(AnswerSlot(held[key], key[1], key[0]) for key in sorted(held))
    return Solved(Answer(slots), shortage)


def _settle(case: Case, part: Part, free: int) -> None:
    """Level a filled part and decide its slots."""
    level(part, free)
    levels = keep_level(part, free)
    names = [(slot.visit, slot.slot) for slot in part.slots]
    tickets = slot_tickets(case.hash, case.seed, names)
    order = sorted(range(len(names)), key=tickets.__getitem__)
    decide(part, free, levels, order, _tried(case, part, names))


def _tried(case: Case, part: Part, names: Sequence[tuple[str, str]]) -> Callable[[int, int], Tried]:
    pair = pair_tickets(case.hash, case.seed)

    def tried(slot: int, person: int) -> Tried:
        unmet = part.unmet(slot, person)
        if person == part.nobody:
            return unmet, "", ""  # the dearest of all, so the last
        inspector = part.people[person].inspector
        return unmet, pair(*names[slot], inspector), inspector

    return tried
