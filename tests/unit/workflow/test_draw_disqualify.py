"""A drawn target drops out: the next of its stratum comes in, on the record, and the bundle verifies."""

import hashlib
import json
import multiprocessing
import shutil
from pathlib import Path
from typing import Any

import pytest

import matched_draw
from after_draw import NOW, PACK, drawn, forged, kinds, refused, result, said
from shuangsuiji.digest import stream_key, ticket
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.report.draws import verification_lines
from shuangsuiji.store import events, open_store
from shuangsuiji.workflow import assign_run, draws
from shuangsuiji.workflow.draw_disqualify import Disqualification, disqualify

TWO = """\
  - line: L-1
    window: {from: 2026-03-01, until: 2026-06-30}
    group: 同
    batches: [3, 2]
    strata: [{id: A, ratio: 20%}, {id: B, ratio: 50%}]
  - line: L-2
    window: {from: 2026-05-01, until: 2026-07-31}
    group: 同
    strata: [{id: A, ratio: 10%}, {id: B, ratio: 20%}]
""".replace("同", "same")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("drawn")
    drawn(root, TWO)
    return root


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    shutil.copytree(original, tmp_path / "copy")
    (tmp_path / "copy" / "注销.pdf").write_bytes("注销通知".encode())
    return tmp_path / "copy" / "out"


def out(folder: Path, id_: str, line: str | None = "L-1", **more: str) -> Any:
    words = {"reason": "已经注销", "approver": "王某（主要负责人）", **more}
    asked = Disqualification(id_, evidence=folder.parent / "注销.pdf", line=line, **words)
    return disqualify(folder, asked, now=NOW)


def overrides(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "bundle" / "overrides.json").read_bytes())


def in_order(folder: Path, line: str, stratum: str) -> list[str]:
    """Work out the order of a stratum's eligible from the files alone."""
    seed = hashlib.sha256((folder / "bundle" / "seed.json").read_bytes()).hexdigest()
    key = stream_key("sha256", seed, "target/same")
    lines = (folder / "bundle" / "register-1.txt").read_text("utf-8").splitlines()
    rows = [row.split("|") for row in lines]
    ids = [id_ for id_, of, status in rows if (of, status) == (stratum, "eligible")]
    return sorted(ids, key=lambda id_: (ticket("sha256", key, id_), id_))


def test_the_next_by_ticket_comes_in_and_everything_is_on_record(folder: Path) -> None:
    order = in_order(folder, "L-1", "A")
    assert result(folder)["L-1"]["A"] == order[:6]

    report = out(folder, order[2])

    assert said(report) == ["draw/told-reserve", "draw/told-reissued"]
    evidence = hashlib.sha256("注销通知".encode()).hexdigest()
    assert overrides(folder) == [
        {
            "approver": "王某（主要负责人）",
            "evidence": evidence,
            "in": order[6],
            "kind": "disqualify",
            "line": "L-1",
            "out": order[2],
            "reason": "已经注销",
            "slot": None,
            "visit": None,
        }
    ]
    assert kinds(folder.parent)[-1] == "disqualify"
    with open_store(folder.parent / "s.db") as store, store.reading() as connection:
        body = next(event.body for event in events(connection, "disqualify"))
    sums = (folder / "bundle" / "SHA256SUMS").read_bytes()
    assert body["sums"] == hashlib.sha256(sums).hexdigest()
    assert (body["out"], body["in"], body["evidence"]) == (order[2], order[6], evidence)


def test_the_bundle_verifies_and_says_who_was_replaced(folder: Path) -> None:
    out(folder, in_order(folder, "L-1", "A")[0])

    verification = draws.verify(folder / "bundle")

    assert verification.verdict is Verdict.VERIFIED
    assert "draw/step-overrides" in [step.code for step in verification.steps]
    assert "draw/note-reserve" in [note.code for note in verification.notes]
    assert any("主要负责人" in line for line in verification_lines(verification))


def test_a_reserve_can_drop_out_too(folder: Path) -> None:
    order = in_order(folder, "L-1", "A")

    out(folder, order[1])
    out(folder, order[6])
    out(folder, order[0])

    assert [o["in"] for o in overrides(folder)] == [order[6], order[7], order[8]]
    assert draws.verify(folder / "bundle").verdict is Verdict.VERIFIED


def test_all_lines_of_a_target_at_once(folder: Path) -> None:
    order = in_order(folder, "L-1", "A")

    report = out(folder, order[0], line=None)

    assert said(report) == ["draw/told-reserve", "draw/told-reserve", "draw/told-reissued"]
    found = [(o["line"], o["out"], o["in"]) for o in overrides(folder)]
    assert found == [("L-1", order[0], order[6]), ("L-2", order[0], order[3])]
    assert kinds(folder.parent)[-2:] == ["disqualify", "disqualify"]
    assert draws.verify(folder / "bundle").verdict is Verdict.VERIFIED


