from collections.abc import Callable
from pathlib import Path

import pytest

from shuangsuiji.findings import Refusal
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Status, Table
from shuangsuiji.model.vocabulary import TableForm, TableSpec

MakeBook = Callable[..., Path]

HEADER = [
    "序号",
    "计划编号",
    "抽查任务名称",
    "抽查事项",
    "抽查对象范围",
    "抽查比例",
    "预估数量",
    "时间安排",
]
FIRST = [1, "GQ-01", "计量检查", "计量器具、定量包装", "全县商超", 0.05, 20, "3-6月"]
SECOND = [2, "GQ-02", "广告检查", "广告发布", "广告经营单位", "不低于3%", "若干", "第二季度"]


def texts(table: Table, *fields: str) -> list[tuple[str, ...]]:
    return [tuple(row.facts[f].text for f in fields) for row in table.rows]


def test_a_plan_is_read_under_its_title_with_every_cell_in_its_place(
    book: MakeBook, plan: TableSpec
) -> None:
    title = ["高青县市场监督管理局2026年度抽查工作计划"]
    path = book([title, [], HEADER, FIRST, SECOND], merges=["A1:H1"])

    table = read_table(path, "plan_line", plan)

    assert table.title == "高青县市场监督管理局2026年度抽查工作计划"
    assert table.columns == ("line", "name", "items", "scope", "period", "ratio", "estimated_count")
    assert table.unmapped == ()
    assert [row.key for row in table.rows] == ["GQ-01", "GQ-02"]
    first, second = table.rows
    assert first.facts["items"].value == ("计量器具", "定量包装")
    assert str(first.facts["ratio"].value) == "0.05"
    assert str(first.place("ratio")).endswith("计划.xlsx 计划!F4")
    assert str(first.facts["period"].value) == "[2026-03-01, 2026-06-30]"
    assert second.facts["estimated_count"].status is Status.UNREADABLE
    assert str(second.place("estimated_count")).endswith("计划!G5")


def test_headers_map_whatever_their_width_line_breaks_units_and_stars(
    book: MakeBook, plan: TableSpec
) -> None:
    path = book(
        [["*计划 编号", "抽取对象\n数量（户）", "抽查比例(%)：", "备注"], ["1", "20户", "5%", "x"]]
    )

    table = read_table(path, "plan_line", plan)

    assert table.headers == {
        "line": "*计划 编号",
        "estimated_count": "抽取对象\n数量（户）",
        "ratio": "抽查比例(%)：",
    }
    assert table.unmapped == ("备注",)


D1_LAST = ["抽查对象", "抽查时间", "抽查比例", "抽取对象数量（户）"]
D1_LINE = ["旅行社", "4月-9月", "10%且不少于5户", None]
D1 = [
    ["重庆市2026年度抽查工作计划表"],
    ["序号", "计划名称", "发起部门", "配合部门", "抽查事项", None, *D1_LAST],
    [None, None, None, None, "发起部门", "配合部门"],
    [1, "旅行社检查", "文旅委", "市场监管局、公安局", "旅行社经营", "价格行为", *D1_LINE],
]
D1_MERGES = ["A1:J1", "E2:F2", *(f"{c}2:{c}3" for c in "ABCDGHIJ")]


@pytest.mark.parametrize("merges", [D1_MERGES, ["A1:J1"], []])
def test_form_d1_keeps_the_two_departments_apart_from_their_items(
    book: MakeBook, plan: TableSpec, chongqing: TableForm, merges: list[str]
) -> None:
    table = read_table(book(D1, merges=merges), "plan_line", plan, [chongqing])

    assert table.headers["initiator"] == "发起部门"
    assert table.headers["items"] == "抽查事项/发起部门"
    assert table.unmapped == ()
    assert texts(table, "initiator", "items", "items_of_partners") == [
        ("文旅委", "旅行社经营", "价格行为")
    ]
    assert str(table.rows[0].facts["estimated_count"].value) == "[5, ∞)"
    assert str(table.rows[0].place("estimated_count")).endswith("计划!I4")


