"""list check."""

from pathlib import Path
from typing import Annotated

import typer

from shuangsuiji.cli.options import (
    Ask,
    AsOf,
    Fail,
    FailOn,
    Findings,
    Formats,
    OutputFiles,
    Pack,
    asked_for,
    day,
    end_check,
    today,
)

app = typer.Typer(help="随机抽查事项清单", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _list() -> None:
    """随机抽查事项清单。"""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="清单", help=".xlsx、.xls、.csv 或 .yaml")],
    pack: Pack,
    parent: Annotated[
        Path | None, typer.Option("--parent", help="上级的清单，核对本级只增不减")
    ] = None,
    findings: Findings = None,
    ask: Ask = None,
    as_of: AsOf = None,
    fail_on: Fail = FailOn.ERROR,
    output: OutputFiles = None,
    as_: Formats = None,
) -> None:
    """按规则包核查一份抽查事项清单：各项内容、类别、项数，对照上级清单有没有少列。"""
    from shuangsuiji.report.checks import OFFERED
    from shuangsuiji.workflow.lists import ListPapers, check_list

    papers = ListPapers(
        items=file, parent=parent, findings=findings, as_of=day(as_of), ask=ask is not None
    )
    outputs = asked_for(as_, output, papers.files, OFFERED, ask)
    end_check(check_list(pack, papers, today=today()), outputs, fail_on)
