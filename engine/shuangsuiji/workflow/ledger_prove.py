"""ledger prove, check: that one event is in the log, and what papers of the log say to who has no log."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from sqlalchemy.engine import Connection

from shuangsuiji.findings import Finding, Location, Outcome, Refusal, refuse
from shuangsuiji.ledger.checkpoint import Checkpoint, PublicKey, parse_checkpoint
from shuangsuiji.ledger.note import Note
from shuangsuiji.ledger.proofs import inclusion_proof, is_consistent
from shuangsuiji.ledger.requests import (
    PROOF_TITLE,
    EventProof,
    Request,
    parse_event_proof,
    parse_request,
)
from shuangsuiji.ledger.witness import are_forked
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.files import write_whole
from shuangsuiji.report.ledger import LedgerReport
from shuangsuiji.store import (
    checkpoints,
    event_number,
    log_line,
    open_store,
    stored_nodes,
)
from shuangsuiji.workflow.draw_files import read_small
from shuangsuiji.workflow.key_files import read_known_keys
from shuangsuiji.workflow.ledger_lines import event_of
from shuangsuiji.workflow.ledger_papers import (
    formed,
    is_by_log,
    read_checkpoint,
    told,
    told_signers,
    who_signed,
)

Paper = tuple[Path, Checkpoint, Note, Request | EventProof | None]


def prove(where: str, number: int, out: Path) -> LedgerReport:
    """Write the proof that an event is in the log, for the longest checkpoint that was signed."""
    with open_store(where) as store, store.reading() as connection:
        event = event_number(connection, number)
        if event is None:
            raise refuse("ledger/no-event", Location(store.name), n=number)
        note = _covering(connection, number)
        if note is None:
            raise refuse("ledger/no-checkpoint", Location(store.name), n=number)
        count = parse_checkpoint(note.text).size
        path = inclusion_proof(number, count, stored_nodes(connection))
        proof = EventProof(log_line(event), number, path, note)
    write_whole(out, str(proof).encode())
    said = told("ledger/told-proof", store.name, n=number, size=count, file=str(out))
    return LedgerReport((said,), {"n": number, "size": count})


def _covering(connection: Connection, number: int) -> Note | None:
    """Return the longest checkpoint with the event; one that somebody cosigned goes before others."""
    found = [(len(note.signatures) > 1, size, note) for size, note in checkpoints(connection)]
    covering = [row for row in found if row[1] >= number]
    return max(covering, key=lambda row: row[:2])[2] if covering else None


def check(files: Sequence[Path], trust: Path) -> LedgerReport:
    """Check papers of a log by themselves and against each other; a fork is a finding."""
    keys = read_known_keys(trust)
    papers = [_read(path) for path in files]
    said: list[Finding] = []
    holding: list[Paper] = []
    for paper in papers:
        found = tuple(_alone(paper, keys))
        said += found
        if not any(finding.outcome is Outcome.FAIL for finding in found):
            holding.append(paper)  # what the log did not sign accuses nobody
    said += [f for one, other in combinations(holding, 2) for f in _together(one, other)]
    told_of: list[Json] = [
        {"file": str(path), "origin": point.origin, "size": point.size, "root": point.root.hex()}
        for path, point, _, _ in papers
    ]
    return LedgerReport(tuple(said), {"papers": told_of})


def _read(path: Path) -> Paper:
    data = read_small(path)
    if data.startswith(b"old "):
        request = formed(path, lambda: parse_request(data))
        return path, request.checkpoint, request.note, request
    if data.startswith(PROOF_TITLE.encode()):
        proof = formed(path, lambda: parse_event_proof(data))
        return path, proof.checkpoint, proof.note, proof
    return path, *read_checkpoint(path), None


def _alone(paper: Paper, keys: Sequence[PublicKey]) -> Iterator[Finding]:
    path, point, note, more = paper
    place = str(path)
    try:
        found = who_signed(place, note, keys)
    except Refusal as refusal:  # a signature that does not hold is what the check is there to find
        yield from refusal.findings
        return
    if not is_by_log(point, found):
        yield Finding(
            code="ledger/not-by-log", location=Location(place), params={"origin": point.origin}
        )
        return
    yield told("ledger/told-state", place, file=place, origin=point.origin, n=point.size)
    yield from told_signers(place, note, found)
    if isinstance(more, EventProof):
        yield _event(place, more)


def _event(place: str, proof: EventProof) -> Finding:
    event = event_of(proof.line)
    if event is None or event.n != proof.number or not proof.holds:
        return Finding(
            code="ledger/not-included", location=Location(place), params={"n": proof.number}
        )
    return told("ledger/step-included", place, n=proof.number, text=proof.line.decode())


def _together(one: Paper, other: Paper) -> Iterator[Finding]:
    """Yield what two papers of one log show: a fork, or that one grew from the other."""
    (_, a, _, _), (path, b, _, _) = sorted((one, other), key=lambda paper: paper[1].size)
    place = Location(str(path))
    if are_forked(a, b):
        yield Finding(code="ledger/fork", location=place, params={"n": b.size, "known": a.size})
    for old, new in ((one, other), (other, one)):
        request, point = new[3], old[1]
        if not isinstance(request, Request) or request.old != point.size or not point.size:
            continue
        if new[1].origin != point.origin:
            continue
        grew = is_consistent(point.size, new[1].size, request.proof, point.root, new[1].root)
        params = {"n": new[1].size, "known": point.size}
        where = str(new[0])
        if grew:
            yield told("ledger/step-grew", where, **params)
        elif not are_forked(a, b):
            yield Finding(code="ledger/not-grown", location=Location(where), params=params)
