"""A sheet's XML, row by row, with the style of some cells changed; all else passes as it is.

Two passes over the part, neither of which holds it whole: the first finds what stands around the
rows (`Frame`), the second lets the rows through.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from shuangsuiji.report.annotate.markup import OddPackage, attribute, prefix_of, with_attribute

Place = tuple[int, int]
"""Row and column, both from 1."""
MOST_FRAME = 64 * 1024 * 1024
"""Bytes around the rows; a real sheet has some kilobytes, with many merged cells some megabytes."""
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before the rows and after them; `prefix` is what its elements are written with."""

    head: bytes
    tail: bytes
    prefix: bytes


def place_of(reference: str) -> Place:
    """Return row and column of a cell.

    >>> place_of("H8"), place_of("AA10")
    ((8, 8), (10, 27))
    """
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise OddPackage("里面的单元格编号不寻常")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def name_of(place: Place) -> str:
    """Return the name of a cell.

    >>> name_of((8, 8)), name_of((10, 27))
    ('H8', 'AA10')
    """
    row, column = place
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row}"


def frame_of(blocks: Iterable[bytes]) -> Frame:
    """Return what stands around the rows; refuse what is not spliced safely."""
    head, tail, carry = b"", b"", b""
    opened, closed = None, False
    for block in blocks:
        whole = carry + block
        if b"<!" in whole:  # a comment or CDATA could hold what looks like a row
            raise OddPackage("里面的写法不寻常")
        if closed:
            tail += block
        elif opened is None:
            head += block
            opened = re.search(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^>]*)?>", head)
            if opened is not None:
                rest, head = head[opened.end() :], head[: opened.end()]
                closed, tail = _end(opened, rest)
                whole = rest
        else:
            closed, tail = _end(opened, whole)
        carry = b"" if closed else whole[-64:]
        if len(head) + len(tail) > MOST_FRAME:
            raise OddPackage("里面的写法不寻常")
    if opened is None or not closed:
        raise OddPackage("里面找不到单元格")
    return Frame(head, tail, prefix_of(head, b"worksheet"))


def _end(opened: re.Match[bytes], rest: bytes) -> tuple[bool, bytes]:
    """Return whether the rows end in this text, and what follows them."""
    if opened[0].endswith(b"/>"):
        return True, rest
    end = rest.find(b"</" + opened[1] + b"sheetData>")
    return end >= 0, rest[end:] if end >= 0 else b""


def anchors(frame: Frame, places: Iterable[Place]) -> dict[Place, Place]:
    """Return, of places in merged cells, the cell that shows: the first of its range."""
    by_row: dict[int, list[Place]] = {}
    for place in places:
        by_row.setdefault(place[0], []).append(place)
    rows = sorted(by_row)
    found: dict[Place, Place] = {}
    for tag in re.findall(rb"<" + frame.prefix + rb"mergeCell\s[^>]*>", frame.tail):
        first, _, last = (attribute(tag, b"ref") or "").partition(":")
        (top, left), (bottom, right) = place_of(first), place_of(last or first)
        for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
            found |= {p: (top, left) for p in by_row[row] if left <= p[1] <= right}
    return found


def column_styles(frame: Frame) -> Callable[[int], int]:
    """Return what tells the style of a column's cells that are not written."""
    spans = []
    for tag in re.findall(rb"<" + frame.prefix + rb"col\s[^>]*>", frame.head):
        first, last = attribute(tag, b"min") or "0", attribute(tag, b"max") or "0"
        spans.append((int(first), int(last), int(attribute(tag, b"style") or 0)))

    def style(column: int) -> int:
        return next((s for first, last, s in spans if first <= column <= last), 0)

    return style


Restyle = Callable[[int, Place], int]
"""The new style of a cell, by its style and place."""


def restyled(
    blocks: Iterable[bytes], frame: Frame, places: Iterable[Place], restyle: Restyle
) -> Iterator[bytes]:
    """Yield the rows, from the first to the last, with these cells restyled or put in."""
    splice = _Splice(frame.prefix, column_styles(frame), restyle, _by_row(places))
    yield from splice.through(_rows_only(blocks, frame))


