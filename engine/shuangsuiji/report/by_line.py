"""The verdict on each row of the paper: its worst finding, and all that lead there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shuangsuiji.findings import Finding, Location
from shuangsuiji.model.values import Row
from shuangsuiji.report.checked import Report
from shuangsuiji.report.wording import worst

PAPERS = ("plan_line", "item", "team", "drawn_list")
"""The tables in memory that a command is about; else it is the first register."""
LONG = 200
NAMES = ("name", "item_name", "items")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the paper: what a person calls it, where it stands, the findings on it by number."""

    key: str
    name: str
    location: Location
    findings: tuple[tuple[int, Finding], ...]

    @property
    def verdict(self) -> str:
        """The worst of its findings, in a word."""
        return worst(finding for _, finding in self.findings)


@dataclass(frozen=True, slots=True)
class ByLine:
    """The paper's rows: of a register, or of more than LONG rows, only where something was found.

    `label` is what a row is called; `whole` are the findings that are about no single row.
    `cut` tells that some rule met more rows than it tells of: a row without a finding may have one.
    """

    table: str
    label: str
    rows: int
    lines: tuple[Line, ...]
    whole: tuple[tuple[int, Finding], ...]
    cut: bool


def by_line(report: Report) -> ByLine:
    """Return the rows of the paper with the findings on each; findings are numbered as they are told."""
    table = main_table(report)
    rows = report.papers.tables[table].rows if table in report.papers.tables else ()
    numbered = tuple(enumerate(report.checked.findings, 1))
    finder = _Finder(report, table, rows)
    found: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
    whole: list[tuple[int, Finding]] = []
    for number, finding in numbered:
        mark = finder.mark(finding)
        (found[mark] if mark is not None else whole).append((number, finding))
    if rows:
        lines = tuple(
            Line(row.key, _name(row), row.location, tuple(found.get(_mark(row), ())))
            for row in rows
            if len(rows) <= LONG or _mark(row) in found
        )
    else:
        lines = tuple(_line(told) for told in found.values())
    return ByLine(
        table=table,
        label=report.pack.vocabulary.tables[table].row,
        rows=report.rows,
        lines=lines,
        whole=tuple(whole),
        cut=any(f.code == "check/more-rows" for f in report.checked.findings),
    )


def home(report: Report) -> Location:
    """Return the paper's file, with the sheet on which all its rows stand."""
    table = report.papers.tables.get(main_table(report))
    sheets = {row.location.sheet for row in table.rows} if table is not None else set()
    return Location(report.papers.file, sheet=sheets.pop() if len(sheets) == 1 else None)


def main_table(report: Report) -> str:
    """Return the table that the command is about."""
    known = (*(t for t in PAPERS if t in report.papers.tables), *report.papers.registers)
    return known[0]


class _Finder:
    """Tells to which row a finding belongs: by what it is about, else by where it stands."""

    def __init__(self, report: Report, table: str, rows: Sequence[Row]) -> None:
        self.report, self.table = report, table
        self.by_key: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.by_key[row.key].append(row)
        self.rows = rows
        self.by_place: dict[tuple[str, str | None, str], Row] | None = None
        self.lines_of: dict[str, Mapping[str, str]] = {}

    def mark(self, finding: Finding) -> str | None:
        about = finding.about
        if self.table in self.report.papers.registers:
            return about.key if about is not None and about.table == self.table else None
        key = self._key(finding)
        rows = self.by_key.get(key, []) if key is not None else []
        if len(rows) == 1:
            return _mark(rows[0])
        if self.by_place is None:
            self.by_place = {_place(row.location): row for row in self.rows}
        row = self.by_place.get(_place(finding.location))
        return _mark(row) if row is not None else None

    def _key(self, finding: Finding) -> str | None:
        """Return the row's key; of a table made from the rows, that of the row it was made from."""
        about = finding.about
        if about is None or about.table == self.table:
            return about.key if about is not None else None
        if about.table not in self.report.papers.tables:
            return None
        if about.table not in self.lines_of:
            rows = self.report.papers.tables[about.table].rows
            told = ((row.key, row.facts.get("line", row.facts.get("team"))) for row in rows)
            self.lines_of[about.table] = {
                key: fact.value
                for key, fact in told
                if fact is not None and isinstance(fact.value, str)
            }
        return self.lines_of[about.table].get(about.key)


def _line(findings: list[tuple[int, Finding]]) -> Line:
    first = findings[0][1]
    key = first.about.key if first.about is not None else ""
    return Line(key, "", first.location, tuple(findings))


def _mark(row: Row) -> str:
    return str(row.number)


def _name(row: Row) -> str:
    for name in NAMES:
        fact = row.facts.get(name)
        if fact is not None and fact.text and fact.text != row.key:
            return fact.text
    return ""


def _place(location: Location) -> tuple[str, str | None, str]:
    """Return the row of the file in which a place stands."""
    row = "".join(c for c in location.cell or "" if c.isdigit())
    return location.file, location.sheet, row or str(location.line or "")
