"""One plan under several packs: each finding at its cell, with its clause, and nothing guessed."""

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from shuangsuiji.findings import Outcome, Refusal, Severity
from shuangsuiji.report.checks import report_json
from shuangsuiji.workflow.plans import PlanPapers, check

_spec = importlib.util.spec_from_file_location("books", Path(__file__).with_name("books.py"))
books = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(books)
TODAY = date(2026, 2, 1)


@pytest.fixture
def papers(tmp_path):
    return PlanPapers(
        plan=books.plan_book(tmp_path / "plan.xlsx"),
        items=books.items_book(tmp_path / "items.xlsx"),
    )


def told(report):
    """Return (code without part, cell, outcome, severity) of each finding."""
    return {
        (f.code, f.location.cell, f.outcome.value, f.severity.value)
        for f in report.checked.findings
    }


def test_a_listed_item_that_no_line_covers_fails_gq_13b_at_the_item(papers):
    report = check("gaoqing", papers, today=TODAY)

    found = next(f for f in report.checked.findings if f.code == "gaoqing/plans/covers-all-items")
    assert found.outcome is Outcome.FAIL
    assert found.severity is Severity.ERROR
    assert found.location.file.endswith("items.xlsx")
    assert found.about.key == "广告行为检查"
    assert [c.clause for c in found.citations] == ["GQ-13b"]
    assert found.citations[0].document == "高市监发〔2021〕25号"


def test_a_blank_number_fails_gq_14_and_leaves_what_needs_it_unknown(papers):
    report = check("gaoqing", papers, today=TODAY)

    assert ("gaoqing/plans/line-fields#estimated_count", "I4", "fail", "error") in told(report)
    assert ("gaoqing/ratios/general-cap-kept#count", "I4", "unknown", "note") in told(report)


def test_an_unreadable_number_is_unknown_at_its_cell_with_the_text(papers):
    report = check("gaoqing", papers, today=TODAY)

    found = [f for f in report.checked.findings if f.location.cell == "I5"]
    assert {f.outcome for f in found} == {Outcome.UNKNOWN}
    assert found[0].written == {"预估数量": "若干"}


def test_a_ratio_above_the_cap_warns_under_gaoqing_and_fails_under_shanghai(papers):
    gaoqing = check("gaoqing", papers, today=TODAY)
    shanghai = check("shanghai", papers, today=TODAY)

    assert ("gaoqing/ratios/general-cap-kept#ratio", "G3", "fail", "warning") in told(gaoqing)
    assert ("shanghai/ratios/general-cap-kept#ratio", "G3", "fail", "error") in told(shanghai)
    found = next(f for f in shanghai.checked.findings if f.code.endswith("cap-kept#ratio"))
    assert [c.clause for c in found.citations] == ["SH-12"]
    assert found.params["ratio"] == "6%"
    assert found.params["item_ratio_cap"] == "5%"
    cap = next(o for o in found.origins if o.name == "抽查比例上限")
    assert cap.location.cell == "J3"
    assert cap.location.file.endswith("items.xlsx")


def test_a_line_off_the_list_does_not_apply_in_gaoqing_and_fails_in_shanghai(papers):
    gaoqing = check("gaoqing", papers, today=TODAY)
    shanghai = check("shanghai", papers, today=TODAY)

    assert ("gaoqing/scope/listed-items-only", "C6", "not_applicable", "note") in told(gaoqing)
    assert ("shanghai/items/listed-items-only", "C6", "fail", "error") in told(shanghai)


def test_a_key_item_has_no_cap_rule(papers):
    for pack in ("gaoqing", "shanghai"):
        report = check(pack, papers, today=TODAY)

        about = [f for f in report.checked.findings if "cap-kept" in f.code]
        assert not [f for f in about if f.about.key.endswith(("餐饮服务检查", "特种设备检查"))]


def test_rules_of_the_national_draft_only_warn(tmp_path, papers):
    rows = [r if r[0] != "A03" else (*r[:-1], None) for r in books.ITEMS]
    papers = PlanPapers(plan=papers.plan, items=books.items_book(tmp_path / "i.xlsx", rows))

    report = check("gaoqing", papers, today=TODAY)

    drafts = [f for f in report.checked.findings if f.draft and f.outcome is Outcome.FAIL]
    assert [f.code for f in drafts] == ["national/ratios/general-cap-declared#ratio_cap"]
    assert {f.severity for f in drafts} == {Severity.WARNING}


