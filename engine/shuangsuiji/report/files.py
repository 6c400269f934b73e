"""A file appears whole or not at all: written under another name in its folder, then renamed."""

import os
import secrets
from pathlib import Path

from shuangsuiji.draw.bundle import Content, pieces


def write_whole(path: Path, data: Content, *, private: bool = False) -> None:
    """Write a file under a temporary name beside it, then rename: it appears whole or not."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    mode = 0o600 if private else 0o666
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            for piece in pieces(data):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    synced(path.parent)


def synced(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
