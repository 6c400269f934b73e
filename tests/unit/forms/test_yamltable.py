from pathlib import Path

import pytest

from shuangsuiji.findings import Location, Refusal
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Status
from shuangsuiji.model.vocabulary import TableSpec


def write(folder: Path, text: str) -> Path:
    path = folder / "计划.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_read_by_label_or_field_name_each_at_its_line(
    tmp_path: Path, plan: TableSpec
) -> None:
    path = write(
        tmp_path,
        "title: 计划\nyear: 2026\nrows:\n"
        "  - 计划编号: GQ-01\n    抽查比例: 5%\n    period: 3-6月\n    抽查事项: [计量, 广告]\n"
        "  - 计划编号: ~\n    抽查比例: 若干\n    备注: x\n",
    )

    table = read_table(path, "plan_line", plan)

    first, second = table.rows
    assert (table.title, table.unmapped) == ("计划", ("备注",))
    assert first.facts["items"].value == ("计量", "广告")
    assert str(first.facts["period"].value) == "[2026-03-01, 2026-06-30]"
    assert second.key == "第2行"
    assert second.facts["line"].status is Status.BLANK
    assert second.facts["ratio"].location == Location(str(path), line=9, column=11)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("- a\n", "forms/no-rows", 1),
        ("title: a\n", "forms/no-rows", 1),
        ("rows:\n  - 5%\n", "forms/row-not-mapping", 2),
        ("rows: []\nrow: 1\n", "forms/unknown-key", 2),
        ("rows:\n  - {抽查任务名称: a, 计划名称: b}\n", "forms/repeated-header", 2),
    ],
)
def test_another_shape_is_refused_at_its_line(
    tmp_path: Path, plan: TableSpec, text: str, code: str, line: int
) -> None:
    with pytest.raises(Refusal) as refusal:
        read_table(write(tmp_path, text), "plan_line", plan)

    assert [(f.code, f.location.line) for f in refusal.value.findings] == [(code, line)]
