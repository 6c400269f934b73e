"""Parties at their own machines: a key each, a promise made from the manifest alone, papers exchanged."""

import json
import shutil
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shuangsuiji.cli import run
from shuangsuiji.digest import canonical, digest
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.findings import Refusal
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.draws import Promise, SignOrder

NOW = datetime(2026, 1, 1, 8, 0, 0, tzinfo=UTC)
PACK = draws.PackRecord("gaoqing", date(2026, 1, 1), b'{"id":"gaoqing"}')
PARTIES = ("initiator", "witness")
ORDER = """\
draw: {draw}
purpose: test
hash: {hash}
registers: [{{ids: text}}]
lines:
  - line: {draw}
    window: {{from: 2026-03-01, until: 2026-06-30}}
    strata: [{{id: 全部, ratio: 1/2}}]
parties:
  - {{name: initiator, title: 县市场监管局, key: {initiator}}}
  - {{name: witness, title: 县公证处, key: {witness}}}
"""


class Parties:
    """An operator's folder, and for each party one of its own, far from it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.keys = {
            name: draws.new_party_key(root / name / "own.key").record["key"] for name in PARTIES
        }

    def freeze(self, draw: str = "D-1", hash_: str = "sha256", **keys: str) -> Path:
        """Freeze a draw of four shops and give each party the manifest; return its folder."""
        order, register = self.root / f"{draw}.yaml", self.root / f"{draw}.csv"
        shops = "\n".join(f"{draw}店{n},全部,eligible" for n in range(4))
        register.write_text(f"id,stratum,status\n{shops}\n", "utf-8")
        order.write_text(ORDER.format(draw=draw, hash=hash_, **(self.keys | keys)), "utf-8")
        out = self.root / draw
        draws.freeze(draws.FreezeOrder(order, (register,), self.root / "s.db", out, PACK), now=NOW)
        for name in PARTIES:
            shutil.copy(out / "frozen/manifest.json", self.root / name / "manifest.json")
        return out

    def sign(self, name: str, **more: Any) -> Any:
        folder = self.root / name
        given = {"key": folder / "own.key", **more}
        return draws.sign(SignOrder(folder / "manifest.json", name, folder / "out", **given))

    def paper(self, name: str) -> Path:
        return self.root / name / "out" / f"commitment-{name}.json"

    def reveal(self, name: str) -> Path:
        return self.root / name / "out" / f"reveal-{name}.json"

    def respelled(self, name: str, **changes: object) -> Path:
        path = self.root / "changed.json"
        path.write_bytes(canonical({**json.loads(self.paper(name).read_bytes()), **changes}))
        return path


@pytest.fixture
def parties(tmp_path: Path) -> Parties:
    return Parties(tmp_path)


def refused(step: Any) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        step()
    assert all(all(sentence(finding)) for finding in refusal.value.findings)
    return [f.code for f in refusal.value.findings]


def commit(out: Path, name: str, paper: Path, **more: Any) -> Any:
    return draws.commit(out, Promise(name, paper=paper, **more), now=NOW)


@pytest.mark.parametrize("hash_", ["sha256", "sm3"])
def test_parties_sign_far_from_the_store_and_the_bundle_verifies(parties, hash_):
    out = parties.freeze(hash_=hash_)
    for name in PARTIES:
        report = parties.sign(name)
        assert report.record["hash"] == digest(hash_, parties.reveal(name).read_bytes())
        commit(out, name, parties.paper(name))
    for name in PARTIES:
        draws.reveal(out, parties.reveal(name), now=NOW)
    draws.run(out, now=NOW)

    assert draws.verify(out / "bundle").verdict is Verdict.VERIFIED
    assert not (out / "private").exists()
    listed = json.loads((out / "bundle/commitments.json").read_bytes())
    for row in listed:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(parties.keys[row["party"]]))
        key.verify(bytes.fromhex(row["signature"]), row["hash"].encode())


def test_a_private_key_is_its_owners_alone_and_never_shown(tmp_path, capsys):
    path = tmp_path / "own.key"

    assert run(["draw", "key", "new", "-o", str(path)]) == 0
    shown = capsys.readouterr().out
    private, public = path.read_text("ascii"), (tmp_path / "own.key.pub").read_text("ascii")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public.strip() in shown
    assert private.splitlines()[1] not in shown
    assert run(["draw", "key", "new", "-o", str(path)]) == 2
    assert "不会被覆盖" in capsys.readouterr().err
    assert path.read_text("ascii") == private


def test_a_public_key_that_is_there_stays_and_no_private_one_is_made(tmp_path):
    (tmp_path / "own.key.pub").write_text("kept", "ascii")

    assert refused(lambda: draws.new_party_key(tmp_path / "own.key")) == ["key/taken"]
    assert [p.name for p in tmp_path.iterdir()] == ["own.key.pub"]


def test_what_to_do_with_each_file_is_said(parties):
    parties.freeze()

    said = {f.code: sentence(f) for f in parties.sign("witness").said}
    key = {f.code: sentence(f) for f in draws.new_party_key(parties.root / "k").said}

    assert list(said) == ["draw/told-sign-draw", "draw/told-sign-kept", "draw/told-sign-paper"]
    assert "draw reveal" in said["draw/told-sign-kept"][1]
    assert "draw commit --from" in said["draw/told-sign-paper"][1]
    assert "不交给任何人" in key["draw/told-key-private"][1]
    assert "任务书" in key["draw/told-key-public"][1]


def test_the_reveal_file_is_secret_and_the_paper_does_not_hold_its_nonce(parties):
    parties.freeze()
    parties.sign("witness")

    nonce = json.loads(parties.reveal("witness").read_bytes())["nonce"]
    assert stat.S_IMODE(parties.reveal("witness").stat().st_mode) == 0o600
    assert nonce not in parties.paper("witness").read_text("utf-8")
    assert len(bytes.fromhex(nonce)) == 32


def test_signed_again_the_promise_is_the_same(parties):
    parties.freeze()
    parties.sign("witness")
    first = parties.paper("witness").read_bytes(), parties.reveal("witness").read_bytes()
    parties.paper("witness").unlink()  # as if killed before it was written

    parties.sign("witness")

    assert (parties.paper("witness").read_bytes(), parties.reveal("witness").read_bytes()) == first


def test_a_nonce_of_ones_own_is_taken_and_another_one_refused(parties):
    parties.freeze()

    assert refused(lambda: parties.sign("witness", nonce="0B" * 32)) == ["draw/nonce-form"]
    parties.sign("witness", nonce="0b" * 32)
    assert json.loads(parties.reveal("witness").read_bytes())["nonce"] == "0b" * 32
    assert refused(lambda: parties.sign("witness", nonce="0c" * 32)) == ["draw/private-file"]


def test_the_reveal_file_of_another_draw_is_not_written_over(parties):
    parties.freeze("D-1")
    parties.sign("witness")
    kept = parties.reveal("witness").read_bytes()
    parties.freeze("D-2")

    assert refused(lambda: parties.sign("witness")) == ["draw/private-file"]
    assert parties.reveal("witness").read_bytes() == kept


def test_a_party_signs_only_with_the_key_of_the_manifest(parties):
    parties.freeze()
    other, open_ = parties.root / "initiator/own.key", parties.root / "witness/open.key"
    shutil.copy(parties.root / "witness/own.key", open_)
    open_.chmod(0o644)

    assert refused(lambda: parties.sign("witness", key=other)) == ["draw/key-differs"]
    assert refused(lambda: parties.sign("witness", key=None)) == ["draw/key-needed"]
    assert refused(lambda: parties.sign("witness", key=open_)) == ["key/open-to-others"]
    public = parties.root / "witness/own.key.pub"
    public.chmod(0o600)
    assert refused(lambda: parties.sign("witness", key=public)) == ["key/not-a-key"]
    assert not parties.reveal("witness").exists()


def test_a_party_without_a_key_promises_unsigned_and_is_told(parties):
    out = parties.freeze(witness="null")

    assert refused(lambda: parties.sign("witness")) == ["draw/key-unregistered"]
    report = parties.sign("witness", key=None)

    assert report.said[-1].code == "draw/told-sign-unsigned"
    commit(out, "witness", parties.paper("witness"))
    assert refused(lambda: draws.reveal(out, parties.reveal("witness"), now=NOW)) == [
        "draw/reveal-before-commit"
    ]


def test_a_stranger_or_a_manifest_that_was_edited_is_refused(parties):
    parties.freeze()
    path = parties.root / "witness/manifest.json"
    order = SignOrder(path, "witnes", parties.root / "x")

    assert refused(lambda: draws.sign(order)) == ["draw/party-unknown"]
    path.write_bytes(path.read_bytes() + b"\n")
    assert refused(lambda: parties.sign("witness")) == ["draw/not-canonical"]
    path.unlink()
    assert refused(lambda: parties.sign("witness")) == ["file/unreadable"]


def test_a_folder_that_takes_no_file_is_told(parties):
    parties.freeze()
    (parties.root / "witness/out").write_text("a file", "ascii")

    assert refused(lambda: parties.sign("witness")) == ["output/not-written"]


def test_a_paper_for_another_draw_or_of_another_party_is_not_taken(parties):
    other = parties.freeze("D-1")
    parties.sign("witness")
    out = parties.freeze("D-2")

    found = refused(lambda: commit(out, "witness", parties.paper("witness")))
    assert found == ["draw/commitment-stranger"] * 2  # its draw, its manifest
    assert refused(lambda: commit(other, "initiator", parties.paper("witness"))) == [
        "draw/commitment-stranger"
    ]


def test_a_reveal_handed_in_for_a_commitment_is_told_to_stay_secret(parties):
    out = parties.freeze("D-1")
    parties.sign("witness")
    reveal = parties.paper("witness").with_name("reveal-witness.json")

    assert refused(lambda: commit(out, "witness", reveal)) == ["draw/reveal-for-commitment"]


def test_a_paper_that_was_edited_or_signed_with_another_key_is_not_taken(parties):
    out = parties.freeze()
    parties.sign("witness")
    parties.sign("initiator")
    signed = json.loads(parties.paper("initiator").read_bytes())["signature"]

    def taken(**changes: object) -> list[str]:
        return refused(lambda: commit(out, "witness", parties.respelled("witness", **changes)))

    assert taken(hash="0" * 64) == ["draw/commitment-edited"]
    assert taken(signature=signed) == ["draw/commitment-edited"]
    assert taken(signature=None) == ["draw/commitment-edited"]
    assert taken(key=parties.keys["initiator"]) == ["draw/key-differs"]
    assert taken(key=None, signature=None) == ["draw/key-needed"]
    assert taken(hash="x") == ["draw/field-form"]
    assert taken(more=1) == ["draw/field-unknown"]
    assert draws.status(out).said[1].code == "draw/told-party-open"


def test_a_paper_comes_alone(parties):
    out = parties.freeze()
    parties.sign("witness")
    paper = parties.paper("witness")

    beside = {"nonce": "0b" * 32, "hash": "0" * 64, "signature": "0" * 128, "keep": out}
    for more in ({key: value} for key, value in beside.items()):
        found = refused(lambda more=more: commit(out, "witness", paper, **more))
        assert found == ["draw/nonce-or-hash"]
    assert refused(lambda: commit(out, "witness", parties.root / "none")) == ["file/unreadable"]


def test_a_commitment_copied_from_another_party_is_not_taken(parties):
    out = parties.freeze(initiator="null", witness="null")
    parties.sign("witness", key=None)
    commit(out, "witness", parties.paper("witness"))

    copied = parties.respelled("witness", party="initiator")
    assert refused(lambda: commit(out, "initiator", copied)) == ["draw/commitment-copied"]


def test_the_commands_do_the_same(parties, capsys):
    out = parties.freeze()
    folder = parties.root / "witness"
    given = ["--party", "witness", "--key", str(folder / "own.key"), "-o", str(folder / "out")]

    assert run(["draw", "sign", str(folder / "manifest.json"), *given, "-f", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    taken = ["--party", "witness", "--from", record["commitment"]]
    assert run(["draw", "commit", str(out), *taken]) == 0
    assert record["hash"] in capsys.readouterr().out
    assert run(["draw", "commit", str(out), *taken]) == 2
    assert "承诺不能更换" in capsys.readouterr().err
