"""Commitments and reveals: a party's nonce is first promised by its hash, then shown."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from shuangsuiji.draw.fields import instant_text
from shuangsuiji.draw.manifest import Party
from shuangsuiji.draw.records import Commitment, Reveal, parsed
from shuangsuiji.draw.seeds.commitment import party_named, read_paper
from shuangsuiji.draw.seeds.seed import read_reveal, reveal_name
from shuangsuiji.draw.seeds.signature import is_signed
from shuangsuiji.findings import Location, refuse
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.report.files import write_whole
from shuangsuiji.store import CommitmentRow, Log
from shuangsuiji.workflow.draw_checkpoints import check_log_of, witnesses
from shuangsuiji.workflow.draw_events import private_folder
from shuangsuiji.workflow.draw_files import read_small
from shuangsuiji.workflow.draw_log import (
    OpenedDraw,
    check_deadline,
    check_still_open,
    clock,
    opened_draw,
    told,
)
from shuangsuiji.workflow.draw_reveal_file import is_hex, keep_nonce


@dataclass(frozen=True, slots=True)
class Promise:
    """What a party hands in: a paper, or a hash with its signature, made elsewhere; or a nonce; or nothing."""

    party: str
    nonce: str | None = None
    hash: str | None = None
    signature: str | None = None
    keep: Path | None = None
    paper: Path | None = None


def commit(
    root: Path, promise: Promise, *, store: str | Path | None = None, now: datetime | None = None
) -> DrawReport:
    """Record a party's commitment; without a hash its nonce is drawn here and kept in a file of its own."""
    with opened_draw(root, store) as draw:
        party = _party(draw, promise)
        promise = _read(draw, party, promise)
        # The reveal file is written within the transaction: of two tries at once the later one finds
        # the party committed, and does not touch the file.
        with draw.store.writing() as connection:
            log = Log(connection, instant_text(clock(now)), promise.party)
            _check_commit(draw, log, promise.party, clock(now))
            hash_, kept = _promised(draw, promise)
            row = _signed(draw, party, hash_, promise.signature)
            _check_own(draw, log, row)
            log.record_commit(draw.row, row)
            is_last = len(log.commitments(draw.row.counter)) == len(draw.manifest.parties)
    said = [told("draw/told-committed", root, party=promise.party, hash=row.hash)]
    if kept:
        said.append(told("draw/told-kept", root, party=promise.party, file=str(kept)))
    if is_last and draw.manifest.log:
        said.append(told("draw/told-cosign-commitments", root))
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
            is_closed = _recorded(draw, log, shown, data)
            missing = _missing(draw, log)
    code = "draw/told-deposited" if is_closed else "draw/told-revealed"
    said = [told(code, root, party=shown.party)]
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
    party = party_named(draw.manifest, promise.party, place)
    given = (promise.nonce, promise.hash, promise.signature, promise.keep)
    beside = promise.paper and any(thing is not None for thing in given)
    if beside or (promise.nonce is not None and promise.hash is not None):
        raise refuse("draw/nonce-or-hash", place)
    signed = promise.paper or (promise.hash and promise.signature)
    if party.key and not signed:
        raise refuse("draw/signature-needed", place, party=party.name)
    return party


def _read(draw: OpenedDraw, party: Party, promise: Promise) -> Promise:
    """Return the promise with what the party's paper says, if it handed one in."""
    if promise.paper is None:
        return promise
    data, file = read_small(promise.paper), str(promise.paper)
    said = read_paper(data, file, draw.manifest, draw.row.manifest, party)
    return replace(promise, hash=said.hash, signature=said.signature)


def _check_commit(draw: OpenedDraw, log: Log, party: str, now: datetime) -> None:
    place = Location(str(draw.folder.root))
    check_still_open(draw, log)
    check_log_of(draw, log.connection)
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
    """Return the commitment, and where the nonce behind it is kept if it is kept here.

    The file comes before the record: killed in between, the next try finds the nonce and uses it.
    The other way round a party would be bound to a nonce that nobody has.
    """
    if promise.hash is not None:
        return promise.hash, None
    folder = promise.keep or draw.folder.private
    return keep_nonce(draw.manifest, draw.row.manifest, promise.party, folder, promise.nonce)


def _signed(draw: OpenedDraw, party: Party, hash_: str, signature: str | None) -> CommitmentRow:
    place = Location(str(draw.folder.root))
    if not is_hex(hash_, 64):
        raise refuse("draw/hash-form", place, found=hash_[:80])
    if signature is not None and not is_hex(signature, 128):
        raise refuse("draw/signature", place, party=party.name)
    commitment = Commitment(hash=hash_, party=party.name, signature=signature)
    if not is_signed(commitment, party.key):
        raise refuse("draw/signature", place, party=party.name)
    return CommitmentRow(commitment.party, commitment.hash, commitment.signature)


def _recorded(draw: OpenedDraw, log: Log, shown: Reveal, data: bytes) -> bool:
    """Record a nonce, or that it was handed in closed; return whether it was.

    A closed one is kept in a file before that is recorded: killed in between, the next try writes the
    same file again. The other way round the record would name a nonce that only its party has.
    """
    withhold = draw.manifest.withhold
    if withhold is None or shown.party != withhold.party:
        log.record_reveal(draw.row, shown.party, shown.nonce)
        return False
    path = private_folder(draw.folder) / reveal_name(shown.party)
    if path.exists() and read_small(path) != data:
        raise refuse("draw/private-file", Location(str(path)), party=shown.party)
    write_whole(path, data, private=True)
    log.record_deposit(draw.row, shown.party)
    return True


def _check_reveal(draw: OpenedDraw, log: Log, data: bytes, file: Path, now: datetime) -> Reveal:
    place = Location(str(draw.folder.root))
    check_still_open(draw, log)
    check_log_of(draw, log.connection)
    check_deadline(draw, now)
    commitments = commitments_of(log, draw)
    shown = read_reveal(data, str(file), draw.manifest, draw.row.manifest, commitments)
    waiting = tuple(p.name for p in draw.manifest.parties if p.name not in commitments)
    if waiting:
        raise refuse("draw/reveal-before-commit", place, parties=waiting)
    if shown.party in parties_in(log, draw):
        raise refuse("draw/already-revealed", place, party=shown.party)
    if draw.manifest.purpose == "official" and not witnesses(draw, log.connection).committed():
        raise refuse("draw/checkpoint-needed", Location(draw.store.name))
    return shown


def parties_in(log: Log, draw: OpenedDraw) -> set[str]:
    """Return the parties whose nonces are there, shown or handed in closed."""
    counter = draw.row.counter
    return {*log.nonces(counter), *log.deposits(counter)}


def _missing(draw: OpenedDraw, log: Log) -> tuple[str, ...]:
    there = parties_in(log, draw)
    return tuple(p.name for p in draw.manifest.parties if p.name not in there)
