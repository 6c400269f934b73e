"""Each clause that a bundle's log must hold: the log is made anew and signed by all, and still found out."""

import copy
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from logged_draw import (
    AFTER,
    BEACON,
    COMMITTED,
    COSIGNER,
    DEADLINE,
    DUE,
    MORNING,
    ORIGIN,
    TIMED,
    WITHHELD,
    WITNESSED,
    Office,
    failure,
    files_of,
    rows_of,
    verified,
)
from shuangsuiji.digest import digest
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.seeds.beacon import round_due
from shuangsuiji.draw.seeds.checkpoints import read_point, revealed_findings
from shuangsuiji.draw.seeds.log_file import read_log
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.ledger.merkle import leaf_hash
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.key_files import new_key

Rows = list[dict[str, Any]]
Files = dict[str, bytes]
ROUND = round_due(657413)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def files(office: Office) -> Files:
    """An official draw's bundle; its log: freeze, two commits, two reveals."""
    return files_of(office.whole() / "bundle")


def result_row(rows: Rows, files: Files, **changes: Any) -> dict[str, Any]:
    said = {name: digest("sha256", files[f"{name}.json"]) for name in ("result", "seed")}
    body = {**said, "manifest": rows[0]["body"]["manifest"], "sums": "0" * 64, **changes}
    return {**rows[0], "at": rows[-1]["at"], "kind": "result", "body": body}


POINTS = {"committed": (3, COMMITTED), "revealed": (5, WITNESSED)}


def forged(office: Office, files: Files, change: Callable[[Rows], None], **points: Any) -> Files:
    rows = copy.deepcopy(rows_of(files))
    change(rows)
    return office.relogged(files, rows, **(points or POINTS))


def moved(by: int) -> dict[str, tuple[int, datetime]]:
    return {"committed": (3 + by, COMMITTED), "revealed": (5 + by, WITNESSED)}


def test_the_log_signed_anew_is_the_same_log(office: Office, files: Files) -> None:
    assert verified(forged(office, files, lambda rows: None)).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    "drop",
    [
        ["log.jsonl"],
        ["checkpoint-committed.txt"],
        ["log.jsonl", "checkpoint-committed.txt", "checkpoint-revealed.txt"],
        ["checkpoint-committed.txt", "checkpoint-revealed.txt"],
    ],
)
def test_an_official_bundle_has_its_log_and_the_commitments_checkpoint(
    files: Files, drop: list[str]
) -> None:
    kept = {name: data for name, data in files.items() if name not in drop}

    assert failure(kept) == ("draw/step-log", ["draw/log-missing"])


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        (lambda data: data[:-1], "draw/log-form"),
        (lambda data: data.replace(b'"kind":"freeze"', b'"kind": "freeze"'), "draw/log-form"),
        (lambda data: data.replace(b'"who":"operator"', b'"whom":"operator"'), "draw/log-form"),
        (lambda data: data.replace(b'{"at"', b'{"leaf":"xyz","at"', 1), "draw/log-form"),
        (lambda data: b"\n" + data, "draw/log-form"),
        (lambda data: data.replace(b'"n":2', b'"n":3'), "draw/log-order"),
        (lambda data: data.replace(b"T08:00:00Z", b"T12:00:00Z", 1), "draw/log-order"),
        (lambda data: data.replace(b'"counter":1', b'"counter":2'), "draw/checkpoint-root"),
        (lambda data: b"".join(data.splitlines(keepends=True)[:3]), "draw/checkpoint-root"),
        (lambda data: data + b'{"leaf":"' + b"0" * 64 + b'"}\n', "draw/log-length"),
    ],
)
def test_a_log_that_was_bent_is_no_log(
    files: Files, bend: Callable[[bytes], bytes], code: str
) -> None:
    bent = {**files, "log.jsonl": bend(files["log.jsonl"])}

    assert failure(bent) == ("draw/step-log", [code])


def test_a_freeze_may_not_be_hidden(office: Office, files: Files) -> None:
    """A hash in its place leads to the same root: nothing is rewritten, only kept back."""
    lines = files["log.jsonl"].splitlines()
    hidden = b'{"leaf":"' + leaf_hash(lines[0]).hex().encode() + b'"}'
    kept = {**files, "log.jsonl": b"\n".join([hidden, *lines[1:]]) + b"\n"}

    assert failure(kept) == ("draw/step-log", ["draw/log-no-freeze"])


