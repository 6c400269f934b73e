"""What `pack compare` gives: text, JSON, a page or a workbook."""

import io
from functools import partial

from rich.console import Console

from shuangsuiji.proof.compare import Comparison
from shuangsuiji.report.compare import comparison_json, print_comparison
from shuangsuiji.report.compare_html import comparison_html
from shuangsuiji.report.compare_xlsx import workbook
from shuangsuiji.report.outputs import Form, Forms, json_form

SUBJECT_WIDTH, PACK_WIDTH = 24, 48


OFFERED = ("text", "json", "html", "xlsx")
"""The forms of comparison_forms, before there is a comparison."""


def comparison_forms(comparison: Comparison) -> Forms:
    """Return the forms in which a comparison is given; text on a screen is as wide as the screen."""
    return {
        "text": Form(
            lambda _: comparison_text(comparison).encode(), partial(print_comparison, comparison)
        ),
        "json": json_form(lambda: comparison_json(comparison)),
        "html": Form(lambda _: comparison_html(comparison).encode()),
        "xlsx": Form(lambda _: workbook(comparison)),
    }


def comparison_text(comparison: Comparison) -> str:
    """Return the comparison as text that is the same for the same packs, however wide a screen is."""
    paper = io.StringIO()
    width = SUBJECT_WIDTH + PACK_WIDTH * len(comparison.columns)
    out = Console(file=paper, width=width, highlight=False, no_color=True)
    print_comparison(comparison, out)
    return "".join(line.rstrip() + "\n" for line in paper.getvalue().splitlines())
