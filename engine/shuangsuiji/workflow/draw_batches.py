"""Issuing the batches (批次) of a drawn line one after the other, on the record; and where they stand."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from shuangsuiji.draw.after.reserves import standing
from shuangsuiji.draw.batches import State, Task, batches_of, next_task, state_of
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.findings import Finding, Location, Refusal
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.store import Log
from shuangsuiji.workflow.draw_after import drawn_files
from shuangsuiji.workflow.draw_events import record, recorded
from shuangsuiji.workflow.draw_log import OpenedDraw, clock, opened_draw, told
from shuangsuiji.workflow.draw_reissue import reissuing

TASK = "task"


def step_batch(
    root: Path,
    wanted: Task,
    *,
    store: str | Path | None = None,
    now: datetime | None = None,
) -> DrawReport:
    """Record that a batch is issued, or done, and return whom it holds; Refusal where it is not its turn."""
    line, batch = wanted.line, wanted.batch
    with (
        opened_draw(root, store) as draw,
        reissuing(draw, instant_text(clock(now))) as log,
        drawn_files(draw, log) as drawn,
    ):
        found = next_task(drawn.result, tasks_of(draw, log), wanted, Location(str(root)))
        if found:
            raise Refusal(found)
        record(draw, log, TASK, {"batch": batch, "line": line, "state": wanted.state})
        places = standing(drawn.result, drawn.overrides).places
    held = sorted(id_ for (of, id_), p in places.items() if (of, p.batch) == (line, batch))
    said = [told(f"draw/told-batch-{wanted.state}", root, line=line, batch=batch, n=len(held))]
    if wanted.state == "issued":
        said += [told("draw/told-batch-targets", root, ids=tuple(held))]
    which: dict[str, Json] = {"draw": draw.row.draw, "line": line, "batch": batch}
    return DrawReport(tuple(said), {**which, "state": wanted.state, "targets": [*held]})


def tasks_of(draw: OpenedDraw, log: Log) -> tuple[Task, ...]:
    """Return what the log says of a draw's batches, in its order."""
    return tuple(_task(event.body) for event in recorded(draw, log, TASK))


def batches_told(draw: OpenedDraw, log: Log) -> tuple[list[Finding], dict[str, Json]]:
    """Return where the batches of a draw stand and how many reserves came in; of one not drawn, nothing.

    A bundle that is not the one that the log names is told, and stops nobody from asking.
    """
    if draw.row.state != "drawn":
        return [], {}
    try:
        return _batches_told(draw, log)
    except Refusal as refusal:
        return [*refusal.findings], {}


def _batches_told(draw: OpenedDraw, log: Log) -> tuple[list[Finding], dict[str, Json]]:
    root, said, lines = draw.folder.root, list[Finding](), list[Json]()
    with drawn_files(draw, log) as drawn:
        tasks, out = tasks_of(draw, log), Counter(str(o.line) for o in drawn.overrides if o.line)
        for line, batches in batches_of(drawn.result).items():
            states: list[Json] = []
            for batch, n in batches.items():
                state = state_of(tasks, line, batch)
                code = f"draw/told-batch-is-{state or 'waiting'}"
                said.append(told(code, root, line=line, batch=batch, n=n))
                states.append({"batch": batch, "n": n, "state": state})
            if out[line]:
                said.append(told("draw/told-replaced", root, line=line, n=out[line]))
            lines.append({"line": line, "batches": states, "disqualified": out[line]})
    return said, {"lines": lines}


def _task(body: object) -> Task:
    assert isinstance(body, dict), "an event's body is an object"
    state: State = body["state"]
    return Task(str(body["line"]), int(body["batch"]), state)
