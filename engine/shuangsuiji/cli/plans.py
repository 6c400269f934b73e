"""plan check, plan read."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from shuangsuiji.cli.options import (
    Ask,
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
from shuangsuiji.cli.plan_read import (
    ByHand,
    FormFiles,
    Sheets,
    Year,
    read,
    reading,
    tell_mapping,
)

if TYPE_CHECKING:
    from shuangsuiji.workflow.plans import PlanPapers

app = typer.Typer(help="年度抽查工作计划", no_args_is_help=True, rich_markup_mode=None)
app.command()(read)


@app.callback()
def _plan() -> None:
    """年度抽查工作计划。"""


@app.command()
def check(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="计划", help=".xlsx、.xls、.csv、.docx、.yaml、.json；或放各区县计划的文件夹"
        ),
    ],
    pack: Pack,
    items: Annotated[Path | None, typer.Option("--items", help="抽查事项清单")] = None,
    register: Annotated[Path | None, typer.Option("--register", help="检查对象名录库")] = None,
    findings: Findings = None,
    ask: Ask = None,
    diff: Annotated[
        Path | None,
        typer.Option("--diff", metavar="上次的计划", help="重报时对照：哪些解决了，哪些是新的"),
    ] = None,
    by_hand: ByHand = None,
    form: FormFiles = None,
    sheet: Sheets = None,
    year: Year = None,
    made_on: MadeOn = None,
    received: Received = None,
    published_on: PublishedOn = None,
    as_of: AsOf = None,
    fail_on: Fail = FailOn.ERROR,
    output: OutputFiles = None,
    as_: Formats = None,
    *,
    show_mapping: Annotated[
        bool, typer.Option("--show-mapping", help="核查之前，先在屏幕上列出列名与字段怎样对应")
    ] = False,
) -> None:
    """按规则包核查一份计划，或一个文件夹里各区县的计划，每个问题注明单元格和条款。"""
    from shuangsuiji.collector import at_rest
    from shuangsuiji.report.checks import OFFERED
    from shuangsuiji.workflow.plan_again import check_again
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
        ask=ask is not None,
        reading=reading(by_hand, form, sheet),
    )
    if file.is_dir() or not (file.suffix or file.exists()):  # without an ending: a folder was meant
        _check_folder(pack, papers, diff, as_, output, fail_on)
    outputs = asked_for(as_, output, (*papers.files, diff), OFFERED, ask)
    if show_mapping:
        tell_mapping(pack, papers)
    with at_rest():
        if diff is None:
            report = check(pack, papers, today=today())
        else:
            report = check_again(pack, papers, diff, today=today())
        end_check(report, outputs, fail_on)


def _check_folder(
    pack: str,
    papers: "PlanPapers",
    diff: Path | None,
    as_: list[ReportFormat] | None,
    output: list[Path] | None,
    fail_on: FailOn,
) -> NoReturn:
    """Check the plans of a folder, one for each district."""
    from shuangsuiji.findings import Location, refuse
    from shuangsuiji.report.outputs import deliver
    from shuangsuiji.report.plan_sets import OFFERED, set_forms
    from shuangsuiji.workflow.plan_sets import check_folder, files_of

    if papers.ask:
        raise refuse("output/ask-folder", Location("--ask"))
    if diff is not None:
        raise refuse("plan/diff-folder", Location("--diff"))
    given = (*papers.files, *files_of(papers))
    outputs = asked_for(as_, output, given, OFFERED)
    report = check_folder(pack, papers, today=today())
    deliver(outputs, set_forms(report))
    end(report, fail_on)
