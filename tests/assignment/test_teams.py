"""The team of a line: as written and judged by the pack's own rules, or the smallest that they allow."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shuangsuiji.assignment.judged import PackRules
from shuangsuiji.assignment.ladder import ways_of
from shuangsuiji.assignment.least_team import least_team, required_officers
from shuangsuiji.assignment.records import Slot
from shuangsuiji.assignment.replacing import Replacement, judge_replacement, reasons, role_of
from shuangsuiji.assignment.team_check import check_team
from shuangsuiji.assignment.team_rows import AskedTeam
from shuangsuiji.findings import Location, Refusal
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.report.sentences import sentence

DAY, AT = date(2026, 3, 1), Location("任务书.yaml", line=3)
RULES = {
    name: PackRules(load_pack(name), DAY)
    for name in ("gaoqing", "chongqing", "guiyang", "national")
}
BOTH = ("市场监管局", "消防救援局")


def slot(name: str, *bars: str, expert: bool = False, need: str | None = None) -> Slot:
    return Slot(bars=bars, expert=expert, line="L", name=name, need=need, preferences=())


@pytest.mark.parametrize(
    ("pack", "departments", "slots", "clauses"),
    [
        ("gaoqing", (), {"leader": ("leader",), "member": ()}, ("GQ-21e", "GQ-21f")),
        ("chongqing", (), {"leader": ()}, ("CQ-13d2",)),
        (
            "chongqing",
            BOTH,
            {"leader": ("department:市场监管局",), "partner-1": ("department:消防救援局",)},
            ("CQ-13d", "CQ-13d2"),
        ),
        ("guiyang", (), {"member": ()}, ()),
        ("guiyang", BOTH, {"member": ()}, ()),
    ],
)
def test_the_smallest_team_is_that_of_the_packs_own_rules(
    pack: str, departments: tuple[str, ...], slots: dict[str, tuple[str, ...]], clauses: object
) -> None:
    least = least_team(RULES[pack], "L", departments, ("region",), AT)

    assert {s.name: s.bars for s in least.slots} == slots
    assert {s.preferences for s in least.slots} == {("region",)}
    assert least.clauses == clauses


def test_the_number_asked_for_is_the_packs() -> None:
    asked = {name: required_officers(rules) for name, rules in RULES.items()}

    assert asked == {"gaoqing": 2, "chongqing": None, "guiyang": None, "national": None}


@pytest.mark.parametrize(
    ("pack", "departments", "slots", "clauses"),
    [
        ("gaoqing", (), [slot("leader"), slot("member")], []),
        ("gaoqing", (), [slot("member")], ["GQ-21f", "GQ-21e"]),
        ("gaoqing", (), [slot("leader-1"), slot("leader-2")], ["GQ-21f"]),
        ("gaoqing", (), [slot("leader"), slot("x", expert=True)], ["GQ-21e"]),
        (
            "chongqing",
            BOTH,
            [slot("leader"), slot("a", "department:市场监管局")],
            ["CQ-13d", "CQ-13d2"],
        ),
        ("guiyang", (), [slot("a")], []),
    ],
)
def test_a_written_team_is_judged_by_the_packs_own_rules(
    pack: str, departments: tuple[str, ...], slots: list[Slot], clauses: list[str]
) -> None:
    checked = check_team(RULES[pack], AskedTeam("L", departments, tuple(slots)), AT)

    told = [f for f in checked.problems if f.code == "assign/team-rule"]
    cited = [c for f in told for c in f.params["clauses"]]  # type: ignore[union-attr]
    assert sorted(cited) == sorted(clauses)
    assert all(f.location == AT and sentence(f)[1] for f in checked.problems)


def test_specialty_as_a_bar_and_experts_are_remarked() -> None:
    team = (slot("leader"), slot("member", "needs"), slot("x", expert=True, need="电梯"))

    gaoqing = check_team(RULES["gaoqing"], AskedTeam("L", (), team), AT)
    chongqing = check_team(RULES["chongqing"], AskedTeam("L", (), team), AT)

    assert gaoqing.problems == chongqing.problems == ()
    assert {f.params["clauses"] for f in gaoqing.notes} == {("GQ-22b",)}
    assert {f.code for f in gaoqing.notes} == {"assign/note-team-rule"}
    (told,) = [f for f in chongqing.notes if f.code == "assign/note-team-open"]
    assert told.params["missing"] == ("检查组无法独立完成",)
    assert all(sentence(f) for f in (*gaoqing.notes, *chongqing.notes))


FIELD = "- table: team\n  fields:\n    - {name: rotated, label: 与上次轮换, type: yes_no}\n"


def own_pack(root: Path, rules: str, fields: str = "") -> PackRules:
    folder = root / "zz"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        'id: zz\ntitle: 某县\ncode: "990000"\nextends: national\ndocuments:\n'
        "  - {id: zz-1, title: 某县细则, status: in_force}\n",
        "utf-8",
    )
    (folder / "clauses.yaml").write_text(
        "- {id: ZZ-1, document: zz-1, place: 第一条, says: 检查组的要求, reading: duty, modality: must, mark: yes}\n",
        "utf-8",
    )
    (folder / "assignment.yaml").write_text(rules, "utf-8")
    if fields:
        (folder / "fields.yaml").write_text(fields, "utf-8")
    return PackRules(load_pack(str(folder)), DAY)


RULE = """\
- id: own
  kind: requirement
  title: 检查组的要求
  cite: [ZZ-1]
  modality: must
  table: team
  require: {}
  message: 检查组“{{team}}”不合要求
  fix: 改检查组
