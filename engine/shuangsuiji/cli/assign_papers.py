"""assign check: teams made elsewhere. assign sheets, assign fairness: what people hold in their hands."""

from pathlib import Path
from typing import Annotated

import typer

from shuangsuiji.cli.options import (
    As,
    Ask,
    AsOf,
    Fail,
    FailOn,
    Findings,
    Format,
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


Bundle = Annotated[Path, typer.Argument(metavar="抽取包", help="文件夹或 .zip")]
NamedPack = Annotated[
    str | None, typer.Option("--pack", help="规则包：随附的名称，或文件夹；不写即抽取用的")
]


def sheets(
    bundle: Bundle,
    folder: Annotated[Path, typer.Option("-o", "--output", help="写到哪个新文件夹")],
    pack: NamedPack = None,
    register: Annotated[
        list[Path] | None,
        typer.Option("--register", help="检查对象名录库，取名称、地址、电话；可以写几份"),
    ] = None,
    inspectors: People = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="年度计划，取任务名称和检查事项")
    ] = None,
    items: Annotated[
        Path | None, typer.Option("--items", help="抽查事项清单，取检查内容和方式")
    ] = None,
    batch: Annotated[int | None, typer.Option("--batch", help="只印这一批", min=1)] = None,
    as_: As = Format.TEXT,
) -> None:
    """印检查任务单（一户一页，带记录表）、各人日程和公平情况，写进一个新文件夹。"""
    from shuangsuiji.report.assigned_papers import written_report
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow.assign_papers import PapersGiven
    from shuangsuiji.workflow.assign_sheets import write_sheets

    given = PapersGiven(
        bundle, pack, tuple(register or ()), tuple(inspectors or ()), plan, items, batch
    )
    papers, files = write_sheets(given, folder)
    print_report(written_report(papers, files, folder), as_.value)


def fairness(
    bundle: Bundle,
    pack: NamedPack = None,
    inspectors: People = None,
    output: OutputFiles = None,
    as_: Formats = None,
) -> None:
    """看派人派得公平不公平：各席位几人可选、同组次数、各人户次、谁从来轮不到、随机左右不了的。"""
    from shuangsuiji.report.assigned_papers import OFFERED, fairness_forms
    from shuangsuiji.report.outputs import deliver
    from shuangsuiji.workflow.assign_papers import PapersGiven, assign_papers

    given = PapersGiven(bundle, pack, inspectors=tuple(inspectors or ()))
    outputs = asked_for(as_, output, given.files, OFFERED)
    deliver(outputs, fairness_forms(assign_papers(given)))


def add_to(app: typer.Typer) -> None:
    """Put these commands under `assign`."""
    for command in (check, sheets, fairness):
        app.command()(command)
