"""What a cell says (a value, a bound, blank, unreadable), and the rows and tables that cells make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from string import ascii_uppercase
from typing import NamedTuple

from shuangsuiji.findings import Claim, Finding, Location

Ordered = Decimal | date
"""What can be compared by size: exact decimals and days."""


class Status(IntEnum):
    """Whether a cell says something; blank and unreadable are facts about the paper.

    UNTOLD is for what no paper was handed in about: a judgement that nobody has made, a lookup in a
    table that is not there.
    """

    VALUE = 0
    BLANK = 1
    UNREADABLE = 2
    UNTOLD = 3


@dataclass(frozen=True, slots=True)
class Interval:
    """What is known of a number or a day: lo to hi, None for no bound; a known value has lo = hi.

    Both bounds are of one type. `不低于3%` is Interval(0.03, None); `超过5%` is open below.
    """

    lo: Ordered | None
    hi: Ordered | None
    lo_open: bool = False
    hi_open: bool = False

    @property
    def is_point(self) -> bool:
        """Whether this is one known value."""
        return self.lo is not None and self.lo == self.hi

    def __str__(self) -> str:
        """Write a point as its value, a bound as [lo, hi] with ∞ for none.

        >>> str(Interval(Decimal("0.05"), Decimal("0.05"))), str(Interval(Decimal("0.03"), None))
        ('0.05', '[0.03, ∞)')
        """
        if self.is_point:
            return str(self.lo)
        left = "(" if self.lo_open or self.lo is None else "["
        right = ")" if self.hi_open or self.hi is None else "]"
        lo = "-∞" if self.lo is None else str(self.lo)
        hi = "∞" if self.hi is None else str(self.hi)
        return f"{left}{lo}, {hi}{right}"


@dataclass(frozen=True, slots=True)
class ByClass:
    """What a cell says of each class of targets (A类1%、B类3%), in the cell's order.

    A class of which only that something stands there is known has no bounds.
    """

    parts: tuple[tuple[str, Interval], ...]

    def __str__(self) -> str:
        """Write each class with its value.

        >>> str(ByClass((("A", Interval(Decimal("0.01"), Decimal("0.01"))),)))
        'A=0.01'
        """
        return "、".join(f"{name}={value}" for name, value in self.parts)


Value = str | bool | tuple[str, ...] | Interval | ByClass
"""What a readable cell holds: text or choice, yes/no, list, number or day (or a span of days), or
numbers by class.
"""


class Stands(Enum):
    """Where a fact stands that the rows of a paper share which say the same: see Row.place."""

    IN_ITS_COLUMN = "in_its_column"


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell as read: its status, its value, the text on the paper, and where it stands.

    Cells of a column with the same text share one: a paper has many cells, and few texts. `claim` is who
    says so, where a person does and not the paper alone.
    """

    status: Status
    value: Value | None = None
    text: str = ""
    location: Location | Stands | None = None
    claim: Claim | None = None

    def __post_init__(self) -> None:
        """Hold status and value together."""
        assert (self.value is not None) == (self.status is Status.VALUE), "a value has a value"


BLANK = Fact(Status.BLANK)
UNREADABLE = Fact(Status.UNREADABLE)
UNTOLD = Fact(Status.UNTOLD)


def exactly(value: Decimal | int | date, text: str = "", location: Location | None = None) -> Fact:
    """Return the fact of one known number or day."""
    known = Decimal(value) if isinstance(value, int) else value
    return Fact(Status.VALUE, Interval(known, known), text or str(value), location)


def says(
    value: str | bool | tuple[str, ...],  # noqa: FBT001  (yes/no is a value here, not a switch)
    text: str = "",
    location: Location | None = None,
) -> Fact:
    """Return the fact of a known text, yes/no, or list."""
    return Fact(Status.VALUE, value, text or str(value), location)


class Cells(NamedTuple):
    """The cells of a row on a sheet: where the row stands, and the letters of each field's column."""

    row: Location
    letters: Mapping[str, str]

    def of(self, name: str) -> Location:
        """Return where the cell of a field stands.

        >>> str(Cells(Location("计划.xlsx", sheet="计划", cell="A8"), {"ratio": "H"}).of("ratio"))
        '计划.xlsx 计划!H8'
        """
        row = self.row
        digits = (row.cell or "").lstrip(ascii_uppercase)
        return Location(row.file, sheet=row.sheet, cell=self.letters[name] + digits)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number (from 1), what a person calls it, where it stands, its facts.

    `group` is the heading over it, where rows are grouped under headings; `cells` tell where the facts
    stand that do not tell it themselves.
    """

    number: int
    key: str
    location: Location
    facts: Mapping[str, Fact]
    group: str = ""
    cells: Cells | None = None

    def place(self, name: str) -> Location | None:
        """Return where what the row says of a field stands; None where it stands on no paper."""
        fact = self.facts.get(name)
        if fact is None or fact.location is None:
            return None
        if isinstance(fact.location, Location):
            return fact.location
        return self.location if self.cells is None else self.cells.of(name)

    def placed(self, name: str) -> Fact:
        """Return a fact of the row that tells itself where it stands."""
        fact = self.facts.get(name, BLANK)
        if not isinstance(fact.location, Stands):
            return fact
        return Fact(fact.status, fact.value, fact.text, self.place(name), fact.claim)


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A header on the paper: the field that it feeds, if any, where it stands, what told its field."""

    header: str
    field: str | None
    location: Location
    told: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: the vocabulary's name for it, the fields its columns gave, its rows in order.

    `headers` maps each field to the header text it was read from; `unmapped` lists the headers that
    no field took. A field that is not in `columns` was not on the paper at all. `mapped` are the
    headers in the order of the paper; `notices` what was left out, joined or read all the same; `year`
    the one that is asked for, or that the paper names; `above` all that stands above the table, line by
    line, of which the title is one; `title_at` the cell of the title.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    location: Location
    headers: Mapping[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    title: str = ""
    mapped: tuple[MappedColumn, ...] = ()
    notices: tuple[Finding, ...] = ()
    year: int | None = None
    above: str = ""
    title_at: Location | None = None
    totals: tuple[Row, ...] = ()
    """Rows that sum up others (合计、小计); `number` is how many of `rows` stand before one."""
