"""The inspectors of a draw: frozen before the seed, matched after it, replaced on the record."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from after_draw import forged, kinds, refused, said
from matched_draw import LINE, NOW, ROWS, drawn, frozen, people, person, read, run
from shuangsuiji.cli import run as command
from shuangsuiji.digest import canonical, digest
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.report.draws import verification_lines
from shuangsuiji.report.sentences import SENTENCES, sentence
from shuangsuiji.workflow import assign_run, assign_verify, draws
from shuangsuiji.workflow.assign_replace import ReplaceOrder, replace
from shuangsuiji.workflow.draw_disqualify import Disqualification, disqualify

TEAM = """\
    team:
      - {name: leader, bars: [leader, region], preferences: [needs]}
      - {name: member, preferences: [region, needs]}
      - {name: expert, expert: true, need: 特种设备}
"""


def assigned(root: Path, **more: Any) -> Path:
    out = drawn(root, **more)
    assert not assign_run.run(out, "gaoqing", now=NOW).short
    return out


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A matched draw that is made once."""
    root = tmp_path_factory.mktemp("once")
    assigned(root, recusals=[("P2", "甲001")])
    return root


@pytest.fixture
def out(once: Path, tmp_path: Path) -> Path:
    """The folder of a copy of it, with its store beside it."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out"


def verified(out: Path) -> Any:
    return draws.verify(out / "bundle")


def seats(out: Path) -> dict[tuple[str, str], str]:
    slots = read(out, "assignment.json")["slots"]
    return {(s["visit"], s["slot"]): s["inspector"] for s in slots}


def test_inspectors_are_frozen_matched_and_verified(tmp_path: Path) -> None:
    out = assigned(tmp_path, lines=LINE + TEAM)

    verification = verified(out)
    assert verification.verdict is Verdict.VERIFIED
    assert [s.code for s in verification.steps][-2:] == ["draw/step-fit", "draw/step-assignment"]
    assert "draw/shows-inspectors" in {claim.code for claim in verification.shown}
    assert kinds(tmp_path)[-2:] == ["result", "assign"]
    told = assign_verify.verify(out / "bundle")
    assert [f.code for f in told.said] == ["assign/told-teams"]
    assert all(sentence(f) for f in told.said)


def test_the_manifest_fixes_people_and_facts(tmp_path: Path) -> None:
    out = drawn(tmp_path, recusals=[("P1", "甲001")])

    manifest = read(out, "manifest.json")
    files = {n: (out / "bundle" / n).read_bytes() for n in ("inspectors.json", "facts-1.txt")}
    assert manifest["inspectors"] == digest("sha256", files["inspectors.json"])
    assert manifest["registers"][0]["facts"] == digest("sha256", files["facts-1.txt"])
    lines = files["facts-1.txt"].decode().splitlines()
    assert lines == sorted(lines)
    assert "甲000|东所|特种设备,食品" in lines
    assert "乙001|东所|" in lines
    assert read(out, "inspectors.json")["recusals"] == [{"person": "P1", "target": "甲001"}]


def test_before_it_is_matched_a_draw_verifies_and_says_so(tmp_path: Path) -> None:
    out = drawn(tmp_path)

    assert verified(out).verdict is Verdict.VERIFIED
    assert "draw/shows-inspectors" in {claim.code for claim in verified(out).not_shown}
    assert [f.code for f in assign_verify.verify(out / "bundle").said] == ["assign/told-not-yet"]


def test_the_same_people_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name, folk in (("one", people()), ("two", people()[::-1])):
        (tmp_path / name).mkdir()
        out = assigned(tmp_path / name, folk=folk, lines=LINE + TEAM)
        bundle = sorted((out / "bundle").iterdir())
        made.append({path.name: path.read_bytes() for path in bundle})

    assert made[0] == made[1]


def test_a_team_that_is_not_written_is_the_smallest_that_the_pack_allows(tmp_path: Path) -> None:
    report = frozen(tmp_path)

    (told,) = [f for f in report.said if f.code == "assign/told-team"]
    assert told.params["slots"] == ("leader", "member")
    assert told.params["clauses"] == ("GQ-21e", "GQ-21f")
    inspectors = json.loads((tmp_path / "out" / "frozen" / "inspectors.json").read_bytes())
    assert [s["preferences"] for s in inspectors["slots"]] == [["needs", "region"]] * 2


def shortened() -> list[dict[str, Any]]:
    """One person in the east, who may take two visits; two in the west."""
    east = [
        person("P0", cap=2),
        person("P1", certified={"from": "2026-01-01", "until": "2026-05-01"}),
    ]
    return [*east, person("W1", region="西所"), person("W2", region="西所")]


ONE = """\
    team: [{name: leader, bars: [leader, region]}, {name: member}]
