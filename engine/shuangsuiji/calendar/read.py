"""The folder of calendar files to a Calendar; everything that is wrong with them, at its place."""

from functools import cache
from pathlib import Path

from shuangsuiji.calendar.arithmetic import Calendar
from shuangsuiji.calendar.check import ReadYear, check_years
from shuangsuiji.calendar.files import CalendarYear
from shuangsuiji.findings import Finding, Location, Refusal, refuse
from shuangsuiji.resources import root
from shuangsuiji.yamlfile import read_yaml, typed

FOLDER = "rulesets/calendar"


@cache
def shipped_calendar() -> Calendar:
    """Return the calendar of rulesets/calendar/."""
    return read_calendar(root() / FOLDER, FOLDER)


def read_calendar(folder: Path, shown: str) -> Calendar:
    """Return the calendar of a folder; `shown` is how findings name the folder."""
    files: list[ReadYear] = []
    problems: list[Finding] = []
    for path in sorted(folder.glob("*.yaml")):
        file = f"{shown}/{path.name}"
        try:
            node = read_yaml(path, file=file)
            files.append(ReadYear(typed(node, CalendarYear, file), node, file))
        except Refusal as refusal:
            problems += refusal.findings
    if not files and not problems:
        raise refuse("calendar/no-years", Location(shown))
    if problems := problems or check_years(files):
        raise Refusal(problems)
    return Calendar(tuple(f.year for f in files))
