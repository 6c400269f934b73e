"""Temporary files and folders, and those that a killed process left: what nobody holds any more goes.

Whoever makes one holds a lock on it until it has its final name. The lock ends with the process, however
that ends; so the next command that writes to the same folder can tell what is left over from what
another process is writing at this moment.
"""

import contextlib
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_OURS = re.compile(r"\..+\.ssj-[0-9a-f]{8}\.tmp", re.DOTALL)
_OLD = 24 * 3600
"""Seconds without a change after which something counts as left over on Windows, which tells no locks."""


def temporary_name(name: str) -> str:
    """Return a hidden name for what will be called so."""
    return f".{name}.ssj-{secrets.token_hex(4)}.tmp"


@contextmanager
def held_file(final: Path, mode: int) -> Iterator[tuple[Path, int]]:
    """Yield a new file beside `final` and a handle to write to and close; it goes unless it is renamed.

    What was left over in that folder goes first.
    """
    sweep(final.parent)
    with contextlib.ExitStack() as held:
        path, handle = _new_file(final, mode, held)
        try:
            yield path, handle
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def held_folder(final: Path, mode: int = 0o777) -> Iterator[Path]:
    """Yield a new folder beside `final`; unless it is renamed, it is removed.

    What was left over beside it goes first.
    """
    sweep(final.parent)
    with contextlib.ExitStack() as held:
        path = _new_folder(final, mode, held)
        try:
            yield path
        finally:
            if path.exists():
                shutil.rmtree(path)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a private folder in the system's place for temporary files; it goes at the end."""
    place = Path(tempfile.gettempdir()).resolve()
    with held_folder(place / "shuangsuiji", 0o700) as path:
        yield path


def sweep(folder: Path) -> None:
    """Remove the temporary files and folders of ours that no process holds any more.

    What cannot be removed stays: it is in nobody's way, and the command was asked for something else.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for name in [entry.name for entry in entries if _OURS.fullmatch(entry.name)]:
            with contextlib.suppress(OSError):
                _remove(folder / name)


def _new_file(final: Path, mode: int, held: contextlib.ExitStack) -> tuple[Path, int]:
    while True:
        path = final.with_name(temporary_name(final.name))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        if sys.platform == "win32":  # which renames no file that is open
            return path, handle
        if _hold(path, handle):
            held.callback(os.close, os.dup(handle))  # the lock lasts as long as either is open
            return path, handle
        os.close(handle)


def _new_folder(final: Path, mode: int, held: contextlib.ExitStack) -> Path:
    while True:
        path = final.with_name(temporary_name(final.name))
        path.mkdir(mode)
        if sys.platform == "win32":
            return path
        try:
            handle = os.open(path, os.O_RDONLY)
        except FileNotFoundError:  # swept before it was held
            continue
        held.callback(os.close, handle)
        if _hold(path, handle):
            return path


def _hold(path: Path, handle: int) -> bool:
    """Lock a file or folder for as long as the handle is open; False where it was swept before that."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: then nobody can lock it in order to sweep it
    return _is_at(path, handle)


def _is_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    """Remove what no process holds."""
    if sys.platform == "win32":
        if time.time() - path.lstat().st_mtime < _OLD:
            return
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        return
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(path, handle):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    finally:
        os.close(handle)
