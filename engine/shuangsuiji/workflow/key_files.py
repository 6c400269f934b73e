"""Key files: a private Ed25519 key as PEM (PKCS 8), readable by its owner alone; never in a store."""

import json
import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from shuangsuiji.findings import Location, refuse, why_not_opened
from shuangsuiji.ledger.checkpoint import PublicKey
from shuangsuiji.report.files import write_whole
from shuangsuiji.workflow.draw_files import read_small

_OTHERS = 0o077
_KEY_BYTES = 32


def new_key(path: Path) -> str:
    """Draw a key, write its file, and return the public half in hex; a file that is there stays."""
    if path.exists():
        raise refuse("key/taken", Location(str(path)))
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        write_whole(path, pem, private=True)
    except OSError as error:
        raise refuse("key/unwritable", Location(str(path)), found=why_not_opened(error)) from error
    return public_hex(key)


def read_key(path: Path) -> Ed25519PrivateKey:
    """Return the key of a file; Refusal where others can read it, or it holds no such key."""
    pem = read_small(path)
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise refuse("key/open-to-others", Location(str(path)))
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise refuse("key/not-a-key", Location(str(path))) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise refuse("key/not-a-key", Location(str(path)))
    return key


def public_hex(key: Ed25519PrivateKey) -> str:
    """Return the public half, as manifests and lists of known keys write it."""
    return key.public_key().public_bytes_raw().hex()


def read_known_keys(path: Path | None) -> tuple[PublicKey, ...]:
    """Return the keys that a reader trusts: `{"keys":[{"key":"…","name":"…"}]}`, as for verify_draw.py."""
    if path is None:
        return ()
    try:
        rows = json.loads(read_small(path))["keys"]
        keys = tuple(PublicKey(row["name"], bytes.fromhex(row["key"])) for row in rows)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise refuse("key/list", Location(str(path))) from error
    if not keys or any(len(k.key) != _KEY_BYTES or not isinstance(k.name, str) for k in keys):
        raise refuse("key/list", Location(str(path)))
    return keys
