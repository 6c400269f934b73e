"""Opening a withheld draw (启封): its nonce is published, and the whole bundle in place of the sealed one."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from shuangsuiji.digest import digest
from shuangsuiji.draw.after.overrides import OVERRIDES
from shuangsuiji.draw.after.unsealed import UNSEALED, Unsealed
from shuangsuiji.draw.bundle import ASSIGNMENT, BEACON, FIT, RESULT, SEED, Content, whole
from shuangsuiji.draw.fields import instant, instant_text
from shuangsuiji.draw.manifest import Withhold
from shuangsuiji.draw.records import Beacon, Commitment, parsed, spelled
from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.store import Log
from shuangsuiji.workflow.draw_bundle import closed_nonce, drawn_bundle, log_files
from shuangsuiji.workflow.draw_events import recorded, unsealed
from shuangsuiji.workflow.draw_files import read_small
from shuangsuiji.workflow.draw_log import (
    OpenedDraw,
    check_clock,
    check_drawn,
    clock,
    opened_draw,
    told,
)
from shuangsuiji.workflow.draw_nonces import commitments_of, parties_in
from shuangsuiji.workflow.draw_reissue import reissued, reissuing, settled

_FOLLOWING = (FIT, ASSIGNMENT, OVERRIDES)
"""What may have come into the private bundle after the draw."""


def open_(
    root: Path,
    *,
    reveal: Path | None = None,
    store: str | Path | None = None,
    now: datetime | None = None,
) -> DrawReport:
    """Publish a withheld draw; `reveal` is the escrow's copy, where the operator's is not at hand.

    Refusal before its moment, and where nonce and record do not give the result that was recorded.
    """
    moment = clock(now)
    with opened_draw(root, store) as draw:
        withhold = _withheld(draw, moment)
        settled(draw)
        with draw.store.reading() as connection:
            log = Log(connection)
            _check_closed(draw, log)
            commitments = commitments_of(log, draw)
            nonces = {**log.nonces(draw.row.counter), **closed_nonce(draw, commitments, reveal)}
            files = _files(draw, log, nonces, commitments)
            _check_result(draw, log, files)
            lost = unsealed(draw, log).lost
        with reissuing(draw, instant_text(moment)) as log:
            _check_closed(draw, log)
            check_clock(log)
            sums = reissued(draw, log, files, draw.folder.bundle)
            log.record_open(draw.row, withhold.party, nonces[withhold.party], sums)
    said = [*_told(draw, files, lost)]
    seed = digest(draw.manifest.hash, whole(files[SEED]))
    return DrawReport(tuple(said), {"draw": draw.row.draw, "seed": seed, "sums": sums})


def _withheld(draw: OpenedDraw, now: datetime) -> Withhold:
    withhold, place = draw.manifest.withhold, Location(str(draw.folder.root))
    if withhold is None:
        raise refuse("draw/open-not-withheld", place, draw=draw.row.draw)
    check_drawn(draw)
    if now < instant(withhold.until):
        raise refuse("draw/open-early", place, until=withhold.until, now=instant_text(now))
    return withhold


def _check_closed(draw: OpenedDraw, log: Log) -> None:
    if log.opened(draw.row.counter) is not None:
        raise refuse("draw/already-opened", Location(str(draw.folder.root)), draw=draw.row.draw)


def _files(
    draw: OpenedDraw,
    log: Log,
    nonces: Mapping[str, str],
    commitments: Mapping[str, Commitment],
) -> dict[str, Content]:
    """Return the whole bundle, made anew: what was lost of the private folder cannot hold it up."""
    papers = log_files(draw, log.connection, parties_in(log, draw))
    entries = unsealed(draw, log).entries
    closed = draw.folder.private_bundle
    following = {
        name: read_small(closed / name) for name in _FOLLOWING if (closed / name).is_file()
    }
    more = {**papers, **following, **({UNSEALED: spelled(Unsealed(entries))} if entries else {})}
    return drawn_bundle(draw, nonces, commitments, _beacon(draw), more)


def _beacon(draw: OpenedDraw) -> Beacon | None:
    if draw.manifest.beacon is None:
        return None
    places = [draw.folder.bundle / BEACON, draw.folder.private_bundle / BEACON]
    path = next((path for path in places if path.is_file()), places[0])
    return parsed(Beacon, read_small(path), str(path))


def _check_result(draw: OpenedDraw, log: Log, files: Mapping[str, Content]) -> None:
    """Raise Refusal unless what is to be published is the result that was recorded when it was drawn."""
    found = digest(draw.manifest.hash, whole(files[RESULT]))
    if not any(event.body.get("result") == found for event in recorded(draw, log, "result")):
        raise refuse("draw/open-differs", Location(str(draw.folder.root)), found=found)


def _told(draw: OpenedDraw, files: Mapping[str, Content], lost: int) -> Iterator[Finding]:
    root = draw.folder.root
    seed = digest(draw.manifest.hash, whole(files[SEED]))
    yield told("draw/told-opened", root, draw=draw.row.draw, seed=seed)
    if lost:
        yield told("draw/told-sealed-lost", root, n=lost)
    yield told("draw/told-bundle", root, folder=str(draw.folder.bundle))