def test_a_commitment_may_not_be_hidden(office: Office, files: Files) -> None:
    lines = files["log.jsonl"].splitlines()
    hidden = b'{"leaf":"' + leaf_hash(lines[2]).hex().encode() + b'"}'
    kept = {**files, "log.jsonl": b"\n".join([*lines[:2], hidden, *lines[3:]]) + b"\n"}

    assert failure(kept) == ("draw/step-log", ["draw/log-no-commit"])


def signed_lines(files: Files) -> list[bytes]:
    return files["log.jsonl"].splitlines()


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        (lambda note: b"x", "ledger/form-parts"),
        (lambda note: note.replace(ORIGIN.encode(), b"other.example/log", 1), None),
        (lambda note: b"".join(note.splitlines(keepends=True)[:-1]), "draw/checkpoint-uncosigned"),
        (
            lambda note: b"".join(
                line for n, line in enumerate(note.splitlines(keepends=True)) if n != 4
            ),
            "draw/checkpoint-unsigned",
        ),
        (lambda note: note[:-6] + b"AAA=\n", None),
    ],
)
def test_a_checkpoint_bears_both_signatures(
    files: Files, bend: Callable[[bytes], bytes], code: str | None
) -> None:
    bent = {**files, "checkpoint-committed.txt": bend(files["checkpoint-committed.txt"])}

    step, codes = failure(bent)

    assert step == "draw/step-log"
    assert codes == [code] if code else codes[0].startswith(("ledger/form-", "draw/checkpoint-"))


def test_a_checkpoint_of_another_log_says_nothing_here(office: Office, files: Files) -> None:
    other = office.signed(signed_lines(files)[:3], COMMITTED)
    text = other.decode().replace(f"{ORIGIN}\n", "other.example/log\n", 1)
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(f"— {ORIGIN}")]
    # the cosignature is of the true text, and so is false under this one: only the log's is left out
    bent = {
        **files,
        "checkpoint-committed.txt": "".join(lines[:4]).encode() + b"\xe2\x80\x94 x AAAAAAA=\n",
    }

    assert failure(bent) == ("draw/step-log", ["draw/checkpoint-origin"])


def test_a_freeze_is_numbered_without_a_gap(office: Office, files: Files) -> None:
    def gap(rows: Rows) -> None:
        rows[0]["body"]["counter"] = 2

    assert failure(forged(office, files, gap)) == ("draw/step-log", ["draw/log-counter"])


def test_the_same_manifest_is_frozen_once(office: Office, files: Files) -> None:
    def twice(rows: Rows) -> None:
        again = copy.deepcopy(rows[0])
        again["body"]["counter"] = 2
        rows.insert(1, again)

    bent = forged(office, files, twice, **moved(1))
    assert failure(bent) == ("draw/step-log", ["draw/log-counter"])


@pytest.mark.parametrize("key", ["lines", "registers"])
def test_the_freeze_says_what_the_manifest_says(office: Office, files: Files, key: str) -> None:
    def other(rows: Rows) -> None:
        rows[0]["body"][key] = ["L-9"]

    assert failure(forged(office, files, other)) == ("draw/step-log", ["draw/log-freeze"])


@pytest.mark.parametrize("number", [0, 1, 3])
def test_what_is_said_of_the_manifest_is_of_this_draw(
    office: Office, files: Files, number: int
) -> None:
    def other(rows: Rows) -> None:
        rows[number]["draw"] = "D-9"

    assert failure(forged(office, files, other)) == ("draw/step-log", ["draw/log-draw"])


@pytest.mark.parametrize("value", [1.5, 2**53])
def test_a_number_in_the_log_is_whole_and_not_too_large(
    office: Office, files: Files, value: float
) -> None:
    def numbered(rows: Rows) -> None:
        rows[1]["body"]["x"] = value

    assert failure(forged(office, files, numbered)) == ("draw/step-log", ["draw/log-form"])


def test_an_event_of_no_draw_may_be_shown(office: Office, files: Files) -> None:
    def decided(rows: Rows) -> None:
        rows.insert(0, {**rows[0], "body": {}, "draw": None, "kind": "decide"})

    assert verified(forged(office, files, decided, **moved(1))).verdict is Verdict.VERIFIED


