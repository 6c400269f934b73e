"""decide, decide record."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from shuangsuiji.cli.options import (
    As,
    AsOf,
    Findings,
    Format,
    Formats,
    OutputFiles,
    asked_for,
    day,
    today,
)


class _CasesFirst(TyperGroup):
    """A group whose first word may be a file of cases instead of a command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["cases", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    help="追责免责：decide 案件文件 --pack 规则包；决定和复核用 decide record 记入台账",
    no_args_is_help=True,
    rich_markup_mode=None,
    cls=_CasesFirst,
)

At = Annotated[str, typer.Option("--store", help="台账库：SQLite 文件或数据库地址")]
DEFAULT_STORE = "台账.db"


@app.command(name="cases")
def cases(
    file: Annotated[Path, typer.Argument(metavar="案件", help=".yaml、.json 或 .xlsx")],
    pack: Annotated[str | None, typer.Option("--pack", help="规则包：随附的名称，或文件夹")] = None,
    compare: Annotated[
        str | None,
        typer.Option("--compare", metavar="甲,乙", help="同一案件按几个规则包分别看，用逗号隔开"),
    ] = None,
    findings: Findings = None,
    assume: Annotated[
        list[str] | None,
        typer.Option("--assume", metavar="[案件:]事实=值", help="假设某件事实如此，可写多次"),
    ] = None,
    as_of: AsOf = None,
    store: At = DEFAULT_STORE,
    output: OutputFiles = None,
    as_: Formats = None,
) -> None:
    """按规则包看每个案件有没有追责、免责情形，还缺什么；只供有权的人作决定时参考。"""
    from shuangsuiji.report.decide import OFFERED, decide_forms
    from shuangsuiji.report.outputs import deliver
    from shuangsuiji.workflow.decide import DecideOrder, decide_cases, packs_of

    order = DecideOrder(
        cases=file,
        packs=packs_of(pack, compare),
        findings=findings,
        as_of=day(as_of),
        assume=tuple(assume or ()),
        store=store,
    )
    outputs = asked_for(as_, output, order.files, OFFERED)
    report = decide_cases(order, today=today())
    deliver(outputs, decide_forms(report))
    raise typer.Exit(report.exit_code)


@app.command()
def record(
    store: At,
    run: Annotated[int, typer.Option("--run", help="依据哪一次 decide：它在台账里的编号", min=1)],
    case: Annotated[str, typer.Option("--case", help="案件名称")],
    decision: Annotated[
        str, typer.Option("--decision", help="决定：追责、免责、不予追责、退回补充")
    ],
    who: Annotated[str, typer.Option("--who", help="作决定或复核的人，姓名")],
    on: Annotated[str, typer.Option("--on", metavar="年-月-日", help="作决定的日期")],
    grounds: Annotated[str, typer.Option("--grounds", help="依据：文号、会议纪要")],
    review_of: Annotated[
        int | None,
        typer.Option("--review-of", help="复核的是哪一个决定：它在台账里的编号", min=1),
    ] = None,
    as_: As = Format.TEXT,
) -> None:
    """把有权的人作的决定，或者对决定的复核，记入台账。"""
    from shuangsuiji.report.decide_record import print_recorded
    from shuangsuiji.workflow.decide_record import Decided, record_decision

    told = Decided(run, case, decision, who, on, grounds, review_of)
    print_recorded(record_decision(store, told, today=today()), as_.value)
