"""A file appears whole or not at all: written under another name in its folder, then renamed."""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from shuangsuiji.draw.bundle import Content, pieces
from shuangsuiji.findings import Location, refuse, why_not_opened
from shuangsuiji.report.leftovers import held_file


def write_whole(path: Path, data: Content, *, private: bool = False) -> None:
    """Write a file under a temporary name beside it, then rename: it appears whole or not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _beside(path, data, private=private) as temporary:
        temporary.replace(path)
    synced(path.parent)


def write_all(files: Iterable[tuple[Path, Content]]) -> None:
    """Write files one after the other, then rename them: all appear, or none and a Refusal says why."""
    written: list[tuple[Path, Path]] = []
    with ExitStack() as held:
        for path, data in files:
            with _told(path):
                written.append((held.enter_context(_beside(path, data)), path))
        for temporary, path in written:
            with _told(path):
                temporary.replace(path)
    for folder in dict.fromkeys(path.parent for _, path in written):
        synced(folder)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell people of a folder that takes no file, or of a disk that is full."""
    try:
        yield
    except OSError as error:
        place = Location(str(path))
        raise refuse("output/not-written", place, why=why_not_opened(error)) from error


@contextmanager
def _beside(path: Path, data: Content, *, private: bool = False) -> Iterator[Path]:
    """Yield a temporary file in the file's folder with its content; unless it is renamed, it goes."""
    with held_file(path, 0o600 if private else 0o666) as (temporary, handle):
        with os.fdopen(handle, "wb") as file:
            for piece in pieces(data):
                file.write(piece)
            file.flush()
            os.fsync(handle)
        yield temporary


def synced(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
