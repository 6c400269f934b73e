"""Checkpoints (检查点, C2SP tlog-checkpoint): how long the log is, its root, who signs for it and when.

The log's own signature says that it stands by this root; a cosignature (C2SP tlog-cosignature) says
that somebody outside saw the log only ever grow, up to here, by that time.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shuangsuiji.ledger.note import FormError, Note, Signature, bytes_of, key_id, verifies

_SIZE = re.compile("0|[1-9][0-9]{0,15}")
_ROOT_BYTES = 32
_TIME_BYTES = 8
_LATEST = 253402300799  # the last second of the year 9999


class SignedAs(IntEnum):
    """In which role a key signs a checkpoint: the number enters its key id, so roles do not mix."""

    LOG = 1
    COSIGNER = 4


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: the name of the log, the number of its entries, their root."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """Write the text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that a reader knows from elsewhere, and whose it is: a log's origin or a cosigner's name."""

    name: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """A signature that holds; `at` is the cosigner's time, in seconds of Unix time."""

    name: str
    key: bytes
    role: SignedAs
    at: int | None


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text; FormError where it is none."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004
        raise FormError("checkpoint")
    root = bytes_of(lines[2])
    if len(root) != _ROOT_BYTES:
        raise FormError("checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root)


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> Signature:
    """Return the log's own signature: its name is the origin."""
    public = key.public_key().public_bytes_raw()
    identity = key_id(checkpoint.origin, SignedAs.LOG, public)
    return Signature(checkpoint.origin, identity, key.sign(str(checkpoint).encode()))


def cosign(checkpoint: Checkpoint, name: str, key: Ed25519PrivateKey, at: int) -> Signature:
    """Return a cosigner's signature with its time; witness.py says when it may be given."""
    public = key.public_key().public_bytes_raw()
    signed = key.sign(_cosigned(str(checkpoint), at))
    blob = at.to_bytes(_TIME_BYTES, "big") + signed
    return Signature(name, key_id(name, SignedAs.COSIGNER, public), blob)


def signers(note: Note, keys: Iterable[PublicKey]) -> tuple[Signer, ...]:
    """Return whose signatures hold, of the keys that are known.

    Lines of other keys say nothing. FormError where a line names a known key and does not hold.
    """
    known = {(k.name, key_id(k.name, role, k.key)): (k, role) for k in keys for role in SignedAs}
    found = []
    for line in note.signatures:
        match = known.get((line.name, line.key_id))
        if match is None:
            continue
        signer = _signer(note.text, line, *match)
        if signer is None:
            raise FormError("signature-false")
        found.append(signer)
    return tuple(dict.fromkeys(found))


def _signer(text: str, line: Signature, known: PublicKey, role: SignedAs) -> Signer | None:
    if role is SignedAs.LOG:
        holds = text.startswith(f"{known.name}\n") and verifies(known.key, line.blob, text.encode())
        return Signer(known.name, known.key, role, None) if holds else None
    at = int.from_bytes(line.blob[:_TIME_BYTES], "big")
    holds = verifies(known.key, line.blob[_TIME_BYTES:], _cosigned(text, at))
    return Signer(known.name, known.key, role, at) if holds and at <= _LATEST else None


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
