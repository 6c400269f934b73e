"""A workbook with remarks in its cells and sheets added; every other part is copied byte for byte."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shuangsuiji.report.annotate.cells import Frame, Place, anchors, frame_of, place_of, restyled
from shuangsuiji.report.annotate.comments import with_boxes, with_comments
from shuangsuiji.report.annotate.looks import Looks
from shuangsuiji.report.annotate.markup import (
    OddPackage,
    appended,
    attribute,
    prefix_of,
    text,
)
from shuangsuiji.report.annotate.package import CONTENT, RELATIONS, Package
from shuangsuiji.report.annotate.plainsheet import PlainSheet, sheet_xml
from shuangsuiji.report.annotate.remarks import Remark, joined

WORKBOOK = "xl/workbook.xml"
MOST_COMMENTS = 10_000
"""Comments on a sheet: programs open more of them in minutes, not in seconds."""
AFTER_DRAWINGS = (
    b"legacyDrawingHF",
    b"drawingHF",
    b"picture",
    b"oleObjects",
    b"controls",
    b"AlternateContent",
    b"webPublishItems",
    b"tableParts",
    b"extLst",
)
"""What follows the drawing of the comments in a sheet, in the order that the format asks for."""
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError)

Marks = Mapping[str, Mapping[Place, Remark]]
"""The remarks by sheet and place."""
Added = Callable[[Sequence[str]], Sequence[PlainSheet]]
"""Makes the sheets to be added, from what is to be said of the workbook itself."""


def annotated(data: bytes, marks: Marks, added: Added) -> bytes:
    """Return the workbook with the remarks. Raises OddPackage where it is not spliced safely."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            package = Package(parts)
            styles = _annotate(package, marks, added)
            package.save(made, last=styles)
    except _BROKEN as error:
        raise OddPackage("压缩包打不开") from error
    return made.getvalue()


def _annotate(package: Package, marks: Marks, added: Added) -> str:
    """Change the parts; return the one that is known only when the others are written: the styles."""
    book = package.read(WORKBOOK)
    prefix_of(book, b"workbook")
    styles = [r.target for r in package.relations(WORKBOOK) if r.kind == "styles"]
    if not styles or RELATIONS.encode() not in book:
        raise OddPackage("里面没有样式，或用的是严格模式（Strict）")
    looks = Looks(package.read(styles[0]))
    sheets = _sheets(package, book)
    notes = list(_about(package))
    for name, told in marks.items():
        if name not in sheets:
            raise OddPackage(f"里面找不到工作表“{name}”")
        notes += _Sheet(package, looks, name, sheets[name]).mark(told)
    for sheet in added(notes):
        _add(package, looks, sheet)
    package.changed[styles[0]] = lambda: iter([looks.written()])
    return styles[0]


def _sheets(package: Package, book: bytes) -> dict[str, str]:
    """Return the part of each sheet by name."""
    targets = {r.id: r.target for r in package.relations(WORKBOOK)}
    tags = re.findall(rb"<(?:[\w.-]+:)?sheet\s[^>]*>", book)
    return {
        attribute(tag, b"name") or "": targets.get(attribute(tag, rb"[\w.-]+:id") or "", "")
        for tag in tags
    }


