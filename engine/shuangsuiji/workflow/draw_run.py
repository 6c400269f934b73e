"""Running a draw: nonces and beacon become the seed, the seed the result, all of it one bundle.

A withheld draw has two bundles: the whole one in the private folder, and what of it may be published.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from shuangsuiji.digest import canonical, digest
from shuangsuiji.draw.after.sealed import sealed_bundle
from shuangsuiji.draw.bundle import RESULT, SEED, SUMS, Content, whole
from shuangsuiji.draw.fields import instant, instant_text
from shuangsuiji.draw.manifest import BeaconEntry
from shuangsuiji.draw.notes import draw_notes, shortage_notes
from shuangsuiji.draw.records import Beacon, Commitment, Result, parsed
from shuangsuiji.draw.seeds.beacon import beacon_findings, round_due
from shuangsuiji.draw.seeds.beacon_signature import can_verify, is_beacons
from shuangsuiji.draw.seeds.checkpoints import COMMITTED, REVEALED
from shuangsuiji.draw.seeds.log_file import LOG
from shuangsuiji.findings import Finding, Location, Refusal, refuse
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.report.files import write_whole
from shuangsuiji.store import Log
from shuangsuiji.workflow.draw_bundle import closed_nonce, drawn_bundle, log_files
from shuangsuiji.workflow.draw_checkpoints import check_log_of
from shuangsuiji.workflow.draw_events import private_folder
from shuangsuiji.workflow.draw_files import new_folder, place_folder, read_small
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

_OF_THE_LOG = (LOG, COMMITTED, REVEALED)


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What the record holds of a draw that is to be run: nonces shown, nonces handed in closed, the rest."""

    nonces: Mapping[str, str]
    deposits: tuple[str, ...]
    commitments: Mapping[str, Commitment]
    log: Mapping[str, bytes]

    @property
    def parties(self) -> set[str]:
        """All whose nonces are there."""
        return {*self.nonces, *self.deposits}


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
        recorded = _recorded(draw, moment)
        nonces = {**recorded.nonces, **closed_nonce(draw, recorded.commitments)}
        files = drawn_bundle(draw, nonces, recorded.commitments, given, recorded.log)
        with ExitStack() as stack:
            folders = [
                (final, _written(stack.enter_context(new_folder(final)), bundle))
                for final, bundle in _bundles(draw, files)
            ]
            _record(draw, recorded, files, folders, instant_text(moment))
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
    if can_verify() and not is_beacons(beacon):
        raise refuse("draw/beacon-forged", Location(str(file)), round=beacon.round)
    return beacon


def _recorded(draw: OpenedDraw, now: datetime) -> _Recorded:
    with draw.store.reading() as connection:
        check_log_of(draw, connection)
        log = Log(connection)
        nonces, deposits = log.nonces(draw.row.counter), log.deposits(draw.row.counter)
        papers = log_files(draw, connection, {*nonces, *deposits})
        recorded = _Recorded(nonces, deposits, commitments_of(log, draw), papers)
    _check_nonces(draw, recorded, now)
    if draw.manifest.purpose == "official" and COMMITTED not in papers:
        raise refuse("draw/checkpoint-needed", Location(draw.store.name))
    return recorded


def _check_nonces(draw: OpenedDraw, recorded: _Recorded, now: datetime) -> None:
    """Raise Refusal where a nonce must be there, may still come, or where nobody bears out that it lacks."""
    manifest, place = draw.manifest, Location(str(draw.folder.root))
    missing = tuple(p.name for p in manifest.parties if p.name not in recorded.parties)
    if not missing:
        return
    if manifest.withhold and manifest.withhold.party in missing:
        raise refuse("draw/deposit-missing", place, party=manifest.withhold.party)
    if manifest.beacon is None or not recorded.parties:
        raise refuse("draw/reveals-missing", place, parties=missing)
    if manifest.deadline is None or now <= instant(manifest.deadline):
        deadline = manifest.deadline or "无"
        raise refuse("draw/reveals-waiting", place, parties=missing, deadline=deadline)
    if manifest.log and REVEALED not in recorded.log:
        due = instant_text(round_due(manifest.beacon.round))
        span = {"deadline": manifest.deadline, "due": due}
        raise refuse("draw/lack-unwitnessed", place, parties=missing, **span)


