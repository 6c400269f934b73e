"""The task sheet (检查任务单): a printed page for each visit, with the record form to fill in by hand."""

from collections.abc import Iterator, Sequence

from shuangsuiji.report.assign_style import TASKS
from shuangsuiji.report.assign_words import UNFILLED, AssignPapers, Duty, Seat, Task
from shuangsuiji.report.html import page, table, text

TITLE = "检查任务单"
BLANK_ITEMS = 4
"""Rows to write in where nobody has told what is to be checked."""
ROOM, NOTED, HIGHEST, LOWEST = 70, 10, 24, 9
"""Millimetres of the page to write in, what a note takes of them, what a row may have: one page."""
OTHER = "其他情况"
SIGNS = (
    "检查组长",
    "组员",
    "检查对象（签字或盖章）",
    "见证人（检查对象拒绝签字的）",
    "检查日期",
    "填表日期",
)
PRIVATE = "本单有个人信息，只供检查组使用，不公开。"


def tasks_html(papers: AssignPapers, tasks: Sequence[Task], title: str = TITLE) -> str:
    """Return the page of these visits, each a sheet."""
    return page(
        f"{title} {papers.draw}", TASKS, (line for task in tasks for line in _sheet(papers, task))
    )


def _sheet(papers: AssignPapers, task: Task) -> Iterator[str]:
    yield f'<section class="task" data-visit="{text(task.visit)}">'
    yield f'<p class="kind">{TITLE}</p><h1>{text(task.called)}</h1>'
    yield "<dl>"
    for label, value, wide in _about(papers, task):
        mark = ' class="wide"' if wide else ""
        yield f"<dt>{text(label)}</dt><dd{mark}>{text(value)}</dd>"
    yield "</dl>"
    if task.reserve_for:
        yield f'<p class="changed">本户是递补的，替下“{text(task.reserve_for)}”。</p>'
    yield "<h2>检查组</h2>"
    rows = ((text(s.role), _who(s), *_detail(s), "") for s in task.seats)
    yield f'<div class="team">{table(("角色", "姓名", "部门", "执法证号", "签名"), rows)}</div>'
    yield f"<h2>{text(papers.form)}</h2>"
    yield from _form(task)
    yield from _items(task)
    if papers.duties:
        yield f"<h2>{text(papers.pack)}对这次检查的要求</h2>"
        yield from duties_html(papers.duties)
    yield '<p class="signs">' + "".join(f"<span>{sign}：</span>" for sign in SIGNS) + "</p>"
    yield f'<p class="last">{text(_last(papers, task))}</p></section>'


def _about(papers: AssignPapers, task: Task) -> Iterator[tuple[str, str, bool]]:
    yield "任务", "；".join(f"{line} {name}".strip() for line, name in task.lines), True
    yield "检查时段", task.window, False
    yield "批次", f"第{task.batch}批", False
    yield "检查编号", task.visit, False
    yield "抽取编号", papers.draw, False


def _who(seat: Seat) -> str:
    named = text(seat.who.called) if seat.who is not None else UNFILLED
    return f"{named}<small>{text(seat.note)}</small>" if seat.note else named


def _detail(seat: Seat) -> tuple[str, str]:
    if seat.who is None:
        return "", ""
    return text(seat.who.department), text(seat.who.certificate)


def _form(task: Task) -> Iterator[str]:
    """Yield the boxes of the record form, two to a line; what nobody knows is left to be written."""
    pairs = list(task.told.items())
    yield '<table class="form"><tbody>'
    for first in range(0, len(pairs), 2):
        row = pairs[first : first + 2]
        span = ' colspan="3"' if len(row) == 1 else ""
        cells = "".join(
            f'<th scope="row">{text(label)}</th><td{span}>{text(value)}</td>'
            for label, value in row
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table>"


def _items(task: Task) -> Iterator[str]:
    rows = 1 + (len(task.items) or BLANK_ITEMS)
    noted = sum(bool(seat.note) for seat in task.seats) + bool(task.reserve_for)
    room = max(min((ROOM - NOTED * noted) // rows, HIGHEST), LOWEST)
    yield f'<table class="items" style="--room: {room}mm">'
    yield '<thead><tr><th scope="col">检查事项</th>'
    yield '<th scope="col">记录情况（发现的问题、处置措施、整改情况）</th></tr></thead><tbody>'
    for item in task.items:
        more = "；".join(
            w for w in (item.content, f"方式：{item.method}" if item.method else "") if w
        )
        small = f"<small>{text(more)}</small>" if more else ""
        yield f'<tr><th scope="row">{text(item.name)}{small}</th><td></td></tr>'
    for _ in range(BLANK_ITEMS if not task.items else 0):
        yield "<tr><th></th><td></td></tr>"
    yield f'<tr><th scope="row">{OTHER}</th><td></td></tr>'
    yield "</tbody></table>"


def duties_html(duties: Sequence[Duty]) -> Iterator[str]:
    """Yield a list to tick, each line with its clauses."""
    yield '<ul class="duties">'
    for duty in duties:
        cited = f" <small>{text('、'.join(duty.clauses))}</small>" if duty.clauses else ""
        yield f"<li>{text(duty.title)}{cited}</li>"
    yield "</ul>"


def _last(papers: AssignPapers, task: Task) -> str:
    drawn = f"抽取清单 {papers.bundle[:16]}…"
    demo = "" if papers.purpose == "official" else "本次抽取是演示或测试，不是正式抽取。"
    by_hand = any(seat.note for seat in task.seats)
    chance = "检查组由抽取产生，其后的更换见上。" if by_hand else "检查组由抽取产生。"
    return f"{demo}{chance}{PRIVATE}{drawn}"
