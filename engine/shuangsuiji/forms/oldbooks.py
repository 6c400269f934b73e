"""Old workbooks (.xls), read in a process of their own.

The reader of this format stops the whole process on some damaged files and asks for any amount of
memory on others; a child that fails is a refusal like any other.
"""

import contextlib
import io
import json
import subprocess
import sys
from dataclasses import dataclass

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from shuangsuiji.findings import Location, refuse
from shuangsuiji.forms.cells import Raw, raw_text

_LOCKED = 3
_SECONDS = 60
_MEMORY = 2 * 1024 * 1024 * 1024

Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class OldSheet:
    """One sheet of an old workbook: numbers as numbers, all else as text."""

    name: str
    rows: list[list[Raw]]
    merges: tuple[Span, ...]


def read_old(data: bytes, file: str) -> tuple[tuple[OldSheet, ...], tuple[str, ...]]:
    """Return the visible sheets of an .xls file, and the names of the hidden ones."""
    command = [sys.executable, "-m", "shuangsuiji.forms.oldbooks"]
    try:
        child = subprocess.run(  # noqa: S603  (our own module; the file goes in as bytes)
            command, input=data, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise refuse("forms/not-a-spreadsheet", Location(file), found="读不完的内容") from error
    if child.returncode == _LOCKED:
        raise refuse("forms/locked", Location(file))
    if child.returncode:
        raise refuse("forms/not-a-spreadsheet", Location(file), found="损坏的旧版文档")
    shown, hidden = json.loads(child.stdout)
    sheets = tuple(
        OldSheet(name, rows, tuple((tuple(first), tuple(last)) for first, last in merges))
        for name, rows, merges in shown
    )
    return sheets, tuple(hidden)


def _main() -> int:
    _limit_memory()
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
            sheets = [
                _plain(book, number)
                for number, about in enumerate(book.sheets_metadata)
                if about.visible is SheetVisibleEnum.Visible
                and about.typ is SheetTypeEnum.WorkSheet
            ]
            shown = SheetVisibleEnum.Visible
            hidden = [a.name for a in book.sheets_metadata if a.visible is not shown]
    except PasswordError:
        return _LOCKED
    sys.stdout.write(json.dumps((sheets, hidden)))
    return 0


def _plain(book: CalamineWorkbook, number: int) -> tuple[object, ...]:
    sheet = book.get_sheet_by_index(number)
    rows = sheet.to_python(skip_empty_area=False)
    plain = [[v if isinstance(v, int | float) else raw_text(v) for v in row] for row in rows]
    while plain and not any(v != "" for v in plain[-1]):
        plain.pop()
    return sheet.name, plain, sheet.merged_cell_ranges or []


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on every system
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    sys.exit(_main())
