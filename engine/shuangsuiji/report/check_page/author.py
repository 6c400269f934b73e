"""The page for the author: by cell, what to mend; it prints alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set

from shuangsuiji.findings import Finding, Location, Outcome
from shuangsuiji.report.check_page.parts import items, paragraph, place, remedy, verdict
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import table, text
from shuangsuiji.report.wording import words, worst

MOST_CELLS = 60
"""How many places the page names; the rest are counted."""


def author(report: Report, home: Location) -> Iterator[str]:
    """Yield the page; nothing where the author has nothing to mend."""
    places = _places(report, home)
    if not places:
        return
    yield paragraph(
        f"“{report.title}”经核查，下列{len(places)}处请核对、改正后重新报送；"
        "认为不需要改的，请写明理由和依据。"
    )
    rows = (
        [
            place(location, home),
            text(_called(findings)),
            verdict(worst(findings)),
            items(_once(text(_wrong(f)) for f in findings), sort="plain"),
            items(_once(text(remedy(f) or "") for f in findings), sort="plain"),
        ]
        for location, findings in places[:MOST_CELLS]
    )
    yield table(("位置", "所在行", "结论", "问题", "怎样改"), rows)
    if len(places) > MOST_CELLS:
        more = len(places) - MOST_CELLS
        yield paragraph(f"还有{more}处没有列在这一页上，见附有批注的表格或报告全文。", "soft")


def _places(report: Report, home: Location) -> Sequence[tuple[Location, list[Finding]]]:
    """Return, place by place, what the author can mend: the paper itself first, then what is beside it."""
    found: dict[Location, list[Finding]] = defaultdict(list)
    columns = _columns(report)
    for finding in report.checked.findings:
        if _for_author(finding, columns):
            found[finding.location].append(finding)
    places = [(place, _plainest(those)) for place, those in found.items()]
    return sorted(places, key=lambda one: one[0].file != home.file)


def _for_author(finding: Finding, columns: Set[str]) -> bool:
    if finding.outcome is Outcome.FAIL:
        return finding.code != "check/more-rows"
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


def _called(findings: Sequence[Finding]) -> str:
    """Return what the row is called, of all findings on a cell the shortest name."""
    names = [f.about.key for f in findings if f.about is not None]
    return min(names, key=len, default="")


def _wrong(finding: Finding) -> str:
    told = words(finding)
    if finding.missing and not told.what:
        return "；".join(_unclear(finding, label) for label in finding.missing)
    return told.what or told.title or finding.code


def _unclear(finding: Finding, label: str) -> str:
    written = finding.written.get(label)
    return f"“{label}”写作“{written}”，定不下来" if written else f"缺“{label}”"


def _once(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(lines))
