"""One register in whatever form it comes, and the forms that are refused."""

import gzip
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import xlsxwriter

from shuangsuiji.digest import digest
from shuangsuiji.findings import Finding, Refusal
from shuangsuiji.forms import packed as packed_files
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow import draws, duck, register_parts

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PACK = draws.PackRecord("gaoqing", date(2026, 1, 1), b'{"id":"gaoqing"}')
ORDER = """\
draw: D-1
purpose: test
{registers}
lines:
  - line: L-1
    window: {{from: 2026-03-01, until: 2026-06-30}}
    strata: [{{id: A, ratio: 10%}}, {{id: B, ratio: 5%}}]
parties:
  - {{name: initiator, title: 甲}}
  - {{name: witness, title: 乙}}
"""
HEADER = ("id", "stratum", "status")
PREPARED = "registers: [{ids: text}]"
Rows = list[tuple[str, ...]]
ROWS: Rows = [
    (f"企业{n:05}", "A" if n % 3 else "B", "eligible" if n % 7 else "cap-reached")
    for n in range(5_000)  # enough for sixteen buckets
]


def as_csv(rows: Rows, header: tuple[str, ...] = HEADER) -> str:
    return "".join(",".join(row) + "\n" for row in [header, *rows])


def as_book(path: Path, rows: Rows, header: tuple[str, ...] = HEADER) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False})
    book.add_worksheet("说明").write_string(0, 0, "导出说明")
    sheet = book.add_worksheet("名录")
    for r, row in enumerate([header, *rows]):
        for c, text in enumerate(row):
            sheet.write_string(r, c, text)
    book.close()


def as_parquet(path: Path, rows: Rows, header: tuple[str, ...] = HEADER) -> None:
    names = [f'"{name}"' for name in header]
    selected = ", ".join(f"unnest(${n + 1}::VARCHAR[]) AS {c}" for n, c in enumerate(names))
    with duckdb.connect() as connection:
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(f"CREATE TABLE r AS SELECT {selected}", columns)
        connection.execute(f"COPY r TO '{path}'")


def write(path: Path, rows: Rows, header: tuple[str, ...] = HEADER) -> Path:
    """Write rows in the form that the name says; a folder gets parts of several forms."""
    text = as_csv(rows, header).encode()
    match register_parts.kind_of(path):
        case ".csv":
            path.write_bytes(text)
        case ".csv.gz":
            path.write_bytes(gzip.compress(text))
        case ".csv.zst":
            path.write_bytes(zstd.compress(text))
        case ".parquet":
            as_parquet(path, rows, header)
        case ".xlsx":
            as_book(path, rows, header)
        case _:
            path.mkdir()
            (path / "_SUCCESS").write_text("")
            names = ["p-1.csv", "p-2.parquet", "p-3.csv.gz", "p-4.xlsx", "p-5.csv.zst"]
            for n, name in enumerate(names):
                write(path / name, rows[n::5], header)
    return path


def freeze(
    root: Path, register: Path, out: str, registers: str = PREPARED, pack: Any = PACK
) -> dict[str, bytes]:
    """Freeze a draw of its own and return the frozen files but for the pack."""
    order = root / "order.yaml"
    order.write_text(ORDER.format(registers=registers), "utf-8")
    folder = root / out
    asked = draws.FreezeOrder(order, (register,), root / f"{out}.db", folder, pack)
    draws.freeze(asked, now=NOW)
    return {p.name: p.read_bytes() for p in sorted((folder / "frozen").iterdir())}


def refused(root: Path, register: Path, registers: str = PREPARED) -> tuple[Finding, ...]:
    with pytest.raises(Refusal) as refusal:
        freeze(root, register, "refused", registers)
    for finding in refusal.value.findings:
        assert all(sentence(finding))
    assert not (root / "refused").exists()
    return refusal.value.findings


