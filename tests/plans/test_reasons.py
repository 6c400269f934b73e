"""Reasons (原则上), authorisations (SH-13), special circumstances (SH-14): who says so, and what is beneath."""

import json
from datetime import date

import pytest

from shuangsuiji.cli import run
from shuangsuiji.findings import Outcome, Severity
from shuangsuiji.report.outputs import as_page
from shuangsuiji.report.text import print_findings
from shuangsuiji.workflow.lists import ListPapers, check_list
from shuangsuiji.workflow.plans import PlanPapers, check

TODAY = date(2026, 3, 1)
HEAD = (
    "计划编号,抽查任务名称,抽查事项,发起部门,抽查范围,检查对象,抽查比例,对象基数,预估数量,抽查时间"
)
LINE = "登记事项检查,信用科,全市企业,企业,3%,100,3,3月-6月"
ITEMS = (
    "事项编码,抽查事项,事项类别,检查对象,抽查内容,检查方式,检查主体,检查依据,抽查比例上限{more}\n"
    "A1,登记事项检查,一般,企业,登记,实地核查,市局,公司法,5%{first}\n"
    "A2,拍卖检查,一般,企业,拍卖,实地核查,市局,拍卖法,5%{second}\n"
)
FINDINGS = "表,对象,事实,认定,认定人,认定日期,依据\n"


def plan_of(folder, *rows, more=""):
    plan = folder / "plan.csv"
    plan.write_text("\n".join(["某市2026年度抽查工作计划", HEAD + more, *rows]) + "\n", "utf-8")
    return plan


def items_of(folder, more="", first="", second=""):
    items = folder / "items.csv"
    items.write_text(ITEMS.format(more=more, first=first, second=second), "utf-8")
    return items


def recorded(folder, *rows):
    path = folder / "findings.csv"
    path.write_text(FINDINGS + "".join(row + "\n" for row in rows), "utf-8")
    return path


def the(report, code):
    (found,) = [f for f in report.checked.findings if f.code == code]
    return found


def codes(report):
    return [f.code for f in report.checked.findings]


OFF_LIST = "1,网络抽查,网络检查,网监科,全市,企业,3%,100,3,3月-6月"
CAMPAIGN = f"1,登记专项检查,{LINE}"
AUTHORISED = ",清单外抽查已经授权,授权文件,授权人"
REASONED = ",未按原则办理的理由,理由提出人"
SH_LISTED = "shanghai/items/listed-items-only"
SH_CAMPAIGN = "shanghai/plans/no-campaigns"
GQ_CAMPAIGN = "gaoqing/plans/no-campaign-on-listed-items"


def test_an_authorisation_in_the_plan_lifts_the_failure_which_stays_beneath(tmp_path):
    plan = plan_of(tmp_path, OFF_LIST + ",是,市政府令〔2026〕2号,王五", more=AUTHORISED)

    found = the(check("shanghai", PlanPapers(plan, items_of(tmp_path)), today=TODAY), SH_LISTED)

    assert (found.outcome, found.underneath) == (Outcome.EXCEPTED, Outcome.FAIL)
    (claim,) = found.claims
    assert (claim.fact, claim.who, claim.grounds) == (
        "清单外抽查已经授权",
        "王五",
        "市政府令〔2026〕2号",
    )
    assert claim.location.cell == "K3"


def test_the_document_alone_says_that_there_is_an_authorisation(tmp_path):
    plan = plan_of(tmp_path, OFF_LIST + ",市政府令〔2026〕2号", more=",授权文件")

    found = the(check("shanghai", PlanPapers(plan, items_of(tmp_path)), today=TODAY), SH_LISTED)

    assert found.outcome is Outcome.EXCEPTED
    assert [c.who for c in found.claims] == ["网监科"]


def test_an_authorisation_without_a_document_does_not_count_and_is_told_at_its_cell(tmp_path):
    plan = plan_of(tmp_path, OFF_LIST + ",是,,王五", more=AUTHORISED)

    report = check("shanghai", PlanPapers(plan, items_of(tmp_path)), today=TODAY)

    assert the(report, SH_LISTED).outcome is Outcome.FAIL
    told = the(report, "claim/no-grounds")
    assert told.location.cell == "K3"
    assert told.params == {"key": "1", "fact": "清单外抽查已经授权", "column": "授权文件"}


