"""What inspectors.json must hold beyond its shape: order, names, spans of days, tests, a team per line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from shuangsuiji.assignment.bars import is_test
from shuangsuiji.assignment.records import Inspectors, Span
from shuangsuiji.draw.text import folded
from shuangsuiji.findings import Finding, Location, Param, problem

NOBODY = "-"
"""What an override says for whoever holds an empty slot; nobody is called so."""

_Found = Iterator[tuple[str, dict[str, Param]]]


def inspectors_findings(
    inspectors: Inspectors, lines: Iterable[str], file: str
) -> tuple[Finding, ...]:
    """Return all that keeps the file from being what a draw of these plan lines can match from."""
    found = (
        *_order(inspectors),
        *_people(inspectors),
        *_recusals(inspectors),
        *_slots(inspectors, tuple(lines)),
    )
    return tuple(problem(code, Location(file), **params) for code, params in found)


def _order(inspectors: Inspectors) -> _Found:
    people = [p.id for p in inspectors.people]
    recusals = [(r.person, r.target) for r in inspectors.recusals]
    slots = [(s.line, s.name) for s in inspectors.slots]
    for where, listed in (("people", people), ("recusals", recusals), ("slots", slots)):
        if not _rises(listed):
            yield "assign/order", {"where": where}
    for person in inspectors.people:
        if not _rises(person.skills):
            yield "assign/order", {"where": f"{person.id}.skills"}
    for slot in inspectors.slots:
        for what, tests in (("bars", slot.bars), ("preferences", slot.preferences)):
            if not _rises(tests):
                yield "assign/order", {"where": f"{slot.line}.{slot.name}.{what}"}


def _rises(listed: Sequence[Any]) -> bool:
    return all(a < b for a, b in pairwise(listed))


def _people(inspectors: Inspectors) -> _Found:
    alike: dict[str, list[str]] = {}
    if any(person.id == NOBODY for person in inspectors.people):
        yield "assign/person-dash", {"person": NOBODY}
    for person in inspectors.people:
        alike.setdefault(folded(person.id), []).append(person.id)
        spans = [*person.absent, *([person.certified] if person.certified else [])]
        for span in spans:
            if not _in_order(span):
                yield "assign/span", {"person": person.id, "found": f"{span.from_}至{span.until}"}
    for ids in alike.values():
        if len(ids) > 1:
            yield "assign/look-alike", {"ids": tuple(ids)}


def _in_order(span: Span) -> bool:
    return span.from_ <= span.until


def _recusals(inspectors: Inspectors) -> _Found:
    known = {person.id for person in inspectors.people}
    for name in dict.fromkeys(r.person for r in inspectors.recusals):
        if name not in known:
            yield "assign/recusal-stranger", {"person": name}


def _slots(inspectors: Inspectors, lines: Sequence[str]) -> _Found:
    asked = Counter(slot.line for slot in inspectors.slots)
    for line in lines:
        if not asked[line]:
            yield "assign/line-without-slot", {"line": line}
    for line in sorted(asked.keys() - set(lines)):
        yield "assign/line-unknown", {"line": line}
    for slot in inspectors.slots:
        for test in (*slot.bars, *slot.preferences):
            if not is_test(test):
                yield "assign/test-unknown", {"line": slot.line, "slot": slot.name, "found": test}
    kinds: dict[str, set[bool]] = {}
    for slot in inspectors.slots:
        kinds.setdefault(slot.name, set()).add(slot.expert)
    for name in sorted(name for name, both in kinds.items() if len(both) > 1):
        yield "assign/expert-differs", {"slot": name}