@contextmanager
def threads(number: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    really = duckdb.connect

    def connect(database: Any = ":memory:") -> Any:
        return really(database, config={"threads": number})

    with monkeypatch.context() as patched:
        patched.setattr(duck.duckdb, "connect", connect)
        yield


def test_a_register_freezes_the_same_in_every_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed = ROWS.copy()
    random.Random(8).shuffle(mixed)
    names = ["a.csv", "a.csv.gz", "a.CSV.zst", "a.parquet", "a.xlsx", "parts"]
    with threads(1, monkeypatch):
        expected = freeze(tmp_path, write(tmp_path / "first.csv", ROWS), "first")

    for number, name in enumerate(names):
        with threads(1 + number % 2, monkeypatch):
            found = freeze(tmp_path, write(tmp_path / name, mixed), f"out-{number}")
        assert found == expected, name
    gbk = tmp_path / "gbk.csv.gz"
    gbk.write_bytes(gzip.compress(as_csv(mixed).encode("gb18030")))
    assert freeze(tmp_path, gbk, "gbk") == expected
    lines = expected["register-1.txt"].decode().splitlines()
    assert lines == sorted("|".join(row) for row in ROWS)
    assert digest("sha256", expected["manifest.json"])


TARGETS = (
    "统一社会信用代码",
    "主体名称",
    "主体类型",
    "登记状态",
    "信用风险等级",
    "本年度已抽查次数",
)


def code(number: int) -> str:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91370322MY{number:07d}"
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def test_a_register_of_targets_freezes_the_same_in_every_form(tmp_path: Path) -> None:
    pack = draws.pack_record("gaoqing", date(2026, 1, 1))
    rows: Rows = [
        (code(n), f"第{n}家", "企业", "存续", "A" if n % 2 else "B", "0") for n in range(60)
    ]
    fields = "registers: [{ids: uscc, stratum: 信用风险等级}]"
    expected = freeze(tmp_path, write(tmp_path / "first.csv", rows, TARGETS), "first", fields, pack)
    rows.reverse()

    for number, name in enumerate(["a.csv.zst", "a.parquet", "a.xlsx", "parts"]):
        path = write(tmp_path / name, rows, TARGETS)
        assert freeze(tmp_path, path, f"out-{number}", fields, pack) == expected, name


def test_a_bad_row_is_told_by_its_part_and_its_place_there(tmp_path: Path) -> None:
    folder = write(tmp_path / "parts", ROWS[:50])
    write(folder / "p-2.parquet", [("a|b", "A", "eligible"), ("企业00000", "A", "eligible")])
    write(folder / "p-4.xlsx", [("c", "A", "eligible"), (" d", "A", "eligible")])

    bad, twice, blank = refused(tmp_path, folder)

    assert (bad.code, bad.location.line) == ("register/id-bar", 1)
    assert bad.location.file == str(folder / "p-2.parquet")
    assert (blank.code, blank.location.cell) == ("register/id-blank-ends", "A3")
    assert (blank.location.file, blank.location.sheet) == (str(folder / "p-4.xlsx"), "名录")
    assert twice.code == "register/id-twice"
    assert (twice.location.file, twice.location.line) == (str(folder / "p-2.parquet"), 2)
    assert [row.rpartition("/")[2] for row in twice.params["rows"]] == [
        "p-1.csv:2",
        "p-2.parquet:2",
    ]


def test_a_bad_row_of_a_register_of_targets_is_told_by_its_part(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    good = (code(1), "甲", "企业", "存续", "A", "0")
    write(folder / "1.csv", [good], TARGETS)
    write(folder / "2.csv", [(code(2), "乙", "企业", "存续", "A", "0"), good], TARGETS)
    order = "registers: [{ids: uscc, stratum: 信用风险等级}]"
    with pytest.raises(Refusal) as refusal:
        freeze(tmp_path, folder, "out", order, draws.pack_record("gaoqing", date(2026, 1, 1)))

    (finding,) = refusal.value.findings
    assert (finding.code, finding.location.file) == ("register/id-twice", str(folder / "2.csv"))
    assert finding.location.cell == "A3"


def test_parts_have_the_same_columns(tmp_path: Path) -> None:
    folder = write(tmp_path / "parts", ROWS[:50])
    (folder / "p-3.csv").write_text("id,stratum,status,region\nx,A,eligible,高青县\n", "utf-8")

    (finding,) = refused(tmp_path, folder)

    assert (finding.code, finding.location.file) == ("register/columns", str(folder / "p-3.csv"))


def test_a_folder_holds_parts_and_nothing_else(tmp_path: Path, monkeypatch: Any) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / ".part.csv.crc").write_text("")
    assert [f.code for f in refused(tmp_path, empty)] == ["register/folder-parts"]
    (empty / "说明.docx").write_text("")
    (empty / "more").mkdir()
    (finding,) = refused(tmp_path, empty)
    assert (finding.code, finding.params["found"]) == (
        "register/folder-strange",
        ("more", "说明.docx"),
    )
    monkeypatch.setattr(register_parts, "MOST_PARTS", 4)
    many = write(tmp_path / "parts", ROWS[:50])
    assert [f.code for f in refused(tmp_path, many)] == ["register/folder-parts"]


def bomb(path: Path) -> None:
    write(path, [("a" * 30, "A", "eligible")] * 20_000)


def cut(path: Path) -> None:
    write(path, ROWS)
    path.write_bytes(path.read_bytes()[:-100])


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst"])
@pytest.mark.parametrize(
    ("make", "code_"), [(bomb, "register/packed-bomb"), (cut, "register/packed-broken")]
)
def test_packed_files_that_are_bombs_or_cut_are_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    make: Callable[[Path], None],
    code_: str,
) -> None:
    monkeypatch.setattr(packed_files, "RATIO_FROM", 400_000)
    make(tmp_path / name)

    assert [f.code for f in refused(tmp_path, tmp_path / name)] == [code_]


