"""The folder of a draw: what stands where, written whole or not at all, read piece by piece."""

import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.draw.bundle import FIT, SUMS, Content, Files
from shuangsuiji.findings import Location, refuse, why_not_opened
from shuangsuiji.report.files import synced
from shuangsuiji.report.leftovers import held_folder

MOST_FILES = 1000
MOST_SMALL_BYTES = 256 * 1024 * 1024
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError, OSError)
_PIECE = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DrawFolder:
    """Where a draw's files stand; draw.json names the draw and its store."""

    root: Path

    @property
    def frozen(self) -> Path:
        """What the freeze fixed: manifest, registers, pack."""
        return self.root / "frozen"

    @property
    def private(self) -> Path:
        """Where reveal files are kept if a party names no place of its own."""
        return self.root / "private"

    @property
    def bundle(self) -> Path:
        """What the draw publishes."""
        return self.root / "bundle"

    @property
    def private_bundle(self) -> Path:
        """The whole bundle of a withheld draw, until it is opened."""
        return self.private / "bundle"

    @property
    def pointer(self) -> Path:
        """Which draw this is and in which store."""
        return self.root / "draw.json"


@contextmanager
def new_folder(final: Path) -> Iterator[Path]:
    """Yield a temporary folder beside `final`; unless `place_folder` renames it, it is removed."""
    is_new = not final.parent.exists()
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        with held_folder(final) as temporary:
            yield temporary
    finally:
        if is_new and not any(final.parent.iterdir()):
            final.parent.rmdir()


def place_folder(temporary: Path, final: Path) -> None:
    """Rename a finished temporary folder to its final name."""
    synced(temporary)
    temporary.rename(final)
    synced(final.parent)


def file_content(path: Path) -> Callable[[], Iterator[bytes]]:
    """Return what reads the file piece by piece, as often as asked."""

    def read() -> Iterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece

    return read


def read_small(path: Path) -> bytes:
    """Return the bytes of a small file; Refusal if it cannot be read or is no small file."""
    try:
        if path.stat().st_size > MOST_SMALL_BYTES:
            raise refuse("draw/file-large", Location(str(path)), limit=MOST_SMALL_BYTES)
        return path.read_bytes()
    except OSError as error:
        raise refuse("file/unreadable", Location(str(path)), found=why_not_opened(error)) from error


@contextmanager
def opened_bundle(path: Path) -> Iterator[Files]:
    """Yield the files of a bundle, a folder or a zip, by name; Refusal if there is none."""
    if path.is_dir():
        yield _folder_files(path)
    elif zipfile.is_zipfile(path):
        with _unzipping(path):
            archive = zipfile.ZipFile(path)
        with archive:
            yield _zip_files(archive, path)
    else:
        raise refuse("draw/no-bundle", Location(str(path)))


def _folder_files(path: Path) -> dict[str, Content]:
    entries = sorted(path.iterdir())
    strange = [e.name for e in entries if e.is_symlink() or not e.is_file()]
    if (path / "bundle" / SUMS).is_file():
        raise refuse("draw/bundle-inside", Location(str(path)), bundle=str(path / "bundle"))
    if strange or len(entries) > MOST_FILES:
        raise refuse("draw/bundle-shape", Location(str(path)), files=tuple(strange[:10]))
    return {e.name: file_content(e) if _may_be_large(e.name) else read_small(e) for e in entries}


def _zip_files(archive: zipfile.ZipFile, path: Path) -> dict[str, Content]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    names = [_inner_name(info.filename, infos[0].filename) for info in infos]
    strange = [n for n in names if "/" in n or names.count(n) > 1]
    large = [i for i in infos if i.file_size > MOST_SMALL_BYTES]
    large = [i for i in large if not _may_be_large(i.filename.rpartition("/")[2])]
    if not infos or strange or large or len(infos) > MOST_FILES:
        found = tuple(strange[:10]) + tuple(i.filename for i in large)
        raise refuse("draw/bundle-shape", Location(str(path)), files=found)
    reads = [_member(archive, info, path) for info in infos]
    return {
        name: read if _may_be_large(name) else b"".join(read())
        for name, read in zip(names, reads, strict=True)
    }


def _inner_name(name: str, first: str) -> str:
    """Return the name without the one folder that people zip a bundle with."""
    folder, slash, _ = first.partition("/")
    return name.removeprefix(folder + slash) if slash else name


def _may_be_large(name: str) -> bool:
    """Return whether a file has a line for each target, or an entry for each slot of each visit."""
    return name == FIT or (name.startswith(("register-", "facts-")) and name.endswith(".txt"))


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path
) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        with _unzipping(path), archive.open(info) as file:
            while piece := file.read(_PIECE):
                yield piece

    return read


@contextmanager
def _unzipping(path: Path) -> Iterator[None]:
    """Refuse a zip that is damaged, encrypted, or packed in a way that Python does not know."""
    try:
        yield
    except _DAMAGED as error:
        raise refuse("file/unreadable", Location(str(path)), found=str(error)) from error