def test_form_d1_in_csv_reads_the_same(
    tmp_path: Path, plan: TableSpec, chongqing: TableForm
) -> None:
    path = tmp_path / "计划.csv"
    rows = [",".join("" if v is None else str(v) for v in [*row, *[None] * 10][:10]) for row in D1]
    path.write_text("\n".join(rows), encoding="gbk")

    table = read_table(path, "plan_line", plan, [chongqing])

    assert texts(table, "initiator", "items", "items_of_partners") == [
        ("文旅委", "旅行社经营", "价格行为")
    ]


def test_without_the_form_the_lower_headers_do_not_pass_for_others(
    book: MakeBook, plan: TableSpec
) -> None:
    table = read_table(book(D1, merges=D1_MERGES), "plan_line", plan)

    assert table.headers["initiator"] == "发起部门"
    assert table.unmapped == ("抽查事项/发起部门", "抽查事项/配合部门")
    assert len(table.rows) == 1


def test_a_group_over_headers_that_are_known_alone_changes_nothing(
    book: MakeBook, plan: TableSpec
) -> None:
    rows = [["计划编号", "抽查安排", None], [None, "抽查比例", "预估数量"], ["1", "5%", 20]]

    table = read_table(book(rows, merges=["A1:A2", "B1:C1"]), "plan_line", plan)

    assert texts(table, "line", "ratio", "estimated_count") == [("1", "5%", "20")]


def test_a_wide_column_does_not_make_its_first_row_a_header(
    book: MakeBook, plan: TableSpec
) -> None:
    rows = [
        ["计划编号", "抽查任务名称", None, "抽查比例"],
        ["1", "计量", None, "5%"],
        ["2", "广告", None, "3%"],
    ]

    table = read_table(book(rows, merges=["B1:C1", "B2:C2", "B3:C3"]), "plan_line", plan)

    assert texts(table, "line", "name") == [("1", "计量"), ("2", "广告")]


def test_totals_notes_sections_and_blank_rows_are_no_rows(book: MakeBook, plan: TableSpec) -> None:
    rows = [
        HEADER,
        ["一、市场监管局牵头"],
        FIRST,
        [],
        [None, "/", "—"],
        SECOND,
        [3],
        ["合  计", None, None, None, None, None, 20],
        HEADER,
        [None, "注：1. 比例按名录库计算"],
        [None, "2. 数量为预估"],
        ["填表人：张三", None, None, "联系电话：0533"],
    ]

    table = read_table(book(rows, merges=["A2:H2"]), "plan_line", plan)

    assert [row.key for row in table.rows] == ["GQ-01", "GQ-02"]


def test_a_task_that_begins_like_a_note_is_a_row(book: MakeBook, plan: TableSpec) -> None:
    rows = [["抽查任务名称", "抽查比例"], ["说明书标签检查", "5%"], ["合计量检查", "3%"]]

    assert len(read_table(book(rows), "plan_line", plan).rows) == 2


def test_a_cell_merged_down_belongs_to_all_its_rows_at_one_place(
    book: MakeBook, plan: TableSpec
) -> None:
    rows = [
        ["计划编号", "抽查事项", "抽查比例"],
        ["GQ-01", "计量", "大概吧"],
        [None, "广告", None],
        ["GQ-02", "认证", "5%"],
    ]

    table = read_table(book(rows, merges=["A2:A3", "C2:C3"]), "plan_line", plan)

    assert texts(table, "line", "items", "ratio") == [
        ("GQ-01", "计量", "大概吧"),
        ("GQ-01", "广告", "大概吧"),
        ("GQ-02", "认证", "5%"),
    ]
    assert table.rows[0].place("ratio") == table.rows[1].place("ratio")


