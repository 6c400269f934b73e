"""The team of a visit (检查组): which slots it has, and what each asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shuangsuiji.assignment.records import Inspectors, Slot


@dataclass(frozen=True, slots=True)
class Seat:
    """A slot of one visit: what its lines ask of whoever takes it."""

    name: str
    expert: bool
    bars: tuple[str, ...]
    preferences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Teams:
    """The slots of inspectors.json, by plan line; the team of visits that are alike is made once."""

    by_line: dict[str, tuple[Slot, ...]]
    _known: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Seat, ...]] = field(
        default_factory=dict
    )

    def of(self, lines: Sequence[str], needs: Sequence[str]) -> tuple[Seat, ...]:
        """Return the team of a visit for these lines to a target with these needs, by name."""
        key = (tuple(lines), tuple(needs))
        if key not in self._known:
            slots = [slot for line in dict.fromkeys(lines) for slot in self.by_line.get(line, ())]
            self._known[key] = tuple(_seats(slots, frozenset(needs)))
        return self._known[key]


def teams_of(inspectors: Inspectors) -> Teams:
    """Return the teams that inspectors.json asks for."""
    by_line: dict[str, list[Slot]] = {}
    for slot in inspectors.slots:
        by_line.setdefault(slot.line, []).append(slot)
    return Teams({line: tuple(slots) for line, slots in by_line.items()})


def _seats(slots: Sequence[Slot], needs: frozenset[str]) -> Iterable[Seat]:
    """Yield each slot that lines have for such a target; its tests are those of all that have it."""
    there = [slot for slot in slots if slot.need is None or slot.need in needs]
    for name in sorted({slot.name for slot in there}):
        own = [slot for slot in there if slot.name == name]
        yield Seat(
            name=name,
            expert=own[0].expert,
            bars=tuple(sorted({bar for slot in own for bar in slot.bars})),
            preferences=tuple(sorted({p for slot in own for p in slot.preferences})),
        )
