"""A zip package (.xlsx, .xlsm, .docx) looked at before it is opened: names, sizes, declarations."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from shuangsuiji.findings import Location, refuse

MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes of a package when unpacked: 200,000 rows of 50 columns have about 400 MB."""
MOST_RATIO = 300
"""Times that a large package may grow: real sheets grow 10 to 40 times, bombs a thousand."""
RATIO_FROM = 256 * 1024 * 1024
"""Below this size a high ratio does no harm, and one endless cell is better named by its place."""
MOST_PARTS = 10_000
"""Parts of a package: a workbook has some dozens, a document one for each picture."""

_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
"""What zipfile says of a damaged package."""
_OUTSIDE = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|\0")
"""A name that would lead out of the folder into which somebody unpacks."""


def read_parts(
    data: bytes, file: str, broken: str = "forms/not-a-spreadsheet"
) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of a package one by one; refuse what would not open safely.

    `broken` is the code for a damaged one. Nothing is ever written under a part's name.
    """
    here = Location(file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_names(package, here)
            _check_sizes(package, here)
            for info in package.infolist():
                part = package.read(info)  # all, so that their declared sizes are checked
                _check_declarations(info.filename, part, here)
                yield info.filename, part
    except _BROKEN as error:
        raise refuse(broken, here, found="损坏的压缩包") from error
    except RuntimeError as error:  # zipfile's word for an encrypted entry
        raise refuse("forms/locked", here) from error


def _check_names(package: zipfile.ZipFile, here: Location) -> None:
    """Refuse a package with names that lead elsewhere, or with more parts than a file has."""
    names = [info.orig_filename for info in package.infolist()]
    if len(names) > MOST_PARTS:
        raise refuse("forms/too-many-parts", here, found=len(names), limit=MOST_PARTS)
    outside = next((name for name in names if _OUTSIDE.search(name)), None)
    if outside is not None:
        raise refuse("forms/path-in-package", here, part=outside[:100])


def _check_sizes(package: zipfile.ZipFile, here: Location) -> None:
    unpacked = sum(info.file_size for info in package.infolist())
    packed = sum(info.compress_size for info in package.infolist())
    if unpacked > MOST_UNPACKED:
        raise refuse("forms/zip-bomb", here, size=unpacked, limit=MOST_UNPACKED)
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise refuse("forms/zip-bomb", here, size=unpacked, limit=MOST_RATIO * packed)


def _check_declarations(name: str, part: bytes, here: Location) -> None:
    """Refuse declared entities, and XML in an encoding in which they could hide."""
    if not name.lower().endswith((".xml", ".rels")) and b"sheetData" not in part:
        return
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part[:8]:
        raise refuse("forms/entities", here, part=name)
