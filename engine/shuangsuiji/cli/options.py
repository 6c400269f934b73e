"""Options that several commands share, each defined once; how a check of papers ends."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from shuangsuiji.report.outputs import Outputs
    from shuangsuiji.workflow.checks import CheckReport
    from shuangsuiji.workflow.set_report import SetReport


class Format(StrEnum):
    """How a command answers."""

    TEXT = "text"
    JSON = "json"


class ReportFormat(StrEnum):
    """In which forms a report on papers is given."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"
    SARIF = "sarif"


class FailOn(StrEnum):
    """From which severity on a finding makes the exit code 1.

    manual is error, and what only a person's finding can decide makes the exit code 4.
    """

    ERROR = "error"
    WARNING = "warning"
    MANUAL = "manual"
    NEVER = "never"


def _day(name: str, words: str) -> Any:
    return typer.Option(name, help=words, formats=["%Y-%m-%d"], metavar="年-月-日")


As = Annotated[Format, typer.Option("-f", "--format", help="输出格式")]
DrawFolder = Annotated[Path, typer.Argument(metavar="文件夹", help="冻结时 -o 指定的文件夹")]
DrawStore = Annotated[str | None, typer.Option("--store", help="台账库，不写即冻结时的那个")]
Pack = Annotated[str, typer.Option("--pack", help="规则包：随附的名称，或文件夹")]
Formats = Annotated[
    list[ReportFormat] | None,
    typer.Option("-f", "--format", help="输出格式，可以写几个；没有对应的 -o 就写到屏幕"),
]
OutputFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "-o",
        "--output",
        help="写到文件，可以写几个；按扩展名定格式：.txt .json .html .xlsx .sarif",
    ),
]
Findings = Annotated[Path | None, typer.Option("--findings", help="人工认定")]
Ask = Annotated[
    Path | None,
    typer.Option(
        "--ask", help="把定不下来的、待人认定的、可以主张的写成 .xlsx，填好后作 --findings"
    ),
]
Fail = Annotated[FailOn, typer.Option("--fail-on", help="从哪一级起返回 1")]
AsOf = Annotated[datetime | None, _day("--as-of", "按哪一天核查，不写即今天")]
MadeOn = Annotated[datetime | None, _day("--made-on", "计划制定日期")]
Received = Annotated[datetime | None, _day("--received", "收到计划的日期")]
PublishedOn = Annotated[datetime | None, _day("--published-on", "计划公示日期")]


def day(moment: datetime | None) -> date | None:
    """Return the day of an option, if it was given."""
    return None if moment is None else moment.date()


def today() -> date:
    """Return the user's own day."""
    return date.today()  # noqa: DTZ011  (the user's own day)


def asked_for(
    forms: Sequence[ReportFormat] | None,
    files: Sequence[Path] | None,
    given: Iterable[Path | None],
    offered: Sequence[str],
    ask: Path | None = None,
) -> "Outputs":
    """Return what -f, -o and --ask ask for; refuse what cannot be written, before any work is done."""
    from shuangsuiji.report.outputs import wanted, with_questions
    from shuangsuiji.workflow.checks import check_outputs

    check_outputs(given, (*(files or ()), *(() if ask is None else (ask,))))
    outputs = wanted([f.value for f in forms or ()], files or (), offered)
    return outputs if ask is None else with_questions(outputs, ask)


def end_check(report: "CheckReport", outputs: "Outputs", fail_on: FailOn) -> NoReturn:
    """Print and write the report on papers, and end with the exit code that the threshold gives."""
    from shuangsuiji.report.checks import report_forms
    from shuangsuiji.report.outputs import deliver

    deliver(outputs, report_forms(report))
    end(report, fail_on)


def end(report: "CheckReport | SetReport", fail_on: FailOn) -> NoReturn:
    """End with the exit code that the threshold gives."""
    from shuangsuiji.findings import Severity

    threshold = {FailOn.NEVER: None, FailOn.WARNING: Severity.WARNING}.get(fail_on, Severity.ERROR)
    raise typer.Exit(report.exit_code(threshold, for_people=fail_on is FailOn.MANUAL))
