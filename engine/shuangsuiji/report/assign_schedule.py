"""Who goes where and when (人员日程): a page with one part for each person, and a workbook."""

from collections.abc import Iterator, Sequence

from shuangsuiji.report.assign_style import TASKS
from shuangsuiji.report.assign_words import AssignPapers, Stint, Who, stints
from shuangsuiji.report.html import page, table, text
from shuangsuiji.report.workbook import CELL, LOOKS, Book, Cell

TITLE = "检查人员日程"
HEADS = ("检查时段", "批次", "检查对象", "地址", "角色", "同组人员", "任务")
BOOK_HEADS = (
    ("人员编号", 10),
    ("姓名", 9),
    ("部门", 16),
    ("检查时段", 24),
    ("批次", 6),
    ("检查对象", 30),
    ("检查编号", 22),
    ("地址", 30),
    ("角色", 7),
    ("同组人员", 26),
    ("任务", 26),
    ("实际检查日期", 14),
)
LOAD_HEADS = (
    ("人员编号", 11),
    ("姓名", 10),
    ("部门", 22),
    ("所属区县", 14),
    ("原有户次", 10),
    ("抽取派给", 10),
    ("现在派给", 10),
    ("合计", 8),
)
ADDRESS = "地址"
OWN = {**LOOKS, "number": {**CELL, "align": "right"}, "fill": {**CELL, "bg_color": "#FFF8E1"}}


def schedule_html(papers: AssignPapers) -> str:
    """Return the page: a part for everybody who visits anything, each on a page of its own in print."""
    return page(f"{TITLE} {papers.draw}", TASKS, _body(papers))


def _body(papers: AssignPapers) -> Iterator[str]:
    people = stints(papers)
    away = {
        share.person.id: "、".join(f"{a.from_}至{a.until}" for a in share.person.absent)
        for share in papers.fairness.shares
    }
    yield f'<div class="screen"><p class="kind">{TITLE}</p><h1>{text(papers.draw)}</h1>'
    yield f"<p>{len(people)}人，{len(papers.tasks)}户次。打印时每人一页。</p></div>"
    for who, own in people:
        yield f'<section class="person" data-person="{text(who.id)}">'
        yield f'<p class="kind">{TITLE}</p><h1>{text(who.called)}</h1>'
        told = [w for w in (who.department, who.region, "专家" if who.expert else "") if w]
        yield f"<p>{text('　'.join([*told, f'{len(own)}户次']))}</p>"
        if leave := away.get(who.id):
            yield f"<p>{text(f'名录写明请假：{leave}，这些日子不要安排检查。')}</p>"
        heads = _without_blank(HEADS, papers)
        rows = ([row[head] for head in heads] for row in map(_row, own))
        yield f'<div class="visits">{table(heads, rows)}</div>'
        yield "</section>"


def _row(stint: Stint) -> dict[str, str]:
    task = stint.task
    words = (
        task.window,
        str(task.batch),
        task.called if task.name in ("", task.target) else f"{task.name} {task.target}",
        _address(stint),
        stint.role,
        "、".join(stint.others),
        _task(stint),
    )
    return dict(zip(HEADS, map(text, words), strict=True))


def _without_blank(heads: Sequence[str], papers: AssignPapers) -> list[str]:
    """Return the columns without that of addresses where nobody told any."""
    told = any(_address(Stint(task, "", ())) for task in papers.tasks)
    return [head for head in heads if told or head != ADDRESS]


def _address(stint: Stint) -> str:
    return next((v for k, v in stint.task.told.items() if ADDRESS in k), "")


def _task(stint: Stint) -> str:
    return "；".join(name or line for line, name in stint.task.lines)


def schedule_xlsx(papers: AssignPapers) -> bytes:
    """Return the workbook: all visits of everybody in one table, and the loads."""
    book = Book(TITLE, OWN)
    people = stints(papers)
    kept = _without_blank([head for head, _ in BOOK_HEADS], papers)
    heads = [(head, width) for head, width in BOOK_HEADS if head in kept]
    rows = [[_cells(who, stint)[head] for head in kept] for who, own in people for stint in own]
    _sheet(book, "日程", f"{TITLE}　{papers.draw}", heads, rows)
    loads = [
        _load(papers.who(s.person.id), s.person.before, s.given, s.now)
        for s in papers.fairness.shares
    ]
    _sheet(book, "各人户次", f"各人户次　{papers.draw}", LOAD_HEADS, loads)
    return book.content()


def _sheet(
    book: Book,
    name: str,
    title: str,
    heads: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[Cell]],
) -> None:
    sheet = book.sheet(name, [width for _, width in heads])
    sheet.line(0, title, "title")
    sheet.row(1, [(head, "head") for head, _ in heads])
    for number, cells in enumerate(rows, 2):
        sheet.row(number, cells)
    sheet.sheet.autofilter(1, 0, 1 + len(rows), len(heads) - 1)
    sheet.print_setup(1)


def _cells(who: Who, stint: Stint) -> dict[str, Cell]:
    task = stint.task
    texts = (
        who.id,
        who.name,
        who.department,
        task.window,
        str(task.batch),
        task.name,
        task.visit,
        _address(stint),
        stint.role,
        "、".join(stint.others),
        _task(stint),
    )
    heads = [head for head, _ in BOOK_HEADS]
    return dict(zip(heads, [*((word, "part") for word in texts), ("", "fill")], strict=True))


def _load(who: Who, before: int, given: int, now: int) -> list[Cell]:
    words = (who.id, who.name, who.department, who.region)
    numbers = (before, given, now, before + now)
    return [*((word, "part") for word in words), *((str(n), "number") for n in numbers)]
