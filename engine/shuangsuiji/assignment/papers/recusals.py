"""Papers beside the registers of people: who must not visit whom (回避), who is away (请假)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shuangsuiji.assignment.names import bare_name, same
from shuangsuiji.assignment.papers.people import Known, merged, place_text, span_of
from shuangsuiji.assignment.records import Recusal, Span
from shuangsuiji.draw.text import text_faults
from shuangsuiji.findings import Finding, Location, problem, warning
from shuangsuiji.forms.days import read_span
from shuangsuiji.forms.lists import split_list
from shuangsuiji.model.values import Interval, Row, Status, Table


@dataclass(frozen=True, slots=True)
class ToldRecusal:
    """A recusal as a paper tells it: the target by code or name, the reason, where it stands."""

    person: str
    target: str
    reason: str
    location: Location


class Roll:
    """The people of the registers, found by number or name as other papers write them."""

    def __init__(self, people: Sequence[Known]) -> None:
        self._by: dict[str, list[Known]] = {}
        for known in people:
            for word in {same(known.person.id), same(known.name), same(known.certificate)} - {""}:
                self._by.setdefault(word, []).append(known)

    def called(self, number: str, name: str) -> list[Known]:
        """Return whom a number, or without one a name, means; of several none is meant."""
        found = self._by.get(same(number or name), [])
        if number and name:
            found = [k for k in found if same(k.name) == same(name)]
        return found


def told_absences(
    table: Table, roll: Roll, year: int | None
) -> tuple[dict[str, tuple[Span, ...]], list[Finding]]:
    """Return the days on which people are away, by their ids, and what is wrong with the paper."""
    spans: dict[str, list[Span]] = {}
    problems: list[Finding] = []
    for row in table.rows:
        person = _person(row, roll, "inspectors/absence-nobody", problems)
        found = list(_spans(row, year or table.year, problems))
        if person is not None and not found and not _unread(row):
            problems.append(problem("inspectors/absence-no-days", row.location, found=person.name))
        if person is not None:
            spans.setdefault(person.person.id, []).extend(found)
    return {k: merged(v) for k, v in spans.items()}, problems


def told_recusals(table: Table, roll: Roll) -> tuple[list[ToldRecusal], list[Finding]]:
    """Return the recusals of a paper, and what is wrong with it."""
    told: list[ToldRecusal] = []
    problems: list[Finding] = []
    for row in table.rows:
        person = _person(row, roll, "inspectors/recusal-nobody", problems)
        code, name = _text(row, "target_id"), _text(row, "target")
        targets = (code,) if code else split_list(name) or ()
        if not targets:
            who = _text(row, "person") or _text(row, "person_id")
            problems.append(problem("inspectors/recusal-no-target", row.location, found=who))
        if person is not None:
            place = row.place("target_id" if code else "target") or row.location
            told += [ToldRecusal(person.person.id, t, _text(row, "reason"), place) for t in targets]
    return told, problems


def own_recusals(people: Iterable[Known]) -> Iterator[ToldRecusal]:
    """Yield the recusals that stand in the registers themselves."""
    for known in people:
        place = known.rest.get("recusals", known.location)
        for target in known.barred:
            yield ToldRecusal(known.person.id, target, known.reason, place)


def resolved(
    told: Iterable[ToldRecusal], found: Mapping[str, Sequence[str]] | None
) -> tuple[tuple[Recusal, ...], list[Finding]]:
    """Return recusals by the targets' ids, sorted, and what is wrong.

    `found` gives the ids that go by each text; None takes the texts for ids. A target that no register
    has is a warning: it cannot be drawn, unless its name is misspelt.
    """
    recusals: set[tuple[str, str]] = set()
    problems: list[Finding] = []
    for one in told:
        ids = (one.target,) if found is None else tuple(found.get(one.target, ()))
        if len(ids) > 1:
            problems.append(
                problem("inspectors/recusal-several", one.location, found=one.target, ids=ids)
            )
        elif not ids:
            problems.append(
                warning(
                    "inspectors/recusal-unknown-target",
                    one.location,
                    person=one.person,
                    found=one.target,
                )
            )
        elif faults := text_faults(ids[0]):
            problems.append(
                problem("inspectors/id-text", one.location, found=ids[0], faults=faults)
            )
        else:
            recusals.add((one.person, ids[0]))
    return tuple(Recusal(person=p, target=t) for p, t in sorted(recusals)), problems


def with_absences(
    people: Iterable[Known], spans: Mapping[str, Collection[Span]]
) -> tuple[Known, ...]:
    """Return people with the further days on which they are away."""

    def one(known: Known) -> Known:
        absent = merged((*known.person.absent, *spans.get(known.person.id, ())))
        return replace(known, person=known.person.model_copy(update={"absent": absent}))

    return tuple(map(one, people))


def _person(row: Row, roll: Roll, nobody: str, problems: list[Finding]) -> Known | None:
    number, name = _text(row, "person_id"), bare_name(_text(row, "person"))
    found = roll.called(number, name)
    if len(found) == 1:
        return found[0]
    place = row.place("person_id" if number else "person") or row.location
    who = "，".join(word for word in (number, name) if word)
    if found:
        rows = tuple(place_text(k.location) for k in found)
        problems.append(problem("inspectors/which-of-them", place, found=who, rows=rows))
    else:
        problems.append(problem(nobody, place, found=who))
    return None


def _spans(row: Row, year: int | None, problems: list[Finding]) -> Iterator[Span]:
    for part in split_list(_text(row, "span")) or ():
        value = read_span(part, year).fact.value
        if isinstance(value, Interval):
            yield span_of(value)
        else:
            place = row.place("span") or row.location
            problems.append(problem("inspectors/leave", place, found=part))
    begins, ends = _end(row, "begins", problems), _end(row, "ends", problems)
    if begins is None and ends is None:
        return
    first, last = begins or ends, ends or begins
    if first is None or last is None:
        return
    lo, hi = span_of(first).from_, span_of(last).until
    if lo > hi:
        place = row.place("begins") or row.location
        problems.append(problem("inspectors/leave", place, found=f"{lo}至{hi}"))
        return
    yield Span(from_=lo, until=hi)


def _end(row: Row, name: str, problems: list[Finding]) -> Interval | None:
    fact = row.facts.get(name)
    if fact is None or fact.status is Status.BLANK:
        return None
    if isinstance(fact.value, Interval):
        return fact.value
    place = row.place(name) or row.location
    problems.append(problem("inspectors/leave", place, found=fact.text))
    return None


def _unread(row: Row) -> bool:
    """Tell whether days are written that could not be read: that has been told already."""
    return any(row.facts[n].text.strip() for n in ("span", "begins", "ends") if n in row.facts)


def _text(row: Row, name: str) -> str:
    fact = row.facts.get(name)
    return fact.value.strip() if fact is not None and isinstance(fact.value, str) else ""
