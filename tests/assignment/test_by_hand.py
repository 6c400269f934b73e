"""What people do by hand around a match: appointments in a shortage, recusals, replaced experts, leave."""

from dataclasses import replace as with_
from datetime import date
from pathlib import Path

import pytest

from matched_draw import NOW, drawn, frozen, person, read
from shuangsuiji.assignment.fairness import Fairness
from shuangsuiji.assignment.judged import PackRules
from shuangsuiji.assignment.replacing import Replacement, judge_replacement, role_of
from shuangsuiji.findings import Refusal
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.report.assign_fairness_words import alarms
from shuangsuiji.report.assign_schedule import schedule_html
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow import assign_run, assign_verify
from shuangsuiji.workflow.assign_papers import PapersGiven, assign_papers
from shuangsuiji.workflow.assign_replace import ReplaceOrder, replace

DAY = date(2026, 3, 1)
EMPTY = Replacement(
    team="V",
    out="-",
    successor="乙",
    certified=True,
    method="designate",
    reason="本所只有一人",
    approver="局长",
    approved_on=DAY,
    replaced_on=DAY,
)
DIRECT_BARRED = """\
- id: by-lot
  kind: requirement
  title: 一律随机匹配
  cite: [ZZ-1]
  modality: must
  table: task
  require: matching_mode = 'random'
  message: 任务“{task}”没有随机匹配
  fix: 随机匹配
"""


def rules(name: str) -> PackRules:
    return PackRules(load_pack(name), DAY)


@pytest.mark.parametrize(
    ("pack", "codes", "clauses"),
    [
        ("gaoqing", [], ("GQ-21d",)),
        ("chongqing", ["assign/note-fill-silent"], ()),
        ("guiyang", ["assign/note-fill-open"], ()),
        ("national", ["assign/note-fill-silent"], ()),
    ],
)
def test_an_empty_slot_is_a_shortage_and_no_replacement(
    pack: str, codes: list[str], clauses: tuple[str, ...]
) -> None:
    judged = judge_replacement(rules(pack), EMPTY)

    assert judged.problems == ()
    assert ([f.code for f in judged.notes], judged.clauses) == (codes, clauses)
    for note in judged.notes:
        assert sentence(note)[1]
        against = {"chongqing": ("CQ-13a",), "national": ()}.get(pack, ("GY-07a",))
        assert note.params["clauses"] == against  # a draft is not cited as law
    by_lot = judge_replacement(rules(pack), with_(EMPTY, method="redraw"))
    assert (by_lot.problems, by_lot.notes) == ((), ())


def test_a_pack_may_forbid_appointments(tmp_path: Path) -> None:
    folder = tmp_path / "zz"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        'id: zz\ntitle: 某县\ncode: "990000"\nextends: national\ndocuments:\n'
        "  - {id: zz-1, title: 某县细则, status: in_force}\n",
        "utf-8",
    )
    (folder / "clauses.yaml").write_text(
        "- {id: ZZ-1, document: zz-1, place: 第一条, says: 一律随机匹配, reading: duty, modality: must, mark: yes}\n",
        "utf-8",
    )
    (folder / "assignment.yaml").write_text(DIRECT_BARRED, "utf-8")
    out = drawn(tmp_path, folk=[person("P0", cap=1), person("P1", cap=1)], under=str(folder))

    report = assign_run.run(out, str(folder), now=NOW).report
    (found,) = judge_replacement(PackRules(load_pack(str(folder)), DAY), EMPTY).problems

    assert [f.code for f in report.said if "/way-" in f.code] == ["assign/way-barred"] * 2
    assert (found.code, found.params["clauses"]) == ("assign/fill-barred", ("ZZ-1",))
    assert sentence(found)[1]


def test_recusal_is_told_with_its_own_clause_and_what_that_leaves_open() -> None:
    asked = with_(EMPTY, out="甲", reason="回避", method="redraw")

    judged = judge_replacement(rules("gaoqing"), asked)

    assert judged.clauses[0] == "GQ-23b"
    assert "GQ-23a" not in judged.clauses
    assert any("由谁同意细则没有写" in sentence(note)[0] for note in judged.notes)
    assert {note.code for note in judged.notes} == {"assign/note-replace-excepted"}


def test_rules_on_inspectors_are_not_held_against_experts_nor_roles_guessed() -> None:
    judged = judge_replacement(rules("gaoqing"), with_(EMPTY, out="甲", expert=True))

    assert [n.code for n in judged.notes] == ["assign/note-replace-expert"]
    assert (judged.problems, judged.clauses) == ((), ())
    assert sentence(judged.notes[0])[1]
    assert role_of(rules("gaoqing"), "任务执行单位报部门主要负责人") is None
    assert role_of(rules("gaoqing"), "东所（任务执行单位）") == "executing_unit"


MERGING = """\
  - line: L-1
    window: {from: 2026-03-01, until: 2026-03-10}
    strata: [{id: A, ratio: 100%}, {id: B, ratio: 20%}]
    team: [{name: member}]
  - line: L-2
    window: {from: 2026-05-01, until: 2026-05-10}
    strata: [{id: A, ratio: 100%}, {id: B, ratio: 20%}]
    team: [{name: member}]
"""


