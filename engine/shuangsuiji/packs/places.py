"""Where in its file a character of a condition stands: line and column from an offset in the text."""

from shuangsuiji.findings import Location
from shuangsuiji.packs.read import Source
from shuangsuiji.rules.kinds.site import Step
from shuangsuiji.yamlfile import Scalar, follow


def condition_place(source: Source, steps: tuple[Step, ...], offset: int) -> Location:
    """Return the place of the offset in the text at the steps."""
    own, within = source.holding(*steps)
    scalar = follow(own.node, within)
    if not isinstance(scalar, Scalar):
        return source.at(*steps)
    line, column = scalar.place(offset)
    return Location(own.file, line, column)
