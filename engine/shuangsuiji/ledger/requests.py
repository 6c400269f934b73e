"""The two papers that pass between people: a request to cosign, and the proof that an event is in the log.

Both are C2SP's texts: the request is that of tlog-witness, the proof that of tlog-proof.
"""

import base64
import re
from dataclasses import dataclass

from shuangsuiji.ledger.checkpoint import Checkpoint, parse_checkpoint
from shuangsuiji.ledger.merkle import leaf_hash
from shuangsuiji.ledger.note import FormError, Note, bytes_of, parse_note
from shuangsuiji.ledger.proofs import is_included

PROOF_TITLE = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
_NUMBER = "(0|[1-9][0-9]{0,15})"
_OLD = re.compile(f"old {_NUMBER}")
_INDEX = re.compile(f"index {_NUMBER}")


@dataclass(frozen=True, slots=True)
class Request:
    """A checkpoint to cosign, and the proof that it grew from the one of size `old`."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        """Write the request."""
        return f"old {self.old}\n{_hashes(self.proof)}\n{self.note}"

    @property
    def checkpoint(self) -> Checkpoint:
        """What is to be cosigned."""
        return parse_checkpoint(self.note.text)


@dataclass(frozen=True, slots=True)
class EventProof:
    """An event as the log has it, its number, and the way to the root of a checkpoint."""

    line: bytes
    number: int
    proof: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        """Write the proof; the event stands in it as its `extra` data."""
        extra = base64.b64encode(self.line).decode()
        above = f"{PROOF_TITLE}\nextra {extra}\nindex {self.number - 1}\n{_hashes(self.proof)}"
        return f"{above}\n{self.note}"

    @property
    def checkpoint(self) -> Checkpoint:
        """The log that the event is in."""
        return parse_checkpoint(self.note.text)

    @property
    def holds(self) -> bool:
        """Whether the proof leads from the event to the checkpoint's root."""
        checkpoint, leaf = self.checkpoint, leaf_hash(self.line)
        return is_included(leaf, self.number, checkpoint.size, self.proof, checkpoint.root)


def parse_request(data: bytes) -> Request:
    """Return a request; FormError where it is none."""
    if not data.startswith(b"old "):
        raise FormError("request")
    lines, note = _above(data)
    match = _OLD.fullmatch(lines[0])
    if match is None:
        raise FormError("request")
    request = Request(int(match[1]), _proof(lines[1:]), note)
    parse_checkpoint(note.text)
    return request


def parse_event_proof(data: bytes) -> EventProof:
    """Return an event's proof; FormError where it is none."""
    lines, note = _above(data)
    if len(lines) < 3 or lines[0] != PROOF_TITLE or not lines[1].startswith("extra "):  # noqa: PLR2004
        raise FormError("proof")
    match = _INDEX.fullmatch(lines[2])
    if match is None:
        raise FormError("proof")
    event = bytes_of(lines[1].removeprefix("extra "))
    parse_checkpoint(note.text)
    return EventProof(event, int(match[1]) + 1, _proof(lines[3:]), note)


def _hashes(proof: tuple[bytes, ...]) -> str:
    return "".join(base64.b64encode(hash_).decode() + "\n" for hash_ in proof)


def _above(data: bytes) -> tuple[list[str], Note]:
    above, _, below = data.partition(b"\n\n")
    try:
        return above.decode().split("\n"), parse_note(below)
    except UnicodeDecodeError as error:
        raise FormError("text") from error


def _proof(lines: list[str]) -> tuple[bytes, ...]:
    hashes = tuple(bytes_of(line) for line in lines)
    if len(hashes) > MOST_HASHES or any(len(hash_) != 32 for hash_ in hashes):  # noqa: PLR2004
        raise FormError("proof")
    return hashes
