"""Finding a draw again: its folder, its store, its manifest as recorded, and what the next step may be."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from shuangsuiji.digest import canonical
from shuangsuiji.draw.bundle import MANIFEST
from shuangsuiji.draw.fields import instant, instant_text
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import parsed
from shuangsuiji.findings import Finding, Location, Outcome, Param, Severity, refuse
from shuangsuiji.store import DrawRow, Log, Store, open_store
from shuangsuiji.workflow.draw_files import DrawFolder, read_small

OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class OpenedDraw:
    """A draw's folder with its open store, its row and its manifest."""

    folder: DrawFolder
    store: Store
    row: DrawRow
    manifest: Manifest


@contextmanager
def opened_draw(root: Path, store: str | Path | None) -> Iterator[OpenedDraw]:
    """Yield the draw whose folder this is; Refusal where folder, store and record do not agree."""
    folder = DrawFolder(root)
    manifest_hash, named = _read_pointer(folder)
    where = store or named
    if where is None:
        raise refuse("draw/store-unnamed", Location(str(folder.pointer)))
    with open_store(where) as opened:
        with opened.reading() as connection:
            row = Log(connection).draw_with(manifest_hash)
        if row is None:
            raise refuse("draw/not-recorded", Location(str(root)), store=opened.name)
        # The record's manifest counts; the folder's copy is there for people, and must be the same.
        copy = folder.frozen / MANIFEST
        if read_small(copy) != row.text.encode():
            raise refuse("draw/frozen-differs", Location(str(copy)))
        yield OpenedDraw(folder, opened, row, parsed(Manifest, row.text.encode(), str(copy)))


def pointer_file(folder: DrawFolder, draw: str, manifest_hash: str, store: str | Path) -> bytes:
    """Return draw.json: which draw, by which manifest, in which store.

    A store that is a file is named from the folder, so that both can move together; a database URL
    may hold a password and is left out.
    """
    named = None if is_url(store) else os.path.relpath(store, folder.root)
    return canonical({"draw": draw, "manifest": manifest_hash, "store": named})


def stored_folder(root: Path, store: str | Path) -> str:
    """Return how the store names a draw's folder: from where the store's file is, if it is a file."""
    return str(root.resolve()) if is_url(store) else os.path.relpath(root, Path(store).parent)


def found_folder(row: DrawRow, store: str | Path) -> DrawFolder:
    """Return the folder that a row of the store names."""
    return DrawFolder(Path(row.folder) if is_url(store) else Path(store).parent / row.folder)


def check_open(draw: OpenedDraw) -> None:
    """Raise Refusal unless the draw was open when it was found."""
    if draw.row.state != "open":
        place = Location(str(draw.folder.root))
        raise refuse(f"draw/already-{draw.row.state}", place, draw=draw.row.draw)


def check_drawn(draw: OpenedDraw) -> None:
    """Raise Refusal unless the draw had a result when it was found."""
    if draw.row.state != "drawn":
        raise refuse("draw/not-drawn", Location(str(draw.folder.root)), draw=draw.row.draw)


def check_still_open(draw: OpenedDraw, log: Log) -> None:
    """Raise Refusal unless the draw is still open, as the log's transaction sees it."""
    check_clock(log)
    check_open(replace(draw, row=log.draw_at(draw.row.counter) or draw.row))


def check_clock(log: Log) -> None:
    """Raise Refusal where this machine's clock is behind what a signed log says: nobody could verify it."""
    last = log.not_before()
    if last is not None and log.at < last:
        raise refuse("draw/clock-back", Location("log"), now=log.at, last=last)


def check_deadline(draw: OpenedDraw, now: datetime) -> None:
    """Raise Refusal after the deadline of the manifest."""
    deadline = draw.manifest.deadline
    if deadline and now > instant(deadline):
        place = Location(str(draw.folder.root))
        raise refuse("draw/deadline-passed", place, deadline=deadline, now=instant_text(now))


def clock(now: datetime | None) -> datetime:
    """Return the moment that was given, or the present one."""
    return now or datetime.now(UTC)


def told(code: str, root: Path, **params: Param) -> Finding:
    """Return what a step says of itself."""
    return Finding(
        code=code,
        location=Location(str(root)),
        outcome=Outcome.PASS,
        severity=Severity.NOTE,
        params=params,
    )


def _read_pointer(folder: DrawFolder) -> tuple[str, Path | None]:
    if not folder.pointer.is_file():
        raise refuse("draw/no-folder", Location(str(folder.root)))
    try:
        said = json.loads(read_small(folder.pointer))
        manifest_hash, named = str(said["manifest"]), said["store"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise refuse("draw/pointer", Location(str(folder.pointer))) from error
    return manifest_hash, folder.root / str(named) if named else None


def is_url(store: str | Path) -> bool:
    """Return whether a store is a database's address, not a file."""
    return isinstance(store, str) and "://" in store
