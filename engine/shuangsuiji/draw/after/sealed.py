"""What a withheld draw keeps closed (封存): any one of these files gives all of its targets away."""

from shuangsuiji.draw.after.overrides import OVERRIDES
from shuangsuiji.draw.bundle import (
    ASSIGNMENT,
    FIT,
    RESULT,
    SEED,
    SUMS,
    Content,
    Files,
    sums_file,
)
from shuangsuiji.draw.manifest import Withhold
from shuangsuiji.draw.seeds.seed import reveal_name


def closed_names(withhold: Withhold) -> frozenset[str]:
    """Return the names of the files that stay closed until the draw is opened."""
    return frozenset((SEED, RESULT, FIT, ASSIGNMENT, OVERRIDES, reveal_name(withhold.party)))


def sealed_bundle(files: Files, withhold: Withhold) -> dict[str, Content]:
    """Return what may be published of a whole bundle at once, with SHA256SUMS of its own."""
    closed = closed_names(withhold) | {SUMS}
    shown = {name: content for name, content in files.items() if name not in closed}
    return {**shown, SUMS: sums_file(shown)}
