"""Signed notes (C2SP signed-note): a text, an empty line, and one line for each signature."""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MOST_SIGNATURES = 100
MOST_BYTES = 1_000_000
_DASH = "\N{EM DASH}"
_LINE = re.compile(rf"{_DASH} ([^\s+]+) (\S+)")
_P = 2**255 - 19
_ORDER_8 = (
    2707385501144840649318225287225658788936804267575313519463743609750303402022,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
)
_WEAK = frozenset((0, 1, _P - 1, _P, _P + 1, *_ORDER_8))
"""The y of each point of order 1, 2, 4 or 8 (RFC 8032): for such a key one signature fits all messages."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class FormError(ValueError):
    """A text is no note, no checkpoint, no proof; says in a slug what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A line below a note: who signs, by the first four bytes of which key's hash, and what."""

    name: str
    key_id: bytes
    blob: bytes

    def __str__(self) -> str:
        """Write the line, without its end."""
        return f"{_DASH} {self.name} {base64.b64encode(self.key_id + self.blob).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a line's end, and its signatures."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        """Write the note."""
        return self.text + "\n" + "".join(f"{signature}\n" for signature in self.signatures)


def parse_note(data: bytes) -> Note:
    """Return a note; FormError where it is none."""
    if len(data) > MOST_BYTES:
        raise FormError("large")
    try:
        said = data.decode()
    except UnicodeDecodeError as error:
        raise FormError("text") from error
    text, parted, below = said.rpartition("\n\n")
    if not parted or not below.endswith("\n") or _CONTROL.search(said):
        raise FormError("parts")
    lines = below.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise FormError("signatures")
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> Signature:
    match = _LINE.fullmatch(line)
    if match is None:
        raise FormError("signature-line")
    data = bytes_of(match[2])
    if len(data) <= 4:  # noqa: PLR2004  (the key id alone)
        raise FormError("signature-line")
    return Signature(match[1], data[:4], data[4:])


def bytes_of(text: str) -> bytes:
    """Return what base64 says, in its one spelling; FormError for any other."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormError("base64") from error
    if base64.b64encode(data).decode() != text:
        raise FormError("base64")
    return data


def is_key_name(name: str) -> bool:
    """Tell whether a name may stand in a signature line: no blank, no plus sign, nothing unseen.

    >>> is_key_name("gaoqing.example/log"), is_key_name("高青县司法局"), is_key_name("a b")
    (True, True, False)
    """
    return bool(name) and name.isprintable() and not re.search(r"[\s+]", name)


def key_id(name: str, algorithm: int, key: bytes) -> bytes:
    """Return the four bytes by which a signature line says which key it is of."""
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + key).digest()[:4]


def verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature holds, of a key that does not fit every message."""
    if int.from_bytes(key, "little") % 2**255 in _WEAK:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
