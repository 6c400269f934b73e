"""A page that stands alone: no script, no other file, every text escaped, fit to be printed."""

from collections.abc import Iterable, Iterator
from html import escape

from shuangsuiji.report.html_style import STYLE
from shuangsuiji.report.wording import plain

CARDS = "cards"
"""The tables that become cards on a narrow screen, each cell with its head before it."""


def page(title: str, style: str, body: Iterable[str]) -> str:
    """Return the whole page; `style` goes on from what all pages share, `body` is HTML."""
    return "\n".join(_lines(title, style, body)) + "\n"


def text(words: str) -> str:
    """Return text as HTML shows it: escaped, without characters that a program would obey.

    >>> text('<b onclick="x">')
    '&lt;b onclick=&quot;x&quot;&gt;'
    """
    return escape(plain(words), quote=True)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], *, sort: str = CARDS) -> str:
    """Return a table of HTML cells under heads of plain text; the first cell of a row is its head."""
    named = [text(head) for head in heads]
    told = "".join(f'<th scope="col">{head}</th>' for head in named)
    lines = [f'<table class="{sort}">', f"<thead><tr>{told}</tr></thead>", "<tbody>"]
    marks = [f' data-head="{head}"' if sort == CARDS else "" for head in named[1:]]
    for first, *others in rows:
        pairs = zip(marks, others, strict=True)
        cells = "".join(f"<td{mark}>{cell}</td>" if cell else "<td></td>" for mark, cell in pairs)
        lines.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody>", "</table>"])


def _lines(title: str, style: str, body: Iterable[str]) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{text(title)}</title>\n<style>{STYLE}{style}</style>\n</head>\n<body>"
    yield from body
    yield "</body>\n</html>"
