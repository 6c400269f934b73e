"""A draw from its order to its bundle, as an operator and the parties do it."""

import contextlib
import json
import os
import secrets
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from shuangsuiji.digest import canonical, digest
from shuangsuiji.draw.verification.verify import Verdict, Verification
from shuangsuiji.findings import Refusal
from shuangsuiji.report.draws import verification_lines
from shuangsuiji.report.sentences import sentence
from shuangsuiji.store import export_events, open_store
from shuangsuiji.workflow import draw_reveal_file, draws
from shuangsuiji.workflow.draw_registers import is_prepared
from shuangsuiji.workflow.draws import FreezeOrder, PackRecord, Promise

VECTORS = Path(__file__).parents[2] / "vectors" / "example-bundle"
PACK = PackRecord("gaoqing", date(2026, 1, 1), b'{"id":"gaoqing"}')
BEGIN = datetime(2023, 9, 1, 8, 0, 0, tzinfo=UTC)
DUE = datetime(2023, 9, 15, 11, 0, 3, tzinfo=UTC)  # of the example's round
LATER = datetime(2023, 9, 17, 8, 0, 0, tzinfo=UTC)
NONCES = {"initiator": "0a" * 32, "witness": "0b" * 32}
ORDER = """\
draw: {draw}
purpose: test
{more}
lines:
  - line: {line}
    window: {{from: 2026-03-01, until: 2026-06-30}}
    batches: [5, 5]
    strata:
      - {{id: A类, ratio: 1%}}
      - {{id: B类, ratio: 5%}}
      - {{id: C类, ratio: 1/10}}
      - {{id: D类, ratio: 30%}}
parties:
  - {{name: initiator, title: 县市场监管局}}
  - {{name: witness, title: 县公证处}}
"""
BEACON = "deadline: 2023-09-15T12:00:00Z\nbeacon: {round: 657413, limit: 2023-09-16T00:00:00Z}"


