"""Which tables of a file hold the rows, and what is told of the rest."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from shuangsuiji.findings import Refusal
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Status, Table
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.report.sentences import sentence

MakeBook = Callable[..., Path]
HEADER = ["计划编号", "抽查任务名称", "抽查事项", "抽查对象", "抽查比例", "预估数量"]
LINE = ["1", "计量检查", "计量器具", "商超", "5%", 20]
OTHER = ["2", "广告检查", "广告发布", "广告主", "3%", 30]


def names(table: Table) -> list[str]:
    return [row.facts["name"].text for row in table.rows]


def told(table: Table) -> set[str]:
    return {notice.code for notice in table.notices}


def test_a_header_that_comes_again_on_each_page_is_no_row_and_nothing_to_tell(
    book: MakeBook, plan: TableSpec
) -> None:
    table = read_table(book([HEADER, LINE, HEADER, OTHER]), "plan_line", plan)

    assert names(table) == ["计量检查", "广告检查"]
    assert told(table) == set()


def test_a_second_table_is_read_by_its_own_header(book: MakeBook, plan: TableSpec) -> None:
    turned = [HEADER[::-1], OTHER[::-1]]

    table = read_table(book([HEADER, LINE, [], ["表二：乡镇"], *turned]), "plan_line", plan)

    assert names(table) == ["计量检查", "广告检查"]
    assert [row.group for row in table.rows] == ["", "表二：乡镇"]
    assert "forms/tables-joined" in told(table)


@pytest.mark.parametrize("gap", [[], [[]]])
def test_a_table_of_other_columns_beneath_is_left_alone(
    book: MakeBook, plan: TableSpec, gap: list[list[object]]
) -> None:
    statistics = [[], ["类别", "户数小计"], ["食品", 20], ["药品", 30]]

    table = read_table(book([HEADER, LINE, *gap, *statistics]), "plan_line", plan)

    assert names(table) == ["计量检查"]
    assert "forms/tables-left" in told(table)


def test_a_heading_over_rows_groups_them_and_a_department_fills_its_column(
    book: MakeBook, plan: TableSpec
) -> None:
    rows = [HEADER, ["一、食品类"], LINE, ["二、信用监管科"], OTHER]

    table = read_table(book(rows), "plan_line", plan)

    assert [row.group for row in table.rows] == ["食品类", "信用监管科"]
    assert "initiator" not in table.rows[0].facts
    initiator = table.rows[1].facts["initiator"]
    assert (initiator.text, str(initiator.location).rpartition("!")[2]) == ("信用监管科", "A4")
    assert {"forms/headings", "forms/heads-as-departments"} <= told(table)


def test_sheets_named_after_departments_tell_the_department(
    book: MakeBook, plan: TableSpec
) -> None:
    path = book({"食品科": [HEADER, LINE], "信用科": [HEADER, OTHER]})

    table = read_table(path, "plan_line", plan)

    assert [row.facts["initiator"].text for row in table.rows] == ["食品科", "信用科"]


def test_a_department_of_its_own_column_is_never_overwritten(
    book: MakeBook, plan: TableSpec
) -> None:
    rows = [[*HEADER, "发起部门"], ["一、食品科"], [*LINE, None], [*OTHER, "广告科"]]

    table = read_table(book(rows), "plan_line", plan)

    assert table.rows[0].facts["initiator"].status is Status.BLANK
    assert table.rows[1].facts["initiator"].text == "广告科"


def test_totals_are_kept_apart_with_the_rows_before_them(book: MakeBook, plan: TableSpec) -> None:
    rows = [HEADER, LINE, ["小计", None, None, None, None, 20], OTHER, ["合 计", *[None] * 4, 50]]

    table = read_table(book(rows), "plan_line", plan)

    assert names(table) == ["计量检查", "广告检查"]
    assert [(t.key, t.number, t.facts["estimated_count"].text) for t in table.totals] == [
        ("小计", 1, "20"),
        ("合 计", 2, "50"),
    ]


def test_a_count_merged_over_rows_is_nobodys_and_other_cells_are_each_rows(
    book: MakeBook, plan: TableSpec
) -> None:
    rows = [HEADER, LINE, [*OTHER[:4], None, None]]

    table = read_table(book(rows, merges=["E2:E3", "F2:F3"]), "plan_line", plan)

    assert [str(row.facts["ratio"].value) for row in table.rows] == ["0.05", "0.05"]
    assert {row.facts["estimated_count"].status for row in table.rows} == {Status.UNREADABLE}
    places = {n.code: n.params["cells"] for n in table.notices}
    assert places == {"forms/merged-down": ("E2:E3",), "forms/merged-counts": ("F2:F3",)}


def test_rows_with_words_in_unused_columns_alone_are_told(book: MakeBook, plan: TableSpec) -> None:
    table = read_table(
        book([[*HEADER, "备用"], [*LINE, "x"], [*[None] * 6, "待补"]]), "plan_line", plan
    )

    assert names(table) == ["计量检查"]
    assert next(n for n in table.notices if n.code == "forms/left-out").params == {"cells": ("G3",)}


def test_plans_of_two_years_are_not_mixed(book: MakeBook, plan: TableSpec) -> None:
    path = book({"2025年": [HEADER, LINE], "2026年": [HEADER, OTHER]})

    with pytest.raises(Refusal) as refusal:
        read_table(path, "plan_line", plan)

    assert refusal.value.findings[0].code == "forms/several-years"
    assert names(read_table(path, "plan_line", plan, year=2026)) == ["广告检查"]
    assert names(read_table(path, "plan_line", plan, sheet=["2025年"])) == ["计量检查"]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(
    book: MakeBook, plan: TableSpec
) -> None:
    with pytest.raises(Refusal) as refusal:
        read_table(book([HEADER, LINE]), "plan_line", plan, sheet="计画")

    (finding,) = refusal.value.findings
    assert (finding.code, finding.params["known"]) == ("forms/no-sheet", ("计划",))


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path, plan: TableSpec) -> None:
    import xlsxwriter  # noqa: PLC0415

    path = tmp_path / "计划.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("计划")
        for number, row in enumerate([HEADER, LINE, OTHER]):
            sheet.write_row(number, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})

    table = read_table(path, "plan_line", plan)

    assert names(table) == ["计量检查", "广告检查"]
    places = {n.code: n.location.cell for n in table.notices}
    assert places == {"forms/hidden-rows": "A3", "forms/hidden-columns": "D1"}


@pytest.mark.parametrize("merges", [["E1:F1", "A1:A2", "B1:B2", "C1:C2", "D1:D2"], []])
def test_a_column_for_each_class_tells_one_field(
    book: MakeBook, plan: TableSpec, merges: list[str]
) -> None:
    both = plan.model_dump()
    both["fields"] = [
        *both["fields"],
        {"name": "by_class", "label": "各类比例", "type": "ratio_by_class"},
    ]
    spec = TableSpec.model_validate(both)
    rows = [
        ["计划编号", "抽查任务名称", "抽查事项", "抽查对象", "各类比例", None],
        [None, None, None, None, "A类", "D类"],
        ["1", "计量检查", "计量器具", "商超", 0.01, "20%"],
    ]

    table = read_table(book(rows, merges=merges), "plan_line", spec)

    fact = table.rows[0].facts["by_class"]
    assert (str(fact.value), fact.text) == ("A=0.01、D=0.2", "A类1%、D类20%")
    assert str(fact.location).endswith("!E3")


def test_a_window_in_two_columns_is_one_span(book: MakeBook, plan: TableSpec) -> None:
    rows = [[*HEADER, "抽查时间自", "抽查时间至"], [*LINE, "2026-03-01", "2026-06-30"]]

    table = read_table(book(rows), "plan_line", plan)

    assert str(table.rows[0].facts["period"].value) == "[2026-03-01, 2026-06-30]"


def test_two_cells_that_contradict_each_other_are_told(book: MakeBook, plan: TableSpec) -> None:
    table = read_table(book([HEADER, [*LINE[:4], "5%（20户）", 25]]), "plan_line", plan)

    assert str(table.rows[0].facts["estimated_count"].value) == "25"
    (notice,) = table.notices
    assert (notice.code, notice.location.cell) == ("forms/said-apart", "E2")


def test_texts_that_are_formulas_are_no_content(tmp_path: Path, plan: TableSpec) -> None:
    path = tmp_path / "计划.csv"
    path.write_text(
        "计划编号,抽查任务名称\n1,=cmd|' /C calc'!A0\n2,@SUM(A1)\n3,-10℃冷库检查\n", "utf-8"
    )

    table = read_table(path, "plan_line", plan)

    assert [row.facts["name"].status.name for row in table.rows] == [
        "UNREADABLE",
        "UNREADABLE",
        "VALUE",
    ]
    assert told(table) == {"forms/formula-texts"}


def test_json_is_read_as_yaml_with_the_place_of_each_value(tmp_path: Path, plan: TableSpec) -> None:
    path = tmp_path / "计划.json"
    path.write_text(
        '{"title": "2026\\u5e74\\u8ba1\\u5212",\n\t"rows": [\n\t\t{"抽查任务名称": "a\\/b",'
        ' "抽查比例": 0.05,"预估数量":20}]}',
        "utf-8",
    )

    table = read_table(path, "plan_line", plan)

    facts = table.rows[0].facts
    assert (table.year, facts["name"].text, str(facts["ratio"].value)) == (2026, "a/b", "0.05")
    assert str(facts["name"].location).endswith("计划.json:3:14")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"rows": [,]}', "forms/not-json"),
        ('{"rows": NaN}', "forms/not-json"),
        ("[" * 100_000, "forms/not-json"),
        ('{"rows": [{"a": 1, "a": 2}]}', "yaml/duplicate-key"),
        ('{"列": []}', "forms/no-rows"),
    ],
)
def test_what_is_not_json_is_refused(tmp_path: Path, plan: TableSpec, text: str, code: str) -> None:
    path = tmp_path / "计划.json"
    path.write_text(text, "utf-8")

    with pytest.raises(Refusal) as refusal:
        read_table(path, "plan_line", plan)

    assert refusal.value.findings[0].code == code


@pytest.mark.parametrize(
    "text", ['{"a":1,}', "[1 2]", '{"a" 1}', '{"a": "\\x"}', '["a', "1 2", "[" * 9999]
)
def test_what_is_wrong_with_json_is_said_in_chinese(
    tmp_path: Path, plan: TableSpec, text: str
) -> None:
    path = tmp_path / "计划.json"
    path.write_text(text, "utf-8")

    with pytest.raises(Refusal) as refusal:
        read_table(path, "plan_line", plan)

    what, _ = sentence(refusal.value.findings[0])
    assert re.search("[a-zA-Z]", what.removeprefix("不是可读的 JSON")) is None


def test_a_wide_cell_tells_nothing_of_the_columns_that_it_covers(
    book: MakeBook, plan: TableSpec
) -> None:
    rows = [HEADER, [*LINE[:4], "待定", None]]

    table = read_table(book(rows, merges=["E2:F2"]), "plan_line", plan)

    count = table.rows[0].facts["estimated_count"]
    assert (count.status, count.text) == (Status.UNREADABLE, "待定")


def test_columns_by_level_are_one_list_and_others_under_a_list_are_not(
    book: MakeBook, plan: TableSpec
) -> None:
    rows = [
        ["计划编号", "抽查任务名称", "配合部门", None, "抽查事项", None],
        [None, None, "市级", "区级", "名称", "类别"],
        ["1", "联合抽查", "公安局", "城管局", "餐饮检查", "重点"],
    ]

    table = read_table(book(rows, merges=["C1:D1", "E1:F1", "A1:A2", "B1:B2"]), "plan_line", plan)

    facts = table.rows[0].facts
    assert facts["partners"].value == ("公安局", "城管局")
    assert facts.get("items") is None or facts["items"].value == ("餐饮检查",)
    assert "抽查事项/类别" in table.unmapped


def test_what_goes_on_under_a_note_heads_nothing(book: MakeBook, plan: TableSpec) -> None:
    """Notes are merged over the whole width, as headings are; a real heading ends them."""
    notes = [["注：1. 任务为演示而编。"], ["    2. 基数按名录库统计。"], ["二、食品类"], OTHER]

    table = read_table(
        book([HEADER, LINE, *notes], merges=["A3:F3", "A4:F4", "A5:F5"]), "plan_line", plan
    )

    assert names(table) == ["计量检查", "广告检查"]
    assert [row.group for row in table.rows] == ["", "食品类"]