def test_the_commitments_are_those_of_the_log(office: Office, files: Files) -> None:
    def changed(rows: Rows) -> None:
        rows[2]["body"]["hash"] = "0" * 64

    def twice(rows: Rows) -> None:
        rows.insert(3, copy.deepcopy(rows[2]))

    def stranger(rows: Rows) -> None:
        rows[2]["body"]["party"] = "somebody"

    def gone(rows: Rows) -> None:
        del rows[2]

    log = "draw/step-log"
    assert failure(forged(office, files, changed)) == (log, ["draw/log-commit"])
    assert failure(forged(office, files, twice, **moved(1))) == (log, ["draw/log-commit"])
    assert failure(forged(office, files, stranger)) == (log, ["draw/log-commit"])
    assert failure(forged(office, files, gone, **moved(-1))) == (log, ["draw/log-no-commit"])


def test_every_commitment_stands_before_the_first_reveal(office: Office, files: Files) -> None:
    def late(rows: Rows) -> None:
        rows[2], rows[3] = rows[3], {**rows[2], "at": rows[3]["at"]}

    assert failure(forged(office, files, late)) == ("draw/step-log", ["draw/log-commit-late"])


def test_the_reveals_are_those_of_the_log(office: Office, files: Files) -> None:
    def changed(rows: Rows) -> None:
        rows[4]["body"]["nonce"] = "0" * 64

    def closed(rows: Rows) -> None:
        rows[4]["kind"] = "deposit"

    def twice(rows: Rows) -> None:
        rows.append(copy.deepcopy(rows[4]))

    log = ("draw/step-log", ["draw/log-reveal"])
    assert failure(forged(office, files, changed)) == log
    assert failure(forged(office, files, closed)) == log
    points = {"committed": (3, COMMITTED), "revealed": (6, WITNESSED)}
    assert failure(forged(office, files, twice, **points)) == log


def test_a_nonce_of_the_seed_stands_in_the_log_before_the_result(
    office: Office, files: Files
) -> None:
    def unseen(rows: Rows) -> None:
        del rows[4]
        rows.append(result_row(rows, files))

    points = {"committed": (3, COMMITTED), "drawn": (5, AFTER)}
    bent = forged(office, files, unseen, **points)
    assert failure(bent) == ("draw/step-log", ["draw/log-no-reveal"])


def test_the_result_is_that_of_the_log(office: Office, files: Files) -> None:
    points = {**POINTS, "drawn": (6, AFTER)}

    def with_result(**changes: Any) -> Files:
        return forged(
            office, files, lambda rows: rows.append(result_row(rows, files, **changes)), **points
        )

    assert verified(with_result()).verdict is Verdict.VERIFIED
    for changes in ({"result": "0" * 64}, {"seed": "0" * 64}, {"seed": None}):
        assert failure(with_result(**changes)) == ("draw/step-log", ["draw/log-result"])


def test_a_draw_ends_once(office: Office, files: Files) -> None:
    def aborted(rows: Rows) -> None:
        rows.append({**rows[0], "kind": "abort", "at": rows[-1]["at"]})

    def drawn_twice(rows: Rows) -> None:
        rows += [result_row(rows, files)] * 2

    for change, size in ((aborted, 6), (drawn_twice, 7)):
        bent = forged(office, files, change, committed=(3, COMMITTED), drawn=(size, AFTER))
        assert failure(bent) == ("draw/step-log", ["draw/log-ended"])


def test_the_commitments_checkpoint_covers_them_and_no_reveal(office: Office, files: Files) -> None:
    def points(size: int, moment: datetime = COMMITTED) -> Files:
        return forged(
            office, files, lambda rows: None, committed=(size, moment), revealed=(5, WITNESSED)
        )

    log = "draw/step-log"
    assert failure(points(2)) == (log, ["draw/checkpoint-lacks"])
    assert failure(points(4)) == (log, ["draw/checkpoint-too-late"])
    assert failure(points(3, ROUND)) == (log, ["draw/checkpoint-time"])
    assert verified(points(3, ROUND - timedelta(seconds=1))).verdict is Verdict.VERIFIED


