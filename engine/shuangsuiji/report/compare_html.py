"""A comparison as one page that stands alone: no script, no other file, fit to be printed."""

from collections.abc import Iterable, Iterator

from shuangsuiji.proof.compare import Comparison
from shuangsuiji.report.compare import NOTE, TITLE, Line, cell_lines, head_lines
from shuangsuiji.report.html import page, text
from shuangsuiji.report.html_style import COMPARISON


def comparison_html(comparison: Comparison) -> str:
    """Return the whole page; every text is escaped."""
    titles = "、".join(column.title for column in comparison.columns)
    width = f":root {{ --packs: {len(comparison.columns)}; }}"
    return page(f"{TITLE}：{titles}", f"{COMPARISON}{width}\n", _body(comparison))


def _body(comparison: Comparison) -> Iterator[str]:
    yield f"<h1>{text(TITLE)}</h1>\n<p>{text(NOTE)}</p>"
    yield '<div class="wide" role="region" aria-label="规则包对照" tabindex="0">\n<table>\n<colgroup>'
    yield f'<col class="subject">{"<col>" * len(comparison.columns)}</colgroup>'
    yield '<thead><tr><th scope="col"><b>问题</b></th>'
    for column in comparison.columns:
        first, *others = head_lines(column)
        told = "<br>".join(text(line) for line in others)
        yield f'<th scope="col"><b>{text(first)}</b>{told}</th>'
    yield "</tr></thead>\n<tbody>"
    for row in comparison.rows:
        yield f'<tr id="{text(row.subject.id)}"><th scope="row">{text(row.subject.title)}</th>'
        for cell, column in zip(row.cells, comparison.columns, strict=True):
            yield f"<td>{''.join(_divs(cell_lines(cell, column)))}</td>"
        yield "</tr>"
    yield "</tbody>\n</table>\n</div>"
    if comparison.silent:
        told = "；".join(subject.title for subject in comparison.silent)
        yield f"<p>各包都没有规定的：{text(told)}</p>"


def _divs(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        deep = " deep" if line.deep else ""
        yield f'<div class="{line.sort}{deep}">{text(line.text)}</div>'
