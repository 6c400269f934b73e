"""What a party hands in (commitment-<name>.json): its commitment, signed, and for which draw it is."""

from collections.abc import Iterator

from shuangsuiji.draw.fields import DrawFile, Hash, Key, Name, Signature
from shuangsuiji.draw.manifest import Manifest, Party
from shuangsuiji.draw.records import Commitment, parsed
from shuangsuiji.draw.seeds.signature import is_signed
from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.yamlfile import nearest


class CommitmentPaper(DrawFile):
    """commitment-<name>.json: nothing in it is secret; `key` is the one that signed, or null."""

    draw: Name
    hash: Hash
    key: Key | None
    manifest: Hash
    party: Name
    signature: Signature | None


def paper_name(party: str) -> str:
    """Return what the file that a party hands in is called."""
    return f"commitment-{party}.json"


def party_named(manifest: Manifest, name: str, place: Location) -> Party:
    """Return the manifest's party of a name; Refusal, with the nearest one, where there is none."""
    for party in manifest.parties:
        if party.name == name:
            return party
    near = nearest(name, [p.name for p in manifest.parties])
    raise refuse("draw/party-unknown", place, party=name, nearest=near)


def key_finding(party: Party, key: str | None, file: str) -> Finding | None:
    """Return what is wrong with signing for a party with this key, or with none."""
    place = Location(file)
    if key == party.key:
        return None
    if key is None:
        return problem("draw/key-needed", place, party=party.name)
    if party.key is None:
        return problem("draw/key-unregistered", place, party=party.name)
    return problem("draw/key-differs", place, party=party.name, found=key, expected=party.key)


def read_paper(
    data: bytes, file: str, manifest: Manifest, manifest_hash: str, party: Party
) -> Commitment:
    """Return the commitment that a party hands in; Refusal unless it is this party's, for this draw."""
    if b'"nonce"' in data:
        raise refuse("draw/reveal-for-commitment", Location(file), expected=paper_name(party.name))
    paper = parsed(CommitmentPaper, data, file)
    found = list(_strangers(paper, file, manifest, manifest_hash, party))
    if not found:
        wrong = key_finding(party, paper.key, file)
        found = [wrong] if wrong else []
    if found:
        raise Refusal(found)
    commitment = Commitment(hash=paper.hash, party=party.name, signature=paper.signature)
    if not is_signed(commitment, party.key):
        raise refuse("draw/commitment-edited", Location(file), party=party.name)
    return commitment


def _strangers(
    paper: CommitmentPaper, file: str, manifest: Manifest, manifest_hash: str, party: Party
) -> Iterator[Finding]:
    tests = {
        "draw": (paper.draw, manifest.draw),
        "manifest": (paper.manifest, manifest_hash),
        "party": (paper.party, party.name),
    }
    for field, (found, expected) in tests.items():
        if found != expected:
            params = {"field": field, "found": found, "expected": expected}
            yield problem("draw/commitment-stranger", Location(file), **params)
