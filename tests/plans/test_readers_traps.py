"""Traps in which a careless check would pass, fail, or fall silent; each was met by a fresh reader."""

import importlib.util
import json
from datetime import date
from pathlib import Path

import pytest

from shuangsuiji.cli import run
from shuangsuiji.findings import Outcome, Severity
from shuangsuiji.workflow.plans import PlanPapers, check

_spec = importlib.util.spec_from_file_location("books", Path(__file__).with_name("books.py"))
books = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(books)
TODAY = date(2026, 2, 1)
REGISTER = "统一社会信用代码,主体名称,主体类型,登记状态,本年度已抽查次数,重点行业领域\n"


@pytest.fixture
def items(tmp_path):
    return books.items_book(tmp_path / "items.xlsx")


def outcomes(report, code):
    return [f.outcome for f in report.checked.findings if f.code.startswith(code)]


def plan(tmp_path, header, rows, title="2026年度抽查计划", name="plan.xlsx"):
    return books.book(tmp_path / name, header, rows, title)


def test_a_word_outside_an_open_list_is_not_taken_for_another_word(tmp_path):
    header = ("计划编号", "抽查任务名称", "抽查事项", "责任科室", "抽查企业数")
    path = plan(tmp_path, header, [("1", "甲", "登记事项检查", "处", 5)], "2021年度计划")
    register = tmp_path / "r.csv"
    known = [f"{n:018d},企业{n},企业,存续,0,否" for n in range(100)]
    strange = [f"{n:018d},企业{n},私营独资甲类,存续,0,否" for n in range(100, 1100)]
    register.write_text(REGISTER + "\n".join(known + strange), "utf-8")

    report = check(
        "guiyang", PlanPapers(path, register=register, as_of=date(2021, 6, 1)), today=TODAY
    )

    assert outcomes(report, "guiyang/ratios/enterprises-three-percent") == [Outcome.UNKNOWN]


@pytest.mark.parametrize("which", ["plan", "items", "register"])
def test_a_table_without_rows_is_no_bug(tmp_path, items, which, capsys):
    papers = {
        "plan": books.plan_book(tmp_path / "plan.xlsx", [] if which == "plan" else books.PLAN),
        "items": books.items_book(tmp_path / "i.xlsx", []) if which == "items" else items,
        "register": tmp_path / "r.csv",
    }
    rows = "" if which == "register" else "1,甲,企业,存续,0,否\n"
    papers["register"].write_text(REGISTER + rows, "utf-8")
    given = [f"--{name}={path}" for name, path in papers.items() if name != "plan"]

    code = run(["plan", "check", str(papers["plan"]), "--pack", "gaoqing", *given])

    assert code in (0, 1, 2, 4)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("title", "folder", "year"),
    [
        ("县抽查计划", "2019年档案", None),
        ("2026年度抽查计划 编制日期：2025年12月25日", "x", 2026),
        ("县抽查计划 编制日期：2025年12月25日", "x", None),
        ("2025年总结和2026年度计划", "x", 2026),
    ],
)
def test_the_year_is_the_plans_and_not_that_of_a_folder_or_of_its_making(
    tmp_path, title, folder, year
):
    (tmp_path / folder).mkdir()
    path = plan(tmp_path / folder, books.PLAN_HEADER, books.PLAN, title)

    assert check("gaoqing", PlanPapers(path), today=TODAY).told["year"] == year


def test_a_year_in_the_files_name_is_used_to_read_the_cells(tmp_path, items):
    path = plan(tmp_path, books.PLAN_HEADER, [books.PLAN[4]], None, "2026年计划.xlsx")

    report = check("gaoqing", PlanPapers(path, items), today=TODAY)

    assert report.told["year"] == 2026
    assert outcomes(report, "gaoqing/plans/line-fields#period") == []


