"""A real round of the public beacon is known by its signature; where the library lacks, nothing is claimed."""

import json

import pytest

from shuangsuiji.draw.bundle import sums_file
from shuangsuiji.draw.records import Beacon
from shuangsuiji.draw.seeds import beacon_signature
from shuangsuiji.draw.seeds.beacon_signature import can_verify, is_beacons
from shuangsuiji.draw.verification import to_seed as verify_seed
from shuangsuiji.draw.verification.verify import Verdict, verify_bundle

needs_library = pytest.mark.skipif(
    not can_verify(), reason="py_ecc is not installed (the extra `beacon`)"
)


@pytest.fixture
def beacon(example: dict[str, bytes]) -> Beacon:
    return Beacon.model_validate_json(example["beacon.json"])


@needs_library
def test_a_round_of_quicknet_is_signed_by_quicknet(beacon: Beacon) -> None:
    assert beacon.round == 657413
    assert is_beacons(beacon)


@needs_library
@pytest.mark.parametrize("bit", [0, 7, 100, 380, 381, 382, 383])
def test_one_bit_changed_is_no_signature(beacon: Beacon, bit: int) -> None:
    changed = f"{int(beacon.signature, 16) ^ (1 << bit):096x}"

    assert not is_beacons(beacon.model_copy(update={"signature": changed}))


@needs_library
def test_the_signature_of_one_round_is_not_that_of_another(beacon: Beacon) -> None:
    assert not is_beacons(beacon.model_copy(update={"round": beacon.round + 1}))


@needs_library
def test_the_point_at_infinity_signs_nothing(beacon: Beacon) -> None:
    assert not is_beacons(beacon.model_copy(update={"signature": "c0" + "00" * 47}))


@needs_library
def test_a_forged_round_fails_at_the_beacon(connection, example: dict[str, bytes]) -> None:
    said = json.loads(example["beacon.json"])
    said["signature"] = said["signature"][:-1] + ("0" if said["signature"][-1] != "0" else "1")
    example["beacon.json"] = json.dumps(said, separators=(",", ":"), sort_keys=True).encode()

    verification = verify_bundle(connection, {**example, "SHA256SUMS": sums_file(example)})

    assert verification.failed_step == "draw/step-beacon"
    assert [finding.code for finding in verification.failures] == ["draw/beacon-forged"]


def test_without_the_library_the_signature_is_said_to_be_unverified(
    connection, example: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_seed, "can_verify", lambda: False)

    verification = verify_bundle(connection, example)

    assert verification.verdict is Verdict.VERIFIED
    assert "draw/step-beacon" in [step.code for step in verification.steps]
    assert "draw/shows-beacon" in [claim.code for claim in verification.not_shown]


def test_the_library_is_asked_for_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beacon_signature, "find_spec", lambda name: None)

    assert not can_verify()
