"""Whether a round's signature is the beacon's: BLS on BLS12-381, checked by py_ecc where it is installed.

quicknet signs (scheme bls-unchained-g1-rfc9380) the SHA-256 of the round as eight bytes, big-endian. Its
signatures are points on the smaller curve, its public key is one on the larger.
"""

import hashlib
import sys
from functools import lru_cache
from importlib.util import find_spec

from shuangsuiji.draw.records import Beacon

PUBLIC_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
"""The key of quicknet's group, which its chain hash (beacon.QUICKNET) commits to."""

_DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


def can_verify() -> bool:
    """Return whether the library that checks such signatures is there (the extra `beacon`)."""
    return find_spec("py_ecc") is not None


def is_beacons(beacon: Beacon) -> bool:
    """Return whether quicknet signed this round; it takes about a second, once for each signature."""
    return _holds(beacon.round, beacon.signature)


@lru_cache(maxsize=64)
def _holds(number: int, text: str) -> bool:
    # Only here: its import alone takes as long as a whole small verification. It also lifts the
    # recursion limit, with which deeply nested JSON would crash the process instead of being refused.
    limit = sys.getrecursionlimit()
    from py_ecc.bls.hash_to_curve import hash_to_G1  # noqa: PLC0415
    from py_ecc.bls.point_compression import decompress_G1, decompress_G2  # noqa: PLC0415
    from py_ecc.optimized_bls12_381 import (  # noqa: PLC0415
        G2,
        curve_order,
        is_inf,
        multiply,
        pairing,
    )

    sys.setrecursionlimit(limit)
    message = hashlib.sha256(number.to_bytes(8, "big")).digest()
    try:
        signature = decompress_G1(int(text, 16))
    except ValueError:
        return False
    if is_inf(signature) or not is_inf(multiply(signature, curve_order)):
        return False  # a point outside the group of prime order proves nothing
    key = decompress_G2((int(PUBLIC_KEY[:96], 16), int(PUBLIC_KEY[96:], 16)))
    point = hash_to_G1(message, _DOMAIN, hashlib.sha256)
    return bool(pairing(G2, signature) == pairing(key, point))
