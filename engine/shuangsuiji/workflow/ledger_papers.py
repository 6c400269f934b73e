"""The papers of the log as files: read with a sentence for what they are not, told in words."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from shuangsuiji.draw.fields import instant_text
from shuangsuiji.findings import Finding, Location, Outcome, Param, Severity, refuse
from shuangsuiji.ledger.checkpoint import (
    Checkpoint,
    PublicKey,
    SignedAs,
    Signer,
    parse_checkpoint,
    signers,
)
from shuangsuiji.ledger.note import FormError, Note, parse_note
from shuangsuiji.ledger.requests import Request, parse_request
from shuangsuiji.workflow.draw_files import read_small

Paper = TypeVar("Paper")


def read_checkpoint(path: Path) -> tuple[Checkpoint, Note]:
    """Return a checkpoint with its signatures."""
    note = read_paper(path, parse_note)
    return formed(path, lambda: parse_checkpoint(note.text)), note


def read_request(path: Path) -> Request:
    """Return a request to cosign."""
    return read_paper(path, parse_request)


def read_paper(path: Path, parse: Callable[[bytes], Paper]) -> Paper:
    """Return what a file says; Refusal where it is no such paper."""
    data = read_small(path)
    return formed(path, lambda: parse(data))


def formed(place: Path | str, read: Callable[[], Paper]) -> Paper:
    """Return what `read` gives; Refusal in the place of a FormError."""
    try:
        return read()
    except FormError as error:
        raise refuse(f"ledger/form-{error}", Location(str(place))) from error


def who_signed(place: Path | str, note: Note, keys: Iterable[PublicKey]) -> tuple[Signer, ...]:
    """Return whose signatures hold, of the keys that are known."""
    return formed(place, lambda: signers(note, keys))


def is_by_log(point: Checkpoint, found: Iterable[Signer]) -> bool:
    """Tell whether the log itself is among the signers."""
    return any(s.role is SignedAs.LOG and s.name == point.origin for s in found)


def cosigners(found: Iterable[Signer]) -> tuple[Signer, ...]:
    """Return the signers from outside."""
    return tuple(s for s in found if s.role is SignedAs.COSIGNER)


def told_signers(place: str, note: Note, found: Iterable[Signer]) -> Iterator[Finding]:
    """Yield who signed, with a cosigner's time, and how many lines are of keys that nobody named."""
    found = tuple(found)
    for signer in found:
        if signer.at is None:
            yield told("ledger/told-signed", place, name=signer.name)
        else:
            yield told("ledger/told-cosigned", place, name=signer.name, at=moment_text(signer.at))
    if len(note.signatures) > len(found):
        yield told("ledger/told-unknown-keys", place, n=len(note.signatures) - len(found))


def moment_text(at: int) -> str:
    """Return a cosigner's time as text."""
    return instant_text(datetime.fromtimestamp(at, UTC))


def told(code: str, place: str, **params: Param) -> Finding:
    """Return what a command says of the log."""
    outcome, severity = Outcome.PASS, Severity.NOTE
    return Finding(
        code=code, location=Location(place), outcome=outcome, severity=severity, params=params
    )
