"""The engine's verification: what it accepts, and that a change of any byte is found and named."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shuangsuiji.digest import canonical, digest
from shuangsuiji.draw.bundle import sums_file
from shuangsuiji.draw.seeds.beacon_signature import can_verify
from shuangsuiji.draw.verification.verify import Verdict, Verification, verify_bundle
from shuangsuiji.report.draws import verification_lines
from shuangsuiji.report.sentences import SENTENCES

SMALL = ("beacon.json", "commitments.json", "pack.json", "reveal-initiator.json")
SMALL = (*SMALL, "reveal-witness.json", "seed.json")
STEP = {
    "manifest.json": {"draw/step-manifest", "draw/step-names", "draw/step-references"}
    | {"draw/step-commitments", "draw/step-reveals"},
    "pack.json": {"draw/step-references"},
    "commitments.json": {"draw/step-commitments", "draw/step-reveals"},
    "reveal-initiator.json": {"draw/step-reveals"},
    "reveal-witness.json": {"draw/step-reveals"},
    "beacon.json": {"draw/step-beacon", "draw/step-seed"},
    "seed.json": {"draw/step-seed"},
    "register-1.txt": {"draw/step-registers"},
    "register-2.txt": {"draw/step-registers"},
    "result.json": {"draw/step-result"},
}


def resummed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, "SHA256SUMS": sums_file(files)}


def respelled(data: bytes, **changes: object) -> bytes:
    return canonical({**json.loads(data), **changes})


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def places(name: str, data: bytes) -> list[int]:
    """All places of a small file; of a large one its first and last, and some 60 between them."""
    if name in SMALL or name == "SHA256SUMS":
        return list(range(len(data)))
    return sorted({0, len(data) - 1, *range(7, len(data), len(data) // 60)})


def unbound(example: dict[str, bytes]) -> range:
    """The commitment of the party that never revealed: only a log can bind it."""
    party = json.loads(example["commitments.json"])[1]
    start = example["commitments.json"].index(party["hash"].encode())
    return range(start, start + 64)


def is_concluded(verification: Verification, code: str) -> bool:
    return verification_lines(verification)[-1] == "结论  {}。{}".format(*SENTENCES[code])


def failure(verification: Verification) -> tuple[str | None, set[str]]:
    assert verification.verdict is Verdict.FAILED
    assert is_concluded(verification, "draw/verdict-failed")
    return verification.failed_step, {f.code for f in verification.failures}


def test_the_example_is_verified(connection, example: dict[str, bytes]) -> None:
    verification = verify_bundle(connection, example)

    assert verification.verdict is Verdict.VERIFIED
    assert is_concluded(verification, "draw/verdict-verified")
    assert [step.code for step in verification.steps] == [
        "draw/step-sums",
        "draw/step-manifest",
        "draw/step-names",
        "draw/step-references",
        "draw/step-commitments",
        "draw/step-reveals",
        "draw/step-beacon-signed" if can_verify() else "draw/step-beacon",
        "draw/step-seed",
        "draw/step-registers",
        "draw/step-result",
    ]
    assert [n.code for n in verification.notes] == ["draw/note-not-official"]
    beacon = ["draw/shows-beacon-signed" if can_verify() else "draw/shows-beacon"]
    assert [claim.code for claim in verification.shown] == [
        "draw/shows-register",
        "draw/shows-unique",
        *(beacon if can_verify() else []),
        "draw/shows-pack",
    ]
    assert [claim.code for claim in verification.not_shown] == [
        "draw/shows-committed-first",
        "draw/shows-signed",
        "draw/shows-witnessed",
        *([] if can_verify() else beacon),
        "draw/shows-inspectors",
        "draw/shows-condition",
        "draw/shows-absent",
    ]
    assert verification.not_shown[-1].params == {"party": "supervision"}


def test_any_changed_byte_breaks_the_sums(connection, example: dict[str, bytes]) -> None:
    for name, data in example.items():
        for at in range(0, len(data), 5):
            changed = {**example, name: flipped(data, at)}
            step, _ = failure(verify_bundle(connection, changed))
            assert step == "draw/step-sums", (name, at)


@pytest.mark.parametrize("name", STEP)
def test_any_changed_byte_is_found_though_the_sums_are_made_again(
    connection, example: dict[str, bytes], name: str
) -> None:
    excepted = unbound(example) if name == "commitments.json" else range(0)

    for at in places(name, example[name]):
        changed = resummed({**example, name: flipped(example[name], at)})
        verification = verify_bundle(connection, changed)
        if at in excepted and verification.verdict is Verdict.VERIFIED:
            continue
        assert verification.failed_step in STEP[name], (name, at)
        assert verification.failures, (name, at)


@pytest.mark.parametrize(
    "name", ["manifest.json", "commitments.json", "seed.json", "result.json", "register-2.txt"]
)
def test_a_missing_file_is_named(connection, example: dict[str, bytes], name: str) -> None:
    del example[name]

    _, codes = failure(verify_bundle(connection, resummed(example)))

    assert codes == {"draw/file-missing"}


def test_a_file_that_no_draw_has_is_refused(connection, example: dict[str, bytes]) -> None:
    extra = resummed({**example, "reveal-stranger.json": b"{}", "notes.txt": b"x"})

    verification = verify_bundle(connection, extra)

    assert verification.failed_step == "draw/step-names"
    assert [(f.code, f.location.file) for f in verification.failures] == [
        ("draw/file-unknown", "notes.txt"),
        ("draw/file-unknown", "reveal-stranger.json"),
    ]


def test_files_that_stand_only_in_the_sums_are_missed(
    connection, example: dict[str, bytes]
) -> None:
    del example["pack.json"]

    verification = verify_bundle(connection, example)

    (finding,) = verification.failures
    assert (finding.code, finding.params["files"]) == ("draw/sums", ("pack.json",))


def test_without_the_pack_all_but_the_pack_is_shown(connection, example: dict[str, bytes]) -> None:
    del example["pack.json"]

    verification = verify_bundle(connection, resummed(example))

    assert verification.verdict is Verdict.VERIFIED
    assert "draw/shows-pack" in [claim.code for claim in verification.not_shown]


def test_another_pack_than_the_manifests_is_refused(connection, example: dict[str, bytes]) -> None:
    example["pack.json"] = b"{}"

    verification = verify_bundle(connection, resummed(example))

    (finding,) = verification.failures
    assert verification.failed_step == "draw/step-references"
    assert (finding.code, finding.location.file) == ("draw/hash-differs", "pack.json")


def test_commitments_stand_in_the_order_of_the_parties(
    connection, example: dict[str, bytes]
) -> None:
    commitments = json.loads(example["commitments.json"])
    example["commitments.json"] = canonical(commitments[::-1])

    step, codes = failure(verify_bundle(connection, resummed(example)))

    assert (step, codes) == ("draw/step-commitments", {"draw/commitments-parties"})


def test_a_target_that_joined_the_register_later_is_refused(
    connection, example: dict[str, bytes]
) -> None:
    example["register-1.txt"] = (
        b"91350100M000100Y43|A\xe7\xb1\xbb|eligible\n" + example["register-1.txt"]
    )

    verification = verify_bundle(connection, resummed(example))

    (finding,) = verification.failures
    assert verification.failed_step == "draw/step-registers"
    assert (finding.code, finding.params) == (
        "draw/register-lines",
        {"found": 121, "expected": 120},
    )


def test_a_reveal_in_anothers_file_is_refused(connection, example: dict[str, bytes]) -> None:
    example["reveal-supervision.json"] = example["reveal-witness.json"]

    step, codes = failure(verify_bundle(connection, resummed(example)))

    assert (step, codes) == ("draw/step-reveals", {"draw/reveal-stranger"})


def test_a_withheld_reveal_gives_another_seed(connection, example: dict[str, bytes]) -> None:
    del example["reveal-witness.json"]

    step, codes = failure(verify_bundle(connection, resummed(example)))

    assert (step, codes) == ("draw/step-seed", {"draw/seed-differs"})


def test_without_a_deadline_every_nonce_has_to_be_there(
    connection, example: dict[str, bytes]
) -> None:
    files = sealed_by(example, deadline=None, withhold=None)

    verification = verify_bundle(connection, files)

    (finding,) = verification.failures
    assert (verification.failed_step, finding.code) == ("draw/step-reveals", "draw/reveals-missing")
    assert finding.params == {"parties": ("supervision",)}


@pytest.mark.parametrize("digits", [94, 98])
def test_a_beacons_signature_has_the_length_of_its_curves(
    connection, example: dict[str, bytes], digits: int
) -> None:
    example["beacon.json"] = respelled(example["beacon.json"], signature="b7" * (digits // 2))

    step, codes = failure(verify_bundle(connection, resummed(example)))

    assert (step, codes) == ("draw/step-beacon", {"draw/field-form"})


def test_a_signature_that_nobody_can_check_is_refused(
    connection, example: dict[str, bytes]
) -> None:
    commitments = json.loads(example["commitments.json"])
    commitments[0]["signature"] = "0" * 128
    example["commitments.json"] = canonical(commitments)

    step, codes = failure(verify_bundle(connection, resummed(example)))

    assert (step, codes) == ("draw/step-commitments", {"draw/signature"})


def test_a_register_of_an_undirected_line_says_off_filter_of_nobody(
    connection, example: dict[str, bytes]
) -> None:
    lines = json.loads(example["manifest.json"])["lines"]
    lines[1]["mode"] = {"condition": None, "kind": "undirected", "words": None}
    sealed = sealed_by(example, lines=lines)
    number = 1 + sealed["register-2.txt"].split(b"\n").index(
        next(x for x in sealed["register-2.txt"].split(b"\n") if x.endswith(b"|off-filter"))
    )

    verification = verify_bundle(connection, sealed)

    (finding,) = verification.failures
    assert (verification.failed_step, finding.code) == (
        "draw/step-registers",
        "register/off-filter",
    )
    assert (finding.location.file, finding.location.line) == ("register-2.txt", number)
    assert finding.params == {"line": "GQ-2023-02", "n": 80}


def with_keys(example: dict[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """Return the example, its purpose demo, with keys for its parties; and each one's signature."""
    privates = [Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in range(3)]
    parties = json.loads(example["manifest.json"])["parties"]
    for party, private in zip(parties, privates, strict=True):
        party["key"] = private.public_key().public_bytes_raw().hex()
    files = sealed_by(example, parties=parties, purpose="demo")
    commitments = json.loads(files["commitments.json"])
    pairs = zip(commitments, privates, strict=True)
    return files, [private.sign(c["hash"].encode()).hex() for c, private in pairs]


