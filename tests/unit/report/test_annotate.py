import importlib.util
import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from shuangsuiji.report.annotate.book import MOST_COMMENTS, annotated
from shuangsuiji.report.annotate.markup import OddPackage
from shuangsuiji.report.annotate.plainsheet import Cell, PlainSheet, link_to
from shuangsuiji.report.annotate.remarks import Remark

_spec = importlib.util.spec_from_file_location(
    "rich_book", Path(__file__).with_name("rich_book.py")
)
rich = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(rich)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
"""openpyxl says of itself that it drops data bars; it only reads here."""

RICH = rich.rich_book()
SHEET = PlainSheet(
    name="核查结果",
    widths=(10, 30),
    above=("核查结果",),
    header=("位置", "问题"),
    lines=(
        (Cell("C5", "link", link_to(rich.PLAN, "C5")), Cell("=HYPERLINK(1)")),
        (Cell("-", "错误"), Cell("@甲\t乙 _x0041_ \ud800 <&>")),
    ),
)
MARKS = {
    rich.PLAN: {
        (5, 3): Remark("错误", "比例太高"),
        (6, 4): Remark("提示", "看一下"),
        (7, 2): Remark("无法判断", "合并格里的"),
        (10, 10): Remark("说明", "没有写过的格子"),
        (40, 1): Remark("错误", "没有写过的行"),
    }
}
MAY_CHANGE = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
}


def marked(data=RICH, marks=MARKS, sheets=(SHEET,)):
    said = []

    def added(notes):
        said.extend(notes)
        return sheets

    return annotated(data, marks, added), said


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def office():
    """Return LibreOffice; on CI its absence is a failure."""
    path = shutil.which("soffice")
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no LibreOffice: soffice")
    return path


def converted(data, folder, ending):
    source = folder / "book.xlsx"
    source.write_bytes(data)
    home = f"-env:UserInstallation=file://{folder}/home"
    made = folder / "made"
    subprocess.run(
        [office(), home, "--headless", "--convert-to", ending, "--outdir", made, source],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (made / "book").with_suffix(f".{ending.split(':')[0]}").read_bytes()


def test_every_other_part_is_the_same_byte_for_byte():
    before, after = parts(RICH), parts(marked()[0])

    assert {n for n in before if "chart" in n or "media" in n} >= {
        "xl/charts/chart1.xml",
        "xl/media/image1.png",
    }
    assert {n for n in before if before[n] != after[n]} == MAY_CHANGE
    assert after.keys() - before.keys() == {"xl/worksheets/sheet3.xml"}


def test_of_a_sheet_only_the_styles_of_the_remarked_cells_change():
    before, after = (parts(d)["xl/worksheets/sheet1.xml"] for d in (RICH, marked()[0]))

    new_row = rb'<row r="40"><c r="A40" s="\d+"/></row>'
    new_cell = rb'<c r="J10" s="\d+"/>'
    assert len(re.findall(new_row, after)) == 1
    assert len(re.findall(new_cell, after)) == 1
    stripped = re.sub(new_cell, b"", re.sub(new_row, b"", after))
    for name in (b"C5", b"D6", b"B6"):
        cell = re.compile(rb'(<c r="' + name + rb'"(?: t="s")?)(?: s="\d+")?')
        stripped, before = cell.sub(rb"\1", stripped), cell.sub(rb"\1", before)
    assert stripped == before


def test_a_remarked_cell_keeps_its_own_look_under_the_colour():
    book = openpyxl.load_workbook(io.BytesIO(marked()[0]))
    cell, column = book[rich.PLAN]["C5"], book[rich.PLAN]["J10"]

    assert cell.number_format == "0.0%"
    assert (cell.border.left.style, cell.font.bold, cell.alignment.horizontal) == (
        "medium",
        True,
        "center",
    )
    assert cell.fill.fgColor.rgb == "FFFFC7CE"
    assert column.font.italic
    assert book[rich.PLAN]["C6"].fill.fgColor.rgb != "FFFFC7CE"


def test_remarks_stand_at_their_cells_and_an_authors_own_comment_stays():
    sheet = openpyxl.load_workbook(io.BytesIO(marked()[0]))[rich.PLAN]

    told = {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
    assert told.keys() == {"A4", "C5", "D6", "B6", "J10", "A40"}
    assert told["A4"] == "另一条"
    assert told["C5"].startswith("作者自己的批注 <1>")
    assert told["C5"].endswith("比例太高")
    assert sheet["C5"].comment.author == "王科长"
    assert told["B6"] == "合并格里的"


def test_the_sheet_of_findings_is_last_links_to_the_cells_and_holds_no_formula():
    data, _ = marked()
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["核查结果"]

    assert book.sheetnames == [rich.PLAN, rich.OTHER, "核查结果"]
    assert sheet["A3"].hyperlink.location == "'计划''甲'!C5"
    assert (sheet["B3"].value, sheet["B3"].data_type, sheet["B3"].quotePrefix) == (
        "=HYPERLINK(1)",
        "s",
        True,
    )
    assert sheet["A4"].quotePrefix
    assert "<&>" in sheet["B4"].value
    assert b"<f>" not in parts(data)["xl/worksheets/sheet3.xml"]
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == book.sheetnames


def test_a_protected_sheet_is_said():
    assert any("受保护" in said for said in marked()[1])


def test_macros_and_a_signature_are_kept_and_said():
    with_more = io.BytesIO(RICH)
    with zipfile.ZipFile(with_more, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
        package.writestr("_xmlsignatures/sig1.xml", b"<Signature/>")

    data, said = marked(with_more.getvalue())

    assert parts(data)["xl/vbaProject.bin"] == b"macro"
    assert parts(data)["_xmlsignatures/sig1.xml"] == b"<Signature/>"
    assert any("宏" in s for s in said)
    assert any("签名" in s for s in said)


def test_a_second_sheet_of_the_name_gets_another():
    again, _ = marked(marked()[0])

    book = openpyxl.load_workbook(io.BytesIO(again))
    assert book.sheetnames[2:] == ["核查结果", "核查结果（2）"]
    assert book[rich.PLAN]["C5"].comment.text.count("比例太高") == 2


def test_a_conversation_is_left_alone_and_said():
    package = parts(RICH)
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    package[rels] = package[rels].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        b'Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    package["xl/threadedComments/threadedComment1.xml"] = (
        b'<ThreadedComments><threadedComment ref="D6"/></ThreadedComments>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, part in package.items():
            out.writestr(name, part)

    data, said = marked(made.getvalue())

    sheet = openpyxl.load_workbook(io.BytesIO(data))[rich.PLAN]
    assert sheet["D6"].comment is None
    assert sheet["D6"].fill.fgColor.rgb == "FFFFEB9C"
    assert any("对话" in s for s in said)


def test_no_more_comments_are_written_than_programs_open_at_once():
    rows = range(100, 100 + MOST_COMMENTS + 5)
    data, said = marked(marks={rich.PLAN: {(row, 1): Remark("提示", "一") for row in rows}})

    assert parts(data)["xl/comments1.xml"].count(b"<comment ") == MOST_COMMENTS + 2
    assert any(str(MOST_COMMENTS) in s for s in said)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b"<sheetData>", b"<!-- <row> --><sheetData>"),
        ("xl/worksheets/sheet1.xml", b'<row r="4"', b"<row"),
        ("xl/styles.xml", b"cellXfs", b"otherXfs"),
        ("xl/workbook.xml", b"?>", b"?><!DOCTYPE a [<!ENTITY b 'c'>]>"),
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b""),
    ],
)
def test_what_is_written_in_an_unusual_way_is_not_spliced(part, old, new):
    package = parts(RICH)
    assert old in package[part]
    package[part] = package[part].replace(old, new)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, content in package.items():
            out.writestr(name, content)

    with pytest.raises(OddPackage):
        marked(made.getvalue())