class Bureau:
    """A folder to work in: it writes orders and registers, and does the steps with fixed clock."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.out = root / "out"
        lines = (VECTORS / "register-1.txt").read_text(encoding="utf-8").splitlines()
        self.rows = [line.split("|") for line in lines]

    def register(self, rows: list[list[str]] | None = None, name: str = "reg.csv") -> Path:
        path = self.root / name
        lines = ["id,stratum,status", *(",".join(row) for row in rows or self.rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def order(self, *, more: str = "", draw: str = "D-1", line: str = "L-1") -> Path:
        path = self.root / f"{draw}.yaml"
        path.write_text(ORDER.format(more=more, draw=draw, line=line), encoding="utf-8")
        return path

    def freeze(self, order: Path, *registers: Path, out: str = "out", **more: Any) -> Any:
        given = registers or (self.register(),)
        asked = FreezeOrder(order, given, self.root / "s.db", self.root / out, PACK, **more)
        return draws.freeze(asked, now=BEGIN)

    def commit(self, party: str, **more: Any) -> Any:
        promise = Promise(party, **{"nonce": NONCES[party], **more})
        return draws.commit(self.out, promise, now=BEGIN)

    def reveal(self, party: str, now: datetime = BEGIN) -> Any:
        return draws.reveal(self.out, self.out / "private" / f"reveal-{party}.json", now=now)

    def whole_draw(self) -> None:
        self.freeze(self.order())
        for party in NONCES:
            self.commit(party)
        for party in NONCES:
            self.reveal(party)
        draws.run(self.out, now=BEGIN)

    def given_up(self, order: Path, out: str) -> None:
        """Freeze a draw and abort it after one reveal."""
        self.out = self.root / out
        self.freeze(order, out=out)
        for party in NONCES:
            self.commit(party)
        self.reveal("witness")
        draws.abort(self.out, "一方未公布", "局长", now=LATER)

    def events(self) -> list[str]:
        with open_store(self.root / "s.db") as store:
            return [json.loads(line)["kind"] for line in export_events(store).splitlines()]


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(tmp_path)


def refused(step: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        step()
    for finding in refusal.value.findings:
        what, remedy = sentence(finding)
        assert what
        assert remedy
    return [f.code for f in refusal.value.findings]


def said(report: Any) -> list[str]:
    assert all(sentence(finding)[0] for finding in report.said)
    return [finding.code for finding in report.said]


def leftovers(root: Path) -> list[str]:
    return [p.name for p in root.rglob("*.tmp")]


def test_a_draw_goes_from_order_to_verified_bundle(bureau: Bureau) -> None:
    bureau.whole_draw()

    verification = draws.verify(bureau.out / "bundle")
    assert verification.verdict is Verdict.VERIFIED
    assert "draw/shows-no-beacon" in {claim.code for claim in verification.not_shown}
    assert bureau.events() == ["freeze", "commit", "commit", "reveal", "reveal", "result"]
    assert leftovers(bureau.root) == []
    assert draws.status(bureau.out).record["state"] == "drawn"


def test_each_step_says_what_it_did_and_what_comes_next(bureau: Bureau) -> None:
    told = [bureau.freeze(bureau.order())]
    told += [bureau.commit(party) for party in NONCES]
    told += [bureau.reveal(party) for party in NONCES]
    told += [draws.run(bureau.out, now=BEGIN)]

    assert [said(report) for report in told] == [
        ["draw/told-frozen", "draw/told-line", "draw/told-excluded", "draw/note-not-official"],
        ["draw/told-committed", "draw/told-kept"],
        ["draw/told-committed", "draw/told-kept"],
        ["draw/told-revealed", "draw/told-waiting"],
        ["draw/told-revealed", "draw/told-all-revealed"],
        [
            "draw/told-drawn",
            *["draw/told-stratum"] * 4,
            "draw/note-not-official",
            "draw/told-bundle",
        ],
    ]
    assert told[0].said[1].params == {"line": "L-1", "all": 120, "eligible": 100}
    assert told[3].said[1].params == {"parties": ("witness",)}
    assert [f.params["n"] for f in told[5].said[1:5]] == [1, 2, 3, 8]


def test_what_was_not_random_is_said_after_the_draw(bureau: Bureau) -> None:
    order = bureau.order()
    text = (
        order.read_text("utf-8").replace("ratio: 1%", "ratio: 1").replace("ratio: 5%", "ratio: 1%")
    )
    more = "    least: 27\n    rounding: floor\n    batches:"
    order.write_text(text.replace("    batches:", more), "utf-8")
    bureau.freeze(order)
    for party in NONCES:
        bureau.commit(party)
    for party in NONCES:
        bureau.reveal(party)

    report = draws.run(bureau.out, now=BEGIN)

    notes = [f for f in report.said if f.code.startswith("draw/note")]
    told = [(f.code.removeprefix("draw/note-"), f.params.get("stratum")) for f in notes]
    assert told == [
        ("not-official", None),
        ("pool", "A类"),
        ("certain", "A类"),
        ("pool", "B类"),
        ("no-chance", "B类"),
        ("pool", "C类"),
        ("pool", "D类"),
    ]
    verified = draws.verify(bureau.out / "bundle").notes
    assert [(f.code, f.params) for f in notes] == [(f.code, f.params) for f in verified]


def test_a_party_that_keeps_its_nonce_itself_is_told_of_no_file(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())

    report = bureau.commit("witness", nonce=None, hash="0c" * 32)

    assert said(report) == ["draw/told-committed"]


def test_the_status_says_where_each_party_stands(bureau: Bureau) -> None:
    bureau.freeze(bureau.order(more=BEACON))
    frozen = draws.status(bureau.out)
    bureau.commit("witness")
    promised = draws.status(bureau.out)
    bureau.commit("initiator")
    bureau.reveal("witness")
    revealed = draws.status(bureau.out)
    draws.run(bureau.out, beacon=VECTORS / "beacon.json", now=LATER)
    drawn = draws.status(bureau.out)

    assert said(frozen) == [
        "draw/told-state-open",
        "draw/told-party-open",
        "draw/told-party-open",
        "draw/told-deadline",
    ]
    assert said(promised)[1:3] == ["draw/told-party-open", "draw/told-party-committed"]
    assert said(revealed)[1:3] == ["draw/told-party-committed", "draw/told-party-revealed"]
    assert said(drawn)[0] == "draw/told-state-drawn"


def test_the_same_nonces_and_clock_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        bureau = Bureau(tmp_path / name)
        bureau.whole_draw()
        files = sorted(p for p in bureau.out.rglob("*") if p.is_file())
        with open_store(bureau.root / "s.db") as store:
            events = export_events(store)
        made.append(({p.relative_to(bureau.root): p.read_bytes() for p in files}, events))

    assert made[0] == made[1]


def test_the_store_is_found_again_when_the_folder_moves(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    bureau = Bureau(tmp_path / "old")
    bureau.freeze(bureau.order())

    (tmp_path / "old").rename(tmp_path / "new")

    assert draws.status(tmp_path / "new" / "out").record["state"] == "open"


def test_a_second_freeze_of_an_open_line_is_refused(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())

    assert refused(lambda: bureau.freeze(bureau.order(draw="D-2"), out="out2")) == [
        "draw/line-open"
    ]
    assert not (bureau.root / "out2").exists()
    assert bureau.events() == ["freeze"]


def test_a_drawn_line_may_be_drawn_again_and_says_so(bureau: Bureau) -> None:
    bureau.whole_draw()

    report = bureau.freeze(bureau.order(draw="D-2"), out="out2")

    assert [f.params.get("attempt") for f in report.said if f.code == "draw/note-attempt"] == [2]
    manifest = json.loads((bureau.root / "out2/frozen/manifest.json").read_bytes())
    first = (bureau.out / "bundle/manifest.json").read_bytes()
    assert (manifest["counter"], manifest["previous"]) == (2, digest("sha256", first))


def test_an_open_draw_that_shares_targets_stops_the_next(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    other = bureau.order(draw="D-2", line="L-2")

    assert refused(lambda: bureau.freeze(other, out="out2")) == ["draw/shared-targets"]

    rows = [[r[0], r[1], "cap-reached"] for r in bureau.rows]
    bureau.freeze(other, bureau.register(rows, "other.csv"), out="out2")
    assert bureau.events() == ["freeze", "freeze"]


def test_an_order_that_does_not_fit_the_register_leaves_nothing(bureau: Bureau) -> None:
    path = bureau.order()
    path.write_text(path.read_text(encoding="utf-8").replace("D类", "E类"), encoding="utf-8")

    codes = refused(lambda: bureau.freeze(path))

    assert codes == ["draw/stratum-absent", "draw/stratum-unnamed"]
    assert not bureau.out.exists()
    assert not (bureau.root / "s.db").exists()


def test_an_id_and_a_folder_serve_one_draw(bureau: Bureau) -> None:
    bureau.whole_draw()

    assert refused(lambda: bureau.freeze(bureau.order(line="L-9"), out="x")) == ["draw/id-taken"]
    again = bureau.order(draw="D-2")
    assert refused(lambda: bureau.freeze(again)) == ["draw/folder-taken"]


def test_a_freeze_needs_a_register(bureau: Bureau) -> None:
    asked = FreezeOrder(bureau.order(), (), bureau.root / "s.db", bureau.out, PACK)

    assert refused(lambda: draws.freeze(asked, now=BEGIN)) == ["draw/no-register"]
    assert not (bureau.root / "s.db").exists()


def test_while_an_open_draws_register_is_gone_no_other_is_frozen(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    register = bureau.out / "frozen/register-1.txt"
    register.rename(bureau.root / "elsewhere.txt")

    with pytest.raises(Refusal) as refusal:
        bureau.freeze(bureau.order(draw="D-2", line="L-2"), out="out2")

    (finding,) = refusal.value.findings
    assert (finding.code, finding.location.file) == ("draw/open-files", str(register))
    assert bureau.events() == ["freeze"]


def test_what_a_draw_waits_for_is_still_to_come(bureau: Bureau) -> None:
    order = bureau.order(more=BEACON)

    def freeze(now: datetime) -> list[tuple[str, object, object]]:
        asked = FreezeOrder(order, (bureau.register(),), bureau.root / "s.db", bureau.out, PACK)
        with pytest.raises(Refusal) as refusal:
            draws.freeze(asked, now=now)
        return [(f.code, f.params["field"], f.params["at"]) for f in refusal.value.findings]

    round_ = ("draw/moment-past", "beacon.round", "2023-09-15T11:00:03Z")
    deadline = ("draw/moment-past", "deadline", "2023-09-15T12:00:00Z")
    limit = ("draw/moment-past", "beacon.limit", "2023-09-16T00:00:00Z")
    assert freeze(DUE) == [round_]
    assert freeze(DUE + timedelta(hours=1)) == [deadline, round_]
    assert freeze(LATER) == [deadline, round_, limit]
    assert not bureau.out.exists()
    assert not (bureau.root / "s.db").exists()


def test_an_official_draw_is_told_all_that_it_lacks(bureau: Bureau) -> None:
    path = bureau.order()
    path.write_text(path.read_text(encoding="utf-8").replace("purpose: test", "purpose: official"))

    # two keys, the log, the deadline, the beacon
    assert refused(lambda: bureau.freeze(path)) == ["draw/official-lacks"] * 5


def test_all_problems_of_all_registers_are_told_at_once(bureau: Bureau) -> None:
    good = bureau.register()
    bad = [["9137|322MA00000016", "A类", "eligible"], ["x", "A类", "eligible"]]
    twice = [*bureau.rows, bureau.rows[3]]
    files = (good, bureau.register(bad, "b.csv"), bureau.register(twice, "c.csv"))

    with pytest.raises(Refusal) as refusal:
        bureau.freeze(bureau.order(), *files)

    found = [(Path(f.location.file).name, f.location.line, f.code) for f in refusal.value.findings]
    assert found == [
        ("b.csv", 2, "register/id-bar"),
        ("b.csv", 3, "register/id-shape"),
        ("c.csv", 122, "register/id-twice"),
    ]
    assert not bureau.out.exists()
    assert not (bureau.root / "s.db").exists()


def test_only_a_directed_line_leaves_targets_outside_its_filter(bureau: Bureau) -> None:
    rows = [*bureau.rows[:3], *([row[0], row[1], "off-filter"] for row in bureau.rows[3:])]

    with pytest.raises(Refusal) as refusal:
        bureau.freeze(bureau.order(), bureau.register(rows))

    (finding,) = refusal.value.findings
    assert (finding.code, finding.location.line) == ("register/off-filter", 5)
    assert finding.params == {"line": "L-1", "n": 117}


def test_a_verification_says_where_too_few_are_eligible(bureau: Bureau) -> None:
    path = bureau.order()
    text = path.read_text(encoding="utf-8").replace("    batches", "    minimum: 25\n    batches")
    path.write_text(text, encoding="utf-8")
    bureau.freeze(path)
    for party in NONCES:
        bureau.commit(party)
    for party in NONCES:
        bureau.reveal(party)
    draws.run(bureau.out, now=BEGIN)

    verification = draws.verify(bureau.out / "bundle")

    assert verification.verdict is Verdict.VERIFIED
    (note,) = [n for n in verification.notes if n.code == "draw/note-short"]
    assert note.params == {"line": "L-1", "stratum": "D类", "n": 25, "eligible": 24}
    assert "注意  计划行“L-1”分层“D类”应抽 25，只有 24" in verification_lines(verification)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_register_is_read_in_the_encodings_that_people_have(
    bureau: Bureau, encoding: str
) -> None:
    path = bureau.register(name="名录[2026].csv")
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))

    bureau.freeze(bureau.order(), path)

    assert (bureau.out / "frozen/register-1.txt").read_bytes() == (
        VECTORS / "register-1.txt"
    ).read_bytes()


def test_a_parquet_register_gives_the_same_root(bureau: Bureau) -> None:
    csv, parquet = bureau.register(), bureau.root / "reg.parquet"
    with duckdb.connect() as connection:
        reader = f"read_csv('{csv}', header = true, all_varchar = true)"
        connection.execute(f"COPY (SELECT * FROM {reader} ORDER BY hash(id)) TO '{parquet}'")

    bureau.freeze(bureau.order(), parquet)

    manifest = json.loads((bureau.out / "frozen/manifest.json").read_bytes())
    example = json.loads((VECTORS / "manifest.json").read_bytes())
    assert manifest["registers"][0]["root"] == example["registers"][0]["root"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "register/empty"),
        (b"id,stratum,status\n", "register/no-rows"),
        (b"code,class\n1,A\n", "register/columns"),
        (b"\xff\xfe\x00\x01\x80" * 9, "register/encoding"),
        (b"id,stratum,status\na,b\n", "register/unreadable"),
        (b'id,stratum,status\n"a,b,c\n', "register/unreadable"),
    ],
)
def test_a_register_that_cannot_be_read_is_refused(bureau: Bureau, data: bytes, code: str) -> None:
    path = bureau.root / "bad.csv"
    path.write_bytes(data)

    assert refused(lambda: bureau.freeze(bureau.order(), path)) == [code]


def test_a_parquet_with_numbers_for_ids_or_without_sense_is_refused(bureau: Bureau) -> None:
    numbers, noise = bureau.root / "n.parquet", bureau.root / "x.parquet"
    with duckdb.connect() as connection:
        row = "SELECT 9.137e17 AS id, 'A' AS stratum, 'eligible' AS status"
        connection.execute(f"COPY ({row}) TO '{numbers}'")
    noise.write_bytes(b"PAR1 nothing")

    assert refused(lambda: bureau.freeze(bureau.order(), numbers)) == ["register/column-type"]
    assert refused(lambda: bureau.freeze(bureau.order(), noise)) == ["register/unreadable"]
    assert refused(lambda: bureau.freeze(bureau.order(), noise.with_suffix(".doc"))) == [
        "register/file-kind"
    ]
    assert refused(lambda: bureau.freeze(bureau.order(), bureau.root / "no.csv")) == [
        "file/unreadable"
    ]


def test_what_is_asked_first_of_a_register_is_whether_it_is_prepared(bureau: Bureau) -> None:
    def asked(path: Path) -> bool:
        with duckdb.connect() as connection:
            source = draws.RegisterSource(path, "uscc", (), path.with_name("spool" + path.suffix))
            return is_prepared(connection, source)

    quoted, parquet = bureau.root / "q.csv", bureau.root / "[1].parquet"
    quoted.write_text('"id","stratum","status"\n', encoding="utf-8-sig")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE r AS SELECT 'a' AS id, 'b' AS stratum, 'c' AS status")
        connection.execute(f"COPY r TO '{parquet}'")

    assert asked(quoted)
    assert asked(bureau.register())
    assert asked(parquet)
    quoted.write_bytes(b"id,stratum\rstatus\n")
    assert not asked(quoted)
    parquet.write_bytes(b"PAR1 nothing PAR1")
    assert refused(lambda: asked(parquet)) == ["register/unreadable"]


def undecided_register(connection: Any, source: Any, table: str) -> Any:
    place = draws.prepare_register(connection, source, table)
    connection.execute(
        f"UPDATE {table} SET undecided = 'inspections-unknown', status = NULL "
        "WHERE status = 'cap-reached'"
    )
    return place


def test_the_undecided_stop_the_freeze_until_they_are_answered(bureau: Bureau) -> None:
    order = bureau.order()

    def freeze(**answers: Any) -> Any:
        asked = FreezeOrder(
            order, (bureau.register(),), bureau.root / "s.db", bureau.out, PACK, answers=answers
        )
        return draws.freeze(asked, now=BEGIN, prepare=undecided_register)

    assert refused(freeze) == ["draw/undecided"]
    wrong = {"other": "include", "inspections-unknown": "exclude"}
    assert refused(lambda: freeze(**wrong)) == ["draw/undecided-absent"]

    freeze(**{"inspections-unknown": "exclude"})
    manifest = json.loads((bureau.out / "frozen/manifest.json").read_bytes())
    said = {"choice": "exclude", "n": 17, "reason": "inspections-unknown"}
    assert manifest["registers"][0]["undecided"] == [said]


def test_answers_are_written_by_reason() -> None:
    assert draws.read_answers(["a=include", "b=exclude"]) == {"a": "include", "b": "exclude"}
    for words in (["a"], ["a=maybe"], ["a=include", "a=exclude"]):
        assert refused(lambda words=words: draws.read_answers(words)) == ["draw/undecided-answer"]


def test_a_party_commits_once_and_only_to_what_it_can_keep(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())

    assert refused(lambda: draws.commit(bureau.out, Promise("witnes"))) == ["draw/party-unknown"]
    assert refused(lambda: bureau.commit("witness", nonce="0B" * 32)) == ["draw/nonce-form"]
    assert refused(lambda: bureau.commit("witness", hash="0" * 64)) == ["draw/nonce-or-hash"]
    assert refused(lambda: bureau.commit("witness", nonce=None, hash="0")) == ["draw/hash-form"]
    assert refused(lambda: bureau.commit("witness", signature="0" * 128)) == ["draw/signature"]

    bureau.commit("witness")
    assert refused(lambda: bureau.commit("witness")) == ["draw/already-committed"]


def test_an_empty_value_is_no_promise(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())

    assert refused(lambda: bureau.commit("witness", nonce="")) == ["draw/nonce-form"]
    assert refused(lambda: bureau.commit("witness", nonce=None, hash="")) == ["draw/hash-form"]
    assert refused(lambda: bureau.commit("witness", signature="")) == ["draw/signature"]
    assert bureau.events() == ["freeze"]


def test_nobody_commits_to_what_another_party_promised(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    bureau.commit("witness", nonce=None, hash="0c" * 32)

    assert refused(lambda: bureau.commit("initiator", nonce=None, hash="0c" * 32)) == [
        "draw/commitment-copied"
    ]


def test_of_commits_at_once_one_is_recorded_and_its_nonce_is_kept(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.freeze(bureau.order())
    together, ended = threading.Barrier(6), list[str]()

    def drawn_together(size: int) -> str:
        with contextlib.suppress(threading.BrokenBarrierError):  # whoever is alone goes on alone
            together.wait(0.5)
        return secrets.token_hex(size)

    monkeypatch.setattr(draw_reveal_file, "secrets", SimpleNamespace(token_hex=drawn_together))

    def commit() -> None:
        try:
            report = draws.commit(bureau.out, Promise("witness"), now=BEGIN)
        except Refusal as refusal:
            ended.append(refusal.findings[0].code)
        else:
            ended.append(str(report.record["hash"]))

    tries = [threading.Thread(target=commit) for _ in range(6)]
    for one in tries:
        one.start()
    for one in tries:
        one.join()

    kept = (bureau.out / "private/reveal-witness.json").read_bytes()
    assert sorted(ended) == sorted([digest("sha256", kept), *["draw/already-committed"] * 5])


def test_a_party_with_a_key_of_its_own_signs_its_commitment(bureau: Bureau) -> None:
    path = bureau.order()
    text = path.read_text(encoding="utf-8").replace("县公证处", f"县公证处, key: {'0d' * 32}")
    path.write_text(text, encoding="utf-8")
    bureau.freeze(path)

    assert refused(lambda: bureau.commit("witness")) == ["draw/signature-needed"]
    assert refused(lambda: bureau.commit("witness", nonce=None, hash="0c" * 32)) == [
        "draw/signature-needed"
    ]


def test_a_nonce_that_is_kept_here_is_never_overwritten(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    kept = bureau.out / "private/reveal-witness.json"
    kept.parent.mkdir()
    kept.write_bytes(b"{}")

    assert refused(lambda: bureau.commit("witness")) == ["draw/private-file"]
    assert kept.read_bytes() == b"{}"


def test_a_nonce_drawn_here_is_kept_for_its_party_alone(bureau: Bureau, tmp_path: Path) -> None:
    bureau.freeze(bureau.order())

    report = draws.commit(bureau.out, Promise("witness", keep=tmp_path / "own"), now=BEGIN)

    kept = tmp_path / "own" / "reveal-witness.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert report.record["hash"] == digest("sha256", kept.read_bytes())


def test_a_nonce_kept_before_a_crash_is_the_one_committed_to(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    frozen = (bureau.out / "frozen/manifest.json").read_bytes()
    value = {"draw": "D-1", "manifest": digest("sha256", frozen), "nonce": "0c" * 32}
    data = canonical({**value, "party": "witness"})
    (bureau.out / "private").mkdir()
    (bureau.out / "private/reveal-witness.json").write_bytes(data)

    report = draws.commit(bureau.out, Promise("witness"), now=BEGIN)

    assert report.record["hash"] == digest("sha256", data)


def test_nobody_reveals_before_all_have_committed(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    bureau.commit("witness")

    assert refused(lambda: bureau.reveal("witness")) == ["draw/reveal-before-commit"]


def test_a_reveal_that_differs_from_its_commitment_is_refused(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    for party in NONCES:
        bureau.commit(party)
    path = bureau.out / "private/reveal-witness.json"
    path.write_bytes(path.read_bytes().replace(b"0b0b", b"0b0c"))

    assert refused(lambda: bureau.reveal("witness")) == ["draw/reveal-differs"]
    assert bureau.events() == ["freeze", "commit", "commit"]


def test_a_party_reveals_once(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    for party in NONCES:
        bureau.commit(party)
    bureau.reveal("witness")

    assert refused(lambda: bureau.reveal("witness")) == ["draw/already-revealed"]


def test_a_file_that_is_too_large_for_a_reveal_is_not_read(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    path = bureau.root / "reveal-witness.json"
    with path.open("wb") as file:
        file.truncate(256 * 1024 * 1024 + 1)  # a hole: it takes no room on the disk

    assert refused(lambda: draws.reveal(bureau.out, path, now=BEGIN)) == ["draw/file-large"]


def test_without_a_beacon_a_missing_reveal_stops_the_draw(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    for party in NONCES:
        bureau.commit(party)
    bureau.reveal("witness")

    assert refused(lambda: draws.run(bureau.out, now=BEGIN)) == ["draw/reveals-missing"]
    assert not (bureau.out / "bundle").exists()


def test_a_register_that_was_edited_after_the_freeze_is_refused(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    for party in NONCES:
        bureau.commit(party)
    for party in NONCES:
        bureau.reveal(party)
    path = bureau.out / "frozen/register-1.txt"
    data = path.read_bytes()

    path.write_bytes(data.replace(b"cap-reached", b"eligible", 1))
    assert refused(lambda: draws.run(bureau.out, now=BEGIN)) == ["draw/root-differs"]
    path.write_bytes(data[data.index(b"\n") + 1 :])
    assert refused(lambda: draws.run(bureau.out, now=BEGIN)) == ["draw/register-edited"]
    path.unlink()
    assert refused(lambda: draws.run(bureau.out, now=BEGIN)) == ["draw/register-edited"]
    path.write_bytes(data)
    (bureau.out / "frozen/pack.json").write_bytes(b"{}")
    assert refused(lambda: draws.run(bureau.out, now=BEGIN)) == ["draw/frozen-differs"]
    assert bureau.events()[-1] == "reveal"


def test_a_recorded_nonce_that_is_not_the_one_committed_to_stops_the_draw(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    for party in NONCES:
        bureau.commit(party)
    for party in NONCES:
        bureau.reveal(party)
    with sqlite3.connect(bureau.root / "s.db") as edited:
        edited.execute("DROP TRIGGER reveal_no_update")
        edited.execute("UPDATE reveal SET nonce = ? WHERE party = 'witness'", ["0c" * 32])
    edited.close()

    assert refused(lambda: draws.run(bureau.out, now=BEGIN)) == ["draw/record-differs"]
    assert not (bureau.out / "bundle").exists()
    assert bureau.events()[-1] == "reveal"


def test_nothing_follows_a_drawn_draw(bureau: Bureau) -> None:
    bureau.whole_draw()

    for step in (
        lambda: bureau.commit("witness"),
        lambda: bureau.reveal("witness"),
        lambda: draws.run(bureau.out, now=BEGIN),
        lambda: draws.abort(bureau.out, "原因", "局长", now=BEGIN),
    ):
        assert refused(step) == ["draw/already-drawn"]


def beacon_draw(bureau: Bureau) -> Path:
    bureau.freeze(bureau.order(more=BEACON))
    for party in NONCES:
        bureau.commit(party)
    bureau.reveal("witness")
    return Path(shutil.copy(VECTORS / "beacon.json", bureau.root))


def test_with_a_beacon_a_party_that_stays_away_is_null_after_the_deadline(bureau: Bureau) -> None:
    beacon = beacon_draw(bureau)

    assert refused(lambda: draws.run(bureau.out, now=LATER)) == ["draw/beacon-needed"]
    early = DUE - timedelta(seconds=1)
    assert refused(lambda: draws.run(bureau.out, beacon=beacon, now=early)) == ["draw/beacon-early"]
    assert refused(lambda: draws.run(bureau.out, beacon=beacon, now=DUE)) == [
        "draw/reveals-waiting"
    ]
    assert refused(lambda: bureau.reveal("initiator", LATER)) == ["draw/deadline-passed"]

    draws.run(bureau.out, beacon=beacon, now=LATER)
    seed = json.loads((bureau.out / "bundle/seed.json").read_bytes())
    assert [r["nonce"] for r in seed["reveals"]] == [None, NONCES["witness"]]
    assert draws.verify(bureau.out / "bundle").verdict is Verdict.VERIFIED


def test_another_round_or_an_unasked_one_is_refused(bureau: Bureau) -> None:
    beacon = beacon_draw(bureau)
    beacon.write_bytes(beacon.read_bytes().replace(b"657413", b"657414"))
    assert refused(lambda: draws.run(bureau.out, beacon=beacon, now=LATER)) == [
        "draw/beacon-differs"
    ]
    beacon.write_bytes(b"{")
    assert refused(lambda: draws.run(bureau.out, beacon=beacon, now=LATER)) == [
        "draw/not-canonical"
    ]


def test_a_beacon_that_the_manifest_does_not_name_is_refused(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    beacon = VECTORS / "beacon.json"

    assert refused(lambda: draws.run(bureau.out, beacon=beacon, now=LATER)) == [
        "draw/beacon-not-asked"
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the test needs a named pipe")
def test_a_reveal_that_comes_while_the_draw_runs_stops_it(bureau: Bureau) -> None:
    beacon = beacon_draw(bureau)
    pack = bureau.out / "frozen/pack.json"
    data = pack.read_bytes()
    pack.unlink()
    os.mkfifo(pack)  # the run reads it after the nonces, and waits for the other end

    def meanwhile() -> None:
        with pack.open("wb") as other_end:
            bureau.reveal("initiator")
            other_end.write(data)

    threading.Thread(target=meanwhile, daemon=True).start()
    codes = refused(lambda: draws.run(bureau.out, beacon=beacon, now=LATER))

    assert codes == ["draw/changed-meanwhile"]
    assert not (bureau.out / "bundle").exists()
    assert bureau.events()[-1] == "reveal"


def test_a_draw_is_given_up_only_with_reason_and_before_reveals(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    assert refused(lambda: draws.abort(bureau.out, " ", "局长", now=BEGIN)) == ["draw/abort-words"]

    report = draws.abort(bureau.out, "名录有误", "局长", now=BEGIN)

    assert said(report) == ["draw/told-aborted"]
    assert said(draws.status(bureau.out))[0] == "draw/told-state-aborted"
    assert bureau.events() == ["freeze", "abort"]
    assert refused(lambda: bureau.commit("witness")) == ["draw/already-aborted"]
    bureau.freeze(bureau.order(draw="D-2"), out="out2")


def test_after_a_reveal_a_draw_is_given_up_only_where_it_cannot_go_on(bureau: Bureau) -> None:
    beacon_draw(bureau)

    assert refused(lambda: draws.abort(bureau.out, "原因", "局长", now=BEGIN)) == [
        "draw/abort-before-limit"
    ]
    report = draws.abort(bureau.out, "信标未公布", "局长", now=LATER)

    assert said(report) == ["draw/told-aborted-late"]


def test_without_a_beacon_it_is_given_up_after_the_deadline_if_a_reveal_is_missing(
    bureau: Bureau,
) -> None:
    bureau.freeze(bureau.order(more="deadline: 2023-09-15T12:00:00Z"))
    for party in NONCES:
        bureau.commit(party)

    bureau.reveal("witness")
    assert refused(lambda: draws.abort(bureau.out, "原因", "局长", now=BEGIN)) == [
        "draw/abort-before-deadline"
    ]
    bureau.reveal("initiator")
    assert refused(lambda: draws.abort(bureau.out, "原因", "局长", now=LATER)) == [
        "draw/abort-after-reveals"
    ]


def test_lines_of_different_aborted_draws_are_not_drawn_again_as_one(bureau: Bureau) -> None:
    bureau.given_up(bureau.order(), "out")
    bureau.given_up(bureau.order(draw="D-2", line="L-2"), "out2")
    path = bureau.order(draw="D-3", more=BEACON)
    line = path.read_text(encoding="utf-8").partition("lines:\n")[2].partition("parties:")[0]
    text = path.read_text(encoding="utf-8").replace(line, line + line.replace("L-1", "L-2"))
    path.write_text(text, encoding="utf-8")

    assert refused(lambda: bureau.freeze(path, out="out3")) == ["draw/retry-mixed"]


def test_after_an_abort_with_reveals_only_the_same_draw_with_a_beacon_opens_the_line(
    bureau: Bureau,
) -> None:
    bureau.freeze(bureau.order())
    for party in NONCES:
        bureau.commit(party)
    bureau.reveal("witness")
    draws.abort(bureau.out, "一方未公布", "局长", now=LATER)

    other = bureau.order(draw="D-2", more=BEACON)
    assert refused(lambda: bureau.freeze(other, out="out2")) == ["draw/retry-differs"]
    assert refused(lambda: bureau.freeze(bureau.order(), out="out2")) == ["draw/retry-needs-beacon"]

    bureau.out = bureau.root / "out2"
    bureau.freeze(bureau.order(more=BEACON), out="out2")
    for party in NONCES:
        bureau.commit(party)
    for party in NONCES:
        bureau.reveal(party)
    draws.run(bureau.out, beacon=VECTORS / "beacon.json", now=LATER)
    verification = draws.verify(bureau.out / "bundle")
    assert verification.verdict is Verdict.VERIFIED
    assert "draw/step-retry" in {step.code for step in verification.steps}


def test_a_freeze_killed_before_its_record_leaves_waste_that_the_next_replaces(
    bureau: Bureau,
) -> None:
    bureau.freeze(bureau.order())
    (bureau.root / "s.db").unlink()  # as if killed after the rename, before the record was kept
    shutil.copytree(bureau.out / "frozen", bureau.out / ".frozen.12345678.tmp")

    bureau.freeze(bureau.order())

    assert bureau.events() == ["freeze"]
    assert draws.status(bureau.out).record["state"] == "open"


def test_a_run_killed_before_its_record_is_run_again_to_the_same_bundle(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    for party in NONCES:
        bureau.commit(party)
    for party in NONCES:
        bureau.reveal(party)
    shutil.copy(bureau.root / "s.db", bureau.root / "before.db")
    draws.run(bureau.out, now=BEGIN)
    sums = (bureau.out / "bundle/SHA256SUMS").read_bytes()
    (bureau.root / "before.db").replace(bureau.root / "s.db")
    assert bureau.events()[-1] == "reveal"

    draws.run(bureau.out, now=LATER)

    assert (bureau.out / "bundle/SHA256SUMS").read_bytes() == sums
    assert bureau.events()[-1] == "result"


def test_a_draw_whose_bundle_is_there_is_not_given_up(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    (bureau.out / "bundle").mkdir()  # as a run leaves it that is killed before its record

    codes = refused(lambda: draws.abort(bureau.out, "重来", "局长", now=BEGIN))

    assert codes == ["draw/abort-after-bundle"]
    assert bureau.events() == ["freeze"]


def test_a_run_never_replaces_another_bundle(bureau: Bureau) -> None:
    bureau.freeze(bureau.order())
    for party in NONCES:
        bureau.commit(party)
    for party in NONCES:
        bureau.reveal(party)
    (bureau.out / "bundle").mkdir()
    (bureau.out / "bundle/SHA256SUMS").write_bytes(b"x")

    assert refused(lambda: draws.run(bureau.out, now=BEGIN)) == ["draw/bundle-differs"]

    assert (bureau.out / "bundle/SHA256SUMS").read_bytes() == b"x"
    assert bureau.events()[-1] == "reveal"
    assert leftovers(bureau.root) == []


def test_folder_and_record_have_to_agree(bureau: Bureau) -> None:
    assert refused(lambda: draws.status(bureau.out)) == ["draw/no-folder"]
    bureau.freeze(bureau.order())
    copy = bureau.out / "frozen/manifest.json"
    data = copy.read_bytes()

    copy.write_bytes(data.replace(b'"merge":false', b'"merge":true'))
    assert refused(lambda: draws.status(bureau.out)) == ["draw/frozen-differs"]
    copy.write_bytes(data)
    with open_store(bureau.root / "other.db", create=True):
        pass
    assert refused(lambda: draws.status(bureau.out, store=bureau.root / "other.db")) == [
        "draw/not-recorded"
    ]
    pointer = json.loads((bureau.out / "draw.json").read_bytes())
    (bureau.out / "draw.json").write_bytes(canonical({**pointer, "store": None}))
    assert refused(lambda: draws.status(bureau.out)) == ["draw/store-unnamed"]
    (bureau.out / "draw.json").write_bytes(b"[]")
    assert refused(lambda: draws.status(bureau.out)) == ["draw/pointer"]


def test_a_zip_of_the_bundle_is_verified_with_or_without_its_folder(tmp_path: Path) -> None:
    for prefix in ("", "example-bundle/"):
        path = tmp_path / "b.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(VECTORS.iterdir()):
                archive.write(file, prefix + file.name)
        assert draws.verify(path).verdict is Verdict.VERIFIED


def test_the_example_bundle_is_verified_from_its_folder() -> None:
    verification = draws.verify(VECTORS)

    assert verification.verdict is Verdict.VERIFIED
    assert verification_lines(verification)[-1] == (
        "结论  复核通过。结果确由这份清单、名册和种子得出"
    )


def damaged_zip(path: Path, name: str) -> Path:
    """Return a zip of the example in which the deflated bytes of one file make no sense."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(VECTORS.iterdir()):
            archive.write(file, file.name)
        info = archive.getinfo(name)
    data = bytearray(path.read_bytes())
    start = info.header_offset + 30 + len(name)
    data[start : start + 20] = b"\xff" * 20
    path.write_bytes(data)
    return path


