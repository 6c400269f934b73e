"""What the engine remarks on a whole plan, beside the rules: once, at its cell, and never as a failure of law."""

import importlib.util
import json
from datetime import date
from pathlib import Path

import pytest

from shuangsuiji.draw.bundle import pieces
from shuangsuiji.findings import Finding, Location, Outcome, Severity
from shuangsuiji.model.values import Row, Table, exactly, says
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.plan import remarks
from shuangsuiji.plan.across import remarks as remarks_on
from shuangsuiji.report.checks import report_forms, report_json
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow.plans import PlanPapers, check

_spec = importlib.util.spec_from_file_location("books", Path(__file__).with_name("books.py"))
books = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(books)
TODAY = date(2026, 2, 1)
EXAMPLES = Path(__file__).parents[2] / "jurisdictions"
BAD = (
    ("1", "甲", "餐饮服务检查", "食品科", "全县餐饮", "餐饮", "20%", 100, 20, "3-6月"),
    ("2", "乙", "价格行为检查", "价监科", "全县餐饮", "餐饮", "2%", 100, 20, "4-9月"),
    ("3", "丙", "登记事项检查", "信用科", "全县企业", "企业", "2%", 1000, 20, "2025年3月"),
    ("4", "丁", "登记事项检查", "信用科", "全县企业", "企业", "2%", 1000, 20, "9月至3月"),
    ("5", "戊", "特种设备检查", "特设科", "全县", "电梯", "10%", 50, 5, "1月1日至1月15日"),
    ("6", "己", "广告行为检查", "广告科", "全县广告", "广告", "5%", 20, 1, "下半年"),
    ("7", "己", "广告行为检查", "广告科", "全县广告", "广告", "5%", 20, 1, "下半年"),
    ("8", "庚", "广告行为检查", "广告科", "全县广告", "广告", "10%", 20, 2, "下半年"),
    ("9", "辛", "网站检查", "网监科", "全县网站", "网站", None, 20, 21, "2026年12月至2027年1月"),
)


def told(report):
    """Return (code, cell) of the engine's remarks on the plan, in reading order."""
    return [
        (f.code, f.location.cell) for f in report.checked.findings if f.code.startswith("plan/")
    ]


@pytest.fixture
def bad(tmp_path):
    return PlanPapers(
        plan=books.plan_book(tmp_path / "bad.xlsx", BAD),
        items=books.items_book(tmp_path / "items.xlsx"),
    )


@pytest.mark.parametrize("pack", ["gaoqing", "shanghai", "chongqing"])
def test_everything_amiss_in_a_plan_is_told_once_at_its_cell(bad, pack):
    report = check(pack, bad, today=TODAY)

    assert told(report) == [
        ("plan/mergeable", "F3"),
        ("plan/count-not-ratio", "I4"),
        ("plan/window-outside-year", "J5"),
        ("plan/window-reversed", "J6"),
        ("plan/window-before-making", "J7"),
        ("plan/line-repeated", "C9"),
        ("plan/line-alike", "C10"),
        ("plan/count-over-base", "I11"),
        ("plan/window-crosses-year", "J11"),
    ]


def test_remarks_are_no_errors_and_do_not_alone_fail_a_check(bad):
    report = check("gaoqing", bad, today=TODAY)

    own = [f for f in report.checked.findings if f.code.startswith("plan/")]
    assert {f.severity for f in own} == {Severity.WARNING, Severity.NOTE}
    assert {f.outcome for f in own} == {Outcome.FAIL, Outcome.NOT_APPLICABLE}
    advice = {f.code for f in own if f.outcome is Outcome.NOT_APPLICABLE}
    assert advice == {"plan/mergeable", "plan/line-alike", "plan/window-crosses-year"}


@pytest.mark.parametrize(
    ("pack", "clauses"),
    [
        ("gaoqing", ["GQ-20"]),
        ("chongqing", ["CQ-08f"]),
        ("shanghai", ["SH-21", "SH-50"]),
    ],
)
def test_the_advice_to_merge_cites_what_the_place_says_on_merging(bad, pack, clauses):
    report = check(pack, bad, today=TODAY)

    (found,) = (f for f in report.checked.findings if f.code == "plan/mergeable")
    assert [c.clause for c in found.citations] == clauses
    assert sentence(found) == (
        "2行的检查对象（餐饮）、检查方式（实地核查）相同，"
        "抽查时间都含2026-04-01至2026-06-30：1（食品科）、2（价监科）",
        "可以合并为一次检查，进一次门查多项事",
    )


def test_without_the_list_the_method_is_asked_for(bad):
    report = check("gaoqing", PlanPapers(plan=bad.plan), today=TODAY)

    assert ("plan/mergeable-if-alike", "F3") in told(report)