def test_without_the_list_what_rests_on_it_is_unknown_and_said_once_with_the_option(papers):
    report = check("shanghai", PlanPapers(plan=papers.plan), today=TODAY)

    missing = [f for f in report.checked.findings if f.code == "check/table-missing"]
    assert [f.params["option"] for f in missing] == ["--items"]
    assert missing[0].outcome is Outcome.UNKNOWN
    assert "shanghai/ratios/general-cap-kept" in missing[0].params["rules"]
    assert not [f for f in report.checked.findings if "cap-kept" in f.code]


def test_the_exit_code_follows_the_threshold_and_the_undecided(tmp_path, papers):
    fine = [r for r in books.PLAN if r[0] in ("5",)]
    fine = [
        (*r[:2], item, *r[3:])
        for r, item in zip(fine * 5, [i[2] for i in books.ITEMS], strict=True)
    ]
    fine = [(str(n), *r[1:6], "2%", 50, 1, "全年") for n, r in enumerate(fine, 1)]
    good = PlanPapers(plan=books.plan_book(tmp_path / "good.xlsx", fine), items=papers.items)
    vague = [(*fine[0][:8], "若干", "全年"), *fine[1:]]
    unclear = PlanPapers(plan=books.plan_book(tmp_path / "vague.xlsx", vague), items=papers.items)

    assert check("gaoqing", papers, today=TODAY).exit_code(Severity.ERROR) == 1
    assert check("gaoqing", good, today=TODAY).exit_code(Severity.WARNING) == 0
    assert check("gaoqing", unclear, today=TODAY).exit_code(Severity.ERROR) == 4
    assert check("gaoqing", papers, today=TODAY).exit_code(None) == 4


def test_a_recorded_finding_lifts_a_rule_and_the_verdict_beneath_is_kept(tmp_path, papers):
    recorded = tmp_path / "findings.yaml"
    recorded.write_text(
        "- about: {table: 计划任务的抽查事项, key: '1'}\n  fact: separately_deployed\n"
        "  who: 张三\n  when: 2026-01-10\n  grounds: 上级指令〔2026〕1号\n",
        "utf-8",
    )
    papers = PlanPapers(plan=papers.plan, items=papers.items, findings=recorded)

    report = check("gaoqing", papers, today=TODAY)

    found = next(f for f in report.checked.findings if f.code.endswith("cap-kept#ratio"))
    assert found.outcome is Outcome.EXCEPTED
    assert found.underneath is Outcome.FAIL
    assert found.exceptions == ("另行部署的定向抽查",)
    assert {c.clause for c in found.citations} == {"GQ-09c", "GQ-15g"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "- about: {table: plan_line_item, key: '1'}\n  fact: separately_deployed\n",
            "recorded/incomplete",
        ),
        (
            "- about: {table: plan_line_item, key: '99'}\n  fact: emergency\n  who: 甲\n  when: 2026-01-10\n  grounds: 乙\n",
            "recorded/unknown-row",
        ),
        (
            "- about: {table: plan_line_item, key: '1'}\n  fact: emergncy\n  who: 甲\n  when: 2026-01-10\n  grounds: 乙\n",
            "recorded/unknown-fact",
        ),
        (
            "- about: {table: nothing, key: '1'}\n  fact: emergency\n  who: 甲\n  when: 2026-01-10\n  grounds: 乙\n",
            "recorded/unknown-table",
        ),
        (
            "- about: {table: plan_line_item, key: '1'}\n  fact: item_category\n  value: key\n"
            "  who: 甲\n  when: 2026-01-10\n  grounds: 乙\n",
            "recorded/derived",
        ),
        (
            "- about: {table: plan_line, key: '1'}\n  fact: estimated_count\n  value: '9'\n"
            "  who: 甲\n  when: 2026-01-10\n  grounds: 乙\n",
            "recorded/contradicts",
        ),
        (
            "- about: {table: plan_line, key: '3'}\n  fact: estimated_count\n  value: 很多\n"
            "  who: 甲\n  when: 2026-01-10\n  grounds: 乙\n",
            "recorded/unreadable",
        ),
    ],
)
def test_a_recorded_finding_that_fits_nowhere_is_an_error_of_its_own(tmp_path, papers, text, code):
    recorded = tmp_path / "findings.yaml"
    recorded.write_text(text, "utf-8")
    papers = PlanPapers(plan=papers.plan, items=papers.items, findings=recorded)

    report = check("gaoqing", papers, today=TODAY)

    assert [f.code for f in report.checked.findings if f.code.startswith("recorded/")] == [code]