def spoken(step: Callable[[], Verification]) -> list[str]:
    """Return the codes with which a verification fails, or with which it cannot begin."""
    try:
        return [finding.code for finding in step().failures]
    except Refusal as refusal:
        return [finding.code for finding in refusal.findings]


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(VECTORS, tmp_path / "b")
    (folder / "more").mkdir()

    assert refused(lambda: draws.verify(folder)) == ["draw/bundle-shape"]
    assert refused(lambda: draws.verify(tmp_path / "nothing")) == ["draw/no-bundle"]
    shutil.copytree(VECTORS, tmp_path / "draw" / "bundle")
    assert refused(lambda: draws.verify(tmp_path / "draw")) == ["draw/bundle-inside"]
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("a/b/c.json", "{}")
    assert refused(lambda: draws.verify(tmp_path / "z.zip")) == ["draw/bundle-shape"]
    for name in ("seed.json", "register-1.txt"):
        damaged = damaged_zip(tmp_path / "d.zip", name)
        assert spoken(lambda damaged=damaged: draws.verify(damaged)) == ["file/unreadable"]
    with zipfile.ZipFile(tmp_path / "e.zip", "w"):
        pass
    assert refused(lambda: draws.verify(tmp_path / "e.zip")) == ["draw/bundle-shape"]
