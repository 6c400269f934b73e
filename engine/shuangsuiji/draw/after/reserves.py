"""Reserves (递补): for a drawn target that drops out, the next of its stratum by (ticket, id) comes in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import stream_key
from shuangsuiji.draw.after.overrides import Override
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Result
from shuangsuiji.draw.tickets import Drawn, Wanted, draw_sample

DISQUALIFY = "disqualify"
OPERATOR = "operator"
"""Who may not approve: the operator's own system."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a plan line: the stratum that gives its reserves, the batch that it is visited in."""

    line: str
    stratum: str
    batch: int


Queue = Mapping[tuple[str, str], Sequence[Drawn]]
"""By (line, stratum): the eligible that were not drawn, by (ticket, id), as many as may be needed."""


@dataclass(slots=True)
class Standing:
    """Who holds the places of a draw, as disqualifications are taken in one after the other.

    `places` by (line, target); `came` counts, by (line, stratum), the reserves that came in.
    """

    places: dict[tuple[str, str], Place]
    came: dict[tuple[str, str], int] = field(default_factory=dict)

    def lines_of(self, target: str) -> tuple[str, ...]:
        """Return the lines on which a target holds a place, in the order of the draw."""
        return tuple(line for line, id_ in self.places if id_ == target)

    def next_for(self, line: str, out: str, queue: Queue) -> str | None:
        """Return who comes in for a target that holds a place; None where the stratum is exhausted."""
        key = (line, self.places[line, out].stratum)
        waiting = queue[key][self.came.get(key, 0) :]
        return waiting[0].id if waiting else None

    def take(self, override: Override) -> None:
        """Take in a disqualification that holds."""
        line = str(override.line)
        place = self.places.pop((line, override.out))
        if override.in_ is not None:
            key = (line, place.stratum)
            self.came[key] = self.came.get(key, 0) + 1
            self.places[line, override.in_] = place


def standing(result: Result, overrides: Iterable[Override] = ()) -> Standing:
    """Return who holds the places of a draw after overrides that hold."""
    places = {
        (line.line, target.id): Place(line.line, stratum.id, target.batch)
        for line in result.lines
        for stratum in line.strata
        for target in stratum.drawn
    }
    now = Standing(places)
    for override in disqualified(overrides):
        now.take(override)
    return now


def disqualified(overrides: Iterable[Override]) -> tuple[Override, ...]:
    """Return the overrides that take a target out, in their order."""
    return tuple(o for o in overrides if o.kind == DISQUALIFY)


def queues(
    connection: DuckDBPyConnection,
    tables: Sequence[str],
    manifest: Manifest,
    result: Result,
    needed: Mapping[tuple[str, str], int],
) -> dict[tuple[str, str], tuple[Drawn, ...]]:
    """Return the queues of reserves, each as long as `needed` says or as its stratum allows.

    `tables` hold the registers of the manifest, in its order.
    """
    found: dict[tuple[str, str], tuple[Drawn, ...]] = {}
    for line, drawn in zip(manifest.lines, result.lines, strict=True):
        n = {s.id: s.n for s in drawn.strata}
        wanted = [
            Wanted(s.id, s.eligible, min(n[s.id] + needed[line.line, s.id], s.eligible))
            for s in line.strata
            if (line.line, s.id) in needed
        ]
        if wanted:
            key = stream_key(manifest.hash, result.seed, f"target/{line.group}")
            table = tables[line.register_ - 1]
            sample = draw_sample(connection, table, manifest.hash, key, wanted)
            found |= {(line.line, s): drawn[n[s] :] for s, drawn in sample.items()}
    return found
