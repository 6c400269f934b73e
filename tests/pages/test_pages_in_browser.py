"""Pages as people see them: Chromium at the width of a desk and of a phone, and on paper."""

import csv
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from shuangsuiji.report.checks import report_forms
from shuangsuiji.report.compare_html import comparison_html
from shuangsuiji.report.plan_sets import set_forms
from shuangsuiji.workflow.lists import ListPapers, check_list
from shuangsuiji.workflow.packs_compare import compare_packs
from shuangsuiji.workflow.plan_sets import check_folder
from shuangsuiji.workflow.plans import PlanPapers, check
from shuangsuiji.workflow.register_check import RegisterPapers, check_register

TODAY = date(2026, 8, 31)
EXAMPLE = Path(__file__).parents[2] / "jurisdictions" / "gaoqing" / "example"
WIDTHS = (1280, 390)
LONG = "没有一处可以断开的很长的名字" * 20


def example():
    papers = PlanPapers(
        plan=EXAMPLE / "plan.xlsx",
        items=EXAMPLE / "items.xlsx",
        register=EXAMPLE / "register.csv",
        findings=EXAMPLE / "findings.yaml",
    )
    return check("gaoqing", papers, today=TODAY)


def plan_alone():
    return check("gaoqing", PlanPapers(plan=EXAMPLE / "plan.xlsx"), today=TODAY)


def bad_plan(folder):
    """Return the report on a plan with a column missing, words that never end and words that are HTML."""
    path = folder / f"{'x' * 80}.csv"
    lines = [
        ["2026年度抽查工作计划<script>alert(1)</script>"],
        [
            "计划编号",
            "抽查任务名称",
            "抽查事项",
            "发起部门",
            "抽查比例",
            "对象基数",
            "抽查时间",
            LONG,
        ],
        ["1", LONG, "登记事项检查", LONG, "若干", "约一百", "不定", "<img src=x onerror=alert(1)>"],
        [
            "W" * 200,
            "甲",
            "</table><script>alert(2)</script>",
            "乙",
            "5%左右",
            "不少于20",
            "3-6月",
            "",
        ],
        ["3", "乙", "登记事项检查", "丙", "不低于3%", "20000000", "全年", ""],
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return check("gaoqing", PlanPapers(plan=path, items=EXAMPLE / "items.xlsx"), today=TODAY)


def list_alone():
    return check_list("gaoqing", ListPapers(items=EXAMPLE / "items.xlsx"), today=TODAY)


def register_alone():
    papers = RegisterPapers(register=EXAMPLE / "register.csv", kind="target")
    return check_register("gaoqing", papers, today=TODAY)


def written(report, folder):
    path = folder / "report.html"
    path.write_bytes(report_forms(report)["html"].content(path))
    return path


@pytest.fixture(params=["example", "plan_alone", "bad_plan", "list_alone", "register_alone"])
def page_of_a_check(request, tmp_path):
    made = globals()[request.param]
    return written(made(tmp_path) if request.param == "bad_plan" else made(), tmp_path)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_stands_beyond_the_edge_nothing_is_fetched_nothing_runs(
    browser, page_of_a_check, width
):
    page = browser.open(page_of_a_check, width=width)

    assert page.too_wide() == []
    assert page.asked == []
    assert page.errors == []
    assert page.run("document.scripts.length") == 0

    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_plans_of_many_districts_fit_too(browser, tmp_path, width):
    folder = EXAMPLE.parents[1] / "guiyang" / "example" / "districts"
    report = check_folder("guiyang", PlanPapers(plan=folder), today=date(2021, 6, 30))
    path = tmp_path / "districts.html"
    path.write_bytes(set_forms(report)["html"].content(path))

    page = browser.open(path, width=width)

    assert page.too_wide() == []
    assert page.asked == []
    text = page.run("document.body.innerText")
    assert "1个区县的计划有不符合有约束力的规定之处" in text
    assert all(name in text for name in ("东山区", "南溪县", "西林区"))
    assert page.run("[...document.links].every(a => document.querySelector(a.hash))")
    assert page.run(
        "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"
    ) == page.run("document.querySelectorAll('[id]').length")

    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_comparison_of_five_packs_scrolls_within_itself(browser, tmp_path, width):
    path = tmp_path / "compare.html"
    packs = ["national", "gaoqing", "shanghai", "guiyang", "chongqing"]
    path.write_text(comparison_html(compare_packs(packs)), "utf-8")

    page = browser.open(path, width=width)

    assert page.too_wide() == []
    assert page.asked == []

    page.close()


def test_the_example_prints_with_the_page_for_the_author_alone_on_its_sheets(browser, tmp_path):
    page = browser.open(written(example(), tmp_path))

    printed = [unicodedata.normalize("NFKC", text) for text in page.printed()]

    assert 8 <= len(printed) <= 14
    assert "处不符合有约束力的规定" in printed[0]
    assert "发给填报单位的一" not in printed[0]
    assert "发给填报单位的一" in printed[1]
    lines = next(n for n, text in enumerate(printed) if "逐行结论" in text)
    assert "怎样改" not in printed[lines]
    assert "位置" in printed[lines + 1], "a table that goes on has its head again"
    assert f"1/{len(printed)}" in printed[0].replace(" ", "")

    page.close()


def test_text_has_contrast_enough_to_be_read(browser, tmp_path):
    page = browser.open(written(example(), tmp_path))

    faint = page.run(FAINT)

    assert faint == []

    page.close()


FAINT = """(() => {
  const parts = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = c => { const [r, g, b] = parts(c).map(v => v / 255).map(
    v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126*r + .7152*g + .0722*b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (parts(c)[3] !== 0) return c; } return "rgb(255, 255, 255)"; };
  const told = new Set();
  for (const e of document.body.querySelectorAll("*")) {
    if (e.closest("svg") || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) told.add(e.tagName + "." + e.className);
  }
  return [...told];
})()"""