def test_the_reveals_checkpoint_covers_them_between_deadline_and_round(
    office: Office, files: Files
) -> None:
    def points(size: int, moment: datetime) -> Files:
        whole = (5, WITNESSED)
        more = {"drawn": (6, AFTER)}
        return forged(
            office,
            files,
            lambda rows: rows.append(result_row(rows, files)),
            committed=(3, COMMITTED),
            revealed=(size, moment) if size else whole,
            **more,
        )

    log = "draw/step-log"
    assert failure(points(4, WITNESSED)) == (log, ["draw/checkpoint-lacks"])
    for moment in (DEADLINE, ROUND, AFTER):
        assert failure(points(5, moment)) == (log, ["draw/checkpoint-time"])
    for moment in (DEADLINE + timedelta(seconds=1), ROUND - timedelta(seconds=1)):
        assert verified(points(5, moment)).verdict is Verdict.VERIFIED


def test_the_results_checkpoint_covers_it(office: Office, files: Files) -> None:
    bent = forged(office, files, lambda rows: None, committed=(3, COMMITTED), drawn=(5, AFTER))

    assert failure(bent) == ("draw/step-log", ["draw/checkpoint-lacks"])


def test_a_cosigner_that_the_manifest_does_not_name_counts_for_nothing(
    office: Office, files: Files
) -> None:
    new_key(office.root / "stranger" / "key.pem")
    note = office.signed(signed_lines(files)[:3], COMMITTED, "stranger")

    assert failure({**files, "checkpoint-committed.txt": note}) == (
        "draw/step-log",
        ["draw/checkpoint-uncosigned"],
    )


# What stood in the log before the draw


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Files]:
    """A draw given up before any reveal, then the same line again.

    Its log: freeze, abort, freeze, two commits, two reveals.
    """
    office = Office(tmp_path_factory.mktemp("later"))
    first = office.freeze()
    draws.abort(first, "名册有误", "局长", now=MORNING)
    return office, files_of(office.whole(office.freeze("D-2")) / "bundle")


LATER_POINTS = {"committed": (5, COMMITTED), "revealed": (7, WITNESSED)}


def test_a_line_given_up_before_any_reveal_is_drawn_again(later: tuple[Office, Files]) -> None:
    _, files = later

    assert json.loads(files["manifest.json"])["lines"][0]["attempt"] == 2
    assert verified(files).verdict is Verdict.VERIFIED
    assert [row["kind"] for row in rows_of(files)][:3] == ["freeze", "abort", "freeze"]


def test_a_line_is_not_open_twice(later: tuple[Office, Files]) -> None:
    office, files = later

    def unended(rows: Rows) -> None:
        rows[1] = {**rows[1], "kind": "task"}

    bent = forged(office, files, unended, **LATER_POINTS)
    assert failure(bent) == ("draw/step-log", ["draw/log-line-open"])


def test_an_attempt_is_not_counted_down(later: tuple[Office, Files]) -> None:
    office, files = later

    def other_line(rows: Rows) -> None:
        rows[0]["body"]["lines"] = ["L-9"]

    bent = forged(office, files, other_line, **LATER_POINTS)
    assert failure(bent) == ("draw/step-log", ["draw/log-attempt"])


def test_the_manifest_before_is_the_one_that_was_frozen(later: tuple[Office, Files]) -> None:
    office, files = later

    def another(rows: Rows) -> None:
        for row in rows[:2]:
            row["body"]["manifest"] = "0" * 64

    bent = forged(office, files, another, **LATER_POINTS)
    assert failure(bent) == ("draw/step-log", ["draw/log-previous"])


def test_a_draw_given_up_after_a_reveal_is_only_repeated_as_it_was(
    later: tuple[Office, Files],
) -> None:
    office, files = later

    for kind in ("reveal", "deposit"):

        def begun(rows: Rows, kind: str = kind) -> None:
            rows.insert(1, {**rows[1], "kind": kind})

        points = {name: (size + 1, moment) for name, (size, moment) in LATER_POINTS.items()}
        bent = forged(office, files, begun, **points)
        assert failure(bent) == ("draw/step-log", ["draw/log-retry"])


