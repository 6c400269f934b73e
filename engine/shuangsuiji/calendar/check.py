"""What is wrong with calendar files: each problem at its place, all of them at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from shuangsuiji.calendar.arithmetic import ONE, WEEKEND
from shuangsuiji.calendar.files import CalendarYear, Given, Holiday, Workday
from shuangsuiji.findings import Finding, Location, problem
from shuangsuiji.yamlfile import Node, locate, nearest


@dataclass(frozen=True, slots=True)
class ReadYear:
    """A year's file: what it says, and its tree, which tells where."""

    year: CalendarYear
    node: Node
    file: str

    def at(self, *steps: str | int) -> Location:
        """Return the place of the value at the steps."""
        return locate(self.node, steps, self.file)

    @property
    def well_named(self) -> bool:
        """Whether the file is called after its year."""
        return self.file.rsplit("/", 1)[-1] == f"{self.year.year}.yaml"


@dataclass(frozen=True, slots=True)
class Entry:
    """A holiday or a make-up day: its days, and from which day until which its notice said so."""

    name: str
    first: date
    last: date
    said: date
    unsaid: date
    place: Location

    def meets(self, other: "Entry") -> bool:
        """Whether both gave one day at one time."""
        days = max(self.first, other.first) <= min(self.last, other.last)
        return days and max(self.said, other.said) < min(self.unsaid, other.unsaid)


def check_years(files: Sequence[ReadYear]) -> list[Finding]:
    """Return what is wrong in the files, which stand in the order of their years."""
    found = [p for file in files for p in (*_notices(file), *_days(file))]
    found += [
        problem("calendar/year-name", f.at("year"), found=f.year.year)
        for f in files
        if not f.well_named
    ]
    if all(f.well_named for f in files):
        found += _gaps(files)
    entries = [e for file in files for e in _entries(file)]
    holidays = [e for key, e in entries if key == "holidays"]
    workdays = [e for key, e in entries if key == "workdays"]
    found += _meeting("calendar/spans-overlap", holidays, holidays)
    found += _meeting("calendar/workday-twice", workdays, workdays)
    found += _meeting("calendar/workday-in-holiday", holidays, workdays)
    return found


def _gaps(files: Sequence[ReadYear]) -> Iterator[Finding]:
    """Tell a year after which the next file skips one."""
    for one, other in pairwise(files):
        if other.year.year != one.year.year + 1:
            yield problem("calendar/year-missing", other.at("year"), found=one.year.year + 1)


def _notices(file: ReadYear) -> Iterator[Finding]:
    """Tell a notice written twice, one unknown, one not later than what it replaces."""
    year = file.year
    numbers = [n.number for n in year.notices]
    issued = {n.number: n.issued for n in year.notices}
    for index, number in enumerate(numbers):
        if number in numbers[:index]:
            yield problem(
                "calendar/notice-twice", file.at("notices", index, "number"), found=number
            )
    for steps, given in _all(year):
        for key, cited in (("notice", given.notice), ("replaced_by", given.replaced_by)):
            if cited is not None and cited not in numbers:
                near = nearest(cited, numbers)
                place = file.at(*steps, key)
                yield problem("calendar/unknown-notice", place, found=cited, nearest=near)
        said, unsaid = issued.get(given.notice), issued.get(given.replaced_by or "")
        if said is not None and unsaid is not None and unsaid <= said:
            place, later = file.at(*steps, "replaced_by"), given.replaced_by or ""
            yield problem("calendar/not-later", place, found=later, notice=given.notice)


def _days(file: ReadYear) -> Iterator[Finding]:
    """Tell days outside the year and the December before it, and make-up days outside a weekend."""
    year = file.year.year
    first, last = date(year - 1, 12, 1), date(year, 12, 31)
    for (key, index), given in _all(file.year):
        begins, ends, name = _covered(given)
        if file.well_named and not first <= begins <= ends <= last:
            place = file.at(key, index)
            yield problem("calendar/outside-year", place, found=name, year=year)
        if isinstance(given, Workday) and given.day.weekday() not in WEEKEND:
            yield problem("calendar/workday-not-weekend", file.at(key, index, "day"), found=name)


def _all(year: CalendarYear) -> Iterator[tuple[tuple[str, int], Given]]:
    for index, holiday in enumerate(year.holidays):
        yield ("holidays", index), holiday
    for index, workday in enumerate(year.workdays):
        yield ("workdays", index), workday


def _entries(file: ReadYear) -> Iterator[tuple[str, Entry]]:
    """Yield what the file's known notices give, with the key that it stands under."""
    issued = {n.number: n.issued for n in file.year.notices}
    for (key, index), given in _all(file.year):
        said = issued.get(given.notice)
        unsaid = date.max if given.replaced_by is None else issued.get(given.replaced_by)
        if said is None or unsaid is None:
            continue
        first, last, name = _covered(given)
        yield key, Entry(name, first, last, said, unsaid, file.at(key, index))


def _covered(given: Given) -> tuple[date, date, str]:
    if isinstance(given, Holiday):
        return given.from_, given.until - ONE, given.name
    assert isinstance(given, Workday), "a year gives holidays and make-up days"
    return given.day, given.day, str(given.day)


def _meeting(code: str, ones: Sequence[Entry], others: Sequence[Entry]) -> Iterator[Finding]:
    """Tell, at the later place, two entries that cannot both be true."""
    for number, other in enumerate(others):
        for one in ones if ones is not others else others[:number]:
            if one.meets(other):
                yield problem(
                    code, other.place, found=other.name, other=one.name, first=str(one.place)
                )
