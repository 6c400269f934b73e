"""Write the plan files of the corpus from their grids: `python tests/plans/corpus/make.py [NAME…]`.

What stands in a binary can be read in grids/*.txt, one for each folder. `=== file [key=value …]` begins a file, `--- name` a sheet
(in a .docx: a table; lines before it that begin with `¶` are paragraphs), every further line is a row, cells parted by `|`:

    #5  #0.05    a number          #5%   a number shown in percent       @2026-03-01  a date
    <   ^        merged with the cell to the left, above                 ⏎            a line break
    ·            (alone) a blank row                                     !hide rows 5,6 columns D   !hide sheet
    =A1          a formula cell; its stored value after `=>`             #N/A  an error cell
    ⟦…⟧          in a .docx: hidden text; U+2011 is Word's hyphen that does not break

An .xls is converted by LibreOffice, and only if it is not there yet: everything else comes out the same each time.
"""

import csv
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

HERE = Path(__file__).parent
CREATED = datetime(2026, 1, 5)  # noqa: DTZ001 - a workbook's own clock has no zone
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?")


@dataclass
class Sheet:
    """A sheet or a table: its name, its rows of cells, what is hidden."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[str] = field(default_factory=set)
    hidden: bool = False


@dataclass
class Paper:
    """A file of the corpus: where it stands, how it is written, its paragraphs and sheets in order."""

    name: str
    options: dict[str, str]
    parts: list[str | Sheet] = field(default_factory=list)

    @property
    def sheets(self) -> list[Sheet]:
        """Return the sheets without the paragraphs."""
        return [part for part in self.parts if isinstance(part, Sheet)]


def papers() -> Iterator[Paper]:
    """Yield what the grids describe."""
    for grid in sorted((HERE / "grids").glob("*.txt")):
        yield from _read(grid.stem.split("-", 1)[1], grid.read_text("utf-8"))


def _read(folder: str, text: str) -> Iterator[Paper]:
    paper: Paper | None = None
    for line in text.split("\n"):
        if line.startswith("==="):
            if paper:
                yield paper
            name, *options = line[3:].split()
            paper = Paper(f"{folder}/{name}", dict(option.split("=", 1) for option in options))
        elif paper and line.startswith("---"):
            paper.parts.append(Sheet(line[3:].strip()))
        elif paper and line.startswith("¶"):
            paper.parts.append(line[1:].strip())
        elif paper and line.startswith("!hide"):
            _hide(paper.sheets[-1], line.split()[1:])
        elif paper and line.strip() and not line.startswith("//"):
            if not paper.sheets:
                paper.parts.append(Sheet("Sheet1"))
            row = [] if line.strip() == "·" else line.split("|")
            paper.sheets[-1].rows.append([cell.replace("⏎", "\n") for cell in row])
    if paper:
        yield paper


def _hide(sheet: Sheet, words: list[str]) -> None:
    sheet.hidden |= words == ["sheet"]
    for what, which in zip(words[::2], words[1::2], strict=False):
        if what == "rows":
            sheet.hidden_rows |= {int(number) for number in which.split(",")}
        else:
            sheet.hidden_columns |= set(which.split(","))


def _merges(rows: list[list[str]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield first row, first column, last row, last column of every merged region."""
    for top, row in enumerate(rows):
        for left, cell in enumerate(row):
            if cell in ("<", "^"):
                continue
            right = left
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            bottom = top
            while (
                bottom + 1 < len(rows)
                and left < len(rows[bottom + 1])
                and rows[bottom + 1][left] == "^"
            ):
                bottom += 1
            if (top, left) != (bottom, right):
                yield top, left, bottom, right


