"""One register in several files: a folder of parts, in the order of their names, and where a row stands."""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from shuangsuiji.draw.registers.checks import Place
from shuangsuiji.findings import Location, refuse, why_not_opened

KINDS = (".parquet", ".csv", ".csv.gz", ".csv.zst", ".xlsx", ".xlsm")
"""What a part may be."""

MOST_PARTS = 10_000
_SHOWN = 10


def kind_of(path: Path) -> str:
    """Return the ending by which a file is read, both endings of a packed one.

    >>> kind_of(Path("名录.2026.CSV.gz")), kind_of(Path("名录.parquet")), kind_of(Path("名录.gz"))
    ('.csv.gz', '.parquet', '.gz')
    """
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    both = "".join(endings)
    return both if both in KINDS else "".join(endings[-1:])


def parts_of(path: Path) -> tuple[Path, ...]:
    """Return the files of a register: the file itself, or those of a folder by name.

    Raises Refusal where a folder holds none, or something that is no part; names that begin with `.`
    or `_` are the marks that exporting programs leave.
    """
    if not path.is_dir():
        return (path,)
    try:
        entries = sorted(p for p in path.iterdir() if p.name[:1] not in "._")
    except OSError as error:
        raise refuse("file/unreadable", Location(str(path)), found=why_not_opened(error)) from error
    strange = [p.name for p in entries if not p.is_file() or kind_of(p) not in KINDS]
    if strange:
        found = tuple(strange[:_SHOWN])
        raise refuse("register/folder-strange", Location(str(path)), found=found, known=KINDS)
    if not entries or len(entries) > MOST_PARTS:
        n = len(entries)
        raise refuse("register/folder-parts", Location(str(path)), n=n, limit=MOST_PARTS)
    return tuple(entries)


def place_in(places: Sequence[Place], before: Sequence[int]) -> Place:
    """Return where a row of the whole register stands.

    `before` says, for each part, how many row numbers the parts before it have taken.
    """

    def place(row: int) -> Location:
        part = bisect_right(before, row - 1) - 1
        return places[part](row - before[part])

    return place
