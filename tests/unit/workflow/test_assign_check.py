"""Teams made elsewhere: every layout comes to the same teams, and the pack's rules speak with clauses."""

from datetime import date

import openpyxl
import pytest

from shuangsuiji.findings import Outcome, Severity
from shuangsuiji.report.checks import OFFERED, report_forms
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow.assign_check import TeamPapers, check_teams

TODAY = date(2026, 9, 1)
PEOPLE = [
    ["人员编号", "姓名", "所属部门", "执法证号", "执法证有效期至", "本次至多户次"],
    ["P1", "赵甲", "市监局", "Z1", "2029-01-01", ""],
    ["P2", "钱乙", "市监局", "Z2", "2029-01-01", 1],
    ["P3", "孙丙", "消防队", "Z3", "2026-10-14", ""],
    ["P4", "李丁", "市监局", "Z4", "2029-01-01", ""],
    ["P5", "周同", "市监局", "Z5", "2029-01-01", ""],
    ["P6", "周同", "消防队", "Z6", "2029-01-01", ""],
]
EXPERTS = [["姓名", "工作单位", "业务专长"], ["吴专", "检测院", "特种设备"]]
RECUSALS = [["姓名", "回避对象", "回避原因"], ["李丁", "回避厂", "亲属任职"]]
LEAVE = [["姓名", "请假时间"], ["钱乙", "2026-11-01至2026-11-30"]]


