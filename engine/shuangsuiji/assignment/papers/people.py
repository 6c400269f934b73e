"""People as their registers tell them (执法检查人员名录库、专家库), made what a draw freezes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from shuangsuiji.assignment.facts import is_word
from shuangsuiji.assignment.names import UNTOLD, bare_name
from shuangsuiji.assignment.records import Person, Span
from shuangsuiji.draw.text import text_faults
from shuangsuiji.findings import Finding, Location, problem
from shuangsuiji.forms.days import read_span
from shuangsuiji.forms.lists import split_list
from shuangsuiji.model.values import Fact, Interval, Row, Status, Table
from shuangsuiji.model.vocabulary import TableSpec

FIRST, LAST = "0001-01-01", "9999-12-31"
_ENDLESS = frozenset({"长期", "长期有效", "永久", "永久有效"})
"""What registers write where a certificate has no last day."""
"""The days of a certificate of which only one end, or none, is stated."""
EXPERT_WORDS = ("专家", "第三方", "检测机构", "辅助")
"""What 人员类别 says of those who come beside the inspectors."""


@dataclass(frozen=True, slots=True)
class Known:
    """One person of a register: what is frozen, and what only those concerned may read.

    `undated` says that a certificate is stated without the days on which it holds; `barred` are the
    targets that the row itself names for recusal, with the reason.
    """

    person: Person
    name: str
    location: Location
    certificate: str = ""
    phone: str = ""
    undated: bool = False
    numbered: bool = False
    barred: tuple[str, ...] = ()
    reason: str = ""
    rest: Mapping[str, Location] = field(default_factory=dict)
    """Places of single cells, by field."""


@dataclass(slots=True)
class People:
    """What was made of the rows of registers, and what is wrong with them."""

    known: list[Known] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    away: list[tuple[str, Location]] = field(default_factory=list)
    """Those who are not on duty: they are left out."""


def read_people(tables: Iterable[tuple[Table, TableSpec]], year: int | None) -> People:
    """Return the people of registers of inspectors and of experts, in the order of the papers."""
    people = People()
    for table, spec in tables:
        for row in table.rows:
            _Row(table, spec, row, people, year or table.year).read()
    return people


class _Row:
    """Reads one row; what cannot be read is a problem at its cell."""

    def __init__(
        self, table: Table, spec: TableSpec, row: Row, people: People, year: int | None
    ) -> None:
        self._table, self._spec, self._row = table, spec, row
        self._people, self._year = people, year

    def read(self) -> None:
        told = self._text("id")
        name = bare_name(self._text("name"))
        person_id = told or name
        if not person_id:
            self._wrong("inspectors/no-name", self._row.location, found=self._shown())
            return
        if faults := text_faults(person_id):
            self._wrong("inspectors/id-text", self._at("id"), found=person_id, faults=faults)
            return
        if self._yes("in_service") is False:
            self._people.away.append((person_id, self._row.location))
            return
        expert = self._is_expert()
        certified, undated = (None, False) if expert else self._certified()
        person = Person(
            absent=self._absent(),
            before=self._count("load") or 0,
            cap=self._count("most"),
            certified=certified,
            department=self._text("department" if not self._has("organisation") else "organisation")
            or UNTOLD,
            expert=expert,
            id=person_id,
            leader=not expert and self._may_lead(),
            region=self._word("district") or UNTOLD,
            skills=self._skills(),
        )
        self._people.known.append(
            Known(
                person=person,
                name=name or person_id,
                location=self._row.location,
                certificate=self._text("certificate"),
                phone=self._text("phone"),
                undated=undated,
                numbered=bool(told),
                barred=self._list("recusals"),
                reason=self._text("recusal_reason"),
                rest={n: self._at(n) for n in self._row.facts},
            )
        )

    def _is_expert(self) -> bool:
        if self._table.name == "expert":
            return True
        kind = self._text("person_type")
        return self._yes("expert") is True or any(word in kind for word in EXPERT_WORDS)

    def _may_lead(self) -> bool:
        """Return whether the register lets them lead; a register that does not ask lets everybody."""
        return self._yes("may_lead") is True if "may_lead" in self._table.columns else True

    def _certified(self) -> tuple[Span | None, bool]:
        """Return the days on which the certificate holds, and whether none are stated."""
        stated = self._yes("has_enforcement_certificate")
        whole = self._interval("certificate_valid")
        since, until = self._day("certificate_from", last=False), self._day("certificate_until")
        if whole is not None and whole.is_point:  # a lone day says until when
            until = until or whole.hi  # type: ignore[assignment]
        elif whole is not None:
            since = since or whole.lo  # type: ignore[assignment]
            until = until or whole.hi  # type: ignore[assignment]
        if self._endless("certificate_valid") or self._endless("certificate_until"):
            until = date.max
        dated = since is not None or until is not None
        if stated is False:
            if dated:
                self._wrong("inspectors/certificate-contradicts", self._row.location)
            return None, False
        if not dated and stated is None and not self._text("certificate"):
            return None, False
        if since is not None and until is not None and since > until:
            found = f"{since}至{until}"
            self._wrong("inspectors/certificate-reversed", self._row.location, found=found)
            return None, False
        first, last = FIRST if since is None else str(since), LAST if until is None else str(until)
        return Span(from_=first, until=last), until is None

    def _absent(self) -> tuple[Span, ...]:
        text = self._text("leave")
        spans = []
        for part in split_list(text) or ():
            read = read_span(part, self._year).fact
            if not isinstance(read.value, Interval):
                self._wrong("inspectors/leave", self._at("leave"), found=part)
                continue
            spans.append(span_of(read.value))
        return merged(spans)

    def _skills(self) -> tuple[str, ...]:
        words = self._list("specialties")
        for word in words:
            self._check_word(word, "specialties")
        return tuple(sorted({word for word in words if is_word(word)}))

    def _word(self, name: str) -> str:
        text = self._text(name)
        return text if not text or self._check_word(text, name) else ""

    def _check_word(self, text: str, name: str) -> bool:
        if is_word(text):
            return True
        self._wrong("inspectors/word", self._at(name), found=text, field=self._label(name))
        return False

    def _fact(self, name: str) -> Fact | None:
        """Return what a cell says; None where it says nothing, or cannot be read (a problem)."""
        fact = self._row.facts.get(name)
        if fact is None or fact.status is Status.BLANK or self._endless(name):
            return None
        if fact.status is not Status.VALUE:
            label = self._label(name)
            self._wrong("inspectors/unreadable", self._at(name), found=fact.text, field=label)
            return None
        return fact

    def _text(self, name: str) -> str:
        fact = self._fact(name)
        return fact.value.strip() if fact is not None and isinstance(fact.value, str) else ""

    def _list(self, name: str) -> tuple[str, ...]:
        fact = self._fact(name)
        return fact.value if fact is not None and isinstance(fact.value, tuple) else ()

    def _yes(self, name: str) -> bool | None:
        fact = self._fact(name)
        return fact.value if fact is not None and isinstance(fact.value, bool) else None

    def _interval(self, name: str) -> Interval | None:
        fact = self._fact(name)
        return fact.value if fact is not None and isinstance(fact.value, Interval) else None

    def _count(self, name: str) -> int | None:
        value = self._interval(name)
        if value is None:
            return None
        if not value.is_point or value.lo is None or isinstance(value.lo, date):
            self._unsure(name)
            return None
        return int(value.lo)

    def _day(self, name: str, *, last: bool = True) -> date | None:
        """Return the day of a cell; of 某日前 (最后) that day, of a whole month none, and a problem."""
        value = self._interval(name)
        if value is None:
            return None
        end, other = (value.hi, value.lo) if last else (value.lo, value.hi)
        if isinstance(end, date) and (value.is_point or other is None):
            return end
        self._unsure(name)
        return None

    def _endless(self, name: str) -> bool:
        fact = self._row.facts.get(name)
        return (
            fact is not None and fact.text.strip() in _ENDLESS and name.startswith("certificate_")
        )

    def _unsure(self, name: str) -> None:
        found = self._row.facts[name].text
        self._wrong("inspectors/unreadable", self._at(name), found=found, field=self._label(name))

    def _has(self, name: str) -> bool:
        return name in self._row.facts

    def _label(self, name: str) -> str:
        return self._table.headers.get(name, self._spec.by_name[name].label)

    def _at(self, name: str) -> Location:
        return self._row.place(name) or self._row.location

    def _shown(self) -> str:
        texts = (f.text for f in self._row.facts.values() if f.text)
        return "、".join(text for text, _ in zip(texts, range(4), strict=False))

    def _wrong(self, code: str, place: Location, **params: str | tuple[str, ...]) -> None:
        self._people.problems.append(problem(code, place, **params))


def span_of(value: Interval) -> Span:
    """Return the days of a reading; an end that is not told is open."""
    lo = FIRST if value.lo is None else str(value.lo)
    hi = LAST if value.hi is None else str(value.hi)
    return Span(from_=lo, until=hi)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that meet or overlap as one: together they may cover a window.

    >>> [(s.from_, s.until) for s in merged([Span(from_="2026-03-05", until="2026-03-09"),
    ...     Span(from_="2026-03-01", until="2026-03-04")])]
    [('2026-03-01', '2026-03-09')]
    """
    found: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.from_, s.until)):
        if found and span.from_ <= _next_day(found[-1].until):
            until = max(found[-1].until, span.until)
            found[-1] = Span(from_=found[-1].from_, until=until)
        else:
            found.append(span)
    return tuple(found)


def _next_day(day: str) -> str:
    return day if day == LAST else str(date.fromisoformat(day) + timedelta(days=1))


def place_text(place: Location) -> str:
    """Return where a row stands within its file, in a word."""
    if place.cell is not None:
        digits = place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return f"{place.sheet}第{digits}行" if place.sheet else f"第{digits}行"
    return f"第{place.line}行" if place.line is not None else place.file
