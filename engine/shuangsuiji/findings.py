"""What every layer reports in: findings, places, citations, outcomes, and the error that carries them.

Only data stands here. The engine's own sentences are in report/sentences.py, a rule's in its pack.
"""

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Param = str | int | tuple[str, ...]
"""A value that a sentence may name: text, a whole number, or several texts."""


class Outcome(StrEnum):
    """What one rule says of one row; a closed set."""

    PASS = "pass"  # noqa: S105  (an outcome, not a password)
    FAIL = "fail"
    UNKNOWN = "unknown"
    MANUAL = "manual"
    NOT_APPLICABLE = "not_applicable"
    EXCEPTED = "excepted"


class Modality(StrEnum):
    """How strongly the text binds: 应当/不得, 原则上, 宜/鼓励."""

    MUST = "must"
    IN_PRINCIPLE = "in_principle"
    SHOULD = "should"


class Severity(StrEnum):
    """How a finding counts towards the exit code."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a thing stands: a file with line and column (both from 1), or a sheet with a cell."""

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        """Write the place as people and editors write it.

        >>> str(Location("a.yaml", line=3, column=7)), str(Location("b.xlsx", sheet="计划", cell="D8"))
        ('a.yaml:3:7', 'b.xlsx 计划!D8')
        """
        if self.cell is not None:
            return (
                f"{self.file} {self.sheet}!{self.cell}"
                if self.sheet
                else f"{self.file} {self.cell}"
            )
        if self.sheet is not None:
            return f"{self.file} {self.sheet}"
        numbers = [str(n) for n in (self.line, self.column) if n is not None]
        return ":".join([self.file, *numbers])


@dataclass(frozen=True, slots=True)
class Citation:
    """The law behind a finding (法律依据): clause id, document number, place in the document."""

    clause: str
    document: str
    place: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value that was used came from: its name, the value as text, and file:line."""

    name: str
    value: str
    location: Location


@dataclass(frozen=True, slots=True)
class About:
    """Which row of which table a finding is about; key is what a person calls the row."""

    table: str
    key: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says a thing of a row beside what the paper shows (主张、认定、理由), when, on what grounds.

    `fact` is what is said; `location` where they say it: a column of the paper, or people's findings.
    """

    fact: str
    who: str
    when: str
    grounds: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found. `code` is `<area>/<slug>` for the engine's own, a rule's full id for a pack's."""

    code: str
    location: Location
    outcome: Outcome = Outcome.FAIL
    severity: Severity = Severity.ERROR
    modality: Modality | None = None
    about: About | None = None
    citations: tuple[Citation, ...] = ()
    params: Mapping[str, Param] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    title: str | None = None
    message: str | None = None
    fix: str | None = None
    exceptions: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    """What people say of the row that the rule read; a reason for departing from 原则上 among it."""
    underneath: Outcome | None = None
    missing: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False
    doubt: str | None = None
    provisional: bool = False
    """A time limit runs past the last year whose holidays are gazetted."""

    def reading_order(self) -> tuple[str, str, int, int, str, str]:
        """Key for sorting: file, place, code, row; never set order."""
        place = self.location
        row, column = (
            _cell_order(place.cell) if place.cell else (place.line or 0, place.column or 0)
        )
        return (
            place.file,
            place.sheet or "",
            row,
            column,
            self.code,
            self.about.key if self.about else "",
        )


def _cell_order(cell: str) -> tuple[int, int]:
    letters = "".join(c for c in cell if c.isalpha())
    digits = "".join(c for c in cell if c.isdigit())
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return (int(digits or 0), column)


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings as a reader meets them in the files."""
    return tuple(sorted(findings, key=Finding.reading_order))


def problem(code: str, location: Location, **params: Param) -> Finding:
    """Return one of the engine's own findings; its sentence is made from code and params in report/."""
    return Finding(code=code, location=location, params=params)


def warning(code: str, location: Location, **params: Param) -> Finding:
    """Return one that the operator should see to, though the work goes on."""
    return Finding(code=code, location=location, severity=Severity.WARNING, params=params)


class Refusal(Exception):
    """The work cannot go on; the operator can mend it. Carries every finding that was met (exit 2)."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = in_reading_order(findings)
        super().__init__(
            "; ".join(f"{f.location}: {f.code} {dict(f.params)}" for f in self.findings)
        )


WHY_NOT_OPENED = {
    errno.ENOENT: "没有这个文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹，不是文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENAMETOOLONG: "名字太长",
    errno.ENOSPC: "磁盘满了",
}


def why_not_opened(error: OSError) -> str:
    """Return in Chinese why a file cannot be opened; the system's own words for what has none here."""
    return WHY_NOT_OPENED.get(error.errno or 0) or error.strerror or str(error)


def refuse(code: str, location: Location, **params: Param) -> Refusal:
    """Return the Refusal with the one finding, to be raised where it stands."""
    return Refusal([problem(code, location, **params)])