def test_a_party_with_a_key_has_signed_whatever_the_purpose(
    connection, example: dict[str, bytes]
) -> None:
    files, signatures = with_keys(example)
    commitments = json.loads(files["commitments.json"])
    for entry, signature in zip(commitments, signatures, strict=True):
        entry["signature"] = signature
    files["commitments.json"] = canonical(commitments)
    assert verify_bundle(connection, resummed(files)).verdict is Verdict.SEALED

    commitments[1]["signature"] = None
    files["commitments.json"] = canonical(commitments)
    step, codes = failure(verify_bundle(connection, resummed(files)))

    assert (step, codes) == ("draw/step-commitments", {"draw/signature"})


def test_another_winner_is_named_by_line_and_stratum(connection, example: dict[str, bytes]) -> None:
    result = json.loads(example["result.json"])
    result["lines"][2]["strata"][1]["drawn"].reverse()
    example["result.json"] = canonical(result)

    verification = verify_bundle(connection, resummed(example))

    (finding,) = verification.failures
    assert finding.code == "draw/result-differs"
    assert (finding.params["line"], finding.params["stratum"]) == ("GQ-2023-03", "B类")


def part_of(example: dict[str, bytes], lines: slice) -> dict[str, bytes]:
    kept = example["register-1.txt"].splitlines(keepends=True)[lines]
    return resummed({**example, "register-1.txt": b"".join(kept)})


