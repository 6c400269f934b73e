"""What the parts of the page share: verdicts, places, links, lists that end somewhere."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import PurePath

from shuangsuiji.findings import Finding, Location, Outcome
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import text
from shuangsuiji.report.wording import NOTHING, file_name, words

Numbered = tuple[int, Finding]
"""A finding with its number, which is its anchor in the page."""

LOOKS = {
    "错误": "bad",
    "提示": "warn",
    "无法判断": "open",
    "待人认定": "open",
    "属于例外": "fine",
    NOTHING: "fine",
}


def verdict(word: str) -> str:
    """Return a verdict: the word, with a mark and a colour that say the same."""
    return f'<span class="verdict {LOOKS.get(word, "none")}">{text(word)}</span>'


def title_of(report: Report) -> str:
    """Return the paper's title; of a paper without one, the file's name without its folders."""
    return PurePath(report.title).name if report.title == report.papers.file else report.title


def section(anchor: str, title: str, body: Iterable[str], *, sort: str = "") -> list[str]:
    """Return a part of the page under its heading; nothing where it holds nothing."""
    told = list(body)
    if not told:
        return []
    look = f' class="{sort}"' if sort else ""
    return [f'<section id="{anchor}"{look}>', f"<h2>{text(title)}</h2>", *told, "</section>"]


def place(location: Location, home: Location) -> str:
    """Return where a thing stands: its cell, with sheet and file beneath where it is not at home.

    Home is the sheet of the paper on which all its rows stand, if they stand on one.
    """
    spot = location.cell or (f"第{location.line}行" if location.line is not None else "整份")
    away = location.file != home.file
    names = [file_name(location)] if away else []
    names += [location.sheet] if location.sheet and (away or location.sheet != home.sheet) else []
    small = f"<small>{text(' '.join(names))}</small>" if names else ""
    return f'<span class="place"><b>{text(spot)}</b>{small}</span>'


def link(anchor: str, words: str) -> str:
    """Return a link to a place in the page."""
    return f'<a href="#{anchor}">{text(words)}</a>'


def items(lines: Iterable[str], *, sort: str = "") -> str:
    """Return HTML lines as a list."""
    look = f' class="{sort}"' if sort else ""
    return f"<ul{look}>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"


def some(words: Sequence[str], most: int) -> str:
    """Return the first words, and how many there are beside.

    >>> some(["甲", "乙", "丙"], 2)
    '甲、乙等3个'
    """
    told = "、".join(islice(words, most))
    return f"{told}等{len(words)}个" if len(words) > most else told


def remedy(finding: Finding) -> str | None:
    """Return what would do; for what is not written, or not clearly, that it be written."""
    told = words(finding)
    if told.remedy is not None or finding.outcome is not Outcome.UNKNOWN or not finding.missing:
        return told.remedy
    return "写明" + "、".join(f"“{label}”" for label in finding.missing)


def paragraph(words: str, sort: str = "") -> str:
    """Return a paragraph of plain text."""
    look = f' class="{sort}"' if sort else ""
    return f"<p{look}>{text(words)}</p>"
