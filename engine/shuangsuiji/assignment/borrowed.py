"""Inspectors of another region (别的区域的人): whom teams that prefer their own had to take all the same."""

from collections.abc import Iterable

from shuangsuiji.assignment.bars import REGION
from shuangsuiji.assignment.matching import Matching
from shuangsuiji.assignment.records import FilledSlot


def borrowed(matching: Matching, filled: Iterable[FilledSlot]) -> tuple[FilledSlot, ...]:
    """Return the slots that went to an inspector of another region though the team prefers its own."""
    named = {slot.name: slot for slot in matching.inspectors.slots}
    near = {name for name, s in named.items() if REGION in s.preferences and not s.expert}
    home = {person.id: person.region for person in matching.inspectors.people}
    return tuple(
        slot
        for slot in filled
        if slot.slot in near and home[slot.inspector] != matching.facts[slot.visit].region
    )