def test_who_left_by_recusal_does_not_come_back_to_the_target(tmp_path: Path) -> None:
    out = drawn(tmp_path, under="guiyang", lines=MERGING, folk=[person("P0"), person("P1")])
    assign_run.run(out, "guiyang", now=NOW)
    held = {s["visit"]: s["inspector"] for s in read(out, "assignment.json")["slots"]}
    first = next(v for v in held if held.get(f"{v}|2") == held[v])
    gone, other = held[first], "P1" if held[first] == "P0" else "P0"

    def order(visit: str, out_: str, in_: str, reason: str) -> ReplaceOrder:
        return ReplaceOrder(visit, "member", out_, reason, "处长", "select", in_)

    said = replace(out, order(first, gone, other, "执法回避"), now=NOW).said

    (told,) = [f for f in said if f.code == "assign/note-recused-elsewhere"]
    assert told.params["visits"] == (f"{first}|2",)
    with pytest.raises(Refusal) as refusal:
        replace(out, order(first, other, gone, "工作冲突"), now=NOW)
    (found,) = refusal.value.findings
    assert found.code == "assign/recused-before"
    assert sentence(found)[1]
    replace(out, order(f"{first}|2", gone, other, "回避"), now=NOW)
    with pytest.raises(Refusal):
        replace(out, order(f"{first}|2", other, gone, "工作冲突"), now=NOW)


def test_a_team_that_is_never_whole_on_any_day_is_told(tmp_path: Path) -> None:
    folk = [
        person("P0", absent=[{"from": "2026-02-01", "until": "2026-04-30"}]),
        person("P1", absent=[{"from": "2026-05-01", "until": "2026-07-31"}]),
    ]
    out = drawn(tmp_path, folk=folk)

    report = assign_run.run(out, "gaoqing", now=NOW).report

    told = [f for f in report.said if f.code == "assign/note-apart"]
    assert len(told) == len({s["visit"] for s in read(out, "assignment.json")["slots"]})
    assert told[0].params["people"] == ("P0", "P1")
    again = [f for f in assign_verify.verify(out).said if f.code == "assign/note-apart"]
    assert [sentence(f) for f in again] == [sentence(f) for f in told]
    schedule = schedule_html(assign_papers(PapersGiven(out / "bundle")))
    assert "名录写明请假：2026-05-01至2026-07-31" in schedule


def test_who_is_matched_away_from_home_is_told_with_the_clause(tmp_path: Path) -> None:
    folk = [person("P0"), person("P1"), person("P2", region="西所")]
    out = drawn(tmp_path, folk=folk)

    report = assign_run.run(out, "gaoqing", now=NOW).report

    (told,) = [f for f in report.said if f.code == "assign/note-borrowed"]
    regions = {p["id"]: p["region"] for p in read(out, "inspectors.json")["people"]}
    facts = (out / "bundle" / "facts-1.txt").read_text("utf-8").splitlines()
    home = {line.split("|")[0]: line.split("|")[1] for line in facts}
    slots = read(out, "assignment.json")["slots"]
    away = [s for s in slots if regions[s["inspector"]] != home[s["visit"]]]
    assert (told.params["n"], told.params["clauses"]) == (len(away), ("GQ-21d",))
    assert away
    assert sentence(told)[1]


def test_a_register_without_certificates_is_told_as_the_reason(tmp_path: Path) -> None:
    """重庆's form C.1 has no column for them, so nobody of it may go."""
    folk = [person(f"P{i}", certified=None) for i in range(3)]

    with pytest.raises(Refusal) as refusal:
        frozen(tmp_path, folk=folk, under="chongqing")

    codes = {f.code for f in refusal.value.findings}
    assert codes == {"assign/team-unmet", "inspectors/no-certificate"}


def test_a_pack_that_names_no_other_way_is_not_read_as_allowing_one(tmp_path: Path) -> None:
    """Under 重庆 nobody may be sent by hand (CQ-13a); of two departments one has a single person."""
    folk = [person("P0"), person("X0", department="消防", cap=1)]
    lines = JOINT.replace("10%", "40%")
    out = drawn(tmp_path, folk=folk, lines=lines, under="chongqing")

    report = assign_run.run(out, "chongqing", now=NOW).report

    codes = [f.code for f in report.said if f.code.startswith(("assign/short", "assign/way"))]
    assert codes[0] == "assign/short"
    assert codes[-1] == "assign/way-none"
    assert all(sentence(f)[1] for f in report.said if f.code == "assign/way-none")


JOINT = """\
  - line: L-1
    window: {from: 2026-03-01, until: 2026-06-30}
    departments: [县局, 消防]
    strata: [{id: A, ratio: 10%}, {id: B, ratio: 20%}]
"""


def test_what_the_pack_does_not_ask_of_a_team_is_told(tmp_path: Path) -> None:
    said = frozen(tmp_path, lines=JOINT, under="guiyang").said

    told = [f for f in said if f.code in ("assign/note-one-officer", DEPARTMENTS)]
    assert [f.code for f in told] == ["assign/note-one-officer", DEPARTMENTS]
    assert all(f.location.line and sentence(f)[1] for f in told)


DEPARTMENTS = "assign/note-departments-silent"


def test_a_redraw_is_alarmed_and_no_sheet_tells_an_illness(tmp_path: Path) -> None:
    team = MERGING.split("  - line: L-2", maxsplit=1)[0]
    out = drawn(tmp_path, under="guiyang", lines=team, folk=[person(f"P{i}") for i in range(3)])
    short = assign_run.run(out, "guiyang", now=NOW)
    slot = read(out, "assignment.json")["slots"][0]
    order = ReplaceOrder(
        slot["visit"], "member", slot["inspector"], "身体健康状况", "处长", "redraw"
    )
    replace(out, order, now=NOW)

    papers = assign_papers(PapersGiven(out / "bundle"))
    figures: Fairness = papers.fairness
    (note,) = [s.note for task in papers.tasks for s in task.seats if s.note]

    assert not short.short
    assert any("重新抽取了1人" in alarm.what for alarm in alarms(figures))
    assert "健康" not in note
    assert "处长" in note
