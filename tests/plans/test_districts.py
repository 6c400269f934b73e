"""Plans of many districts: each checked as alone, what holds across them, and nothing that stops the others."""

import json
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from shuangsuiji.cli import run
from shuangsuiji.findings import Outcome, Refusal, Severity
from shuangsuiji.plan.districts import NamedBy, bare_name
from shuangsuiji.workflow.plan_sets import check_folder
from shuangsuiji.workflow.plans import PlanPapers

EXAMPLE = Path(__file__).parents[2] / "jurisdictions" / "guiyang" / "example"
DAY = date(2021, 6, 30)
CITY = "guiyang/ratios/city-three-percent"
DISTRICT = "guiyang/ratios/enterprises-three-percent"
HEADER = "计划编号,抽查任务名称,抽查事项,责任科室,检查对象,抽查时间,抽查数量,抽查企业数\n"
ITEM_HEADER = "事项编码,抽查类别,抽查事项,事项类别,检查方式,检查主体,检查依据,抽查内容,抽查比例上限,由上级统筹\n"


def plan(path, *lines, title=None):
    """Write a plan; each line tells (item, target, window, enterprises)."""
    rows = [
        f"{n},任务{n},{item},示例科,{target},{window},20,{enterprises}\n"
        for n, (item, target, window, enterprises) in enumerate(lines, 1)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((f"{title}\n" if title else "") + HEADER + "".join(rows), "utf-8")
    return path


def line(enterprises, item="价格检查", target="企业", window="3月"):
    return (item, target, window, enterprises)


def register(path, existing, region=None):
    """Write a register of so many enterprises; `region` names a column with the district."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "主体名称,主体类型,登记状态" + (",所属区县" if region else "") + "\n"
    rows = [f"企业{n},企业,存续{',' + region if region else ''}\n" for n in range(existing)]
    path.write_text(head + "".join(rows), "utf-8")
    return path


def items(path, *rows):
    """Write an item list; each row tells (name, coordinated by a superior)."""
    path.write_text(
        ITEM_HEADER
        + "".join(
            f"S{n},一类,{name},一般,实地核查,区局,示例依据,内容,5%,{told}\n"
            for n, (name, told) in enumerate(rows, 1)
        ),
        "utf-8",
    )
    return path


def district(folder, name, planned, existing):
    plan(folder / name / "计划.csv", line(planned), title=f"{name}2021年度抽查计划")
    register(folder / name / "名录库.csv", existing)


def check(folder, **papers):
    papers = {"as_of": DAY, **papers}
    return check_folder("guiyang", PlanPapers(plan=folder, **papers), today=DAY)


def outcomes(checked, code):
    return {o: n for o, n in checked.counts[code].items() if n}


def by_district(report):
    return {plan.district: plan for plan in report.plans}


def codes(report):
    return [f.code for f in report.across.findings]


def test_districts_that_reach_three_percent_only_together_fail_alone_and_pass_city_wide(tmp_path):
    district(tmp_path, "东山区", 1, 100)
    district(tmp_path, "西林区", 5, 100)

    report = check(tmp_path)

    plans = by_district(report)
    assert outcomes(plans["东山区"].report.checked, DISTRICT) == {Outcome.FAIL: 1}
    assert outcomes(plans["西林区"].report.checked, DISTRICT) == {Outcome.PASS: 1}
    assert outcomes(report.across, CITY) == {Outcome.PASS: 1}
    assert report.exit_code(Severity.ERROR) == 1


def test_one_enterprise_less_fails_city_wide_too(tmp_path):
    district(tmp_path, "东山区", 1, 100)
    district(tmp_path, "西林区", 4, 100)

    report = check(tmp_path)

    found = next(f for f in report.across.findings if f.code == CITY)
    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.ERROR)
    assert found.params["enterprises_planned"] == "5"
    assert found.params["existing_enterprises"] == "200"
    assert found.location.file == str(tmp_path)


def test_a_day_outside_the_packs_year_ends_with_2_and_names_the_period(tmp_path, capsys):
    district(tmp_path, "东山区", 3, 100)

    code = run(["plan", "check", str(tmp_path), "--pack", "guiyang", "--as-of", "2026-03-01"])

    told = capsys.readouterr()
    assert code == 2
    assert "2021-01-01至2021-12-31" in told.err
    assert told.out == ""


def test_a_district_that_plans_what_a_superior_coordinates_is_told_at_its_cell_and_across(tmp_path):
    items(tmp_path / "抽查事项清单.csv", ("价格检查", "否"), ("电梯检查", "是"))
    plan(tmp_path / "东山区2021年计划.csv", line(3))
    plan(tmp_path / "西林区2021年计划.csv", line(3), line(3, item="电梯检查"))

    report = check(tmp_path)

    code = "guiyang/plans/coordinated-by-superior"
    plans = by_district(report)
    found = [f for f in plans["西林区"].report.checked.findings if f.code == code]
    assert [(f.outcome, f.location.cell) for f in found] == [(Outcome.FAIL, "C3")]
    assert found[0].location.file.endswith("西林区2021年计划.csv")
    assert Outcome.FAIL not in outcomes(plans["东山区"].report.checked, code)
    across = next(f for f in report.across.findings if f.code == "plans/coordinated-item")
    assert across.params == {"found": "电梯检查", "districts": ("西林区",)}
    assert [(i.name, i.districts) for i in report.items] == [
        ("价格检查", ("东山区", "西林区")),
        ("电梯检查", ("西林区",)),
    ]


@pytest.mark.parametrize("old", [None, "旧报告"])
def test_a_run_that_is_killed_while_it_writes_leaves_the_old_report_or_none(tmp_path, old):
    folder, out = tmp_path / "plans", tmp_path / "report.txt"
    district(folder, "东山区", 3, 100)
    if old is not None:
        out.write_text(old, "utf-8")
    killed = (
        "import os, signal\n"
        "from shuangsuiji.cli import run\n"
        "os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"run(['plan', 'check', {str(folder)!r}, '--pack', 'guiyang', '--as-of', '2021-06-30',"
        f" '-o', {str(out)!r}])\n"
    )

    ended = subprocess.run([sys.executable, "-c", killed], check=False).returncode

    assert ended == -signal.SIGKILL
    assert (out.read_text("utf-8") if out.exists() else None) == old


def test_an_unreadable_plan_is_told_and_the_others_are_checked(tmp_path, capsys):
    district(tmp_path, "东山区", 3, 100)
    (tmp_path / "西林区2021年计划.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n")

    code = run(
        ["plan", "check", str(tmp_path), "--pack", "guiyang", "--as-of", "2021-06-30",
         "--fail-on", "never"]
    )  # fmt: skip

    told = capsys.readouterr().out
    assert code == 1
    assert "没有核查的计划：1份" in told
    assert "西林区2021年计划.xlsx" in told
    assert "PNG" in told
    report = check(tmp_path)
    assert outcomes(report.across, CITY) == {Outcome.UNKNOWN: 1}
    assert outcomes(by_district(report)["东山区"].report.checked, DISTRICT) == {Outcome.PASS: 1}


def test_where_no_plan_can_be_read_it_ends_with_2(tmp_path, capsys):
    (tmp_path / "东山区.csv").write_bytes(b"")
    plan(tmp_path / "西林区.csv", line(3), title="西林区2026年度计划")

    code = run(["plan", "check", str(tmp_path), "--pack", "guiyang", "--as-of", "2021-06-30"])

    told = capsys.readouterr().err
    assert code == 2
    assert "文件是空的" in told
    assert "2026-01-01" in told


def test_two_plans_of_one_district_are_an_error_and_neither_counts(tmp_path):
    district(tmp_path, "东山区", 3, 100)
    plan(tmp_path / "东山区2021年计划（修改）.csv", line(30))

    report = check(tmp_path)

    found = next(f for f in report.across.findings if f.code == "plans/district-twice")
    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.ERROR)
    assert report.load["enterprises_planned"].value.hi is None
    assert report.load["enterprises_planned"].value.lo == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("南明区2021年度双随机抽查计划", "南明区"),
        ("贵州省贵阳市云岩区市场监管局2021年计划", "云岩区"),
        ("黔东南苗族侗族自治州凯里市", "凯里市"),
        ("03-清镇市_计划(1)", "清镇市"),
        ("nanming-plan-2021", "nanming"),
        ("市本级抽查工作计划", "市本级"),
        ("2021年计划", ""),
        ("plan1", ""),
    ],
)
def test_a_districts_name_is_what_is_left_of_a_text(text, name):
    assert bare_name(text) == name


def test_the_name_comes_from_folder_file_title_or_column_and_is_shown(tmp_path, capsys):
    plan(tmp_path / "01东山区" / "a.csv", line(1), title="别的区2021年度计划")
    plan(tmp_path / "西林区2021.csv", line(1), title="别的区2021年度计划")
    plan(tmp_path / "1.csv", line(1), title="贵阳市南溪县2021年度计划")
    (tmp_path / "2.csv").write_text("区县,计划编号,抽查事项\n北川区,1,价格检查\n", "utf-8")
    plan(tmp_path / "3.csv", line(1))

    report = check(tmp_path, year=2021)

    assert {(p.district, p.named_by) for p in report.plans} == {
        ("东山区", NamedBy.FOLDER),
        ("西林区", NamedBy.FILE),
        ("南溪县", NamedBy.TITLE),
        ("北川区", NamedBy.COLUMN),
        ("3", NamedBy.FILE_AS_IT_IS),
    }
    run(["plan", "check", str(tmp_path), "--pack", "guiyang", "--as-of", "2021-06-30"])
    told = capsys.readouterr().out
    assert "南溪县（计划标题）" in told
    assert "3（文件名，看不出区县）" in told


def test_what_each_file_is_taken_for_is_told_and_the_rest_is_named(tmp_path, capsys):
    district(tmp_path, "东山区", 3, 100)
    items(tmp_path / "抽查事项清单.csv", ("价格检查", "否"))
    for name in ("说明.docx", "说明.pdf", "执法人员名录库.csv", "认定.csv"):
        (tmp_path / name).write_text("甲\n", "utf-8")
    for name in ("~$计划.xlsx", ".计划.csv"):
        (tmp_path / name).write_text("", "utf-8")
    (tmp_path / "东山区" / "旧稿").mkdir()
    (tmp_path / "东山区" / "说明.csv").write_text("甲\n", "utf-8")
    (tmp_path / "空").mkdir()

    report = check(tmp_path)

    assert [(f.code, Path(f.location.file).name) for f in report.folder.left] == [
        ("plans/skipped-people", "执法人员名录库.csv"),
        ("plans/skipped-document", "说明.docx"),
        ("plans/skipped-ending", "说明.pdf"),
        ("plans/skipped-findings", "认定.csv"),
        ("plans/skipped-folder", "旧稿"),
        ("plans/skipped-unnamed", "说明.csv"),
        ("plans/skipped-empty", "空"),
    ]
    assert [p.district for p in report.plans] == ["东山区"]
    run(["plan", "check", str(tmp_path), "--pack", "guiyang", "--as-of", "2021-06-30"])
    told = capsys.readouterr().out
    assert "抽查事项清单.csv（共用）" in told
    assert "东山区/名录库.csv" in told.replace("\\", "/")
    assert "~$" not in told


def test_a_list_that_is_given_goes_before_the_one_in_the_folder(tmp_path):
    folder = tmp_path / "plans"
    district(folder, "东山区", 3, 100)
    items(folder / "清单.csv", ("电梯检查", "否"))
    given = items(tmp_path / "清单.csv", ("价格检查", "否"))

    report = check(folder, items=given)

    assert "plans/skipped-given" in codes(report)
    assert [item.name for item in report.items] == ["价格检查"]


def test_several_lists_for_all_stop_and_several_plans_of_one_district_stop_that_one(tmp_path):
    district(tmp_path, "东山区", 3, 100)
    plan(tmp_path / "西林区" / "计划甲.csv", line(1))
    plan(tmp_path / "西林区" / "计划乙.csv", line(1))
    register(tmp_path / "南溪县" / "名录库.csv", 3)

    report = check(tmp_path)

    refused = {p.district: [f.code for f in p.refused] for p in report.unread}
    assert refused == {"西林区": ["plans/several-papers"], "南溪县": ["plans/no-plan"]}
    items(tmp_path / "清单一.csv", ("价格检查", "否"))
    items(tmp_path / "清单二.csv", ("价格检查", "否"))
    with pytest.raises(Refusal) as refusal:
        check(tmp_path)
    assert [f.code for f in refusal.value.findings] == ["plans/several-papers"]


def test_a_folder_without_plans_is_refused(tmp_path):
    (tmp_path / "计划.pdf").write_text("甲", "utf-8")

    with pytest.raises(Refusal) as refusal:
        check(tmp_path)

    found = [f.code for f in refusal.value.findings]
    assert sorted(found) == ["plans/none", "plans/skipped-ending"]


def test_a_folder_that_is_not_there_is_told(tmp_path, capsys):
    code = run(
        ["plan", "check", str(tmp_path / "没有"), "--pack", "guiyang", "--as-of", "2021-06-30"]
    )

    assert code == 2
    assert "文件打不开：没有这个文件" in capsys.readouterr().err


def test_findings_belong_to_one_plan_and_stand_beside_it(tmp_path):
    items(tmp_path / "清单.csv", ("电梯检查", "是"))
    plan(tmp_path / "东山区" / "计划.csv", line(3, item="电梯检查"))
    plan(tmp_path / "西林区" / "计划.csv", line(3, item="电梯检查"))
    recorded = tmp_path / "东山区" / "认定.yaml"
    recorded.write_text(
        "- about: {table: plan_line_item, key: '1'}\n  fact: separate_plan_reason\n"
        "  who: 张三\n  when: 2021-01-10\n  grounds: 示例文件\n",
        "utf-8",
    )

    report = check(tmp_path, year=2021)

    code = "guiyang/plans/coordinated-by-superior"
    plans = by_district(report)
    assert outcomes(plans["东山区"].report.checked, code) == {Outcome.EXCEPTED: 1}
    assert outcomes(plans["西林区"].report.checked, code) == {Outcome.FAIL: 1}
    with pytest.raises(Refusal) as refusal:
        check(tmp_path, findings=recorded)
    assert [f.code for f in refusal.value.findings] == ["plans/findings-of-which"]


def test_plans_of_different_years_are_not_held_against_each_other(tmp_path):
    plan(tmp_path / "东山区.csv", line(3), title="2026年度计划")
    plan(tmp_path / "西林区.csv", line(3), title="2025年度计划")

    report = check_folder("gaoqing", PlanPapers(plan=tmp_path), today=date(2026, 2, 1))

    found = next(f for f in report.across.findings if f.code == "plans/years-differ")
    assert found.params["years"] == ("2025年度 1份", "2026年度 1份")
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("target", "windows", "code"),
    [
        ("示例连锁超市有限公司", ("3月", "3-6月"), "plans/same-target-overlapping"),
        ("示例连锁超市有限公司", ("3月", "4月"), "plans/same-target"),
        ("示例连锁超市有限公司", ("3月", "若干"), "plans/same-target"),
        ("甲店（91520100MA6DABCD0X）", ("3月", "3月"), "plans/same-target-overlapping"),
        ("企业7", ("3月", "4月"), "plans/same-target"),
        ("企业", ("3月", "3月"), None),
    ],
)
def test_a_target_that_two_plans_name_is_told_with_both_places(tmp_path, target, windows, code):
    for name, window in zip(("东山区", "西林区"), windows, strict=True):
        district(tmp_path, name, 3, 100)
        plan(tmp_path / name / "计划.csv", line(3, target=target, window=window))

    report = check(tmp_path, year=2021)

    found = [f for f in report.across.findings if f.code.startswith("plans/same-target")]
    assert [f.code for f in found] == ([code] if code else [])
    assert all(
        [p[:3] for p in f.params["places"]] == ["东山区", "西林区"] and f.location.cell == "E2"
        for f in found
    )


def test_a_register_for_all_counts_each_district_by_its_region(tmp_path):
    plan(tmp_path / "东山区2021.csv", line(2))
    plan(tmp_path / "西林区2021.csv", line(9))
    shared = register(tmp_path / "名录库.csv", 100, "东山区")
    rows = "".join(f"乙{n},企业,存续,{r}\n" for n, r in enumerate(["西林区"] * 90 + ["别处"] * 10))
    shared.write_text(shared.read_text("utf-8") + rows, "utf-8")

    report = check(tmp_path)

    loads = {p.district: p.load["existing_enterprises"].value.lo for p in report.plans}
    assert loads == {"东山区": 100, "西林区": 90}
    assert report.load["existing_enterprises"].value.lo == 200
    plans = by_district(report)
    assert outcomes(plans["东山区"].report.checked, DISTRICT) == {Outcome.FAIL: 1}
    assert outcomes(report.across, CITY) == {Outcome.PASS: 1}
    found = next(f for f in report.across.findings if f.code == "plans/other-regions")
    assert found.params["words"] == ("别处（10行）",)


def test_a_register_for_all_without_regions_leaves_districts_undecided_and_the_city_decided(
    tmp_path,
):
    plan(tmp_path / "东山区2021.csv", line(3))
    plan(tmp_path / "西林区2021.csv", line(3))

    report = check(tmp_path, register=register(tmp_path / "名录库.csv", 200))

    plans = by_district(report)
    assert outcomes(plans["东山区"].report.checked, DISTRICT) == {Outcome.UNKNOWN: 1}
    assert outcomes(report.across, CITY) == {Outcome.PASS: 1}
    assert "plans/no-region" in codes(report)


def test_a_single_plan_beside_its_register_is_held_against_all_of_it(tmp_path):
    plan(tmp_path / "计划.csv", line(3), title="东山区2021年度抽查计划")
    register(tmp_path / "名录库.csv", 100)

    report = check(tmp_path)

    assert outcomes(by_district(report)["东山区"].report.checked, DISTRICT) == {Outcome.PASS: 1}
    assert "plans/no-region" not in codes(report)


def test_a_district_without_a_register_leaves_the_city_undecided_and_is_named(tmp_path):
    district(tmp_path, "东山区", 3, 100)
    plan(tmp_path / "西林区2021.csv", line(3))

    report = check(tmp_path)

    assert outcomes(report.across, CITY) == {Outcome.UNKNOWN: 1}
    found = next(f for f in report.across.findings if f.code == "plans/register-lacking")
    assert found.params["districts"] == ("西林区2021.csv",)
    assert report.exit_code(Severity.ERROR) == 4


def test_what_all_plans_lack_is_said_once_and_what_is_wrong_with_the_list_for_all_too(tmp_path):
    listed = items(tmp_path / "清单.csv", ("价格检查", "否"))
    listed.write_text(listed.read_text("utf-8").replace("示例依据", ""), "utf-8")
    plan(tmp_path / "东山区2021.csv", line(3))
    plan(tmp_path / "西林区2021.csv", line(3))

    report = check(tmp_path)

    everywhere = [f for p in report.plans for f in p.report.checked.findings]
    assert not [f for f in everywhere if f.code == "check/table-missing"]
    missing = [f for f in report.across.findings if f.code == "check/table-missing"]
    assert {f.params["option"] for f in missing} == {"--register"}
    of_list = [f for f in (*everywhere, *report.across.findings) if f.location.cell == "G2"]
    assert len({f.code for f in of_list}) == len(of_list) > 0


def test_the_json_has_each_plan_and_what_holds_across(tmp_path, capsys):
    district(tmp_path, "东山区", 1, 100)
    district(tmp_path, "西林区", 5, 100)
    items(tmp_path / "清单.csv", ("价格检查", "否"), ("电梯检查", "否"))

    code = run(
        ["plan", "check", str(tmp_path), "--pack", "guiyang", "--as-of", "2021-06-30", "-f", "json"]
    )

    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert [(p["district"], p["checked"], p["rows"]) for p in told["plans"]] == [
        ("东山区", True, 1),
        ("西林区", True, 1),
    ]
    assert told["plans"][0]["load"]["enterprises_planned"] == "1"
    assert told["across"]["load"]["enterprises_planned"] == "6"
    assert told["across"]["items"][1]["districts"] == []
    assert told["across"]["counts"][CITY]["pass"] == 1


def test_the_report_is_written_over_no_paper_and_to_no_folder(tmp_path, capsys):
    district(tmp_path, "东山区", 3, 100)
    start = ["plan", "check", str(tmp_path), "--pack", "guiyang", "--as-of", "2021-06-30", "-o"]

    over = run([*start, str(tmp_path / "东山区" / "名录库.csv")])
    told_over = capsys.readouterr().err
    into = run([*start, str(tmp_path / "东山区"), "-f", "json"])
    told_into = capsys.readouterr().out

    assert (over, into) == (2, 2)
    assert "报告不能写到交来的文件上" in told_over
    assert [f["code"] for f in json.loads(told_into)["refused"]] == ["check/output-is-folder"]


def test_the_example_is_made_by_its_generator(tmp_path):
    subprocess.run([sys.executable, str(EXAMPLE / "generate.py"), str(tmp_path)], check=True)

    made = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*.csv")}
    kept = {p.relative_to(EXAMPLE): p.read_bytes() for p in EXAMPLE.rglob("*.csv")}
    assert made == kept


def test_the_example_falls_short_in_one_district_and_not_in_the_city():
    report = check(EXAMPLE / "districts")

    plans = by_district(report)
    assert {d: outcomes(p.report.checked, DISTRICT) for d, p in plans.items()} == {
        "东山区": {Outcome.FAIL: 1},
        "西林区": {Outcome.PASS: 1},
        "南溪县": {Outcome.PASS: 1},
    }
    assert outcomes(report.across, CITY) == {Outcome.PASS: 1}
    assert "plans/same-target-overlapping" in codes(report)
    coordinated = next(f for f in report.across.findings if f.code == "plans/coordinated-item")
    assert coordinated.params["districts"] == ("西林区",)


def test_a_district_may_hand_in_a_document_whose_name_tells_what_it_is(tmp_path):
    rows = [{"抽查任务名称": "价格抽查", "抽查事项": "价格检查", "预估数量": "20"}]
    folder = tmp_path / "东山区"
    folder.mkdir()
    written = json.dumps({"title": "东山区2021年度抽查计划", "rows": rows}, ensure_ascii=False)
    (folder / "抽查计划.json").write_text(written, "utf-8")

    report = check(tmp_path)

    assert [(p.district, len(p.report.papers.tables["plan_line"].rows)) for p in report.plans] == [
        ("东山区", 1)
    ]
