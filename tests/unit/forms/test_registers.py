from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from shuangsuiji.findings import Location, Refusal
from shuangsuiji.forms import rawtables
from shuangsuiji.forms.grammar import read_cell
from shuangsuiji.forms.lines import MOST_LISTED
from shuangsuiji.forms.registers import open_register
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.rules.loading import encode

MakeBook = Callable[..., Path]
HEADER = (
    "统一社会信用代码,企业名称,信用风险等级,重点行业领域,本年度已抽查次数,成立日期,经营领域,备注\n"
)
ROWS = (
    "91370322MA3C0KRT7X, 甲商行 ,A类,是,0,2020-01-31,食品、药品,x\n"
    "91370322MA3C0KRT8Y,乙商行,B,√,2次,2020年1月,食品,\n"
    "91370322MA3C0KRT9Z,丙商行,丁类,待定,约3次,,/,\n"
)


@pytest.fixture(params=["python", "duckdb"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Read CSV by Python's reader (small files) or by DuckDB's (large ones)."""
    if request.param == "duckdb":
        monkeypatch.setattr(rawtables, "SMALL", 0)
    return str(request.param)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def csv_file(folder: Path, text: str, name: str = "名录.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refusal_of(connection: duckdb.DuckDBPyConnection, path: Path, spec: TableSpec) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        open_register(connection, path, "target", spec)
    return refusal.value


@pytest.mark.usefixtures("reader")
def test_a_register_becomes_typed_columns(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    path = csv_file(tmp_path, HEADER + ROWS)

    loaded = open_register(connection, path, "target", target)

    assert (loaded.loaded.name, loaded.rows, loaded.unmapped) == ("target", 3, ("备注",))
    assert loaded.headers["name"] == "企业名称"
    forms = loaded.loaded.columns
    assert {f for f, form in forms.items() if form.state} == {
        "risk_class",
        "key_industry",
        "inspections_in_year",
    }
    assert {f for f, form in forms.items() if form.bounds} == {"registered_on"}
    found = connection.sql(
        "SELECT _row, uscc, name, risk_class, key_industry, inspections_in_year::VARCHAR,"
        " registered_on::VARCHAR, fields FROM target ORDER BY _row"
    ).fetchall()
    assert found == [
        (2, "91370322MA3C0KRT7X", "甲商行", "A", True, "0.000000000", "2020-01-31", ["食品", "药品"]),
        (3, "91370322MA3C0KRT8Y", "乙商行", "B", True, "2.000000000", None, ["食品"]),
        (4, "91370322MA3C0KRT9Z", "丙商行", None, None, None, None, None),
    ]  # fmt: skip


@pytest.mark.usefixtures("reader")
def test_states_and_bounds_stand_beside_the_values(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    open_register(connection, csv_file(tmp_path, HEADER + ROWS), "target", target)

    found = connection.sql(
        "SELECT risk_class__s, key_industry__s, inspections_in_year__s, registered_on__lo::VARCHAR,"
        " registered_on__hi::VARCHAR, registered_on__lo_open FROM target ORDER BY _row"
    ).fetchall()
    assert found == [
        (0, 0, 0, "2020-01-31", "2020-01-31", False),
        (0, 0, 0, "2020-01-01", "2020-01-31", False),
        (2, 2, 2, None, None, False),
    ]


@pytest.mark.usefixtures("reader")
def test_every_cell_is_found_again(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    text = f"高青县名录库,,,,,,,\n{HEADER}{ROWS}"
    path = csv_file(tmp_path, text)

    loaded = open_register(connection, path, "target", target)

    row = connection.sql("SELECT _row FROM target WHERE name = '乙商行'").fetchall()[0][0]
    assert loaded.place(row, "risk_class") == Location(str(path), cell="C4")
    assert loaded.place(row, None) == Location(str(path), cell="A4")


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("a.csv", "gbk"), ("a.csv", "gb18030"), ("a.csv", "utf-8-sig"), ("a.csv", "utf-16")],
)
@pytest.mark.usefixtures("reader")
def test_csv_is_read_in_every_usual_encoding(
    tmp_path: Path,
    connection: duckdb.DuckDBPyConnection,
    target: TableSpec,
    name: str,
    encoding: str,
) -> None:
    path = csv_file(tmp_path, HEADER + ROWS, name, encoding)

    open_register(connection, path, "target", target)

    assert connection.sql("SELECT name FROM target ORDER BY _row LIMIT 1").fetchall() == [
        ("甲商行",)
    ]


@pytest.mark.usefixtures("reader")
def test_gbk_that_begins_like_ascii_is_read(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    lines = "".join(f"{n},name{n}\n" for n in range(60_000))
    path = csv_file(tmp_path, f"uscc,name\n{lines}x,丙\n", encoding="gbk")

    open_register(connection, path, "target", target)

    assert connection.sql("SELECT name FROM target WHERE uscc = 'x'").fetchall() == [("丙",)]


@pytest.mark.usefixtures("reader")
def test_compressed_registers_are_read(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    plain = csv_file(tmp_path, HEADER + ROWS)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    connection.execute(
        f"COPY (FROM read_csv('{plain}', all_varchar=true)) TO '{tmp_path}/a.csv.zst'"
        " (HEADER, COMPRESSION zstd)"
    )

    for name in ("a.csv.gz", "a.csv.zst"):
        loaded = open_register(connection, tmp_path / name, name, target)

        assert loaded.rows == 3


def test_parquet_is_read_with_its_own_types(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    path = tmp_path / "名录.parquet"
    connection.execute(
        "COPY (SELECT 'A1' AS uscc, TRUE AS 重点行业领域, 2.0::DOUBLE AS 本年度已抽查次数,"
        " DATE '2020-01-31' AS 成立日期, ['食品', '药品'] AS 经营领域, 0.05::DOUBLE AS 抽查比例)"
        f" TO '{path}'"
    )

    loaded = open_register(connection, path, "target", target)

    found = connection.sql(
        "SELECT _row, key_industry, inspections_in_year::INT, registered_on::VARCHAR, fields,"
        " ratio::VARCHAR FROM target"
    ).fetchall()
    assert found == [(2, True, 2, "2020-01-31", ["食品", "药品"], "0.050000000")]
    assert loaded.place(2, "ratio") == Location(str(path), cell="F2")


def test_a_workbook_is_a_register_too(
    book: MakeBook, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    path = book([["名录库"], ["统一社会信用代码", "企业名称", "本年度已抽查次数"], ["A1", "甲", 2]])

    loaded = open_register(connection, path, "target", target)

    assert connection.sql("SELECT uscc, name FROM target").fetchall() == [("A1", "甲")]
    assert str(loaded.place(1, "name")).endswith("计划!B3")


@pytest.mark.usefixtures("reader")
def test_codes_that_became_numbers_are_refused_and_all_named(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    rows = "9.13703E+17,甲\n91370322MA3C0KRT7X,乙\n9.2E+17,丙\n"
    path = csv_file(tmp_path, "统一社会信用代码,企业名称\n" + rows)

    refusal = refusal_of(connection, path, target)

    assert [(f.code, f.location.cell) for f in refusal.findings] == [
        ("forms/number-for-code", "A2"),
        ("forms/number-for-code", "A4"),
    ]


def test_a_quote_that_is_never_closed_is_named_by_the_line_it_begins_on(
    tmp_path: Path,
    connection: duckdb.DuckDBPyConnection,
    target: TableSpec,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rawtables, "LONGEST_FIELD", 300_000)
    path = csv_file(tmp_path, 'uscc,name\nA1,甲\nA2,"' + "x" * 400_000 + "\n")

    (finding,) = refusal_of(connection, path, target).findings

    assert (finding.code, finding.location) == ("forms/broken-csv", Location(str(path), line=3))


def test_thousands_of_lost_codes_are_named_and_the_rest_counted(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    rows = "9.13703E+17,甲\n" * (MOST_LISTED + 200)
    path = csv_file(tmp_path, "统一社会信用代码,企业名称\n" + rows)

    refusal = refusal_of(connection, path, target)

    assert len(refusal.findings) == MOST_LISTED + 1
    last = refusal.findings[-1]
    assert (last.code, last.location.cell) == (
        "forms/more-numbers-for-codes",
        f"A{MOST_LISTED + 2}",
    )
    assert last.params == {"count": 200}


def test_a_parquet_code_column_of_numbers_is_refused(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    path = tmp_path / "名录.parquet"
    connection.execute(f"COPY (SELECT 91370322 AS uscc, 'a' AS name) TO '{path}'")

    assert refusal_of(connection, path, target).findings[0].code == "forms/number-for-code"


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("text", "code", "cell"),
    [
        ("甲,乙\n1,2\n", "forms/no-header", None),
        ("uscc,name\nA1,a\nA2,b,c\n", "forms/ragged-row", "C3"),
        ("uscc,name\nA1," + "x" * 40_000 + "\n", "forms/cell-too-long", "B2"),
        ("uscc,name\nA1," + "x" * 3_000_000 + "\n", "forms/cell-too-long", "B2"),
        ('uscc,name\nA1,"a\n' + "A2,b\n" * 20_000, "forms/cell-too-long", "B2"),
        ("uscc,name,企业名称\nA1,a,b\n", "forms/repeated-header", "C1"),
        ("", "forms/empty-file", None),
        ("\0\0\0", "forms/not-text", None),
    ],
)
def test_a_register_that_cannot_be_read_is_refused_at_its_place(
    tmp_path: Path,
    connection: duckdb.DuckDBPyConnection,
    target: TableSpec,
    text: str,
    code: str,
    cell: str | None,
) -> None:
    (finding,) = refusal_of(connection, csv_file(tmp_path, text), target).findings

    assert (finding.code, finding.location.cell) == (code, cell)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("无.csv", "forms/no-file"),
        ("无.xlsx", "forms/no-file"),
        ("a.dbf", "forms/unknown-ending"),
        ("a.parquet", "forms/not-parquet"),
        ("a.csv.gz", "register/packed-broken"),
        ("a.csv.zst", "register/packed-broken"),
    ],
)
def test_other_files_are_refused(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec, name: str, code: str
) -> None:
    if name.startswith("a"):
        (tmp_path / name).write_bytes(b"\x28\xb5\x2f\xfdsomething else")

    assert refusal_of(connection, tmp_path / name, target).findings[0].code == code


def test_a_register_is_read_where_only_its_file_may_be(
    tmp_path: Path, target: TableSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rawtables, "SMALL", 0)
    path = csv_file(tmp_path, HEADER + ROWS)
    with duckdb.connect() as connection:
        connection.execute("SET allowed_paths = ?", [[str(path)]])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")

        assert open_register(connection, path, "target", target).rows == 3


@pytest.mark.usefixtures("reader")
def test_empty_lines_are_no_targets_and_wide_names_no_patterns(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec
) -> None:
    path = csv_file(tmp_path, "uscc,name\nA1,a\n,\n/,—\nA2\n", "名录[1].csv")

    loaded = open_register(connection, path, "target", target)

    assert loaded.rows == 2
    assert connection.sql("SELECT _row, uscc, name FROM target").fetchall() == [
        (2, "A1", "a"),
        (5, "A2", None),
    ]


TEXTS = [
    "", " ", "\u3000", "/", "—", "无", "0", "7", "007", " 20 ", "-5", "-0.5", "0.05", "0.0500", "1",
    "1.0", "5%", "20户", "约5", "999999999", "1000000000", "99999999.5", "999999999.5", "0.1234567891",
    "2020-01-31", "2020-02-30", "1899-01-01", "2020-1-1", "是", "否", "食品", "食品、药品", "1、食品",
    "食品 药品", "（食品", "#N/A", "A", "a类", "x" * 10_001, "1" * 30, "５", "1\n2", "'", '"',
    "待定", "同上。", "见附件", "〃", "\u200b食品\u200b", "☑是 □否", "□", "---", "46053", "一、食品；二、药品", "①食品②药品",
]  # fmt: skip


TYPED = ("name", "risk_class", "key_industry", "inspections_in_year", "weight", "registered_on")


@pytest.mark.parametrize("field", [*TYPED, "fields", "ratio"])
def test_what_sql_reads_is_what_the_grammar_reads(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, target: TableSpec, field: str
) -> None:
    path = tmp_path / "名录.parquet"
    connection.execute("CREATE TABLE t (uscc VARCHAR, f VARCHAR)")
    connection.executemany("INSERT INTO t VALUES ('A', $1)", [[text] for text in TEXTS])
    connection.execute(f"COPY (SELECT uscc, f AS {field} FROM t) TO '{path}'")

    loaded = open_register(connection, path, "target", target)

    spec = target.by_name[field]
    read = [encode(spec.type, read_cell(spec.type, text, spec).fact) for text in TEXTS]
    name = field if spec.type == "list" else f"{field}::VARCHAR"
    state = f"{field}__s" if loaded.loaded.columns[field].state else "NULL"
    found = connection.sql(f"SELECT {name}, {state} FROM target ORDER BY _row").fetchall()
    expected = [(plain(r.items if spec.type == "list" else r.value), r.state) for r in read]
    assert [(plain(value), s) for value, s in found] == expected


def plain(value: object) -> object:
    """Leave out the zeros that DECIMAL(18,9) writes."""
    number = isinstance(value, str) and value.lstrip("-")[:1].isdigit() and "." in value
    return value.rstrip("0").rstrip(".") if number and isinstance(value, str) else value


@pytest.mark.parametrize("rows", [30, 300_000])
def test_a_quote_that_is_never_closed_is_refused_and_swallows_no_target(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, target: TableSpec, rows: int
) -> None:
    lines = [f"91370322MA{n:08d},企业{n}" for n in range(rows)]
    lines[rows // 2] = f'91370322MA{rows // 2:08d},"企业'
    path = csv_file(tmp_path, "uscc,name\n" + "\n".join(lines) + "\n")

    with pytest.raises(Refusal) as refusal:
        open_register(connection, path, "target", target)

    found = refusal.value.findings[0]
    assert found.code in ("forms/open-quote", "forms/cell-too-long")
    if found.code == "forms/open-quote":
        assert abs((found.location.line or 0) - rows // 2) <= 2
