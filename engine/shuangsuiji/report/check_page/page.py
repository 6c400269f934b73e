"""The report on checked papers as one page: its parts in the order in which people want them."""

from collections.abc import Iterator, Mapping

from shuangsuiji.report.by_line import by_line, home
from shuangsuiji.report.check_page.author import author
from shuangsuiji.report.check_page.clauses import clauses, groups, lifted, overview
from shuangsuiji.report.check_page.head import ending, head
from shuangsuiji.report.check_page.lines import anchors, by_lines, listed
from shuangsuiji.report.check_page.load import load
from shuangsuiji.report.check_page.mapping import mapping
from shuangsuiji.report.check_page.parts import link, paragraph, section, title_of
from shuangsuiji.report.check_page.people import noted, notes, people
from shuangsuiji.report.check_page.since import since
from shuangsuiji.report.check_page.undecided import not_invoked, undecided
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import page
from shuangsuiji.report.html_style import REPORT

NOTE = (
    "本报告由程序按规则包逐条核查得出，每处注明单元格和条款；"
    "程序读不出、定不下来的不作猜测，写作“无法判断”。是否处理、如何处理，由有权机关决定。"
)


def check_html(report: Report) -> str:
    """Return the page; every text of the paper is escaped, and long lists end with a number."""
    return page(f"核查报告：{title_of(report)}", REPORT, _body(report))


def _body(report: Report) -> Iterator[str]:
    sections = {title: told for title, told in _sections(report).items() if told}
    yield from head(report)
    yield '<nav aria-label="目录"><ol>'
    for title, told in sections.items():
        yield f"<li>{link(_anchor(told), title)}</li>"
    yield "</ol></nav>\n<main>"
    for told in sections.values():
        yield from told
    yield "</main>\n<footer>"
    yield paragraph(NOTE)
    yield paragraph(ending(report))
    yield "</footer>"


def _sections(report: Report) -> Mapping[str, list[str]]:
    """Return the parts of the page by title; one that has nothing to say is empty."""
    numbered, place = tuple(enumerate(report.checked.findings, 1)), home(report)
    rows, law, lifts = by_line(report), groups(numbered), groups(numbered, lifted)
    lines = listed(rows)
    anchored = anchors(lines)
    linked = {n for group in (*law, *lifts) for n, _ in group.listed} | noted(numbered)
    parts = {
        "一览": ("overview", overview(law)),
        "与上次相比": ("since", since(report.since, report.pack, place)),
        "发给填报单位的一页": ("author", author(report, place)),
        "逐行结论": ("lines", by_lines(rows, lines, place, linked)),
        "按条款的问题": ("clauses", clauses(law, place, anchored)),
        "还不能判断的，和怎样才能判断": ("undecided", undecided(numbered, report.pack, linked)),
        "无人主张的情形": ("not-invoked", not_invoked(report.checked.findings)),
        "人的认定和理由": ("people", people(report, place)),
        "属于例外的": ("excepted", clauses(lifts, place, anchored)),
        "全年的检查次数": ("load", load(report.load)),
        "表头怎样读": ("mapping", mapping(report)),
        "不影响结论的说明": ("notes", notes(numbered, place)),
    }
    sorts = {"author": "sheet"}
    return {
        title: section(anchor, title, body, sort=sorts.get(anchor, ""))
        for title, (anchor, body) in parts.items()
    }


def _anchor(told: list[str]) -> str:
    return told[0].split('"')[1]
