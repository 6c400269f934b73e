"""ledger cosign, on the cosigner's own machine: it signs only logs that begin with what it signed last."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.ledger.checkpoint import Checkpoint, PublicKey, cosign
from shuangsuiji.ledger.note import Note, is_key_name
from shuangsuiji.ledger.requests import Request
from shuangsuiji.ledger.witness import Objection, objection
from shuangsuiji.report.files import write_whole
from shuangsuiji.report.ledger import LedgerReport
from shuangsuiji.workflow.draw_log import clock
from shuangsuiji.workflow.key_files import read_key, read_known_keys
from shuangsuiji.workflow.ledger_papers import (
    cosigners,
    is_by_log,
    moment_text,
    read_checkpoint,
    read_request,
    told,
    who_signed,
)


@dataclass(frozen=True, slots=True)
class CosignOrder:
    """A request, the cosigner's key and name, the log's key, and the file of what was signed last.

    `first` says that there is none yet, and that this log's state is taken as it is.
    """

    request: Path
    key: Path
    name: str
    trust: Path
    known: Path
    out: Path
    first: bool = False


def cosign_request(order: CosignOrder, *, now: datetime | None = None) -> LedgerReport:
    """Cosign a checkpoint that grew from the one signed last; a fork is a finding, and nothing is signed."""
    if not is_key_name(order.name):
        raise refuse("ledger/name", Location("--name"), found=order.name)
    key, request = read_key(order.key), read_request(order.request)
    point = request.checkpoint
    if not is_by_log(point, who_signed(order.request, request.note, read_known_keys(order.trust))):
        raise refuse("ledger/not-by-log", Location(str(order.request)), origin=point.origin)
    at = int(clock(now).timestamp())
    known = _known(order, key, at)
    reason = objection(known, request)
    if reason is not None:
        return LedgerReport((_objected(order, reason, known or point, request),))
    line = cosign(point, order.name, key, at)
    note = Note(request.note.text, (*request.note.signatures, line))
    # First what was signed is remembered, then it is handed out: never the other way round.
    write_whole(order.known, str(note).encode())
    write_whole(order.out, str(note).encode())
    said = (
        told("ledger/told-cosign", str(order.out), origin=point.origin, n=point.size),
        told("ledger/told-hand-back", str(order.out), file=str(order.out)),
    )
    return LedgerReport(said, {"origin": point.origin, "size": point.size, "time": at})


def _known(order: CosignOrder, key: Ed25519PrivateKey, at: int) -> Checkpoint | None:
    """Return what this cosigner signed last, by its own signature; None with --first."""
    place = Location(str(order.known))
    if not order.known.exists():
        if not order.first:
            raise refuse("ledger/known-missing", place)
        return None
    if order.first:
        raise refuse("ledger/known-there", place)
    point, note = read_checkpoint(order.known)
    own = PublicKey(order.name, key.public_key().public_bytes_raw())
    mine = cosigners(who_signed(order.known, note, [own]))
    if not mine:
        raise refuse("ledger/known-not-own", place, name=order.name)
    last = max(signer.at or 0 for signer in mine)
    if at < last:
        raise refuse("ledger/clock", place, last=moment_text(last), now=moment_text(at))
    return point


def _objected(
    order: CosignOrder, reason: Objection, known: Checkpoint, request: Request
) -> Finding:
    point, place = request.checkpoint, Location(str(order.request))
    if reason is Objection.OTHER_LOG:
        raise refuse(reason.value, place, found=point.origin, expected=known.origin)
    if reason is Objection.OTHER_START:
        raise refuse(reason.value, place, found=request.old, expected=known.size)
    return Finding(code=reason.value, location=place, params={"n": point.size, "known": known.size})