def test_a_plan_received_in_time_was_made_in_time_and_one_received_late_may_have_been(
    tmp_path, papers
):
    title = "上海市2026年度抽查工作计划"
    plan = books.plan_book(tmp_path / "sh.xlsx", title=title)

    def outcome(**days):
        report = check(
            "shanghai", PlanPapers(plan=plan, items=papers.items, **days), today=date(2026, 3, 1)
        )
        counts = report.checked.counts["shanghai/plans/made-in-time"]
        return next(o for o, n in counts.items() if n)

    assert outcome(received=date(2026, 1, 31)) is Outcome.PASS
    assert outcome(received=date(2026, 2, 1)) is Outcome.UNKNOWN
    assert outcome(made_on=date(2026, 1, 31), received=date(2026, 2, 9)) is Outcome.PASS
    assert outcome(made_on=date(2026, 2, 1)) is Outcome.FAIL


def test_guiyang_is_for_2021_and_says_so(papers):
    with pytest.raises(Refusal) as refusal:
        check("guiyang", papers, today=TODAY)

    assert refusal.value.findings[0].code == "pack/not-valid"
    assert "2021" in str(refusal.value.findings[0].params["period"])


def test_guiyang_counts_three_percent_of_the_existing_enterprises(tmp_path):
    header = ("计划编号", "抽查任务名称", "抽查事项", "责任科室", "抽查企业数")
    plan = books.book(
        tmp_path / "p.xlsx", header, [("1", "甲", "登记事项检查", "信用处", 2)], "2021年度计划"
    )
    register = tmp_path / "r.csv"
    lines = [f"9152010{n:011d},企业{n},企业,存续" for n in range(100)]
    register.write_text(
        "统一社会信用代码,主体名称,主体类型,登记状态\n" + "\n".join(lines) + "\n", "utf-8"
    )

    report = check(
        "guiyang", PlanPapers(plan=plan, register=register, as_of=date(2021, 6, 1)), today=TODAY
    )

    found = next(
        f for f in report.checked.findings if f.code == "guiyang/ratios/enterprises-three-percent"
    )
    assert found.outcome is Outcome.FAIL
    assert (found.params["enterprises_planned"], found.params["existing_enterprises"]) == (
        "2",
        "100",
    )
    assert [c.clause for c in found.citations] == ["GY-06c", "GY-01c"]


def test_form_d1_of_chongqing_is_read_with_its_two_level_header(tmp_path):
    plan = books.chongqing_book(
        tmp_path / "d1.xlsx",
        [
            (
                1,
                "联合抽查一",
                "市场监管局",
                "税务局、人社局",
                "登记事项检查",
                "纳税申报检查",
                "企业",
                "3-6月",
                "5%",
                20,
            ),
            (2, "联合抽查二", "市场监管局", None, "价格行为检查", None, "企业", None, "5%", "若干"),
        ],
    )

    report = check("chongqing", PlanPapers(plan=plan, as_of=TODAY), today=TODAY)

    found = told(report)
    assert ("chongqing/plans/line-fields#partners", "D5", "fail", "error") in found
    assert ("chongqing/plans/line-fields#period", "H5", "fail", "error") in found
    assert ("chongqing/plans/line-fields#estimated_count", "J5", "unknown", "note") in found
    assert not [c for c in found if c[1] and c[1].endswith("4")]


