"""Read people's recorded findings (--findings) from YAML, CSV or a spreadsheet."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import RootModel

from shuangsuiji.check.recorded import Recorded
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Fact, Row
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, Strict, TableSpec
from shuangsuiji.yamlfile import locate, read_yaml, typed


class AboutRow(Strict):
    """Which row: the table, and what people call the row."""

    table: str
    """表：词汇表里的表名，例如 plan_line_item。"""
    key: str
    """对象：那一行的编号、编码或名称。"""


class RecordedFinding(Strict):
    """One recorded finding (认定)."""

    about: AboutRow
    """关于哪一行：哪张表的哪个对象。"""
    fact: str
    """事实：字段的英文名或中文名；兜底情形写“规则全名#例外的 id”。"""
    value: str = "true"
    """认定：是什么，不写即 true（是）。"""
    who: str = ""
    """认定人：谁认定的。"""
    when: str = ""
    """认定日期：写作 2026-03-01。"""
    grounds: str = ""
    """依据：根据什么认定，例如文件名称、会议纪要。"""


class RecordedFile(RootModel[tuple[RecordedFinding, ...]]):
    """A file of recorded findings (认定表)."""


COLUMNS = TableSpec(
    label="认定表",
    row="认定",
    key="key",
    fields=tuple(
        FieldSpec(name=name, label=label, aliases=aliases, type=FieldType.TEXT)
        for name, label, aliases in (
            ("table", "表", ("对象表",)),
            ("key", "对象", ("行", "编号")),
            ("fact", "事实", ("事项", "字段")),
            ("value", "认定", ("值", "认定结果")),
            ("who", "认定人", ()),
            ("when", "认定日期", ("日期",)),
            ("grounds", "依据", ("理由",)),
        )
    ),
)


ANSWERS = ("value", "who", "when", "grounds")
"""The columns that --ask leaves empty."""


def recorded_in(path: Path | None) -> tuple[Recorded, ...]:
    """Return the recorded findings of a file, if there is one."""
    return read_recorded(path) if path is not None else ()


def read_recorded(path: Path) -> tuple[Recorded, ...]:
    """Return the recorded findings of a file, each with its place."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        table = read_table(path, "recorded", COLUMNS)
        return tuple(from_row(row) for row in table.rows if is_answered(row))
    node = read_yaml(path)
    file = typed(node, RecordedFile, str(path))
    return tuple(
        Recorded(
            **one.about.model_dump(),
            **one.model_dump(exclude={"about"}),
            location=locate(node, [index], str(path)),
        )
        for index, one in enumerate(file.root)
    )


def is_answered(row: Row) -> bool:
    """Tell whether anything is answered: a question of --ask that was left open is no finding."""
    return any(_text(row.facts, name) for name in ANSWERS)


def from_row(row: Row) -> Recorded:
    """Return the recorded finding of a row; without a column 认定, what is recorded holds."""
    told = {f.name: _text(row.facts, f.name) for f in COLUMNS.fields}
    if "value" not in row.facts:
        told["value"] = "true"
    return Recorded(**told, location=row.location)


def _text(facts: Mapping[str, Fact], name: str) -> str:
    fact = facts.get(name)
    return str(fact.value) if fact is not None and fact.value is not None else ""
