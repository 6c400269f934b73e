"""ledger verify: everything is computed again from the events, and told at the first that does not hold."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Refusal
from shuangsuiji.ledger.checkpoint import Checkpoint, PublicKey, parse_checkpoint
from shuangsuiji.ledger.merkle import Frontier, leaf_hash
from shuangsuiji.ledger.note import Note
from shuangsuiji.report.ledger import LedgerReport
from shuangsuiji.store import Followed, differing
from shuangsuiji.workflow.key_files import read_known_keys
from shuangsuiji.workflow.ledger_lines import LogSource, event_of, opened_log
from shuangsuiji.workflow.ledger_papers import (
    formed,
    is_by_log,
    read_checkpoint,
    told,
    told_signers,
    who_signed,
)


class _Broken(Exception):
    """Something does not hold: `finding` tells what and where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def verify(where: str, trust: Path | None = None, against: Sequence[Path] = ()) -> LedgerReport:
    """Verify the log of a store or of an exported folder, against checkpoints kept elsewhere too."""
    keys = read_known_keys(trust)
    kept = [(str(path), read_checkpoint(path)[1]) for path in against]
    said: list[Finding] = []
    record: dict[str, int | str] = {}
    try:
        with opened_log(where) as log:
            for finding in _steps(log, kept, keys, record):
                said.append(finding)  # one by one: what held is told before what does not
    except _Broken as broken:
        said.append(broken.finding)
    except Refusal as refusal:
        if not all(finding.code.startswith("ledger/form-") for finding in refusal.findings):
            raise
        said.extend(refusal.findings)  # a checkpoint of the log's own that is none any more
    return LedgerReport(tuple(said), record)


def _steps(
    log: LogSource,
    kept: Sequence[tuple[str, Note]],
    keys: Sequence[PublicKey],
    record: dict[str, int | str],
) -> Iterator[Finding]:
    points = [
        (step, place, formed(place, partial(parse_checkpoint, note.text)), note)
        for step, papers in (("checkpoint", log.checkpoints), ("against", kept))
        for place, note in papers
    ]
    tree, followed, roots = Frontier(), Followed(), {0: Frontier().root()}
    wanted = {point.size for _, _, point, _ in points}
    for _ in _events(log, tree, followed):
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    record.update(size=tree.size, root=tree.root().hex())
    yield told("ledger/step-events", log.name, n=tree.size)
    if log.connection is not None:
        yield from _tables(log, followed)
    for step, place, point, note in points:
        signed = tuple(_signatures(place, point, note, keys))
        _check_root(place, point, roots, tree.size)
        yield told(f"ledger/step-{step}", place, n=point.size, file=place)
        yield from signed
    origins = {point.origin for _, _, point, _ in points}
    if len(origins) > 1:
        raise _Broken(_bad("ledger/two-origins", log.name, found=tuple(sorted(origins))))
    if not points:
        yield told("ledger/told-unsigned", log.name)
    yield told("ledger/told-root", log.name, n=tree.size, root=tree.root().hex())


def _events(log: LogSource, tree: Frontier, followed: Followed) -> Iterator[None]:
    """Take in one event after the other: spelling, number, and the hashes that stand beside it."""
    for n, line in enumerate(log.lines, 1):
        event = event_of(line)
        if event is None:
            raise _Broken(_bad("ledger/event-form", log.name, n=n))
        if event.n != n:
            raise _Broken(_bad("ledger/event-number", log.name, n=n, found=event.n))
        hashes = tuple(hash_.hex() for hash_ in tree.append(leaf_hash(line)))
        if log.leaves is not None:
            _, stored = next(log.leaves, (0, ()))
            if stored[:1] != hashes[:1]:
                raise _Broken(_bad("ledger/event-changed", log.name, n=n))
            if stored != hashes:
                raise _Broken(_bad("ledger/tree-changed", log.name, n=n))
        try:
            followed.follow(event)
        except (KeyError, TypeError) as error:
            raise _Broken(_bad("ledger/event-form", log.name, n=n)) from error
        yield
    if log.leaves is not None and next(log.leaves, None) is not None:
        raise _Broken(_bad("ledger/events-gone", log.name, n=tree.size))


def _tables(log: LogSource, followed: Followed) -> Iterator[Finding]:
    assert log.connection is not None, "asked of a store only"
    found = tuple(differing(log.connection, followed))
    if found:
        raise _Broken(_bad("ledger/tables-differ", log.name, found=found))
    yield told("ledger/step-draws", log.name, n=len(followed.draws))


def _check_root(place: str, point: Checkpoint, roots: dict[int, bytes], count: int) -> None:
    """Hold a checkpoint against the events."""
    if point.size > count:
        raise _Broken(_bad("ledger/shortened", place, n=point.size, found=count))
    if roots[point.size] != point.root:
        raise _Broken(_bad("ledger/other-root", place, n=point.size))


def _signatures(
    place: str, point: Checkpoint, note: Note, keys: Sequence[PublicKey]
) -> Iterator[Finding]:
    """Hold a checkpoint's signatures against the keys that are known: who did not sign it says nothing."""
    found = who_signed(place, note, keys)
    if keys and not is_by_log(point, found):
        raise _Broken(_bad("ledger/not-by-log", place, origin=point.origin))
    yield from told_signers(place, note, found)


def _bad(code: str, place: str, **params: int | str | tuple[str, ...]) -> Finding:
    return Finding(code=code, location=Location(place), params=params)
