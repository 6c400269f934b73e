import importlib.util
from pathlib import Path

import pytest

from shuangsuiji.findings import Refusal
from shuangsuiji.forms.sheets import read_book
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.vocabulary import TableSpec

_spec = importlib.util.spec_from_file_location(
    "documents", Path(__file__).with_name("documents.py")
)
assert _spec is not None
assert _spec.loader is not None
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)

HEADER = made.row("计划编号", "抽查任务名称", "抽查比例")
TABLE = made.table(HEADER, made.row("1", "计量检查", "5%"))


def code_of(path: Path) -> str:
    with pytest.raises(Refusal) as refusal:
        read_book(path)
    return refusal.value.findings[0].code


def test_a_table_is_read_with_its_title_and_its_cells_by_name(
    tmp_path: Path, plan: TableSpec
) -> None:
    body = made.paragraph("附件1") + made.paragraph("某县2026年度抽查计划") + TABLE

    table = read_table(made.document(tmp_path / "计划.docx", body), "plan_line", plan)

    assert (table.title, table.year) == ("某县2026年度抽查计划", 2026)
    row = table.rows[0]
    assert (row.facts["ratio"].text, str(row.place("ratio")).rpartition(" ")[2]) == ("5%", "表1!C2")


def test_cells_that_span_and_cells_that_go_on_are_merged(tmp_path: Path) -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = made.table(
        made.row(made.cell("甲", restart), made.cell("乙", '<w:gridSpan w:val="2"/>')),
        made.row(made.cell("", goes_on), "丙", "丁"),
    )

    (grid,) = read_book(made.document(tmp_path / "计划.docx", body)).grids

    assert [list(row) for row in grid.rows] == [["甲", "乙", ""], ["", "丙", "丁"]]
    assert set(grid.merges) == {((0, 0), (1, 0)), ((0, 1), (0, 2))}


def test_deleted_text_is_not_there_and_told(tmp_path: Path) -> None:
    changed = "<w:p><w:del><w:r><w:delText>3%</w:delText></w:r></w:del><w:ins><w:r><w:t>5%</w:t></w:r></w:ins></w:p>"
    gone = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>"
    body = f"<w:tbl><w:tr><w:tc>{changed}</w:tc></w:tr>{gone}</w:tbl>"

    book = read_book(made.document(tmp_path / "计划.docx", body))

    assert [list(row) for row in book.grids[0].rows] == [["5%"]]
    assert [notice.code for notice in book.notices] == ["forms/tracked-changes"]


def test_a_table_in_a_cell_is_a_table_of_its_own_and_told(tmp_path: Path, plan: TableSpec) -> None:
    body = f"<w:tbl><w:tr><w:tc>{TABLE}<w:p/></w:tc></w:tr></w:tbl>"

    table = read_table(made.document(tmp_path / "计划.docx", body), "plan_line", plan)

    assert len(table.rows) == 1
    told = next(n for n in table.notices if n.code == "forms/nested-tables")
    assert told.params == {"cells": ("表1!A1",)}


@pytest.mark.parametrize(
    ("body", "head", "code"),
    [
        ("<w:tbl><w:tr><w:tc>" * 9 + "</w:tc></w:tr></w:tbl>" * 9, "", "forms/deep-tables"),
        (TABLE, '<!DOCTYPE x [<!ENTITY a "aa">]>', "forms/entities"),
        (TABLE, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "forms/entities"),
        ("<w:tbl>", "", "forms/not-a-document"),
        (made.table(made.row(*["x"] * 2_001)), "", "forms/too-many-columns"),
        (
            made.table(made.row(made.cell("x", '<w:gridSpan w:val="99999"/>'))),
            "",
            "forms/too-many-columns",
        ),
        (made.table(made.row("x" * 33_000)), "", "forms/cell-too-long"),
    ],
)
def test_what_would_not_be_read_safely_is_refused(
    tmp_path: Path, body: str, head: str, code: str
) -> None:
    assert code_of(made.document(tmp_path / "计划.docx", body, head)) == code


@pytest.mark.parametrize("name", ["../../外面", "/etc/外面", "C:外面", "a\\..\\外面"])
def test_a_part_whose_name_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    path = made.document(tmp_path / "计划.docx", TABLE, **{name: b"x"})

    assert code_of(path) == "forms/path-in-package"


def test_more_parts_than_any_document_has_are_refused(tmp_path: Path) -> None:
    parts = {f"a{n}": b"" for n in range(10_001)}

    assert code_of(made.document(tmp_path / "计划.docx", TABLE, **parts)) == "forms/too-many-parts"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "旧版 Word 文档"),
        (b"{\\rtf1", "RTF 文档"),
        (b"PK\x03\x04 and no more", "损坏的压缩包"),
    ],
)
def test_another_file_under_the_name_of_a_document_is_named(
    tmp_path: Path, data: bytes, found: str
) -> None:
    path = tmp_path / "计划.docx"
    path.write_bytes(data)

    with pytest.raises(Refusal) as refusal:
        read_book(path)

    (finding,) = refusal.value.findings
    assert (finding.code, finding.params["found"]) == ("forms/not-a-document", found)