def test_an_item_that_a_superior_coordinates_is_told_where_no_rule_judges_it(tmp_path):
    header = (*books.ITEM_HEADER, "由上级统筹")
    rows = [(*row, "是" if row[0] == "B01" else "否") for row in books.ITEMS]
    items = books.book(tmp_path / "items.xlsx", header, rows, "清单", "清单")
    papers = PlanPapers(plan=books.plan_book(tmp_path / "plan.xlsx"), items=items)
    guiyang = PlanPapers(
        plan=books.plan_book(tmp_path / "2021.xlsx", title="贵阳市2021年度抽查工作计划"),
        items=items,
        as_of=date(2021, 6, 1),
    )

    assert ("plan/coordinated-item", "C5") in told(check("gaoqing", papers, today=TODAY))
    report = check("guiyang", guiyang, today=TODAY)
    assert "plan/coordinated-item" not in dict(told(report))
    assert "guiyang/plans/coordinated-by-superior" in report.checked.counts


def test_classes_in_the_wrong_order_are_told_where_no_rule_judges_them():
    place = Location("plan.xlsx")
    told = {"line": says("1"), "dimension": says("risk")}
    rows = [
        Row(
            n,
            name,
            place,
            {
                **told,
                "class": says(name),
                "risk_rank": exactly(n),
                "ratio": exactly(3 - n),
                "visits_per_year": exactly(3 - n),
            },
        )
        for n, name in ((1, "低风险"), (2, "高风险"))
    ]

    def codes(pack):
        loaded = load_pack(pack)
        tables = {
            "plan": Table("plan", (), (Row(1, "计划", place, {}),), place),
            "plan_line": Table("plan_line", (), (), place),
            "plan_line_class": Table("plan_line_class", (), tuple(rows), place),
        }
        rules = loaded.ready(date(2021, 6, 1), 2021)
        return {f.code for f in remarks_on(loaded, rules, tables, {}, 2021)}

    assert codes("guiyang") == {"plan/lower-ratio", "plan/lower-visits-per-year"}
    assert codes("shanghai") == {"plan/lower-visits-per-year"}
    assert codes("gaoqing") == set()


def test_beyond_the_most_of_a_sort_remarks_are_counted(monkeypatch, bad):
    monkeypatch.setattr(remarks, "MOST_TOLD", 0)

    report = check("gaoqing", bad, today=TODAY)

    more = [f for f in report.checked.findings if f.code == "plan/more-remarks"]
    assert {f.params["sort"]: f.params["more"] for f in more}["plan/line-repeated"] == 1
    assert sentence(more[0])[0].startswith("同类的说明（plan/")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ((None, "企业", 3, 4), "plan/enterprises-over-count"),
        (("300%", "企业", 3, 3), "plan/ratio-over-whole"),
    ],
)
def test_numbers_that_cannot_be_are_told(tmp_path, value, code):
    header = ("计划编号", "抽查事项", "抽查比例", "检查对象", "抽查数量", "抽查企业数")
    rows = [("1", "登记事项检查", *value)]
    plan = books.book(tmp_path / "plan.xlsx", header, rows, "2026年度抽查工作计划")

    assert code in dict(told(check("gaoqing", PlanPapers(plan=plan), today=TODAY)))


def test_the_example_plan_has_one_number_that_does_not_add_up_and_items_of_the_superior():
    example = EXAMPLES / "gaoqing" / "example"
    papers = PlanPapers(plan=example / "plan.xlsx", items=example / "items.xlsx")

    assert told(check("gaoqing", papers, today=TODAY)) == [
        ("plan/coordinated-item", "D7"),
        ("plan/count-not-ratio", "K9"),
    ]


def test_the_example_districts_have_nothing_amiss():
    folder = EXAMPLES / "guiyang" / "example" / "districts"
    for plan in sorted(folder.glob("*/抽查计划.csv")):
        papers = PlanPapers(plan=plan, items=folder / "抽查事项清单.csv")
        report = check("guiyang", papers, today=date(2021, 6, 1))

        assert told(report) == []


def test_the_report_gives_the_load_by_month_to_programs_and_to_people(bad):
    report = check("gaoqing", bad, today=TODAY)

    load = report_json(report)["load"]
    assert load["year"] == 2026
    assert [m["lo"] for m in load["months"]][:4] == ["5", "0", "5.08", "8.2"]
    assert load["departments"][0] == {"department": "食品科", "lo": "20", "hi": "20", "lines": 1}
    assert {c["category"]: c["lines"] for c in load["categories"]} == {"key": 2, "general": 4}
    assert [(u["line"], u["why"]) for u in load["unplaced"]] == [
        ("3", "outside_year"),
        ("4", "no_window"),
        ("9", "outside_year"),
    ]
    assert json.loads(json.dumps(load)) == load
    page = report_forms(report)["text"].content(Path("report.txt"))
    assert "各月检查次数（按计划推算）\n" in b"".join(pieces(page)).decode()


def test_a_remark_stands_beside_the_line_that_it_is_about(bad):
    report = check("gaoqing", bad, today=TODAY)

    found: list[Finding] = [f for f in report.checked.findings if f.code == "plan/line-repeated"]
    assert [f.about.key for f in found] == ["7"]
