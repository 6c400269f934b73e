"""Signatures of commitments: Ed25519 over the hash as text, by a key the operator never holds."""

from shuangsuiji.draw.records import Commitment


def is_signed(commitment: Commitment, key: str | None) -> bool:
    """Return whether the signature is the key's; a party without a key has no signature."""
    if key is None or commitment.signature is None:
        return key is None and commitment.signature is None  # one nobody can check shows nothing
    from shuangsuiji.ledger.note import verifies  # noqa: PLC0415  (only where one is signed)

    signed = commitment.hash.encode("ascii")
    return verifies(bytes.fromhex(key), bytes.fromhex(commitment.signature), signed)