"""


def test_a_place_of_its_own_may_ask_for_more(tmp_path: Path) -> None:
    rules = own_pack(tmp_path, RULE.format("experts >= 0 AND leaders <= 1 AND officers >= 3"))

    least = least_team(rules, "L", (), (), AT)

    assert [s.name for s in least.slots] == ["member-1", "member-2", "member-3"]
    assert least.clauses == ("ZZ-1",)


def test_a_rule_that_no_slot_can_answer_is_refused(tmp_path: Path) -> None:
    rules = own_pack(tmp_path, RULE.format("rotated"), FIELD)

    checked = check_team(rules, AskedTeam("L", (), (slot("a"),)), AT)

    (finding,) = checked.problems
    assert finding.code == "assign/team-not-expressed"
    assert finding.params["missing"] == ("与上次轮换",)
    assert finding.params["clauses"] == ("ZZ-1",)
    assert sentence(finding)[1]


def test_a_team_rule_that_nobody_can_meet_is_told(tmp_path: Path) -> None:
    rules = own_pack(tmp_path, RULE.format("officers >= 20"))

    with pytest.raises(Refusal) as refusal:
        least_team(rules, "L", (), (), AT)

    (finding,) = refusal.value.findings
    assert (finding.code, finding.location) == ("assign/no-team", AT)
    assert sentence(finding)[1]


def test_the_ladder_is_the_packs() -> None:
    gaoqing = {way.mode: way for way in ways_of(RULES["gaoqing"], DAY)}
    assert gaoqing.keys() == {"direct", "joint_with_neighbour"}
    assert all(way.allowed and way.clauses == ("GQ-21d",) for way in gaoqing.values())
    assert [way.clauses for way in ways_of(RULES["guiyang"], DAY)] == [("GY-07a",)] * 2
    open_ = ways_of(RULES["guiyang"], DAY)  # GY-07a is on draws that the city organises
    assert [(way.allowed, way.missing) for way in open_] == [(False, ("组织抽查的层级",))] * 2
    assert ways_of(RULES["chongqing"], DAY) == ()


def replacement(method: str, reason: str, approver: str, **more: Any) -> Replacement:
    said = {"team": "V", "out": "甲", "successor": "乙", "certified": True, "method": method}
    said |= {"reason": reason, "approver": approver, "approved_on": DAY, "replaced_on": DAY}
    return Replacement(**{**said, **more})


@pytest.mark.parametrize(
    ("pack", "method", "approver", "reason", "unable", "codes"),
    [
        ("gaoqing", "designate", "东所（任务执行单位）", "工作冲突", True, []),
        ("gaoqing", "redraw", "任务执行单位", "工作冲突", True, ["assign/replace-rule"]),
        ("gaoqing", "designate", "部门负责人", "工作冲突", True, ["assign/replace-rule"]),
        ("gaoqing", "designate", "张三", "工作冲突", True, ["assign/replace-open"]),
        ("gaoqing", "redraw", "张三", "回避", None, ["assign/note-replace-excepted"] * 3),
        ("gaoqing", "designate", "任务执行单位", "工作冲突", False, ["assign/note-replace-rule"]),
        ("gaoqing", "designate", "任务执行单位", "外出培训", True, ["assign/note-replace-open"]),
        ("chongqing", "select", "部门负责人", "健康", True, []),
        ("chongqing", "designate", "部门主要负责人", "健康", True, ["assign/replace-rule"]),
        ("guiyang", "redraw", "处长", "调整", None, []),
    ],
)
def test_a_replacement_is_judged_by_the_packs_own_rules(
    pack: str, method: str, approver: str, reason: str, unable: object, codes: list[str]
) -> None:
    asked = replacement(method, reason, approver, unable=unable)

    judged = judge_replacement(RULES[pack], asked)

    assert [f.code for f in (*judged.problems, *judged.notes)] == codes
    assert all(sentence(f)[1] for f in (*judged.problems, *judged.notes))


def test_a_successor_without_certificate_is_refused_and_titles_name_roles() -> None:
    asked = replacement("redraw", "回避", "甲", certified=False)

    assert [f.code for f in judge_replacement(RULES["gaoqing"], asked).problems] == [
        "assign/replace-rule"
    ]
    assert role_of(RULES["gaoqing"], "部门主要负责人王某") == "department_main_head"
    assert role_of(RULES["gaoqing"], "王某") is None
    assert "回避" in reasons(RULES["gaoqing"])