def test_part_of_a_register_proves_single_entries_only(
    connection, example: dict[str, bytes]
) -> None:
    verification = verify_bundle(connection, part_of(example, slice(30, 90)))

    assert verification.verdict is Verdict.PARTIAL
    assert is_concluded(verification, "draw/verdict-partial")
    assert [step.code for step in verification.steps[-2:]] == [
        "draw/step-registers-part",
        "draw/step-result-part",
    ]
    assert [claim.code for claim in verification.not_shown[:2]] == [
        "draw/shows-register",
        "draw/shows-unique",
    ]


def test_part_of_a_register_contradicts_a_wrong_result(
    connection, example: dict[str, bytes]
) -> None:
    part = part_of(example, slice(0, 60))
    lines = part["register-1.txt"].replace(b"\n", b"|\n").splitlines()
    drawn = json.loads(example["result.json"])["lines"][0]["strata"][3]["drawn"][0]["id"]
    number = next(i for i, line in enumerate(lines) if line.startswith(drawn.encode()))
    gone = part["register-1.txt"].splitlines(keepends=True)
    gone[number] = gone[number].replace(b"eligible", b"cap-reached")

    step, codes = failure(
        verify_bundle(connection, resummed({**part, "register-1.txt": b"".join(gone)}))
    )

    assert (step, codes) == ("draw/step-result", {"draw/entry-differs"})


def sealed_by(example: dict[str, bytes], **changes: object) -> dict[str, bytes]:
    """Return the example as it is before its seed is out, its parties bound to a changed manifest."""
    withhold = {"party": "supervision", "until": "2023-12-31T00:00:00Z"}
    manifest = respelled(example["manifest.json"], **{"withhold": withhold, **changes})
    sealed = {k: v for k, v in example.items() if k.startswith(("register", "pack", "beacon"))}
    sealed["manifest.json"] = manifest
    commitments = json.loads(example["commitments.json"])
    for entry in commitments[::2]:
        name = f"reveal-{entry['party']}.json"
        sealed[name] = respelled(example[name], manifest=digest("sha256", manifest))
        entry["hash"] = digest("sha256", sealed[name])
    sealed["commitments.json"] = canonical(commitments)
    return resummed(sealed)


def test_a_withheld_draw_is_sealed_until_its_seed_is_there(
    connection, example: dict[str, bytes]
) -> None:
    verification = verify_bundle(connection, sealed_by(example))

    assert verification.verdict is Verdict.SEALED
    assert is_concluded(verification, "draw/verdict-sealed")


def test_counts_that_the_register_does_not_have_are_named_by_line_and_stratum(
    connection, example: dict[str, bytes]
) -> None:
    lines = json.loads(example["manifest.json"])["lines"]
    stratum = lines[0]["strata"][0]
    stratum |= {"eligible": 27, "excluded": [{"n": 3, "reason": "cap-reached"}]}

    verification = verify_bundle(connection, sealed_by(example, lines=lines))

    (finding,) = verification.failures
    assert (finding.code, finding.location.file) == ("draw/counts-differ", "manifest.json")
    assert (finding.params["line"], finding.params["stratum"]) == ("GQ-2023-01", "A类")