def edited(path: Path, **cells: Any) -> Path:
    as_book(path, ROWS[:5])
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book["名录"][cell] = value
    book.save(path)
    return path


def test_a_workbook_with_formulas_or_numbers_is_refused_at_the_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"

    (formula,) = refused(tmp_path, edited(path, A3="=A2"))
    assert (formula.code, formula.location.cell) == ("register/cell-formula", "A3")
    numbers = refused(tmp_path, edited(path, A3=371000000000000000, B4=2, E5="x"))
    assert [(f.code, f.location.cell) for f in numbers] == [
        ("register/cell-number", "A3"),
        ("register/cell-number", "B4"),
        ("register/cell-outside", "E5"),
    ]


def test_two_sheets_that_are_registers_are_refused_and_blank_rows_are_not(tmp_path: Path) -> None:
    path = edited(tmp_path / "a.xlsx", A9="企业99999", B9="A", C9="eligible")
    found = freeze(tmp_path, path, "out", PREPARED)
    assert found["register-1.txt"].decode().count("\n") == 6

    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book["名录"])
    book.save(path)

    (finding,) = refused(tmp_path, path)
    assert finding.code == "register/sheets"
    as_book(path, ROWS[:2], ("id", "stratum", "state"))
    assert [f.code for f in refused(tmp_path, path)] == ["register/columns"]


def test_a_sheet_with_too_many_rows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuangsuiji.forms.extents.MOST_ROWS", 4)
    monkeypatch.setattr("shuangsuiji.forms.extents._is_clearly_small", lambda sheet: False)

    assert [f.code for f in refused(tmp_path, write(tmp_path / "a.xlsx", ROWS[:9]))] == [
        "forms/too-many-rows"
    ]


def test_where_there_is_no_room_people_are_told_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duck, "MOST_MEMORY", "1MB")
    monkeypatch.setattr(duck, "MOST_SCRATCH", "0KB")
    register = write(tmp_path / "a.csv", ROWS)

    assert [f.code for f in refused(tmp_path, register)] == ["register/no-room"]