def book(path, sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


@pytest.fixture
def people(tmp_path):
    sheets = {"执法": PEOPLE, "专家": EXPERTS, "回避": RECUSALS, "请假": LEAVE}
    return book(tmp_path / "人员.xlsx", sheets)


@pytest.fixture
def check(tmp_path, people):
    def run(rows, pack="gaoqing", *, registers=True):
        path = book(tmp_path / "名单.xlsx", {"检查组": rows})
        return check_teams(pack, TeamPapers(path, (people,) if registers else ()), today=TODAY)

    return run


def teams(report):
    """Return the teams with their people: {team: [(role, name), …]}."""
    found = {row.key: [] for row in report.papers.tables["team"].rows}
    for row in report.papers.tables["team_member"].rows:
        found[row.facts["team"].value].append((row.facts["role"].value, row.key))
    return found


def told(report, *, failed=True):
    """Return code and cell of what was found, without the columns that nobody wrote."""
    return [
        (f.code, f.location.cell)
        for f in report.checked.findings
        if (f.outcome is Outcome.FAIL) == failed and "column" not in f.params
    ]


HEAD = ["企业名称", "组长", "组员", "专家", "检查日期"]
LAYOUTS = {
    "joined names": [
        HEAD,
        ["甲店", "赵甲", "钱乙、孙丙", "吴专", "2026-10-09"],
        ["乙店", "李丁", "赵甲", "", "2026-10-09"],
    ],
    "all officers in one cell, the leader again beside": [
        ["检查对象", "执法人员", "组长", "专家", "检查时间"],
        ["甲店", "赵甲 钱乙 孙丙", "赵甲", "吴专", "2026年10月9日"],
        ["乙店", "李丁/赵甲", "李丁", "无", "2026.10.9"],
    ],
    "the leader in brackets": [
        ["企业", "检查人员", "检查日期"],
        ["甲店", "赵甲（组长）、钱乙，孙丙；吴专（专家）", "20261009"],
        ["乙店", "李丁(组长)、赵　甲(市监局)", date(2026, 10, 9)],
    ],
    "one row a member": [
        ["检查对象", "姓名", "角色", "日期"],
        ["甲店", "赵甲", "组长", "2026-10-09"],
        ["甲店", "钱乙", "组员", "2026-10-09"],
        ["甲店", "孙丙", "", "2026-10-09"],
        ["甲店", "吴专", "专家", "2026-10-09"],
        ["乙店", "李丁", "检查组长", "2026-10-09"],
        ["乙店", "赵甲", "成员", "2026-10-09"],
    ],
    "one row a member, the target only once": [
        ["检查对象", "工号", "姓名", "职责", "检查日"],
        ["甲店", "P1", "赵甲", "组长", "2026-10-09"],
        ["", "P2", "钱乙", "组员", ""],
        ["", "P3", "孙丙", "组员", ""],
        ["", "", "吴专", "专家", ""],
        ["乙店", "P4", "李丁", "组长", "2026-10-09"],
        ["", "P1", "赵甲", "组员", ""],
    ],
    "with a title, numbers and lines between": [
        ["某局抽查检查组名单"],
        ["序号", "被检查单位", "带队人", "其他检查人员", "第三方人员", "实施日期"],
        [1, "甲店", "赵甲", "钱乙\n孙丙", "吴专", "2026/10/9"],
        [2, "乙店", "李丁", "赵甲", "/", "2026/10/9"],
    ],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_tells_the_same_teams(check, layout):
    report = check(LAYOUTS[layout])

    assert teams(report) == {
        "甲店": [("leader", "赵甲"), ("member", "钱乙"), ("member", "孙丙"), ("expert", "吴专")],
        "乙店": [("leader", "李丁"), ("member", "赵甲")],
    }
    assert told(report) == []
    first = report.papers.tables["team"].rows[0].facts
    assert [str(first[n].value) for n in ("officers", "experts", "leaders", "visited_on")] == [
        "3",
        "1",
        "1",
        "2026-10-09",
    ]
    assert "teams/same-day" in [f.code for f in report.checked.findings]


@pytest.mark.parametrize(
    ("row", "code", "cell", "clause"),
    [
        (["甲店", "赵甲", "", "", "2026-10-09"], "two-officers-each", "C2", "GQ-21e"),
        (["甲店", "", "赵甲、李丁", "", "2026-10-09"], "one-leader#number", "B2", "GQ-21f"),
        (["甲店", "赵甲、李丁", "钱乙", "", "2026-10-09"], "one-leader#number", "B2", "GQ-21f"),
        (["甲店", "赵甲", "孙丙", "", "2026-10-15"], "certified-inspectors", "C2", "GQ-22a"),
        (["甲店", "赵甲", "李丁、吴专", "", "2026-10-09"], "experts-do-not-count", "C2", "GQ-21e"),
    ],
)
def test_the_rules_of_gaoqing_speak_at_the_cell_with_their_clause(check, row, code, cell, clause):
    report = check([HEAD, row])

    found = [f for f in report.checked.findings if f.code == f"gaoqing/assignment/{code}"]
    assert [(f.location.cell, f.outcome) for f in found] == [(cell, Outcome.FAIL)]
    assert clause in [c.clause for c in found[0].citations]
    assert report.exit_code(Severity.ERROR) == 1


def test_a_certificate_is_looked_at_on_the_day(check):
    for day, outcome in (("2026-10-14", []), ("2026-10-15", ["C2"]), ("", None)):
        report = check([HEAD, ["甲店", "赵甲", "孙丙", "", day]])
        codes = [f for f in report.checked.findings if "certified-inspectors" in f.code]
        if outcome is None:
            assert {f.outcome for f in codes} == {Outcome.UNKNOWN}
        else:
            assert [f.location.cell for f in codes] == outcome


def test_recusal_leave_cap_and_people_whom_nobody_knows(check):
    report = check(
        [
            HEAD,
            ["回避厂", "赵甲", "李丁", "", "2026-10-09"],
            ["乙店", "赵甲", "钱乙", "", "2026-11-09"],
            ["丙店", "赵甲", "钱乙", "外人", "2026-10-12"],
            ["丁店", "赵甲", "周同", "", "2026-10-13"],
            ["戊店", "赵甲", "周同（消防队）、李丁、李丁", "", "2026-10-16"],
            ["己店", "", "", "", "2026-10-19"],
        ]
    )

    assert [(c, cell) for c, cell in told(report) if c.startswith("teams/")] == [
        ("teams/recused", "C2"),
        ("teams/away", "C3"),
        ("teams/over-cap", "C4"),
        ("teams/unknown-person", "D4"),
        ("teams/which-of-them", "C5"),
        ("teams/twice", "C6"),
        ("teams/nobody", "A7"),
    ]
    recused = next(f for f in report.checked.findings if f.code == "teams/recused")
    assert [c.clause for c in recused.citations] == ["GQ-23b"]
    assert sentence(recused)[0] == (
        "名录写明“李丁”要回避“回避厂”（亲属任职；见回避第2行），却派去检查这一户"
    )


def test_a_pack_without_a_rule_on_certificates_is_warned_all_the_same(check):
    rows = [[*HEAD, "发起部门"], ["甲店", "赵甲", "孙丙", "", "2026-10-15", "市监局"]]
    report = check(rows, "chongqing")

    assert ("teams/uncertified", "C2") in told(report)
    assert not [f for f in report.checked.findings if "certified-inspectors" in f.code]


def test_joint_departments_each_give_somebody(check):
    head = [*HEAD, "发起部门", "配合部门"]
    report = check(
        [
            head,
            ["甲店", "赵甲", "孙丙", "", "2026-10-09", "市监局", "消防队"],
            ["乙店", "赵甲", "李丁", "", "2026-10-12", "市监局", "消防队"],
            ["丙店", "孙丙", "赵甲", "", "2026-10-13", "市监局", "消防队"],
            ["丁店", "赵甲", "李丁", "", "2026-10-14", "市监局", "市公安局（写法不同）"],
        ],
        "chongqing",
    )

    found = {
        (f.code.rpartition("/")[2], f.location.cell)
        for f in report.checked.findings
        if f.outcome is Outcome.FAIL and f.code.startswith("chongqing")
    }
    assert ("each-department-draws", "G3") in found
    assert ("leader-from-initiator", "B4") in found
    assert not {cell for _, cell in found if cell.endswith(("2", "5"))}


def test_without_registers_nobody_is_said_to_be_certified(check):
    report = check([HEAD, ["甲店", "赵甲", "孙丙", "", "2026-10-15"]], registers=False)

    assert told(report) == []
    (missing,) = [f for f in report.checked.findings if f.code == "check/table-missing"]
    assert missing.params["option"] == "--inspectors"
    assert missing.params["rules"] == ("gaoqing/assignment/certified-inspectors",)
    assert "gaoqing/assignment/certified-inspectors" in report.checked.undecided
    assert report.exit_code(Severity.ERROR) == 4


def test_a_day_that_nobody_can_read_is_told(check):
    report = check([HEAD, ["甲店", "赵甲", "孙丙", "", "下周"]])

    assert told(report) == [("teams/day", "E2")]


def test_what_the_list_itself_says_of_certificates_counts_where_no_register_does(check):
    rows = [[*HEAD, "有执法资格"], ["甲店", "赵甲", "孙丙", "", "2026-10-15", "否"]]

    report = check(rows, registers=False)

    assert [c.rpartition("/")[2] for c, _ in told(report)] == ["certified-inspectors"] * 2


def test_every_form_of_the_report_can_be_made(check, tmp_path):
    forms = report_forms(check(LAYOUTS["joined names"]))

    assert set(OFFERED) <= set(forms)
    for name in OFFERED:
        content = forms[name].content(tmp_path / f"x.{name}")
        assert len(content if isinstance(content, bytes) else b"".join(content)) > 500


def test_a_recusal_that_cannot_be_compared_is_left_open(check):
    head = ["统一社会信用代码", "组长", "组员", "检查日期"]
    report = check([head, ["91370322MA00000016", "赵甲", "李丁", "2026-10-09"]])

    (found,) = [f for f in report.checked.findings if f.code == "teams/recusal-unchecked"]
    assert (found.location.cell, found.params["targets"]) == ("C2", ("回避厂",))
    assert sentence(found)[1]