def _workbook(paper: Paper, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": CREATED})
        if path.suffix == ".xlsm":
            book.add_vba_project(io.BytesIO(b"no macro, only its place"), is_stream=True)
        formats = {
            "0%": book.add_format({"num_format": "0%"}),
            "0.0%": book.add_format({"num_format": "0.0%"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "wrap": book.add_format({"text_wrap": True}),
        }
        for sheet in paper.sheets:
            page = book.add_worksheet(sheet.name)
            if sheet.hidden:
                page.hide()
            for top, left, bottom, right in _merges(sheet.rows):
                page.merge_range(top, left, bottom, right, "")
            for number, row in enumerate(sheet.rows):
                for column, cell in enumerate(row):
                    if cell not in ("", "<", "^"):
                        _write(page, formats, number, column, cell)
            for number in sheet.hidden_rows:
                page.set_row(number - 1, None, None, {"hidden": True})
            for letter in sheet.hidden_columns:
                page.set_column(f"{letter}:{letter}", None, None, {"hidden": True})


def _write(page, formats, row, column, cell):
    if cell in ERRORS:
        page.write_formula(row, column, f"={cell}", None, cell)
    elif cell.startswith("=") and "=>" in cell:
        formula, value = cell.split("=>")
        page.write_formula(row, column, formula, None, _number(value))
    elif re.fullmatch(r"#[\d.]+%", cell):
        shown = formats["0.0%" if "." in cell else "0%"]
        page.write_number(row, column, round(float(cell[1:-1]) / 100, 9), shown)
    elif re.fullmatch(r"#-?[\d.]+", cell):
        page.write_number(row, column, float(cell[1:]))
    elif cell.startswith("@"):
        page.write_datetime(row, column, date.fromisoformat(cell[1:]), formats["date"])
    else:
        page.write_string(row, column, cell, formats["wrap"] if "\n" in cell else None)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _plain(cell: str) -> str:
    return "" if cell in ("<", "^") else re.sub(r"^#(?=[\d-])|^@", "", cell)


def _delimited(paper: Paper, path: Path) -> None:
    delimiter = {"tab": "\t", "semicolon": ";"}.get(paper.options.get("delimiter", ""), ",")
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [_plain(cell) for cell in row] for row in paper.sheets[0].rows
    )
    path.write_bytes(out.getvalue().encode(paper.options.get("encoding", "utf-8")))


def _document(paper: Paper, path: Path) -> None:
    body = "".join(
        _table(part) if isinstance(part, Sheet) else f"<w:p>{_run(part)}</w:p>"
        for part in paper.parts
    )
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    files = {
        "[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types">'
        f'<Default Extension="rels" ContentType="{kind}-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" '
        f'ContentType="{kind}-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship '
        f'Id="rId1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{head}<w:document xmlns:w="{word}"><w:body>{body}'
        "<w:sectPr/></w:body></w:document>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)


def _run(text: str) -> str:
    runs = []
    for part in re.split(r"(⟦[^⟧]*⟧|\n|‑)", text):
        hidden = "<w:rPr><w:vanish/></w:rPr>" if part.startswith("⟦") else ""
        sign = {"\n": "<w:br/>", "‑": "<w:noBreakHyphen/>"}.get(part)
        words = f'<w:t xml:space="preserve">{escape(part.strip("⟦⟧"))}</w:t>'
        runs.append(f"<w:r>{hidden}{sign or words}</w:r>" if part else "")
    return "".join(runs)


def _table(sheet: Sheet) -> str:
    width = max(map(len, sheet.rows))
    grid = "<w:gridCol/>" * width
    rows = "".join(
        f"<w:tr>{_row(row, sheet.rows[n + 1 :])}</w:tr>" for n, row in enumerate(sheet.rows)
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(row: list[str], below: list[list[str]]) -> str:
    cells = []
    for left, cell in enumerate(row):
        if cell == "<":
            continue
        span = 1
        while left + span < len(row) and row[left + span] == "<":
            span += 1
        going_on = bool(below) and left < len(below[0]) and below[0][left] == "^"
        merge = "<w:vMerge/>" if cell == "^" else '<w:vMerge w:val="restart"/>' if going_on else ""
        spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        text = "" if cell == "^" else _plain(cell)
        cells.append(f"<w:tc><w:tcPr>{spans}{merge}</w:tcPr><w:p>{_run(text)}</w:p></w:tc>")
    return "".join(cells)


def _old_workbook(paper: Paper, path: Path) -> None:
    if path.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / f"{path.stem}.xlsx"
        _workbook(paper, new)
        home = f"-env:UserInstallation=file://{folder}/home"
        subprocess.run(
            ["soffice", home, "--headless", "--convert-to", "xls", "--outdir", folder, str(new)],  # noqa: S607
            check=True,
            capture_output=True,
        )
        path.write_bytes((Path(folder) / path.name).read_bytes())


WRITERS = {
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".xls": _old_workbook,
    ".csv": _delimited,
    ".docx": _document,
}


def main(wanted: list[str]) -> None:
    """Write the files named, or all."""
    for paper in papers():
        if not wanted or paper.name in wanted:
            path = HERE / paper.name
            path.parent.mkdir(exist_ok=True)
            WRITERS[path.suffix](paper, path)
            print(paper.name)


if __name__ == "__main__":
    main(sys.argv[1:])
