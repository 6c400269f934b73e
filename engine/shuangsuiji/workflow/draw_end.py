"""Giving a draw up, on the record; and saying where a draw stands."""

from datetime import datetime
from pathlib import Path

from shuangsuiji.draw.fields import instant, instant_text
from shuangsuiji.findings import Location, refuse
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.store import Log
from shuangsuiji.workflow.draw_batches import batches_told
from shuangsuiji.workflow.draw_log import (
    OPERATOR,
    OpenedDraw,
    check_still_open,
    clock,
    opened_draw,
    told,
)
from shuangsuiji.workflow.draw_reissue import settled


def abort(
    root: Path,
    reason: str,
    approver: str,
    *,
    store: str | Path | None = None,
    now: datetime | None = None,
) -> DrawReport:
    """Record that a draw is given up, with reason and approver; after a reveal only where it cannot go on."""
    moment = clock(now)
    if not reason.strip() or not approver.strip():
        raise refuse("draw/abort-words", Location(str(root)))
    with opened_draw(root, store) as draw, draw.store.writing() as connection:
        log = Log(connection, instant_text(moment), OPERATOR)
        check_still_open(draw, log)
        if draw.folder.bundle.exists():  # a run was killed before its record: it has been drawn
            raise refuse("draw/abort-after-bundle", Location(str(draw.folder.bundle)))
        revealed = len(log.nonces(draw.row.counter))
        if revealed:
            _check_stuck(draw, revealed, moment)
        log.record_abort(draw.row, reason.strip(), approver.strip())
    code = "draw/told-aborted-late" if revealed else "draw/told-aborted"
    said = (told(code, root, draw=draw.row.draw, revealed=revealed),)
    return DrawReport(said, {"draw": draw.row.draw, "revealed": revealed, "reason": reason})


def status(root: Path, *, store: str | Path | None = None) -> DrawReport:
    """Return where a draw stands: its state, and what each party has handed in."""
    with opened_draw(root, store) as draw:
        settled(draw)
        with draw.store.reading() as connection:
            log = Log(connection)
            commitments = log.commitments(draw.row.counter)
            nonces = log.nonces(draw.row.counter)
            after, lines = batches_told(draw, log)
        row = draw.row
    said = [told(f"draw/told-state-{row.state}", root, draw=row.draw, counter=row.counter)]
    parties: list[Json] = []
    for party in draw.manifest.parties:
        steps = (party.name in commitments, party.name in nonces)
        code = {(False, False): "open", (True, False): "committed"}.get(steps, "revealed")
        said.append(told(f"draw/told-party-{code}", root, party=party.name, title=party.title))
        parties.append({"party": party.name, "committed": steps[0], "revealed": steps[1]})
    if draw.manifest.deadline:
        said.append(told("draw/told-deadline", root, deadline=draw.manifest.deadline))
    record: dict[str, Json] = {"draw": row.draw, "counter": row.counter, "state": row.state}
    record |= {"manifest": row.manifest, "parties": parties}
    return DrawReport((*said, *after), {**record, **lines})


def _check_stuck(draw: OpenedDraw, revealed: int, now: datetime) -> None:
    """Raise Refusal unless the draw cannot be finished: a reveal or the beacon's round did not come."""
    manifest, place = draw.manifest, Location(str(draw.folder.root))
    if manifest.beacon:
        if now <= instant(manifest.beacon.limit):
            raise refuse("draw/abort-before-limit", place, limit=manifest.beacon.limit)
        return
    if revealed == len(manifest.parties):
        raise refuse("draw/abort-after-reveals", place)
    if manifest.deadline and now <= instant(manifest.deadline):
        raise refuse("draw/abort-before-deadline", place, deadline=manifest.deadline)
