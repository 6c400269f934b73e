"""Which signed checkpoints of the store bear a draw out, and the part of the log that goes into its bundle."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from shuangsuiji.draw.seeds.checkpoints import (
    CHECKPOINTS,
    COMMITTED,
    DRAWN,
    REVEALED,
    Point,
    check_root,
    committed_findings,
    drawn_findings,
    read_point,
    revealed_findings,
)
from shuangsuiji.draw.seeds.log_file import LOG, ShownLog, log_bytes, log_of, read_log
from shuangsuiji.findings import Finding, Location, Refusal, refuse
from shuangsuiji.ledger.checkpoint import PublicKey, SignedAs, parse_checkpoint
from shuangsuiji.ledger.note import Note
from shuangsuiji.store import checkpoints, last_checkpoint, raw_lines
from shuangsuiji.workflow.draw_log import OpenedDraw
from shuangsuiji.workflow.ledger_papers import who_signed


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The log of a store and its checkpoints that a manifest's log and cosigner signed, shortest first."""

    draw: OpenedDraw
    log: ShownLog
    points: tuple[tuple[Point, bytes], ...]

    def committed(self) -> tuple[Point, bytes] | None:
        """Return the first checkpoint that shows all commitments, and before any nonce was known."""
        manifest, hash_ = self.draw.manifest, self.draw.row.manifest
        return self._first(lambda p: committed_findings(p, self.log, manifest, hash_))

    def revealed(self, parties: set[str]) -> tuple[Point, bytes] | None:
        """Return the first checkpoint that shows, in time, that just these parties' nonces were there."""
        manifest, hash_ = self.draw.manifest, self.draw.row.manifest
        return self._first(lambda p: revealed_findings(p, self.log, manifest, hash_, parties))

    def drawn(self) -> tuple[Point, bytes] | None:
        """Return the first checkpoint that covers the draw's result."""
        return self._first(lambda p: drawn_findings(p, self.log, self.draw.row.manifest))

    def files(self, parties: set[str]) -> dict[str, bytes]:
        """Return log.jsonl and the checkpoints, as a bundle has them; nothing where no checkpoint bears out."""
        found = {COMMITTED: self.committed(), REVEALED: self.revealed(parties), DRAWN: self.drawn()}
        there = {name: one for name, one in found.items() if one is not None}
        if not there:
            return {}
        longest = max(point.size for point, _ in there.values())
        log = log_bytes(self.log.first(longest))
        read_log(log)  # as its readers will: what they would refuse is not handed out
        return {LOG: log, **{name: data for name, (_, data) in there.items()}}

    def _first(self, wrong: Callable[[Point], tuple[Finding, ...]]) -> tuple[Point, bytes] | None:
        found = next((one for one in self.points if not wrong(one[0])), None)
        if found is not None:
            check_root(found[0], self.log)
        return found


def witnesses(draw: OpenedDraw, connection: Connection) -> Witnesses:
    """Return what bears a draw out, of what the store has; nothing for a draw without a log."""
    points = tuple(_signed(draw, connection))
    log = log_of(raw_lines(connection)) if points else ShownLog((), ())
    return Witnesses(draw, log, points)


def check_own_log(connection: Connection, origin: str, key: str, place: Location) -> None:
    """Raise Refusal where the store was signed under another name, or with another key, than these.

    A store that nobody has signed yet says nothing.
    """
    last = last_checkpoint(connection)
    if last is None:
        return
    found = parse_checkpoint(last.text).origin
    if found != origin:
        raise refuse("draw/log-origin-differs", place, found=origin, expected=found)
    keys = [PublicKey(origin, bytes.fromhex(key))]
    if not any(s.role is SignedAs.LOG for s in who_signed(place.file, last, keys)):
        raise refuse("draw/log-key-differs", place, found=key)


def check_log_of(draw: OpenedDraw, connection: Connection) -> None:
    """Raise Refusal where the manifest names another log than its store is."""
    log = draw.manifest.log
    if log is not None:
        check_own_log(connection, log.origin, log.key, Location(str(draw.folder.root)))


def _signed(draw: OpenedDraw, connection: Connection) -> Iterator[tuple[Point, bytes]]:
    log = draw.manifest.log
    for _, note in checkpoints(connection) if log else ():
        data = _bytes(note)
        try:
            point = read_point(data, CHECKPOINTS[0], log) if log else None
        except Refusal:
            continue  # signed by others than this draw's: it bears nothing out here
        if point is not None:
            yield point, data


def _bytes(note: Note) -> bytes:
    return str(note).encode()
