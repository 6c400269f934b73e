"""An item list under a pack: its own fields, and the superior's items, none of which may be dropped."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from shuangsuiji.cli import run
from shuangsuiji.findings import Outcome, Refusal, Severity
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.workflow.lists import LISTS, ListPapers, check_list

EXAMPLE = Path(__file__).parents[2] / "jurisdictions" / "shanghai" / "example"
TODAY = date(2026, 2, 1)
HEADER = ("事项编码", "抽查类别", "抽查事项", "别名", "事项类别", "检查主体", "检查依据", "抽查内容", "检查方式", "抽查比例上限")  # fmt: skip
REST = ("一般检查事项", "市场监管局", "价格法", "标价", "实地核查", "5%")


def items(*rows):
    """Return rows of a list: (code, class, name) or (code, class, name, other names)."""
    return [(*row[:3], row[3] if len(row) > 3 else "", *REST) for row in rows]


def gbk(path, rows):
    """Write a list as an office exports it: GBK, a line of title above the header."""
    with path.open("w", encoding="gbk", newline="") as file:
        csv.writer(file).writerows([("某局随机抽查事项清单",), HEADER, *rows])
    return path


def book(path, rows):
    """Write a list as a workbook: a merged title, who published it, the header, the rows."""
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet("清单")
        page.merge_range(0, 0, 0, 9, "某市随机抽查事项清单")
        page.merge_range(1, 0, 1, 9, "公布单位：某市市场监督管理局　公布日期：2026年1月8日")
        for number, row in enumerate([HEADER, *rows], 2):
            page.write_row(number, 0, row)
    return path


@pytest.fixture
def against(tmp_path):
    def check(own, superior):
        papers = ListPapers(
            gbk(tmp_path / "own.csv", items(*own)), book(tmp_path / "above.xlsx", items(*superior))
        )
        return check_list("shanghai", papers, today=TODAY)

    return check


def dropped(report):
    """Return (what the superior's item is called, its cell, the outcome) where it is told."""
    return [
        (f.about.key, f.location.cell, f.outcome)
        for f in report.checked.findings
        if [c.clause for c in f.citations] == ["SH-06"]
    ]


def noted(report, code):
    return [f for f in report.checked.findings if f.code == code]


def test_a_dropped_superior_item_fails_sh_06_at_its_row_in_the_superiors_list():
    papers = ListPapers(EXAMPLE / "district-items.csv", EXAMPLE / "municipal-items.csv")

    report = check_list("shanghai", papers, today=TODAY)

    found = next(f for f in report.checked.findings if f.code.endswith("superior-items-kept"))
    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.ERROR)
    assert (found.location.file, found.location.cell) == (str(papers.parent), "B11")
    assert [c.clause for c in found.citations] == ["SH-06"]
    assert "定量包装商品净含量的检查" in found.message
    assert report.exit_code(Severity.ERROR) == 1


def test_it_fails_in_a_workbook_under_title_rows_too(against):
    report = against([("A1", "甲", "一")], [("A1", "甲", "一"), ("A2", "甲", "二")])

    assert dropped(report) == [("二", "A5", Outcome.FAIL)]
    assert report.told == {"list": "某局随机抽查事项清单", "parent": "某市随机抽查事项清单"}


@pytest.mark.parametrize(
    ("own", "superior"),
    [
        (("A1", "甲", "一"), ("A1", "甲", "一")),
        (("A1", "甲", "别的名称"), ("A1", "甲", "一")),
        (("Q9", "甲", "一（ａ）"), ("A1", "甲", "一 (A)")),
        (("", "甲", "一"), ("A1", "甲", "一")),
        (("A1", "甲", "一"), ("", "甲", "一")),
        (("Q9", "甲", "新名", "一、又名"), ("A1", "甲", "一")),
        (("Q9", "甲", "一"), ("A1", "甲", "市名", "一、又名")),
    ],
)
def test_items_of_two_lists_meet_by_code_else_by_a_name(against, own, superior):
    assert dropped(against([own], [superior])) == []


def test_one_code_with_two_names_is_said_with_both_places(against):
    report = against([("A1", "甲", "新名")], [("A1", "甲", "一")])

    (found,) = noted(report, "list/other-name")
    assert (found.location.cell, found.params["parent"]) == ("C3", "一")
    assert found.params["place"].endswith("above.xlsx 清单!C4")
    assert found.outcome is Outcome.NOT_APPLICABLE


def test_two_superior_items_of_one_name_are_told_apart_by_class_else_it_is_unknown(against):
    superior = [("A1", "食品", "监督检查"), ("A2", "药品", "监督检查")]

    by_class = against(
        [("", "药品", "监督检查"), ("", "食品", "监督检查（食品）", "监督检查")], superior
    )
    one_left = against([("", "药品", "监督检查")], superior)

    assert dropped(by_class) == []
    assert [(cell, outcome) for _, cell, outcome in dropped(one_left)] == [("A5", Outcome.UNKNOWN)]
    assert one_left.checked.undecided == ("shanghai/items/superior-items-kept",)


def test_an_item_whose_name_cannot_be_read_may_be_any(against):
    report = against(
        [("", "甲", "#REF!"), ("A1", "甲", "一")], [("A1", "甲", "一"), ("A2", "甲", "二")]
    )

    assert dropped(report) == [("二", "A5", Outcome.UNKNOWN)]


def test_a_superior_item_without_name_is_unknown_not_dropped(against):
    report = against([("A1", "甲", "一")], [("A1", "甲", "一"), ("", "甲", "")])

    assert [outcome for _, _, outcome in dropped(report)] == [Outcome.UNKNOWN]


