"""plan check."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from shuangsuiji.cli.options import (
    As,
    AsOf,
    FailOn,
    Format,
    MadeOn,
    Output,
    Pack,
    PublishedOn,
    Received,
    day,
)

app = typer.Typer(help="年度抽查工作计划", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _plan() -> None:
    """年度抽查工作计划。"""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="计划", help=".xlsx、.xls、.csv 或 .yaml")],
    pack: Pack,
    items: Annotated[Path | None, typer.Option("--items", help="抽查事项清单")] = None,
    register: Annotated[Path | None, typer.Option("--register", help="检查对象名录库")] = None,
    findings: Annotated[Path | None, typer.Option("--findings", help="人工认定")] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="计划年度，不写即看标题", min=2000, max=2099)
    ] = None,
    made_on: MadeOn = None,
    received: Received = None,
    published_on: PublishedOn = None,
    as_of: AsOf = None,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="从哪一级起返回 1")] = FailOn.ERROR,
    output: Output = None,
    as_: As = Format.TEXT,
) -> None:
    """按规则包核查一份计划，每个问题注明单元格和条款。"""
    from shuangsuiji.findings import Severity
    from shuangsuiji.report.plans import write_report
    from shuangsuiji.workflow.plans import PlanPapers, check, check_output

    papers = PlanPapers(
        plan=file,
        items=items,
        register=register,
        findings=findings,
        year=year,
        made_on=day(made_on),
        received=day(received),
        published_on=day(published_on),
        as_of=day(as_of),
    )
    check_output(papers, output)
    report = check(pack, papers, today=date.today())  # noqa: DTZ011  (the user's own day)
    write_report(report, as_.value, output)
    threshold = {FailOn.NEVER: None, FailOn.WARNING: Severity.WARNING}.get(fail_on, Severity.ERROR)
    raise typer.Exit(report.exit_code(threshold, for_people=fail_on is FailOn.MANUAL))
