"""Ratios by class in a plan's cells reach the packs' rules on risk, each at its cell."""

from datetime import date

import pytest

from shuangsuiji.findings import Outcome
from shuangsuiji.workflow.plans import PlanPapers, check

TODAY = date(2026, 1, 15)
HEADER = "计划编号,抽查任务名称,发起部门,抽查事项,检查对象,抽查比例,抽查时间,抽查频次"
RISING = "A类1%、B类3%、C类10%、D类20%"
FALLING = "A类5%、B类3%、C类3%、D类2%"


@pytest.fixture
def plan_of(tmp_path):
    def made(*cells: tuple[str, str]) -> PlanPapers:
        lines = (
            f'{n},任务{n},信用科,公示信息检查,企业,"{ratio}",3-6月,"{frequency}"'
            for n, (ratio, frequency) in enumerate(cells, start=1)
        )
        text = "\n".join(("某县2026年度抽查工作计划", HEADER, *lines))
        path = tmp_path / "plan.csv"
        path.write_text(text, "utf-8")
        return PlanPapers(plan=path)

    return made


def told(report, table="plan_line_class"):
    """Return (rule, whose, cell, outcome) of the findings on classes."""
    return [
        (f.code, f.about.key, f.location.cell, f.outcome)
        for f in report.checked.findings
        if f.about is not None and f.about.table == table
    ]


@pytest.mark.parametrize(
    ("pack", "rule"),
    [
        ("gaoqing", "gaoqing/ratios/highest-risk-ratio-not-lower"),
        ("shanghai", "shanghai/ratios/ratio-by-risk"),
    ],
)
def test_a_class_of_high_risk_with_a_low_ratio_fails_at_its_cell(plan_of, pack, rule):
    report = check(pack, plan_of((RISING, "1次/年"), (FALLING, "1次/年")), today=TODAY)

    found = [entry for entry in told(report) if entry[0] == rule and "D类" in entry[1]]
    assert found == [(rule, "2：D类", "F4", Outcome.FAIL)]


def test_classes_that_rise_with_the_risk_pass_the_rules_on_ratios(plan_of):
    report = check("gaoqing", plan_of((RISING, "A类1次/年，D类2次/年")), today=TODAY)

    assert [entry for entry in told(report) if "ratio" in entry[0]] == []


def test_classes_with_one_ratio_for_all_do_not_differ(plan_of):
    report = check("chongqing", plan_of(("A、B、C、D类均为5%", "1次/年")), today=TODAY)

    rules = {(rule, outcome) for rule, _, _, outcome in told(report)}
    assert ("chongqing/ratios/classes-differ", Outcome.FAIL) in rules


def test_visits_of_a_class_are_held_against_each_other(plan_of):
    report = check("gaoqing", plan_of(("5%", "低风险2次/年，高风险1次/年")), today=TODAY)

    rule = "gaoqing/frequency/highest-risk-visits-not-fewer"
    assert (rule, "1：高风险", "H3", Outcome.FAIL) in told(report)


def test_the_rest_stands_where_the_named_classes_leave_it(plan_of):
    papers = plan_of(("高风险3%，其他5%", "1次/年"))

    report = check("gaoqing", papers, today=TODAY)

    rule = "gaoqing/ratios/highest-risk-ratio-not-lower"
    assert (rule, "1：高风险", "F3", Outcome.FAIL) in told(report)


def test_a_bound_that_leaves_it_open_is_not_judged(plan_of):
    papers = plan_of(("A类不高于5%，B类3%，C类3%，D类不低于2%", "1次/年"))

    report = check("gaoqing", papers, today=TODAY)

    rule = "gaoqing/ratios/highest-risk-ratio-not-lower"
    assert (rule, "1：D类", "F3", Outcome.UNKNOWN) in told(report)


@pytest.mark.parametrize("ratio", ["5%", "大型100%、中型50%", "一类1%，二类3%"])
def test_a_line_without_classes_of_known_risk_is_not_asked_about_them(plan_of, ratio):
    report = check("gaoqing", plan_of((ratio, "1次/年")), today=TODAY)

    assert told(report) == []
