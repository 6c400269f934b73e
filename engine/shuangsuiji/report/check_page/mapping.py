"""Which column was read as what: headers with their fields, columns not used, fields without a column."""

from collections.abc import Iterator, Sequence

from shuangsuiji.report.check_page.parts import items, paragraph
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import text
from shuangsuiji.report.wording import file_name


def mapping(report: Report) -> Iterator[str]:
    """Yield, for each table in memory that has headers, how they were understood."""
    tables = report.pack.vocabulary.tables
    for name, read in report.papers.tables.items():
        if not read.headers:
            continue
        spec = tables[name]
        yield f"<h3>{text(spec.label)}（{text(file_name(read.location))}）</h3>"
        yield items(
            (
                f"{text(' '.join(header.split()))} → {text(spec.by_name[field].label)}"
                f" <small><code>{text(field)}</code></small>"
                for field, header in read.headers.items()
            ),
            sort="many",
        )
        if read.unmapped:
            yield paragraph("没有用到的列：" + "、".join(f"“{h}”" for h in read.unmapped))
        lacking = _lacking(report, name, tuple(read.columns))
        if lacking:
            yield paragraph(
                "表中没有、规则要看的列：" + "、".join(f"“{label}”" for label in lacking)
            )


def _lacking(report: Report, table_name: str, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns whose absence keeps a rule from being decided, or fails it."""
    found = (
        str(f.params["column"])
        for f in report.checked.findings
        if "column" in f.params and f.about is not None and f.about.table == table_name
    )
    labels = {report.pack.vocabulary.tables[table_name].by_name[c].label for c in columns}
    return tuple(label for label in dict.fromkeys(found) if label not in labels)