def test_targets_drawn_too_often_are_told_from_the_register(tmp_path, papers):
    register = tmp_path / "r.csv"
    register.write_text(
        "统一社会信用代码,主体名称,主体类型,登记状态,本年度已抽查次数,重点行业领域,多次被投诉举报,列入经营异常名录,有失信行为,有严重违法违规记录\n"
        "91370322MA0000001A,甲公司,企业,存续,3,否,否,否,否,否\n"
        "91370322MA0000002B,乙公司,企业,存续,3,是,否,是,否,否\n"
        "91370322MA0000003C,丙公司,企业,存续,3,是,,否,否,否\n"
        "91370322MA0000004D,丁公司,企业,存续,2,否,否,否,否,否\n",
        "utf-8",
    )

    report = check(
        "gaoqing", PlanPapers(plan=papers.plan, items=papers.items, register=register), today=TODAY
    )

    found = {f.about.key: f for f in report.checked.findings if "twice-a-year" in f.code}
    assert found["甲公司"].outcome is Outcome.FAIL
    assert found["甲公司"].severity is Severity.WARNING
    assert found["乙公司"].outcome is Outcome.EXCEPTED
    assert found["丙公司"].outcome is Outcome.UNKNOWN
    assert found["丙公司"].missing == ("多次被投诉举报",)
    assert "丁公司" not in found
    assert found["甲公司"].location.cell == "E2"


def test_json_has_one_object_for_each_finding_with_all_its_fields(papers):
    report = check("gaoqing", papers, today=TODAY)

    told = report_json(report)

    assert len(told["findings"]) == len(report.checked.findings)
    wanted = {
        "code",
        "outcome",
        "modality",
        "severity",
        "about",
        "location",
        "citations",
        "params",
        "origins",
    }
    assert all(wanted <= set(f) for f in told["findings"])


def test_the_same_plan_as_csv_and_yaml_gives_the_same_findings(tmp_path, papers):
    rows = [books.PLAN_HEADER, *[[("6%" if c == 0.06 else c) for c in r] for r in books.PLAN]]
    text = "\n".join(",".join("" if c is None else str(c) for c in row) for row in rows)
    gbk = tmp_path / "plan.csv"
    gbk.write_bytes((books.TITLE + "," * 9 + "\n" + text + "\n").encode("gbk"))
    yaml = tmp_path / "plan.yaml"
    lines = [f"title: {books.TITLE}", "rows:"]
    for row in rows[1:]:
        pairs = [f"{h}: '{c}'" for h, c in zip(rows[0], row, strict=True) if c is not None]
        lines += ["  - " + pairs[0], *("    " + p for p in pairs[1:])]
    yaml.write_text("\n".join(lines), "utf-8")

    def codes(path):
        report = check("gaoqing", PlanPapers(plan=path, items=papers.items), today=TODAY)
        return sorted(
            (f.code, f.outcome, f.about.key if f.about else "") for f in report.checked.findings
        )

    assert [c[:2] for c in codes(gbk)] == [c[:2] for c in codes(papers.plan)]
    assert [c for c in codes(yaml) if c[0].startswith("gaoqing/")] == [
        c for c in codes(papers.plan) if c[0].startswith("gaoqing/")
    ]


def test_a_residual_exception_is_asserted_for_a_target_of_the_register(tmp_path, papers):
    register = tmp_path / "r.csv"
    register.write_text(
        "统一社会信用代码,主体名称,主体类型,登记状态,本年度已抽查次数,重点行业领域,多次被投诉举报,列入经营异常名录,有失信行为,有严重违法违规记录\n"
        "91370322MA0000001A,甲公司,企业,存续,3,是,否,否,否,否\n",
        "utf-8",
    )
    recorded = tmp_path / "findings.yaml"
    text = "- about: {table: target, key: 甲公司}\n  fact: gaoqing/frequency/twice-a-year#other-records\n"
    recorded.write_text(text + "  who: 张三\n  when: 2026-01-10\n  grounds: 卷宗12号\n", "utf-8")

    def outcome(findings):
        papers_ = PlanPapers(
            plan=papers.plan, items=papers.items, register=register, findings=findings
        )
        report = check("gaoqing", papers_, today=TODAY)
        return next(f for f in report.checked.findings if "twice-a-year" in f.code)

    assert outcome(None).outcome is Outcome.FAIL
    assert outcome(recorded).outcome is Outcome.EXCEPTED
    assert outcome(recorded).exceptions == ("重点行业领域且有其他不良记录（等）",)


