"""Findings as text for a terminal: East-Asian widths by Rich, colour only where a person looks."""

from collections.abc import Iterable, Sequence
from typing import IO

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shuangsuiji.findings import Finding, Severity
from shuangsuiji.report.wording import cited, heading, plain, words

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console(file: IO[str] | None = None, *, stderr: bool = False) -> Console:
    """Return the console that all text goes through: no highlighting, no wrapping inside words."""
    return Console(file=file, stderr=stderr, highlight=False, soft_wrap=True)


def say(out: Console, text: str = "", style: str | None = None) -> None:
    """Print a line as it is: brackets are no markup, and what a terminal would obey is shown as �."""
    out.print(Text(plain(text)), style=style)


def print_findings(out: Console, findings: Iterable[Finding]) -> None:
    """Print each finding: verdict, place, law; then what, why, what now."""
    for finding in findings:
        first = _first_line(finding)
        rest = "".join(f"\n    {plain(line)}" for line in body_lines(finding))
        if out.color_system is None:  # Rich takes its time to lay out what has no style
            out.out("".join(text for text, _ in first) + rest, highlight=False)
        else:
            out.print(Text.assemble(*first, rest))


def _first_line(finding: Finding) -> list[tuple[str, str]]:
    """Return verdict, place and law, each with its style."""
    law = "；".join(cited(c) for c in finding.citations)
    return [
        (heading(finding), STYLES[finding.severity]),
        (f"  {plain(str(finding.location))}", "bold"),
        *([(f"  {plain(law)}", "dim")] if law else []),
    ]


def body_lines(finding: Finding) -> list[str]:
    """Return what was found, why, and what would do."""
    told = words(finding)
    title = f"{told.title}（{finding.code}）" if told.title is not None else None
    remedy = f"建议：{told.remedy}" if told.remedy is not None else None
    return [line for line in (title, told.what, *told.why, remedy) if line is not None]


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
