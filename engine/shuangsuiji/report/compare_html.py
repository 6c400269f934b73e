"""A comparison as one page that stands alone: no script, no other file, fit to be printed."""

from collections.abc import Iterable, Iterator
from html import escape

from shuangsuiji.proof.compare import Comparison
from shuangsuiji.report.compare import NOTE, TITLE, Line, cell_lines, head_lines
from shuangsuiji.report.wording import plain

STYLE = """
:root { color-scheme: light; }
body { margin: 1.5rem; color: #1b1f24; background: #fff;
  font: 14px/1.55 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .3rem; }
p { margin: .2rem 0 .9rem; color: #57606a; max-width: 60rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 1px solid #c9d1d9; padding: .45rem .6rem; vertical-align: top; text-align: left;
  overflow-wrap: anywhere; }
thead th { background: #eef2f6; position: sticky; top: 0; font-weight: 400; }
thead th b { display: block; font-size: 1rem; }
tbody th { background: #f8fafb; font-weight: 600; }
col.subject { width: 11rem; }
td div { margin: 0; }
td .deep { padding-left: 1em; }
.head { margin-top: .35rem !important; }
td .head:first-child { margin-top: 0 !important; }
.law, .note { color: #57606a; font-size: .86em; }
.apart { color: #0b5c7a; border-left: 3px solid #9cc9d9; padding-left: .5em; margin-top: .35rem !important; }
.silent { color: #8a5a00; }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { margin: 0; font-size: 9pt; }
  thead { display: table-header-group; }
  thead th { position: static; }
  th, thead th, tbody th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  td div { break-inside: avoid; }
}
"""


def page(comparison: Comparison) -> str:
    """Return the whole page; every text is escaped."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    titles = "、".join(column.title for column in comparison.columns)
    yield '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(TITLE)}：{_text(titles)}</title>\n<style>{STYLE}</style>\n</head>\n<body>"
    yield f"<h1>{_text(TITLE)}</h1>\n<p>{_text(NOTE)}</p>\n<table>\n<colgroup>"
    yield f'<col class="subject">{"<col>" * len(comparison.columns)}</colgroup>'
    yield '<thead><tr><th scope="col"><b>问题</b></th>'
    for column in comparison.columns:
        first, *others = head_lines(column)
        told = "<br>".join(_text(line) for line in others)
        yield f'<th scope="col"><b>{_text(first)}</b>{told}</th>'
    yield "</tr></thead>\n<tbody>"
    for row in comparison.rows:
        yield f'<tr id="{_text(row.subject.id)}"><th scope="row">{_text(row.subject.title)}</th>'
        for cell, column in zip(row.cells, comparison.columns, strict=True):
            yield f"<td>{''.join(_divs(cell_lines(cell, column)))}</td>"
        yield "</tr>"
    yield "</tbody>\n</table>"
    if comparison.silent:
        told = "；".join(subject.title for subject in comparison.silent)
        yield f"<p>各包都没有规定的：{_text(told)}</p>"
    yield "</body>\n</html>"


def _divs(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        deep = " deep" if line.deep else ""
        yield f'<div class="{line.sort}{deep}">{_text(line.text)}</div>'


def _text(text: str) -> str:
    return escape(plain(text), quote=True)
