"""A bundle (抽取包): the files that let anybody repeat a draw, and the SHA256SUMS over them."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import digest
from shuangsuiji.draw.decide import decide_draw
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Beacon, Commitment, Commitments, parsed, spelled
from shuangsuiji.draw.seeds.seed import reveal_file, reveal_name, seed_file, seed_of

Content = bytes | Callable[[], Iterator[bytes]]
"""A file's bytes, or for large ones what yields them piece by piece, as often as asked."""

Files = Mapping[str, Content]

MANIFEST, COMMITMENTS, SEED, RESULT = (
    "manifest.json",
    "commitments.json",
    "seed.json",
    "result.json",
)
BEACON, PACK, SUMS, ABORTED = "beacon.json", "pack.json", "SHA256SUMS", "aborted-manifest.json"
INSPECTORS, FIT, ASSIGNMENT = "inspectors.json", "fit.json", "assignment.json"
"""What layer `assignment` puts into a bundle."""


@dataclass(frozen=True, slots=True)
class DrawInputs:
    """All that a bundle is made from: files, commitments in any order, nonces by party."""

    manifest: bytes
    registers: Sequence[Content]
    commitments: Sequence[Commitment]
    nonces: Mapping[str, str]
    beacon: bytes | None = None
    pack: bytes | None = None
    others: Mapping[str, bytes] = field(default_factory=dict)


def make_bundle(
    connection: DuckDBPyConnection, tables: Sequence[str], inputs: DrawInputs
) -> dict[str, Content]:
    """Return all files of the bundle by name, SHA256SUMS among them.

    `tables` hold the registers of the manifest in its order (id, stratum, status), as
    `inputs.registers` spell them.
    """
    manifest = parsed(Manifest, inputs.manifest, MANIFEST)
    manifest_hash = digest(manifest.hash, inputs.manifest)
    beacon = parsed(Beacon, inputs.beacon, BEACON) if inputs.beacon else None
    seed = seed_file(manifest, manifest_hash, inputs.nonces, beacon)
    result = decide_draw(connection, tables, manifest, manifest_hash, seed_of(manifest.hash, seed))
    files: dict[str, Content] = {MANIFEST: inputs.manifest, SEED: seed, RESULT: spelled(result)}
    files |= _given(manifest, inputs)
    files |= _reveals(manifest, manifest_hash, inputs.nonces)
    return files | {SUMS: sums_file(files)}


def register_name(number: int) -> str:
    """Return what the file of a register is called."""
    return f"register-{number}.txt"


def facts_name(number: int) -> str:
    """Return what the file is called that tells region and needs of a register's targets."""
    return f"facts-{number}.txt"


def sums_file(files: Files) -> bytes:
    """Return SHA256SUMS over all other files, in the format of sha256sum, sorted by name."""
    names = sorted(name for name in files if name != SUMS)
    return "".join(f"{_sha256(files[name])}  {name}\n" for name in names).encode()


def pieces(content: Content) -> Iterable[bytes]:
    """Return the bytes of a file, piece by piece."""
    return [content] if isinstance(content, bytes) else content()


def whole(content: Content) -> bytes:
    """Return the bytes of a small file at once."""
    return b"".join(pieces(content))


def _sha256(content: Content) -> str:
    sha256 = hashlib.sha256()
    for piece in pieces(content):
        sha256.update(piece)
    return sha256.hexdigest()


def _given(manifest: Manifest, inputs: DrawInputs) -> dict[str, Content]:
    by_party = {c.party: c for c in inputs.commitments}
    commitments = Commitments(tuple(by_party[p.name] for p in manifest.parties))
    files: dict[str, Content] = {COMMITMENTS: spelled(commitments), **inputs.others}
    files |= {register_name(n): data for n, data in enumerate(inputs.registers, 1)}
    files |= {PACK: inputs.pack} if inputs.pack is not None else {}
    return files | ({BEACON: inputs.beacon} if inputs.beacon else {})


def _reveals(
    manifest: Manifest, manifest_hash: str, nonces: Mapping[str, str]
) -> dict[str, Content]:
    return {
        reveal_name(party): reveal_file(manifest, manifest_hash, party, nonce)
        for party, nonce in nonces.items()
    }
