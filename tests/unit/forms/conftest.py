"""A plan's vocabulary, and workbooks made where a test needs them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from shuangsuiji.model.vocabulary import TableForm, TableSpec

Rows = Sequence[Sequence[object]]
MakeBook = Callable[..., Path]

PLAN = {
    "label": "计划任务",
    "row": "计划行",
    "key": "line",
    "fields": [
        {"name": "line", "label": "计划编号", "type": "text"},
        {"name": "name", "label": "抽查任务名称", "aliases": ["计划名称"], "type": "text"},
        {"name": "initiator", "label": "发起部门", "type": "text"},
        {"name": "partners", "label": "配合部门", "type": "list"},
        {"name": "items", "label": "抽查事项", "type": "list"},
        {"name": "items_of_partners", "label": "配合部门抽查事项", "type": "list"},
        {"name": "object", "label": "抽查对象", "type": "text"},
        {"name": "scope", "label": "抽查对象范围", "type": "text"},
        {"name": "period", "label": "时间安排", "aliases": ["抽查时间"], "type": "span"},
        {
            "name": "ratio",
            "label": "抽查比例",
            "type": "ratio",
            "feeds": {"count": "estimated_count", "frequency": "frequency"},
        },
        {
            "name": "estimated_count",
            "label": "预估数量",
            "aliases": ["抽取对象数量"],
            "type": "count",
        },
        {"name": "frequency", "label": "抽查频次", "type": "number"},
        {"name": "on_list", "label": "列入清单", "type": "yes_no", "made": "true"},
    ],
}

TARGET = {
    "label": "检查对象名录库",
    "row": "检查对象",
    "key": "uscc",
    "fields": [
        {"name": "uscc", "label": "统一社会信用代码", "type": "text"},
        {"name": "name", "label": "主体名称", "aliases": ["企业名称"], "type": "text"},
        {
            "name": "risk_class",
            "label": "信用风险等级",
            "type": "choice",
            "choices": [
                {"value": "A", "labels": ["A类"]},
                {"value": "B", "labels": ["B类"]},
                {"value": "C", "labels": ["C类"]},
            ],
        },
        {"name": "key_industry", "label": "重点行业领域", "type": "yes_no"},
        {"name": "inspections_in_year", "label": "本年度已抽查次数", "type": "count"},
        {"name": "weight", "label": "权重", "type": "number"},
        {"name": "registered_on", "label": "成立日期", "type": "date"},
        {"name": "fields", "label": "经营领域", "type": "list"},
        {"name": "ratio", "label": "抽查比例", "type": "ratio"},
    ],
}

CHONGQING = {
    "table": "plan_line",
    "title": "年度抽查工作计划表",
    "columns": [
        {"field": "items", "labels": ["抽查事项/发起部门"]},
        {"field": "items_of_partners", "labels": ["抽查事项/配合部门"]},
    ],
}


@pytest.fixture
def plan() -> TableSpec:
    return TableSpec.model_validate(PLAN)


@pytest.fixture
def target() -> TableSpec:
    return TableSpec.model_validate(TARGET)


@pytest.fixture
def chongqing() -> TableForm:
    return TableForm.model_validate(CHONGQING)


@pytest.fixture
def book(tmp_path: Path) -> MakeBook:
    """Return a maker of workbooks: rows by sheet, merged ranges, columns shown in percent."""

    def make(
        sheets: dict[str, Rows] | Rows,
        *,
        merges: Sequence[str] = (),
        percent: Sequence[int] = (),
        name: str = "计划.xlsx",
    ) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
            shown = workbook.add_format({"num_format": "0%"})
            for title, rows in (sheets if isinstance(sheets, dict) else {"计划": sheets}).items():
                sheet = workbook.add_worksheet(title)
                for merge in merges:
                    sheet.merge_range(merge, "")
                for r, row in enumerate(rows):
                    for c, value in enumerate(row):
                        if value is not None:
                            sheet.write(r, c, value, *([shown] if c in percent else []))
        return path

    return make
