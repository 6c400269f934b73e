"""Running a draw: nonces and beacon become the seed, the seed the result, all of it one bundle."""

import json
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import canonical, digest
from shuangsuiji.draw.beacon import beacon_findings, round_due
from shuangsuiji.draw.bundle import (
    ABORTED,
    PACK,
    RESULT,
    SEED,
    SUMS,
    Content,
    DrawInputs,
    make_bundle,
    register_name,
    whole,
)
from shuangsuiji.draw.delta import delta_name
from shuangsuiji.draw.fields import instant, instant_text
from shuangsuiji.draw.manifest import BeaconEntry, Manifest
from shuangsuiji.draw.notes import draw_notes, shortage_notes
from shuangsuiji.draw.records import Beacon, Commitment, Result, parsed, spelled
from shuangsuiji.draw.seed import reveal_file
from shuangsuiji.draw.verify_register import check_register
from shuangsuiji.findings import Finding, Location, Refusal, refuse
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.report.files import write_whole
from shuangsuiji.store import Log
from shuangsuiji.workflow.draw_files import (
    file_content,
    new_folder,
    place_folder,
    read_small,
)
from shuangsuiji.workflow.draw_log import (
    OPERATOR,
    OpenedDraw,
    check_open,
    check_still_open,
    clock,
    opened_draw,
    told,
)
from shuangsuiji.workflow.draw_nonces import commitments_of
from shuangsuiji.workflow.duck import duck


def run(
    root: Path,
    *,
    beacon: Path | None = None,
    store: str | Path | None = None,
    now: datetime | None = None,
) -> DrawReport:
    """Draw, write the bundle, and return who was drawn; Refusal where the draw cannot be run yet."""
    moment = clock(now)
    with opened_draw(root, store) as draw:
        check_open(draw)
        given = _read_beacon(draw, beacon, moment)
        inputs = _inputs(draw, given, moment)
        with duck() as connection:
            tables = _load_registers(connection, draw, inputs)
            files = make_bundle(connection, tables, inputs)
        with new_folder(draw.folder.bundle) as temporary:
            for name, content in files.items():
                write_whole(temporary / name, content)
            _record(draw, inputs, files, temporary, instant_text(moment))
    return _report(draw, files)


def _read_beacon(draw: OpenedDraw, file: Path | None, now: datetime) -> Beacon | None:
    asked, place = draw.manifest.beacon, Location(str(draw.folder.root))
    if asked is None:
        if file:
            raise refuse("draw/beacon-not-asked", Location(str(file)))
        return None
    due = round_due(asked.round)
    if file is None:
        raise refuse("draw/beacon-needed", place, round=asked.round, due=instant_text(due))
    if now < due:
        raise refuse("draw/beacon-early", place, round=asked.round, due=instant_text(due))
    return _beacon(file, asked)


def _beacon(file: Path, asked: BeaconEntry) -> Beacon:
    """Return the round in a file of any JSON spelling; the bundle gets the canonical one."""
    try:
        data = canonical(json.loads(read_small(file)))
    except (ValueError, RecursionError) as error:
        raise refuse("draw/not-canonical", Location(str(file))) from error
    beacon = parsed(Beacon, data, str(file))
    found = beacon_findings(beacon, asked, str(file))
    if found:
        raise Refusal(found)
    return beacon


def _inputs(draw: OpenedDraw, beacon: Beacon | None, now: datetime) -> DrawInputs:
    with draw.store.reading() as connection:
        log = Log(connection)
        nonces, commitments = log.nonces(draw.row.counter), commitments_of(log, draw)
    _check_nonces(draw, nonces, now)
    _check_promises(draw, nonces, commitments)
    frozen, manifest = draw.folder.frozen, draw.manifest
    pack = read_small(frozen / PACK)
    if digest(manifest.hash, pack) != manifest.pack.hash:
        raise refuse("draw/frozen-differs", Location(str(frozen / PACK)))
    numbers = range(1, len(manifest.registers) + 1)
    return DrawInputs(
        manifest=draw.row.text.encode(),
        registers=[file_content(frozen / register_name(n)) for n in numbers],
        commitments=tuple(commitments.values()),
        nonces=nonces,
        beacon=spelled(beacon) if beacon else None,
        pack=pack,
        others={name: read_small(frozen / name) for name in _others(manifest)},
    )


