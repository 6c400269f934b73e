"""What a party does on its own machine: a key once, then for each draw a nonce, promised and signed."""

from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.digest import digest
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.manifest_rules import manifest_findings
from shuangsuiji.draw.records import parsed, spelled
from shuangsuiji.draw.seeds.commitment import CommitmentPaper, key_finding, paper_name, party_named
from shuangsuiji.findings import Location, Refusal, refuse
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.report.files import write_all
from shuangsuiji.workflow.draw_files import read_small
from shuangsuiji.workflow.draw_log import told
from shuangsuiji.workflow.draw_reveal_file import keep_nonce
from shuangsuiji.workflow.key_files import new_key, public_hex, read_key


@dataclass(frozen=True, slots=True)
class SignOrder:
    """Which manifest a party signs for, with which key, and the folder that its files go to."""

    manifest: Path
    party: str
    out: Path
    key: Path | None = None
    nonce: str | None = None


def new_party_key(path: Path) -> DrawReport:
    """Draw a key pair: the private half into a file of its own, the public half beside it."""
    beside = path.with_name(f"{path.name}.pub")
    if beside.exists():
        raise refuse("key/taken", Location(str(beside)))
    public = new_key(path)
    try:
        write_all([(beside, f"{public}\n".encode())])
    except Refusal:
        path.unlink()
        raise
    said = (
        told("draw/told-key-private", path, file=str(path)),
        told("draw/told-key-public", path, file=str(beside), key=public),
    )
    return DrawReport(said, {"key": public, "private": str(path), "public": str(beside)})


def sign(order: SignOrder) -> DrawReport:
    """Write a party's reveal file, which it keeps, and its commitment, which it hands in.

    Only the manifest is read: neither the store nor the registers need be here.
    """
    manifest, manifest_hash = _read_manifest(order.manifest)
    party = party_named(manifest, order.party, Location(str(order.manifest)))
    key = read_key(order.key) if order.key else None
    public = public_hex(key) if key else None
    wrong = key_finding(party, public, str(order.key or order.manifest))
    if wrong:
        raise Refusal([wrong])
    hash_, kept = keep_nonce(manifest, manifest_hash, party.name, order.out, order.nonce)
    paper = CommitmentPaper(
        draw=manifest.draw,
        hash=hash_,
        key=public,
        manifest=manifest_hash,
        party=party.name,
        signature=key.sign(hash_.encode("ascii")).hex() if key else None,
    )
    handed = order.out / paper_name(party.name)
    write_all([(handed, spelled(paper))])
    return _report(paper, kept, handed)


def _read_manifest(path: Path) -> tuple[Manifest, str]:
    data, file = read_small(path), str(path)
    manifest = parsed(Manifest, data, file)
    found = [*manifest_findings(manifest, file)]
    if found:
        raise Refusal(found)
    return manifest, digest(manifest.hash, data)


def _report(paper: CommitmentPaper, kept: Path, handed: Path) -> DrawReport:
    said = [
        told("draw/told-sign-draw", handed, draw=paper.draw, hash=paper.manifest),
        told("draw/told-sign-kept", kept, file=str(kept)),
        told("draw/told-sign-paper", handed, file=str(handed), hash=paper.hash),
    ]
    if paper.signature is None:
        said.append(told("draw/told-sign-unsigned", handed, party=paper.party))
    record = {"draw": paper.draw, "manifest": paper.manifest, "party": paper.party}
    files = {"hash": paper.hash, "kept": str(kept), "commitment": str(handed)}
    return DrawReport(tuple(said), {**record, **files})
