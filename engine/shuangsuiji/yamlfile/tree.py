"""YAML text to a tree with positions: no objects, no aliases, no duplicate keys, every scalar text."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse, why_not_opened
from shuangsuiji.yamlfile.offsets import place_of

Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mark(Protocol):
    """A place that the parser tells, counted from 0."""

    line: int
    column: int
    index: int


MOST_BYTES = 8 * 1024 * 1024
MOST_DEPTH = 40
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
LEFT_OPEN = (
    "could not find expected ':'",
    "did not find expected ',' or '}'",
    "did not find expected ',' or ']'",
    "found unexpected document indicator",
    "found unexpected end of stream",
)
"""What libyaml says at the end of something left open; the place to mend is where that begins."""
Plain = None | str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written; `style` is its quote or block mark, "" for an unquoted one.

    `raw` is how it stands in the file, where that is not the text itself.
    """

    text: str
    line: int
    column: int
    style: str = ""
    raw: str = field(default="", repr=False, compare=False)

    @property
    def plain(self) -> bool:
        """Whether it stands unquoted, so that null can be known from "null"."""
        return not self.style

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character of the text."""
        if not self.raw:
            return self.line, self.column + offset
        at = place_of(self.raw, self.text, self.style, offset)
        breaks = self.raw.count("\n", 0, at)
        if not breaks:
            return self.line, self.column + at
        return self.line + breaks, at - self.raw.rfind("\n", 0, at)


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
    text: str
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
        if isinstance(event, yaml.ScalarEvent | CollectionStartEvent):
            self._start(event)
        elif isinstance(event, CollectionEndEvent):
            self._place(self.open.pop().node)
        elif isinstance(event, yaml.AliasEvent):
            raise refuse("yaml/alias", self.at(event.start_mark), found=f"*{event.anchor}")
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise refuse("yaml/several-documents", self.at(event.start_mark))

    def _start(self, event: yaml.ScalarEvent | CollectionStartEvent) -> None:
        mark = event.start_mark
        if event.anchor:
            raise refuse("yaml/alias", self.at(mark), found=f"&{event.anchor}")
        if event.tag is not None:
            raise refuse("yaml/tag", self.at(mark), found=str(event.tag))
        line, column = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            self._place(Scalar(event.value, line, column, event.style or "", self._raw(event)))
            if not event.style and "'" in event.value:
                self._check_comment(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._enter(ListNode([], line, column))
        else:
            self._enter(MapNode({}, line, column, flow=bool(event.flow_style)))

    def _raw(self, event: yaml.ScalarEvent) -> str:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None or not (event.style or end.line > start.line):
            return ""
        return self.text[start.index : end.index]

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
        """Report an unquoted text with quotes in it that ` #` cut in two: the rest would be a comment."""
        end = event.end_mark
        if end is None:
            return
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        if event.value.count("'") % 2 and rest.lstrip().startswith("#"):
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


def read_text(path: Path, *, file: str | None = None) -> str:
    """Return the file's text: UTF-8, a BOM allowed; what is not text is refused."""
    place = Location(file or str(path))
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refuse("file/unreadable", place, found=why_not_opened(error)) from error
    if len(raw) > MOST_BYTES:
        raise refuse("yaml/too-large", place, found=len(raw), limit=MOST_BYTES)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
            raise refuse("yaml/not-text", place) from error
        line = raw[: error.start].count(b"\n") + 1
        raise refuse("yaml/not-utf8", Location(place.file, line=line)) from error


def read_yaml(path: Path, *, file: str | None = None) -> Node:
    """Return the tree of a YAML file; every duplicate key is reported at once.

    `file` is the name that findings show instead of the path.
    """
    return parse_yaml(read_text(path, file=file), file or str(path))


def parse_yaml(text: str, file: str) -> Node:
    """Return the tree of a YAML text; anchors, tags and further documents are refused."""
    control = CONTROL.search(text)
    if control:
        line, start = text.count("\n", 0, control.start()) + 1, text.rfind("\n", 0, control.start())
        place = Location(file, line, control.start() - start)
        raise refuse("yaml/control-character", place, found=f"U+{ord(control[0]):04X}")
    tree = _Tree(file, text, text.splitlines())
    try:
        for event in yaml.parse(text, Loader=Loader):
            tree.take(event)
    except yaml.MarkedYAMLError as error:
        raise refuse("yaml/syntax", tree.at(_mark(error)), found=error.problem or "") from error
    except yaml.YAMLError as error:  # a character that YAML does not know has no mark
        raise refuse("yaml/syntax", Location(file), found=str(error).splitlines()[0]) from error
    if tree.problems:
        raise Refusal(tree.problems)
    if tree.root is None:
        raise refuse("yaml/empty", Location(file))
    return tree.root


def _mark(error: yaml.MarkedYAMLError) -> Mark | None:
    """Return where an error is to be mended: at its end, or where what was left open begins."""
    ends, begins = error.problem_mark, error.context_mark
    later = ends is not None and begins is not None and ends.line > begins.line
    return begins if ends is None or (later and error.problem in LEFT_OPEN) else ends


def plain(node: Node) -> Plain:
    """Return the tree as lists, dicts and text; an unquoted null, ~ or nothing is None."""
    if isinstance(node, Scalar):
        return None if node.plain and node.text in ("", "~", "null") else node.text
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, (_, value) in node.entries.items()}
