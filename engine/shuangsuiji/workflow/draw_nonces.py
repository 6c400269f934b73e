"""Commitments and reveals: a party's nonce is first promised by its hash, then shown."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shuangsuiji.digest import digest
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.draw.manifest import Party
from shuangsuiji.draw.records import Commitment, Reveal, parsed
from shuangsuiji.draw.seed import NONCE_BYTES, read_reveal, reveal_file, reveal_name
from shuangsuiji.draw.signature import is_signed
from shuangsuiji.findings import Location, refuse
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.report.files import write_whole
from shuangsuiji.store import CommitmentRow, Log
from shuangsuiji.workflow.draw_files import read_small
from shuangsuiji.workflow.draw_log import (
    OpenedDraw,
    check_deadline,
    check_still_open,
    clock,
    opened_draw,
    told,
)
from shuangsuiji.yamlfile import nearest


@dataclass(frozen=True, slots=True)
class Promise:
    """What a party hands in: a hash made elsewhere, with its signature; or a nonce; or nothing yet."""

    party: str
    nonce: str | None = None
    hash: str | None = None
    signature: str | None = None
    keep: Path | None = None


def commit(
    root: Path, promise: Promise, *, store: str | Path | None = None, now: datetime | None = None
) -> DrawReport:
    """Record a party's commitment; without a hash its nonce is drawn here and kept in a file of its own."""
    with opened_draw(root, store) as draw:
        party = _party(draw, promise)
        # The reveal file is written within the transaction: of two tries at once the later one finds
        # the party committed, and does not touch the file.
        with draw.store.writing() as connection:
            log = Log(connection, instant_text(clock(now)), promise.party)
            _check_commit(draw, log, promise.party, clock(now))
            hash_, kept = _promised(draw, promise)
            row = _signed(draw, party, hash_, promise.signature)
            _check_own(draw, log, row)
            log.record_commit(draw.row, row)
    said = [told("draw/told-committed", root, party=promise.party, hash=row.hash)]
    if kept:
        said.append(told("draw/told-kept", root, party=promise.party, file=str(kept)))
    record = {"party": promise.party, "hash": row.hash, "kept": str(kept) if kept else None}
    return DrawReport(tuple(said), {"draw": draw.row.draw, **record})


def reveal(
    root: Path, file: Path, *, store: str | Path | None = None, now: datetime | None = None
) -> DrawReport:
    """Record the nonce in a party's reveal file, if it is what the party committed to."""
    with opened_draw(root, store) as draw:
        data = read_small(file)
        with draw.store.writing() as connection:
            party = parsed(Reveal, data, str(file)).party
            log = Log(connection, instant_text(clock(now)), party)
            shown = _check_reveal(draw, log, data, file, clock(now))
            log.record_reveal(draw.row, shown.party, shown.nonce)
            missing = _missing(draw, log)
    said = [told("draw/told-revealed", root, party=shown.party)]
    next_ = "draw/told-all-revealed" if not missing else "draw/told-waiting"
    said.append(told(next_, root, parties=missing))
    return DrawReport(
        tuple(said), {"draw": draw.row.draw, "party": shown.party, "missing": list(missing)}
    )


def commitments_of(log: Log, draw: OpenedDraw) -> dict[str, Commitment]:
    """Return a draw's commitments by party, as a bundle writes them."""
    rows = log.commitments(draw.row.counter)
    return {
        name: Commitment(hash=row.hash, party=name, signature=row.signature)
        for name, row in rows.items()
    }


def _party(draw: OpenedDraw, promise: Promise) -> Party:
    place = Location(str(draw.folder.root))
    for party in draw.manifest.parties:
        if party.name == promise.party:
            if promise.nonce is not None and promise.hash is not None:
                raise refuse("draw/nonce-or-hash", place)
            if party.key and not (promise.hash and promise.signature):
                raise refuse("draw/signature-needed", place, party=party.name)
            return party
    near = nearest(promise.party, [p.name for p in draw.manifest.parties])
    raise refuse("draw/party-unknown", place, party=promise.party, nearest=near)


