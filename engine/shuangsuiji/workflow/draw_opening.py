"""Opening a draw in the log: its id and lines must be free, its counter is the next, its files whole."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shuangsuiji import __version__
from shuangsuiji.digest import digest
from shuangsuiji.draw.bundle import ABORTED, MANIFEST, register_name
from shuangsuiji.draw.fields import instant, instant_text
from shuangsuiji.draw.freeze import FrozenRegister, LogPosition, make_manifest
from shuangsuiji.draw.manifest import Manifest, PackReference, Reference
from shuangsuiji.draw.records import parsed, spelled
from shuangsuiji.draw.registers.eligibility import shared_targets
from shuangsuiji.draw.registers.lines import read_lines
from shuangsuiji.draw.registers.snapshot import take_snapshot
from shuangsuiji.draw.retry import retry_findings
from shuangsuiji.draw.seeds.beacon import round_due
from shuangsuiji.draw.spec import DrawSpec
from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.ledger.note import is_key_name
from shuangsuiji.report.files import write_whole
from shuangsuiji.store import DrawRow, Log, Store
from shuangsuiji.workflow.draw_checkpoints import check_own_log
from shuangsuiji.workflow.draw_files import file_content, place_folder, read_small
from shuangsuiji.workflow.draw_log import (
    OPERATOR,
    check_clock,
    found_folder,
    pointer_file,
    stored_folder,
)
from shuangsuiji.workflow.draw_order import Freezing, table_of

_ENGINE = f"shuangsuiji {__version__}"


@dataclass(frozen=True, slots=True)
class FrozenDraw:
    """A draw as it now stands on record."""

    manifest: Manifest
    hash: str


def check_log(work: Freezing, log: Log) -> None:
    """Raise Refusal where the id is taken, a line is open, or the folder is another draw's."""
    if work.spec.log:
        if not is_key_name(work.spec.log.origin):  # nobody could ever sign under it
            raise refuse("ledger/name", work.place, found=work.spec.log.origin)
        check_own_log(log.connection, work.spec.log.origin, work.spec.log.key, work.place)
    found = [finding for line in work.spec.lines for finding in _open_line(work, log, line.line)]
    if not found:
        found += [*_taken_id(work, log), *_taken_folder(work, log)]
    if found:
        raise Refusal(found)


def check_moments(work: Freezing, now: datetime) -> None:
    """Raise Refusal where the order waits for what is past: a beacon's round, its limit, a deadline."""
    place, moments = work.place, _moments(work.spec)
    found = [
        problem("draw/moment-past", place, field=field, at=instant_text(at), now=instant_text(now))
        for field, at in moments.items()
        if at <= now
    ]
    if found:
        raise Refusal(found)


def _moments(spec: DrawSpec) -> dict[str, datetime]:
    moments = {"deadline": instant(spec.deadline)} if spec.deadline else {}
    if spec.beacon:
        moments["beacon.round"] = round_due(spec.beacon.round)
        moments["beacon.limit"] = instant(spec.beacon.limit)
    if spec.withhold:
        moments["withhold.until"] = instant(spec.withhold.until)
    return moments


def check_order(work: Freezing, registers: tuple[FrozenRegister, ...]) -> None:
    """Raise Refusal where order and registers make no manifest, wherever it will stand in the log."""
    _make(work, registers, LogPosition(), _ENGINE)


def record_freeze(
    work: Freezing,
    store: Store,
    registers: tuple[FrozenRegister, ...],
    temporary: Path,
    at: str,
) -> FrozenDraw:
    """Record the freeze and put its folder in place; nobody else opens a draw meanwhile."""
    with store.writing() as connection:
        log = Log(connection, at, OPERATOR)
        check_clock(log)
        check_log(work, log)
        _check_shared(work, log)
        frozen = _manifest(work, log, registers, temporary)
        write_whole(temporary / MANIFEST, spelled(frozen.manifest))
        lines = tuple(line.line for line in frozen.manifest.lines)
        roots = tuple(register.root for register in frozen.manifest.registers)
        log.record_freeze(_row(work, frozen), lines, roots)
        # The folder appears before the record is kept, not after it. Killed in between, a folder is
        # left that no record names, and the next freeze replaces it; the other way round a draw
        # would be open that has no files and that nobody could finish.
        _place(work, temporary, frozen)
    return frozen


def _open_line(work: Freezing, log: Log, line: str) -> Iterator[Finding]:
    for row in log.draws_of_line(line)[-1:]:
        if row.state == "open":
            yield problem("draw/line-open", work.place, line=line, draw=row.draw, folder=row.folder)


def _taken_id(work: Freezing, log: Log) -> Iterator[Finding]:
    before = log.draw_named(work.spec.draw)
    again = _to_repeat(work, log)
    if before and (again is None or before.manifest != again.manifest):
        yield problem("draw/id-taken", work.place, draw=before.draw, counter=before.counter)


