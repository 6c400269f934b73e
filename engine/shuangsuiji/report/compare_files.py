"""What `pack compare` writes: text, JSON, a page or a workbook; on the screen, or a file that appears whole."""

import io
from pathlib import Path

from rich.console import Console

from shuangsuiji.proof.compare import Comparison
from shuangsuiji.report.asjson import dump
from shuangsuiji.report.compare import comparison_json, print_comparison
from shuangsuiji.report.compare_html import page
from shuangsuiji.report.compare_xlsx import workbook
from shuangsuiji.report.files import write_whole

SUBJECT_WIDTH, PACK_WIDTH = 24, 48


def write_comparison(comparison: Comparison, form: str, output: Path | None) -> None:
    """Print the comparison, or write it to a file; a workbook goes to a file only."""
    if output is None and form == "text":
        print_comparison(comparison, Console(highlight=False))
    elif output is None:
        print(comparison_text(comparison, form), end="")
    elif form == "xlsx":
        write_whole(output, workbook(comparison))
    else:
        write_whole(output, comparison_text(comparison, form).encode())


def comparison_text(comparison: Comparison, form: str) -> str:
    """Return the comparison as text that is the same for the same packs, however wide a screen is."""
    if form == "json":
        return dump(comparison_json(comparison)) + "\n"
    if form == "html":
        return page(comparison)
    paper = io.StringIO()
    width = SUBJECT_WIDTH + PACK_WIDTH * len(comparison.columns)
    out = Console(file=paper, width=width, highlight=False, no_color=True)
    print_comparison(comparison, out)
    return "".join(line.rstrip() + "\n" for line in paper.getvalue().splitlines())
