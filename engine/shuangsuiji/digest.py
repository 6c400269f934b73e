"""Hashes and canonical text: what draw, assignment and ledger share, byte for byte (format ssj/1)."""

import hashlib
import json
from collections.abc import Callable
from functools import partial
from typing import Literal

HashName = Literal["sha256", "sm3"]
Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def digest(name: HashName, data: bytes | str) -> str:
    """Return H(data) as 64 lower-case hex characters; text is hashed as UTF-8.

    >>> digest("sm3", "abc")[:8], digest("sha256", "abc")[:8]
    ('66c7f0f4', 'ba7816bf')
    """
    raw = data.encode() if isinstance(data, str) else data
    if name == "sha256":
        return hashlib.sha256(raw).hexdigest()
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", raw).hexdigest()
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415  (only where OpenSSL has no SM3)

    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(raw)
    return sm3.finalize().hex()


def hasher(name: HashName) -> Callable[[str], str]:
    """Return what hashes many short texts: `digest`, without looking the algorithm up for each.

    >>> hasher("sm3")("abc") == digest("sm3", "abc")
    True
    """
    if name not in hashlib.algorithms_available:
        return partial(digest, name)
    empty = hashlib.new(name)

    def hashed(text: str) -> str:
        one = empty.copy()
        one.update(text.encode())
        return one.hexdigest()

    return hashed


def canonical(value: object) -> bytes:
    """Return the one spelling of a JSON value: sorted keys, no blanks, UTF-8, no final newline.

    >>> canonical({"b": "名", "a": [1, None]}).decode()
    '{"a":[1,null],"b":"名"}'
    """
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def stream_key(name: HashName, seed: str, purpose: str) -> str:
    """Return key(purpose): the first 32 characters of H(seed|purpose)."""
    return digest(name, f"{seed}|{purpose}")[:32]


def ticket(name: HashName, key: str, text: str) -> str:
    """Return the ticket (摇号号码) of a text in the stream of a key; tickets compare as text."""
    return digest(name, f"{key}|{text}")