def _taken_folder(work: Freezing, log: Log) -> Iterator[Finding]:
    folder = work.folder
    taken = folder.bundle.exists() or folder.private.exists()
    if folder.frozen.exists() and not taken:
        taken = not _is_waste(work, log)
    if taken:
        yield problem("draw/folder-taken", Location(str(folder.root)))


def _is_waste(work: Freezing, log: Log) -> bool:
    """Return whether the frozen folder is what a killed freeze of this very draw left."""
    try:
        data = read_small(work.folder.frozen / MANIFEST)
        manifest = parsed(Manifest, data, MANIFEST)
    except Refusal:
        return False
    return manifest.draw == work.spec.draw and not log.draw_with(digest(manifest.hash, data))


def _to_repeat(work: Freezing, log: Log) -> DrawRow | None:
    """Return the draw that this one has to repeat: aborted after its first reveal."""
    latest = [row for line in work.spec.lines for row in log.draws_of_line(line.line)[-1:]]
    aborted = {r.counter: r for r in latest if r.state == "aborted" and log.is_begun(r.counter)}
    if len(aborted) > 1:
        raise refuse("draw/retry-mixed", work.place, draws=tuple(r.draw for r in aborted.values()))
    return next(iter(aborted.values()), None)


def _check_shared(work: Freezing, log: Log) -> None:
    """Raise Refusal where another open draw could draw the same targets: caps count its visits too.

    So could a withheld draw that is not opened: what comes next would tell whom it drew.
    """
    found = list[Finding]()
    for row in (*log.open_draws(), *log.sealed_draws()):
        manifest = parsed(Manifest, row.text.encode(), MANIFEST)
        frozen = found_folder(row, work.order.store).frozen
        for number in range(1, len(manifest.registers) + 1):
            found += _shared(work, row, manifest, frozen / register_name(number), number)
    if found:
        raise Refusal(found)


def _shared(
    work: Freezing, row: DrawRow, manifest: Manifest, file: Path, number: int
) -> Iterator[Finding]:
    if not file.is_file():
        raise refuse("draw/open-files", Location(str(file)), draw=row.draw)
    read_lines(work.connection, "other", file_content(file)(), str(file))
    snapshot = take_snapshot(work.connection, "other", manifest.hash)
    if snapshot.root != manifest.registers[number - 1].root:
        raise refuse("draw/register-edited", Location(str(file)), register=number)
    for own in range(1, len(work.order.registers) + 1):
        shared = shared_targets(work.connection, table_of(own), "other")
        if shared.n:
            yield problem(
                "draw/shared-sealed" if row.state == "drawn" else "draw/shared-targets",
                work.place,
                draw=row.draw,
                n=shared.n,
                ids=shared.examples,
            )


def _manifest(
    work: Freezing, log: Log, registers: tuple[FrozenRegister, ...], temporary: Path
) -> FrozenDraw:
    again = _to_repeat(work, log)
    aborted = parsed(Manifest, again.text.encode(), ABORTED) if again else None
    engine = aborted.engine if aborted else _ENGINE
    manifest = _make(work, registers, _position(work, log, again), engine)
    if again and aborted:
        found = retry_findings(aborted, manifest, str(work.order.spec))
        if found:
            raise Refusal(found)
        write_whole(temporary / ABORTED, again.text.encode())
    return FrozenDraw(manifest, digest(work.spec.hash, spelled(manifest)))


def _make(
    work: Freezing, registers: tuple[FrozenRegister, ...], position: LogPosition, engine: str
) -> Manifest:
    order = work.order
    pack = PackReference(
        as_of=order.pack.as_of.isoformat(),
        hash=digest(work.spec.hash, order.pack.data),
        id=order.pack.id,
    )
    return make_manifest(
        work.spec,
        registers,
        pack,
        _plan(work),
        position,
        engine=engine,
        file=str(order.spec),
        inspectors=work.inspectors,
    )


def _plan(work: Freezing) -> Reference | None:
    if work.order.plan is None:
        return None
    data = read_small(work.order.plan)
    return Reference(hash=digest(work.spec.hash, data), id=work.order.plan.name)


def _position(work: Freezing, log: Log, again: DrawRow | None) -> LogPosition:
    last = log.last_counter()
    previous = log.draw_at(last)
    return LogPosition(
        counter=last + 1,
        previous=previous.manifest if previous else None,
        attempts={line.line: len(log.draws_of_line(line.line)) for line in work.spec.lines},
        retry_of=again.manifest if again else None,
    )


def _row(work: Freezing, frozen: FrozenDraw) -> DrawRow:
    return DrawRow(
        counter=frozen.manifest.counter,
        draw=frozen.manifest.draw,
        manifest=frozen.hash,
        text=spelled(frozen.manifest).decode(),
        folder=stored_folder(work.folder.root, work.order.store),
        state="open",
    )


def _place(work: Freezing, temporary: Path, frozen: FrozenDraw) -> None:
    folder = work.folder
    if folder.frozen.exists():
        shutil.rmtree(folder.frozen)
    pointer = pointer_file(folder, frozen.manifest.draw, frozen.hash, work.order.store)
    write_whole(folder.pointer, pointer)
    place_folder(temporary, folder.frozen)
