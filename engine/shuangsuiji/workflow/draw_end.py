"""Giving a draw up, on the record; and saying where a draw stands."""

from datetime import datetime
from pathlib import Path

from shuangsuiji.draw.fields import instant, instant_text
from shuangsuiji.draw.seeds.beacon import round_due
from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.store import Log
from shuangsuiji.workflow.draw_batches import batches_told
from shuangsuiji.workflow.draw_checkpoints import witnesses
from shuangsuiji.workflow.draw_log import (
    OPERATOR,
    OpenedDraw,
    check_still_open,
    clock,
    opened_draw,
    told,
)
from shuangsuiji.workflow.draw_nonces import parties_in
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
        revealed = len(parties_in(log, draw))
        if revealed:
            _check_stuck(draw, log, moment)
        log.record_abort(draw.row, reason.strip(), approver.strip())
    code = "draw/told-aborted-late" if revealed else "draw/told-aborted"
    said = (told(code, root, draw=draw.row.draw, revealed=revealed),)
    return DrawReport(said, {"draw": draw.row.draw, "revealed": revealed, "reason": reason})


def status(
    root: Path, *, store: str | Path | None = None, now: datetime | None = None
) -> DrawReport:
    """Return where a draw stands: its state, and what each party has handed in."""
    with opened_draw(root, store) as draw:
        settled(draw)
        with draw.store.reading() as connection:
            log = Log(connection)
            commitments = log.commitments(draw.row.counter)
            there, shown = parties_in(log, draw), log.nonces(draw.row.counter)
            is_sealed = any(row.counter == draw.row.counter for row in log.sealed_draws())
            after, lines = batches_told(draw, log)
        row = draw.row
    state = "sealed" if is_sealed else row.state
    said = [told(f"draw/told-state-{state}", root, draw=row.draw, counter=row.counter)]
    parties: list[Json] = []
    for party in draw.manifest.parties:
        steps = (party.name in commitments, party.name in there)
        code = {(False, False): "open", (True, False): "committed"}.get(steps, "revealed")
        is_closed = party.name in there and party.name not in shown
        code = "deposited" if is_closed and (is_sealed or row.state == "open") else code
        said.append(told(f"draw/told-party-{code}", root, party=party.name, title=party.title))
        parties.append({"party": party.name, "committed": steps[0], "revealed": steps[1]})
    if draw.manifest.deadline:
        said.append(told("draw/told-deadline", root, deadline=draw.manifest.deadline))
    said += _next_cosigned(draw, clock(now)) if row.state == "open" else []
    if is_sealed and draw.manifest.withhold:
        late = clock(now) >= instant(draw.manifest.withhold.until)
        code = "draw/told-open-due" if late else "draw/told-open-later"
        said.append(told(code, root, until=draw.manifest.withhold.until))
    record: dict[str, Json] = {"draw": row.draw, "counter": row.counter, "state": row.state}
    record |= {"manifest": row.manifest, "parties": parties}
    return DrawReport((*said, *after), {**record, **lines})


def _next_cosigned(draw: OpenedDraw, now: datetime) -> list[Finding]:
    """Say when the log has to be cosigned so that it bears out whose nonces did not come."""
    manifest, root = draw.manifest, draw.folder.root
    if not (manifest.log and manifest.beacon and manifest.deadline):
        return []
    due = round_due(manifest.beacon.round)
    if now >= due:
        return []
    span = {"deadline": manifest.deadline, "due": instant_text(due)}
    return [told("draw/told-cosign-reveals", root, **span)]


def _check_stuck(draw: OpenedDraw, log: Log, now: datetime) -> None:
    """Raise Refusal unless it cannot be finished: a nonce, a witness or the beacon's round did not come."""
    manifest, place = draw.manifest, Location(str(draw.folder.root))
    there = parties_in(log, draw)
    missing = {p.name for p in manifest.parties} - there
    is_over = manifest.deadline is not None and now > instant(manifest.deadline)
    if is_over and manifest.withhold and manifest.withhold.party in missing:
        return
    if manifest.beacon:
        is_known = now >= round_due(manifest.beacon.round)
        if (
            missing
            and manifest.log
            and is_over
            and is_known
            and not _is_witnessed(draw, log, there)
        ):
            return
        if now <= instant(manifest.beacon.limit):
            raise refuse("draw/abort-before-limit", place, limit=manifest.beacon.limit)
        return
    if not missing:
        raise refuse("draw/abort-after-reveals", place)
    if manifest.deadline and not is_over:
        raise refuse("draw/abort-before-deadline", place, deadline=manifest.deadline)


def _is_witnessed(draw: OpenedDraw, log: Log, parties: set[str]) -> bool:
    """Return whether a checkpoint bears out, in time, whose nonces were there."""
    return witnesses(draw, log.connection).revealed(parties) is not None