def test_leaving_out_ratio_and_base_does_not_lift_the_cap(tmp_path, items):
    header = ("计划编号", "抽查任务名称", "抽查事项", "责任科室", "预估数量")
    path = plan(tmp_path, header, [("1", "甲", "登记事项检查", "科", 99999)])

    report = check("shanghai", PlanPapers(path, items), today=TODAY)

    assert set(outcomes(report, "shanghai/ratios/general-cap-kept")) == {Outcome.UNKNOWN}
    assert report.exit_code(None) == 4


def test_the_unit_in_a_header_belongs_to_bare_numbers_below_it(tmp_path, items):
    header = (
        "计划编号",
        "抽查任务名称",
        "抽查事项",
        "责任科室",
        "抽查比例（%）",
        "对象基数",
        "预估数量（万户）",
    )
    row = ("1", "甲", "登记事项检查", "科", 3, 100, 3)
    path = plan(
        tmp_path, header, [row, ("2", *row[1:4], 6, 100, 1), ("3", *row[1:4], "0.5", 100, "2户")]
    )

    report = check("shanghai", PlanPapers(path, items), today=TODAY)

    ratio = {
        f.location.cell: f.outcome for f in report.checked.findings if f.code.endswith("kept#ratio")
    }
    assert ratio == {"E4": Outcome.FAIL, "E5": Outcome.UNKNOWN}
    count = {f.location.cell for f in report.checked.findings if f.code.endswith("kept#count")}
    assert {"G3", "G4"} <= count
    assert "G5" not in count


def test_two_items_of_one_name_leave_a_line_that_names_it_undecided(tmp_path):
    general = (
        "登记",
        "同名检查",
        "一般检查事项",
        "企业",
        "书面检查",
        "县局",
        "公司法",
        "登记",
        "5%",
    )
    key = ("登记", "同名检查", "重点检查事项", "企业", "书面检查", "县局", "公司法", "登记", None)
    items = books.book(tmp_path / "i.xlsx", books.ITEM_HEADER[1:], [general, key], "清单")
    path = plan(
        tmp_path,
        books.PLAN_HEADER,
        [("1", "甲", "同名检查", *books.PLAN[0][3:6], "20%", 100, 20, "全年")],
    )

    report = check("shanghai", PlanPapers(path, items), today=TODAY)

    assert set(outcomes(report, "shanghai/ratios/general-cap-kept")) == {Outcome.UNKNOWN}
    assert outcomes(report, "list/item-twice") == [Outcome.FAIL]


def test_a_line_whose_only_item_is_an_emergency_is_not_held_to_what_a_draw_must_state(
    tmp_path, items
):
    row = ("1", "甲", "登记事项检查", "科", "全县", "企业", "5%", 100, None, "全年")
    recorded = tmp_path / "f.yaml"
    text = "- about: {table: plan_line_item, key: '1'}\n  fact: emergency\n"
    recorded.write_text(text + "  who: 甲\n  when: 2026-01-10\n  grounds: 值班记录\n", "utf-8")
    path = plan(tmp_path, books.PLAN_HEADER, [row])

    report = check("gaoqing", PlanPapers(path, items, findings=recorded), today=TODAY)

    assert outcomes(report, "gaoqing/plans/line-fields") == []
    assert outcomes(report, "gaoqing/scope/emergency") == [Outcome.NOT_APPLICABLE]


def test_words_that_say_nothing_do_not_state_a_field(tmp_path, items):
    row = ("1", "甲", "登记事项检查", "科", "待定", "企业", "5%", 100, 5, "全年")
    path = plan(tmp_path, books.PLAN_HEADER, [row])
    joint = books.chongqing_book(
        tmp_path / "d1.xlsx",
        [(1, "联合", "市场监管局", "无", "登记", "无", "企业", "3-6月", "5%", 20)],
    )

    gaoqing = check("gaoqing", PlanPapers(path, items), today=TODAY)
    chongqing = check("chongqing", PlanPapers(joint), today=TODAY)

    assert outcomes(gaoqing, "gaoqing/plans/line-fields#scope") == [Outcome.UNKNOWN]
    assert outcomes(chongqing, "chongqing/scope/joint-lines") == [Outcome.NOT_APPLICABLE]
    assert outcomes(chongqing, "chongqing/plans/line-fields#partners") == []


