"""Files made to harm: each ends in a sentence, in bounded time and memory, and leaves nothing behind."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

MEMORY = 1_500 * 1024 * 1024
SECONDS = 60
HEADER = ("计划编号", "抽查任务名称", "抽查事项", "抽查比例")
LINE = ("1", "计量检查", "计量器具", "5%")
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RUN = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, ({0}, {0}));"
    " from shuangsuiji.cli import run; sys.exit(run(sys.argv[1:]))"
)


def workbook(path, write=None):
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("计划")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, LINE)
        if write:
            write(made, sheet)
    return path


def changed(path, name, change):
    """Write the sound workbook with one part changed."""
    whole = io.BytesIO(workbook(path).read_bytes())
    with (
        zipfile.ZipFile(whole) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            part = old.read(info)
            new.writestr(info.filename, change(part) if info.filename == name else part)
    return path


def added(path, name, part):
    workbook(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package, package.open(name, "w") as to:
        for piece in part:
            to.write(piece)
    return path


def document(path, body, head=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        main = f'{head}<w:document xmlns:w="{NAMESPACE}"><w:body>{body}</w:body></w:document>'
        package.writestr("word/document.xml", main)
    return path


def empty_formatted_rows(part):
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(3, 1_048_577))
    return part.replace(b"</sheetData>", rows + b"</sheetData>")


def far_cells(_, sheet):
    for column in range(10_000):
        sheet.write(5, column, "x")


def formulas(_, sheet):
    sheet.write_formula("A3", '=HYPERLINK("http://example.cn","点")', None, "点")
    sheet.write_formula("B3", "=cmd|'/C calc'!A0", None, "x")
    sheet.write_formula("C3", "=[1]Sheet1!A1", None, "外")
    sheet.write_string("B4", "@SUM(1)")


def macros(path):
    return added(path.with_suffix(".xlsm"), "xl/vbaProject.bin", [b"macro"])


def locked(path):
    """Write what Office makes of a workbook with a password, as far as it is looked at."""
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1_000) + name + bytes(1_000))
    return path


def endless_tags(part):
    return part.replace(b"</sheetData>", b"<c " * 3_000_000 + b"</sheetData>")


def endless_blanks(part):
    return part.replace(b"</sheetData>", b"<c r='A9'>" + b" " * 20_000_000 + b"</c></sheetData>")


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
BOMB = [bytes(1_048_576)] * 260
DEEP = "<w:tbl><w:tr><w:tc>" * 5_000 + "</w:tc></w:tr></w:tbl>" * 5_000
FILES = {
    "zip bomb": (lambda p: added(p, "xl/media/a.bin", BOMB), "forms/zip-bomb"),
    "zip bomb in a document": (
        lambda p: document(p.with_suffix(".docx"), " " * 200_000_000),
        "forms/zip-bomb",
    ),
    "rows": (lambda p: changed(p, SHEET, empty_formatted_rows), "forms/empty-rows"),
    "columns": (lambda p: workbook(p, far_cells), "forms/too-many-columns"),
    "columns in a document": (
        lambda p: document(
            p.with_suffix(".docx"), f"<w:tbl><w:tr>{'<w:tc/>' * 10_000}</w:tr></w:tbl>"
        ),
        "forms/too-many-columns",
    ),
    "rows in a document": (
        lambda p: document(
            p.with_suffix(".docx"), f"<w:tbl>{'<w:tr><w:tc/></w:tr>' * 200_001}</w:tbl>"
        ),
        "forms/too-many-rows",
    ),
    "tables in tables": (lambda p: document(p.with_suffix(".docx"), DEEP), "forms/deep-tables"),
    "formulas": (lambda p: workbook(p, formulas), "forms/outside-formulas"),
    "external links": (
        lambda p: added(p, "xl/externalLinks/externalLink1.xml", [b"<externalLink/>"]),
        "forms/external-links",
    ),
    "macros": (macros, "forms/macros"),
    "entities": (
        lambda p: changed(p, "xl/sharedStrings.xml", lambda part: ENTITIES.encode() + part),
        "forms/entities",
    ),
    "entities far down": (
        lambda p: changed(
            p, SHEET, lambda part: b"<!--" + bytes(b"x" * 9_000) + b"-->" + ENTITIES.encode() + part
        ),
        "forms/entities",
    ),
    "entities in a document": (
        lambda p: document(p.with_suffix(".docx"), "&b;", ENTITIES),
        "forms/entities",
    ),
    "path": (lambda p: added(p, "../../../../tmp/外面.txt", [b"x"]), "forms/path-in-package"),
    "absolute path": (lambda p: added(p, "/etc/外面.txt", [b"x"]), "forms/path-in-package"),
    "password": (locked, "forms/locked"),
    "password on a document": (lambda p: locked(p.with_suffix(".docx")), "forms/locked"),
    "tags that never end": (
        lambda p: changed(p, SHEET, endless_tags),
        "forms/not-a-spreadsheet",
    ),
    "blanks without end": (lambda p: changed(p, SHEET, endless_blanks), None),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_a_sentence(name: str, tmp_path: Path) -> None:
    make, code = FILES[name]
    folder = tmp_path / "工作"
    folder.mkdir()
    path = make(folder / "计划.xlsx")
    before = set(tmp_path.rglob("*"))

    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _RUN.format(MEMORY),
            "plan",
            "read",
            str(path),
            "--pack",
            "gaoqing",
            "-f",
            "json",
        ],
        capture_output=True,
        timeout=SECONDS,
        check=False,
        cwd=folder,
    )

    assert done.returncode in (0, 2), done.stderr.decode()
    answer = json.loads(done.stdout)
    told = answer["refused"] if done.returncode else answer["notices"]
    assert all(finding["message"] for finding in told)
    assert code is None or code in [finding["code"] for finding in told]
    assert set(tmp_path.rglob("*")) == before
