"""Registers under a pack: what kind a file is, what it lacks, who of the roster is not in it."""

import csv
import gzip
from datetime import date

import duckdb
import pytest

from shuangsuiji.cli import run
from shuangsuiji.findings import Outcome, Refusal, Severity
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.workflow.register_check import RegisterPapers, check_register

TODAY = date(2026, 2, 1)
INSPECTORS = ("人员编号", "姓名", "执法证号", "有执法资格", "岗位类别", "所属部门", "业务专长")
PEOPLE = (
    ("P1", "甲一", "01", "是", "行政执法类公务员", "执法大队", "食品"),
    ("P2", "甲二", "02", "是", "行政执法类公务员", "执法大队", ""),
    ("P3", "甲三", "03", "待定", "行政执法类公务员", "执法大队", "食品"),
)
ROSTER = (
    ("工号", "姓名", "应入库"),
    ("P1", "甲一", "是"),
    ("P9", "甲九", "是"),
    ("P8", "甲八", "否"),
)
TARGETS = (
    "统一社会信用代码",
    "主体名称",
    "登记状态",
    "本年度已抽查次数",
    "重点行业领域",
    "主体类型",
)


def paper(path, *rows, encoding="gbk"):
    """Write a CSV file as an office exports it."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def inspectors(tmp_path):
    return paper(tmp_path / "inspectors.csv", INSPECTORS, *PEOPLE)


@pytest.fixture
def roster(tmp_path):
    return paper(tmp_path / "roster.csv", *ROSTER)


def told(report, ending):
    return [f for f in report.checked.findings if f.code.endswith(ending)]


def refused(papers, pack="gaoqing"):
    with pytest.raises(Refusal) as caught:
        check_register(pack, papers, today=TODAY)
    (found,) = caught.value.findings
    return found


def test_what_an_inspector_lacks_fails_at_the_cell_and_names_nobody(inspectors):
    report = check_register("gaoqing", RegisterPapers(inspectors), today=TODAY)

    (found,) = told(report, "inspector-tags#specialties")
    assert (found.location.cell, found.outcome, found.about.key) == ("G3", Outcome.FAIL, "P2")
    assert found.message == "执法检查人员“P2”没有标明业务专长"
    assert "甲二" not in str(found)


def test_what_cannot_be_read_is_unknown_with_its_text(inspectors):
    report = check_register("gaoqing", RegisterPapers(inspectors), today=TODAY)

    (found,) = told(report, "inspector-tags#has_enforcement_certificate")
    assert (found.location.cell, found.outcome) == ("D4", Outcome.UNKNOWN)
    assert found.written == {"有执法资格": "待定"}
    assert report.checked.undecided


def test_who_should_be_in_the_register_and_is_not_fails_at_the_roster(inspectors, roster):
    papers = RegisterPapers(inspectors, staff=roster)

    report = check_register("shanghai", papers, today=TODAY)

    (found,) = told(report, "shanghai/registers/all-relevant-staff")
    assert (found.location.file, found.location.cell) == (str(roster), "C3")
    assert (found.outcome, found.about.key) == (Outcome.FAIL, "P9")
    assert report.scope == ("执法检查人员名录库", "3行", "对照人事名册（3行）")


def test_without_the_roster_its_rules_are_unknown_once_with_the_option(inspectors):
    report = check_register("shanghai", RegisterPapers(inspectors), today=TODAY)

    (found,) = told(report, "check/table-missing")
    assert (found.params["option"], found.params["paper"]) == ("--staff", "人事名册")


def test_the_kind_is_known_by_the_headers_and_said(inspectors):
    report = check_register("gaoqing", RegisterPapers(inspectors), today=TODAY)

    (found,) = told(report, "register/taken-for")
    assert found.params["found"] == "执法检查人员名录库"
    assert found.params["columns"] == INSPECTORS
    assert report.told["table"] == "inspector"


@pytest.mark.parametrize(
    ("word", "table"),
    [
        ("inspectors", "inspector"),
        ("执法检查人员", "inspector"),
        ("执法检查人员名录库", "inspector"),
        ("experts", "expert"),
        ("专家", "expert"),
        ("专家库", "expert"),
    ],
)
def test_the_kind_may_be_said_in_english_or_chinese(tmp_path, word, table):
    path = paper(tmp_path / "people.csv", ("姓名", "单位", "专长"), ("乙一", "某院", "计量"))

    report = check_register("gaoqing", RegisterPapers(path, word), today=TODAY)

    assert report.told["table"] == table
    assert not told(report, "register/taken-for")


@pytest.mark.parametrize(
    ("word", "table"),
    [
        ("targets", "target"),
        ("检查对象", "target"),
        ("registers", "register"),
        ("名录库", "register"),
    ],
)
def test_targets_and_registers_may_be_said_too(tmp_path, word, table):
    header = TARGETS if table == "target" else ("名录库名称", "层级", "建库单位")
    path = paper(tmp_path / "r.csv", header, ("a", "b", "c"))

    assert check_register("gaoqing", RegisterPapers(path, word), today=TODAY).told["table"] == table


def test_a_kind_that_is_none_is_refused_with_the_words(inspectors):
    found = refused(RegisterPapers(inspectors, "检察"))

    assert (found.code, found.params["found"]) == ("register/kind", "检察")
    assert "inspectors（执法检查人员名录库）" in found.params["known"]


@pytest.mark.parametrize(
    "rows",
    [
        (("姓名", "单位", "专长"), ("乙一", "某院", "计量")),
        ROSTER,
        (("人员编号", "姓名"), ("P1", "甲一")),
        (("甲", "乙"), ("1", "2")),
    ],
)
def test_a_file_that_could_be_two_kinds_is_refused_with_the_option(tmp_path, rows):
    found = refused(RegisterPapers(paper(tmp_path / "people.csv", *rows)))

    assert found.code == "register/kind-unclear"


def test_the_roster_is_for_inspectors_only(tmp_path, roster):
    path = paper(tmp_path / "targets.csv", TARGETS, ("a", "b", "存续", "1", "是", "企业"))

    found = refused(RegisterPapers(path, staff=roster))

    assert (found.code, found.params["found"]) == ("register/staff-alone", "检查对象名录库")


@pytest.mark.parametrize("which", ["register", "roster"])
def test_a_register_of_nobody_is_refused(tmp_path, which):
    people = paper(tmp_path / "p.csv", INSPECTORS, *(PEOPLE if which == "roster" else ()))
    roster = paper(tmp_path / "s.csv", ROSTER[0], *(ROSTER[1:] if which == "register" else ()))

    found = refused(RegisterPapers(people, "inspectors", staff=roster))

    assert found.code == "check/no-rows"
    assert found.params["paper"] == ("人事名册" if which == "roster" else "执法检查人员名录库")


def _rows(count):
    return [
        (f"9137{n:014d}", f"企业{n}", "存续", "3" if n == 7 else "1", "否", "企业")
        for n in range(count)
    ]


def _as_csv(path, rows):
    return paper(path / "r.csv", TARGETS, *rows)


def _as_gz(path, rows):
    packed = path / "r.csv.gz"
    packed.write_bytes(gzip.compress(_as_csv(path, rows).read_bytes()))
    return packed


def _by_duckdb(path, rows, name, form):
    plain = paper(path / "plain.csv", TARGETS, *rows, encoding="utf-8")
    out = path / name
    duckdb.sql(f"COPY (FROM read_csv('{plain}', all_varchar=true)) TO '{out}' ({form})")
    return out


def _as_parquet(path, rows):
    return _by_duckdb(path, rows, "r.parquet", "FORMAT parquet")


def _as_zst(path, rows):
    return _by_duckdb(path, rows, "r.csv.zst", "FORMAT csv, HEADER, COMPRESSION zstd")


@pytest.mark.parametrize("write", [_as_csv, _as_gz, _as_parquet, _as_zst])
def test_targets_are_read_in_every_form_without_saying_what_they_are(tmp_path, write):
    path = write(tmp_path, _rows(50))

    report = check_register("gaoqing", RegisterPapers(path), today=TODAY)

    (found,) = told(report, "frequency/twice-a-year")
    assert (found.about.key, found.location.cell) == ("企业7", "D9")
    assert report.rows == 50


def test_the_catalogue_of_registers_is_held_to_gq_10(tmp_path):
    header = (
        "名录库名称",
        "层级",
        "名录库种类",
        "对象类型",
        "建库平台",
        "建库单位",
        "指标项",
        "对应监管要求",
        "对应抽查事项",
    )
    row = ("食品库", "县级", "专项名录库", "", "省抽查系统", "食品科", "类别", "许可", "餐饮检查")

    report = check_register(
        "gaoqing", RegisterPapers(paper(tmp_path / "r.csv", header, row)), today=TODAY
    )

    (found,) = told(report, "special-register-standard#object_type")
    assert (found.outcome, found.location.cell) == (Outcome.FAIL, "D2")
    assert {c.clause[:5] for c in found.citations} == {"GQ-10"}
    assert found.message.endswith("没有写明对象类型")


@pytest.mark.parametrize("pack", ["national", "shanghai", "gaoqing"])
def test_only_rules_about_the_register_are_run(inspectors, pack):
    report = check_register(pack, RegisterPapers(inspectors), today=TODAY)

    ready = {r.normal.id: r.normal.table for r in load_pack(pack).ready(TODAY, None)}
    assert {ready[rule] for rule in report.checked.counts} == {"inspector"}


def test_people_may_say_what_the_register_does_not_but_not_rewrite_it(tmp_path, inspectors):
    said = tmp_path / "said.csv"
    lines = ("表,对象,事实,认定,认定人,认定日期,依据",
             "执法检查人员名录库,P3,有执法资格,是,张三,2026-01-30,证件",
             "inspector,P2,业务专长,食品,张三,2026-01-30,谈话",
             "inspector,P1,有执法资格,否,张三,2026-01-30,证件",
             "inspector,P7,有执法资格,否,张三,2026-01-30,证件",
             "target,P7,登记状态,存续,张三,2026-01-30,证件")  # fmt: skip
    said.write_text("\n".join(lines), "utf-8")

    report = check_register("gaoqing", RegisterPapers(inspectors, findings=said), today=TODAY)

    assert not told(report, "#has_enforcement_certificate")
    assert not told(report, "#specialties")
    codes = [f.code for f in report.checked.findings if f.code.startswith("recorded/")]
    assert sorted(codes) == [
        "recorded/contradicts",
        "recorded/unknown-row",
        "recorded/unknown-table",
    ]
    (found,) = told(report, "recorded/contradicts")
    assert found.params["found"] == "是"


def test_the_command_ends_as_plan_check_does(inspectors, roster, tmp_path, capsys):
    base = ["register", "check", str(inspectors), "--as-of", "2026-02-01"]

    assert run([*base, "--pack", "gaoqing"]) == 1
    assert run([*base, "--pack", "gaoqing", "--fail-on", "never"]) == 4
    assert run([*base, "--pack", "gaoqing", "--as", "人"]) == 2
    assert run([*base, "--pack", "gaoqing", "-o", str(inspectors)]) == 2
    fine = paper(tmp_path / "fine.csv", INSPECTORS, PEOPLE[0])
    assert run(["register", "check", str(fine), "--pack", "gaoqing", "--as", "检查人员"]) == 0
    assert "没有写 --as" not in capsys.readouterr().out.split("合计")[-1]


def test_severities_are_those_of_the_rules(inspectors):
    report = check_register("national", RegisterPapers(inspectors), today=TODAY)

    assert {f.severity for f in report.checked.findings if f.draft} <= {
        Severity.WARNING,
        Severity.NOTE,
    }
