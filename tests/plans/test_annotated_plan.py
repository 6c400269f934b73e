"""A plan handed back as a workbook: the author's own with remarks, or a new one where it is none."""

import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from shuangsuiji.cli import run

EXAMPLE = Path(__file__).parents[2] / "jurisdictions" / "gaoqing" / "example"
TABLE = (
    "某县2026年度抽查工作计划\n"
    "计划编号,抽查任务名称,抽查事项,检查对象,抽查范围,抽取方式,抽查比例,对象基数,预估数量,抽查时间\n"
    "P1,=HYPERLINK(1),登记检查,企业,全县,不定向,5%,100,60,3-6月\n"
    "P2,@甲,价格检查,企业,全县,不定向,5%,100,5,3-6月\n"
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(plan, *more):
    return run(["plan", "check", str(plan), "--pack", "gaoqing", "--as-of", "2026-02-01", *more])


def comments(path, sheet):
    cells = openpyxl.load_workbook(path)[sheet].iter_rows()
    return {c.coordinate: c.comment.text for row in cells for c in row if c.comment}


def test_each_finding_on_a_cell_of_the_plan_is_a_remark_at_that_cell(here):
    check(
        EXAMPLE / "plan.xlsx",
        "--items",
        str(EXAMPLE / "items.xlsx"),
        "-o",
        "批注.xlsx",
        "-o",
        "r.json",
    )

    findings = json.loads((here / "r.json").read_text("utf-8"))["findings"]
    on_cells = [
        f for f in findings if f["location"]["file"].endswith("plan.xlsx") and f["location"]["cell"]
    ]
    told = comments("批注.xlsx", "2026年度抽查计划")
    assert set(told) == {f["location"]["cell"] for f in on_cells}
    assert all(
        (f["message"] or f["title"]) in told[f["location"]["cell"]]
        for f in on_cells
        if f["citations"]
    )
    rows = openpyxl.load_workbook("批注.xlsx")["核查结果"].iter_rows(values_only=True)
    header = next(n for n, row in enumerate(rows, 1) if row[0] == "序号")
    assert openpyxl.load_workbook("批注.xlsx")["核查结果"].max_row - header == len(findings)


def test_the_paper_itself_is_not_touched(here):
    before = (EXAMPLE / "plan.xlsx").read_bytes()

    check(EXAMPLE / "plan.xlsx", "-o", "批注.xlsx")

    assert (EXAMPLE / "plan.xlsx").read_bytes() == before


def test_a_csv_file_becomes_a_workbook_of_texts_with_the_cells_where_they_stood(here):
    (here / "计划.csv").write_text(TABLE, "utf-8")

    check("计划.csv", "-o", "批注.xlsx")

    sheet = openpyxl.load_workbook("批注.xlsx")["交来的表"]
    assert (sheet["B3"].value, sheet["B3"].data_type, sheet["B3"].quotePrefix) == (
        "=HYPERLINK(1)",
        "s",
        True,
    )
    assert sheet["B4"].quotePrefix
    assert sheet["I3"].value == "60"
    assert "60" in comments("批注.xlsx", "交来的表")["I3"]
    with zipfile.ZipFile("批注.xlsx") as package:
        assert not any(
            re.search(rb"<f[ >]", package.read(n)) for n in package.namelist() if "sheet" in n
        )
    said = [str(c.value) for c in openpyxl.load_workbook("批注.xlsx")["核查结果"]["A"]]
    assert any("这是新的工作簿" in s for s in said)


def test_a_yaml_file_becomes_a_workbook_with_remarks_in_the_cells_of_its_table(here):
    rows = [
        {
            "计划编号": "P1",
            "抽查任务名称": "登记抽查",
            "抽查事项": "登记检查",
            "抽查比例": "5%",
            "对象基数": 100,
            "预估数量": 60,
        },
    ]
    (here / "2026年计划.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")

    check("2026年计划.json", "-o", "批注.xlsx")

    sheet = openpyxl.load_workbook("批注.xlsx")["交来的表"]
    head = [c.value for c in sheet[1]]
    cell = sheet.cell(2, head.index("预估数量") + 1)
    assert cell.value == "60"
    assert "60" in cell.comment.text


def test_a_workbook_that_cannot_be_spliced_is_copied_and_that_is_said(here):
    with zipfile.ZipFile(EXAMPLE / "plan.xlsx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<sheetData>", b"<sheetData><!-- odd -->")
    with zipfile.ZipFile("奇.xlsx", "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)

    check("奇.xlsx", "-o", "批注.xlsx")

    book = openpyxl.load_workbook("批注.xlsx")
    assert book.sheetnames == ["2026年度抽查计划", "核查结果"]
    assert any("批注写不进原件" in str(c.value) for c in book["核查结果"]["A"])
    assert comments("批注.xlsx", "2026年度抽查计划")


def test_macros_go_with_the_ending_of_the_paper(here, capsys):
    made = io.BytesIO((EXAMPLE / "plan.xlsx").read_bytes())
    with zipfile.ZipFile(made, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    Path("带宏.xlsm").write_bytes(made.getvalue())

    assert check("带宏.xlsm", "-f", "json", "-o", "批注.xlsx") == 2
    refused = json.loads(capsys.readouterr().out)["refused"]
    assert check("带宏.xlsm", "-o", "批注.xlsm") != 2

    assert [f["code"] for f in refused] == ["output/macro-ending"]
    assert not Path("批注.xlsx").exists()
    with zipfile.ZipFile("批注.xlsm") as package:
        assert package.read("xl/vbaProject.bin") == b"macro"


def test_a_list_and_a_register_are_handed_back_too(here):
    base = ["--pack", "gaoqing", "--as-of", "2026-02-01"]
    run(
        ["list", "check", str(EXAMPLE / "items.xlsx"), *base, "-o", "清单.xlsx", "-o", "清单.sarif"]
    )
    run(
        [
            "register",
            "check",
            str(EXAMPLE / "register.csv"),
            *base,
            "-o",
            "库.xlsx",
            "-o",
            "库.sarif",
        ]
    )

    assert openpyxl.load_workbook("清单.xlsx").sheetnames[-1] == "核查结果"
    assert openpyxl.load_workbook("库.xlsx").sheetnames == ["交来的表", "核查结果"]
    assert json.loads(Path("库.sarif").read_text("utf-8"))["version"] == "2.1.0"
