"""One line of a frozen register, provable to anybody who has the manifest alone (entry.json)."""

from collections.abc import Iterator

from duckdb import DuckDBPyConnection
from pydantic import Field

from shuangsuiji.digest import HashName, digest
from shuangsuiji.draw.fields import DrawFile, Hash, Number, Text
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.registers.snapshot import bucket_hashes, digits_for, each_bucket
from shuangsuiji.draw.text import id_faults, stratum_faults
from shuangsuiji.findings import Finding, Location, problem

PARTS = 3
"""Of a line: id, stratum, status."""


class EntryProof(DrawFile):
    """A line, the leaves of its bucket, the hashes of all buckets: enough to reach the register's root."""

    buckets: tuple[Hash, ...]
    leaves: tuple[Hash, ...]
    line: Text
    manifest: Hash
    register_: Number = Field(alias="register")

    @property
    def parts(self) -> tuple[str, ...]:
        """The id, the stratum and the status of the line."""
        return tuple(self.line.split("|"))


def make_proof(
    connection: DuckDBPyConnection,
    table: str,
    name: HashName,
    manifest_hash: str,
    register: int,
    line: str,
) -> EntryProof:
    """Return the proof of a line that stands in the register of that number, which is in `table`."""
    leaf, hashes, own = digest(name, line), dict[str, str](), list[str]()
    for prefix, leaves in each_bucket(connection, table, name):
        hashes[prefix] = digest(name, "\n".join(leaves))
        if leaf.startswith(prefix):
            own = leaves
    (lines,) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
    assert leaf in own, "the line was read from this register"
    return EntryProof(
        buckets=bucket_hashes(name, digits_for(int(lines)), hashes),
        leaves=tuple(own),
        line=line,
        manifest=manifest_hash,
        register_=register,
    )


def proof_findings(
    proof: EntryProof, manifest: Manifest, manifest_hash: str, file: str
) -> Iterator[Finding]:
    """Yield what keeps a proof from showing that its line stands in the frozen register."""
    place = Location(file)
    if proof.manifest != manifest_hash:
        yield problem("draw/entry-manifest", place, found=proof.manifest, expected=manifest_hash)
        return
    if proof.register_ > len(manifest.registers):
        yield problem("draw/entry-register", place, register=proof.register_)
        return
    register = manifest.registers[proof.register_ - 1]
    faults = len(proof.parts) != PARTS or (
        id_faults(proof.parts[0], register.ids) or stratum_faults(proof.parts[1])
    )
    if faults:
        yield problem("draw/entry-line", place, found=proof.line)
        return
    name, digits = manifest.hash, register.digits
    leaf = digest(name, proof.line)
    in_order = list(proof.leaves) == sorted(set(proof.leaves))
    in_bucket = all(other[:digits] == leaf[:digits] for other in proof.leaves)
    if leaf not in proof.leaves or not in_order or not in_bucket:
        yield problem("draw/entry-leaf", place, leaf=leaf)
        return
    bucket, number = digest(name, "\n".join(proof.leaves)), int(leaf[:digits] or "0", 16)
    if len(proof.buckets) != 16**digits or proof.buckets[number] != bucket:
        yield problem("draw/entry-bucket", place, bucket=bucket)
        return
    root = digest(name, "\n".join(proof.buckets))
    if root != register.root:
        yield problem("draw/root-differs", place, found=root, expected=register.root)
