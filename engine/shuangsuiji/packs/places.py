"""Where in its file a character of a condition stands: line and column from an offset in the text."""

from pathlib import Path

from shuangsuiji.findings import Location
from shuangsuiji.packs.read import Source
from shuangsuiji.rules.kinds.site import Step
from shuangsuiji.yamlfile import ListNode, MapNode, Node, Scalar


def condition_place(source: Source, steps: tuple[Step, ...], offset: int) -> Location:
    """Return the place of the offset in the text at the steps."""
    scalar = _follow(source.node, steps)
    if not isinstance(scalar, Scalar):
        return source.at(*steps)
    if scalar.style in ("|", ">"):
        before = scalar.text[:offset]
        line = scalar.line + 1 + before.count("\n")
        column = offset - (before.rfind("\n") + 1) + _indent(source.file, line) + 1
        return Location(source.file, line, column)
    return Location(source.file, scalar.line, scalar.column + offset + (1 if scalar.style else 0))


def _follow(node: Node, steps: tuple[Step, ...]) -> Node:
    for step in steps:
        if isinstance(node, MapNode) and step in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node


def _indent(file: str, line: int) -> int:
    """Return the indent of a block's line; 0 if the file has gone meanwhile."""
    path = Path(file)
    if not path.is_file():
        return 0
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    return len(text) - len(text.lstrip(" "))