def test_a_document_beside_a_no_claims_nothing(tmp_path):
    plan = plan_of(tmp_path, OFF_LIST + ",否,市政府令〔2026〕2号,王五", more=AUTHORISED)

    report = check("shanghai", PlanPapers(plan, items_of(tmp_path)), today=TODAY)

    assert the(report, SH_LISTED).outcome is Outcome.FAIL
    assert not [c for c in codes(report) if c.startswith("claim/")]


def test_an_authorisation_can_be_a_recorded_finding(tmp_path):
    findings = recorded(
        tmp_path, "计划任务,1,清单外抽查已经授权,是,赵六,2026-02-01,市政府令〔2026〕2号"
    )
    papers = PlanPapers(plan_of(tmp_path, OFF_LIST), items_of(tmp_path), findings=findings)

    found = the(check("shanghai", papers, today=TODAY), SH_LISTED)

    assert (found.outcome, found.underneath) == (Outcome.EXCEPTED, Outcome.FAIL)
    assert [(c.who, c.when) for c in found.claims] == [("赵六", "2026-02-01")]


def test_special_circumstances_in_the_list_lift_an_item_that_has_no_line(tmp_path):
    more = ",有特殊情况,特殊情况说明,特殊情况提出人"
    items = items_of(tmp_path, more, ",,,", ",是,全市拍卖企业停业整改,孙七")

    report = check(
        "shanghai", PlanPapers(plan_of(tmp_path, f"1,登记抽查,{LINE}"), items), today=TODAY
    )

    found = the(report, "shanghai/plans/covers-all-items")
    assert (found.outcome, found.underneath) == (Outcome.EXCEPTED, Outcome.FAIL)
    assert [(c.who, c.grounds) for c in found.claims] == [("孙七", "全市拍卖企业停业整改")]


def test_special_circumstances_without_a_person_do_not_count(tmp_path):
    items = items_of(tmp_path, ",有特殊情况,特殊情况说明", ",,", ",是,全市拍卖企业停业整改")

    report = check(
        "shanghai", PlanPapers(plan_of(tmp_path, f"1,登记抽查,{LINE}"), items), today=TODAY
    )

    assert the(report, "shanghai/plans/covers-all-items").outcome is Outcome.FAIL
    told = the(report, "claim/no-person")
    assert told.params["columns"] == ("特殊情况提出人", "发起部门")


@pytest.mark.parametrize(("pack", "code"), [("shanghai", SH_CAMPAIGN), ("gaoqing", GQ_CAMPAIGN)])
def test_a_reason_in_the_plan_makes_a_failure_in_principle_a_note(pack, code, tmp_path):
    items = items_of(tmp_path)
    bare = check(pack, PlanPapers(plan_of(tmp_path, CAMPAIGN), items), today=TODAY)
    assert the(bare, code).severity is Severity.WARNING
    assert the(bare, code).claims == ()

    plan = plan_of(tmp_path, CAMPAIGN + ",省局统一部署,周八", more=REASONED)
    found = the(check(pack, PlanPapers(plan, items), today=TODAY), code)

    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.NOTE)
    assert [(c.fact, c.who, c.grounds) for c in found.claims] == [
        ("未按原则办理的理由", "周八", "省局统一部署")
    ]


@pytest.mark.parametrize(("pack", "code"), [("shanghai", SH_CAMPAIGN), ("gaoqing", GQ_CAMPAIGN)])
def test_a_reason_can_be_recorded_by_the_rule(pack, code, tmp_path):
    findings = recorded(tmp_path, f"计划任务,1,{code}#理由,是,周八,2026-02-01,省局统一部署")
    papers = PlanPapers(plan_of(tmp_path, CAMPAIGN), items_of(tmp_path), findings=findings)

    report = check(pack, papers, today=TODAY)

    assert (the(report, code).outcome, the(report, code).severity) == (Outcome.FAIL, Severity.NOTE)
    page = as_page(lambda out: print_findings(out, [the(report, code)]))
    assert "未按原则办理的理由：省局统一部署（周八，2026-02-01；见 findings.csv A2）" in page


