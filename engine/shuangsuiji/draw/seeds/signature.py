"""Signatures of commitments: Ed25519 over the hash as text, by a key the operator never holds."""

from shuangsuiji.draw.records import Commitment


def is_signed(commitment: Commitment, key: str | None) -> bool:
    """Return whether the signature is the key's; a party without a key has no signature."""
    if key is None or commitment.signature is None:
        return key is None and commitment.signature is None  # one nobody can check shows nothing
    return _verifies(bytes.fromhex(key), bytes.fromhex(commitment.signature), commitment.hash)


def _verifies(key: bytes, signature: bytes, text: str) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  (only where one is signed)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text.encode("ascii"))
    except (InvalidSignature, ValueError):
        return False
    return True
