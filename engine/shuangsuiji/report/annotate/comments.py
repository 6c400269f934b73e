"""Comments on cells: the part with their texts and the drawing with their boxes.

An author's own comment on the same cell stays, ours follows it. A conversation (a threaded comment)
cannot be joined by a program: its cell is coloured only.
"""

import re
from collections.abc import Iterator, Mapping

from shuangsuiji.report.annotate.cells import Place, name_of
from shuangsuiji.report.annotate.markup import appended, attribute, prefix_of, text

AUTHOR = "核查"
_SHAPE_TYPE = (
    '<v:shapetype id="{id}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="{id}" type="#{type}" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:260pt;height:{height}pt;z-index:{z};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div '
    'style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
    "<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4"
    "</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)
_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_COMMENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns='
    '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors/><commentList/></comments>'
)
LINE, CHARACTERS = 14, 24
"""Points of a line in a box, and how many Chinese characters it takes."""
LOWEST, HIGHEST = 4, 30
"""Lines of a box."""


def with_comments(part: bytes | None, told: Mapping[Place, str]) -> tuple[bytes, frozenset[Place]]:
    """Return the comments with ours among them, and the places that had none: these need a box."""
    xml = part if part is not None else _COMMENTS.encode()
    p = prefix_of(xml, b"comments")
    ours = {name_of(place): words for place, words in told.items()}
    joined: set[str] = set()

    def join(found: re.Match[bytes]) -> bytes:
        reference = attribute(found[1], b"ref")
        if reference not in ours or reference in joined:
            return found[0]
        joined.add(reference)
        run = _run(p, f"\n———\n{ours[reference]}")
        return found[1] + _joined(found[2], p, run) + found[3]

    name = p + b"comment"
    pattern = rb"(<" + name + rb"(?=\s)[^>]*(?<!/)>)(.*?)(</" + name + rb">)"
    xml = re.sub(pattern, join, xml, flags=re.DOTALL)
    authors = re.search(rb"<" + p + rb"authors\s*(?:/>|>.*?</" + p + rb"authors>)", xml, re.DOTALL)
    number = len(re.findall(rb"<" + p + rb"author[\s/>]", authors[0])) if authors else 0
    xml = appended(xml, b"authors", b"<%sauthor>%s</%sauthor>" % (p, AUTHOR.encode(), p))
    new = {name: words for name, words in ours.items() if name not in joined}
    more = b"".join(
        b'<%scomment ref="%s" authorId="%d"><%stext>%s</%stext></%scomment>'
        % (p, name.encode(), number, p, _run(p, words), p, p)
        for name, words in new.items()
    )
    return appended(xml, b"commentList", more), frozenset(
        place for place in told if name_of(place) in new
    )


def _run(p: bytes, words: str) -> bytes:
    told = f'<r><rPr><sz val="9"/></rPr><t xml:space="preserve">{text(words)}</t></r>'
    return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1" + p, told.encode())


def _joined(comment: bytes, p: bytes, run: bytes) -> bytes:
    """Return the inside of an author's comment with a run more: plain text becomes a run of its own."""
    t, r = p + b"t", p + b"r"
    plain = rb"(<" + p + rb"text\s*>\s*)(<" + t + rb"(?:\s[^>]*)?>[^<]*</" + t + rb">)"
    comment = re.sub(plain, rb"\1<" + r + rb">\2</" + r + rb">", comment, count=1)
    rest = re.search(rb"<" + p + rb"(?:rPh|phoneticPr)[\s/>]", comment)
    if rest is not None:
        return comment[: rest.start()] + run + comment[rest.start() :]
    return appended(comment, b"text", run)


def with_boxes(part: bytes | None, told: Mapping[Place, str]) -> bytes:
    """Return the drawing with a hidden box for each new comment."""
    xml = part if part is not None else _DRAWING.encode()
    types = re.findall(rb"<v:shapetype\s[^>]*>", xml)
    known = [attribute(tag, b"id") for tag in types if attribute(tag, b"o:spt") == "202"]
    own = known[0] if known and known[0] else "_x0000_t202"
    more = "" if known else _SHAPE_TYPE.format(id=own)
    numbers = [int(n) for n in re.findall(rb"_x0000_s([0-9]{1,9})", xml)]
    more += "".join(_boxes(told, own, max([1024, *numbers]) + 1))
    at = xml.rfind(b"</xml>")
    return xml[:at] + more.encode() + xml[at:]


def _boxes(told: Mapping[Place, str], own: str, first: int) -> Iterator[str]:
    for number, ((row, column), words) in enumerate(told.items()):
        needed = sum(1 + len(line) // CHARACTERS for line in words.split("\n"))
        lines = min(max(needed, LOWEST), HIGHEST)
        yield _SHAPE.format(
            id=f"_x0000_s{first + number}",
            type=own,
            height=lines * LINE,
            z=number + 1,
            left=column,
            right=column + 4,
            top=max(row - 2, 0),
            bottom=max(row - 2, 0) + lines,
            row=row - 1,
            column=column - 1,
        )
