"""A plan handed in again: which findings are solved, which are new, which remain."""

import io
import json

import openpyxl
import pytest

from shuangsuiji.cli import run

HEADER = "序号,抽查任务名称,抽查事项,检查对象,抽查范围,抽取方式,抽查比例,预估数量,抽查时间,责任科室"


ITEMS = """事项编码,抽查类别,抽查事项,事项类别,检查对象,检查方式,检查主体,检查依据,抽查内容,抽查比例上限
A1,一,登记检查,一般检查事项,企业,书面检查,县局,公司法,登记,5%
A2,二,价格检查,一般检查事项,企业,书面检查,县局,价格法,价格,5%
A3,三,食品检查,重点检查事项,企业,书面检查,县局,食品法,食品,
"""


def line(number, name, count="5", ratio="5%", scope="全县"):
    return f"{number},{name}抽查,{name}检查,企业,{scope},不定向,{ratio},{count},3-6月,信用科"


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def checked(old, new, *more):
        for name, lines in (("旧.csv", old), ("新.csv", new)):
            text = "\n".join(["某县2026年度抽查工作计划", HEADER, *lines])
            (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / "清单.csv").write_text(ITEMS, "utf-8")
        code = run(
            [
                "plan",
                "check",
                "新.csv",
                "--diff",
                "旧.csv",
                "--pack",
                "gaoqing",
                "--items",
                "清单.csv",
                "--as-of",
                "2026-02-01",
                *more,
            ]
        )
        return code, capsys.readouterr().out

    return checked


def diff(check, old, new):
    _, out = check(old, new, "-f", "json")
    return json.loads(out)["diff"]


def codes(told, turn):
    """Return what is told of lines: the rule and the cell."""
    of_lines = [f for f in told[turn] if f["about"] and f["about"]["table"] == "plan_line"]
    return [(f["code"].split("/")[-1], f["location"]["cell"]) for f in of_lines]


def test_a_line_that_only_moved_is_not_new_though_its_running_number_shifted(check):
    old = [line(1, "登记"), line(2, "价格", count="")]
    new = [line(1, "食品"), line(2, "登记"), line(3, "价格", count="")]

    told = diff(check, old, new)

    assert (told["lines"]["same"], len(told["lines"]["added"]), told["lines"]["gone"]) == (2, 1, [])
    assert ("line-fields#estimated_count", "H5") in codes(told, "remaining")
    assert codes(told, "new") == []
    assert codes(told, "solved") == []


def test_what_was_filled_in_is_solved_and_what_was_lost_is_new(check):
    old = [line(1, "登记"), line(2, "价格", count="")]
    new = [line(1, "登记", scope=""), line(2, "价格")]

    told = diff(check, old, new)

    assert ("line-fields#estimated_count", "H4") in codes(told, "solved")
    assert ("line-fields#scope", "E3") in codes(told, "new")
    assert told["counts"] == {t: len(told[t]) for t in ("new", "remaining", "solved")}


def test_a_line_that_went_takes_its_findings_with_it_and_that_is_said(check):
    old = [line(1, "登记"), line(2, "价格", count="")]
    new = [line(1, "登记")]

    told = diff(check, old, new)

    gone = [f for f in told["solved"] if f["code"].endswith("#estimated_count")]
    assert [f["row_only_once"] for f in gone] == [True]
    assert gone[0]["location"]["file"] == "旧.csv"
    assert len(told["lines"]["gone"]) == 1


def test_a_line_that_got_another_name_is_the_same_line_by_its_item(check):
    old = [line(1, "登记", count="")]
    new = [line(1, "登记", count="").replace("登记抽查", "登记事项年度抽查")]

    told = diff(check, old, new)

    assert told["lines"]["same"] == 1
    assert ("line-fields#estimated_count", "H3") in codes(told, "remaining")


def test_a_verdict_that_changed_is_told_as_remaining_with_what_it_was(check):
    old = [line(1, "登记", count="")]
    new = [line(1, "登记", count="若干")]

    told = diff(check, old, new)

    kept = [f for f in told["remaining"] if f["code"].endswith("#estimated_count")]
    assert [(f["outcome"], f["before"]) for f in kept] == [("unknown", "fail")]
    _, out = check(old, new)
    assert "上次是错误" in out


def test_the_workbook_has_a_sheet_of_it_and_the_text_a_part(check, tmp_path):
    old = [line(1, "登记"), line(2, "价格", count="")]
    new = [line(1, "登记", scope=""), line(2, "价格")]

    _, out = check(old, new, "-f", "text", "-o", "报告.xlsx")

    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "报告.xlsx").read_bytes()))
    assert book.sheetnames == ["交来的表", "核查结果", "与上次相比"]
    turns = {str(c.value) for c in book["与上次相比"]["A"]}
    assert {"新出现", "已经解决"} <= turns
    assert "与上次相比（旧.csv）" in out
    assert "计划行：对应上 2，新增 0，删去 0" in out


@pytest.mark.parametrize(
    ("new", "old", "code"),
    [("新.csv", "新.csv", "plan/diff-same-file"), (".", "新.csv", "plan/diff-folder")],
)
def test_what_has_no_former_version_is_refused(new, old, code, check, capsys):
    check([line(1, "登记")], [line(1, "登记")])

    assert run(["plan", "check", new, "--diff", old, "--pack", "gaoqing", "-f", "json"]) == 2

    assert [f["code"] for f in json.loads(capsys.readouterr().out)["refused"]] == [code]


def test_the_former_plan_is_never_written_over(check, capsys):
    assert check([line(1, "登记")], [line(1, "登记")], "-f", "json", "-o", "旧.csv")[0] == 2
