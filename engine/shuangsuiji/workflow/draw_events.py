"""What follows a draw goes into the log: in clear, or sealed as long as the draw is withheld.

A sealed event is in the log as a hash (kind `sealed`). Its clear text stands with a salt in the draw's
private folder, in a file of its own for each event, until the draw is opened.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.draw.after.unsealed import SealedEvent, UnsealedEvent, seal_of
from shuangsuiji.draw.records import parsed, spelled
from shuangsuiji.findings import Location, refuse
from shuangsuiji.report.files import write_whole
from shuangsuiji.store import Event, Log, append, events, size
from shuangsuiji.workflow.draw_files import DrawFolder, read_small
from shuangsuiji.workflow.draw_log import OpenedDraw, check_clock

SALT_BYTES = 32


def record(draw: OpenedDraw, log: Log, kind: str, body: Mapping[str, object]) -> Event:
    """Append an event about a drawn draw, within the caller's transaction; return it in clear.

    `body` needs no `manifest`: it is added. While the draw is withheld, the log gets a hash only, and
    the clear text goes into the private folder first: killed in between, a file is left over that no
    event answers to, and the next event writes over it.
    """
    check_clock(log)
    said = {**body, "manifest": draw.row.manifest}
    clear = Event(log.at, kind, log.who, said, draw.row.draw)
    if not is_sealed(draw, log):
        return _numbered(clear, append(log.connection, clear))
    n, salt = size(log.connection) + 1, secrets.token_hex(SALT_BYTES)
    event = UnsealedEvent(at=clear.at, body=said, draw=draw.row.draw, kind=kind, who=clear.who)
    kept = SealedEvent(event=event, n=n, salt=salt)
    private_folder(draw.folder)
    write_whole(sealed_file(draw.folder, n), spelled(kept), private=True)
    body = {"manifest": draw.row.manifest, "sealed": seal_of(event, salt)}
    append(log.connection, Event(log.at, "sealed", log.who, body, draw.row.draw))
    return _numbered(clear, n)


def recorded(draw: OpenedDraw, log: Log, *kinds: str, with_sealed: bool = True) -> Iterator[Event]:
    """Yield the events of this draw of some kinds, in log order, in clear whether they are sealed or not.

    Refusal where a sealed event's text is not in the private folder any more, or is another one; unless
    what was sealed is not asked for.
    """
    for event in events(log.connection, *kinds, *(["sealed"] if with_sealed else [])):
        if event.body.get("manifest") != draw.row.manifest:
            continue
        clear = _opened(draw, event) if event.kind == "sealed" else event
        if clear.kind in kinds:
            yield clear


@dataclass(frozen=True, slots=True)
class Cleared:
    """The clear texts of a draw's sealed events, in log order, and how many are lost."""

    entries: tuple[SealedEvent, ...]
    lost: int


def unsealed(draw: OpenedDraw, log: Log) -> Cleared:
    """Return what is to be published of the events that were sealed while the draw was withheld."""
    sealed = [
        event
        for event in events(log.connection, "sealed")
        if event.body.get("manifest") == draw.row.manifest
    ]
    there = [event for event in sealed if sealed_file(draw.folder, event.n).is_file()]
    entries = tuple(_kept(draw, event) for event in there)
    return Cleared(entries, len(sealed) - len(there))


def is_sealed(draw: OpenedDraw, log: Log) -> bool:
    """Return whether the draw is withheld and not opened yet."""
    return draw.manifest.withhold is not None and log.opened(draw.row.counter) is None


def whole_bundle(draw: OpenedDraw, log: Log) -> Path:
    """Return the folder of the whole bundle: a private one as long as the draw is withheld."""
    return draw.folder.private_bundle if is_sealed(draw, log) else draw.folder.bundle


def private_folder(folder: DrawFolder) -> Path:
    """Return the private folder, made if need be, and open to nobody else."""
    folder.private.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.private.chmod(0o700)
    return folder.private


def sealed_file(folder: DrawFolder, n: int) -> Path:
    """Return where the clear text of sealed event number `n` is kept."""
    return folder.private / f"sealed-{n}.json"


def _opened(draw: OpenedDraw, event: Event) -> Event:
    said = _kept(draw, event).event
    return Event(said.at, said.kind, said.who, said.body, said.draw, event.n)


def _kept(draw: OpenedDraw, event: Event) -> SealedEvent:
    path = sealed_file(draw.folder, event.n)
    kept = parsed(SealedEvent, read_small(path), str(path))
    if kept.n != event.n or seal_of(kept.event, kept.salt) != event.body.get("sealed"):
        raise refuse("draw/sealed-differs", Location(str(path)), n=event.n)
    return kept


def _numbered(event: Event, n: int) -> Event:
    return Event(event.at, event.kind, event.who, event.body, event.draw, n)