def _others(manifest: Manifest) -> list[str]:
    names = [ABORTED] if manifest.retry_of else []
    deltas = (delta_name(n) for n, r in enumerate(manifest.registers, 1) if r.previous_root)
    return [*names, *deltas]


def _check_nonces(draw: OpenedDraw, nonces: dict[str, str], now: datetime) -> None:
    """Raise Refusal where a nonce is missing that must be there, or may still come."""
    manifest, place = draw.manifest, Location(str(draw.folder.root))
    missing = tuple(p.name for p in manifest.parties if p.name not in nonces)
    if not missing:
        return
    if manifest.beacon is None or not nonces:
        raise refuse("draw/reveals-missing", place, parties=missing)
    if manifest.deadline is None or now <= instant(manifest.deadline):
        deadline = manifest.deadline or "无"
        raise refuse("draw/reveals-waiting", place, parties=missing, deadline=deadline)


def _check_promises(
    draw: OpenedDraw, nonces: Mapping[str, str], commitments: Mapping[str, Commitment]
) -> None:
    """Raise Refusal where a recorded nonce is not what its party committed to: the store was edited."""
    manifest = draw.manifest
    for party, nonce in nonces.items():
        data = reveal_file(manifest, draw.row.manifest, party, nonce)
        committed = commitments.get(party)
        if committed is None or digest(manifest.hash, data) != committed.hash:
            raise refuse("draw/record-differs", Location(draw.store.name), party=party)


def _load_registers(
    connection: DuckDBPyConnection, draw: OpenedDraw, inputs: DrawInputs
) -> list[str]:
    """Read the frozen registers again: what was edited since the freeze is refused here."""
    frozen, tables = draw.folder.frozen, []
    for number, content in enumerate(inputs.registers, 1):
        path = frozen / register_name(number)
        if not path.is_file():
            raise refuse("draw/register-edited", Location(str(path)), register=number)
        files = {path.name: content, **inputs.others}
        check = check_register(connection, files, draw.manifest, number)
        if not check.is_whole:
            raise refuse("draw/register-edited", Location(str(path)), register=number)
        tables.append(check.table)
    return tables


def _record(
    draw: OpenedDraw, inputs: DrawInputs, files: dict[str, Content], temporary: Path, at: str
) -> None:
    name = draw.manifest.hash
    with draw.store.writing() as connection:
        log = Log(connection, at, OPERATOR)
        check_still_open(draw, log)
        if log.nonces(draw.row.counter) != inputs.nonces:
            raise refuse("draw/changed-meanwhile", Location(str(draw.folder.root)))
        hashes = [digest(name, whole(files[file])) for file in (RESULT, SEED, SUMS)]
        log.record_result(draw.row, *hashes)
        # As with the freeze: the folder first. Killed in between, the same inputs give the same
        # bundle again; a record without its bundle would be a result that nobody can check.
        _place(draw, temporary)


def _place(draw: OpenedDraw, temporary: Path) -> None:
    bundle = draw.folder.bundle
    if bundle.exists():
        sums = bundle / SUMS
        if not sums.is_file() or sums.read_bytes() != (temporary / SUMS).read_bytes():
            raise refuse("draw/bundle-differs", Location(str(bundle)))
        shutil.rmtree(bundle)
    place_folder(temporary, bundle)


def _report(draw: OpenedDraw, files: dict[str, Content]) -> DrawReport:
    root, seed = draw.folder.root, digest(draw.manifest.hash, whole(files[SEED]))
    result = parsed(Result, whole(files[RESULT]), RESULT)
    said: list[Finding] = [told("draw/told-drawn", root, draw=result.draw, seed=seed)]
    lines: list[Json] = []
    for line in result.lines:
        for stratum in line.strata:
            params = {"line": line.line, "stratum": stratum.id, "q": stratum.q}
            said.append(told("draw/told-stratum", root, n=stratum.n, **params))
            lines.append({**params, "n": stratum.n, "threshold": stratum.threshold})
    said += [*draw_notes(draw.manifest, RESULT), *shortage_notes(draw.manifest, seed, RESULT)]
    said.append(told("draw/told-bundle", root, folder=str(draw.folder.bundle)))
    record: dict[str, Json] = {"draw": result.draw, "seed": seed, "strata": lines}
    return DrawReport(tuple(said), {**record, "bundle": str(draw.folder.bundle)})
