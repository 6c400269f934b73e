"""plan check."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from shuangsuiji.cli.options import (
    AsOf,
    Fail,
    FailOn,
    Findings,
    Formats,
    MadeOn,
    OutputFiles,
    Pack,
    PublishedOn,
    Received,
    ReportFormat,
    asked_for,
    day,
    end,
    end_check,
    today,
)

if TYPE_CHECKING:
    from shuangsuiji.workflow.plans import PlanPapers

app = typer.Typer(help="年度抽查工作计划", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _plan() -> None:
    """年度抽查工作计划。"""


@app.command()
def check(
    file: Annotated[
        Path,
        typer.Argument(metavar="计划", help=".xlsx、.xls、.csv 或 .yaml；或放各区县计划的文件夹"),
    ],
    pack: Pack,
    items: Annotated[Path | None, typer.Option("--items", help="抽查事项清单")] = None,
    register: Annotated[Path | None, typer.Option("--register", help="检查对象名录库")] = None,
    findings: Findings = None,
    year: Annotated[
        int | None, typer.Option("--year", help="计划年度，不写即看标题", min=2000, max=2099)
    ] = None,
    made_on: MadeOn = None,
    received: Received = None,
    published_on: PublishedOn = None,
    as_of: AsOf = None,
    fail_on: Fail = FailOn.ERROR,
    output: OutputFiles = None,
    as_: Formats = None,
) -> None:
    """按规则包核查一份计划，或一个文件夹里各区县的计划，每个问题注明单元格和条款。"""
    from shuangsuiji.report.checks import OFFERED
    from shuangsuiji.workflow.plans import PlanPapers, check

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
    if file.is_dir() or not (file.suffix or file.exists()):  # without an ending: a folder was meant
        _check_folder(pack, papers, as_, output, fail_on)
    outputs = asked_for(as_, output, papers.files, OFFERED)
    end_check(check(pack, papers, today=today()), outputs, fail_on)


def _check_folder(
    pack: str,
    papers: "PlanPapers",
    as_: list[ReportFormat] | None,
    output: list[Path] | None,
    fail_on: FailOn,
) -> NoReturn:
    """Check the plans of a folder, one for each district."""
    from shuangsuiji.report.outputs import deliver
    from shuangsuiji.report.plan_sets import OFFERED, set_forms
    from shuangsuiji.workflow.plan_sets import check_folder, files_of

    given = (*papers.files, *files_of(papers))
    outputs = asked_for(as_, output, given, OFFERED)
    report = check_folder(pack, papers, today=today())
    deliver(outputs, set_forms(report))
    end(report, fail_on)
