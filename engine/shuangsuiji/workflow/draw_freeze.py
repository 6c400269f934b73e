"""Freezing a draw: registers and order become a manifest that nothing can change any more."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from duckdb import DuckDBPyConnection

from shuangsuiji import __version__
from shuangsuiji.digest import digest
from shuangsuiji.draw.bundle import ABORTED, MANIFEST, PACK, register_name
from shuangsuiji.draw.eligibility import Choice, settle_undecided, shared_targets
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.draw.freeze import FrozenRegister, LogPosition, make_manifest
from shuangsuiji.draw.lines import read_lines, write_lines
from shuangsuiji.draw.manifest import Manifest, PackReference, Reference, Undecided
from shuangsuiji.draw.notes import draw_notes
from shuangsuiji.draw.records import parsed, spelled
from shuangsuiji.draw.register import register_findings
from shuangsuiji.draw.retry import retry_findings
from shuangsuiji.draw.snapshot import count_strata, take_snapshot
from shuangsuiji.draw.spec import DrawSpec
from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.store import DrawRow, Log, Store, open_store
from shuangsuiji.workflow.draw_files import (
    DrawFolder,
    file_content,
    new_folder,
    place_folder,
    read_small,
    write_whole,
)
from shuangsuiji.workflow.draw_log import (
    OPERATOR,
    clock,
    found_folder,
    pointer_file,
    stored_folder,
    told,
)
from shuangsuiji.workflow.draw_registers import Prepare, RegisterSource, prepare_register
from shuangsuiji.workflow.duck import duck
from shuangsuiji.yamlfile import load_model


@dataclass(frozen=True, slots=True)
class PackRecord:
    """The resolved pack that the draw is made under: pack.json as bytes."""

    id: str
    as_of: date
    data: bytes


@dataclass(frozen=True, slots=True)
class FreezeOrder:
    """What an operator hands in to have a draw frozen."""

    spec: Path
    registers: tuple[Path, ...]
    store: str | Path
    out: Path
    pack: PackRecord
    plan: Path | None = None
    answers: Mapping[str, Choice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Freezing:
    """What the parts of a freeze share."""

    order: FreezeOrder
    spec: DrawSpec
    connection: DuckDBPyConnection
    folder: DrawFolder

    @property
    def place(self) -> Location:
        return Location(str(self.order.spec))

    def table(self, number: int) -> str:
        return f"frozen_{number}"


def freeze(
    order: FreezeOrder, *, now: datetime | None = None, prepare: Prepare = prepare_register
) -> DrawReport:
    """Freeze a draw and return what was frozen; Refusal, with nothing left behind, where it cannot be."""
    spec = load_model(order.spec, DrawSpec)
    with _freezing(order, spec) as work, open_store(order.store, create=True) as store:
        with store.reading() as connection:  # before minutes of hashing, not only after them
            _check_log(work, Log(connection))
        registers = _freeze_registers(work, prepare)
        with new_folder(work.folder.frozen) as temporary:
            _write_inputs(work, temporary)
            manifest = _record(work, store, registers, temporary, instant_text(clock(now)))
    return _report(work, manifest)


@contextmanager
def _freezing(order: FreezeOrder, spec: DrawSpec) -> Iterator[_Freezing]:
    if spec.purpose == "official":
        raise refuse("draw/official-not-yet", Location(str(order.spec)))
    if not order.registers:
        raise refuse("draw/no-register", Location(str(order.spec)))
    with TemporaryDirectory(prefix="shuangsuiji-") as spool:
        spools = [_spool(Path(spool), n, path) for n, path in enumerate(order.registers, 1)]
        with duck([*order.registers, *spools]) as connection:
            yield _Freezing(order, spec, connection, DrawFolder(order.out))


def _spool(folder: Path, number: int, path: Path) -> Path:
    return folder / f"register-{number}{path.suffix.lower()}"


def _check_log(work: _Freezing, log: Log) -> None:
    """Raise Refusal where the draw's id is taken, a line is open, or the folder is another draw's."""
    found = [f for line in work.spec.lines for f in _open_line(work, log, line.line)]
    before = log.draw_named(work.spec.draw)
    if before and (before.state != "aborted" or before.manifest != _retry_of(work, log)):
        found.append(problem("draw/id-taken", work.place, draw=before.draw, counter=before.counter))
    found += _folder_findings(work, log)
    if found:
        raise Refusal(found)


def _open_line(work: _Freezing, log: Log, line: str) -> Iterator[Finding]:
    for row in log.draws_of_line(line)[-1:]:
        if row.state == "open":
            yield problem("draw/line-open", work.place, line=line, draw=row.draw, folder=row.folder)


def _folder_findings(work: _Freezing, log: Log) -> Iterator[Finding]:
    folder = work.folder
    place = Location(str(folder.root))
    taken = folder.bundle.exists() or folder.private.exists()
    if folder.frozen.exists() and not taken:
        # A freeze that was killed between renaming and recording leaves a folder that no record
        # names: it is waste. One that a record names is a draw.
        manifest = parsed(Manifest, read_small(folder.frozen / MANIFEST), MANIFEST)
        taken = log.draw_with(digest(manifest.hash, spelled(manifest))) is not None
        taken = taken or manifest.draw != work.spec.draw
    if taken:
        yield problem("draw/folder-taken", place)


def _retry_of(work: _Freezing, log: Log) -> str | None:
    """Return the manifest of the draw that this one has to repeat: aborted after its first reveal."""
    aborted = {
        row.manifest
        for line in work.spec.lines
        for row in log.draws_of_line(line.line)[-1:]
        if row.state == "aborted" and log.nonces(row.counter)
    }
    if len(aborted) > 1:
        raise refuse("draw/retry-mixed", work.place)
    return next(iter(aborted), None)


def _freeze_registers(work: _Freezing, prepare: Prepare) -> tuple[FrozenRegister, ...]:
    found: list[Finding] = []
    undecided = []
    for number, path in enumerate(work.order.registers, 1):
        said, problems = _prepare(work, number, path, prepare)
        undecided.append(said)
        found += problems
    if found:
        raise Refusal(found)
    return tuple(_snapshot(work, n, said) for n, said in enumerate(undecided, 1))


def _prepare(
    work: _Freezing, number: int, path: Path, prepare: Prepare
) -> tuple[tuple[Undecided, ...], Sequence[Finding]]:
    """Return what was answered for the undecided of one register, and all that is wrong with it."""
    table, ids = work.table(number), work.spec.ids_of(number)
    lines = tuple(line.line for line in work.spec.lines if line.register_ == number)
    spool = _spool(work.spool, number, path)
    try:
        place = prepare(work.connection, RegisterSource(path, ids, lines, spool), table)
        said = settle_undecided(work.connection, table, work.order.answers, str(path))
    except Refusal as refusal:
        return (), refusal.findings
    return said, register_findings(work.connection, table, ids, place)


def _snapshot(
    work: _Freezing, number: int, undecided: tuple[Undecided, ...]
) -> FrozenRegister:
    table = work.table(number)
    snapshot = take_snapshot(work.connection, table, work.spec.hash)
    return FrozenRegister(snapshot, count_strata(work.connection, table), undecided)


def _write_inputs(work: _Freezing, temporary: Path) -> None:
    for number in range(1, len(work.order.registers) + 1):
        table = work.table(number)
        lines = lambda table=table: write_lines(work.connection, table)  # noqa: E731
        write_whole(temporary / register_name(number), lines)
    write_whole(temporary / PACK, work.order.pack.data)
