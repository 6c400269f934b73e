"""Connected parts: slots and people that candidates link. Each part is solved by itself."""

from collections.abc import Sequence

from shuangsuiji.assignment.solver.case import Case, CasePerson, FitSlot

Members = tuple[list[FitSlot], list[CasePerson]]


def connected_parts(case: Case) -> list[Members]:
    """Return slots by (visit, slot) with the people whom they link, by inspector, part by part.

    Who fits no slot is in no part; a slot that nobody fits is a part of its own.
    """
    slots = sorted(case.fit, key=lambda f: (f.visit, f.slot))
    people = {p.inspector: p for p in case.people}
    roots = _roots(slots)
    parts: dict[str | int, Members] = {}
    for n, slot in enumerate(slots):
        root = roots[slot.candidates[0].inspector] if slot.candidates else n
        parts.setdefault(root, ([], []))[0].append(slot)
    for name in sorted(roots):
        parts[roots[name]][1].append(people[name])
    return list(parts.values())


def _roots(slots: Sequence[FitSlot]) -> dict[str, str]:
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for slot in slots:
        first = None
        for candidate in slot.candidates:
            name = candidate.inspector
            parent.setdefault(name, name)
            if first is None:
                first = root(name)
            elif parent[name] != first and (other := root(name)) != first:
                parent[other] = first
    return {name: root(name) for name in parent}