def test_sheets_with_the_same_header_are_one_table(book: MakeBook, plan: TableSpec) -> None:
    sheets = {
        "说明": [["本表由各科室填写"]],
        "计量科": [HEADER, FIRST],
        "广告科": [["广告科计划"], HEADER, SECOND],
        "选项": [["计划编号", "比例"], ["x", "5%"]],
    }

    table = read_table(book(sheets), "plan_line", plan)

    assert [(row.number, row.key, row.location.sheet) for row in table.rows] == [
        (1, "GQ-01", "计量科"),
        (2, "GQ-02", "广告科"),
    ]


def test_a_row_without_its_key_is_called_by_its_number_in_the_sheet(
    book: MakeBook, plan: TableSpec
) -> None:
    table = read_table(book([HEADER, FIRST, [2, None, "广告检查"]]), "plan_line", plan)

    assert [row.key for row in table.rows] == ["GQ-01", "第3行"]


def test_what_a_cell_says_besides_fills_a_blank_cell_and_never_another(
    book: MakeBook, plan: TableSpec
) -> None:
    rows = [
        ["计划编号", "抽查比例", "预估数量"],
        ["1", "100%（20户），每年1次", None],
        ["2", "100%（20户）", 25],
        ["3", "5%", "若干"],
    ]

    table = read_table(book(rows), "plan_line", plan)

    assert [str(row.facts["estimated_count"].value) for row in table.rows] == ["20", "25", "None"]
    assert str(table.rows[0].facts["frequency"].value) == "1"
    assert table.headers["frequency"] == "抽查比例"
    assert table.columns == ("line", "ratio", "estimated_count", "frequency")


def test_a_percent_cell_of_one_hundred_is_the_whole(book: MakeBook, plan: TableSpec) -> None:
    path = book([["计划编号", "抽查比例"], ["1", 1], ["2", 0.05]], percent=[1])

    table = read_table(path, "plan_line", plan)

    assert [str(row.facts["ratio"].value) for row in table.rows] == ["1", "0.05"]


