"""The folder of calendar files to a Calendar; everything that is wrong with them, at its place."""

from functools import cache
from pathlib import Path

from shuangsuiji.calendar.arithmetic import Calendar
from shuangsuiji.calendar.files import CalendarYear
from shuangsuiji.findings import Finding, Location, Refusal, refuse
from shuangsuiji.resources import root
from shuangsuiji.yamlfile import load_model

FOLDER = "rulesets/calendar"


@cache
def shipped_calendar() -> Calendar:
    """Return the calendar of rulesets/calendar/."""
    return read_calendar(root() / FOLDER, FOLDER)


def read_calendar(folder: Path, shown: str) -> Calendar:
    """Return the calendar of a folder; `shown` is how findings name the folder."""
    years: list[CalendarYear] = []
    problems: list[Finding] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            years.append(load_model(path, CalendarYear, file=f"{shown}/{path.name}"))
        except Refusal as refusal:
            problems += refusal.findings
    if problems:
        raise Refusal(problems)
    if not years:
        raise refuse("calendar/no-years", Location(shown))
    return Calendar(tuple(years))
