"""The report on plans of many districts as one page: the districts, what holds across them, each by clause."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count

from shuangsuiji.findings import Finding, Location, Severity
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.report.check_page.clauses import clauses, groups, overview
from shuangsuiji.report.check_page.head import result
from shuangsuiji.report.check_page.page import NOTE
from shuangsuiji.report.check_page.parts import (
    Numbered,
    items,
    link,
    paragraph,
    section,
    title_of,
    verdict,
)
from shuangsuiji.report.check_page.people import notes
from shuangsuiji.report.check_page.undecided import undecided
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import page, table, text
from shuangsuiji.report.html_style import REPORT
from shuangsuiji.report.plan_set import Plan, Plans
from shuangsuiji.report.plan_set_tables import (
    Sheet,
    districts_sheet,
    files_sheet,
    gaps_sheet,
    reach,
)
from shuangsuiji.report.wording import HEADINGS, heading, words


def set_html(report: Plans) -> str:
    """Return the page; each district has its result, its rules and its findings by clause."""
    return page(f"核查报告：{_title(report)}", REPORT, _body(report))


def _body(report: Plans) -> Iterator[str]:
    numbers = count(1)
    across = _numbered(report.across.findings, numbers)
    yield from _head(report, across)
    yield "<main>"
    yield from section("districts", "各区县", _districts(report))
    yield from section("unread", "没有核查的计划", _unread(report))
    yield from section("items", "清单的事项由谁安排", _items(report))
    home = Location(str(report.folder.path))
    yield from section("across", "共用的材料和跨区县的核对", _across(report, across, home))
    for n, plan in enumerate(report.plans, 1):
        if plan.report is not None:
            told = _numbered(plan.report.checked.findings, numbers)
            yield from section(f"d{n}", plan.district, _district(plan.report, told), sort="sheet")
    yield from section("files", "哪个文件当作什么", [_sheet(files_sheet(report))])
    yield "</main>\n<footer>"
    yield paragraph(NOTE)
    yield paragraph(f"程序以默认的 --fail-on error 返回 {report.exit_code(Severity.ERROR)}。")
    yield "</footer>"


def _head(report: Plans, across: Sequence[Numbered]) -> Iterator[str]:
    every = [f for _, f in across]
    every += [f for plan in report.plans if plan.report for f in plan.report.checked.findings]
    counts = Counter(heading(f) for f in every)
    wrong = sum(1 for plan in report.plans if plan.report and result(plan.report)[0] == "bad")
    across_wrong = sum(1 for _, finding in across if heading(finding) == "错误")
    look = "bad" if wrong or across_wrong or report.unread else "fine"
    yield '<header>\n<p class="kind">核查报告</p>'
    yield f"<h1>{text(_title(report))}</h1>"
    yield f'<div class="result {look}" role="status"><b>{text(_result(report, wrong, across_wrong))}</b></div>'
    yield f"<dl><dt>规则包</dt><dd>{text(_pack(report.pack))}</dd>"
    year = f"{report.year}年度" if report.year is not None else "年度不明"
    yield f"<dt>年度</dt><dd>{text(year)}</dd><dt>核查日</dt><dd>{report.as_of}</dd></dl>"
    told = (f"<li><b>{counts[word]}</b>{verdict(word)}</li>" for word in HEADINGS if counts[word])
    yield f'<ul class="counts">{"".join(told)}</ul>\n</header>'


def _result(report: Plans, wrong: int, across: int) -> str:
    parts = [f"{wrong}个区县的计划有不符合有约束力的规定之处"] if wrong else []
    parts += [f"共用的材料和跨区县的核对有{across}处"] if across else []
    parts += [f"{len(report.unread)}份计划没有核查"] if report.unread else []
    return f"{'，'.join(parts) or '各区县的计划没有发现不符合有约束力的规定之处'}。"


def _districts(report: Plans) -> Iterator[str]:
    sheet = districts_sheet(report)
    anchors = [f"d{n}" if plan.report else "unread" for n, plan in enumerate(report.plans, 1)]
    rows = (
        [
            link(anchors[n], row[0]) if n < len(anchors) else text(row[0]),
            *(f'<span class="number">{text(cell)}</span>' for cell in row[1:]),
        ]
        for n, row in enumerate(sheet.rows)
    )
    yield table(sheet.heads, rows)


def _unread(report: Plans) -> Iterator[str]:
    for plan in report.unread:
        yield f"<h3>{text(plan.district)}</h3>"
        yield items(_said(plan, finding) for finding in plan.refused)


def _said(plan: Plan, finding: Finding) -> str:
    told = words(finding)
    parts = (str(finding.location), told.what or told.title or finding.code, told.remedy or "")
    return "<br>".join(text(part) for part in parts if part)


def _items(report: Plans) -> Iterator[str]:
    if not report.items:
        return
    yield paragraph(f"清单共{len(report.items)}个事项：{reach(report)}。")
    gaps = gaps_sheet(report)
    if gaps.rows:
        yield _sheet(gaps)
    if gaps.more:
        yield paragraph(f"还有{gaps.more}个，用 -f json 看全部。", "soft")


def _across(report: Plans, told: Sequence[Numbered], home: Location) -> Iterator[str]:
    yield from _findings(report.pack, told, home)
    remarks = list(notes(told, home))
    if remarks:
        yield from ("<h3>不影响结论的说明</h3>", *remarks)


def _district(report: Report, told: Sequence[Numbered]) -> Iterator[str]:
    look, first, *others = result(report)
    said = "".join(text(line) for line in others)
    yield paragraph(f"{title_of(report)}；{'，'.join(report.scope)}", "soft")
    yield f'<div class="result {look}"><b>{text(first)}</b>{said}</div>'
    home = Location(report.papers.file)
    yield from _findings(report.pack, told, home)
    yield paragraph("逐行结论、例外和说明，见单独核查这一份计划的报告。", "soft")


def _findings(pack: RulePack, told: Sequence[Numbered], home: Location) -> Iterator[str]:
    law = groups(told)
    yield from overview(law)
    yield from clauses(law, home, {})
    yield from undecided(told, pack, {n for group in law for n, _ in group.listed})


def _sheet(sheet: Sheet) -> str:
    return table(sheet.heads, ([text(cell) for cell in row] for row in sheet.rows))


def _numbered(findings: Sequence[Finding], numbers: Iterator[int]) -> tuple[Numbered, ...]:
    return tuple((next(numbers), finding) for finding in findings)


def _title(report: Plans) -> str:
    return f"{report.folder.path.name}：{len(report.plans)}个区县的年度抽查工作计划"


def _pack(pack: RulePack) -> str:
    return f"{pack.title}（{' → '.join(pack.chain)}）"
