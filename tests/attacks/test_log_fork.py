"""An operator keeps the log twice, shortens it, or makes it anew: each leaves two papers that show it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from shuangsuiji.cli import run
from shuangsuiji.store import Event, append, open_store

ORIGIN, WITNESS = "gaoqing.example/log", "witness.example"


def happen(store: str, *whos: str) -> None:
    with open_store(store, create=True) as opened, opened.writing() as connection:
        for who in whos:
            append(connection, Event("2026-01-01T00:00:00Z", "decide", who, {}))


def signed(store: str, name: str, *more: str) -> None:
    origin = ("--origin", ORIGIN)
    words = ["--store", store, "--key", "log.key", *origin, "-o", f"{name}.txt"]
    assert run(["ledger", "checkpoint", *words, "--request", f"{name}.req", *more]) == 0


def cosign(request: str, *more: str) -> int:
    words = ["--key", "wit.key", "--name", WITNESS, "--trust", "trust.json"]
    kept = ["--known", "known.txt", "-o", "signed.txt"]
    return run(["ledger", "cosign", request, *words, *kept, *more])


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    capsys.readouterr()
    code = run([*words, "-f", "json"])
    said = json.loads(capsys.readouterr().out)
    return code, [finding["code"] for finding in said.get("refused") or said["said"]]


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """A log of four events, signed and cosigned; a twin of it that is to go its own way."""
    monkeypatch.chdir(tmp_path)
    keys = []
    for name, file in ((ORIGIN, "log.key"), (WITNESS, "wit.key")):
        run(["ledger", "key", "new", file])
        capsys.readouterr()
        run(["ledger", "key", "show", file, "-f", "json"])
        keys.append({"key": json.loads(capsys.readouterr().out)["key"], "name": name})
    Path("trust.json").write_text(json.dumps({"keys": keys}), "utf-8")
    happen("a.db", "甲", "乙", "丙", "丁")
    signed("a.db", "four")
    assert cosign("four.req", "--first") == 0
    shutil.copy("a.db", "twin.db")
    happen("a.db", "戊", "己")
    signed("a.db", "six", "--since", "4")
    assert cosign("six.req") == 0


@pytest.mark.usefixtures("log")
def test_two_checkpoints_of_one_size_are_a_fork_for_anybody(capsys: Any) -> None:
    happen("twin.db", "戊", "换了的")
    signed("twin.db", "twin", "--since", "4")

    code, said = told(capsys, "ledger", "check", "six.txt", "twin.txt", "--trust", "trust.json")

    assert (code, said[-1]) == (1, "ledger/fork")


@pytest.mark.usefixtures("log")
def test_a_cosigner_signs_no_twin_of_the_same_size(capsys: Any) -> None:
    happen("twin.db", "戊", "换了的")
    signed("twin.db", "twin", "--since", "4")
    known, before = Path("known.txt").read_bytes(), Path("signed.txt").read_bytes()

    assert cosign("twin.req") == 1

    assert "台账分叉：同是6条" in capsys.readouterr().out
    assert (Path("known.txt").read_bytes(), Path("signed.txt").read_bytes()) == (known, before)


@pytest.mark.usefixtures("log")
def test_a_cosigner_signs_no_longer_twin_whatever_proof_comes_with_it(capsys: Any) -> None:
    happen("twin.db", "戊", "换了的", "庚", "辛")
    signed("twin.db", "twin", "--since", "6")

    assert cosign("twin.req") == 1
    assert "8条时的台账接不上6条时的台账" in capsys.readouterr().out

    # The proof of the true log under the twin's checkpoint does not hold either.
    happen("a.db", "庚", "辛")
    signed("a.db", "true", "--since", "6")
    proof = Path("true.req").read_text("utf-8").partition("\n\n")[0]
    note = Path("twin.req").read_text("utf-8").partition("\n\n")[2]
    Path("mixed.req").write_text(f"{proof}\n\n{note}", "utf-8")
    assert cosign("mixed.req") == 1
    assert cosign("true.req") == 0


@pytest.mark.usefixtures("log")
def test_the_public_sees_with_a_request_and_an_old_checkpoint_that_the_log_was_made_anew(
    capsys: Any,
) -> None:
    happen("new.db", *"abcdefgh")
    signed("new.db", "new", "--since", "6")

    code, said = told(capsys, "ledger", "check", "new.req", "six.txt", "--trust", "trust.json")
    assert (code, said[-1]) == (1, "ledger/not-grown")

    code, said = told(capsys, "ledger", "verify", "--store", "new.db", "--against", "six.txt")
    assert (code, said[-1]) == (1, "ledger/other-root")


@pytest.mark.usefixtures("log")
def test_a_log_that_was_cut_back_is_found_by_cosigner_and_public(capsys: Any) -> None:
    happen("twin.db", "戊")
    signed("twin.db", "twin", "--since", "4")

    capsys.readouterr()
    assert cosign("twin.req") == 1
    assert "台账不会变短" in capsys.readouterr().out
    code, said = told(capsys, "ledger", "verify", "--store", "twin.db", "--against", "six.txt")
    assert (code, said[-1]) == (1, "ledger/shortened")
    assert "ledger/shorter" in told(capsys, "ledger", "cosign", "twin.req", *_again())[1]


@pytest.mark.usefixtures("log")
def test_a_made_up_checkpoint_accuses_nobody_of_a_fork(capsys: Any) -> None:
    text = Path("six.txt").read_text("utf-8")
    root = text.splitlines()[2]
    other = ("B" if root.startswith("A") else "A") + root[1:]
    Path("bent.txt").write_text(text.replace(root, other), "utf-8")
    body = text.replace(root, other).partition("\n\n")[0]
    line = Path("four.txt").read_text("utf-8").splitlines()[-1].replace(ORIGIN, "nobody")
    Path("unsigned.txt").write_text(f"{body}\n\n{line}\n", "utf-8")

    for name, reason in (
        ("bent", "ledger/form-signature-false"),
        ("unsigned", "ledger/not-by-log"),
    ):
        made_up = ["ledger", "check", "six.txt", f"{name}.txt", "--trust", "trust.json"]
        assert "ledger/fork" not in told(capsys, *made_up)[1]
        against = ["--against", f"{name}.txt", "--trust", "trust.json"]
        code, said = told(capsys, "ledger", "verify", "--store", "a.db", *against)
        assert (code, said[-1]) == (1, reason)


def _again() -> list[str]:
    words = ["--key", "wit.key", "--name", WITNESS, "--trust", "trust.json"]
    return [*words, "--known", "known.txt", "-o", "signed.txt"]


@pytest.mark.usefixtures("log")
def test_an_operator_who_signs_as_the_witness_is_not_believed(capsys: Any) -> None:
    """The role enters the key id: the log's own key gives no cosignature under the witness's name."""
    happen("twin.db", "戊", "换了的")
    signed("twin.db", "twin", "--since", "4")
    words = ["--key", "log.key", "--name", WITNESS, "--trust", "trust.json", "--first"]
    assert run(["ledger", "cosign", "twin.req", *words, "--known", "k", "-o", "fake.txt"]) == 0

    code, said = told(
        capsys, "ledger", "receive", "fake.txt", "--store", "twin.db", "--trust", "trust.json"
    )
    assert (code, said) == (2, ["ledger/no-cosignature"])
    code, said = told(capsys, "ledger", "check", "fake.txt", "--trust", "trust.json")
    assert "ledger/told-cosigned" not in said
    assert said[-1] == "ledger/told-unknown-keys"
