"""list check."""

from pathlib import Path
from typing import Annotated

import typer

from shuangsuiji.cli.options import (
    As,
    AsOf,
    Fail,
    FailOn,
    Findings,
    Format,
    Output,
    Pack,
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
    as_of: AsOf = None,
    fail_on: Fail = FailOn.ERROR,
    output: Output = None,
    as_: As = Format.TEXT,
) -> None:
    """按规则包核查一份抽查事项清单：各项内容、类别、项数，对照上级清单有没有少列。"""
    from shuangsuiji.workflow.checks import check_output
    from shuangsuiji.workflow.lists import ListPapers, check_list

    papers = ListPapers(items=file, parent=parent, findings=findings, as_of=day(as_of))
    check_output(papers.files, output)
    end_check(check_list(pack, papers, today=today()), as_, output, fail_on)
