"""Packed files (.gz, .zst) opened as a stream: a bomb and a damaged file are refused while they are read."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from shuangsuiji.findings import Location, refuse, why_not_opened
from shuangsuiji.forms.package import MOST_RATIO, RATIO_FROM

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKED = (".gz", ".zst")
"""The endings of files that one compressed file makes."""

_BROKEN = (gzip.BadGzipFile, zlib.error, zstd.ZstdError, EOFError)


def open_packed(path: Path) -> IO[bytes]:
    """Open a file for reading, through gzip or zstd where its ending says so.

    Reading raises Refusal where the file is damaged, or unpacks to far more than tables do.
    """
    ending = path.suffix.lower()
    if ending not in PACKED:
        return path.open("rb")
    packed = path.stat().st_size
    opened = gzip.open if ending == ".gz" else zstd.open
    return io.BufferedReader(_Guarded(cast("IO[bytes]", opened(path)), path, packed), 1 << 20)


class _Guarded(io.RawIOBase):
    """What comes out of a packed file, counted."""

    def __init__(self, stream: IO[bytes], path: Path, packed: int) -> None:
        self._stream, self._path = stream, path
        self._left = max(RATIO_FROM, MOST_RATIO * packed)
        self._most = self._left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer
        with _whole(self._path):
            data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise refuse("register/packed-bomb", Location(str(self._path)), limit=self._most)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise refuse("register/packed-broken", Location(str(path))) from error
    except OSError as error:
        found = why_not_opened(error)
        raise refuse("file/unreadable", Location(str(path)), found=found) from error
