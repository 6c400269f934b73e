"""The page for the author: by cell, what to mend; what is to be mended alike in many places stands once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from shuangsuiji.findings import Citation, Finding, Location, Outcome, Severity
from shuangsuiji.report.check_page.parts import (
    items,
    paragraph,
    place,
    remedy,
    some,
    title_of,
    verdict,
)
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import table, text
from shuangsuiji.report.wording import cited, file_name, words, worst

MOST_ROWS = 60
"""How many rows the page has; what is beyond is counted."""
ALIKE = 5
"""From how many places on, what is to be mended alike stands in one row."""
MOST_CELLS, MOST_NAMES = 16, 8


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be mended: at one place, or alike at many of one file."""

    places: tuple[Location, ...]
    findings: tuple[Finding, ...]


def author(report: Report, home: Location) -> Iterator[str]:
    """Yield the page; nothing where the author has nothing to mend."""
    tasks = _tasks(report, home)
    if not tasks:
        return
    count = sum(len(task.places) for task in tasks)
    yield paragraph(
        f"“{title_of(report)}”（{file_name(home)}）按“{report.pack.title}”规则包核查，核查日"
        f"{report.as_of}。下列{count}处请核对、改正后重新报送；认为不需要改的，请写明理由和依据。"
    )
    rows = (_row(task, home) for task in tasks[:MOST_ROWS])
    yield table(("位置", "所在行", "结论", "问题", "怎样改"), rows)
    laws = _once(cited(c) for task in tasks[:MOST_ROWS] for c in _laws(task.findings))
    yield paragraph(f"条款：{'；'.join(laws)}。", "soft") if laws else ""
    more = sum(len(task.places) for task in tasks[MOST_ROWS:])
    if more:
        yield paragraph(f"还有{more}处没有列在这一页上，见附有批注的表格或报告全文。", "soft")


def _row(task: Task, home: Location) -> list[str]:
    findings = task.findings
    names = dict.fromkeys(f.about.key for f in findings if f.about is not None)
    if len(task.places) == 1:
        spot = place(task.places[0], home)
        called = min(names, key=len, default="")
        wrong = items(_once(text(_wrong(f)) for f in findings), sort="plain")
    else:
        away = file_name(task.places[0]) if task.places[0].file != home.file else ""
        spot = f"{text(_cells(task.places))}<br><small>{text(away)}</small>"
        called = some(list(names), MOST_NAMES)
        wrong = text(words(findings[0]).title or _wrong(findings[0]))
    mend = items(_once(text(remedy(f) or "") for f in findings), sort="plain")
    law = text("、".join(_once(c.clause for c in _laws(findings))))
    how = f"{verdict(worst(findings))}<br><small>{law}</small>"
    return [spot, text(called), how, wrong, mend]


def _tasks(report: Report, home: Location) -> Sequence[Task]:
    """Return what is to be mended, the paper itself first, then what was handed in beside it."""
    columns = _columns(report)
    at: dict[Location, list[Finding]] = defaultdict(list)
    for finding in report.checked.findings:
        if _for_author(finding, columns):
            at[finding.location].append(finding)
    found = {location: _plainest(those) for location, those in at.items()}
    tasks = [Task(tuple(those), _told(found, those)) for those in _alike(found)]
    order = {location: n for n, location in enumerate(found)}
    return sorted(tasks, key=lambda t: (t.places[0].file != home.file, order[t.places[0]]))


def _alike(found: Mapping[Location, Sequence[Finding]]) -> Iterator[list[Location]]:
    """Yield the places, together where many need the same: one rule, one file, one remedy."""
    groups: dict[tuple[str, ...], list[Location]] = {}
    for location, findings in found.items():
        first = findings[0]
        mark: tuple[str, ...] = (str(location),)
        if len(findings) == 1:
            mark = (location.file, first.code, first.outcome.value, remedy(first) or "")
        groups.setdefault(mark, []).append(location)
    for those in groups.values():
        yield from [those] if len(those) >= ALIKE else [[location] for location in those]


def _told(
    found: Mapping[Location, Sequence[Finding]], those: Iterable[Location]
) -> tuple[Finding, ...]:
    return tuple(finding for location in those for finding in found[location])


def _for_author(finding: Finding, columns: Set[str]) -> bool:
    if finding.outcome is Outcome.FAIL:
        has_reason = finding.severity is Severity.NOTE and bool(finding.claims)
        return not has_reason and finding.code != "check/more-rows"
    return finding.outcome is Outcome.UNKNOWN and bool(columns & {*finding.missing})


def _columns(report: Report) -> frozenset[str]:
    """Return what the papers have columns for: what is missing there, the author can write."""
    return frozenset(
        report.pack.vocabulary.tables[table].by_name[field].label
        for table, read in report.papers.tables.items()
        for field in read.headers
    )


def _plainest(findings: list[Finding]) -> list[Finding]:
    """Return what is wrong at a place; that something waits for it is told only where nothing is wrong."""
    failed = [f for f in findings if f.outcome is Outcome.FAIL]
    return failed or findings


def _cells(places: Sequence[Location]) -> str:
    cells = [p.cell or (f"第{p.line}行" if p.line is not None else "整份") for p in places]
    return some(cells, MOST_CELLS)


def _wrong(finding: Finding) -> str:
    told = words(finding)
    if finding.missing and not told.what:
        return "；".join(_unclear(finding, label) for label in finding.missing)
    return told.what or told.title or finding.code


def _laws(findings: Iterable[Finding]) -> Iterator[Citation]:
    """Yield the clause that each finding rests on first."""
    yield from (f.citations[0] for f in findings if f.citations)


def _unclear(finding: Finding, label: str) -> str:
    written = finding.written.get(label)
    return f"“{label}”写作“{written}”，定不下来" if written else f"缺“{label}”"


def _once(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(lines))
