"""A bundle written anew after the draw (更正、递补、换人): the old one, none or the new one stands, no mixture.

The log decides which bundle counts: the one whose SHA256SUMS it named last. Inside one transaction the new
bundle is written beside the old one, the two change places by renames, and the event that names the new
sums is appended. Killed anywhere, the next command that asks puts back or clears away what is left.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from shuangsuiji.digest import digest
from shuangsuiji.draw.bundle import SUMS, Content, sums_file
from shuangsuiji.findings import Location, refuse
from shuangsuiji.report.files import synced, write_whole
from shuangsuiji.store import Log
from shuangsuiji.store.events import events
from shuangsuiji.workflow.draw_files import opened_bundle, place_folder, read_small
from shuangsuiji.workflow.draw_log import OPERATOR, OpenedDraw

NAMING = ("result", "open", "assign", "disqualify", "replace")
"""The kinds of events that say which SHA256SUMS a draw's bundle has from then on."""


@contextmanager
def reissuing(draw: OpenedDraw, at: str) -> Iterator[Log]:
    """Yield the log in one transaction; afterwards the bundle that it names stands, and no other."""
    try:
        with draw.store.writing() as connection:
            log = Log(connection, at, OPERATOR)
            settle(draw, log)
            yield log
    finally:
        settled(draw)


def reissued(draw: OpenedDraw, log: Log, files: Mapping[str, Content]) -> str:
    """Put a bundle of these files in place of the old one and return the hash of its new SHA256SUMS.

    Call it within `reissuing`, then record the event that names the hash. The old bundle must be the
    one that the log names last: Refusal otherwise. SHA256SUMS is made here.
    """
    final = draw.folder.bundle
    check_bundle(draw, log)
    new, old = _beside(final)
    new.mkdir(mode=final.stat().st_mode & 0o777)
    sums = sums_file(files)
    for name, content in {**files, SUMS: sums}.items():
        write_whole(new / name, content)
    final.rename(old)
    synced(final.parent)
    place_folder(new, final)
    return digest(draw.manifest.hash, sums)


def last_sums(draw: OpenedDraw, log: Log) -> str | None:
    """Return the SHA256SUMS that the log names last for the draw's bundle, by its hash."""
    named = None
    for event in events(log.connection, *NAMING):
        if event.draw == draw.row.draw and event.body.get("manifest") == draw.row.manifest:
            named = event.body.get("sums") or named
    return None if named is None else str(named)


def settled(draw: OpenedDraw) -> None:
    """Finish what a killed reissue left, in a transaction of its own, if it left anything."""
    if any(path.exists() for path in _beside(draw.folder.bundle)):
        with draw.store.writing() as connection:
            settle(draw, Log(connection))


def settle(draw: OpenedDraw, log: Log) -> None:
    """Put the bundle in place that the log names, and clear away what stands beside it.

    Both folders are there only while a reissue has not come to its end. Before its event is kept the
    log names the old bundle, which goes back; after it the new one, which stays.
    """
    final = draw.folder.bundle
    new, old = _beside(final)
    named = last_sums(draw, log)
    if old.exists() and not _is(draw, final, named) and (named is None or _is(draw, old, named)):
        _cleared(new)
        if final.exists():
            final.rename(new)  # the new bundle, of which no event was kept
        place_folder(old, final)
    _cleared(new)
    if final.exists():  # else what is left beside is the only one there is, and is left to people
        _cleared(old)


def check_bundle(draw: OpenedDraw, log: Log) -> None:
    """Raise Refusal unless the bundle is the one that the log names last, byte for byte."""
    final, named = draw.folder.bundle, last_sums(draw, log)
    if not final.is_dir():
        raise refuse("draw/bundle-lost", Location(str(final)))
    with opened_bundle(final) as files:
        sums = sums_file(files)
    if sums != read_small(final / SUMS):
        raise refuse("draw/bundle-edited", Location(str(final)))
    if named is not None and digest(draw.manifest.hash, sums) != named:
        raise refuse("draw/bundle-not-named", Location(str(final)))


def _is(draw: OpenedDraw, folder: Path, named: str | None) -> bool:
    sums = folder / SUMS
    if named is None or not sums.is_file():
        return False
    return digest(draw.manifest.hash, sums.read_bytes()) == named


def _beside(final: Path) -> tuple[Path, Path]:
    """Return where the next bundle is written, and where the one before it waits."""
    return final.with_name(f".{final.name}.new"), final.with_name(f".{final.name}.old")


def _cleared(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
