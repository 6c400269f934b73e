from collections.abc import Callable
from pathlib import Path

import duckdb

from shuangsuiji.forms.loading import load_table
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.rules.columns import Column

MakeBook = Callable[..., Path]
HEADER = ["计划编号", "抽查事项", "抽查比例", "预估数量", "抽查时间"]


def test_a_table_in_memory_becomes_typed_columns(book: MakeBook, plan: TableSpec) -> None:
    rows = [
        HEADER,
        ["1", "计量、广告", "5%", 20, "2026年3-6月"],
        ["2", "无", "不低于3%", "若干", None],
        ["3", None, "超过5%", None, "2026年6月底前"],
    ]
    table = read_table(book(rows), "plan_line", plan)

    with duckdb.connect() as connection:
        loaded = load_table(connection, table, plan)
        found = connection.sql(
            "SELECT _row, line, items, ratio::VARCHAR, ratio__lo::VARCHAR, ratio__hi::VARCHAR,"
            " ratio__lo_open, estimated_count__s, period FROM plan_line ORDER BY _row"
        ).fetchall()
        types = {c[0]: c[1] for c in connection.sql("DESCRIBE plan_line").fetchall()}

    assert found == [
        (1, "1", ["计量", "广告"], "0.050000000", "0.050000000", "0.050000000", False, 0,
         "2026-03-01/2026-06-30"),
        (2, "2", [], None, "0.030000000", None, False, 2, None),
        (3, "3", None, None, "0.050000000", None, True, 1, "/2026-06-30"),
    ]  # fmt: skip
    assert (types["ratio"], types["items"]) == ("DECIMAL(18,9)", "VARCHAR[]")
    assert loaded.loaded.columns["ratio"] == Column(blanks=False, bounds=True)
    assert loaded.loaded.columns["estimated_count"].state
    assert loaded.loaded.columns["line"] == Column(blanks=False)
    assert loaded.headers["period"] == "抽查时间"


def test_rows_and_cells_are_found_again(book: MakeBook, plan: TableSpec) -> None:
    table = read_table(book([HEADER, ["1", "计量", "5%"]]), "plan_line", plan)

    with duckdb.connect() as connection:
        loaded = load_table(connection, table, plan)

    assert str(loaded.place(1, "ratio")).endswith("计划!C2")
    assert str(loaded.place(1, None)).endswith("计划!A2")


def test_a_table_without_rows_has_its_columns(book: MakeBook, plan: TableSpec) -> None:
    table = read_table(book([HEADER]), "plan_line", plan)

    with duckdb.connect() as connection:
        loaded = load_table(connection, table, plan)

        assert connection.sql("SELECT count(*), max(ratio) FROM plan_line").fetchall() == [
            (0, None)
        ]

    assert loaded.rows == 0
