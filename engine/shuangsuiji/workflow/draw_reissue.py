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
from shuangsuiji.workflow.draw_events import recorded, whole_bundle
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


def reissued(
    draw: OpenedDraw, log: Log, files: Mapping[str, Content], bundle: Path | None = None
) -> str:
    """Put a bundle of these files in place of the old one and return the hash of its new SHA256SUMS.

    Call it within `reissuing`, then record the event that names the hash. The old bundle must be the
    one that the log names last: Refusal otherwise. SHA256SUMS is made here. `bundle` is the whole
    bundle where nothing else is said: a private one while the draw is withheld.
    """
    final = bundle or whole_bundle(draw, log)
    check_bundle(draw, log, final)
    new, old = _beside(final)
    new.mkdir(mode=final.stat().st_mode & 0o777)
    sums = sums_file(files)
    for name, content in {**files, SUMS: sums}.items():
        write_whole(new / name, content)
    final.rename(old)
    synced(final.parent)
    place_folder(new, final)
    return digest(draw.manifest.hash, sums)


def last_sums(draw: OpenedDraw, log: Log, bundle: Path) -> str | None:
    """Return the SHA256SUMS that the log names last for a bundle of the draw, by its hash.

    What is recorded of a withheld draw before it is opened names the private bundle, what comes later
    the public one; None where nothing names it yet.
    """
    is_public, named = draw.manifest.withhold is None, None
    asks_public = bundle == draw.folder.bundle
    # What was sealed names the private bundle only: it may be lost once the public one counts.
    for event in recorded(draw, log, *NAMING, with_sealed=not asks_public):
        is_public = is_public or event.kind == "open"
        if is_public == asks_public:
            named = event.body.get("sums") or named
    return None if named is None else str(named)


def check_bundle(draw: OpenedDraw, log: Log, bundle: Path | None = None) -> None:
    """Raise Refusal unless the bundle is the one that the log names last, byte for byte."""
    final = bundle or whole_bundle(draw, log)
    if not final.is_dir():
        raise refuse("draw/bundle-lost", Location(str(final)))
    with opened_bundle(final) as files:
        sums = sums_file(files)
    if sums != read_small(final / SUMS):
        raise refuse("draw/bundle-edited", Location(str(final)))
    named = last_sums(draw, log, final)
    if named is not None and digest(draw.manifest.hash, sums) != named:
        raise refuse("draw/bundle-not-named", Location(str(final)))


def settled(draw: OpenedDraw) -> None:
    """Finish what a killed reissue left, in a transaction of its own, if it left anything."""
    if any(path.exists() for final in _bundles(draw) for path in _beside(final)):
        with draw.store.writing() as connection:
            settle(draw, Log(connection))


def settle(draw: OpenedDraw, log: Log) -> None:
    """Put the bundle in place that the log names, and clear away what stands beside it.

    Both folders are there only while a reissue has not come to its end. Before its event is kept the
    log names the old bundle, which goes back; after it the new one, which stays.
    """
    for final in _bundles(draw):
        new, old = _beside(final)
        if old.exists() and not _is_kept(draw, log, final):
            _cleared(new)
            if final.exists():
                final.rename(new)
            place_folder(old, final)
        _cleared(new)
        if old.exists():
            old.rename(new)  # so that half a folder is never the old one
            _cleared(new)


def _is_kept(draw: OpenedDraw, log: Log, final: Path) -> bool:
    """Return whether the new bundle is in place and its event was kept."""
    named, sums = last_sums(draw, log, final), final / SUMS
    if named is None or not sums.is_file():
        return False
    return digest(draw.manifest.hash, sums.read_bytes()) == named


def _bundles(draw: OpenedDraw) -> tuple[Path, Path]:
    return draw.folder.bundle, draw.folder.private_bundle


def _beside(final: Path) -> tuple[Path, Path]:
    """Return where the next bundle is written, and where the one before it waits."""
    return final.with_name(f".{final.name}.new"), final.with_name(f".{final.name}.old")


def _cleared(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
