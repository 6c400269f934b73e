"""assign run, replace, verify: the inspectors of a draw."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from shuangsuiji.cli.options import As, DrawStore, Format, Pack, day

Bundle = Annotated[Path, typer.Argument(metavar="抽取包", help="抽取的文件夹，或里面的 bundle")]


def add_to(app: typer.Typer) -> None:
    """Put these commands under `assign`."""
    for command in (run, replace, verify):
        app.command()(command)


def run(
    bundle: Bundle,
    pack: Pack,
    *,
    partial: Annotated[
        bool, typer.Option("--partial", help="人员不足时，能匹配多少匹配多少，列出空缺")
    ] = False,
    store: DrawStore = None,
    as_: As = Format.TEXT,
) -> None:
    """为抽中的检查对象随机匹配检查人员，写进抽取包；人员不足的说明缺在哪里，返回1，什么也不写。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow import assign_run

    assigned = assign_run.run(bundle, pack, partial=partial, store=store)
    print_report(assigned.report, as_.value)
    raise typer.Exit(1 if assigned.short else 0)


def replace(
    bundle: Bundle,
    visit: Annotated[str, typer.Argument(metavar="检查", help="检查的编号，多为检查对象的编号")],
    slot: Annotated[str, typer.Argument(metavar="席位", help="例如 member-1")],
    out: Annotated[str, typer.Option("--out", help="被更换的人；席位空缺的写 -")],
    reason: Annotated[
        str,
        typer.Option(
            "--reason", help="岗位调整、工作冲突、身体健康状况、回避，或其他；会公开，不写病情"
        ),
    ],
    approver: Annotated[
        str, typer.Option("--approver", help="同意人，写明职务，例如“部门负责人张某”")
    ],
    designate: Annotated[str | None, typer.Option("--designate", help="指派谁接替")] = None,
    select: Annotated[str | None, typer.Option("--select", help="选派谁接替")] = None,
    unable: Annotated[
        bool | None,
        typer.Option("--unable/--able", help="同意人认定：无法（能够）继续履行检查任务"),
    ] = None,
    special: Annotated[
        bool | None, typer.Option("--special", help="主张其他特殊情况", show_default=False)
    ] = None,
    approved_on: Annotated[
        datetime | None,
        typer.Option("--approved-on", help="同意日期，如 2026-03-02", formats=["%Y-%m-%d"]),
    ] = None,
    pack: Annotated[str | None, typer.Option("--pack", help="规则包，不写即冻结时的")] = None,
    store: DrawStore = None,
    as_: As = Format.TEXT,
) -> None:
    """更换一名检查人员：指派、选派，都不写即重新抽取；按规则包核对，写进抽取包。"""
    from shuangsuiji.findings import Location, refuse
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow import assign_replace

    if designate is not None and select is not None:
        raise refuse("assign/two-ways", Location("--designate"))
    method: assign_replace.Method = (
        "designate" if designate is not None else "select" if select is not None else "redraw"
    )
    order = assign_replace.ReplaceOrder(
        visit,
        slot,
        out,
        reason,
        approver,
        method,
        designate or select,
        unable,
        special,
        day(approved_on),
    )
    print_report(assign_replace.replace(bundle, order, pack, store=store), as_.value)


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="抽取包", help="文件夹或 .zip")],
    as_: As = Format.TEXT,
) -> None:
    """复核检查人员的匹配：谁合条件、各席是谁、后来换了谁；返回码同 draw verify。"""
    from shuangsuiji.report.assigned import print_assignment
    from shuangsuiji.report.draws import EXIT_CODES
    from shuangsuiji.workflow import assign_verify

    checked = assign_verify.verify(bundle)
    print_assignment(checked, as_.value)
    raise typer.Exit(EXIT_CODES[checked.verification.verdict])
