"""Taking a drawn target off the list (撤下), with reason, evidence and approver: the next reserve comes in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import digest
from shuangsuiji.draw.after.overrides import OVERRIDES, Override, Overrides
from shuangsuiji.draw.after.reserves import DISQUALIFY, queues, standing
from shuangsuiji.draw.bundle import ASSIGNMENT
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.draw.records import spelled
from shuangsuiji.draw.verification.overrides import check_disqualified
from shuangsuiji.draw.verification.registers import check_register, register_table
from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.store import Log
from shuangsuiji.workflow.draw_after import (
    DrawnFiles,
    bundle_folder,
    check_words,
    drawn_files,
    told_reissued,
)
from shuangsuiji.workflow.draw_batches import tasks_of
from shuangsuiji.workflow.draw_events import record
from shuangsuiji.workflow.draw_files import opened_bundle, read_small
from shuangsuiji.workflow.draw_log import OpenedDraw, clock, opened_draw, told
from shuangsuiji.workflow.draw_reissue import reissued, reissuing, settled
from shuangsuiji.workflow.duck import duck

LOCK = "draw.lock_dispatch"
"""The procedure whose clauses say that a drawn list is locked; the setting, who may unlock it."""


@dataclass(frozen=True, slots=True)
class Disqualification:
    """Who drops out of which line (of all its lines, if none is named), why, and who says so."""

    target: str
    reason: str
    evidence: Path
    approver: str
    line: str | None = None


def disqualify(
    root: Path,
    asked: Disqualification,
    *,
    store: str | Path | None = None,
    now: datetime | None = None,
) -> DrawReport:
    """Take a target off a drawn list, let the next reserves in, and write the bundle anew."""
    check_words(asked.reason, asked.approver)
    evidence = read_small(asked.evidence)
    if not evidence:
        raise refuse("draw/evidence-empty", Location(str(asked.evidence)))
    with opened_draw(root, store) as draw:
        settled(draw)
        notes = _unlocking(draw, asked)
        with duck() as connection:
            tables = _registers(connection, draw)
            with reissuing(draw, instant_text(clock(now))) as log, drawn_files(draw, log) as drawn:
                hash_ = digest(draw.manifest.hash, evidence)
                new = _overrides(connection, tables, draw, drawn, asked, hash_)
                overrides = (*drawn.overrides, *new)
                check_disqualified(connection, tables, draw.manifest, drawn.result, overrides)
                files = {**drawn.files, OVERRIDES: spelled(Overrides(overrides))}
                sums = reissued(draw, log, files)
                for override in new:
                    said = override.model_dump(mode="json", by_alias=True)
                    record(draw, log, DISQUALIFY, {**said, "sums": sums})
                notes += (*_late(draw, log, drawn, new), *_teams(draw, drawn, new))
    return _report(draw, new, notes, sums)


def _unlocking(draw: OpenedDraw, asked: Disqualification) -> tuple[Finding, ...]:
    """Hold the approver to who may unlock a list under the pack; Refusal where the pack itself says who."""
    pack = load_pack(draw.manifest.pack.id)
    clauses, answer = pack.carried_out.get(LOCK, ()), pack.settings.answers.get("unlocked_by")
    if not clauses or answer is None or answer.text in asked.approver:
        return ()
    law = tuple(f"{c.document}{c.place}" for c in clauses)
    words = {"found": asked.approver, "role": answer.text}
    if answer.pack:
        raise refuse("draw/approver-role", Location("--approver"), clauses=law, **words)
    return (told("draw/told-approver-role", draw.folder.root, clauses=law, **words),)


def _registers(connection: DuckDBPyConnection, draw: OpenedDraw) -> list[str]:
    """Read the registers into tables, before the store is locked: they never change."""
    numbers = range(1, len(draw.manifest.registers) + 1)
    folder = bundle_folder(draw)
    if not folder.is_dir():
        return [register_table(number) for number in numbers]  # told of where the log is asked
    with opened_bundle(folder) as files:
        checks = [check_register(connection, files, draw.manifest, n) for n in numbers]
    for number, check in enumerate(checks, 1):
        if not check.is_whole:
            raise refuse("draw/register-edited", Location(str(folder)), register=number)
    return [check.table for check in checks]


def _overrides(
    connection: DuckDBPyConnection,
    tables: list[str],
    draw: OpenedDraw,
    drawn: DrawnFiles,
    asked: Disqualification,
    evidence: str,
) -> tuple[Override, ...]:
    """Return one override for each line that the target leaves."""
    now = standing(drawn.result, drawn.overrides)
    lines = [line for line in now.lines_of(asked.target) if asked.line in (None, line)]
    if not lines:
        raise _not_listed(draw, drawn, asked)
    keys = [(line, now.places[line, asked.target].stratum) for line in lines]
    needed = {key: now.came.get(key, 0) + 1 for key in keys}
    queue = queues(connection, tables, draw.manifest, drawn.result, needed)
    return tuple(
        Override(
            approver=asked.approver,
            evidence=evidence,
            in_=now.next_for(line, asked.target, queue),
            kind="disqualify",
            line=line,
            out=asked.target,
            reason=asked.reason,
            slot=None,
            visit=None,
        )
        for line in lines
    )


def _not_listed(draw: OpenedDraw, drawn: DrawnFiles, asked: Disqualification) -> Exception:
    place, line = Location(str(draw.folder.root)), asked.line
    lines = tuple(entry.line for entry in draw.manifest.lines)
    if line is not None and line not in lines:
        return refuse("draw/no-line", place, line=line, lines=lines)
    was = [o for o in drawn.overrides if o.out == asked.target and line in (None, o.line)]
    if was:
        return refuse("draw/already-out", place, id=asked.target, reason=was[-1].reason)
    return refuse("draw/not-listed", place, id=asked.target, line=line or "、".join(lines))


def _late(
    draw: OpenedDraw, log: Log, drawn: DrawnFiles, new: tuple[Override, ...]
) -> Iterator[Finding]:
    """Say which reserves belong to a batch that has gone out already."""
    now, tasks = standing(drawn.result, drawn.overrides), tasks_of(draw, log)
    for override in new:
        batch = now.places[str(override.line), override.out].batch
        if override.in_ and any((t.line, t.batch) == (override.line, batch) for t in tasks):
            code, line = "draw/told-reserve-late", str(override.line)
            yield told(code, draw.folder.root, line=line, batch=batch, id=override.in_)


def _teams(draw: OpenedDraw, drawn: DrawnFiles, new: tuple[Override, ...]) -> Iterator[Finding]:
    """Say that a reserve's visit has the team of the one that it replaces."""
    if ASSIGNMENT in drawn.files and any(override.in_ for override in new):
        yield told("draw/told-reserve-team", draw.folder.root)


def _report(
    draw: OpenedDraw, new: tuple[Override, ...], notes: tuple[Finding, ...], sums: str
) -> DrawReport:
    root, said = draw.folder.root, list[Finding]()
    for override in new:
        params = {"line": str(override.line), "out": override.out, "in": override.in_ or ""}
        code = "draw/told-reserve" if override.in_ else "draw/told-exhausted"
        said.append(told(code, root, **params))
    said += notes
    said.append(told_reissued(draw, "draw/told-reissued", sums))
    overrides: list[Json] = [o.model_dump(mode="json", by_alias=True) for o in new]
    return DrawReport(tuple(said), {"draw": draw.row.draw, "overrides": overrides, "sums": sums})
