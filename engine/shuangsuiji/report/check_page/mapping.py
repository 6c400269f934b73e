"""Which column was read as what: each header with its field, columns not used, fields without a column."""

from collections.abc import Iterator, Sequence

from shuangsuiji.model.values import MappedColumn
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.report.check_page.parts import items, paragraph
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import text
from shuangsuiji.report.wording import file_name

TOLD = {"hand": "，用 --map 写明", "form": "，按样表"}
"""What told the field, where it is not the vocabulary."""


def mapping(report: Report) -> Iterator[str]:
    """Yield, for each table in memory that was read from columns, how they were understood."""
    tables = report.pack.vocabulary.tables
    for name, read in report.papers.tables.items():
        spec = tables[name]
        known = [column for column in read.mapped if column.field in spec.by_name]
        if not known:
            continue
        yield f"<h3>{text(spec.label)}（{text(file_name(read.location))}）</h3>"
        yield items((_column(column, spec) for column in known), sort="many")
        unused = [_named(column) for column in read.mapped if column.field is None]
        if unused:
            yield paragraph(f"没有用到的列：{'、'.join(unused)}。", "soft")
        lacking = _lacking(report, name, read.columns)
        if lacking:
            told = "、".join(f"“{label}”" for label in lacking)
            yield paragraph(f"表中没有、规则要看的列：{told}。")


def _column(column: MappedColumn, spec: TableSpec) -> str:
    field = spec.by_name[column.field or ""]
    how = TOLD.get(column.told or "", "")
    return f"{text(_named(column))} → {text(field.label)}<small>{text(how)}</small>"


def _named(column: MappedColumn) -> str:
    header = " ".join(column.header.split())
    cell = f"{column.location.cell} " if column.location.cell else ""
    return f"{cell}{header}"


def _lacking(report: Report, table_name: str, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns whose absence keeps a rule from being decided, or fails it."""
    found = (
        str(f.params["column"])
        for f in report.checked.findings
        if "column" in f.params and f.about is not None and f.about.table == table_name
    )
    labels = {report.pack.vocabulary.tables[table_name].by_name[c].label for c in columns}
    return tuple(label for label in dict.fromkeys(found) if label not in labels)
