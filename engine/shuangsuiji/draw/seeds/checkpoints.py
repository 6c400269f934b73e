"""The checkpoints in a bundle: states of the log that it and a cosigner signed, and what each must cover."""

from collections.abc import Iterable
from dataclasses import dataclass

from shuangsuiji.draw.fields import instant
from shuangsuiji.draw.manifest import Log, Manifest
from shuangsuiji.draw.seeds.beacon import round_due
from shuangsuiji.draw.seeds.log_file import ShownLog
from shuangsuiji.findings import Finding, Location, Param, Refusal, problem, refuse
from shuangsuiji.ledger.checkpoint import (
    PublicKey,
    SignedAs,
    Signer,
    parse_checkpoint,
    signers,
)
from shuangsuiji.ledger.note import FormError, parse_note

COMMITTED, REVEALED, DRAWN = (
    "checkpoint-committed.txt",
    "checkpoint-revealed.txt",
    "checkpoint-drawn.txt",
)
CHECKPOINTS = (COMMITTED, REVEALED, DRAWN)
SHOWN_REVEALS = ("reveal", "deposit")
"""The events by which a party's nonce is there in time: shown, or handed in closed."""


@dataclass(frozen=True, slots=True)
class Point:
    """A checkpoint whose signatures hold: how many events it covers, and who cosigned it when."""

    file: str
    size: int
    root: bytes
    cosigners: tuple[Signer, ...]

    def is_cosigned_between(self, after: float | None, before: float | None) -> bool:
        """Return whether a cosigner's time lies after one moment and before another, in Unix time."""
        times = [signer.at for signer in self.cosigners if signer.at is not None]
        return any(
            (after is None or at > after) and (before is None or at < before) for at in times
        )


def read_point(data: bytes, file: str, log: Log) -> Point:
    """Return a checkpoint; Refusal unless the manifest's log and one of its cosigners signed it."""
    own = PublicKey(log.origin, bytes.fromhex(log.key))
    theirs = [PublicKey(c.name, bytes.fromhex(c.key)) for c in log.cosigners]
    place = Location(file)
    try:
        note = parse_note(data)
        checkpoint = parse_checkpoint(note.text)
        found = signers(note, [own, *theirs])
    except FormError as error:
        raise refuse(f"ledger/form-{error}", place) from error
    if checkpoint.origin != log.origin:
        raise refuse("draw/checkpoint-origin", place, found=checkpoint.origin, expected=log.origin)
    if not any(s.role is SignedAs.LOG and s.key == own.key for s in found):
        raise refuse("draw/checkpoint-unsigned", place, origin=log.origin)
    known = {(key.name, key.key) for key in theirs}
    outside = tuple(s for s in found if s.role is SignedAs.COSIGNER and (s.name, s.key) in known)
    if not outside:
        raise refuse("draw/checkpoint-uncosigned", place)
    return Point(file, checkpoint.size, checkpoint.root, outside)


def check_root(point: Point, log: ShownLog) -> None:
    """Raise Refusal unless the checkpoint is one of this log."""
    if point.size > log.size or log.root(point.size) != point.root:
        raise refuse("draw/checkpoint-root", Location(point.file), n=point.size)


def committed_findings(
    point: Point, log: ShownLog, manifest: Manifest, manifest_hash: str
) -> tuple[Finding, ...]:
    """Return why a checkpoint does not show that all had committed before any nonce could be known."""
    covered = log.first(point.size)
    parties = {e.body.get("party") for e in covered.of(manifest_hash, "commit")}
    missing = tuple(p.name for p in manifest.parties if p.name not in parties)
    if missing:
        return (_found("draw/checkpoint-lacks", point, what="commit", parties=missing),)
    early = tuple(str(e.body.get("party")) for e in covered.of(manifest_hash, *SHOWN_REVEALS))
    if early:
        return (_found("draw/checkpoint-too-late", point, parties=early),)
    return _time(point, None, _due(manifest))


def revealed_findings(
    point: Point, log: ShownLog, manifest: Manifest, manifest_hash: str, shown: Iterable[str]
) -> tuple[Finding, ...]:
    """Return why a checkpoint does not show that just these parties' nonces were there in time."""
    there = revealed_by(log.first(point.size), manifest_hash)
    if missing := tuple(sorted(set(shown) - there)):
        return (_found("draw/checkpoint-lacks", point, what="reveal", parties=missing),)
    if more := tuple(sorted(there - set(shown))):
        return (_found("draw/checkpoint-has", point, parties=more),)
    deadline = instant(manifest.deadline).timestamp() if manifest.deadline else None
    return _time(point, deadline, _due(manifest))


def drawn_findings(point: Point, log: ShownLog, manifest_hash: str) -> tuple[Finding, ...]:
    """Return why a checkpoint does not show that the result stood fast."""
    if log.first(point.size).of(manifest_hash, "result"):
        return ()
    return (_found("draw/checkpoint-lacks", point, what="result", parties=()),)


def revealed_by(log: ShownLog, manifest_hash: str) -> set[str]:
    """Return the parties whose nonces the log has, shown or handed in closed."""
    return {str(event.body.get("party")) for event in log.of(manifest_hash, *SHOWN_REVEALS)}


def raised(findings: tuple[Finding, ...]) -> None:
    """Raise Refusal where there are findings."""
    if findings:
        raise Refusal(findings)


def _due(manifest: Manifest) -> float | None:
    return round_due(manifest.beacon.round).timestamp() if manifest.beacon else None


def _time(point: Point, after: float | None, before: float | None) -> tuple[Finding, ...]:
    if point.is_cosigned_between(after, before):
        return ()
    return (_found("draw/checkpoint-time", point),)


def _found(code: str, point: Point, **params: Param) -> Finding:
    return problem(code, Location(point.file), **params)
