"""styles.xml with looks appended: colours over a cell's own style, and the looks of our own sheets."""

import re
from dataclasses import dataclass, field

from shuangsuiji.report.annotate.markup import OddPackage, prefix_of, with_attribute

COLOURS = {
    "错误": "FFFFC7CE",
    "提示": "FFFFEB9C",
    "无法判断": "FFCFE2F3",
    "待人认定": "FFD9D2E9",
    "属于例外": "FFD9EAD3",
    "不适用": "FFEDEDED",
    "说明": "FFEDEDED",
}
"""The colour of each verdict, as ARGB."""
_FONT = '<{p}sz val="{size}"/>{colour}<{p}name val="Microsoft YaHei"/>'
_BORDER = "".join(
    f'<{{p}}{side} style="thin"><{{p}}color rgb="FFC9D1D9"/></{{p}}{side}>'
    for side in ("left", "right", "top", "bottom")
)
_FONTS = {
    "plain": ("", 10, ""),
    "title": ("<{p}b/>", 14, ""),
    "bold": ("<{p}b/>", 10, ""),
    "small": ("", 9, "FF57606A"),
    "link": ("<{p}u/>", 10, "FF0563C1"),
}
_OWN = {
    "title": ("title", False, None),
    "note": ("small", False, None),
    "head": ("bold", True, "FFEEF2F6"),
    "cell": ("plain", True, None),
    "link": ("link", True, None),
    **{verdict: ("bold", True, colour) for verdict, colour in COLOURS.items()},
}
"""Of each look of our own: the font, whether it has borders, the colour behind it."""


@dataclass(slots=True)
class Looks:
    """The styles of a workbook, and those that are asked for beside them."""

    xml: bytes
    prefix: bytes = b""
    xfs: list[bytes] = field(default_factory=list)
    base: int = 0
    made: dict[tuple[int | str, str], int] = field(default_factory=dict)
    fills: dict[str, int] = field(default_factory=dict)
    fonts: dict[str, int] = field(default_factory=dict)
    counts: dict[bytes, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the styles that there are."""
        self.prefix = prefix_of(self.xml, b"styleSheet")
        block = self._block(b"cellXfs")
        name = self.prefix + b"xf"
        self.xfs = re.findall(
            rb"<" + name + rb"(?:\s[^>]*)?(?:(?<=/)>|(?<!/)>.*?</" + name + rb">)", block, re.DOTALL
        )
        self.base = len(self.xfs)
        for element, one in ((b"fills", b"fill"), (b"fonts", b"font"), (b"borders", b"border")):
            pattern = rb"<" + self.prefix + one + rb"[\s/>]"
            self.counts[element] = len(re.findall(pattern, self._block(element)))
        if not self.xfs:
            raise OddPackage("里面没有单元格样式")

    def _block(self, element: bytes) -> bytes:
        name = self.prefix + element
        found = re.search(rb"<" + name + rb"[\s>].*?</" + name + rb">", self.xml, re.DOTALL)
        if found is None:
            raise OddPackage("里面没有单元格样式")
        return found[0]

    def marked(self, style: int, verdict: str) -> int:
        """Return the style of a cell with the verdict's colour over it, all else as it was."""
        own = style if style < self.base else 0
        known = self.made.get((own, verdict))
        if known is None:
            tag, rest = re.match(rb"(<[^>]*>)(.*)", self.xfs[own], re.DOTALL).groups()  # type: ignore[union-attr]
            tag = with_attribute(tag, b"fillId", str(self._fill(COLOURS[verdict])))
            known = self._add((own, verdict), with_attribute(tag, b"applyFill", "1") + rest)
        return known

    def own(self, look: str, *, quoted: bool = False) -> int:
        """Return one of our own styles; `quoted` keeps a text that begins like a formula a text."""
        known = self.made.get((look, "'" if quoted else ""))
        if known is not None:
            return known
        font, bordered, colour = _OWN[look]
        p = self.prefix.decode()
        fill = self._fill(colour) if colour else 0
        border = self.counts[b"borders"] if bordered else 0
        wraps = "" if look in ("title", "note") else ' wrapText="1"'
        xf = (
            f'<{p}xf numFmtId="49" fontId="{self._font(font)}" fillId="{fill}" borderId="{border}"'
            f' xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"'
            f' applyAlignment="1"{" quotePrefix=" + chr(34) + "1" + chr(34) if quoted else ""}>'
            f'<{p}alignment vertical="top"{wraps}/></{p}xf>'
        )
        return self._add((look, "'" if quoted else ""), xf.encode())

    def _add(self, key: tuple[int | str, str], xf: bytes) -> int:
        self.xfs.append(xf)
        self.made[key] = len(self.xfs) - 1
        return self.made[key]

    def _fill(self, colour: str) -> int:
        return self.fills.setdefault(colour, self.counts[b"fills"] + len(self.fills))

    def _font(self, font: str) -> int:
        return self.fonts.setdefault(font, self.counts[b"fonts"] + len(self.fonts))

    def written(self) -> bytes:
        """Return styles.xml with what was asked for."""
        p = self.prefix.decode()
        fills = "".join(
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="{colour}"/>'
            f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
            for colour in self.fills
        )
        border = f"<{p}border>{_BORDER.format(p=p)}<{p}diagonal/></{p}border>"
        xml = self._grown(self.xml, b"fonts", self._new_fonts(p).encode(), len(self.fonts))
        xml = self._grown(xml, b"fills", fills.encode(), len(self.fills))
        xml = self._grown(xml, b"borders", border.encode(), 1)
        more = self.xfs[self.base :]
        return self._grown(xml, b"cellXfs", b"".join(more), len(more))

    def _new_fonts(self, p: str) -> str:
        told = []
        for font in self.fonts:
            style, size, colour = _FONTS[font]
            ink = f'<{p}color rgb="{colour}"/>' if colour else ""
            told.append(
                f"<{p}font>{style.format(p=p)}{_FONT.format(p=p, size=size, colour=ink)}</{p}font>"
            )
        return "".join(told)

    def _grown(self, xml: bytes, element: bytes, more: bytes, number: int) -> bytes:
        name = self.prefix + element
        opened = re.search(rb"<" + name + rb"(?:\s[^>]*)?>", xml)
        end = xml.find(b"</" + name + b">")
        assert opened is not None, "found when the part was read"
        before = self.base if element == b"cellXfs" else self.counts[element]
        tag = with_attribute(opened[0], b"count", str(before + number))
        return xml[: opened.start()] + tag + xml[opened.end() : end] + more + xml[end:]