def test_a_misspelt_residual_assertion_is_said(tmp_path, items):
    recorded = tmp_path / "f.yaml"
    text = "- about: {table: plan_line_item, key: '1'}\n  fact: gaoqing/scope/other-unsuitabel#residual\n"
    recorded.write_text(text + "  who: 甲\n  when: 2026-01-10\n  grounds: 乙\n", "utf-8")

    report = check(
        "gaoqing",
        PlanPapers(books.plan_book(tmp_path / "p.xlsx"), items, findings=recorded),
        today=TODAY,
    )

    found = next(f for f in report.checked.findings if f.code == "recorded/unknown-fact")
    assert found.params["nearest"] == "gaoqing/scope/other-unsuitable#residual"


def test_fail_on_manual_counts_what_only_people_can_tell(tmp_path, capsys):
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "pack.yaml").write_text(
        'id: tt\ntitle: 测试\ncode: "370322"\nextends: national\n'
        "documents:\n  - {id: d, title: 细则, status: in_force}\n", "utf-8",
    )  # fmt: skip
    (pack / "clauses.yaml").write_text(
        '- {id: TT-01, document: d, place: 一, says: 须经认定, mark: "yes"}\n', "utf-8"
    )
    rule = "  kind: requirement\n  title: 依法应当检查\n  modality: must\n  table: plan_line_item\n"
    judged = f"- id: judged\n  cite: [TT-01]\n{rule}  require: must_inspect_by_law\n  message: 甲\n  fix: 乙\n"
    draft = f"- id: drafted\n  cite: [CN-15]\n{rule}  require: on_list\n  message: 甲\n  fix: 乙\n"
    (pack / "plans.yaml").write_text(judged + draft, "utf-8")
    papers = ["plan", "check", str(books.plan_book(tmp_path / "p.xlsx")), "--pack", str(pack)]
    papers += ["--items", str(books.items_book(tmp_path / "i.xlsx"))]

    usual, people = run(papers), run([*papers, "--fail-on", "manual"])
    report = check(str(pack), PlanPapers(Path(papers[2]), Path(papers[-1])), today=TODAY)

    assert (usual, people) == (0, 4)
    drafted = [f for f in report.checked.findings if f.code == "tt/plans/drafted"]
    assert {f.severity for f in drafted if f.outcome is Outcome.FAIL} == {Severity.WARNING}


def test_the_report_is_not_written_over_a_paper_or_into_a_folder_that_is_not_there(
    tmp_path, capsys
):
    path = books.plan_book(tmp_path / "p.xlsx")
    before = path.read_bytes()

    usual = ["plan", "check", str(path), "--pack", "gaoqing", "-f", "json", "-o"]
    over = run([*usual, str(path)])
    said = capsys.readouterr().out
    nowhere = run([*usual, str(tmp_path / "x" / "y.txt")])

    assert (over, nowhere) == (2, 2)
    assert json.loads(said)["refused"][0]["code"] == "check/output-is-input"
    assert json.loads(capsys.readouterr().out)["refused"][0]["code"] == "check/no-folder"
    assert path.read_bytes() == before
    assert not (tmp_path / "x").exists()


def test_what_a_cell_holds_does_not_reach_the_terminal_as_a_command(tmp_path, capsys):
    row = ("\x1b[31m1", *books.PLAN[1][1:])
    rows = [books.PLAN_HEADER, row]
    path = tmp_path / "2026年.csv"
    path.write_text(
        "\n".join(",".join("" if c is None else str(c) for c in r) for r in rows), "utf-8"
    )

    run(["plan", "check", str(path), "--pack", "chongqing"])

    assert "\x1b" not in capsys.readouterr().out
