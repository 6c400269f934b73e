"""The first page of a folder of papers: what is in it, and who may see which."""

from collections.abc import Iterator, Sequence

from shuangsuiji.report.assign_fairness_words import alarms
from shuangsuiji.report.assign_words import AssignPapers
from shuangsuiji.report.html import page, table, text
from shuangsuiji.report.html_style import REPORT

TITLE = "检查任务的纸面材料"
Entry = tuple[str, str, str]
"""A file of the folder: its name, what it is, who it is for."""


def index_html(papers: AssignPapers, entries: Sequence[Entry]) -> str:
    """Return the page."""
    return page(f"{TITLE} {papers.draw}", REPORT, _body(papers, entries))


def _body(papers: AssignPapers, entries: Sequence[Entry]) -> Iterator[str]:
    yield f'<p class="kind">匹配检查人员</p><h1>{TITLE}</h1>'
    people = {s.who.id for task in papers.tasks for s in task.seats if s.who is not None}
    empty = sum(s.who is None for task in papers.tasks for s in task.seats)
    yield "<dl>"
    for label, value in (
        ("抽取", papers.draw),
        ("规则包", papers.pack),
        ("户次", str(len(papers.tasks))),
        ("派出人员", f"{len(people)}人"),
        ("空缺的席位", str(empty) if empty else "没有"),
        ("取消的户次", str(papers.called_off) if papers.called_off else "没有"),
    ):
        yield f"<dt>{label}</dt><dd>{text(value)}</dd>"
    yield "</dl>"
    found = len(list(alarms(papers.fairness)))
    if found:
        yield f'<p class="result warn"><b>公平情况有{found}件事要看一看</b>见 fairness.html。</p>'
    rows = (
        (f'<a href="{text(name)}">{text(name)}</a>', text(what), text(whom))
        for name, what, whom in entries
    )
    yield table(("文件", "内容", "给谁"), rows)
    yield "<footer>任务单和日程里有姓名、证号、电话，只在单位内部用；可以公开的是抽取包。</footer>"
