import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from shuangsuiji.findings import Location, Refusal
from shuangsuiji.forms.sheets import LONGEST_CELL, MOST_BYTES, read_grids

MakeBook = Callable[..., Path]

FILES = Path(__file__).parent / "files"


def code_of(path: Path) -> str:
    with pytest.raises(Refusal) as refusal:
        read_grids(path)
    return refusal.value.findings[0].code


@pytest.mark.parametrize("name", ["计划.xlsx", "计划.csv"])
def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(MOST_BYTES + 1)  # a hole: it takes no room on the disk

    assert code_of(tmp_path / name) == "forms/file-too-large"


def test_numbers_come_in_their_shortest_decimal_form(book: MakeBook) -> None:
    path = book([[0.05, 0.1 + 0.2, 20.0, date(2026, 1, 31), True, " 5 % "]])

    (grid,) = read_grids(path)

    assert [grid.text(0, c) for c in range(6)] == [
        "0.05", "0.3", "20", "2026-01-31", "TRUE", " 5 % "
    ]  # fmt: skip


def test_a_one_shown_in_percent_is_a_hundred_percent_and_a_bare_one_is_not(book: MakeBook) -> None:
    path = book([[1, 1, 0.05]], percent=[0, 2])

    (grid,) = read_grids(path)

    assert [grid.text(0, c) for c in range(3)] == ["100%", "1", "0.05"]


def test_cells_are_named_as_spreadsheet_programs_name_them(book: MakeBook) -> None:
    path = book([["", "", ""], ["", "", "", "x"]])

    (grid,) = read_grids(path)

    assert grid.place(1, 3) == Location(str(path), sheet="计划", cell="D2")


def test_failed_formulas_and_formulas_without_a_value_are_faults(tmp_path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    path = tmp_path / "公式.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B1", "=A2*2", None, "")
        sheet.write_formula("C1", "=A2*2", None, 4)

    (grid,) = read_grids(path)

    assert grid.faults == {(0, 0): "#DIV/0!", (0, 1): "=A2*2"}
    assert grid.text(0, 2) == "4"


def test_hidden_sheets_are_left_out(tmp_path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    path = tmp_path / "隐藏.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("计划").write(0, 0, "x")
        workbook.add_worksheet("选项").hide()

    assert [grid.sheet for grid in read_grids(path)] == ["计划"]


def test_an_old_workbook_is_read() -> None:
    (grid,) = read_grids(FILES / "plan.xls")

    assert (grid.sheet, grid.text(0, 1), grid.text(1, 2)) == ("计划", "抽查任务名称", "0.05")


def test_a_damaged_old_workbook_is_refused_and_ends_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "坏.xls"
    path.write_bytes((FILES / "plan.xls").read_bytes()[:3000])

    assert code_of(path) == "forms/not-a-spreadsheet"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_read_in_every_usual_encoding_and_separator(
    tmp_path: Path, encoding: str, mark: str
) -> None:
    path = tmp_path / "计划.csv"
    text = '计划编号|抽查比例\r\n1|5%\r\n2|"乙, 丙;\n丁"\r\n'.replace("|", mark)
    path.write_bytes(text.encode(encoding))

    (grid,) = read_grids(path)

    assert list(grid.rows) == [["计划编号", "抽查比例"], ["1", "5%"], ["2", "乙, 丙;\n丁"]]
    assert grid.place(2, 1) == Location(str(path), cell="B3")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"")

    assert code_of(path) == "forms/empty-file"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path / "无.xlsx") == "forms/no-file"


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "计划.abc"
    path.write_bytes(b"x")

    assert code_of(path) == "forms/unknown-ending"


def test_an_image_renamed_is_refused_by_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "计划.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)

    with pytest.raises(Refusal) as refusal:
        read_grids(path)

    (finding,) = refusal.value.findings
    assert (finding.code, finding.params["found"]) == ("forms/not-a-spreadsheet", "PNG 图片")


def test_an_image_renamed_csv_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "计划.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)

    assert code_of(path) == "forms/not-text"


def test_bytes_of_no_known_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "计划.csv"
    path.write_bytes(b"a,b\n\xff\xff,\xfe\n")

    assert code_of(path) == "forms/unknown-encoding"


@pytest.mark.parametrize("name", ["计划.csv", "计划.xlsx"])
def test_a_cell_of_fifty_megabytes_is_refused_at_its_place(tmp_path: Path, name: str) -> None:
    path, cell = tmp_path / name, "字x" * 25_000_000
    if path.suffix == ".csv":
        path.write_text(f"计划编号,抽查比例\n1,{cell}\n", encoding="utf-8")
    else:
        _write_cell(path, cell)

    with pytest.raises(Refusal) as refusal:
        read_grids(path)

    (finding,) = refusal.value.findings
    assert (finding.code, finding.location.cell) == ("forms/cell-too-long", "B2")
    assert finding.params == {"found": 50_000_000, "limit": LONGEST_CELL}


def _write_cell(path: Path, text: str) -> None:
    """Make a workbook with one inline text, which no spreadsheet program would write."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="2"><c r="B2" t="inlineStr"><is><t>{text}</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    make_package(path, sheet)


def make_package(path: Path, sheet: str, **more: str) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="计划" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **more,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
