"""Withheld draws: drawn in time, closed until their moment, opened with either copy of the nonce."""

import json
import os
import shutil
import signal
import sqlite3
import sys
from datetime import datetime
from pathlib import Path

import pytest

from logged_draw import (
    AFTER,
    BEACON,
    COMMITTED,
    PACK,
    ROWS,
    TIMED,
    UNTIL,
    WITHHELD,
    WITNESSED,
    Office,
    files_of,
    refused,
    verified,
)
from shuangsuiji.cli import run
from shuangsuiji.digest import digest
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.store import Log, export_events, open_store
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.draw_disqualify import Disqualification, disqualify
from shuangsuiji.workflow.draw_events import recorded
from shuangsuiji.workflow.draw_log import opened_draw
from shuangsuiji.workflow.ledger_carry import export, import_
from shuangsuiji.workflow.ledger_verify import verify as verify_log

MORE = f"{TIMED}\n{WITHHELD}"
EARLY = UNTIL.replace(day=30)
OTHERS = [(f"丙{i}", stratum, "eligible") for i, stratum in enumerate("AB")]
EVERY = 9
"""At which of the steps on folders a process is killed; 1 takes half a minute."""

WRITES = ("os.rename", "os.mkdir", "os.rmdir")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A withheld draw that is ready to be run."""
    office = Office(tmp_path_factory.mktemp("office"))
    out = office.freeze(more=MORE)
    office.commit(out)
    office.witness(COMMITTED)
    office.reveal(out)
    office.witness(WITNESSED)
    return office


def copied(original: Office, root: Path) -> tuple[Office, Path]:
    shutil.copytree(original.root, root)
    office = Office.__new__(Office)
    office.__dict__.update(original.__dict__)
    office.root, office.store, office.trust = root, str(root / "s.db"), root / "trust.json"
    return office, root / "D-1"


@pytest.fixture
def ready(original: Office, tmp_path: Path) -> tuple[Office, Path]:
    return copied(original, tmp_path / "o")


@pytest.fixture
def sealed(ready: tuple[Office, Path]) -> tuple[Office, Path]:
    office, out = ready
    draws.run(out, beacon=BEACON, now=AFTER)
    return office, out


def secrets_of(office: Office, out: Path) -> list[bytes]:
    """What gives the drawn targets away: the nonce, the seed, a ticket, the threshold."""
    nonce = json.loads(office.own(out, "supervision").read_bytes())["nonce"]
    whole = files_of(out / "private" / "bundle")
    result = json.loads(whole["result.json"])
    stratum = result["lines"][0]["strata"][0]
    words = [nonce, result["seed"], stratum["drawn"][0]["ticket"], stratum["threshold"]]
    return [word.encode() for word in (*words, digest("sha256", whole["seed.json"]))]


def is_closed(office: Office, out: Path, secrets: list[bytes]) -> bool:
    """Whether no file outside the private folder has any of these, the store among them."""
    places = [p for p in office.root.rglob("*") if p.is_file()]
    places = [
        p for p in places if not {"private", "supervision"} & set(p.relative_to(office.root).parts)
    ]
    return not any(secret in path.read_bytes() for path in places for secret in secrets)


def test_the_withheld_nonce_is_handed_in_and_stands_in_no_event(
    ready: tuple[Office, Path],
) -> None:
    office, out = ready

    assert office.kinds()[-2:] == ["reveal", "deposit"]
    kept = out / "private" / "reveal-supervision.json"
    assert kept.read_bytes() == office.own(out, "supervision").read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    with open_store(office.store) as store:
        assert json.loads(kept.read_bytes())["nonce"].encode() not in export_events(store)
    codes = [f.code for f in draws.status(out, now=AFTER).said]
    assert codes[1:3] == ["draw/told-party-revealed", "draw/told-party-deposited"]


def test_what_is_published_gives_nobody_away(sealed: tuple[Office, Path]) -> None:
    office, out = sealed

    names = set(files_of(out / "bundle"))
    assert not names & {"seed.json", "result.json", "reveal-supervision.json"}
    assert {"beacon.json", "log.jsonl", "reveal-initiator.json", "register-1.txt"} <= names
    assert is_closed(office, out, secrets_of(office, out))
    verification = draws.verify(out / "bundle", office.trust)
    assert verification.verdict is Verdict.SEALED
    (note,) = [note for note in verification.notes if note.code == "draw/note-sealed"]
    assert note.params == {"party": "supervision", "until": "2023-12-31T00:00:00Z"}
    assert "draw/shows-committed-first" in [claim.code for claim in verification.shown]
    assert draws.verify(out / "private/bundle").verdict is Verdict.VERIFIED
    assert (out / "private").stat().st_mode & 0o777 == 0o700


def test_the_run_itself_prints_nothing_of_the_result(ready: tuple[Office, Path]) -> None:
    office, out = ready

    report = draws.run(out, beacon=BEACON, now=AFTER)

    said = json.dumps([report.record, [str(f.params) for f in report.said]], default=str)
    assert not any(secret.decode() in said for secret in secrets_of(office, out))
    codes = [finding.code for finding in report.said]
    assert codes == [
        "draw/told-sealed",
        "draw/told-bundle",
        "draw/told-private-bundle",
        "draw/told-cosign-result",
    ]


def test_the_result_is_recorded_at_once_by_its_hash_alone(sealed: tuple[Office, Path]) -> None:
    office, out = sealed

    with open_store(office.store) as store:
        (line,) = [x for x in export_events(store).splitlines() if b'"kind":"result"' in x]
    body = json.loads(line)["body"]
    result = (out / "private/bundle/result.json").read_bytes()
    assert (body["result"], body["seed"], body["sums"]) == (digest("sha256", result), None, None)


def test_it_is_opened_after_its_moment_and_not_before(
    sealed: tuple[Office, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    office, out = sealed
    office.witness(AFTER)
    assert refused(lambda: draws.open_(out, now=EARLY)) == ["draw/open-early"]
    codes = [f.code for f in draws.status(out, now=AFTER).said]
    assert {"draw/told-state-sealed", "draw/told-open-later"} <= set(codes)
    assert "draw/told-open-due" in [f.code for f in draws.status(out, now=UNTIL).said]

    assert run(["draw", "open", str(out)]) == 0  # the real clock is long past its moment

    assert "已启封" in capsys.readouterr().out
    files = files_of(out / "bundle")
    assert {"seed.json", "result.json", "checkpoint-drawn.txt"} <= set(files)
    verification = draws.verify(out / "bundle", office.trust)
    assert verification.verdict is Verdict.VERIFIED
    assert b'"kind":"result"' in files["log.jsonl"]
    assert draws.status(out, now=UNTIL).record["state"] == "drawn"
    assert refused(lambda: draws.open_(out, now=UNTIL)) == ["draw/already-opened"]
    assert verify_log(office.store).exit_code == 0


def test_the_escrows_copy_opens_it_when_the_operators_is_lost(
    sealed: tuple[Office, Path],
) -> None:
    office, out = sealed
    before = (out / "private/bundle/result.json").read_bytes()
    shutil.rmtree(out / "private")

    assert refused(lambda: draws.open_(out, now=UNTIL)) == ["draw/deposit-lost"]
    other = office.own(out, "initiator")
    assert refused(lambda: draws.open_(out, reveal=other, now=UNTIL)) == ["draw/reveal-stranger"]
    bent = office.root / "bent.json"
    bent.write_bytes(
        office.own(out, "supervision").read_bytes().replace(b'"nonce":"', b'"nonce":"0', 1)
    )
    assert refused(lambda: draws.open_(out, reveal=bent, now=UNTIL))[0].startswith("draw/")

    report = draws.open_(out, reveal=office.own(out, "supervision"), now=UNTIL)

    assert [f.code for f in report.said] == ["draw/told-opened", "draw/told-bundle"]
    assert (out / "bundle/result.json").read_bytes() == before
    assert draws.verify(out / "bundle").verdict is Verdict.VERIFIED


def test_only_the_result_that_was_recorded_is_opened(sealed: tuple[Office, Path]) -> None:
    office, out = sealed
    with opened_draw(out, None) as draw, draw.store.writing() as connection:
        log = Log(connection, instant_text(AFTER), "operator")
        other = next(iter(recorded(draw, log, "result"))).body["result"]
    with sqlite3.connect(office.store) as raw:
        raw.execute("DROP TRIGGER event_no_update")
        raw.execute("UPDATE event SET body = replace(body, ?, ?)", (other, "0" * 64))
    raw.close()

    assert refused(lambda: draws.open_(out, now=UNTIL)) == ["draw/open-differs"]


def test_a_draw_that_is_not_withheld_or_not_drawn_is_not_opened(tmp_path: Path) -> None:
    office = Office(tmp_path)
    plain = office.whole()
    assert refused(lambda: draws.open_(plain, now=UNTIL)) == ["draw/open-not-withheld"]

    waiting = office.freeze("D-2", "L-2", "demo", WITHHELD, now=AFTER)
    assert refused(lambda: draws.open_(waiting, now=UNTIL)) == ["draw/not-drawn"]


def test_as_long_as_it_is_closed_nobody_freezes_a_draw_of_the_same_targets(
    sealed: tuple[Office, Path],
) -> None:
    office, out = sealed

    def freeze(rows: list[tuple[str, str, str]], draw: str) -> None:
        office.freeze(draw, f"L-{draw}", "demo", "", rows=rows, now=UNTIL)

    assert refused(lambda: freeze(ROWS, "D-2")) == ["draw/shared-sealed"]
    freeze(OTHERS, "D-3")
    draws.open_(out, now=UNTIL)
    freeze(ROWS, "D-4")


def test_withholding_asks_for_a_log_and_a_moment_to_come(tmp_path: Path) -> None:
    office = Office(tmp_path)
    order = office.order(draw="D-1", line="L-1", purpose="demo", more=WITHHELD)
    text = order.read_text("utf-8")
    order.write_text(text[: text.index("log:")], "utf-8")
    register = office.root / "r.csv"
    register.write_text("id,stratum,status\n甲,A,eligible\n乙,B,eligible\n", "utf-8")

    def freeze(path: Path, now: object = AFTER) -> None:
        asked = draws.FreezeOrder(path, (register,), office.store, office.root / "out", PACK)
        draws.freeze(asked, now=now)  # type: ignore[arg-type]

    assert refused(lambda: freeze(order)) == ["draw/withhold-log"]
    order.write_text(text, "utf-8")
    assert refused(lambda: freeze(order, UNTIL)) == ["draw/moment-past"]


def test_without_the_deposit_it_is_not_drawn_and_can_be_given_up(tmp_path: Path) -> None:
    office = Office(tmp_path)
    out = office.freeze(more=MORE)
    office.commit(out)
    office.witness(COMMITTED)
    office.reveal(out, "initiator")
    office.witness(WITNESSED)

    assert refused(lambda: draws.run(out, beacon=BEACON, now=AFTER)) == ["draw/deposit-missing"]
    late = office.freeze("D-2", "L-2", "demo", WITHHELD, rows=OTHERS, now=AFTER)
    office.commit(late, now=AFTER)
    report = draws.reveal(late, office.own(late, "supervision"), now=AFTER)
    assert [f.code for f in report.said] == ["draw/told-deposited", "draw/told-waiting"]
    draws.abort(out, "未交存", "局长", now=AFTER)


def test_a_deposit_counts_as_a_reveal_for_what_may_follow(ready: tuple[Office, Path]) -> None:
    _, out = ready

    assert refused(lambda: draws.abort(out, "原因", "局长", now=AFTER)) == [
        "draw/abort-before-limit"
    ]
    assert refused(
        lambda: draws.reveal(out, out / "private/reveal-supervision.json", now=WITNESSED)
    ) == ["draw/deadline-passed"]


def test_a_deposit_that_is_lost_before_the_run_is_asked_for(ready: tuple[Office, Path]) -> None:
    office, out = ready
    (out / "private/reveal-supervision.json").unlink()

    assert refused(lambda: draws.run(out, beacon=BEACON, now=AFTER)) == ["draw/deposit-lost"]
    shutil.copy(office.own(out, "supervision"), out / "private/reveal-supervision.json")
    draws.run(out, beacon=BEACON, now=AFTER)


def drop_out(out: Path, which: int = 0, now: datetime = AFTER) -> str:
    """Take a drawn target off the list; return it."""
    result = json.loads((out / "private/bundle/result.json").read_bytes())
    target = str(result["lines"][0]["strata"][0]["drawn"][which]["id"])
    evidence = out.parent / "evidence.txt"
    evidence.write_text("迁出本县", "utf-8")
    disqualify(out, Disqualification(target, "已迁出", evidence, "局长"), now=now)
    return target


def test_what_happens_meanwhile_is_sealed_and_comes_to_light(sealed: tuple[Office, Path]) -> None:
    office, out = sealed
    gone = [drop_out(out, which) for which in (0, 1)]
    office.witness(AFTER)
    assert office.kinds()[-2:] == ["sealed", "sealed"]
    assert is_closed(office, out, ["已迁出".encode()])
    assert draws.verify(out / "private/bundle").verdict is Verdict.VERIFIED

    draws.open_(out, now=UNTIL)

    entries = json.loads((out / "bundle/unsealed.json").read_bytes())
    assert [entry["event"]["body"]["out"] for entry in entries] == gone
    files = files_of(out / "bundle")
    assert draws.verify(out / "bundle").verdict is Verdict.VERIFIED
    assert files["log.jsonl"].count(b'"kind":"sealed"') == 2
    with opened_draw(out, None) as draw, draw.store.reading() as connection:
        said = [event.body["out"] for event in recorded(draw, Log(connection), "disqualify")]
    assert said == gone
    export(office.store, office.root / "carried")
    assert import_(office.root / "carried", str(office.root / "t.db")).exit_code == 0

    bent = dict(files)
    bent["unsealed.json"] = bent["unsealed.json"].replace("迁出".encode(), "注销".encode())
    less = {name: data for name, data in files.items() if name != "unsealed.json"}
    for changed in (bent, less):
        verification = verified(changed)
        assert verification.failed_step == "draw/step-log"
        assert [f.code for f in verification.failures] == ["draw/log-unsealed"]

    drop_out(out, 2, UNTIL)  # what happens afterwards is in clear
    assert office.kinds()[-1] == "disqualify"
    assert draws.verify(out / "bundle").verdict is Verdict.VERIFIED


def test_a_sealed_text_that_was_edited_is_not_believed(sealed: tuple[Office, Path]) -> None:
    _, out = sealed
    drop_out(out)
    (path,) = (out / "private").glob("sealed-*.json")
    path.write_bytes(path.read_bytes().replace("迁出".encode(), "注销".encode()))

    assert refused(lambda: draws.open_(out, now=UNTIL)) == ["draw/sealed-differs"]


def test_a_sealed_text_that_was_lost_is_told_and_holds_nothing_up(
    sealed: tuple[Office, Path],
) -> None:
    office, out = sealed
    office.witness(AFTER)
    drop_out(out)
    for path in (out / "private").glob("sealed-*.json"):
        path.unlink()

    report = draws.open_(out, now=UNTIL)

    assert "draw/told-sealed-lost" in [finding.code for finding in report.said]
    assert draws.verify(out / "bundle").verdict is Verdict.VERIFIED


def killed(step: int, folder: Path, work: object) -> bool:
    """Do some work in a process that is killed at a step on folders; return whether it came to its end.

    What happens within a temporary folder is left out: killed there, the folder is left over as it is.
    """
    child = os.fork()
    if child == 0:
        left = [step]

        def hook(event: str, args: tuple[object, ...]) -> None:
            path = Path(str(args[0]))
            if event in WRITES and path.is_relative_to(folder) and "bundle" in path.name:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        work()  # type: ignore[operator]
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are Unix's")
def test_killed_at_any_write_of_the_run_no_secret_is_out(original: Office, tmp_path: Path) -> None:
    office, out = copied(original, tmp_path / "whole")
    draws.run(out, beacon=BEACON, now=AFTER)
    secrets, step, ended, states = secrets_of(office, out), 0, False, set()
    while not ended:
        step += EVERY
        office, out = copied(original, tmp_path / str(step))
        ended = killed(step, office.root, lambda out=out: draws.run(out, beacon=BEACON, now=AFTER))

        assert is_closed(office, out, secrets), step
        there = (out / "bundle").exists()
        if there:
            assert draws.verify(out / "bundle").verdict is Verdict.SEALED
        states.add((there, (out / "private/bundle").exists()))
        if not ended:
            draws.run(out, beacon=BEACON, now=AFTER)  # the same again finishes
        shutil.rmtree(office.root)
    assert states >= {(False, False), (True, True)}


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are Unix's")
def test_killed_at_any_write_of_the_opening_the_same_again_opens_it(
    original: Office, tmp_path: Path
) -> None:
    office, out = copied(original, tmp_path / "first")
    draws.run(out, beacon=BEACON, now=AFTER)
    step, ended = 0, False
    while not ended:
        step += EVERY
        again, there = copied(office, tmp_path / str(step))
        ended = killed(step, again.root, lambda there=there: draws.open_(there, now=UNTIL))

        if (there / "bundle").exists():
            assert draws.verify(there / "bundle").verdict in (Verdict.SEALED, Verdict.VERIFIED)
        if not ended and again.kinds()[-1] != "open":
            draws.open_(there, now=UNTIL)
        assert draws.status(there, now=UNTIL).record["state"] == "drawn"
        assert draws.verify(there / "bundle").verdict is Verdict.VERIFIED
        shutil.rmtree(again.root)