def test_an_exhausted_stratum_is_said(folder: Path) -> None:
    order = in_order(folder, "L-1", "B")  # five, of which three are drawn

    for id_ in order[:2]:
        out(folder, id_)
    report = out(folder, order[2])

    assert "draw/told-exhausted" in said(report)
    assert [o["in"] for o in overrides(folder)] == [order[3], order[4], None]
    verification = draws.verify(folder / "bundle")
    assert verification.verdict is Verdict.VERIFIED
    assert "draw/note-no-reserve" in [note.code for note in verification.notes]


def test_a_part_of_the_register_cannot_show_who_was_next(folder: Path) -> None:
    order = in_order(folder, "L-1", "A")
    out(folder, order[0])
    whole = (folder / "bundle" / "register-1.txt").read_bytes()
    kept = [row for row in whole.splitlines(keepends=True) if row.decode().split("|")[0] in order]
    forged(folder / "bundle", {"register-1.txt": b"".join(kept)})

    verification = draws.verify(folder / "bundle")

    assert verification.verdict is Verdict.PARTIAL
    assert verification.steps[-1].code == "draw/step-overrides-part"


def test_who_is_not_on_the_list_is_told(folder: Path) -> None:
    order = in_order(folder, "L-1", "A")
    out(folder, order[0])
    before = (folder / "bundle" / "SHA256SUMS").read_bytes()

    assert refused(lambda: out(folder, order[0])) == ["draw/already-out"]
    assert refused(lambda: out(folder, order[-1])) == ["draw/not-listed"]
    assert refused(lambda: out(folder, order[5], line="L-2")) == ["draw/not-listed"]
    assert refused(lambda: out(folder, order[1], line="L-9")) == ["draw/no-line"]
    assert (folder / "bundle" / "SHA256SUMS").read_bytes() == before


def test_reason_approver_and_evidence_are_needed(folder: Path) -> None:
    first = result(folder)["L-1"]["A"][0]
    (folder.parent / "空.pdf").write_bytes(b"")
    empty = Disqualification(first, "注销", folder.parent / "空.pdf", "王某（主要负责人）")

    assert refused(lambda: out(folder, first, reason=" ")) == ["draw/override-words"]
    assert refused(lambda: out(folder, first, approver="")) == ["draw/override-words"]
    assert refused(lambda: out(folder, first, approver="Operator")) == ["draw/approver-operator"]
    assert refused(lambda: disqualify(folder, empty, now=NOW)) == ["draw/evidence-empty"]
    assert not (folder / "bundle" / "overrides.json").exists()


def test_whose_approval_a_locked_list_needs_is_said(folder: Path) -> None:
    report = out(folder, result(folder)["L-1"]["A"][0], approver="李科长")

    assert "draw/told-approver-role" in said(report)


def test_where_the_pack_itself_names_the_role_another_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("after_draw.PACK", draws.PackRecord("chongqing", PACK.as_of, PACK.data))
    folder = drawn(tmp_path)
    (tmp_path / "注销.pdf").write_bytes(b"1")
    first = result(folder)["L-1"]["A"][0]

    assert refused(lambda: out(folder, first, approver="李科长")) == ["draw/approver-role"]
    assert said(out(folder, first))[0] == "draw/told-reserve"


def test_before_the_draw_there_is_no_list(tmp_path: Path) -> None:
    folder = drawn(tmp_path, run=False)
    (tmp_path / "注销.pdf").write_bytes(b"1")

    assert refused(lambda: out(folder, "甲001")) == ["draw/not-drawn"]


def test_a_bundle_that_was_edited_is_not_written_on(folder: Path) -> None:
    first = result(folder)["L-1"]["A"][0]
    forged(folder / "bundle", {"pack.json": None})

    assert refused(lambda: out(folder, first)) == ["draw/bundle-not-named"]


def test_a_reserve_begins_with_the_team_of_the_one_before(tmp_path: Path) -> None:
    folder = matched_draw.drawn(tmp_path)
    assign_run.run(folder, "gaoqing", now=matched_draw.NOW)
    (tmp_path / "注销.pdf").write_bytes(b"1")
    lines = result(folder)
    first = next(ids[0] for strata in lines.values() for ids in strata.values() if ids)

    report = out(folder, first, line=None)

    assert "draw/told-reserve-team" in said(report)
    assert draws.verify(folder / "bundle").verdict is Verdict.VERIFIED


def _one_of_two(folder: Path, id_: str, ready: Any) -> None:
    ready.wait()
    out(folder, id_)


def test_two_at_once_take_two_reserves(folder: Path) -> None:
    order = in_order(folder, "L-1", "A")
    spawn = multiprocessing.get_context("fork")
    ready = spawn.Barrier(2)
    both = [spawn.Process(target=_one_of_two, args=(folder, id_, ready)) for id_ in order[:2]]

    for process in both:
        process.start()
    for process in both:
        process.join()

    assert [process.exitcode for process in both] == [0, 0]
    found = overrides(folder)
    assert {o["out"] for o in found} == set(order[:2])
    assert [o["in"] for o in found] == order[6:8]
    assert draws.verify(folder / "bundle").verdict is Verdict.VERIFIED