def test_what_is_added_is_said_and_fails_nothing(against):
    report = against([("A1", "甲", "一"), ("Q1", "甲", "二")], [("A1", "甲", "一")])

    (found,) = noted(report, "list/added")
    assert (found.params["count"], found.params["items"]) == (1, ("二",))
    assert report.exit_code(Severity.ERROR) == 0


def test_a_list_may_hold_an_item_twice_only_by_mistake(against):
    report = against([("A1", "甲", "一"), ("A1", "甲", "二")], [("A1", "甲", "一")])

    (found,) = noted(report, "list/item-twice")
    assert found.location.cell == "A4"
    assert report.exit_code(Severity.ERROR) == 1


def test_without_the_superiors_list_its_rule_is_unknown_once_with_the_option(tmp_path):
    report = check_list(
        "shanghai", ListPapers(gbk(tmp_path / "own.csv", items(("A1", "甲", "一")))), today=TODAY
    )

    (found,) = noted(report, "check/table-missing")
    assert (found.params["option"], found.outcome) == ("--parent", Outcome.UNKNOWN)
    assert found.params["rules"] == ("shanghai/items/superior-items-kept",)
    assert report.exit_code(Severity.ERROR) == 0


@pytest.mark.parametrize("pack", ["national", "shanghai", "gaoqing", "chongqing"])
def test_only_rules_about_lists_are_run(tmp_path, pack):
    papers = ListPapers(gbk(tmp_path / "own.csv", items(("A1", "甲", "一"))))

    report = check_list(pack, papers, today=TODAY)

    ready = {r.normal.id: r.normal.table for r in load_pack(pack).ready(TODAY, None)}
    assert {ready[rule] for rule in report.checked.counts} <= {"item", "item_list"}
    assert {f.code for f in report.checked.findings if "covers-all-items" in f.code} == set()
    waiting = {r for f in noted(report, "check/table-missing") for r in f.params["rules"]}
    tables = {r.partition("#")[0]: table for r, table in ready.items()}
    assert {tables[r] for r in waiting} <= set(LISTS.tables)


def test_a_blank_field_fails_at_its_cell(tmp_path):
    (row,) = items(("A1", "甲", "一"))
    papers = ListPapers(gbk(tmp_path / "own.csv", [(*row[:6], "", *row[7:])]))

    report = check_list("shanghai", papers, today=TODAY)

    found = next(f for f in report.checked.findings if f.code.endswith("item-fields#basis"))
    assert (found.location.cell, found.outcome) == ("G3", Outcome.FAIL)


@pytest.mark.parametrize("name", ["own.csv", "above.xlsx"])
def test_a_list_of_nothing_is_refused(tmp_path, name):
    gbk(tmp_path / "own.csv", [] if name == "own.csv" else items(("A1", "甲", "一")))
    book(tmp_path / "above.xlsx", [])

    with pytest.raises(Refusal) as refused:
        check_list(
            "shanghai", ListPapers(tmp_path / "own.csv", tmp_path / "above.xlsx"), today=TODAY
        )

    (found,) = refused.value.findings
    assert found.code == "check/no-rows"
    assert found.location.file.endswith(name)


def test_a_list_is_not_held_against_itself(tmp_path):
    path = gbk(tmp_path / "own.csv", items(("A1", "甲", "一")))

    with pytest.raises(Refusal) as refused:
        check_list("shanghai", ListPapers(path, path), today=TODAY)

    assert [f.code for f in refused.value.findings] == ["list/same-file"]


def test_a_day_outside_the_packs_years_is_refused(tmp_path):
    path = gbk(tmp_path / "own.csv", items(("A1", "甲", "一")))

    with pytest.raises(Refusal) as refused:
        check_list("guiyang", ListPapers(path), today=TODAY)

    assert [f.code for f in refused.value.findings] == ["pack/not-valid"]
    assert check_list("guiyang", ListPapers(path, as_of=date(2021, 6, 30)), today=TODAY)


def test_people_may_say_what_the_list_does_not(tmp_path):
    (row,) = items(("A1", "甲", "一"))
    own = gbk(tmp_path / "own.csv", [(*row[:6], "", *row[7:])])
    said = tmp_path / "said.csv"
    told = "表,对象,事实,认定,认定人,认定日期,依据\n抽查事项,A1,检查依据,价格法,张三,2026-01-30,清单底稿\n"
    said.write_text(told, "utf-8")

    report = check_list("shanghai", ListPapers(own, findings=said), today=TODAY)

    assert not [f for f in report.checked.findings if f.code.endswith("#basis")]


def test_the_command_ends_as_plan_check_does(tmp_path, capsys):
    own = str(gbk(tmp_path / "own.csv", items(("A1", "甲", "一"))))
    above = str(book(tmp_path / "above.xlsx", items(("A1", "甲", "一"), ("A2", "甲", "二"))))
    out = tmp_path / "report.json"
    base = ["list", "check", own, "--pack", "shanghai", "--as-of", "2026-02-01"]

    assert run([*base, "--parent", above, "-f", "json", "-o", str(out)]) == 1
    assert run([*base, "--parent", above, "--fail-on", "never"]) == 0
    assert run(base) == 0
    assert run([*base, "--parent", str(tmp_path / "none.xlsx")]) == 2
    assert run([*base, "-o", own]) == 2

    report = json.loads(out.read_text("utf-8"))
    assert (report["list"], report["parent"], report["rows"]) == (
        "某局随机抽查事项清单",
        "某市随机抽查事项清单",
        1,
    )
    assert "check/output-is-input" not in capsys.readouterr().out