def test_a_failed_formula_is_unreadable_and_not_blank(tmp_path: Path, plan: TableSpec) -> None:
    import xlsxwriter  # noqa: PLC0415

    path = tmp_path / "公式.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("计划")
        sheet.write_row(0, 0, ["计划编号", "抽查任务名称", "预估数量"])
        sheet.write_row(1, 0, ["1", "计量"])
        sheet.write_formula("C2", "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["2"])
        sheet.write_formula("B3", "=D9", None, "")

    first, second = read_table(path, "plan_line", plan).rows

    assert first.facts["estimated_count"].status is Status.UNREADABLE
    assert first.facts["estimated_count"].text == "#DIV/0!"
    assert second.facts["name"].status is Status.UNREADABLE


@pytest.mark.parametrize(
    ("title", "year", "period"),
    [
        ("2026年度计划", None, "[2026-03-01, 2026-06-30]"),
        ("2026年度计划", 2025, "[2025-03-01, 2025-06-30]"),
        ("2025年总结和2026年计划", None, "None"),
    ],
)
def test_a_span_takes_the_year_that_is_given_or_the_one_of_the_title(
    book: MakeBook, plan: TableSpec, title: str, year: int | None, period: str
) -> None:
    path = book([[title], ["计划编号", "抽查时间"], ["1", "3-6月"]])

    table = read_table(path, "plan_line", plan, year=year)

    assert str(table.rows[0].facts["period"].value) == period


def test_fields_that_are_computed_are_not_read_from_paper(book: MakeBook, plan: TableSpec) -> None:
    table = read_table(
        book([["计划编号", "抽查比例", "列入清单"], ["1", "5%", "是"]]), "plan_line", plan
    )

    assert table.unmapped == ("列入清单",)


def test_a_sheet_without_header_is_refused_with_what_was_expected_and_found(
    book: MakeBook, plan: TableSpec
) -> None:
    with pytest.raises(Refusal) as refusal:
        read_table(book([["计量检查", "5%", 20], ["广告检查", "3%", 30]]), "plan_line", plan)

    (finding,) = refusal.value.findings
    assert finding.code == "forms/no-header"
    assert finding.params["found"] == ("计量检查", "5%", "20")
    expected = finding.params["expected"]
    assert isinstance(expected, tuple)
    assert "计划编号" in expected
    assert "列入清单" not in expected


def test_an_empty_sheet_is_refused_for_its_header(book: MakeBook, plan: TableSpec) -> None:
    with pytest.raises(Refusal) as refusal:
        read_table(book([]), "plan_line", plan)

    assert refusal.value.findings[0].params["found"] == ("空表",)


def test_two_headers_for_one_field_are_refused_and_named(book: MakeBook, plan: TableSpec) -> None:
    with pytest.raises(Refusal) as refusal:
        read_table(
            book([["计划编号", "抽查任务名称", "计划名称"], ["1", "a", "b"]]), "plan_line", plan
        )

    (finding,) = refusal.value.findings
    assert finding.code == "forms/repeated-header"
    assert finding.params == {"field": "抽查任务名称", "headers": ("抽查任务名称", "计划名称")}
    assert finding.location.cell == "C1"


def test_one_header_for_two_fields_is_refused_and_both_are_named(
    book: MakeBook, plan: TableSpec
) -> None:
    form = TableForm.model_validate(
        {
            "table": "plan_line",
            "title": "t",
            "columns": [{"field": "scope", "labels": ["抽查对象"]}],
        }
    )

    with pytest.raises(Refusal) as refusal:
        read_table(book([["计划编号", "抽查对象"], ["1", "a"]]), "plan_line", plan, [form])

    (finding,) = refusal.value.findings
    assert finding.code == "forms/ambiguous-header"
    assert finding.params == {"found": "抽查对象", "fields": ("抽查对象", "抽查对象范围")}


def test_codes_that_became_numbers_are_refused_and_all_named(
    book: MakeBook, target: TableSpec
) -> None:
    rows = [
        ["统一社会信用代码", "企业名称"],
        [913703221234567890, "甲"],
        ["91370322MA3C0KRT7X", "乙"],
        ["9.13703E+17", "丙"],
    ]

    with pytest.raises(Refusal) as refusal:
        read_table(book(rows), "target", target)

    assert [(f.code, f.location.cell) for f in refusal.value.findings] == [
        ("forms/number-for-code", "A2"),
        ("forms/number-for-code", "A4"),
    ]


def test_a_csv_row_with_more_cells_than_the_header_is_refused(
    tmp_path: Path, plan: TableSpec
) -> None:
    path = tmp_path / "计划.csv"
    path.write_text("计划编号,抽查事项,抽查比例\n1,食品,药品,5%\n2,计量,3%,\n注：预估\n", "utf-8")

    with pytest.raises(Refusal) as refusal:
        read_table(path, "plan_line", plan)

    assert [(f.code, f.location.cell) for f in refusal.value.findings] == [
        ("forms/ragged-row", "D2")
    ]


def test_a_clash_in_a_sheet_of_another_kind_is_nobodys_concern(
    book: MakeBook, plan: TableSpec
) -> None:
    sheets = {"计划": [HEADER, FIRST], "选项": [["计划名称", "抽查任务名称"], ["a", "b"]]}

    assert len(read_table(book(sheets), "plan_line", plan).rows) == 1


def test_many_lines_keep_their_order(book: MakeBook, plan: TableSpec) -> None:
    lines = [[n, f"GQ-{n}", "计量", "计量", "商超", 0.05, 20, "3月"] for n in range(2_000)]
    rows = [HEADER, *lines]

    table = read_table(book(rows), "plan_line", plan, year=2026)

    assert [row.key for row in table.rows] == [f"GQ-{n}" for n in range(2_000)]
