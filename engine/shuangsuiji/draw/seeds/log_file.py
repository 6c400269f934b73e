"""The log in a bundle (log.jsonl): its first events, those of no draw as hashes, and the tree over them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shuangsuiji.digest import canonical
from shuangsuiji.draw.fields import DrawFile, Hash, Instant, Name, Number, Text
from shuangsuiji.findings import Location, Refusal, refuse
from shuangsuiji.ledger.merkle import Frontier, leaf_hash

LOG = "log.jsonl"
_MOST = 2**53 - 1


class LoggedEvent(DrawFile):
    """An event as the log has it; those that belong to no draw need not be shown."""

    at: Instant
    body: dict[str, Any]
    draw: Name | None
    kind: Name
    n: Number
    who: Text

    def is_of(self, manifest_hash: str, *kinds: str) -> bool:
        """Return whether it is one of these kinds, about the draw with this manifest."""
        return self.kind in kinds and self.body.get("manifest") == manifest_hash


class HiddenEvent(DrawFile):
    """The place of an event that belongs to no draw: its leaf's hash."""

    leaf: Hash


@dataclass(frozen=True, slots=True)
class ShownLog:
    """The beginning of a log: a leaf for each event, and the events that are shown, in order."""

    leaves: tuple[bytes, ...]
    events: tuple[LoggedEvent, ...]

    @property
    def size(self) -> int:
        """How many events it has."""
        return len(self.leaves)

    @property
    def hidden(self) -> int:
        """How many of them are hashes only."""
        return len(self.leaves) - len(self.events)

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` events."""
        tree = Frontier()
        for leaf in self.leaves[:size]:
            tree.append(leaf)
        return tree.root()

    def of(self, manifest_hash: str, *kinds: str) -> tuple[LoggedEvent, ...]:
        """Return the events of some kinds about one draw, in order."""
        return tuple(event for event in self.events if event.is_of(manifest_hash, *kinds))

    def first(self, size: int) -> "ShownLog":
        """Return its first `size` events."""
        events = tuple(event for event in self.events if event.n <= size)
        return ShownLog(self.leaves[:size], events)


def log_of(lines: Iterable[bytes]) -> ShownLog:
    """Return the log of a store's own lines; Refusal where one is older than the one before it."""
    leaves, events, last = [], list[LoggedEvent](), ""
    for line in lines:
        leaves.append(leaf_hash(line))
        said = json.loads(line)
        if said["draw"] is None:
            continue
        event = LoggedEvent.model_construct(**said)  # its form was looked at when it was recorded
        if event.at < last:
            n = event.n
            raise refuse("draw/log-order", Location(LOG, line=n), n=n, found=n, at=event.at)
        events.append(event)
        last = event.at
    return ShownLog(tuple(leaves), tuple(events))


def log_bytes(log: ShownLog) -> bytes:
    """Return log.jsonl: an event of no draw gives way to its leaf's hash."""
    shown = {event.n: event for event in log.events}
    return b"".join(
        canonical(shown[n].model_dump() if n in shown else {"leaf": leaf.hex()}) + b"\n"
        for n, leaf in enumerate(log.leaves, 1)
    )


def read_log(data: bytes) -> ShownLog:
    """Return the log in a file; Refusal where a line is none, or does not follow on the one before."""
    *lines, rest = data.split(b"\n")
    if rest:
        raise refuse("draw/log-form", Location(LOG, line=len(lines) + 1), n=len(lines) + 1)
    leaves, events, last = [], list[LoggedEvent](), ""
    for n, line in enumerate(lines, 1):
        entry = _entry(line, n)
        if isinstance(entry, HiddenEvent):
            leaves.append(bytes.fromhex(entry.leaf))
            continue
        if entry.n != n or entry.at < last:
            raise refuse("draw/log-order", Location(LOG, line=n), n=n, found=entry.n, at=entry.at)
        leaves.append(leaf_hash(line))
        events.append(entry)
        last = entry.at
    return ShownLog(tuple(leaves), tuple(events))


def _entry(line: bytes, n: int) -> LoggedEvent | HiddenEvent:
    model = HiddenEvent if line.startswith(b'{"leaf":') else LoggedEvent
    try:
        said = json.loads(line, parse_float=_no_number, parse_int=_number)
        if canonical(said) == line:
            return model.model_validate_json(line, by_alias=True, by_name=False)
    except (ValueError, RecursionError, ValidationError):
        pass
    raise refuse("draw/log-form", Location(LOG, line=n), n=n)


def _number(text: str) -> int:
    number = int(text) if len(text) < 18 else _MOST + 1  # noqa: PLR2004  (2^53 has 16 digits)
    return number if abs(number) <= _MOST else _no_number(text)


def _no_number(text: str) -> int:
    raise ValueError(text)


def log_refusal(code: str, event: LoggedEvent | None = None, **params: Any) -> Refusal:
    """Return what the log does not bear out, at the event that says so."""
    return refuse(code, Location(LOG, line=event.n if event else None), **params)