def _bundles(
    draw: OpenedDraw, files: Mapping[str, Content]
) -> Iterator[tuple[Path, Mapping[str, Content]]]:
    """Yield each bundle with the folder that it is to stand in: a closed one before what is published."""
    withhold = draw.manifest.withhold
    if withhold is None:
        yield draw.folder.bundle, files
        return
    yield private_folder(draw.folder) / "bundle", files
    yield draw.folder.bundle, sealed_bundle(files, withhold)


def _written(folder: Path, files: Mapping[str, Content]) -> Path:
    for name, content in files.items():
        write_whole(folder / name, content)
    return folder


def _record(
    draw: OpenedDraw,
    recorded: _Recorded,
    files: Mapping[str, Content],
    folders: list[tuple[Path, Path]],
    at: str,
) -> None:
    name, counter = draw.manifest.hash, draw.row.counter
    with draw.store.writing() as connection:
        log = Log(connection, at, OPERATOR)
        check_still_open(draw, log)
        if (log.nonces(counter), log.deposits(counter)) != (recorded.nonces, recorded.deposits):
            raise refuse("draw/changed-meanwhile", Location(str(draw.folder.root)))
        result, seed, sums = (digest(name, whole(files[file])) for file in (RESULT, SEED, SUMS))
        if draw.manifest.withhold is None:
            log.record_result(draw.row, result, seed, sums)
        else:
            log.record_result(draw.row, result, None, None)
        # As with the freeze: the folder first. Killed in between, the same inputs give the same
        # bundle again; a record without its bundle would be a result that nobody can check.
        for final, temporary in folders:
            _place(final, temporary)


def _place(final: Path, temporary: Path) -> None:
    if final.exists():
        if _drawn(final / SUMS) != _drawn(temporary / SUMS):
            raise refuse("draw/bundle-differs", Location(str(final)))
        shutil.rmtree(final)
    place_folder(temporary, final)


def _drawn(sums: Path) -> set[str] | None:
    """Return what a bundle says but for the log: a killed run may have known fewer signatures."""
    if not sums.is_file():
        return None
    lines = sums.read_text("utf-8").splitlines()
    return {line for line in lines if not line.endswith(tuple(f"  {n}" for n in _OF_THE_LOG))}


def _report(draw: OpenedDraw, files: Mapping[str, Content]) -> DrawReport:
    return _sealed_report(draw) if draw.manifest.withhold else _whole_report(draw, files)


def _sealed_report(draw: OpenedDraw) -> DrawReport:
    """Say that it is drawn, and nothing of what: what is printed is read over shoulders and kept in files."""
    root, manifest, withhold = draw.folder.root, draw.manifest, draw.manifest.withhold
    until = withhold.until if withhold else ""
    said = [
        told("draw/told-sealed", root, draw=manifest.draw, until=until),
        *draw_notes(manifest, RESULT),
        told("draw/told-bundle", root, folder=str(draw.folder.bundle)),
        told("draw/told-private-bundle", root, folder=str(draw.folder.private_bundle)),
        told("draw/told-cosign-result", root),
    ]
    record: dict[str, Json] = {"draw": manifest.draw, "seed": None, "until": until}
    return DrawReport(tuple(said), {**record, "bundle": str(draw.folder.bundle)})


def _whole_report(draw: OpenedDraw, files: Mapping[str, Content]) -> DrawReport:
    root, seed = draw.folder.root, digest(draw.manifest.hash, whole(files[SEED]))
    result = parsed(Result, whole(files[RESULT]), RESULT)
    said: list[Finding] = [told("draw/told-drawn", root, draw=result.draw, seed=seed)]
    lines: list[Json] = []
    for line in result.lines:
        for stratum in line.strata:
            params = {"line": line.line, "stratum": stratum.id, "q": stratum.q}
            shown = {**params, "q": _in_decimals(stratum.q)}
            said.append(told("draw/told-stratum", root, n=stratum.n, **shown))
            lines.append({**params, "n": stratum.n, "threshold": stratum.threshold})
    said += [*draw_notes(draw.manifest, RESULT), *shortage_notes(draw.manifest, seed, RESULT)]
    said.append(told("draw/told-bundle", root, folder=str(draw.folder.bundle)))
    record: dict[str, Json] = {"draw": result.draw, "seed": seed, "strata": lines}
    return DrawReport(tuple(said), {**record, "bundle": str(draw.folder.bundle)})


def _in_decimals(q: str) -> str:
    """Return a quota as people read it: 2.18 beside its fraction, whole numbers as they are."""
    exact = Fraction(q)
    return q if exact.denominator == 1 else f"{float(exact):.2f}（{q}）"