def test_what_only_people_can_tell_counts_as_undecided_only_when_asked(tmp_path, papers):
    recorded = tmp_path / "findings.yaml"
    text = "- about: {table: plan_line_item, key: '1'}\n  fact: suspected_violation\n"
    recorded.write_text(text + "  who: 张三\n  when: 2026-01-10\n  grounds: 举报单\n", "utf-8")
    one = [("1", "任务一", "登记事项检查", "信用科", "全县企业", "企业", "5%", 100, 5, "3-6月")]
    plan = books.plan_book(tmp_path / "one.xlsx", one)
    items = books.items_book(tmp_path / "one-items.xlsx", [i for i in books.ITEMS if i[0] == "A01"])

    report = check("gaoqing", PlanPapers(plan=plan, items=items, findings=recorded), today=TODAY)

    assert report.checked.undecided == ()
    assert report.exit_code(Severity.ERROR) == 0


def test_names_that_hold_a_separator_are_one_item(tmp_path):
    name = "法定代表人、自然人股东身份真实性的检查"
    items = books.items_book(
        tmp_path / "i.xlsx", [(*books.ITEMS[0][:2], name, *books.ITEMS[0][3:])]
    )
    row = ("1", "任务一", f"{name}、网络订餐检查", "信用科", "全县", "企业", "5%", 100, 5, "3-6月")
    plan = books.plan_book(tmp_path / "p.xlsx", [row])

    report = check("gaoqing", PlanPapers(plan=plan, items=items), today=TODAY)

    off = [f.params["item_name"] for f in report.checked.findings if "listed-items-only" in f.code]
    assert off == ["网络订餐检查"]
    assert not [f for f in report.checked.findings if "covers-all-items" in f.code]


def codes_of(report):
    return [f.code for f in report.checked.findings]


def test_what_was_noticed_on_the_way_is_told(tmp_path):
    items = [
        books.ITEMS[0],
        ("A01", *books.ITEMS[1][1:]),
        ("A04", "登记", "年报检查", *books.ITEMS[0][3:]),
        ("A05", "登记", "年报检查", *books.ITEMS[0][3:]),
    ]
    row = (
        "1",
        "任务一",
        "登记事项检查",
        "信用科",
        "全县",
        "企业",
        "5%",
        100,
        5,
        "2026年3-6月",
        "无",
    )
    again = ("1", "任务二", "年报检查", *row[3:])
    plan = books.book(
        tmp_path / "计划.xlsx", (*books.PLAN_HEADER, "备注栏"), [row, again], "抽查计划"
    )
    papers = PlanPapers(plan=plan, items=books.items_book(tmp_path / "i.xlsx", items))

    report = check("gaoqing", papers, today=TODAY)

    noticed = [c for c in codes_of(report) if c.startswith(("check/", "list/", "plan/"))]
    assert sorted(noticed) == [
        "check/table-missing",
        "check/unmapped-column",
        "list/item-twice",
        "plan/ambiguous-item",
        "plan/line-twice",
        "plan/no-year",
    ]


def test_what_nobody_asserted_is_listed_once(papers):
    report = check("gaoqing", papers, today=TODAY)

    listed = [f for f in report.checked.findings if f.code == "check/not-invoked"]
    assert len(listed) == 1
    assert "另行部署的定向抽查" in listed[0].params["facts"]


def test_beyond_two_thousand_rows_of_an_outcome_the_rest_is_counted(tmp_path, papers):
    register = tmp_path / "r.csv"
    header = "统一社会信用代码,主体名称,主体类型,登记状态,本年度已抽查次数,重点行业领域,多次被投诉举报,列入经营异常名录,有失信行为,有严重违法违规记录\n"
    unknown = [f"U{n:017d},不明{n},企业,存续,3,,,,,\n" for n in range(2_500)]
    failing = [f"F{n:017d},超限{n},企业,存续,3,否,,,,\n" for n in range(30)]
    register.write_text(header + "".join(unknown + failing), "utf-8")

    report = check("gaoqing", PlanPapers(plan=papers.plan, register=register), today=TODAY)

    about = [f for f in report.checked.findings if f.code == "gaoqing/frequency/twice-a-year"]
    more = next(f for f in report.checked.findings if f.code == "check/more-rows")
    assert sum(f.outcome is Outcome.FAIL for f in about) == 30
    assert sum(f.outcome is Outcome.UNKNOWN for f in about) == 2_000
    assert (more.params["listed"], more.params["more"]) == (2_000, 500)
    assert more.outcome is Outcome.UNKNOWN
