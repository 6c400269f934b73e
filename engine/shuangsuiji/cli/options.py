"""Options that several commands share, each defined once."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a command answers."""

    TEXT = "text"
    JSON = "json"


class FailOn(StrEnum):
    """From which severity on a finding makes the exit code 1.

    manual is error, and what only a person's finding can decide makes the exit code 4.
    """

    ERROR = "error"
    WARNING = "warning"
    MANUAL = "manual"
    NEVER = "never"


As = Annotated[Format, typer.Option("-f", "--format", help="输出格式")]
Pack = Annotated[str, typer.Option("--pack", help="规则包：随附的名称，或文件夹")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="写到文件，不写到屏幕")]


DAY = ["%Y-%m-%d"]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", help="按哪一天核查，不写即今天", formats=DAY, metavar="年-月-日"),
]
MadeOn = Annotated[
    datetime | None,
    typer.Option("--made-on", help="计划制定日期", formats=DAY, metavar="年-月-日"),
]
Received = Annotated[
    datetime | None,
    typer.Option("--received", help="收到计划的日期", formats=DAY, metavar="年-月-日"),
]
PublishedOn = Annotated[
    datetime | None,
    typer.Option("--published-on", help="计划公示日期", formats=DAY, metavar="年-月-日"),
]


def day(moment: datetime | None) -> date | None:
    """Return the day of an option, if it was given."""
    return None if moment is None else moment.date()