def test_prefixed_elements_are_spliced_with_their_prefix():
    package = parts(RICH)
    for name in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/comments1.xml"):
        head, body = package[name].split(b"?>", 1)
        body = re.sub(rb"<(/?)(?=[a-zA-Z]+[\s/>])", rb"<\1x:", body)
        body = body.replace(b"xmlns=", b"xmlns:x=", 1)
        package[name] = head + b"?>" + body
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, part in package.items():
            out.writestr(name, part)

    sheet = openpyxl.load_workbook(io.BytesIO(marked(made.getvalue())[0]))[rich.PLAN]

    assert sheet["C5"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["C5"].comment.text.endswith("比例太高")
    assert sheet["A40"].comment.text == "没有写过的行"


def test_libreoffice_shows_remarks_colours_and_all_the_rest(tmp_path):
    data, _ = marked()

    seen = converted(data, tmp_path, "fods").decode()

    told = re.findall(r"<office:annotation .*?</office:annotation>", seen, re.DOTALL)
    assert len(told) == 6
    assert sum("作者自己的批注" in t and "比例太高" in t for t in told) == 1
    assert "#ffc7ce" in seen
    assert seen.count("<chart:chart ") == 1
    assert 'table:name="核查结果"' in seen
    assert "<table:content-validation " in seen
    assert 'table:name="基数"' in seen


def test_a_workbook_saved_by_libreoffice_is_spliced_too(tmp_path):
    resaved = converted(RICH, tmp_path, "xlsx")

    data, _ = marked(resaved)

    before, after = parts(resaved), parts(data)
    kept = {
        n for n in before if "chart" in n or "media" in n or "theme" in n or "sharedStrings" in n
    }
    assert all(before[n] == after[n] for n in kept)
    sheet = openpyxl.load_workbook(io.BytesIO(data))[rich.PLAN]
    assert sheet["C5"].comment.text.endswith("比例太高")
    assert sheet["A40"].fill.fgColor.rgb == "FFFFC7CE"
