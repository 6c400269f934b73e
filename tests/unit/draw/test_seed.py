import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shuangsuiji.digest import canonical, digest
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Beacon, Commitment, Commitments, parsed
from shuangsuiji.draw.seeds.beacon import beacon_findings, beacon_value, round_due
from shuangsuiji.draw.seeds.seed import read_reveal, reveal_file, seed_file, seed_of
from shuangsuiji.draw.seeds.signature import is_signed
from shuangsuiji.findings import Refusal


@pytest.fixture
def manifest(example: dict[str, bytes]) -> Manifest:
    return parsed(Manifest, example["manifest.json"], "manifest.json")


@pytest.fixture
def commitments(example: dict[str, bytes]) -> dict[str, Commitment]:
    listed = parsed(Commitments, example["commitments.json"], "commitments.json").root
    return {c.party: c for c in listed}


def test_the_seed_is_the_hash_of_the_seed_file(
    manifest: Manifest, example: dict[str, bytes]
) -> None:
    nonces = {p: json.loads(example[f"reveal-{p}.json"])["nonce"] for p in ("initiator", "witness")}
    beacon = parsed(Beacon, example["beacon.json"], "beacon.json")
    manifest_hash = digest("sha256", example["manifest.json"])

    data = seed_file(manifest, manifest_hash, nonces, beacon)

    assert data == example["seed.json"]
    assert seed_of("sha256", data) == json.loads(example["result.json"])["seed"]


def test_a_round_of_the_beacon_gives_the_hash_of_its_signature(example: dict[str, bytes]) -> None:
    beacon = parsed(Beacon, example["beacon.json"], "beacon.json")

    value = beacon_value(beacon).value

    assert value == "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"


def test_the_first_round_was_due_at_the_chains_beginning() -> None:
    assert round_due(1).isoformat() == "2023-08-23T15:09:27+00:00"
    assert round_due(2**53).year == 2974


def test_another_round_is_not_the_one_asked_for(
    manifest: Manifest, example: dict[str, bytes]
) -> None:
    other = parsed(
        Beacon, canonical({**json.loads(example["beacon.json"]), "round": 657414}), "beacon.json"
    )
    asked = manifest.beacon
    assert asked is not None

    (finding,) = beacon_findings(other, asked, "beacon.json")

    assert (finding.params["field"], finding.params["expected"]) == ("round", "657413")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("draw", "other", "draw/reveal-stranger"),
        ("manifest", "0" * 64, "draw/reveal-stranger"),
        ("party", "nobody", "draw/reveal-stranger"),
        ("nonce", "0" * 64, "draw/reveal-differs"),
        ("party", "supervision", "draw/reveal-differs"),
    ],
)
def test_a_reveal_of_something_else_is_refused(
    manifest: Manifest,
    commitments: dict[str, Commitment],
    example: dict[str, bytes],
    field: str,
    value: str,
    code: str,
) -> None:
    data = canonical({**json.loads(example["reveal-witness.json"]), field: value})
    manifest_hash = digest("sha256", example["manifest.json"])

    with pytest.raises(Refusal) as refusal:
        read_reveal(data, "r.json", manifest, manifest_hash, commitments)

    assert [f.code for f in refusal.value.findings] == [code]


def test_the_reveal_file_is_the_one_that_the_example_has(
    manifest: Manifest, example: dict[str, bytes]
) -> None:
    nonce = bytes(range(32)).hex()
    manifest_hash = digest("sha256", example["manifest.json"])

    data = reveal_file(manifest, manifest_hash, "initiator", nonce)

    assert data == example["reveal-initiator.json"]


def test_a_commitment_is_signed_by_the_partys_own_key() -> None:
    private = Ed25519PrivateKey.generate()
    key = private.public_key().public_bytes_raw().hex()
    signature = private.sign(("a" * 64).encode()).hex()
    signed = Commitment(hash="a" * 64, party="p", signature=signature)

    assert is_signed(signed, key)
    assert not is_signed(signed, None)
    assert not is_signed(signed, "f" * 64)
    assert not is_signed(Commitment(hash="b" * 64, party="p", signature=signature), key)
    unsigned = Commitment(hash="a" * 64, party="p", signature=None)
    assert is_signed(unsigned, None)
    assert not is_signed(unsigned, key)