def _about(package: Package) -> Iterator[str]:
    """Yield what is to be said of the workbook: what is in it that was not looked at or goes invalid."""
    names = package.names()
    if any(name.endswith("vbaProject.bin") for name in names):
        yield "文件带宏：宏原样保留，没有运行，也没有检查"
    if any(name.startswith("_xmlsignatures/") for name in names):
        yield "文件带数字签名：加了批注以后签名不再有效，有效的是交来的原件"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet that gets remarks."""

    package: Package
    looks: Looks
    name: str
    part: str

    def mark(self, told: Mapping[Place, Remark]) -> Iterator[str]:
        """Colour the cells and write the comments; yield what could not be carried out."""
        frame = frame_of(self.package.blocks(self.part))
        if told and frame.head.endswith(b"/>"):
            raise OddPackage("里面找不到单元格")
        first = anchors(frame, told)
        at_anchor: dict[Place, list[Remark]] = {}
        for place, remark in sorted(told.items()):
            at_anchor.setdefault(first.get(place, place), []).append(remark)
        shown = {place: joined(remarks) for place, remarks in at_anchor.items()}
        if b"sheetProtection" in frame.tail:
            yield f"工作表“{self.name}”受保护，保护照旧；批注看得见，改动要先撤销保护"
        talks = self._conversations()
        silent = [place for place in shown if place in talks]
        if silent:
            yield f"工作表“{self.name}”有{len(silent)}个单元格带对话式批注，那里只着色，意见见本表"
        worded = {place: r.words for place, r in shown.items() if place not in talks}
        if len(worded) > MOST_COMMENTS:
            yield f"工作表“{self.name}”有{len(worded)}处意见，前{MOST_COMMENTS}处写成批注，其余只着色，见本表"
            worded = dict(list(worded.items())[:MOST_COMMENTS])
        tail = self._tail(frame, worded)

        def restyle(style: int, place: Place) -> int:
            return self.looks.marked(style, shown[place].verdict)

        def content() -> Iterator[bytes]:
            yield frame.head
            yield from restyled(self.package.blocks(self.part), frame, shown, restyle)
            yield tail

        self.package.changed[self.part] = content

    def _conversations(self) -> frozenset[Place]:
        parts = [r.target for r in self.package.relations(self.part) if r.kind == "threadedComment"]
        tags = [t for p in parts for t in re.findall(rb"<[^>]*>", self.package.read(p))]
        return frozenset(place_of(ref) for tag in tags if (ref := attribute(tag, b"ref")))

    def _tail(self, frame: Frame, worded: Mapping[Place, str]) -> bytes:
        """Write comments and boxes; return what follows the rows, pointing at them."""
        if not worded:
            return frame.tail
        kinds = {r.kind: r.target for r in self.package.relations(self.part)}
        comments = kinds.get("comments")
        before = self.package.read(comments) if comments else None
        xml, new = with_comments(before, worded)
        if comments is None:
            comments = self.package.free_name("xl/comments{}.xml")
            self.package.declare(comments, f"{CONTENT}comments+xml")
            self.package.relate(self.part, "comments", comments)
        self.package.changed[comments] = xml
        boxed = {place: worded[place] for place in worded if place in new}
        known = re.search(rb"<" + frame.prefix + rb"legacyDrawing\s[^>]*>", frame.tail)
        if known is not None:
            wanted = attribute(known[0], rb"[\w.-]+:id")
            drawing = next(
                (r.target for r in self.package.relations(self.part) if r.id == wanted), ""
            )
            self.package.changed[drawing] = with_boxes(self.package.read(drawing), boxed)
            return frame.tail
        drawing = self.package.free_name("xl/drawings/vmlDrawing{}.vml")
        self.package.declare_ending(
            "vml", "application/vnd.openxmlformats-officedocument.vmlDrawing"
        )
        self.package.changed[drawing] = with_boxes(None, boxed)
        own = self.package.relate(self.part, "vmlDrawing", drawing)
        tag = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (
            frame.prefix,
            RELATIONS.encode(),
            own.encode(),
        )
        at = _after(frame)
        return frame.tail[:at] + tag + frame.tail[at:]


def _after(frame: Frame) -> int:
    """Return where the drawing of the comments belongs in the tail: before what the format puts later."""
    deep = 0
    for found in re.finditer(rb"<(/?)([\w.-]+:)?([\w.-]+)[^>]*?(/?)>", frame.tail):
        closing, prefix, name, empty = found.groups()
        if closing:
            if name == b"worksheet":
                return found.start()
            deep -= name != b"sheetData"
            continue
        ours = (prefix or b"") == frame.prefix or name == b"AlternateContent"
        if deep == 0 and ours and name in AFTER_DRAWINGS:
            return found.start()
        deep += not empty
    raise OddPackage("里面的写法不寻常")


def _add(package: Package, looks: Looks, sheet: PlainSheet) -> None:
    """Add a sheet at the end of the workbook."""
    part = package.free_name("xl/worksheets/sheet{}.xml")
    xml = b"".join(sheet_xml(sheet, looks))
    package.changed[part] = xml
    package.declare(part, f"{CONTENT}worksheet+xml")
    own = package.relate(WORKBOOK, "worksheet", part)
    book = package.read(WORKBOOK)
    prefix = prefix_of(book, b"workbook").decode()
    tags = re.findall(rb"<(?:[\w.-]+:)?sheet\s[^>]*>", book)
    number = max((int(attribute(tag, b"sheetId") or 0) for tag in tags), default=0) + 1
    taken = {(attribute(tag, b"name") or "").casefold() for tag in tags}
    one = (
        f'<{prefix}sheet xmlns:r="{RELATIONS}" name="{text(_free(sheet.name, taken))}" '
        f'sheetId="{number}" r:id="{own}"/>'
    )
    package.changed[WORKBOOK] = appended(book, b"sheets", one.encode())


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}（{number}）"
    return free
