"""Delimited text (CSV) to rows: which encoding, which separator, which cells."""

import codecs
import csv
import io
import re
from itertools import chain

from shuangsuiji.findings import Location, refuse

SEPARATORS = (",", ";", "\t")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOK_AT_LINES = 50
_FULL_WIDTH = ("，", "；", "|")
"""Separators only where none of the others stands anywhere in the first lines."""
_HINT = re.compile(r"\Asep=[^\r\n]?(?=\r?\n)")
"""A first line that tells Excel the separator; its place stays, as a blank line."""


END = "\x1e\x1e"
"""A last line of our own: if it does not come back as a row of its own, a quote was never closed."""


def read_delimited(data: bytes, file: str) -> list[list[str]]:
    """Return the rows of a CSV file; line breaks inside quotes belong to their cell.

    Raises Refusal at the row whose quote is never closed: it would swallow all rows after it.
    """
    text = _HINT.sub("", decode(data, file), count=1)
    lines = chain(io.StringIO(text, newline=""), (END,))
    reader = csv.reader(lines, delimiter=separator(text))
    limit = csv.field_size_limit(len(text) + 16)  # longer cells are named by their place later
    try:
        rows = [(row, reader.line_num) for row in reader]
    finally:
        csv.field_size_limit(limit)
    if rows[-1][0] != [END]:
        line = rows[-2][1] + 1 if len(rows) > 1 else 1
        raise refuse("forms/open-quote", Location(file, line=line))
    return [row for row, _ in rows[:-1]]


def decode(data: bytes, file: str) -> str:
    """Return the text of UTF-8 or GB18030 (GBK) bytes; what is neither is refused."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if encoding is None and b"\0" in data:
        raise refuse("forms/not-text", Location(file))
    for name in (encoding,) if encoding else ("utf-8", "gb18030"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise refuse("forms/unknown-encoding", Location(file))


def separator(text: str) -> str:
    r"""Return the separator that parts the first lines into most cells; a comma if none does.

    >>> separator("编号;名称\n1;甲,乙\n2;丙"), separator("编号"), separator("编号，名称\n1，甲")
    (';', ',', '，')
    """
    lines = text.split("\n", _LOOK_AT_LINES)[:_LOOK_AT_LINES]
    used = [s for s in SEPARATORS if any(s in line for line in lines)]
    wide = [
        s
        for s in _FULL_WIDTH
        if sum(s in line for line in lines) == len(list(filter(str.strip, lines)))
    ]
    known = used or wide or SEPARATORS
    return max(known, key=lambda s: (sum(s in line for line in lines), text[:2000].count(s)))
