"""The order that chance gives: which slot is decided first, and who is tried first for it."""

from collections.abc import Callable, Iterable

from shuangsuiji.digest import HashName, stream_key, ticket

Tried = tuple[int, str, str]
"""Who comes first for a slot: (unmet, ticket of the pair, inspector)."""


def slot_tickets(
    name: HashName, seed: str, slots: Iterable[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """Return what each (visit, slot) sorts by, in the order given: (ticket, visit, slot)."""
    key = stream_key(name, seed, "slot")
    return [(ticket(name, key, f"{visit}|{slot}"), visit, slot) for visit, slot in slots]


def pair_tickets(name: HashName, seed: str) -> Callable[[str, str, str], str]:
    """Return what gives the ticket of (visit, slot, inspector)."""
    key = stream_key(name, seed, "pair")

    def pair(visit: str, slot: str, inspector: str) -> str:
        return ticket(name, key, f"{visit}|{slot}|{inspector}")

    return pair