@lru_cache(maxsize=8)
def _whole_cell(name: bytes) -> re.Pattern[bytes]:
    pattern = rb"<" + name + rb"(?:\s[^>]*)?(?:(?<=/)>|(?<!/)>.*?</" + name + rb">)"
    return re.compile(pattern, re.DOTALL)


def _by_row(places: Iterable[Place]) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = {}
    for row, column in sorted(places):
        rows.setdefault(row, []).append(column)
    return rows


def _rows_only(blocks: Iterable[bytes], frame: Frame) -> Iterator[bytes]:
    """Yield blocks of whole rows: what stands between head and tail."""
    name = frame.prefix + b"row>"
    skip, end, held = len(frame.head), b"</" + frame.prefix + b"sheetData>", b""
    for block in blocks:
        if skip:
            taken = min(skip, len(block))
            skip -= taken
            held += block[taken:]
        else:
            held += block
        if end in held:
            yield held[: held.index(end)]
            return
        cut = held.rfind(b"</" + name)
        if cut >= 0:
            cut += 2 + len(name)
            yield held[:cut]
            held = held[cut:]


@dataclass(slots=True)
class _Splice:
    prefix: bytes
    column_style: Callable[[int], int]
    restyle: Restyle
    wanted: Mapping[int, list[int]]

    def through(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the blocks, the wanted rows changed or put in where they belong."""
        name = self.prefix + b"row"
        row_tag = re.compile(rb"<" + name + rb"""(?=\s)[^>]*?\sr\s*=\s*["']([0-9]+)["'][^>]*>""")
        closing = b"</" + name + b">"
        due = sorted(self.wanted, reverse=True)
        for block in blocks:
            done = 0
            if due and block.count(b"<" + name) != len(row_tag.findall(block)):
                raise OddPackage("里面的行没有编号")
            for found in row_tag.finditer(block) if due else ():
                number = int(found[1])
                if not due or number < due[-1]:
                    continue
                yield block[done : found.start()]
                done = found.start()
                while due and due[-1] < number:
                    yield self._new_row(due.pop())
                if due and due[-1] == number:
                    due.pop()
                    if found[0].endswith(b"/>"):
                        end, inner = found.end(), b""
                    else:
                        stop = block.index(closing, found.end())
                        end, inner = stop + len(closing), block[found.end() : stop]
                    yield self._row(number, found[0], inner)
                    done = end
            yield block[done:]
        while due:
            yield self._new_row(due.pop())

    def _new_row(self, number: int) -> bytes:
        return self._row(number, b'<%srow r="%d"/>' % (self.prefix, number), b"")

    def _row(self, number: int, tag: bytes, inner: bytes) -> bytes:
        """Return a row with its wanted cells restyled, or put in between the others."""
        cell = self.prefix + b"c"
        pattern = _whole_cell(cell)
        own = int(attribute(tag, b"s") or 0) if attribute(tag, b"customFormat") else None
        due = list(reversed(self.wanted[number]))
        out, done = [], 0
        for found in pattern.finditer(inner):
            reference = attribute(found[0][: found[0].index(b">") + 1], b"r")
            if reference is None:
                raise OddPackage("里面的单元格没有编号")
            column = place_of(reference)[1]
            out.append(inner[done : found.start()])
            while due and due[-1] < column:
                out.append(self._new_cell(number, due.pop(), own))
            if due and due[-1] == column:
                due.pop()
                out.append(self._cell(found[0], (number, column)))
            else:
                out.append(found[0])
            done = found.end()
        out += [self._new_cell(number, column, own) for column in reversed(due)]
        out.append(inner[done:])
        opened = tag[:-2] + b">" if tag.endswith(b"/>") else tag
        return opened + b"".join(out) + b"</" + self.prefix + b"row>"

    def _cell(self, cell: bytes, place: Place) -> bytes:
        end = cell.index(b">") + 1
        tag = cell[:end]
        style = self.restyle(int(attribute(tag, b"s") or 0), place)
        return with_attribute(tag, b"s", str(style)) + cell[end:]

    def _new_cell(self, row: int, column: int, own: int | None) -> bytes:
        style = self.restyle(own if own is not None else self.column_style(column), (row, column))
        name = name_of((row, column)).encode()
        return b'<%sc r="%s" s="%d"/>' % (self.prefix, name, style)
