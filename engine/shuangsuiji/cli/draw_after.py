"""draw disqualify, issue, done, visits, check; proofs of one line."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from shuangsuiji.cli.options import (
    As,
    AsOf,
    DrawFolder,
    DrawStore,
    Fail,
    FailOn,
    Format,
    Formats,
    OutputFiles,
    Pack,
    asked_for,
    day,
    end_check,
    today,
)

Line = Annotated[str, typer.Option("--line", help="计划行")]
Batch = Annotated[int, typer.Option("--batch", help="第几批")]


class ListFormat(StrEnum):
    """In which forms a list of visits is given."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def register(app: typer.Typer) -> None:
    """Add the commands of what follows a draw."""
    for command in (disqualify, issue, done, visits, check):
        app.command()(command)


def disqualify(
    folder: DrawFolder,
    id_: Annotated[str, typer.Argument(metavar="编号", help="要撤下的检查对象")],
    reason: Annotated[str, typer.Option("--reason", help="撤下的原因")],
    evidence: Annotated[Path, typer.Option("--evidence", help="证明这个原因的文件，只记摘要")],
    approver: Annotated[str, typer.Option("--approver", help="批准人，不能是操作方")],
    line: Annotated[str | None, typer.Option("--line", help="计划行，不写即抽中它的各行")] = None,
    store: DrawStore = None,
    as_: As = Format.TEXT,
) -> None:
    """撤下一个抽中的对象，由同一分层的下一个号码递补，重新写出抽取包。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow.draw_disqualify import Disqualification
    from shuangsuiji.workflow.draw_disqualify import disqualify as run

    asked = Disqualification(id_, reason, evidence, approver, line)
    print_report(run(folder, asked, store=store), as_.value)


def issue(
    folder: DrawFolder, line: Line, batch: Batch, store: DrawStore = None, as_: As = Format.TEXT
) -> None:
    """下发一批检查对象；前一批办完以后才能下发下一批。"""
    from shuangsuiji.draw.batches import Task
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow.draw_batches import step_batch

    print_report(step_batch(folder, Task(line, batch, "issued"), store=store), as_.value)


def done(
    folder: DrawFolder, line: Line, batch: Batch, store: DrawStore = None, as_: As = Format.TEXT
) -> None:
    """记录一批检查对象已经办完。"""
    from shuangsuiji.draw.batches import Task
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow.draw_batches import step_batch

    print_report(step_batch(folder, Task(line, batch, "done"), store=store), as_.value)


def visits(
    bundle: Annotated[Path, typer.Argument(metavar="抽取包", help="文件夹或 .zip")],
    output: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", help="写到文件，按扩展名定格式：.txt .json .csv .xlsx"),
    ] = None,
    as_: Annotated[
        list[ListFormat] | None, typer.Option("-f", "--format", help="输出格式，可以写几个")
    ] = None,
) -> None:
    """列出一次抽取的检查清单：合并的、分批的、递补的都算在内。"""
    from shuangsuiji.report.draw_visits import OFFERED, visits_forms
    from shuangsuiji.report.outputs import deliver, wanted
    from shuangsuiji.workflow.checks import check_outputs
    from shuangsuiji.workflow.draw_after import check_outside
    from shuangsuiji.workflow.draw_visits import visits as run

    check_outputs((bundle,), output or ())
    check_outside(bundle, output or ())
    outputs = wanted([form.value for form in as_ or ()], output or (), OFFERED)
    deliver(outputs, visits_forms(run(bundle)))


def check(
    drawn: Annotated[
        Path,
        typer.Argument(metavar="名单", help="抽中的名单，.xlsx、.xls、.docx、.csv、.yaml 或 .json"),
    ],
    pack: Pack,
    register: Annotated[list[Path], typer.Option("--register", help="抽取之前的名录，可写多次")],
    order: Annotated[Path | None, typer.Option("--order", help="抽取任务书，.yaml")] = None,
    plan: Annotated[Path | None, typer.Option("--plan", help="所依据的年度计划")] = None,
    items: Annotated[
        Path | None, typer.Option("--items", help="抽查事项清单，与 --plan 一起：核对清单设的上限")
    ] = None,
    as_of: AsOf = None,
    fail_on: Fail = FailOn.ERROR,
    output: OutputFiles = None,
    as_: Formats = None,
) -> None:
    """核查别的系统抽出的名单：在不在名录库、能不能抽、有没有漏层、数量对不对。"""
    from shuangsuiji.report.checks import OFFERED
    from shuangsuiji.workflow.draw_check import DrawnPapers, check_drawn

    papers = DrawnPapers(drawn, tuple(register), order, plan, items, day(as_of))
    outputs = asked_for(as_, output, papers.files, OFFERED)
    end_check(check_drawn(pack, papers, today=today()), outputs, fail_on)


def prove(id_: str, bundle: Path, proof: Path, as_: Format) -> NoReturn:
    """Write the proof of one line, or, where the file is there already, check it; then end."""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow.draw_entry import check_proof, write_proof

    if not proof.exists():
        print_report(write_proof(id_, bundle, proof), as_.value)
        raise typer.Exit(0)
    proved = check_proof(id_, proof, bundle)
    print_report(proved.report, as_.value)
    raise typer.Exit(0 if proved.holds else 1)
