"""Visits once targets dropped out: a reserve has its own, others may serve fewer lines; no days change."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shuangsuiji.draw.after.overrides import Override
from shuangsuiji.draw.after.reserves import Place, disqualified, standing
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Result
from shuangsuiji.draw.visits import Visit, visit_id, visits_of


@dataclass(frozen=True, slots=True)
class ReserveVisit:
    """The visit of a reserve (递补对象), and the id of the visit in whose place it is."""

    visit: Visit
    replaces: str


@dataclass(frozen=True, slots=True)
class VisitNow:
    """A visit as it stands: `lines` are those that it still serves, none where it is called off.

    `reserve_for` is the target that the visit's own came in for.
    """

    visit: Visit
    lines: tuple[str, ...]
    reserve_for: str | None = None


def reserve_visits(
    manifest: Manifest, result: Result, overrides: Iterable[Override]
) -> tuple[ReserveVisit, ...]:
    """Return the visits of reserves in the order in which they came in.

    Each serves one line, in its window and in the batch of the place that became free; its id goes on
    counting its target's visits.
    """
    first = visits_of(manifest, result)
    count = Counter(visit.target for visit in first)
    where = {(line, visit.target): visit.id for visit in first for line in visit.lines}
    windows = {line.line: line.window for line in manifest.lines}
    now, found = standing(result), list[ReserveVisit]()
    for override in disqualified(overrides):
        line = str(override.line)
        batch = now.places[line, override.out].batch
        now.take(override)
        target = override.in_
        if target is None:
            continue
        count[target] += 1
        where[line, target] = visit_id(target, count[target])
        window = windows[line]
        visit = Visit(where[line, target], target, (line,), window.from_, window.until, batch)
        found.append(ReserveVisit(visit, where[line, override.out]))
    return tuple(found)


def visits_now(
    manifest: Manifest, result: Result, overrides: Sequence[Override]
) -> tuple[VisitNow, ...]:
    """Return all visits there ever were, as they stand, by (target, number of the visit)."""
    places = standing(result, overrides).places
    came = reserve_visits(manifest, result, overrides)
    out = {visit.id: visit.target for visit in visits_of(manifest, result)}
    out |= {reserve.visit.id: reserve.visit.target for reserve in came}
    given = [
        *((visit, None) for visit in visits_of(manifest, result)),
        *((reserve.visit, out[reserve.replaces]) for reserve in came),
    ]
    return tuple(sorted(_standing(given, places), key=_by_target))


def _standing(
    given: Iterable[tuple[Visit, str | None]], places: dict[tuple[str, str], Place]
) -> Iterator[VisitNow]:
    for visit, reserve_for in given:
        lines = tuple(line for line in visit.lines if (line, visit.target) in places)
        yield VisitNow(visit, lines, reserve_for)


def _by_target(now: VisitNow) -> tuple[str, int]:
    _, _, number = now.visit.id.removeprefix(now.visit.target).rpartition("|")
    return now.visit.target, int(number or 1)
