"""Plans as offices write them: sheets that number from one, sums that count, headers of their own."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from shuangsuiji.findings import Outcome, Refusal
from shuangsuiji.proof.resubmission import Turn
from shuangsuiji.report.wording import words
from shuangsuiji.workflow.plan_again import check_again
from shuangsuiji.workflow.plans import PlanPapers, check

TODAY = date(2026, 2, 20)
HEADER = (
    "序号",
    "任务名称",
    "抽查事项",
    "抽查范围",
    "预估数量",
    "时间安排",
    "去年数量",
    "牵头处室",
)


def book(path: Path, **sheets) -> Path:
    with xlsxwriter.Workbook(path) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value is not None:
                        sheet.write(r, c, value)
    return path


def line(number, name, count="20"):
    return (number, name, f"{name}事项", "全县", count, "3-6月", "9", "食品处")


def findings(path, pack="gaoqing", **papers):
    return check(pack, PlanPapers(plan=path, **papers), today=TODAY).checked.findings


def test_lines_without_numbers_of_their_own_on_two_sheets_are_not_one(tmp_path):
    rows = [("2026年度抽查计划",), HEADER]
    path = book(tmp_path / "plan.xlsx", 县级=[*rows, line(1, "甲")], 配合=[*rows, line(1, "乙")])

    report = check("gaoqing", PlanPapers(plan=path), today=TODAY)

    assert [row.key for row in report.papers.tables["plan_line"].rows] == ["县级第3行", "配合第3行"]
    assert "plan/line-twice" not in {f.code for f in report.checked.findings}


def test_a_sum_that_counts_its_lines_is_no_line(tmp_path):
    path = book(
        tmp_path / "plan.xlsx",
        计划=[("2026年度抽查计划",), HEADER, line(1, "甲"), ("总计：1项", None, None, None, 20)],
    )

    report = check("gaoqing", PlanPapers(plan=path), today=TODAY)

    assert [row.key for row in report.papers.tables["plan_line"].rows] == ["第3行"]
    assert len(report.papers.tables["plan_line"].totals) == 1


def test_a_column_that_nothing_reads_is_told_at_its_own_header(tmp_path):
    path = book(tmp_path / "plan.xlsx", 计划=[("2026年度抽查计划",), HEADER, line(1, "甲")])

    unused = [f for f in findings(path) if f.code == "check/unmapped-column"]

    assert [(f.location.cell, f.params["columns"]) for f in unused] == [("G2", ("去年数量",))]


def test_what_is_said_of_the_whole_plan_stands_at_its_title(tmp_path):
    path = book(
        tmp_path / "plan.xlsx",
        计划=[("附件1",), ("某区2026年度抽查计划",), ("单位：户",), HEADER, line(1, "甲")],
    )

    late = [
        f
        for f in findings(path, "shanghai", made_on=date(2026, 2, 10))
        if f.code == "shanghai/plans/made-in-time"
    ]

    assert [f.location.cell for f in late] == ["A2"]


def test_a_class_in_a_column_of_its_own_is_told_there(tmp_path):
    head = ("任务名称", "抽查事项", "抽查范围", "抽查比例", None, None, None)
    classes = (None, None, None, "A类", "B类", "C类", "D类企业")
    ratios = ("甲", "甲事项", "全县", "1%", "10%", "5%", "0.5%")
    path = book(tmp_path / "plan.xlsx", 计划=[("2026年度抽查计划",), head, classes, ratios])

    told = [f for f in findings(path) if f.about is not None and f.about.table == "plan_line_class"]

    assert [(f.location.cell, f.code.rpartition("/")[2]) for f in told] == [
        ("F4", "middle-risk-ratio-not-lower"),
        ("G4", "highest-risk-ratio-not-lower"),
    ]


def test_a_column_that_is_missing_again_remains_however_many_lines_there_are(tmp_path):
    head = ("任务名称", "抽查事项", "抽查范围", "预估数量")
    rows = [("甲", "甲事项", "全县", 20), ("乙", "乙事项", "全县", 20)]
    old = book(tmp_path / "old.xlsx", 计划=[("2026年度抽查计划",), head, rows[0]])
    new = book(tmp_path / "new.xlsx", 计划=[("2026年度抽查计划",), head, *rows])
    items = ("抽查事项", "事项类别", "检查对象", "检查方式", "检查主体", "检查依据")
    listed = [items, *((r[1], "一般", "企业", "现场检查", "县局", "某法") for r in rows)]
    papers = PlanPapers(plan=new, items=book(tmp_path / "items.xlsx", 清单=listed))

    since = check_again("gaoqing", papers, old, today=TODAY).since

    columns = [t for t in since.turned if "column" in t.finding.params]
    assert {t.turn for t in columns} == {Turn.REMAINING}
    assert any(t.finding.params["column"] == "抽查时间" for t in columns)


def test_a_count_in_another_column_is_not_held_against_the_sum_of_its_own(tmp_path):
    head = ("任务名称", "抽查事项", "抽查比例", "预估数量")
    rows = [("甲", "甲事项", "5%", 20), ("乙", "乙事项", "5%且不少于10户", None)]

    def said(total):
        path = book(
            tmp_path / f"{total}.xlsx",
            计划=[("2026年度抽查计划",), head, *rows, ("合计", None, None, total)],
        )
        return [f.location.cell for f in findings(path) if f.code == "plan/sum-apart"]

    assert (said(20), said(30), said(19)) == ([], [], ["D5"])


def test_a_count_that_its_column_tells_beside_the_ratio_is_missed_there(tmp_path):
    head = ("任务名称", "抽查事项", "抽查范围", "抽查时间", "抽查比例及户数")
    rows = [("甲", "甲事项", "全县", "3月", "5%（20户）"), ("乙", "乙事项", "全县", "3月", "5%")]
    items = ("抽查事项", "事项类别", "检查对象", "检查方式", "检查主体", "检查依据")
    listed = [items, *((r[1], "一般", "企业", "现场检查", "县局", "某法") for r in rows)]
    path = book(tmp_path / "plan.xlsx", 计划=[("2026年度抽查计划",), head, *rows])

    told = findings(path, items=book(tmp_path / "items.xlsx", 清单=listed))

    code = "gaoqing/plans/line-fields#estimated_count"
    assert [(f.location.cell, f.outcome) for f in told if f.code == code] == [("E4", Outcome.FAIL)]


def test_papers_that_were_not_handed_in_are_told_with_the_names_of_the_rules(tmp_path):
    path = book(tmp_path / "plan.xlsx", 计划=[("2026年度抽查计划",), HEADER, line(1, "甲")])

    missing = [words(f).what for f in findings(path) if f.code == "check/table-missing"]

    assert "计划涵盖清单全部事项" in missing[0]
    assert "gaoqing/" not in missing[0]


def test_a_plan_with_headers_that_nobody_knows_is_told_of_map(tmp_path):
    path = book(tmp_path / "plan.xlsx", 计划=[("项次", "干什么", "查谁"), ("1", "甲", "乙")])

    with pytest.raises(Refusal) as refused:
        findings(path)

    assert "--map 列名=字段" in words(refused.value.findings[0]).remedy