def _check_commit(draw: OpenedDraw, log: Log, party: str, now: datetime) -> None:
    place = Location(str(draw.folder.root))
    check_still_open(draw, log)
    check_deadline(draw, now)
    if party in log.commitments(draw.row.counter):
        raise refuse("draw/already-committed", place, party=party)


def _check_own(draw: OpenedDraw, log: Log, row: CommitmentRow) -> None:
    """Raise Refusal where another party has committed to the same: a copy, that nobody can reveal."""
    for other in log.commitments(draw.row.counter).values():
        if other.hash == row.hash:
            place = Location(str(draw.folder.root))
            raise refuse("draw/commitment-copied", place, party=row.party, other=other.party)


def _promised(draw: OpenedDraw, promise: Promise) -> tuple[str, Path | None]:
    """Return the commitment, and where the nonce behind it is kept if it is kept here."""
    return (promise.hash, None) if promise.hash is not None else _keep_nonce(draw, promise)


def _keep_nonce(draw: OpenedDraw, promise: Promise) -> tuple[str, Path]:
    """Write the party's reveal file and return its hash and its place.

    The file comes before the record: killed in between, the next try finds the nonce and uses it.
    The other way round a party would be bound to a nonce that nobody has.
    """
    folder = promise.keep or draw.folder.private
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / reveal_name(promise.party)
    nonce = promise.nonce
    if nonce is None:
        kept = _kept(draw, path) if path.exists() else None
        nonce = kept or secrets.token_hex(NONCE_BYTES)
    data = _reveal_data(draw, promise.party, nonce)
    if path.exists() and read_small(path) != data:
        raise refuse("draw/private-file", Location(str(path)), party=promise.party)
    write_whole(path, data, private=True)
    return digest(draw.manifest.hash, data), path


def _kept(draw: OpenedDraw, path: Path) -> str | None:
    reveal_ = parsed(Reveal, read_small(path), str(path))
    return reveal_.nonce if reveal_.manifest == draw.row.manifest else None


def _reveal_data(draw: OpenedDraw, party: str, nonce: str) -> bytes:
    place = Location(str(draw.folder.root))
    if not _is_hex(nonce, 2 * NONCE_BYTES):
        raise refuse("draw/nonce-form", place, found=nonce[:80])
    return reveal_file(draw.manifest, draw.row.manifest, party, nonce)


def _signed(draw: OpenedDraw, party: Party, hash_: str, signature: str | None) -> CommitmentRow:
    place = Location(str(draw.folder.root))
    if not _is_hex(hash_, 64):
        raise refuse("draw/hash-form", place, found=hash_[:80])
    if signature is not None and not _is_hex(signature, 128):
        raise refuse("draw/signature", place, party=party.name)
    commitment = Commitment(hash=hash_, party=party.name, signature=signature)
    if not is_signed(commitment, party.key):
        raise refuse("draw/signature", place, party=party.name)
    return CommitmentRow(commitment.party, commitment.hash, commitment.signature)


def _is_hex(text: str, digits: int) -> bool:
    return len(text) == digits and set(text) <= set("0123456789abcdef")


def _check_reveal(draw: OpenedDraw, log: Log, data: bytes, file: Path, now: datetime) -> Reveal:
    place = Location(str(draw.folder.root))
    check_still_open(draw, log)
    check_deadline(draw, now)
    commitments = commitments_of(log, draw)
    shown = read_reveal(data, str(file), draw.manifest, draw.row.manifest, commitments)
    waiting = tuple(p.name for p in draw.manifest.parties if p.name not in commitments)
    if waiting:
        raise refuse("draw/reveal-before-commit", place, parties=waiting)
    if shown.party in log.nonces(draw.row.counter):
        raise refuse("draw/already-revealed", place, party=shown.party)
    return shown


def _missing(draw: OpenedDraw, log: Log) -> tuple[str, ...]:
    nonces = log.nonces(draw.row.counter)
    return tuple(p.name for p in draw.manifest.parties if p.name not in nonces)
