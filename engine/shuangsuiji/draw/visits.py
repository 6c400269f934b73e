"""From drawn targets to visits (检查): one for each line that drew a target, or merged where they may be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shuangsuiji.draw.manifest import LineEntry, Manifest
from shuangsuiji.draw.records import Result


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to a target: the plan lines that it serves, its common window, its earliest batch.

    `lines` is sorted by (window from, line); days are as the manifest writes them, both included.
    """

    id: str
    target: str
    lines: tuple[str, ...]
    from_: str
    until: str
    batch: int


def visits_of(manifest: Manifest, result: Result) -> tuple[Visit, ...]:
    """Return the visits of a draw's result, by (target, number of the visit)."""
    by_line = {line.line: line for line in manifest.lines}
    drawn: dict[str, list[tuple[LineEntry, int]]] = {}
    for line in result.lines:
        for stratum in line.strata:
            for target in stratum.drawn:
                drawn.setdefault(target.id, []).append((by_line[line.line], target.batch))
    return tuple(
        visit
        for target in sorted(drawn)
        for visit in _visits(target, drawn[target], merge=manifest.merge)
    )


def visit_id(target: str, number: int) -> str:
    """Return the id of a target's visit by its number, from 1.

    >>> visit_id("T", 1), visit_id("T", 2)
    ('T', 'T|2')
    """
    return target if number == 1 else f"{target}|{number}"


def _visits(target: str, drawn: list[tuple[LineEntry, int]], *, merge: bool) -> Iterator[Visit]:
    ordered = sorted(drawn, key=lambda pair: (pair[0].window.from_, pair[0].line))
    groups = _merged(ordered) if merge else [[pair] for pair in ordered]
    for number, group in enumerate(groups, 1):
        yield Visit(
            id=visit_id(target, number),
            target=target,
            lines=tuple(line.line for line, _ in group),
            from_=max(line.window.from_ for line, _ in group),
            until=min(line.window.until for line, _ in group),
            batch=min(batch for _, batch in group),
        )


def _merged(ordered: Iterable[tuple[LineEntry, int]]) -> list[list[tuple[LineEntry, int]]]:
    """Take lines together, in order, while their windows have a day in common."""
    groups: list[list[tuple[LineEntry, int]]] = []
    until = ""
    for line, batch in ordered:
        # In order of their first days, the common window is not empty as long as no end comes before.
        if groups and line.window.from_ <= until:
            groups[-1].append((line, batch))
            until = min(until, line.window.until)
        else:
            groups.append([(line, batch)])
            until = line.window.until
    return groups
