"""Findings as text for a terminal: East-Asian widths by Rich, colour only where a person looks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO
from unicodedata import category

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shuangsuiji.findings import Citation, Finding, Outcome, Severity
from shuangsuiji.report.sentences import SENTENCES, sentence

OUTCOMES = {
    Outcome.PASS: "符合",
    Outcome.FAIL: "不符合",
    Outcome.UNKNOWN: "无法判断",
    Outcome.MANUAL: "待人认定",
    Outcome.NOT_APPLICABLE: "不适用",
    Outcome.EXCEPTED: "属于例外",
}
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提示", Severity.NOTE: "说明"}
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
MODALITIES = {"must": "应当", "in_principle": "原则上", "should": "宜"}


def console(file: IO[str] | None = None, *, stderr: bool = False) -> Console:
    """Return the console that all text goes through: no highlighting, no wrapping inside words."""
    return Console(file=file, stderr=stderr, highlight=False, soft_wrap=True)


def say(out: Console, text: str = "", style: str | None = None) -> None:
    """Print a line as it is: brackets are no markup, and what a terminal would obey is shown as �."""
    out.print(Text(plain(text)), style=style)


def plain(text: str) -> str:
    r"""Return the text without control and direction characters, which cells may hold.

    >>> plain("a\x1b[31mb")
    'a�[31mb'
    """
    return "".join("�" if category(c) in ("Cc", "Cf") and c != "\n" else c for c in text)


def print_findings(out: Console, findings: Iterable[Finding]) -> None:
    """Print each finding: verdict, place, law; then what, why, what now."""
    for finding in findings:
        for line in finding_lines(finding):
            out.print(line)


def finding_lines(finding: Finding) -> list[Text]:
    """Return the lines of one finding."""
    first = Text(heading(finding), style=STYLES[finding.severity])
    first.append(f"  {plain(str(finding.location))}", style="bold")
    if finding.citations:
        first.append("  " + "；".join(cited(c) for c in finding.citations), style="dim")
    return [first, *(Text("    " + plain(line)) for line in body_lines(finding))]


def heading(finding: Finding) -> str:
    """Return the verdict in a word: how bad for a failure, the outcome for the rest."""
    if finding.outcome is Outcome.FAIL:
        return SEVERITIES[finding.severity]
    if finding.code in SENTENCES and finding.outcome is Outcome.NOT_APPLICABLE:
        return SEVERITIES[Severity.NOTE]
    return OUTCOMES[finding.outcome]


def cited(citation: Citation) -> str:
    """Return a citation as people write it: clause id, document, place."""
    return f"{citation.clause} {citation.document}{citation.place}"


def body_lines(finding: Finding) -> list[str]:
    """Return what was found, why, and what would do."""
    if finding.code in SENTENCES:
        what, remedy = sentence(finding)
        return [what, f"建议：{remedy}"]
    lines = [f"{finding.title}（{finding.code}）"]
    if finding.message:
        lines.append(finding.message)
    if finding.draft:
        lines.append("依据是征求意见稿，只作提示")
    if finding.doubt:
        lines.append(f"存疑，只作提示：{finding.doubt}")
    if finding.provisional:
        lines.append("期限是暂定的：其中有还没有公布放假安排的年份")
    if finding.missing:
        lines.append("要判断还缺：" + "、".join(_missing(finding)))
    if finding.exceptions:
        beneath = OUTCOMES[finding.underneath] if finding.underneath else ""
        lines.append(f"例外：{'、'.join(finding.exceptions)}；若无例外则为{beneath}")
    if finding.fix:
        lines.append(f"建议：{finding.fix}")
    return lines


def _missing(finding: Finding) -> list[str]:
    written = finding.written
    return [f"{m}（写作“{written[m]}”，定不下来）" if m in written else m for m in finding.missing]


def summary(findings: Sequence[Finding]) -> str:
    """Return how many findings of each sort there are, in a sentence."""
    counts = Counter(heading(f) for f in findings)
    order = ("错误", "提示", "无法判断", "待人认定", "属于例外", "不适用", "说明")
    told = [f"{word} {counts[word]}" for word in order if counts[word]]
    return "，".join(told) or "没有发现问题"


def print_table(out: Console, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns as wide as their widest cell, whatever the terminal's width."""
    every = [tuple(plain(cell).replace("\n", " ") for cell in row) for row in (heads, *rows)]
    widths = [max(cell_len(cell) for cell in column) for column in zip(*every, strict=True)]
    for number, row in enumerate(every):
        cells = (c + " " * (w - cell_len(c)) for c, w in zip(row, widths, strict=True))
        say(out, ("  " + "  ".join(cells)).rstrip(), None if number else "dim")


def grid(*headers: str) -> Table:
    """Return an empty table with these headers, aligned by display width."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for header in headers:
        table.add_column(header, overflow="fold")
    return table
