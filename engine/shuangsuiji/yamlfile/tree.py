"""YAML text to a tree with positions: no objects, no aliases, no duplicate keys, every scalar text."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse

Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mark(Protocol):
    """A place that the parser tells, counted from 0."""

    line: int
    column: int


MOST_BYTES = 8 * 1024 * 1024
MOST_DEPTH = 40
Plain = None | str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written; `style` is its quote or block mark, "" for an unquoted one."""

    text: str
    line: int
    column: int
    style: str = ""

    @property
    def plain(self) -> bool:
        """Whether it stands unquoted, so that null can be known from "null"."""
        return not self.style


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list, in order."""

    items: "list[Node]"
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class MapNode:
    """Keys with their values, in order; no key twice."""

    entries: "dict[str, tuple[Scalar, Node]]"
    line: int
    column: int
    flow: bool = False


Node = Scalar | ListNode | MapNode


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    node: ListNode | MapNode
    key: Scalar | None = None


@dataclass(slots=True)
class _Tree:
    """Builds the tree event by event, without recursion, and gathers what is wrong on the way."""

    file: str
    lines: list[str]
    open: list[_Open] = field(default_factory=list)
    root: Node | None = None
    problems: list[Finding] = field(default_factory=list)

    def at(self, mark: Mark | None) -> Location:
        """Return the place of a mark; the file alone where libyaml gives none."""
        if mark is None:
            return Location(self.file)
        return Location(self.file, mark.line + 1, mark.column + 1)

    def take(self, event: yaml.Event) -> None:
        """Take one event of the parser."""
        place = self.at(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            raise refuse("yaml/alias", place, found=f"*{event.anchor}")
        if isinstance(event, yaml.ScalarEvent | CollectionStartEvent):
            self._start(event, place)
        elif isinstance(event, CollectionEndEvent):
            self._place(self.open.pop().node)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise refuse("yaml/several-documents", place)

    def _start(self, event: yaml.ScalarEvent | CollectionStartEvent, place: Location) -> None:
        if event.anchor:
            raise refuse("yaml/alias", place, found=f"&{event.anchor}")
        if event.tag is not None:
            raise refuse("yaml/tag", place, found=str(event.tag))
        line, column = place.line or 1, place.column or 1
        if isinstance(event, yaml.ScalarEvent):
            self._place(Scalar(event.value, line, column, style=event.style or ""))
            self._check_comment(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._enter(ListNode([], line, column))
        else:
            self._enter(MapNode({}, line, column, flow=bool(event.flow_style)))

    def _enter(self, node: ListNode | MapNode) -> None:
        if len(self.open) >= MOST_DEPTH:
            raise refuse(
                "yaml/too-deep", Location(self.file, node.line, node.column), limit=MOST_DEPTH
            )
        self.open.append(_Open(node))

    def _place(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        if isinstance(top.node, ListNode):
            top.node.items.append(node)
        elif top.key is None:
            top.key = self._as_key(node)
        else:
            self._add(top.node, top.key, node)
            top.key = None

    def _as_key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            raise refuse("yaml/key-not-text", Location(self.file, node.line, node.column))
        return node

    def _check_comment(self, event: yaml.ScalarEvent) -> None:
        """Report a text in quotes that ` #` cut in two: YAML takes the rest for a comment."""
        end = event.end_mark
        if end is None:
            return
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        if not event.style and event.value.count("'") % 2 and rest.lstrip().startswith("#"):
            self.problems.append(problem("yaml/comment-cut", self.at(end), found=rest.strip()))

    def _add(self, mapping: MapNode, key: Scalar, value: Node) -> None:
        if mapping.flow and isinstance(value, Scalar) and value.plain and not value.text:
            place = Location(self.file, key.line, key.column)
            self.problems.append(problem("yaml/flow-comma", place, found=key.text))
        if key.text in mapping.entries:
            first = mapping.entries[key.text][0]
            place = Location(self.file, key.line, key.column)
            self.problems.append(
                problem("yaml/duplicate-key", place, found=key.text, first=first.line)
            )
        else:
            mapping.entries[key.text] = (key, value)


def read_text(path: Path) -> str:
    """Return the file's text: UTF-8, a BOM allowed; what is not text is refused."""
    place = Location(str(path))
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refuse("file/unreadable", place, found=error.strerror or str(error)) from error
    if len(raw) > MOST_BYTES:
        raise refuse("yaml/too-large", place, found=len(raw), limit=MOST_BYTES)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refuse("yaml/not-utf8", Location(str(path), line=line)) from error


def read_yaml(path: Path, *, file: str | None = None) -> Node:
    """Return the tree of a YAML file; every duplicate key is reported at once.

    `file` is the name that findings show instead of the path.
    """
    return parse_yaml(read_text(path), file or str(path))


def parse_yaml(text: str, file: str) -> Node:
    """Return the tree of a YAML text; anchors, tags and further documents are refused."""
    tree = _Tree(file, text.splitlines())
    try:
        for event in yaml.parse(text, Loader=Loader):
            tree.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = tree.at(mark) if mark else Location(file)
        raise refuse("yaml/syntax", place, found=error.problem or "") from error
    except yaml.YAMLError as error:  # a character that YAML does not know has no mark
        raise refuse("yaml/syntax", Location(file), found=str(error).splitlines()[0]) from error
    if tree.problems:
        raise Refusal(tree.problems)
    if tree.root is None:
        raise refuse("yaml/empty", Location(file))
    return tree.root


def plain(node: Node) -> Plain:
    """Return the tree as lists, dicts and text; an unquoted null, ~ or nothing is None."""
    if isinstance(node, Scalar):
        return None if node.plain and node.text in ("", "~", "null") else node.text
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, (_, value) in node.entries.items()}