def test_that_there_is_no_reason_is_no_reason(tmp_path):
    findings = recorded(tmp_path, f"计划任务,1,{GQ_CAMPAIGN}#理由,否,周八,2026-02-01,问过了")
    papers = PlanPapers(plan_of(tmp_path, CAMPAIGN), items_of(tmp_path), findings=findings)

    found = the(check("gaoqing", papers, today=TODAY), GQ_CAMPAIGN)

    assert (found.severity, found.claims) == (Severity.WARNING, ())


def test_a_reason_of_the_departments_own_line_is_the_departments(tmp_path):
    plan = plan_of(tmp_path, CAMPAIGN + ",省局统一部署", more=",未按原则办理的理由")

    found = the(check("gaoqing", PlanPapers(plan, items_of(tmp_path)), today=TODAY), GQ_CAMPAIGN)

    assert [c.who for c in found.claims] == ["信用科"]


def test_a_reason_that_nobody_gives_does_not_count(tmp_path):
    line = CAMPAIGN.replace(",信用科,", ",,") + ",省局统一部署"
    plan = plan_of(tmp_path, line, more=",未按原则办理的理由")

    report = check("gaoqing", PlanPapers(plan, items_of(tmp_path)), today=TODAY)

    assert the(report, GQ_CAMPAIGN).severity is Severity.WARNING
    assert the(report, "claim/no-person").params["columns"] == ("理由提出人", "发起部门")


def test_a_reason_does_not_touch_what_must_be(tmp_path):
    plan = plan_of(tmp_path, OFF_LIST + ",工作需要,周八", more=REASONED)

    found = the(check("shanghai", PlanPapers(plan, items_of(tmp_path)), today=TODAY), SH_LISTED)

    assert (found.severity, found.claims) == (Severity.ERROR, ())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"计划任务,1,{GQ_CAMPAIGN}#理由,是,,2026-02-01,省局统一部署", "recorded/incomplete"),
        (f"计划任务,1,{GQ_CAMPAIGN}#理由,是,周八,2026-02-01,", "recorded/incomplete"),
        (f"计划任务,1,{GQ_CAMPAIGN}#理由,,周八,2026-02-01,省局", "recorded/incomplete"),
        (f"计划任务,1,{GQ_CAMPAIGN}#理由,是,周八,开会那天,省局", "recorded/day"),
        (
            "计划任务,1,gaoqing/plans/line-fields#理由,是,周八,2026-02-01,省局",
            "recorded/reason-for-duty",
        ),
        (f"抽查事项,A1,{GQ_CAMPAIGN}#理由,是,周八,2026-02-01,省局", "recorded/other-table"),
        (
            "计划任务,1,gaoqing/plans/no-campain#理由,是,周八,2026-02-01,省局",
            "recorded/unknown-fact",
        ),
    ],
)
def test_a_reason_that_does_not_hold_is_told(row, code, tmp_path):
    papers = PlanPapers(
        plan_of(tmp_path, CAMPAIGN), items_of(tmp_path), findings=recorded(tmp_path, row)
    )

    report = check("gaoqing", papers, today=TODAY)

    assert [c for c in codes(report) if c.startswith("recorded/")] == [code]
    assert the(report, GQ_CAMPAIGN).severity is Severity.WARNING


def test_a_list_alone_reads_its_own_claims(tmp_path):
    items = items_of(tmp_path, ",有特殊情况", ",", ",是")

    report = check_list("shanghai", ListPapers(items), today=TODAY)

    assert the(report, "claim/no-grounds").location.cell == "J3"


def test_the_json_says_who_says_so(tmp_path, capsys):
    plan = plan_of(tmp_path, CAMPAIGN + ",省局统一部署,周八", more=REASONED)

    run(
        [
            "plan",
            "check",
            str(plan),
            "--pack",
            "gaoqing",
            "--items",
            str(items_of(tmp_path)),
            "-f",
            "json",
        ]
    )

    told = json.loads(capsys.readouterr().out)
    (found,) = [f for f in told["findings"] if f["code"] == GQ_CAMPAIGN]
    assert [(c["who"], c["grounds"], c["location"]["cell"]) for c in found["claims"]] == [
        ("周八", "省局统一部署", "K3")
    ]
