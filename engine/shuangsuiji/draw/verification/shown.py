"""What a verification could show and what it could not: the table after its steps."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shuangsuiji.draw.bundle import PACK
from shuangsuiji.draw.seeds.checkpoints import COMMITTED, REVEALED
from shuangsuiji.draw.verification.work import Work
from shuangsuiji.findings import Param
from shuangsuiji.ledger.checkpoint import PublicKey

_PRINT_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim by the code of its sentence, and whether it is shown."""

    code: str
    holds: bool
    params: dict[str, Param] = field(default_factory=dict)


def claims_of(work: Work, trust: Iterable[PublicKey]) -> Iterator[Claim]:
    """Yield the claims on a bundle whose steps have passed; `trust` are the keys that the reader knows."""
    known = {(key.name, key.key) for key in trust}
    points = work.log.points if work.log else {}
    yield Claim("draw/shows-register", not work.is_partial)
    yield Claim("draw/shows-unique", not work.is_partial)
    yield Claim("draw/shows-committed-first", COMMITTED in points)
    if work.known.log and work.known.beacon and work.known.deadline:
        yield Claim("draw/shows-revealed-first", REVEALED in points)
    yield _signed(work, known)
    yield _witnessed(work, known)
    yield _beacon(work)
    yield Claim("draw/shows-pack", PACK in work.files)
    yield Claim("draw/shows-inspectors", work.claims.get("draw/shows-inspectors", False))
    if any(line.mode.kind == "directed" for line in work.known.lines):
        yield Claim("draw/shows-condition", holds=False)  # the filter's facts are not in a bundle
    for name in () if work.sealed else work.missing:
        yield Claim("draw/shows-absent", REVEALED in points, {"party": name})


def key_print(key: bytes) -> str:
    """Return a key's fingerprint: the beginning of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[:_PRINT_DIGITS]


_Known = set[tuple[str, bytes]]


def _signed(work: Work, known: _Known) -> Claim:
    """Each party's key signed, or the step would have failed: are they the keys that they should be?"""
    keys = [(p.name, bytes.fromhex(p.key)) for p in work.known.parties if p.key]
    if len(keys) < len(work.known.parties):
        return Claim("draw/shows-signed", holds=False)
    if set(keys) <= known:
        return Claim("draw/shows-signed", holds=True)
    return Claim("draw/shows-signed-unchecked", holds=False, params=_prints(keys))


def _witnessed(work: Work, known: _Known) -> Claim:
    points = work.log.points.values() if work.log else ()
    keys = sorted({(s.name, s.key) for point in points for s in point.cosigners})
    if not keys:
        return Claim("draw/shows-witnessed", holds=False)
    if set(keys) & known:
        return Claim("draw/shows-witnessed", holds=True)
    return Claim("draw/shows-witnessed-unchecked", holds=False, params=_prints(keys))


def _prints(keys: list[tuple[str, bytes]]) -> dict[str, Param]:
    return {"keys": tuple(f"{name} {key_print(key)}" for name, key in keys)}


def _beacon(work: Work) -> Claim:
    if work.known.beacon is None:
        return Claim("draw/shows-no-beacon", holds=False)
    if work.is_beacon_verified:
        return Claim("draw/shows-beacon-signed", holds=True)
    return Claim("draw/shows-beacon", holds=False)
