"""The worksheet: one printed page for each usual case, and the page alone tells verdict, reasons, gaps."""

import json
from pathlib import Path
from unicodedata import normalize

import openpyxl
import pytest

from shuangsuiji.cli import run

PLACES = Path(__file__).parents[2] / "jurisdictions"
HOSTILE = """
- case: "<script>alert(1)</script>=cmd|' /C calc'!A0"
  person: '=HYPERLINK("http://x")'
  summary: "{{ 7*7 }} & <b>"
  facts: {accident: {value: 是, grounds: "+1+1"}}
"""


@pytest.fixture
def made(tmp_path, monkeypatch, one_engine):
    monkeypatch.chdir(tmp_path)

    def make(path, pack):
        files = ("-o", "w.html", "-o", "w.xlsx", "-o", "w.json")
        run(["decide", str(path), "--pack", pack, "--as-of", "2021-12-01", *files])
        return Path("w.html"), Path("w.xlsx"), json.loads(Path("w.json").read_text("utf-8"))

    return make


@pytest.mark.parametrize("place", ["gaoqing", "shanghai", "guiyang", "chongqing"])
def test_each_case_is_one_printed_page_that_tells_all(made, browser, place):
    page_file, _, told = made(PLACES / place / "example" / "cases.yaml", place)
    cases = told["packs"][0]["cases"]
    for width in (1280, 390):
        page = browser.open(page_file, width=width)
        assert page.too_wide() == []
        assert page.asked == []
        page.close()
    page = browser.open(page_file, width=1280)
    printed = page.printed()
    told = page.run("[...document.querySelectorAll('.case')].map(e => e.innerText)")
    page.close()
    assert len(printed) == len(told) == len(cases)
    for sheet, said, case in zip(printed, told, cases, strict=True):
        text = flat(said)
        assert case["case"][:3] in normalize("NFKC", flat(sheet))  # as PDFs know some signs
        assert flat(case["case"]) in text
        assert flat(case["means"].partition("。")[0]) in text
        for ground in (*case["triggers"], *case["exemptions"]):
            assert flat(ground["title"]) in text
            if ground["state"] == "具备":
                assert all(flat(law) in text for law in ground["clauses"])
        for fact in case["facts"]:
            assert flat(fact["label"]) in text
            assert flat(fact["on"]) in text
        for missing in case["missing"]:
            assert flat(missing["label"]) in text
        assert "决定" in text
        assert "批准人、日期" in text


def flat(text):
    """Return text as it is compared: without the breaks between lines."""
    return "".join(text.split())


def test_the_workbook_has_a_sheet_for_each_case_with_both_sides(made):
    _, book, told = made(PLACES / "gaoqing" / "example" / "cases.yaml", "gaoqing")
    sheets = openpyxl.load_workbook(book).worksheets
    cases = told["packs"][0]["cases"]
    assert len(sheets) == len(cases)
    for sheet, case in zip(sheets, cases, strict=True):
        cells = [str(c.value) for row in sheet for c in row if c.value is not None]
        assert f"结论：{case['means'].partition('。')[0]}" in cells
        for ground in (*case["triggers"], *case["exemptions"]):
            assert ground["title"] in cells
        assert "批准人、日期" in cells
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_what_a_file_says_is_never_code(made):
    Path("bad.yaml").write_text(HOSTILE, "utf-8")
    page, book, _ = made("bad.yaml", "gaoqing")
    assert "<script>" not in page.read_text("utf-8")
    assert "&lt;script&gt;" in page.read_text("utf-8")
    for row in openpyxl.load_workbook(book).worksheets[0]:
        assert all(cell.data_type != "f" for cell in row)
