"""Lines of cells to rows of facts: the grammar for every cell, and what a cell says besides."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.forms.grammar import read_cell
from shuangsuiji.forms.remarks import remark
from shuangsuiji.forms.text import WHITE, Reading, unreadable
from shuangsuiji.model.values import Cells, Fact, Interval, Row, Stands, Status, Value
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, TableSpec
from shuangsuiji.rules.intervals import equal

CODE_FIELD = "uscc"
"""The field whose 18 characters a spreadsheet number cannot hold."""
MOST_LISTED = 1_000
"""Lost codes that are listed one by one; the rest are counted."""

MOST_APART = 100
"""Cells that contradict each other, of which so many are told."""

EXPONENT = r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}"
"""How a code looks that a spreadsheet took for a number and wrote out as text."""

NO_LETTERS: Mapping[str, str] = MappingProxyType({})
_LEAST_LOST = 15
"""A number keeps 15 digits; a code of that length or more has lost some."""


class Said(NamedTuple):
    """One cell on paper: its text, its place, and whether it is a number or holds no value.

    A cell in its own row and column leaves its place to the line. `unit` is what its header says in
    brackets: 抽查比例（%）, 数量（万户）.
    """

    text: str
    place: Location | Stands = Stands.IN_ITS_COLUMN
    is_number: bool = False
    is_fault: bool = False
    unit: str = ""


class Line(NamedTuple):
    """One line on paper: what people call it by its position, its place, its cells by field.

    `group` is the heading over it; `total` the label of a line that adds up others (合计); `letters` name
    the columns of its own cells on a sheet.
    """

    position: str
    place: Location
    cells: Mapping[str, Said]
    group: str = ""
    total: str = ""
    letters: Mapping[str, str] = NO_LETTERS

    def place_of(self, name: str) -> Location:
        """Return where the cell of a field stands."""
        place = self.cells[name].place
        return place if isinstance(place, Location) else Cells(self.place, self.letters).of(name)


class Lines(NamedTuple):
    """Lines as read: rows of the table, rows that add up others, which fields other cells fed.

    `apart` tells where one cell says of a field what its own cell contradicts.
    """

    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    fed: Mapping[str, str]
    apart: tuple[Finding, ...]


def read_lines(lines: Iterable[Line], spec: TableSpec, year: int | None) -> Lines:
    """Return the rows in order; a total is numbered by the rows that stand before it."""
    reader = _LineReader(spec, year)
    rows: list[Row] = []
    totals: list[Row] = []
    for line in lines:
        if line.total:
            totals.append(replace(reader.row(len(rows), line), key=line.total))
        else:
            rows.append(reader.row(len(rows) + 1, line))
    refuse_lost(reader.lost)
    return Lines(tuple(rows), tuple(totals), reader.fed, tuple(reader.apart[:MOST_APART]))


class _LineReader:
    """Reads line after line; a text that comes again in its column is read once."""

    def __init__(self, spec: TableSpec, year: int | None) -> None:
        self._spec = spec
        self._year = year
        self._known: dict[str, dict[tuple[str, str], Reading]] = {f.name: {} for f in spec.fields}
        self._feeding = {f.name: f.feeds for f in spec.fields if f.feeds}
        self.lost: list[Finding] = []
        self.fed: dict[str, str] = {}
        self.apart: list[Finding] = []

    def row(self, number: int, line: Line) -> Row:
        facts: dict[str, Fact] = {}
        saying: list[tuple[str, Reading]] = []
        for name, said in line.cells.items():
            known = None if said.is_fault else self._known[name].get((said.text, said.unit))
            reading = self._read(name, said) if known is None else known
            fact = reading.fact
            if said.place is not Stands.IN_ITS_COLUMN:
                fact = Fact(fact.status, fact.value, said.text, said.place)
            facts[name] = fact
            if reading.also and name in self._feeding:
                saying.append((name, reading))
        if CODE_FIELD in line.cells:
            self._look_for_lost(line)
        if saying:
            order = list(self._feeding)
            for name, reading in sorted(saying, key=lambda pair: order.index(pair[0])):
                self._feed(facts, name, reading, line.place_of(name))
        key = facts.get(self._spec.key)
        named = key is not None and key.status is Status.VALUE
        text = key.text.strip(WHITE) if named and key else line.position
        cells = Cells(line.place, line.letters) if line.letters else None
        return Row(number, text, line.place, facts, line.group, cells)

    def _read(self, name: str, said: Said) -> Reading:
        if said.is_fault:
            return _in_its_column(unreadable(said.text), said.text)
        field = self._spec.by_name[name]
        text = with_unit(field.type, said.text, said.unit)
        reading = _in_its_column(read_cell(field.type, text, field, self._year), said.text)
        self._known[name][said.text, said.unit] = reading
        return reading

    def _look_for_lost(self, line: Line) -> None:
        said = line.cells[CODE_FIELD]
        if is_lost(said.text, is_number=said.is_number):
            place = line.place_of(CODE_FIELD)
            self.lost.append(problem("forms/number-for-code", place, found=said.text))

    def _feed(self, facts: dict[str, Fact], source: str, reading: Reading, place: Location) -> None:
        for said, target in self._feeding[source].items():
            if said not in reading.also:
                continue
            fact, also = facts.get(target), reading.also[said]
            if fact is None or fact.status is Status.BLANK:
                facts[target] = Fact(also.status, also.value, facts[source].text, place)
                self.fed.setdefault(target, source)
            elif fact.location != place and _contradict(fact.value, also.value):
                known = self._spec.by_name
                fields = (known[source].label, known[target].label)
                texts = (facts[source].text, fact.text)
                told = remark("forms/said-apart", place, fields=fields, texts=texts)
                self.apart.append(told)


def _in_its_column(reading: Reading, text: str) -> Reading:
    """Return a reading with the fact that all cells of its column with this text share."""
    fact = Fact(reading.fact.status, reading.fact.value, text, Stands.IN_ITS_COLUMN)
    return Reading(fact, reading.also)


def _contradict(own: Value | None, other: Value | None) -> bool:
    """Tell whether two numbers or spans have nothing in common."""
    if not isinstance(own, Interval) or not isinstance(other, Interval):
        return False
    return equal(own, other) is False


def with_unit(kind: FieldType, text: str, unit: str) -> str:
    """Return a bare number with the unit of its header; other texts say their own.

    Below 1 in a column of percentages it may be 0.5 % or a half: written as both, nobody reads it.

    >>> with_unit(FieldType.RATIO, "3", "%"), with_unit(FieldType.RATIO, "0.5", "%")
    ('3%', '0.5或0.5%')
    >>> with_unit(FieldType.COUNT, "3", "万户"), with_unit(FieldType.COUNT, "3", "户")
    ('3万户', '3')
    """
    if not unit:
        return text
    bare = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", bare):
        return text
    if kind is FieldType.RATIO and unit in ("%", "‰"):
        return (
            f"{bare}{unit}" if Decimal(bare) >= 1 or Decimal(bare) == 0 else f"{bare}或{bare}{unit}"
        )
    return bare + unit if kind.is_number and re.search("[百千万亿]", unit) else text


def is_lost(text: str, *, is_number: bool) -> bool:
    """Tell whether a code was stored as a number, so that digits are gone.

    >>> is_lost("9.13703E+17", is_number=False), is_lost("91370322MA3C0KRT7X", is_number=False)
    (True, False)
    """
    if is_number:
        return len(text) >= _LEAST_LOST
    return re.fullmatch(EXPONENT, text.strip(WHITE)) is not None


def refuse_lost(lost: list[Finding], total: int | None = None) -> None:
    """Refuse a table in which codes were turned into numbers: the cells, and how many more."""
    more = (len(lost) if total is None else total) - MOST_LISTED
    if more > 0:
        place = lost[MOST_LISTED].location
        rest = problem("forms/more-numbers-for-codes", place, count=more)
        lost = [*lost[:MOST_LISTED], rest]
    if lost:
        raise Refusal(lost)


def columns(spec: TableSpec, names: Iterable[str]) -> tuple[FieldSpec, ...]:
    """Return the fields of these names in the vocabulary's order."""
    wanted = set(names)
    return tuple(f for f in spec.fields if f.name in wanted)
