"""The paper of a check, handed back with remarks: the author's own workbook, or a new one."""

from collections.abc import Callable, Sequence
from pathlib import Path

from shuangsuiji.findings import Location, refuse
from shuangsuiji.report.annotate.book import annotated
from shuangsuiji.report.annotate.fresh import book_of_grids, book_of_table, empty_book
from shuangsuiji.report.annotate.markup import OddPackage
from shuangsuiji.report.annotate.plainsheet import PlainSheet
from shuangsuiji.report.annotate.remarks import Paper, findings_sheet, remarks
from shuangsuiji.report.checked import Report

WITH_MACROS = ".xlsm"
MOST_COPIED = 200_000
"""Rows of a paper that is copied into a new workbook; of a larger one only the findings are told."""


More = Callable[[Paper], Sequence[PlainSheet]]
"""Makes the sheets that follow the findings."""


def handed_back(report: Report, path: Path, more: More) -> bytes:
    """Return the workbook that is written to the path: the paper, the remarks, the sheet of findings."""
    _check_ending(report, path)
    data = report.handed_in.workbook()
    if data is not None:
        try:
            return _with_remarks(report, data, Paper(report.papers.file), (), more)
        except OddPackage as odd:
            said = f"批注写不进原件（{odd.reason}）：这是新的工作簿，只照抄了单元格的文字"
    else:
        said = "原件不是 .xlsx：这是新的工作簿，只照抄了读到的表，其余内容请看原件"
    new, paper = _new_book(report)
    return _with_remarks(report, new, paper, (said,), more)


def _with_remarks(
    report: Report, data: bytes, paper: Paper, said: Sequence[str], more: More
) -> bytes:
    findings = report.checked.findings
    pack = f"规则包：{report.pack.title}（{report.pack.id}）"
    above = (
        f"核查结果：{report.title}",
        f"{pack}；{'，'.join(report.scope)}；核查日 {report.as_of}",
    )

    def added(notes: Sequence[str]) -> Sequence[PlainSheet]:
        return (findings_sheet(findings, paper, above, (*said, *notes)), *more(paper))

    return annotated(data, remarks(findings, paper), added)


def _new_book(report: Report) -> tuple[bytes, Paper]:
    file = report.papers.file
    if report.rows <= MOST_COPIED:
        grids = report.handed_in.grids()
        if grids:
            return book_of_grids(file, grids)
        for name, table in report.papers.tables.items():
            if table.location.file == file and table.headers:
                return book_of_table(file, table, report.pack.vocabulary.tables[name])
    return empty_book(file)


def _check_ending(report: Report, path: Path) -> None:
    """Refuse an ending under which the workbook would not open."""
    own = Path(report.papers.file).suffix.lower()
    due = WITH_MACROS if own == WITH_MACROS else ".xlsx"
    if path.suffix.lower() != due:
        raise refuse("output/macro-ending", Location(str(path)), ending=due)
