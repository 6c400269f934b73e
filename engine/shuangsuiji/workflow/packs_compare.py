"""Compare packs: read each with its parents, put them side by side by subject."""

from collections.abc import Sequence

from shuangsuiji.findings import Location, refuse
from shuangsuiji.packs.resolve import load_pack, read_chain
from shuangsuiji.packs.subjects import shipped_subjects
from shuangsuiji.proof.compare import Compared, Comparison, compare

LEAST = 2


def compare_packs(names: Sequence[str]) -> Comparison:
    """Return the packs side by side. Raises Refusal for fewer than two, or for one that cannot be used."""
    chosen = tuple(dict.fromkeys(names))
    if len(chosen) < LEAST:
        raise refuse("compare/one-pack", Location(chosen[0] if chosen else "."))
    packs = [Compared(name, read_chain(name), load_pack(name)) for name in chosen]
    return compare(packs, shipped_subjects())
