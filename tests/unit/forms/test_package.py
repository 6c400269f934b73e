import zipfile
from pathlib import Path

import pytest

from shuangsuiji.findings import Refusal
from shuangsuiji.forms.worksheets import scan_package

SHEET = "xl/worksheets/sheet1.xml"


def package(path: Path, sheet: str, **more: bytes) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", '<workbook><sheet name="a" r:id="r1"/></workbook>')
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Target="worksheets/sheet1.xml" Id="r1"/></Relationships>',
        )
        archive.writestr(SHEET, f"<worksheet><sheetData>{sheet}</sheetData></worksheet>")
        for name, part in more.items():
            archive.writestr(name, part)
    return path.read_bytes()


def refusal_of(data: bytes) -> tuple[str, int | str]:
    with pytest.raises(Refusal) as refusal:
        scan_package(data, "计划.xlsx")
    (finding,) = refusal.value.findings
    found = finding.params.get("found", "")
    assert isinstance(found, int | str)
    return finding.code, found


def test_two_cells_far_apart_would_fill_the_memory_and_are_refused(tmp_path: Path) -> None:
    sheet = '<row><c r="A1"><v>1</v></c></row><row><c r="AZ1048576"><v>1</v></c></row>'

    assert refusal_of(package(tmp_path / "a", sheet)) == ("forms/too-many-cells", 52 * 1_048_576)


@pytest.mark.parametrize(
    "cell", ['<c r="XFD1"><v>1</v></c>', "<c r='XFD1'><v>1</v></c>", '<x:c s="1" r="XFD1" ><x:v>1']
)
def test_more_columns_than_any_form_has_are_refused(tmp_path: Path, cell: str) -> None:
    assert refusal_of(package(tmp_path / "a", f"<row>{cell}</row>")) == (
        "forms/too-many-columns",
        16_384,
    )


def test_cells_without_names_are_counted_in_their_rows(tmp_path: Path) -> None:
    sheet = "<row>" + "<c><v>1</v></c>" * 2_001 + "</row>"

    assert refusal_of(package(tmp_path / "a", sheet)) == ("forms/too-many-columns", 2_001)


def test_more_rows_than_a_list_has_are_refused(tmp_path: Path) -> None:
    sheet = "".join(f'<row><c r="A{n}"><v>1</v></c></row>' for n in range(1, 200_002))

    assert refusal_of(package(tmp_path / "a", sheet)) == ("forms/too-many-rows", 200_001)


def test_a_million_empty_formatted_rows_are_no_rows(tmp_path: Path) -> None:
    empty = '<row r="{0}"><c r="A{0}" s="1"/><c r="XFD{0}" s="1"></c></row>'
    sheet = '<row><c r="A1"><v>1</v></c></row>' + "".join(
        empty.format(n) for n in range(2, 1_048_577, 16)
    )

    assert len(scan_package(package(tmp_path / "a", sheet), "计划.xlsx").sheets) == 1


def test_a_package_that_unpacks_to_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/a.bin", "w") as part,
    ):
        for _ in range(260):
            part.write(b"\0" * 1_048_576)

    with pytest.raises(Refusal) as refusal:
        scan_package(path.read_bytes(), "计划.xlsx")

    assert refusal.value.findings[0].code == "forms/zip-bomb"


def test_a_declared_size_that_lies_is_refused(tmp_path: Path) -> None:
    data = package(tmp_path / "a", "<row/>" * 1000)
    size = len("<worksheet><sheetData></sheetData></worksheet>") + 6 * 1000

    assert refusal_of(data.replace(size.to_bytes(4, "little"), (9).to_bytes(4, "little")))[0] == (
        "forms/not-a-spreadsheet"
    )


def test_entities_are_refused(tmp_path: Path) -> None:
    part = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'

    code, _ = refusal_of(package(tmp_path / "a", "", **{"xl/sharedStrings.xml": part}))

    assert code == "forms/entities"


def test_an_empty_text_is_a_result_and_no_fault(tmp_path: Path) -> None:
    sheet = (
        '<row><c r="A1" t="str"><f>IF(B1="","",1)</f><v></v></c>'
        '<c r="B1"><f>C1</f></c><c r="C1" t="e"><v>#N/A</v></c></row>'
    )

    (scan,) = scan_package(package(tmp_path / "a", sheet), "计划.xlsx").sheets

    assert scan.faults == {(0, 1): "=C1", (0, 2): "#N/A"}
