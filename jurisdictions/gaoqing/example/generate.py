"""Make the example's item list, plan, register and inspectors anew, byte for byte the same every time.

Run: python jurisdictions/gaoqing/example/generate.py [OUTFOLDER]; the default is its own folder.
"""

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from making.books import make_book
from making.inspectors import pages
from making.register import HEADER, targets
from making.sheets import ITEMS, PLAN

HERE = Path(__file__).resolve().parent


def main(folder: Path) -> None:
    """Write the four files into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    first, *others = pages()
    files = {
        "items.xlsx": make_book(ITEMS, _source("items.csv")),
        "plan.xlsx": make_book(PLAN, _source("plan.csv")),
        "inspectors.xlsx": make_book(*first, *others),
        "register.csv": _csv([HEADER, *map(astuple, targets())]),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _source(name: str) -> list[list[str]]:
    """Return the rows of a text written by hand, without its header."""
    text = (HERE / "making" / name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))[1:]


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
