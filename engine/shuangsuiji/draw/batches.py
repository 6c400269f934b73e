"""Batches (批次) of a drawn line: issued one after the other, the next when the one before is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shuangsuiji.draw.records import Result
from shuangsuiji.findings import Finding, Location, problem

State = Literal["issued", "done"]


@dataclass(frozen=True, slots=True)
class Task:
    """One step of a batch, as the log has it."""

    line: str
    batch: int
    state: State


def batches_of(result: Result) -> dict[str, dict[int, int]]:
    """Return how many targets each batch of each line has, lines as drawn, batches in order."""
    found: dict[str, dict[int, int]] = {}
    for line in result.lines:
        batches = [target.batch for stratum in line.strata for target in stratum.drawn]
        found[line.line] = {batch: batches.count(batch) for batch in sorted(set(batches))}
    return found


def state_of(tasks: Iterable[Task], line: str, batch: int) -> State | None:
    """Return how far a batch is; None where it is not issued."""
    states = [task.state for task in tasks if (task.line, task.batch) == (line, batch)]
    return states[-1] if states else None


def next_task(
    result: Result, tasks: Iterable[Task], wanted: Task, place: Location
) -> tuple[Finding, ...]:
    """Return what keeps a batch from being issued, or from being done; nothing where it may.

    The locked list goes out batch by batch: no batch twice, none before the one ahead is done.
    """
    tasks, batches = tuple(tasks), batches_of(result)
    line, batch = wanted.line, wanted.batch
    if line not in batches:
        return (problem("draw/no-line", place, line=line, lines=tuple(batches)),)
    known = tuple(batches[line])
    if batch not in known:
        numbers = tuple(str(number) for number in known)
        return (problem("draw/no-batch", place, line=line, batch=batch, batches=numbers),)
    state = state_of(tasks, line, batch)
    if wanted.state == "done":
        code = {None: "draw/batch-not-issued", "done": "draw/batch-is-done"}.get(state)
        return (problem(code, place, line=line, batch=batch),) if code else ()
    if state is not None:
        return (problem("draw/batch-is-issued", place, line=line, batch=batch),)
    before = known[: known.index(batch)]
    waiting = [number for number in before if state_of(tasks, line, number) != "done"]
    if waiting:
        return (problem("draw/batch-waits", place, line=line, batch=batch, before=waiting[0]),)
    return ()
