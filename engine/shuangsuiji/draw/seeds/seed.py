"""From nonces to the seed (随机种子): reveal files, what commits to them, and seed.json."""

from collections.abc import Mapping, Sequence

from shuangsuiji.digest import HashName, digest
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Beacon, Commitment, Nonce, Reveal, Seed, parsed, spelled
from shuangsuiji.draw.seeds.beacon import beacon_value
from shuangsuiji.findings import Finding, Location, Refusal, problem

NONCE_BYTES = 32


def reveal_file(manifest: Manifest, manifest_hash: str, party: str, nonce: str) -> bytes:
    """Return a party's reveal file; its hash is the commitment (种子承诺)."""
    return spelled(Reveal(draw=manifest.draw, manifest=manifest_hash, nonce=nonce, party=party))


def reveal_name(party: str) -> str:
    """Return what the reveal file of a party is called."""
    return f"reveal-{party}.json"


def read_reveal(
    data: bytes,
    file: str,
    manifest: Manifest,
    manifest_hash: str,
    commitments: Mapping[str, Commitment],
) -> Reveal:
    """Return the reveal in a file; Refusal unless it is of this draw and as committed."""
    reveal = parsed(Reveal, data, file)
    found = list(_strangers(reveal, file, manifest, manifest_hash))
    if found:
        raise Refusal(found)
    given = digest(manifest.hash, data)
    committed = commitments.get(reveal.party)
    if committed is None or given != committed.hash:
        expected = committed.hash if committed else "无"
        params = {"party": reveal.party, "found": given, "expected": expected}
        raise Refusal([problem("draw/reveal-differs", Location(file), **params)])
    return reveal


def _strangers(
    reveal: Reveal, file: str, manifest: Manifest, manifest_hash: str
) -> Sequence[Finding]:
    known = {party.name for party in manifest.parties}
    tests = {
        "draw": (reveal.draw, manifest.draw, reveal.draw == manifest.draw),
        "manifest": (reveal.manifest, manifest_hash, reveal.manifest == manifest_hash),
        "party": (reveal.party, "、".join(sorted(known)), reveal.party in known),
    }
    return [
        problem("draw/reveal-stranger", Location(file), field=k, found=found, expected=expected)
        for k, (found, expected, fits) in tests.items()
        if not fits
    ]


def seed_file(
    manifest: Manifest, manifest_hash: str, nonces: Mapping[str, str], beacon: Beacon | None
) -> bytes:
    """Return seed.json: the nonces in the parties' order, null for one that is not there."""
    seed = Seed(
        beacon=beacon_value(beacon) if beacon else None,
        manifest=manifest_hash,
        reveals=tuple(Nonce(nonce=nonces.get(p.name), party=p.name) for p in manifest.parties),
    )
    return spelled(seed)


def seed_of(name: HashName, data: bytes) -> str:
    """Return the seed: the hash of seed.json."""
    return digest(name, data)
