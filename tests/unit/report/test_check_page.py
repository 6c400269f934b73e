"""The page of a check: what it tells, that it is well-formed, and that nothing of a paper becomes HTML."""

import csv
import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from shuangsuiji.report.by_line import by_line
from shuangsuiji.report.check_page.page import check_html
from shuangsuiji.report.wording import words
from shuangsuiji.workflow.plan_again import check_again
from shuangsuiji.workflow.plans import PlanPapers, check

TODAY = date(2026, 8, 31)
EXAMPLE = Path(__file__).parents[3] / "jurisdictions" / "gaoqing" / "example"
VOID = {"meta", "br", "col", "rect", "line"}
HEAD = (
    "计划编号",
    "抽查任务名称",
    "抽查事项",
    "发起部门",
    "抽查范围",
    "抽查比例",
    "对象基数",
    "预估数量",
    "抽查时间",
)


class Page(HTMLParser):
    """Reads a page: open tags, ids, links, the text of each section."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.tags, self.section = [], [], [], Counter(), ""
        self.texts = {}

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.tags[tag] += 1
        self.ids += [told["id"]] if "id" in told else []
        self.links += [told["href"]] if "href" in told else []
        if tag == "section":
            self.section = told["id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags[tag] += 1

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.section = "" if tag == "section" else self.section

    def handle_data(self, data):
        self.texts[self.section] = self.texts.get(self.section, "") + data


def read(html):
    page = Page()
    page.feed(html)
    return page


def plan(folder, lines, title="某局2026年度抽查工作计划"):
    path = folder / "plan.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[title], HEAD, *lines])
    return check("gaoqing", PlanPapers(plan=path, items=EXAMPLE / "items.xlsx"), today=TODAY)


@pytest.fixture(scope="module")
def report():
    papers = PlanPapers(
        plan=EXAMPLE / "plan.xlsx",
        items=EXAMPLE / "items.xlsx",
        register=EXAMPLE / "register.csv",
        findings=EXAMPLE / "findings.yaml",
    )
    return check("gaoqing", papers, today=TODAY)


@pytest.fixture(scope="module")
def page(report):
    return read(check_html(report))


def test_the_page_is_well_formed_and_every_link_leads_to_one_place_in_it(page):
    assert page.open == []
    assert max(Counter(page.ids).values()) == 1
    assert {link.removeprefix("#") for link in page.links} <= {*page.ids}
    assert not page.tags.keys() & {"script", "link", "img", "iframe", "object", "form"}


def test_what_every_finding_says_stands_on_the_page(report, page):
    told = "".join(page.texts.values())

    for finding in report.checked.findings:
        said = words(finding)
        if finding.code != "check/not-invoked":
            assert all(part in told for part in (said.title, said.what) if part), finding


def test_each_line_has_its_worst_verdict(report):
    verdicts = {line.key: line.verdict for line in by_line(report).lines}

    assert len(verdicts) == 40
    assert verdicts["GQ-2026-011"] == "错误"
    assert verdicts["GQ-2026-021"] == "提示"
    assert verdicts["GQ-2026-014"] == "无法判断"
    assert verdicts["GQ-2026-008"] == "属于例外"
    assert verdicts["GQ-2026-013"] == "不适用"
    assert verdicts["GQ-2026-002"] == "没有发现问题"


def test_the_head_says_what_was_checked_under_what_and_what_it_came_to(page):
    head = page.texts[""]

    assert "处不符合有约束力的规定，需要改正。" in head
    assert "plan.xlsx（2026年度，40行）" in head
    assert "national → gaoqing" in head
    assert "2026年8月31日" in head
    assert "返回 1" in head


def test_the_page_for_the_author_names_cells_and_what_to_do(page):
    told = page.texts["author"]

    assert "K14" in told
    assert "计划行“GQ-2026-011”没有写明预估数量" in told
    assert "“抽查比例”写作“5%左右”，定不下来" in told
    assert "写明“抽查比例”" in told
    assert told.index("I24") < told.index("I27") < told.index("L31"), "in the order of the paper"
    assert told.index("L31") < told.index("items.xlsx"), "the paper itself comes first"
    assert "GQ-14 高市监发〔2021〕25号（十四）" in told


def test_what_is_to_be_mended_alike_in_many_places_stands_once(tmp_path):
    lines = [
        [f"P{n}", f"任务{n}", "明码标价情况的检查", "一科", "", "3%", "100", "3", "3-6月"]
        for n in range(7)
    ]

    told = read(check_html(plan(tmp_path, lines))).texts["author"]

    assert "E3、E4、E5、E6、E7、E8、E9" in told
    assert "P0、P1、P2、P3、P4、P5、P6" in told
    assert told.count("在计划中补上") == 1


def test_a_reason_in_a_column_of_the_paper_is_shown_with_who_gave_it(tmp_path):
    path = tmp_path / "计划.csv"
    head = (*HEAD, "未按原则办理的理由", "理由提出人")
    line = [
        "1",
        "甲",
        "明码标价情况的检查",
        "一科",
        "全县",
        "3%",
        "100",
        "3",
        "3-6月",
        "<本年专项>",
        "王某",
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["2026年度计划"], head, line])
    papers = PlanPapers(plan=path, items=EXAMPLE / "items.xlsx")

    told = read(check_html(check("gaoqing", papers, today=TODAY))).texts["people"]

    assert "<本年专项>" in told
    assert "王某" in told
    assert "J3" in told


def test_people_and_their_grounds_stand_apart_with_the_verdict_underneath(page):
    assert "价格监督检查科（示例）" in page.texts["people"]
    assert "《关于开展春节期间重点商品价格检查的通知》" in page.texts["people"]
    assert "若无例外则为不符合" in page.texts["excepted"]
    assert "另行部署的定向抽查" in page.texts["not-invoked"]


def test_the_load_is_drawn_with_its_numbers_beside(report, page):
    told = page.texts["load"]

    assert report.load.placed > 0
    assert all(name in told for name in report.load.departments)
    assert "抽查时间没有写或读不出：GQ-2026-028" in told
    assert page.tags["svg"] > len(report.load.departments)


def test_a_plan_alone_says_what_would_decide_the_rest():
    report = check("gaoqing", PlanPapers(plan=EXAMPLE / "plan.xlsx"), today=TODAY)

    page = read(check_html(report))

    assert "抽查事项清单" in page.texts["undecided"]
    assert "加上 --items" in page.texts["undecided"]
    assert "计划涵盖清单全部事项" in page.texts["undecided"]
    assert "没有交来抽查事项清单、检查对象名录库" in page.texts["lines"]


def test_nothing_that_a_paper_says_becomes_html(tmp_path):
    bad = "</style></td><script>alert(1)</script>\"'&\x1b[31m\u202e"
    report = plan(
        tmp_path, [[bad, bad, bad, bad, "", bad, bad, bad, bad]], title=f"2026年度计划{bad}"
    )

    html = check_html(report)
    page = read(html)

    assert page.open == []
    assert page.tags["script"] == 0
    assert page.tags["style"] == 1
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_column_that_is_missing_is_told_with_what_it_would_decide(tmp_path):
    path = tmp_path / "计划.csv"
    rows = [
        ["2026年度计划"],
        HEAD[:7],
        ["1", "甲", "明码标价情况的检查", "一科", "全县", "3%", "100"],
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)

    page = read(
        check_html(
            check("gaoqing", PlanPapers(plan=path, items=EXAMPLE / "items.xlsx"), today=TODAY)
        )
    )

    assert "表中没有“预估数量”这一列" in page.texts["clauses"]
    assert "“预估数量”" in page.texts["mapping"]


def test_a_long_plan_makes_a_page_that_ends_and_says_how_much_it_leaves_out(tmp_path):
    lines = [
        [
            f"P{n}",
            f"任务{n}",
            "明码标价情况的检查",
            f"科室{n % 30}",
            "",
            "8%",
            "100",
            "若干",
            "3-6月",
        ]
        for n in range(3_000)
    ]

    html = check_html(plan(tmp_path, lines))
    page = read(html)

    assert len(html.encode()) < 1_500_000
    assert re.search(r"共3000行，\d+行有问题或说明，这里列出500行。", page.texts["lines"])
    assert re.search(r"这一条还有\d+处没有列出", page.texts["clauses"])
    assert "其余15个部门合计" in page.texts["load"]
    assert "也可能有同样的问题" in page.texts["lines"]
    assert {link.removeprefix("#") for link in page.links} <= {*page.ids}


def test_a_plan_handed_in_again_says_what_became_of_each_finding(tmp_path):
    first, second = tmp_path / "上次.csv", tmp_path / "这次.csv"
    line = ["1", "甲", "明码标价情况的检查", "一科", "", "3%", "100", "", "3-6月"]
    mended = [*line[:4], "全县", *line[5:8], ""]
    for path, row in ((first, line), (second, mended)):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["2026年度计划"], HEAD, row])
    papers = PlanPapers(plan=second, items=EXAMPLE / "items.xlsx")

    told = read(check_html(check_again("gaoqing", papers, first, today=TODAY))).texts["since"]

    new, remaining, solved = (told.index(f"{w}：") for w in ("新出现", "仍然存在", "已经解决"))
    assert new < told.index("计划行“1”没有写明抽查时间") < remaining
    assert remaining < told.index("计划行“1”没有写明预估数量") < solved
    assert solved < told.index("计划行“1”没有写明抽查范围")
