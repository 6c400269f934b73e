"""register check."""

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

app = typer.Typer(
    help="名录库：检查对象、执法检查人员、专家", no_args_is_help=True, rich_markup_mode=None
)
KIND = "targets 检查对象、inspectors 执法检查人员、experts 专家、registers 各名录库的目录；不写即看表头"


@app.callback()
def _register() -> None:
    """名录库：检查对象、执法检查人员、专家。"""


@app.command()
def check(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="名录库", help=".xlsx、.xls、.csv（可压缩为 .gz、.zst）、.parquet 或 .yaml"
        ),
    ],
    pack: Pack,
    kind: Annotated[str | None, typer.Option("--as", metavar="种类", help=KIND)] = None,
    staff: Annotated[
        Path | None, typer.Option("--staff", help="人事名册，核对应当入库的人是否都在库")
    ] = None,
    findings: Findings = None,
    ask: Ask = None,
    as_of: AsOf = None,
    fail_on: Fail = FailOn.ERROR,
    output: OutputFiles = None,
    as_: Formats = None,
) -> None:
    """按规则包核查一份名录库，每个问题注明单元格和条款。"""
    from shuangsuiji.report.checks import OFFERED
    from shuangsuiji.workflow.register_check import RegisterPapers, check_register

    papers = RegisterPapers(
        register=file,
        kind=kind,
        staff=staff,
        findings=findings,
        as_of=day(as_of),
        ask=ask is not None,
    )
    outputs = asked_for(as_, output, papers.files, OFFERED, ask)
    end_check(check_register(pack, papers, today=today()), outputs, fail_on)
