"""Who goes where and when (人员日程): a page with one part for each person, and a workbook."""

from collections.abc import Iterator, Sequence

from shuangsuiji.report.assign_style import TASKS
from shuangsuiji.report.assign_words import AssignPapers, Stint, Who, stints
from shuangsuiji.report.html import page, table, text
from shuangsuiji.report.workbook import CELL, LOOKS, Book, Cell

TITLE = "检查人员日程"
HEADS = ("检查时段", "批次", "检查对象", "地址", "角色", "同组人员", "任务")
BOOK_HEADS = ("人员编号", "姓名", "部门", *HEADS, "检查编号", "实际检查日期")
BOOK_WIDTHS = (10, 9, 16, 24, 6, 30, 28, 6, 26, 26, 20, 13)
LOAD_HEADS = ("人员编号", "姓名", "部门", "所属区县", "原有户次", "抽取派给", "现在派给", "合计")
LOAD_WIDTHS = (11, 10, 22, 14, 9, 9, 9, 8)
OWN = {**LOOKS, "number": {**CELL, "align": "right"}, "fill": {**CELL, "bg_color": "#FFF8E1"}}


def schedule_html(papers: AssignPapers) -> str:
    """Return the page: a part for everybody who visits anything, each on a page of its own in print."""
    return page(f"{TITLE} {papers.draw}", TASKS, _body(papers))


def _body(papers: AssignPapers) -> Iterator[str]:
    people = stints(papers)
    yield f'<div class="screen"><p class="kind">{TITLE}</p><h1>{text(papers.draw)}</h1>'
    yield f"<p>{len(people)}人，{len(papers.tasks)}户次。打印时每人一页。</p></div>"
    for who, own in people:
        yield f'<section class="person" data-person="{text(who.id)}">'
        yield f'<p class="kind">{TITLE}</p><h1>{text(who.called)}</h1>'
        told = [w for w in (who.department, who.region, "专家" if who.expert else "") if w]
        yield f"<p>{text('　'.join([*told, f'{len(own)}户次']))}</p>"
        yield table(HEADS, (_row(stint) for stint in own), sort="visits cards")
        yield "</section>"


def _row(stint: Stint) -> tuple[str, ...]:
    task = stint.task
    words = (
        task.window,
        f"第{task.batch}批",
        task.called if task.name in ("", task.target) else f"{task.name} {task.target}",
        _address(stint),
        stint.role,
        "、".join(stint.others),
        _task(stint),
    )
    return tuple(text(word) for word in words)


def _address(stint: Stint) -> str:
    return next((v for k, v in stint.task.told.items() if "地址" in k), "")


def _task(stint: Stint) -> str:
    return "；".join(name or line for line, name in stint.task.lines)


def schedule_xlsx(papers: AssignPapers) -> bytes:
    """Return the workbook: all visits of everybody in one table, and the loads."""
    book = Book(TITLE, OWN)
    people = stints(papers)
    rows = [_cells(who, stint) for who, own in people for stint in own]
    _sheet(book, "日程", f"{TITLE}　{papers.draw}", BOOK_HEADS, BOOK_WIDTHS, rows)
    loads = [
        _load(papers.who(s.person.id), s.person.before, s.given, s.now)
        for s in papers.fairness.shares
    ]
    _sheet(book, "各人户次", f"各人户次　{papers.draw}", LOAD_HEADS, LOAD_WIDTHS, loads)
    return book.content()


def _sheet(
    book: Book,
    name: str,
    title: str,
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
) -> None:
    sheet = book.sheet(name, widths)
    sheet.line(0, title, "title")
    sheet.row(1, [(head, "head") for head in heads])
    for number, cells in enumerate(rows, 2):
        sheet.row(number, cells)
    sheet.sheet.autofilter(1, 0, 1 + len(rows), len(heads) - 1)
    sheet.print_setup(1)


def _cells(who: Who, stint: Stint) -> list[Cell]:
    task = stint.task
    texts = (
        who.id,
        who.name,
        who.department,
        task.window,
        str(task.batch),
        task.called if task.name in ("", task.target) else f"{task.name} {task.target}",
        _address(stint),
        stint.role,
        "、".join(stint.others),
        _task(stint),
        task.visit,
    )
    return [*((word, "part") for word in texts), ("", "fill")]


def _load(who: Who, before: int, given: int, now: int) -> list[Cell]:
    words = (who.id, who.name, who.department, who.region)
    numbers = (before, given, now, before + now)
    return [*((word, "part") for word in words), *((str(n), "number") for n in numbers)]