def test_what_is_hidden_within_a_draw_that_was_given_up_is_remarked(
    later: tuple[Office, Files],
) -> None:
    """A reveal that is kept back as a hash would have bound the second draw to the first."""
    office, files = later

    def hidden(rows: Rows) -> None:
        rows.insert(1, {"leaf": "ab" * 32})

    points = {name: (size + 1, moment) for name, (size, moment) in LATER_POINTS.items()}
    verification = verified(forged(office, files, hidden, **points))

    assert verification.verdict is Verdict.VERIFIED
    (note,) = [note for note in verification.notes if note.code == "draw/note-unseen"]
    assert note.params == {"line": "L-1", "n": 1}
    assert "draw/note-unseen" not in [note.code for note in verified(files).notes]


# Null nonces


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Files]:
    """A demonstration's bundle in which one party did not reveal, and a cosigner saw that."""
    office = Office(tmp_path_factory.mktemp("lacking"))
    out = office.freeze(purpose="demo")
    office.commit(out)
    office.witness(COMMITTED)
    office.reveal(out, "supervision")
    office.witness(WITNESSED)
    draws.run(out, beacon=BEACON, now=AFTER)
    return office, files_of(out / "bundle")


def test_a_null_nonce_needs_a_witness_whatever_the_purpose(lacking: tuple[Office, Files]) -> None:
    office, files = lacking
    missing = ("draw/step-reveals", ["draw/reveals-missing"])
    assert verified(files).verdict is Verdict.VERIFIED

    for names in (
        ["checkpoint-revealed.txt"],
        ["log.jsonl"],
        [n for n in files if "log" in n or "checkpoint" in n],
    ):
        assert failure({k: v for k, v in files.items() if k not in names}) == missing
    for moment in (DEADLINE, ROUND, DUE):
        bent = forged(
            office, files, lambda rows: None, committed=(3, COMMITTED), revealed=(4, moment)
        )
        assert failure(bent) == missing


def test_a_null_nonce_is_not_one_that_the_witness_saw(lacking: tuple[Office, Files]) -> None:
    office, files = lacking

    def revealed(rows: Rows) -> None:
        body = {**rows[3]["body"], "party": "initiator", "nonce": "0a" * 32}
        rows.append({**rows[3], "body": body, "who": "initiator"})

    bent = forged(office, files, revealed, committed=(3, COMMITTED), revealed=(5, WITNESSED))
    assert failure(bent) == ("draw/step-reveals", ["draw/reveals-missing"])


def test_a_reveal_after_the_witnesses_checkpoint_is_not_dropped_either(
    lacking: tuple[Office, Files],
) -> None:
    office, files = lacking

    def revealed(rows: Rows) -> None:
        body = {**rows[3]["body"], "party": "initiator", "nonce": "0a" * 32}
        rows.append({**rows[3], "body": body, "who": "initiator"})
        rows.append(result_row(rows, files))

    points = {"committed": (3, COMMITTED), "revealed": (4, WITNESSED), "drawn": (6, AFTER)}
    bent = forged(office, files, revealed, **points)
    assert failure(bent) == ("draw/step-log", ["draw/log-reveal"])


def test_why_a_checkpoint_does_not_bear_out_a_null_nonce_is_named(
    lacking: tuple[Office, Files],
) -> None:
    _, files = lacking
    manifest = Manifest.model_validate_json(files["manifest.json"])
    hash_, log = digest("sha256", files["manifest.json"]), read_log(files["log.jsonl"])
    assert manifest.log is not None
    point = read_point(files["checkpoint-revealed.txt"], "checkpoint-revealed.txt", manifest.log)

    def codes(*shown: str) -> list[str]:
        return [f.code for f in revealed_findings(point, log, manifest, hash_, shown)]

    assert codes("supervision") == []
    assert codes("supervision", "initiator") == ["draw/checkpoint-lacks"]
    assert codes() == ["draw/checkpoint-has"]


# Withheld draws are in test_draw_withheld.py; here only what a sealed bundle's log must hold


def test_a_sealed_bundles_log_shows_no_nonce_of_the_withheld_party(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    sealed = files_of(office.whole(office.freeze(more=f"{TIMED}\n{WITHHELD}")) / "bundle")
    assert verified(sealed).verdict is Verdict.SEALED

    def open_secret(rows: Rows) -> None:
        rows[4].update(kind="reveal", body={**rows[4]["body"], "nonce": "0a" * 32})

    bent = forged(office, sealed, open_secret)
    assert failure(bent) == ("draw/step-log", ["draw/log-reveal"])
    assert COSIGNER in sealed["checkpoint-revealed.txt"].decode()
