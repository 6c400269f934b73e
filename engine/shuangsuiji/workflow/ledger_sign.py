"""ledger checkpoint, receive: the operator signs the state of the log, and takes cosignatures back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.engine import Connection

from shuangsuiji.draw.fields import instant_text
from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.ledger.checkpoint import Checkpoint, parse_checkpoint, sign
from shuangsuiji.ledger.note import Note, is_key_name
from shuangsuiji.ledger.proofs import consistency_proof
from shuangsuiji.ledger.requests import Request
from shuangsuiji.report.files import write_all
from shuangsuiji.report.ledger import LedgerReport
from shuangsuiji.store import (
    Store,
    checkpoint,
    checkpoints,
    last_checkpoint,
    open_store,
    record_checkpoint,
    size,
    stored_nodes,
    stored_root,
)
from shuangsuiji.workflow.draw_log import clock
from shuangsuiji.workflow.key_files import public_hex, read_key, read_known_keys
from shuangsuiji.workflow.ledger_papers import cosigners, read_checkpoint, told, who_signed


@dataclass(frozen=True, slots=True)
class SignOrder:
    """What to sign with, under which name, and where the papers go.

    `since` is the size that the cosigner knows; None: the last that anybody cosigned.
    """

    store: str
    key: Path
    out: Path
    origin: str | None = None
    request: Path | None = None
    since: int | None = None


def sign_checkpoint(order: SignOrder, *, now: datetime | None = None) -> LedgerReport:
    """Sign the log as it stands; write the checkpoint, and the request to cosign where one is wanted."""
    key = read_key(order.key)
    with open_store(order.store) as store, store.writing() as connection:
        point, note = _signed(store, connection, order, key)
        record_checkpoint(connection, point.size, note, instant_text(clock(now)))
        kept = checkpoint(connection, point.size) or note
        request = _request(store, connection, order, kept)
    papers = [(order.out, str(kept).encode())]
    if order.request is not None:
        papers.append((order.request, str(request).encode()))
    write_all(papers)
    return LedgerReport(
        tuple(_told_signed(store, order, point, request)),
        {
            "origin": point.origin,
            "size": point.size,
            "root": point.root.hex(),
            "key": public_hex(key),
            "since": request.old if order.request else None,
        },
    )


def _signed(
    store: Store, connection: Connection, order: SignOrder, key: Ed25519PrivateKey
) -> tuple[Checkpoint, Note]:
    count = size(connection)
    if not count:
        raise refuse("ledger/empty", Location(store.name))
    point = Checkpoint(_origin(store, connection, order), count, stored_root(connection, count))
    return point, Note(str(point), (sign(point, key),))


def _origin(store: Store, connection: Connection, order: SignOrder) -> str:
    """Return the log's name: one for ever, told with the first checkpoint."""
    last = last_checkpoint(connection)
    if last is None:
        if order.origin is None:
            raise refuse("ledger/origin-needed", Location("--origin"))
        if not is_key_name(order.origin):
            raise refuse("ledger/name", Location("--origin"), found=order.origin)
        return order.origin
    known = parse_checkpoint(last.text).origin
    if order.origin not in (None, known):
        raise refuse(
            "ledger/origin-differs", Location(store.name), found=order.origin or "", expected=known
        )
    return known


def _request(store: Store, connection: Connection, order: SignOrder, note: Note) -> Request:
    count = parse_checkpoint(note.text).size
    old = _last_cosigned(connection) if order.since is None else order.since
    if old > count:
        raise refuse("ledger/since", Location("--since"), found=old, size=count)
    return Request(old, consistency_proof(old, count, stored_nodes(connection)), note)


def _last_cosigned(connection: Connection) -> int:
    """Return the size of the longest checkpoint that has a line beside the log's own; 0 where none has."""
    found = 0
    for count, note in checkpoints(connection):
        origin = parse_checkpoint(note.text).origin
        if any(line.name != origin for line in note.signatures):
            found = count
    return found


def _told_signed(
    store: Store, order: SignOrder, point: Checkpoint, request: Request
) -> Iterator[Finding]:
    yield told("ledger/told-checkpoint", store.name, origin=point.origin, n=point.size)
    yield told("ledger/told-file", store.name, file=str(order.out))
    if order.request is not None:
        yield told("ledger/told-request", store.name, file=str(order.request), old=request.old)


def receive(where: str, file: Path, trust: Path, *, now: datetime | None = None) -> LedgerReport:
    """Keep the cosignatures of a checkpoint that the store itself has signed."""
    keys = read_known_keys(trust)
    point, note = read_checkpoint(file)
    found = cosigners(who_signed(file, note, keys))
    alone = [Note(note.text, (line,)) for line in note.signatures]
    lines = [one.signatures[0] for one in alone if cosigners(who_signed(file, one, keys))]
    theirs = Note(note.text, tuple(lines))
    if not found:
        raise refuse("ledger/no-cosignature", Location(str(file)))
    with open_store(where) as store, store.writing() as connection:
        ours = checkpoint(connection, point.size)
        if ours is None or ours.text != note.text:
            raise refuse("ledger/not-ours", Location(str(file)), n=point.size, store=store.name)
        record_checkpoint(connection, point.size, theirs, instant_text(clock(now)))
    said = [told("ledger/told-received", store.name, name=s.name, n=point.size) for s in found]
    return LedgerReport(
        tuple(said), {"size": point.size, "cosigners": [signer.name for signer in found]}
    )
