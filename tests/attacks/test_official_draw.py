"""An official draw from its freeze to its verification: two parties, the operator and a cosigner, four machines."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from logged_draw import (
    AFTER,
    BEACON,
    COMMITTED,
    DUE,
    PARTIES,
    REVEALING,
    WITNESSED,
    Office,
    files_of,
    refused,
    shown,
)
from shuangsuiji.cli import run
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.store import Event, append, open_store
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.ledger_carry import export, import_
from shuangsuiji.workflow.ledger_sign import receive


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """One draw that was done as it should be, for all who only look at its bundle."""
    office = Office(tmp_path_factory.mktemp("done"))
    office.whole()
    return office


def test_an_official_draw_is_verified_with_its_witnesses(done: Office) -> None:
    office, out = done, done.root / "D-1"

    verification = draws.verify(out / "bundle", office.trust)

    assert verification.verdict is Verdict.VERIFIED
    assert "draw/step-log" in [step.code for step in verification.steps]
    held, open_ = shown(verification)
    assert {"draw/shows-committed-first", "draw/shows-revealed-first"} <= held
    assert {"draw/shows-signed", "draw/shows-witnessed"} <= held
    assert open_ <= {"draw/shows-inspectors", "draw/shows-beacon"}
    assert {"log.jsonl", "checkpoint-committed.txt", "checkpoint-revealed.txt"} <= {
        *files_of(out / "bundle")
    }
    assert "draw/note-not-official" not in [note.code for note in verification.notes]


def test_keys_that_the_reader_does_not_know_are_told_by_their_prints(done: Office) -> None:
    bundle = done.root / "D-1" / "bundle"

    for keys in (None, done.trust_in("log", file="log-only.json")):
        verification = draws.verify(bundle, keys)

        held, open_ = shown(verification)
        assert verification.verdict is Verdict.VERIFIED
        assert "draw/shows-committed-first" in held
        assert {"draw/shows-signed-unchecked", "draw/shows-witnessed-unchecked"} <= open_
        (claim,) = [c for c in verification.not_shown if c.code == "draw/shows-signed-unchecked"]
        (first, second) = claim.params["keys"]  # type: ignore[misc]
        assert (first.split()[0], len(first.split()[1])) == ("initiator", 32)
        assert second.startswith("supervision ")


def test_a_key_counts_only_under_its_own_name(done: Office) -> None:
    rows = [{"key": done.keys["initiator"], "name": "supervision"}]
    mixed = done.root / "mixed.json"
    mixed.write_text(json.dumps({"keys": rows}), "utf-8")

    _, open_ = shown(draws.verify(done.root / "D-1" / "bundle", mixed))

    assert {"draw/shows-signed-unchecked", "draw/shows-witnessed-unchecked"} <= open_


def test_nobody_reveals_before_the_commitments_are_witnessed(office: Office) -> None:
    out = office.freeze()
    office.commit(out)

    assert refused(lambda: office.reveal(out)) == ["draw/checkpoint-needed"]
    request = office.checkpoint(COMMITTED)  # signed by the log alone
    assert refused(lambda: office.reveal(out)) == ["draw/checkpoint-needed"]
    signed = office.cosign(request, COMMITTED)  # cosigned, and not handed back
    assert refused(lambda: office.reveal(out)) == ["draw/checkpoint-needed"]
    receive(office.store, signed, office.trust, now=COMMITTED)

    office.reveal(out)
    assert office.kinds().count("reveal") == 2


def test_a_checkpoint_before_the_last_commitment_is_not_enough(office: Office) -> None:
    out = office.freeze()
    office.commit(out, "initiator")
    office.witness(COMMITTED)
    office.commit(out, "supervision", now=COMMITTED)

    assert refused(lambda: office.reveal(out)) == ["draw/checkpoint-needed"]


def test_who_is_missing_is_null_if_a_cosigner_saw_it_in_time(office: Office) -> None:
    out = office.freeze()
    office.commit(out)
    office.witness(COMMITTED)
    office.reveal(out, "initiator")
    office.witness(WITNESSED)
    draws.run(out, beacon=BEACON, now=AFTER)

    verification = draws.verify(out / "bundle", office.trust)

    seed = json.loads((out / "bundle/seed.json").read_bytes())
    assert [row["nonce"] is None for row in seed["reveals"]] == [False, True]
    assert verification.verdict is Verdict.VERIFIED
    assert "draw/shows-absent" in shown(verification)[0]


def test_a_missing_reveal_that_nobody_witnessed_ends_the_draw_and_the_same_is_drawn_again(
    office: Office,
) -> None:
    out = office.freeze()
    office.commit(out)
    office.witness(COMMITTED)
    office.reveal(out, "initiator")

    def end() -> None:
        draws.abort(out, "一方未公布，未见证", "局长", now=DUE)

    early = WITNESSED
    assert refused(lambda: draws.abort(out, "原因", "局长", now=early)) == [
        "draw/abort-before-limit"
    ]
    office.witness(DUE)  # too late: the round is out
    assert refused(lambda: draws.run(out, beacon=BEACON, now=DUE)) == ["draw/lack-unwitnessed"]
    end()

    assert draws.status(out, now=AFTER).record["state"] == "aborted"
    assert refused(lambda: office.freeze("D-2", now=AFTER)) == ["draw/moment-past"] * 2


def test_the_operator_is_told_when_to_have_the_log_cosigned(office: Office) -> None:
    out = office.freeze()
    office.commit(out, "initiator")
    report = draws.commit(
        out,
        draws.Promise("supervision", paper=_paper(office, out)),
        now=COMMITTED,
    )
    assert "draw/told-cosign-commitments" in [f.code for f in report.said]
    codes = [f.code for f in draws.status(out, now=REVEALING).said]
    assert "draw/told-cosign-reveals" in codes
    assert "draw/told-cosign-reveals" not in [f.code for f in draws.status(out, now=AFTER).said]


def _paper(office: Office, out: Path) -> Path:
    mine = office.root / "supervision"
    manifest = out / "frozen/manifest.json"
    draws.sign(draws.SignOrder(manifest, "supervision", mine / out.name, mine / "key.pem"))
    return mine / out.name / "commitment-supervision.json"


def test_the_manifests_log_is_the_stores_own(office: Office) -> None:
    """Before the store was ever signed nobody can tell; from then on each step can."""
    wrong_key = office.freeze(log="0c" * 32)
    wrong_name = office.freeze(
        "D-2",
        "L-2",
        origin="other.example/log",
        rows=[("丙1", "A", "eligible"), ("丙2", "B", "eligible")],
    )
    office.checkpoint(COMMITTED)

    assert refused(lambda: office.commit(wrong_key, now=COMMITTED)) == ["draw/log-key-differs"]
    assert refused(lambda: office.commit(wrong_name, now=COMMITTED)) == ["draw/log-origin-differs"]
    assert refused(lambda: office.freeze("D-3", "L-3", log="0c" * 32, now=COMMITTED)) == [
        "draw/log-key-differs"
    ]


def test_a_log_has_a_name_that_can_sign(office: Office) -> None:
    assert refused(lambda: office.freeze(origin="gaoqing log")) == ["ledger/name"]


def test_a_clock_that_is_behind_a_signed_log_stops_what_nobody_could_verify(
    office: Office,
) -> None:
    out = office.freeze()
    office.commit(out)
    office.witness(COMMITTED)
    office.reveal(out, "initiator", now=REVEALING)

    early = REVEALING - timedelta(seconds=1)
    assert refused(lambda: office.reveal(out, "supervision", now=early)) == ["draw/clock-back"]


def test_a_log_with_an_official_draw_is_carried_to_another_store(
    done: Office, tmp_path: Path
) -> None:
    export(done.store, tmp_path / "carried")
    report = import_(tmp_path / "carried", str(tmp_path / "t.db"), done.trust)

    assert report.exit_code == 0


def test_the_commands_take_known_keys(done: Office, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = str(done.root / "D-1" / "bundle")

    assert run(["draw", "verify", bundle, "--trust", str(done.trust)]) == 0
    told = capsys.readouterr().out
    assert "可证  承诺有签名" in told
    assert "可证  日志有见证" in told
    assert "其中0条不属于任何抽取" in told
    assert run(["draw", "verify", bundle]) == 0
    assert "钥匙未核对：initiator " in capsys.readouterr().out


def test_events_of_no_draw_are_hidden_and_counted(office: Office) -> None:
    with open_store(office.store, create=True) as store, store.writing() as connection:
        for who in PARTIES:
            append(connection, Event("2023-09-01T00:00:00Z", "decide", who, {"name": "张三"}))
    out = office.whole()

    lines = (out / "bundle/log.jsonl").read_bytes().splitlines()
    (step,) = [s for s in draws.verify(out / "bundle").steps if s.code == "draw/step-log"]
    assert [line[:9] for line in lines[:2]] == [b'{"leaf":"', b'{"leaf":"']
    assert step.params["hidden"] == 2
    assert "张三" not in (out / "bundle/log.jsonl").read_text("utf-8")