"""


def test_a_shortage_is_told_in_words_and_nothing_is_written(tmp_path: Path) -> None:
    out = drawn(tmp_path, lines=LINE + ONE, folk=shortened())
    before = sorted(p.name for p in (out / "bundle").iterdir())

    assigned_ = assign_run.run(out, "gaoqing", now=NOW)

    assert assigned_.short
    (short,) = [f for f in assigned_.report.said if f.code == "assign/short"]
    east = sum(1 for v in verified_targets(out) if v in east_targets())
    assert short.params["short"] == east - 2
    assert short.params["people"] == 1
    assert sentence(short)[0].startswith("区域“东所”的")
    assert "本区域的人" in sentence(short)[0]
    codes = said(assigned_.report)
    assert {"assign/short-certificate", "assign/short-elsewhere", "assign/way-allowed"} <= set(
        codes
    )
    assert codes[-1] == "assign/told-nothing-written"
    assert sorted(p.name for p in (out / "bundle").iterdir()) == before
    assert kinds(tmp_path)[-1] == "result"


def verified_targets(out: Path) -> list[str]:
    lines = read(out, "result.json")["lines"]
    return [t["id"] for line in lines for s in line["strata"] for t in s["drawn"]]


def east_targets() -> set[str]:
    return {row[0] for row in ROWS if row[3] == "东所"}


def test_a_partial_assignment_lists_what_is_empty_and_people_may_fill_it(tmp_path: Path) -> None:
    out = drawn(tmp_path, lines=LINE + ONE, folk=shortened())

    report = assign_run.run(out, "gaoqing", partial=True, now=NOW).report

    empty = [f for f in report.said if f.code == "assign/note-empty"]
    assert report.record["unfilled"] == [
        {"slot": f.params["slot"], "visit": f.params["visit"]} for f in empty
    ]
    assert empty
    assert verified(out).verdict is Verdict.VERIFIED
    assert len([n for n in verified(out).notes if n.code == "assign/note-empty"]) == len(empty)
    visit = str(empty[0].params["visit"])
    assert ("P0" in {who for (v, _), who in seats(out).items() if v == visit}) is False
    order = ReplaceOrder(visit, "leader", "-", "东所只有一人", "局长", "designate", successor="P0")
    assert replace(out, order, now=NOW).said[0].params["clauses"] == ("GQ-21d",)
    assert verified(out).verdict is Verdict.VERIFIED
    assert seats(out).get((visit, "leader")) is None  # the assignment itself never changes
    notes = {n.code for n in verified(out).notes}
    assert {"assign/note-designate", "assign/note-over-cap"} <= notes


def test_what_is_matched_is_not_matched_again(out: Path) -> None:
    assert refused(lambda: assign_run.run(out, "gaoqing", now=NOW)) == ["assign/already"]


def test_a_draw_without_inspectors_or_of_another_pack_is_refused(tmp_path: Path) -> None:
    from after_draw import drawn as plain  # noqa: PLC0415

    out = drawn(tmp_path)
    assert refused(lambda: assign_run.run(out, "chongqing", now=NOW)) == ["assign/other-pack"]
    assert refused(lambda: assign_run.run(tmp_path, "gaoqing")) == ["assign/no-draw"]
    (tmp_path / "plain").mkdir()
    other = plain(tmp_path / "plain")
    assert refused(lambda: assign_run.run(other, "gaoqing", now=NOW)) == ["assign/no-inspectors"]


def test_the_bundle_or_the_folder_of_the_draw_is_meant(tmp_path: Path) -> None:
    out = drawn(tmp_path)
    visit = str(read(out, "result.json")["lines"][0]["strata"][0]["drawn"][0]["id"])
    early = ReplaceOrder(visit, "leader", "P1", "回避", "局长", "redraw")
    assert refused(lambda: replace(out, early, now=NOW)) == ["assign/not-yet"]

    assigned_ = assign_run.run(out / "bundle", "gaoqing", now=NOW)

    codes = ["assign/told-assigned", "assign/told-loads", "assign/told-reissued"]
    assert said(assigned_.report) == codes


def changed(data: bytes, change: Any) -> bytes:
    said_ = json.loads(data)
    return canonical(change(said_) or said_)


def swap(answer: Any) -> Any:
    """Let somebody else who fits, and is not in the visit, take a slot; mend ticket and loads."""
    first, others = answer["slots"][0], answer["loads"]
    inside = {s["inspector"] for s in answer["slots"] if s["visit"] == first["visit"]}
    other = next(load for load in others if load["inspector"] not in {*inside, "E1"})
    for load in others:
        load["after"] -= load["inspector"] == first["inspector"]
        load["after"] += load["inspector"] == other["inspector"]
    first["inspector"] = other["inspector"]


def widen(fit: Any) -> Any:
    entry = next(e for e in fit if "E1" not in {c["inspector"] for c in e["candidates"]})
    entry["candidates"] = [{"inspector": "E1", "unmet": 0}, *entry["candidates"]]


def falsify(answer: Any) -> Any:
    answer["loads"][0]["after"] += 1


def overload(answer: Any) -> Any:
    """Let P0, who may take one visit, take a slot of every visit."""
    for slot in answer["slots"]:
        slot["inspector"] = "P0" if slot["slot"] == "leader" else slot["inspector"]


def rename(answer: Any) -> Any:
    answer["slots"][0]["slot"] = "driver"


def turn(answer: Any) -> Any:
    answer["slots"] = answer["slots"][::-1]


def misplace(answer: Any) -> Any:
    answer["slots"][0]["inspector"] = "E1"


def drop_recusal(inspectors: Any) -> Any:
    inspectors["recusals"] = []


def double(answer: Any) -> Any:
    first, second = answer["slots"][:2]
    second["inspector"] = first["inspector"]


@pytest.mark.parametrize(
    ("file", "change", "step", "code"),
    [
        ("assignment.json", swap, "draw/step-assignment", "assign/not-the-answer"),
        ("assignment.json", double, "draw/step-assignment", "assign/doubled"),
        ("assignment.json", falsify, "draw/step-assignment", "assign/loads-differ"),
        ("assignment.json", rename, "draw/step-assignment", "assign/slot-strange"),
        ("assignment.json", turn, "draw/step-assignment", "assign/slots-order"),
        ("assignment.json", misplace, "draw/step-assignment", "assign/unfit"),
        ("fit.json", widen, "draw/step-fit", "assign/fit-differs"),
        ("inspectors.json", drop_recusal, "draw/step-references", "draw/hash-differs"),
    ],
)
def test_what_was_tampered_with_fails_at_its_step(
    out: Path, file: str, change: Any, step: str, code: str
) -> None:
    data = (out / "bundle" / file).read_bytes()

    forged(out / "bundle", {file: changed(data, change)})

    verification = verified(out)
    assert verification.failed_step == step
    assert [f.code for f in verification.failures] == [code]
    assert verification_lines(verification)


def test_more_than_somebody_may_take_is_found(tmp_path: Path) -> None:
    folk = [person("P0", cap=1), *(person(f"P{i}", leader=False) for i in (1, 2)), person("P3")]
    out = assigned(tmp_path, folk=folk)
    answer = (out / "bundle" / "assignment.json").read_bytes()

    forged(out / "bundle", {"assignment.json": changed(answer, overload)})

    codes = [f.code for f in verified(out).failures]
    assert (verified(out).failed_step, codes) == ("draw/step-assignment", ["assign/over-cap"])


@pytest.mark.parametrize("name", ["fit.json", "assignment.json", "facts-1.txt", "inspectors.json"])
def test_a_file_that_is_left_out_is_missed(out: Path, name: str) -> None:
    forged(out / "bundle", {name: None})

    verification = verified(out)
    assert verification.failed_step == "draw/step-fit"
    assert [(f.code, f.location.file) for f in verification.failures] == [
        ("draw/file-missing", name)
    ]


def first(out: Path) -> tuple[str, str, str]:
    slot = read(out, "assignment.json")["slots"][0]
    return slot["visit"], slot["slot"], slot["inspector"]


def asked(out: Path, **more: Any) -> ReplaceOrder:
    visit, slot, holder = first(out)
    said_: dict[str, Any] = {
        "reason": "工作冲突",
        "approver": "东所（任务执行单位）",
        "unable": True,
    }
    said_["approved_on"] = NOW.date()
    return ReplaceOrder(visit, slot, holder, **{**said_, "method": "redraw", **more})


def other(out: Path) -> str:
    visit, slot, _ = first(out)
    inside = {who for (v, _), who in seats(out).items() if v == visit}
    (entry,) = [e for e in read(out, "fit.json") if (e["visit"], e["slot"]) == (visit, slot)]
    return next(c["inspector"] for c in entry["candidates"] if c["inspector"] not in inside)


def test_a_designated_successor_is_on_record_and_told_as_not_random(
    out: Path, tmp_path: Path
) -> None:
    report = replace(out, asked(out, method="designate", successor=other(out)), now=NOW)

    assert said(report) == ["assign/told-designate", "assign/told-reissued"]
    assert report.said[0].params["clauses"] == ("GQ-23a", "GQ-23c", "GQ-22a")
    assert "非随机" in sentence(report.said[0])[0]
    assert kinds(tmp_path)[-1] == "replace"
    (override,) = read(out, "overrides.json")
    assert override["reason"] == "工作冲突（无法继续履行检查任务）"
    verification = verified(out)
    assert verification.verdict is Verdict.VERIFIED
    assert "assign/note-designate" in {n.code for n in verification.notes}
    teams = assign_verify.verify(out / "bundle").record["teams"]
    visit, slot, _ = first(out)
    assert {"inspector": other(out), "slot": slot, "visit": visit} in teams  # type: ignore[operator]


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, ["assign/replace-rule"]),  # a redraw where the pack wants a designation
        ({"approver": "部门负责人", "method": "designate"}, ["assign/replace-rule"]),
        ({"approver": "某甲", "method": "designate"}, ["assign/replace-open"]),
        ({"approved_on": None, "method": "designate"}, ["assign/replace-open"]),
        ({"approver": "operator", "method": "designate"}, ["draw/approver-operator"]),
        ({"reason": "", "method": "designate"}, ["draw/override-words"]),
        ({"visit": "甲999", "method": "designate"}, ["assign/no-visit"]),
        ({"slot": "driver", "method": "designate"}, ["assign/no-slot"]),
        ({"out": "P9", "method": "designate"}, ["assign/not-holder"]),
        ({"successor": "P99", "method": "designate"}, ["assign/no-person"]),
        ({"successor": "E1", "method": "designate"}, ["assign/does-not-fit"]),
    ],
)
def test_a_replacement_that_the_pack_or_the_draw_forbids_is_refused(
    out: Path, tmp_path: Path, more: dict[str, Any], codes: list[str]
) -> None:
    order = asked(out, **{"successor": other(out), **{k: v for k, v in more.items() if k in PARTS}})
    for name in ("visit", "slot", "out"):
        if name in more:
            object.__setattr__(order, name, more[name])

    assert refused(lambda: replace(out, order, now=NOW)) == codes
    assert kinds(tmp_path)[-1] == "assign"


PARTS = ("approved_on", "reason", "approver", "unable", "method", "successor")


def test_who_is_in_the_visit_already_takes_no_second_slot(out: Path) -> None:
    visit, slot, _ = first(out)
    beside = next(who for (v, s), who in seats(out).items() if v == visit and s != slot)

    order = asked(out, method="designate", successor=beside)

    assert refused(lambda: replace(out, order, now=NOW)) == ["assign/already-there"]


def test_a_redraw_lets_in_the_next_and_nobody_twice(tmp_path: Path) -> None:
    out = drawn(
        tmp_path, under="guiyang", lines=LINE + "    team: [{name: member}]\n", folk=people()[:4]
    )
    assign_run.run(out, "guiyang", now=NOW)
    visit, slot, holder = first(out)
    gone = [holder]

    for _ in range(3):
        order = ReplaceOrder(visit, slot, gone[-1], "调整", "处长", "redraw")
        report = replace(out, order, now=NOW)
        gone.append(str(report.record["override"]["in"]))  # type: ignore[index,call-overload]

    assert said(report)[0] == "assign/told-redraw"
    assert sorted(gone) == [f"P{i}" for i in range(4)]
    last = ReplaceOrder(visit, slot, gone[-1], "调整", "处长", "redraw")
    assert refused(lambda: replace(out, last, now=NOW)) == ["assign/nobody-left"]
    assert verified(out).verdict is Verdict.VERIFIED
    assert {n.code for n in verified(out).notes} == {"draw/note-not-official", "assign/note-redraw"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"in": "E1"}, "assign/override-unfit"),
        ({"out": "P9"}, "assign/override-holder"),
        ({"slot": "driver"}, "assign/override-slot"),
        ({"kind": "redraw"}, "assign/override-redraw"),
    ],
)
def test_a_forged_replacement_fails_at_the_overrides(
    out: Path, change: dict[str, str], code: str
) -> None:
    visit, slot, _ = first(out)
    inside = {who for (v, _), who in seats(out).items() if v == visit}
    (entry,) = [e for e in read(out, "fit.json") if (e["visit"], e["slot"]) == (visit, slot)]
    able = [c["inspector"] for c in entry["candidates"] if c["inspector"] not in inside]
    order = asked(out, method="designate", successor=able[-1])
    replace(out, order, now=NOW)
    override = {**read(out, "overrides.json")[0], **change}

    found = set()
    successors = [able[0], able[-1]] if change == {"kind": "redraw"} else [override["in"]]
    for successor in successors:
        forged(out / "bundle", {"overrides.json": canonical([{**override, "in": successor}])})
        verification = verified(out)
        if verification.failed_step:
            assert verification.failed_step == "draw/step-overrides"
            found |= {f.code for f in verification.failures}

    assert found == {code}


def test_a_doubled_successor_and_overrides_without_assignment_fail(out: Path) -> None:
    visit, slot, holder = first(out)
    beside = next(who for (v, s), who in seats(out).items() if v == visit and s != slot)
    said_ = {"approver": "甲", "evidence": None, "in": beside, "kind": "designate", "line": None}
    said_ |= {"out": holder, "reason": "工作冲突", "slot": slot, "visit": visit}

    forged(out / "bundle", {"overrides.json": canonical([said_])})
    assert [f.code for f in verified(out).failures] == ["assign/override-doubled"]
    forged(out / "bundle", {"assignment.json": None, "fit.json": None})
    assert [f.code for f in verified(out).failures] == ["assign/override-unassigned"]


def test_a_reserve_takes_over_the_team_and_who_does_not_fit_is_told(tmp_path: Path) -> None:
    out = assigned(tmp_path, lines=LINE + ONE)
    evidence = tmp_path / "e.txt"
    evidence.write_text("注销", "utf-8")
    target = read(out, "result.json")["lines"][0]["strata"][0]["drawn"][0]["id"]

    disqualify(out, Disqualification(target, "注销", evidence, "主要负责人"), now=NOW)

    verification = verified(out)
    assert verification.verdict is Verdict.VERIFIED
    (override,) = read(out, "overrides.json")
    teams = assign_verify.verify(out / "bundle").record["teams"]
    now = {(t["visit"], t["slot"]): t["inspector"] for t in teams}  # type: ignore[index,union-attr,call-overload]
    assert not any(visit == target for visit, _ in now)
    assert now[override["in"], "member"] == seats(out)[target, "member"]
    moved = (target in east_targets()) != (override["in"] in east_targets())
    misfits = [n for n in verification.notes if n.code == "assign/note-misfit"]
    assert bool(misfits) == moved


def test_a_joint_draw_has_a_team_of_all_departments_and_a_successor_is_selected(
    tmp_path: Path,
) -> None:
    joint = "    departments: [市场监管局, 消防救援局]\n"
    folk = [person(f"M{i}", department="市场监管局") for i in range(3)]
    folk += [person(f"F{i}", department="消防救援局") for i in range(2)]
    out = drawn(tmp_path, under="chongqing", lines=LINE + joint, folk=folk)
    assign_run.run(out, "chongqing", now=NOW)

    for visit in {visit for visit, _ in seats(out)}:
        assert seats(out)[visit, "leader"].startswith("M")
        assert seats(out)[visit, "partner-1"].startswith("F")
    visit, slot, holder = first(out)
    successor = next(p["id"] for p in folk if p["id"] != holder and p["id"][0] == holder[0])
    order = ReplaceOrder(
        visit,
        slot,
        holder,
        "健康",
        "部门负责人",
        "select",
        successor,
        unable=True,
        approved_on=NOW.date(),
    )
    assert said(replace(out, order, now=NOW))[0] == "assign/told-select"
    assert "assign/note-select" in {n.code for n in verified(out).notes}


def test_who_is_away_or_recused_is_counted_and_a_way_may_be_barred(tmp_path: Path) -> None:
    away = person("P1", absent=[{"from": "2026-01-01", "until": "2026-12-31"}])
    folk = [
        person("P0", cap=1),
        away,
        person("P2", cap=0),
        *(person(f"Q{i}", cap=1) for i in (1, 2)),
    ]
    targets = [row[0] for row in ROWS if row[2] == "eligible"]
    pairs = [("Q1", target) for target in targets]
    one = LINE + "    team: [{name: a}]\n"
    out = drawn(tmp_path, under="guiyang", lines=one, folk=folk, recusals=pairs)

    report = assign_run.run(out, "guiyang", now=NOW).report

    codes = set(said(report))
    assert {"assign/short-absent", "assign/short-recusal", "assign/way-open"} <= codes


def test_the_commands_say_what_they_did(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    visit, slot, holder = first(out)
    words = ["--out", holder, "--reason", "回避", "--approver", "局长"]
    both = ["--designate", "P1", "--select", "P2"]

    assert command(["assign", "verify", str(out)]) == 0
    assert command(["assign", "replace", str(out), visit, slot, *words, *both]) == 2
    assert command(["assign", "replace", str(out), visit, slot, *words]) == 0
    assert command(["assign", "verify", str(out / "bundle"), "-f", "json"]) == 0
    assert command(["assign", "run", str(out), "--pack", "gaoqing"]) == 2
    assert command(["assign", "verify", str(out / "bundle")]) == 0
    told = capsys.readouterr()
    assert "现有" in told.out
    assert "按种子重新抽取" in told.out
    assert SENTENCES["assign/two-ways"][0] in told.err
    (out / "bundle" / "fit.json").write_bytes(b"[]")
    assert command(["assign", "verify", str(out / "bundle")]) == 1


def test_the_command_ends_with_1_where_people_lack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = drawn(tmp_path, lines=LINE + ONE, folk=shortened())

    assert command(["assign", "run", str(out), "--pack", "gaoqing"]) == 1
    assert command(["assign", "run", str(out), "--pack", "gaoqing", "--partial"]) == 0
    assert "空缺：检查" in capsys.readouterr().out


def test_inspectors_edited_after_the_freeze_are_refused(tmp_path: Path) -> None:
    frozen(tmp_path)
    path = tmp_path / "out" / "frozen" / "inspectors.json"
    path.write_bytes(path.read_bytes().replace(b'"before":3', b'"before":0'))

    assert refused(lambda: run(tmp_path)) == ["draw/frozen-differs"]
