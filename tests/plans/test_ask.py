"""--ask writes what cannot be told; filled in, it decides just that (plan, list and register check)."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from shuangsuiji.cli import run
from shuangsuiji.findings import Outcome
from shuangsuiji.report.checks import report_forms
from shuangsuiji.report.sentences import SENTENCES
from shuangsuiji.workflow.lists import ListPapers, check_list
from shuangsuiji.workflow.plans import PlanPapers, check
from shuangsuiji.workflow.register_check import RegisterPapers, check_register

TODAY = date(2026, 3, 1)
HEADER = 4
PLAN = (
    "高青县2026年度抽查工作计划\n"
    "计划编号,抽查任务名称,抽查事项,发起部门,抽查范围,检查对象,抽查比例,对象基数,预估数量,抽查时间\n"
    "1,登记抽查,登记事项检查,信用科,全县企业,企业,不低于3%,100,4,3月-6月\n"
    "2,价格抽查,明码标价检查,价格科,全县企业,企业,5%,100,若干,3月-6月\n"
    "3,广告抽查,广告检查,广告科,全县企业,企业,20%,100,,3月-6月\n"
    "4,=1+1专项检查,登记事项检查,信用科,全县企业,企业,3%,100,3,3月-6月\n"
)
ITEMS = (
    "事项编码,抽查事项,事项类别,检查对象,抽查内容,检查方式,检查主体,检查依据,抽查比例上限\n"
    "A1,登记事项检查,一般,企业,登记,实地核查,县局,公司法,5%\n"
    "A2,明码标价检查,一般,企业,标价,实地核查,县局,价格法,5%\n"
    "A3,广告检查,一般,企业,广告,实地核查,县局,广告法,5%\n"
)


@pytest.fixture
def papers(tmp_path):
    plan, items = tmp_path / "plan.csv", tmp_path / "items.csv"
    plan.write_text(PLAN, "utf-8")
    items.write_text(ITEMS, "utf-8")
    return PlanPapers(plan=plan, items=items, ask=True)


def book(report, path: Path) -> openpyxl.Workbook:
    path.write_bytes(report_forms(report)["ask"].content(path))
    return openpyxl.load_workbook(path)


def rows(sheet) -> list[dict[str, object]]:
    heads = [cell.value for cell in sheet[HEADER]]
    return [
        dict(zip(heads, [cell.value for cell in row], strict=True))
        for row in sheet.iter_rows(min_row=HEADER + 1)
    ]


def fill(sheet, row: int, value: object, who: object = "李四", grounds: object = "电话核实记录"):
    heads = [cell.value for cell in sheet[HEADER]]
    told = {"认定": value, "认定人": who, "认定日期": date(2026, 2, 20), "依据": grounds}
    for head, text in told.items():
        sheet.cell(HEADER + row, heads.index(head) + 1).value = text


def told(report):
    return {(f.code, f.about, f.outcome) for f in report.checked.findings if f.about is not None}


def test_the_answers_decide_what_was_asked_and_nothing_else(papers, tmp_path):
    before = check("gaoqing", papers, today=TODAY)
    path = tmp_path / "ask.xlsx"
    asked = book(before, path)
    sheet = asked["要回答的"]
    assert [(r["表"], r["对象"], r["事实"], r["纸上写的"]) for r in rows(sheet)] == [
        ("计划任务", "1", "抽查比例", "不低于3%"),
        ("计划任务", "2", "预估数量", "若干"),
    ]

    fill(sheet, 1, "4%")
    fill(sheet, 2, 5)
    asked.save(path)
    after = check("gaoqing", PlanPapers(papers.plan, papers.items, findings=path), today=TODAY)

    gone = told(before) - told(after)
    assert {(code, about.key) for code, about, _ in gone} == {
        ("gaoqing/ratios/general-cap-kept#ratio", "1：登记事项检查"),
        ("gaoqing/ratios/general-cap-kept#count", "2：明码标价检查"),
        ("gaoqing/plans/line-fields#estimated_count", "2"),
    }
    assert {outcome for _, _, outcome in gone} == {Outcome.UNKNOWN}
    assert told(after) <= told(before)


def test_each_answer_says_what_the_rules_would_say(papers, tmp_path):
    sheet = book(check("gaoqing", papers, today=TODAY), tmp_path / "ask.xlsx")["要回答的"]

    first, second = rows(sheet)

    assert first["怎样回答，结果怎样"] == (
        "《一般检查事项的抽查比例不超过清单设的上限》：不超过5%→符合；超过5%→不符合"
    )
    assert second["怎样回答，结果怎样"].split("\n") == [
        "《计划写明每项抽查的范围、时间安排、预估数量》：写明→符合",
        "《一般检查事项的抽查比例不超过清单设的上限》：不超过5→符合；不低于6→不符合",
    ]
    assert first["谁可以回答"] == "计划的制定人（信用科）"
    assert "GQ-09c" in first["条款"]


def test_a_blank_that_is_itself_a_failure_is_to_be_mended_on_the_paper(papers, tmp_path):
    sheet = book(check("gaoqing", papers, today=TODAY), tmp_path / "ask.xlsx")["要在别处办的"]

    blank = rows(sheet)[-1]

    assert blank["现状"] == "“3”没有写预估数量，这本身就不符合"
    assert blank["怎么办"] == "计划的制定人（广告科）在原表这一格补上"


def test_what_is_claimed_lifts_the_failure_and_is_shown_with_who_and_why(papers, tmp_path):
    path = tmp_path / "ask.xlsx"
    asked = book(check("gaoqing", papers, today=TODAY), path)
    sheet = asked["可以主张的"]
    wanted = next(
        i
        for i, r in enumerate(rows(sheet), 1)
        if r["事实"] == "另行部署的定向抽查" and "广告" in r["对象"]
    )

    fill(sheet, wanted, "是", "张三", "县局〔2026〕7号")
    asked.save(path)
    report = check("gaoqing", PlanPapers(papers.plan, papers.items, findings=path), today=TODAY)

    found = next(f for f in report.checked.findings if f.outcome is Outcome.EXCEPTED)
    assert found.underneath is Outcome.FAIL
    (claim,) = found.claims
    assert (claim.who, claim.when, claim.grounds) == ("张三", "2026-02-20", "县局〔2026〕7号")


def test_rows_left_open_are_no_findings_and_half_an_answer_is_told(papers, tmp_path):
    path = tmp_path / "ask.xlsx"
    before = check("gaoqing", papers, today=TODAY)
    asked = book(before, path)
    handed = PlanPapers(papers.plan, papers.items, findings=path)
    assert told(check("gaoqing", handed, today=TODAY)) == told(before)

    fill(asked["要回答的"], 1, "4%", who=None)
    asked.save(path)
    report = check("gaoqing", handed, today=TODAY)

    (found,) = [f for f in report.checked.findings if f.code.startswith("recorded/")]
    assert (found.code, found.params["lacking"]) == ("recorded/incomplete", ("认定人",))
    assert found.location.cell == "B5"


def test_an_answer_outside_what_the_paper_says_is_refused(papers, tmp_path):
    path = tmp_path / "ask.xlsx"
    asked = book(check("gaoqing", papers, today=TODAY), path)
    fill(asked["要回答的"], 1, "2%")
    asked.save(path)

    report = check("gaoqing", PlanPapers(papers.plan, papers.items, findings=path), today=TODAY)

    (found,) = [f for f in report.checked.findings if f.code.startswith("recorded/")]
    assert (found.code, found.params["found"]) == ("recorded/contradicts", "不低于3%")


def test_two_people_who_say_different_things_are_both_named(papers, tmp_path):
    findings = tmp_path / "findings.csv"
    findings.write_text(
        "表,对象,事实,认定,认定人,认定日期,依据\n"
        "计划任务,1,抽查比例,4%,李四,2026-02-20,电话\n"
        "计划任务,1,抽查比例,3.5%,王五,2026-02-21,电话\n",
        "utf-8",
    )
    handed = PlanPapers(papers.plan, papers.items, findings=findings)

    report = check("gaoqing", handed, today=TODAY)

    (found,) = [f for f in report.checked.findings if f.code.startswith("recorded/")]
    assert (found.code, found.location.cell) == ("recorded/twice", "A3")
    assert (found.params["who"], found.params["found"]) == ("李四", "4%")


def test_a_paper_that_was_not_handed_in_is_one_row_with_its_option(papers, tmp_path):
    alone = PlanPapers(papers.plan, ask=True)

    asked = book(check("gaoqing", alone, today=TODAY), tmp_path / "ask.xlsx")

    assert asked.sheetnames == ["要回答的", "要在别处办的"]
    assert [r["怎么办"] for r in rows(asked["要在别处办的"])] == [
        "加上 --items 再核查一次",
        "加上 --register 再核查一次",
    ]
    assert rows(asked["要回答的"]) == []


def test_a_text_that_looks_like_a_formula_stays_a_text(papers, tmp_path):
    asked = book(check("gaoqing", papers, today=TODAY), tmp_path / "ask.xlsx")

    assert {c.data_type for s in asked for row in s.iter_rows() for c in row} <= {
        "s",
        "n",
        "inlineStr",
    }


def test_yes_and_no_are_chosen_from_a_list_and_the_header_stays(papers, tmp_path):
    sheet = book(check("gaoqing", papers, today=TODAY), tmp_path / "ask.xlsx")["可以主张的"]

    lists = {v.formula1 for v in sheet.data_validations.dataValidation}

    assert lists == {'"是,否"'}
    assert sheet.freeze_panes == "D5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet["J4"].comment is not None


def test_the_day_of_publication_can_be_told_in_the_workbook(tmp_path, papers):
    path = tmp_path / "ask.xlsx"
    asked = book(check("shanghai", papers, today=TODAY), path)
    sheet = asked["要回答的"]
    row = next(i for i, r in enumerate(rows(sheet), 1) if r["事实"] == "公示日期")
    assert "2026-01-31或以前→符合" in rows(sheet)[row - 1]["怎样回答，结果怎样"]

    fill(sheet, row, date(2026, 2, 3))
    asked.save(path)
    report = check("shanghai", PlanPapers(papers.plan, papers.items, findings=path), today=TODAY)

    found = next(f for f in report.checked.findings if f.code.endswith("published-in-time"))
    assert found.outcome is Outcome.FAIL


def test_a_line_that_names_no_item_is_asked_once_for_it_and_the_answer_makes_its_rows(
    papers, tmp_path
):
    papers.plan.write_text(PLAN.replace("登记抽查,登记事项检查", "登记抽查,"), "utf-8")
    path = tmp_path / "ask.xlsx"
    asked = book(check("gaoqing", papers, today=TODAY), path)
    found = [r for r in rows(asked["要回答的"]) if r["事实"] == "抽查事项"]
    assert [r["对象"] for r in found] == ["1"]
    assert "填好后再核查一次才知道" in found[0]["怎样回答，结果怎样"]

    fill(asked["要回答的"], 1, "登记事项检查")
    asked.save(path)
    report = check("gaoqing", PlanPapers(papers.plan, papers.items, findings=path), today=TODAY)

    about = {f.about.key for f in report.checked.findings if f.about is not None}
    assert "1：登记事项检查" in about
    assert "1：（未写事项）" not in about


def test_what_only_a_person_can_judge_is_asked_of_a_person(papers, tmp_path):
    findings = tmp_path / "findings.csv"
    fact = "投诉举报、大数据监测或依法履职中发现涉嫌违法"
    findings.write_text(
        "表,对象,事实,认定,认定人,认定日期,依据\n"
        f"计划任务的抽查事项,3：广告检查,{fact},是,张三,2026-02-01,举报单\n",
        "utf-8",
    )
    handed = PlanPapers(papers.plan, papers.items, findings=findings, ask=True)

    sheet = book(check("gaoqing", handed, today=TODAY), tmp_path / "ask.xlsx")["要回答的"]

    (found,) = [r for r in rows(sheet) if r["事实"] == "依法应当检查"]
    assert found["谁可以回答"] == "有权认定的人，写明姓名、职务"
    assert "是→不适用；否→不符合" in found["怎样回答，结果怎样"]


def test_a_base_that_is_open_turns_where_the_count_meets_the_cap(papers, tmp_path):
    papers.plan.write_text(PLAN.replace("5%,100,若干", "5%,若干,8"), "utf-8")

    sheet = book(check("gaoqing", papers, today=TODAY), tmp_path / "ask.xlsx")["要回答的"]

    (found,) = [r for r in rows(sheet) if r["事实"] == "对象基数"]
    assert found["怎样回答，结果怎样"] == (
        "《一般检查事项的抽查比例不超过清单设的上限》：不超过140→不符合；不低于141→符合"
    )


def test_an_item_list_is_asked_about_and_answers_decide(tmp_path):
    items = tmp_path / "items.csv"
    items.write_text(ITEMS.replace("A2,明码标价检查,一般", "A2,明码标价检查,待定"), "utf-8")
    path = tmp_path / "ask.xlsx"
    asked = book(check_list("gaoqing", ListPapers(items, ask=True), today=TODAY), path)
    sheet = asked["要回答的"]
    (question,) = rows(sheet)
    assert (question["对象"], question["事实"], question["纸上写的"]) == (
        "明码标价检查",
        "事项类别",
        "待定",
    )

    fill(sheet, 1, "一般")
    asked.save(path)
    report = check_list("gaoqing", ListPapers(items, findings=path), today=TODAY)

    assert [f.code for f in report.checked.findings if f.outcome is Outcome.UNKNOWN] == []


def test_two_items_of_one_name_are_told_apart_by_their_cells_and_a_code_is_no_cell(tmp_path):
    items = tmp_path / "items.csv"
    text = ITEMS.replace("A2,明码标价检查,一般", "A2,登记事项检查,待定")
    items.write_text(text, "utf-8")
    path = tmp_path / "ask.xlsx"
    asked = book(check_list("gaoqing", ListPapers(items, ask=True), today=TODAY), path)
    assert [r["对象"] for r in rows(asked["要回答的"])] == ["单元格A3"]

    fill(asked["要回答的"], 1, "一般")
    asked.save(path)
    answered = check_list("gaoqing", ListPapers(items, findings=path), today=TODAY)
    assert [f.code for f in answered.checked.findings if f.outcome is Outcome.UNKNOWN] == []

    path.with_suffix(".csv").write_text(
        "表,对象,事实,认定,认定人,认定日期,依据\n抽查事项,A2,事项类别,一般,李四,2026-02-01,底稿\n",
        "utf-8",
    )
    by_code = ListPapers(items, findings=path.with_suffix(".csv"))
    answered = check_list("gaoqing", by_code, today=TODAY)
    assert [f.code for f in answered.checked.findings if f.outcome is Outcome.UNKNOWN] == []


def test_a_register_is_asked_about_by_code(tmp_path):
    register = tmp_path / "register.csv"
    register.write_text(
        "统一社会信用代码,主体名称,主体类型,登记状态,本年度已抽查次数\n"
        "91370322MA0000001A,甲公司,企业,存续,不详\n91370322MA0000002B,甲公司,企业,存续,1\n",
        "utf-8",
    )
    handed = RegisterPapers(register, kind="targets", ask=True)
    path = tmp_path / "ask.xlsx"
    asked = book(check_register("gaoqing", handed, today=TODAY), path)
    (question,) = rows(asked["要回答的"])

    assert (question["对象"], question["事实"]) == ("91370322MA0000001A", "本年度已抽查次数")
    assert question["怎样回答，结果怎样"].startswith(
        "《同一市场主体一年内被抽中检查不超过两次》：不超过2→符合；不低于3→仍无法判断，还缺重点行业领域、"
    )

    fill(asked["要回答的"], 1, 2)
    asked.save(path)
    report = check_register(
        "gaoqing", RegisterPapers(register, "targets", findings=path), today=TODAY
    )

    assert [f.code for f in report.checked.findings] == []


def test_a_column_that_is_not_there_is_one_row_for_all_that_need_it(tmp_path):
    register = tmp_path / "register.csv"
    lines = [f"9137032200000000{n:02},甲{n},企业,存续,3\n" for n in range(40)]
    register.write_text(
        "统一社会信用代码,主体名称,主体类型,登记状态,本年度已抽查次数\n" + "".join(lines), "utf-8"
    )

    handed = RegisterPapers(register, kind="targets", ask=True)
    asked = book(check_register("gaoqing", handed, today=TODAY), tmp_path / "ask.xlsx")

    assert rows(asked["要回答的"]) == []
    found = [r["现状"] for r in rows(asked["要在别处办的"])]
    assert "表中没有“重点行业领域”这一列，涉及40行" in found
    assert len(found) == len(set(found)) == 5


@pytest.mark.parametrize(
    ("name", "code"),
    [("ask.csv", "output/ask-ending"), ("plan.csv", "check/output-is-input")],
)
def test_the_workbook_is_not_written_over_a_paper_nor_in_another_form(papers, name, code, capsys):
    ask = papers.plan.parent / name

    ends = run(["plan", "check", str(papers.plan), "--pack", "gaoqing", "--ask", str(ask)])

    assert ends == 2
    assert SENTENCES[code][0] in capsys.readouterr().err
    assert papers.plan.read_text("utf-8") == PLAN


def test_the_report_and_the_questions_are_two_files(papers, capsys):
    same = str(papers.plan.parent / "x.xlsx")
    command = ["plan", "check", str(papers.plan), "--pack", "gaoqing", "-o", same, "--ask", same]

    assert run(command) == 2
    assert SENTENCES["output/twice"][0] in capsys.readouterr().err


def test_of_many_plans_nothing_is_asked_at_once(tmp_path, capsys):
    (tmp_path / "甲县.csv").write_text(PLAN, "utf-8")
    ask = tmp_path / "ask.xlsx"

    ends = run(["plan", "check", str(tmp_path), "--pack", "gaoqing", "--ask", str(ask)])

    assert ends == 2
    assert SENTENCES["output/ask-folder"][0] in capsys.readouterr().err
    assert not ask.exists()
