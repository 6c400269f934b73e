"""assign check: teams made elsewhere. assign sheets, assign fairness: what people hold in their hands."""

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

People = Annotated[
    list[Path] | None,
    typer.Option(
        "--inspectors", help="执法检查人员名录、专家库、回避、请假，可以写几份", metavar="名录"
    ),
]


def check(
    file: Annotated[
        Path,
        typer.Argument(metavar="检查组名单", help=".xlsx、.xls、.docx、.csv、.yaml 或 .json"),
    ],
    pack: Pack,
    inspectors: People = None,
    findings: Findings = None,
    ask: Ask = None,
    as_of: AsOf = None,
    fail_on: Fail = FailOn.ERROR,
    output: OutputFiles = None,
    as_: Formats = None,
) -> None:
    """按规则包核查别处编好的检查组：人数、执法资格、组长、回避、请假、派了多少户。"""
    from shuangsuiji.report.checks import OFFERED
    from shuangsuiji.workflow.assign_check import TeamPapers, check_teams

    papers = TeamPapers(
        teams=file,
        inspectors=tuple(inspectors or ()),
        findings=findings,
        as_of=day(as_of),
        ask=ask is not None,
    )
    outputs = asked_for(as_, output, papers.files, OFFERED, ask)
    end_check(check_teams(pack, papers, today=today()), outputs, fail_on)


def add_to(app: typer.Typer) -> None:
    """Put these commands under `assign`."""
    app.command()(check)
