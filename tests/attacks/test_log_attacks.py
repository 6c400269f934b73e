"""What somebody would try against an official draw by way of its log: on the store, the papers, the bundle."""

import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from logged_draw import (
    AFTER,
    BEACON,
    COMMITTED,
    COSIGNER,
    DUE,
    ORIGIN,
    PARTIES,
    REVEALING,
    ROWS,
    WITNESSED,
    Office,
    failure,
    files_of,
    refused,
    rows_of,
    shown,
    verified,
)
from shuangsuiji.digest import canonical, digest
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.key_files import new_key
from shuangsuiji.workflow.ledger_sign import receive

LOG = "draw/step-log"
SIGNED = ("hash", "party", "signature")
LATER = datetime(2023, 9, 16, 8, tzinfo=UTC)  # after the limit
LATER_ROUND = (
    'deadline: "2023-09-17T10:30:00Z"\nbeacon: {round: 800000, limit: "2023-12-31T00:00:00Z"}'
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def beginning(office: Office) -> Path:
    """Freeze, commit, have it witnessed."""
    out = office.freeze()
    office.commit(out)
    office.witness(COMMITTED)
    return out


def test_a_fork_of_the_log_does_not_fit_the_cosigners_checkpoint(office: Office) -> None:
    """The operator keeps the log twice, and draws in the one that nobody outside has seen."""
    out = office.freeze()
    true_store, twin_store = office.store, str(office.root / "twin.db")
    shutil.copytree(out, twin := office.root / "twin")
    shutil.copy(true_store, twin_store)
    true = files_of(office.whole(out) / "bundle")

    office.store = twin_store
    pointer = json.loads((twin / "draw.json").read_bytes())
    (twin / "draw.json").write_bytes(canonical({**pointer, "store": "../twin.db"}))
    office.commit(twin)
    office.checkpoint(COMMITTED)
    assert refused(lambda: office.reveal(twin)) == ["draw/checkpoint-needed"]

    # With the papers of the true log, the commitments of the twin are not those that were witnessed.
    forged = dict(true)
    papers = [office.root / party / "twin" / f"commitment-{party}.json" for party in PARTIES]
    forged["commitments.json"] = canonical(
        [{key: json.loads(p.read_bytes())[key] for key in SIGNED} for p in papers]
    )
    for party in PARTIES:
        forged[f"reveal-{party}.json"] = office.own(twin, party).read_bytes()
    assert failure(_with_seed(forged)) == (LOG, ["draw/log-commit"])


def _with_seed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Make seed.json anew from the reveals that are there."""
    seed = json.loads(files["seed.json"])
    for row in seed["reveals"]:
        row["nonce"] = json.loads(files[f"reveal-{row['party']}.json"])["nonce"]
    return {**files, "seed.json": canonical(seed)}


def test_a_nonce_is_not_nulled_once_the_round_is_out(office: Office) -> None:
    """The operator's own party waits for the beacon, then wants its nonce away: nobody saw that in time."""
    out = beginning(office)
    office.reveal(out, "supervision")
    office.witness(DUE)  # a second after the round

    assert refused(lambda: draws.run(out, beacon=BEACON, now=AFTER)) == ["draw/lack-unwitnessed"]


def test_a_nonce_that_was_shown_in_time_is_not_nulled(office: Office) -> None:
    """The cosigner saw both reveals; the bundle says that one did not come."""
    out = beginning(office)
    office.reveal(out)
    office.witness(WITNESSED)
    draws.run(out, beacon=BEACON, now=AFTER)
    files = files_of(out / "bundle")
    seed = json.loads(files["seed.json"])
    seed["reveals"][0]["nonce"] = None
    del files["reveal-initiator.json"]
    files["seed.json"] = canonical(seed)

    assert failure(files) == ("draw/step-reveals", ["draw/reveals-missing"])


def test_an_old_checkpoint_does_not_hide_a_later_reveal(office: Office) -> None:
    """Both revealed in time, but the operator has only a checkpoint cosigned that covers one of them."""
    out = beginning(office)
    office.reveal(out, "supervision")
    request = office.checkpoint(REVEALING)
    office.reveal(out, "initiator")
    receive(office.store, office.cosign(request, WITNESSED), office.trust, now=WITNESSED)

    draws.run(out, beacon=BEACON, now=AFTER)
    files = files_of(out / "bundle")
    assert "checkpoint-revealed.txt" not in files  # it does not cover every reveal
    assert "draw/shows-revealed-first" in shown(verified(files))[1]
    seed = json.loads(files["seed.json"])
    assert all(row["nonce"] for row in seed["reveals"])


def test_nobody_commits_once_somebody_has_revealed(office: Office) -> None:
    out = beginning(office)
    office.reveal(out, "supervision")

    assert refused(lambda: office.commit(out, "initiator", now=REVEALING)) == [
        "draw/already-committed"
    ]
    # Written past the engine, the database itself refuses; past that too, the log's order tells.
    with sqlite3.connect(office.store) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute("INSERT INTO commitment VALUES (1, 'initiator', 'x', NULL, 1)")
    raw.close()


def given_up(office: Office) -> Path:
    """Give a draw up after its first reveal; return its folder, which the next may not have."""
    out = beginning(office)
    office.reveal(out, "supervision")
    draws.abort(out, "一方未公布", "局长", now=LATER)
    return out.rename(office.root / "first")


def test_a_retry_with_another_register_is_refused(office: Office) -> None:
    """The first try went wrong for somebody; the second is to have a register without a friend."""
    given_up(office)

    codes = refused(lambda: office.freeze(rows=ROWS[1:], now=LATER, more=LATER_ROUND))

    assert set(codes) == {"draw/retry-differs"}


def test_a_retry_says_what_it_repeats(office: Office) -> None:
    first = given_up(office)

    again = office.freeze(now=LATER, more=LATER_ROUND)

    manifest = json.loads((again / "frozen/manifest.json").read_bytes())
    assert manifest["retry_of"] == digest("sha256", (first / "frozen/manifest.json").read_bytes())


def test_a_cosigner_of_the_operators_own_making_is_told_by_its_print(office: Office) -> None:
    """Everything holds, and nobody outside has signed: the reader who trusts the true notary is told."""
    office.keys["true"] = new_key(office.root / "true" / "key.pem")
    bundle = office.whole() / "bundle"
    rows = [
        {"key": office.keys["true"], "name": COSIGNER},
        {"key": office.keys["log"], "name": ORIGIN},
    ]
    office.trust.write_text(json.dumps({"keys": rows}), "utf-8")

    verification = draws.verify(bundle, office.trust)

    assert verification.verdict is Verdict.VERIFIED
    held, open_ = shown(verification)
    assert "draw/shows-witnessed" not in held
    assert "draw/shows-witnessed-unchecked" in open_


def test_the_log_key_does_not_cosign(office: Office) -> None:
    """An official draw's cosigner has another key than the log: the order is refused."""
    assert refused(lambda: office.freeze(cosigner=office.keys["log"])) == ["draw/operator-key"]


def test_commitments_swapped_in_the_log_are_found(office: Office) -> None:
    files = files_of(office.whole() / "bundle")
    rows = rows_of(files)
    first, second = rows[1]["body"], rows[2]["body"]
    first["party"], second["party"] = second["party"], first["party"]

    points = {"committed": (3, COMMITTED), "revealed": (5, WITNESSED)}
    assert failure(office.relogged(files, rows, **points)) == (LOG, ["draw/log-commit"])


def test_an_abort_that_was_dropped_from_the_log_leaves_a_gap(office: Office) -> None:
    """A first draw went wrong and was given up; the log that is handed out never had it."""
    first = office.freeze()
    draws.abort(first, "名册有误", "局长", now=COMMITTED)
    out = office.freeze("D-2", now=COMMITTED)
    office.commit(out, now=COMMITTED)
    office.witness(COMMITTED)
    office.reveal(out)
    office.witness(WITNESSED)
    draws.run(out, beacon=BEACON, now=AFTER)
    files = files_of(out / "bundle")
    assert verified(files).verdict is Verdict.VERIFIED

    points = {"committed": (3, COMMITTED), "revealed": (5, WITNESSED)}
    gone = office.relogged(files, rows_of(files)[2:], **points)
    assert failure(gone) == (LOG, ["draw/log-counter"])


def test_a_second_open_draw_of_the_line_is_refused_and_found(office: Office) -> None:
    office.freeze()

    assert refused(lambda: office.freeze("D-2")) == ["draw/line-open"]


def test_a_result_that_is_not_the_recorded_one_is_found(office: Office) -> None:
    out = office.whole()
    office.witness(AFTER)
    files = files_of(out / "bundle")
    with sqlite3.connect(office.store) as raw:
        lines = [canonical({**row, "body": json.loads(row["body"])}) for row in _rows(raw)]
    raw.close()
    kept = {**files, "log.jsonl": b"".join(line + b"\n" for line in lines)}
    kept["checkpoint-drawn.txt"] = office.signed(lines, AFTER)
    assert verified(kept).verdict is Verdict.VERIFIED

    other = json.loads(lines[-1])
    other["body"]["result"] = "0" * 64
    points = {"committed": (3, COMMITTED), "revealed": (5, WITNESSED), "drawn": (6, AFTER)}
    rows = [*rows_of(kept)[:-1], other]
    assert failure(office.relogged(files, rows, **points)) == (LOG, ["draw/log-result"])


def _rows(raw: sqlite3.Connection) -> list[dict[str, Any]]:
    raw.row_factory = sqlite3.Row
    return [dict(row) for row in raw.execute("SELECT * FROM event ORDER BY n")]
