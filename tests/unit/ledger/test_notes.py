"""Notes, checkpoints, requests and proofs as text: what is read, and what is refused."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shuangsuiji.ledger.checkpoint import (
    Checkpoint,
    PublicKey,
    SignedAs,
    Signer,
    cosign,
    parse_checkpoint,
    sign,
    signers,
)
from shuangsuiji.ledger.merkle import Frontier, leaf_hash, node_hash
from shuangsuiji.ledger.note import FormError, Note, key_id, parse_note, verifies
from shuangsuiji.ledger.requests import (
    EventProof,
    Request,
    parse_event_proof,
    parse_request,
)

KNOWN = json.loads((Path(__file__).parents[2] / "vectors" / "log-vectors.json").read_text("utf-8"))
ORIGIN, WITNESS = "gaoqing.example/log", "高青县司法局"
LOG_KEY, WITNESS_KEY = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
LOG = PublicKey(ORIGIN, LOG_KEY.public_key().public_bytes_raw())
COSIGNER = PublicKey(WITNESS, WITNESS_KEY.public_key().public_bytes_raw())
POINT = Checkpoint(ORIGIN, 3, bytes(32))


def note() -> Note:
    own = sign(POINT, LOG_KEY)
    return Note(str(POINT), (own, cosign(POINT, WITNESS, WITNESS_KEY, 1_800_000_000)))


@pytest.mark.parametrize("row", KNOWN["rfc8032"]["vectors"])
def test_signatures_are_those_of_rfc_8032(row: dict[str, str]) -> None:
    public, message, signature = (
        bytes.fromhex(row[part]) for part in ("public", "message", "signature")
    )

    assert verifies(public, signature, message)
    assert not verifies(public, signature, message + b"x")
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(row["secret"]))
    assert key.sign(message) == signature


def test_the_go_projects_note_is_read_written_and_verified() -> None:
    known = KNOWN["note"]
    public, said = bytes.fromhex(known["public"]), known["note"].encode()

    read = parse_note(said)

    assert str(read).encode() == said
    (line,) = read.signatures
    assert key_id(known["name"], 1, public) == line.key_id == bytes.fromhex(known["key_id"])
    assert verifies(public, line.blob, read.text.encode())
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(known["seed"]))
    assert key.sign(read.text.encode()) == line.blob


def test_the_published_example_of_a_cosigned_checkpoint_is_read() -> None:
    read = parse_note(KNOWN["cosigned"]["note"].encode())

    assert parse_checkpoint(read.text).size == 20852163
    witness = read.signatures[1]
    assert int.from_bytes(witness.blob[:8], "big") == KNOWN["cosigned"]["time"]
    assert len(witness.blob) == 8 + 64


def test_who_signed_is_told_of_the_keys_that_are_known() -> None:
    read = parse_note(str(note()).encode())

    assert read == note()
    assert parse_checkpoint(read.text) == POINT
    assert signers(read, [LOG, COSIGNER]) == (
        Signer(ORIGIN, LOG.key, SignedAs.LOG, None),
        Signer(WITNESS, COSIGNER.key, SignedAs.COSIGNER, 1_800_000_000),
    )
    assert signers(read, [PublicKey(ORIGIN, COSIGNER.key)]) == ()
    assert signers(read, []) == ()


@pytest.mark.parametrize("place", [0, 1])
def test_a_line_that_names_a_known_key_must_hold(place: int) -> None:
    other = Note(str(Checkpoint(ORIGIN, 4, bytes(32))), note().signatures)

    with pytest.raises(FormError, match="signature-false"):
        signers(other, [(LOG, COSIGNER)[place]])


def test_a_cosignature_holds_for_its_own_time_only() -> None:
    line = note().signatures[1]
    moved = type(line)(line.name, line.key_id, (1_700_000_000).to_bytes(8, "big") + line.blob[8:])

    with pytest.raises(FormError, match="signature-false"):
        signers(Note(str(POINT), (moved,)), [COSIGNER])


def test_the_logs_key_signs_for_no_other_log() -> None:
    point = Checkpoint("other.example/log", 3, bytes(32))
    line = sign(point, LOG_KEY)
    renamed = type(line)(ORIGIN, key_id(ORIGIN, SignedAs.LOG, LOG.key), line.blob)

    with pytest.raises(FormError, match="signature-false"):
        signers(Note(str(point), (renamed,)), [LOG])


GOOD = str(note())
ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        (b"", "parts"),
        (b"\xff\n\n", "text"),
        (b"x" * 1_000_001, "large"),
        (GOOD.removesuffix("\n").encode(), "parts"),
        (GOOD.replace("\n\n", "\n").encode(), "parts"),
        (GOOD.replace("\n", "\r\n").encode(), "parts"),
        (GOOD.replace("—", "-").encode(), "signature-line"),
        (GOOD.replace(ORIGIN + " ", ORIGIN + "  ").encode(), "signature-line"),
        ((str(POINT) + "\n").encode() + b"\xe2\x80\x94 a AAAA\n", "signature-line"),
        ((str(POINT) + "\n").encode() + b"\xe2\x80\x94 a AAAAAAB=\n", "base64"),
        ((str(POINT) + "\n" + str(note().signatures[0]) + "\n").encode() * 1 + b"x\n", "signature"),
        (str(Note(str(POINT), note().signatures * 51)).encode(), "signatures"),
    ],
)
def test_what_is_no_note_is_refused(said: bytes, slug: str) -> None:
    with pytest.raises(FormError, match=slug):
        parse_note(said)


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n03\n{ROOT}\n",
        f"{ORIGIN}\n-3\n{ROOT}\n",
        f"\n3\n{ROOT}\n",
        f"{ORIGIN}\n3\n{ROOT}\nmore\n",
        f"{ORIGIN}\n3\n{ROOT}",
        f"{ORIGIN}\n3\nAAAA\n",
        f"{ORIGIN}\n3\n{ROOT[:-2]}B=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(FormError):
        parse_checkpoint(text)


def test_a_request_and_a_proof_come_back_as_they_were_written() -> None:
    tree, lines = Frontier(), [b"a", b"b", "三".encode()]
    for line in lines:
        tree.append(leaf_hash(line))
    before = (node_hash(leaf_hash(b"a"), leaf_hash(b"b")),)
    point = Checkpoint(ORIGIN, 3, tree.root())
    signed = Note(str(point), (sign(point, LOG_KEY),))
    request = Request(2, (bytes(32), b"x" * 32), signed)
    proof = EventProof(lines[2], 3, before, signed)

    assert parse_request(str(request).encode()) == request
    assert parse_event_proof(str(proof).encode()) == proof
    assert proof.holds
    assert not EventProof(lines[2], 2, proof.proof, signed).holds
    assert parse_request(str(Request(0, (), signed)).encode()) == Request(0, (), signed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("old 2", "old 02"),
        ("old 2", "2"),
        ("old 2\n", "old 2\nAAAA\n"),
        ("old 2\n", "old 2\n" + f"{ROOT}\n" * 64),
        (f"{ORIGIN}\n3\n", f"{ORIGIN}\n"),
    ],
)
def test_what_is_no_request_is_refused(before: str, after: str) -> None:
    said = str(Request(2, (), note())).replace(before, after, 1)

    with pytest.raises(FormError):
        parse_request(said.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("extra ", "Extra "),
        ("index 0", "index 00"),
        ("index 0\n", ""),
        ("index 0\n", "index 0\nAAAA\n"),
    ],
)
def test_what_is_no_proof_is_refused(before: str, after: str) -> None:
    said = str(EventProof(b"a", 1, (), note())).replace(before, after, 1)

    with pytest.raises(FormError):
        parse_event_proof(said.encode())


def test_a_file_of_another_kind_is_no_request() -> None:
    with pytest.raises(FormError):
        parse_request(b"\xff\n\n" + GOOD.encode())


GOOD_PAPERS = (
    GOOD,
    str(Request(2, (bytes(32),), note())),
    str(EventProof(b"a", 1, (bytes(32),), note())),
)


@given(st.sampled_from(GOOD_PAPERS), st.data())
def test_whatever_is_handed_in_is_a_paper_or_refused(paper: str, data: st.DataObject) -> None:
    said = paper.encode()
    start, end = sorted(data.draw(st.integers(0, len(said))) for _ in range(2))
    bent = said[:start] + data.draw(st.binary(max_size=20)) + said[end:]

    for parse in (parse_note, parse_request, parse_event_proof):
        try:
            read = parse(bent)
        except FormError:
            continue
        assert str(read).encode() == bent  # no two texts are one paper
