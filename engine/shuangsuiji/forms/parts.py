"""A cell cut into parts: of which classes each is, which quantity it is, what it says.

`；` and line breaks begin something new; `，` parts more than `、`. In `A类1%、B类3%，1次/年` the
frequency is of both; in `A类1%，B类3%，1次/年` it may be of B类 alone, so it stays unknown.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shuangsuiji.forms import points
from shuangsuiji.forms.bounds import COMPARISON, read_bounded
from shuangsuiji.forms.classes import Segment, segments
from shuangsuiji.forms.frequencies import frequency
from shuangsuiji.forms.numerals import NUMBER
from shuangsuiji.model.values import Interval
from shuangsuiji.model.vocabulary import FieldType


class Part(NamedTuple):
    """One part of a cell: of which classes (none: of all), which quantity, and what it says.

    The value is None where it is hedged (约、左右、若干) or where it is not clear of what it is said.
    """

    names: tuple[str, ...]
    quantity: str
    value: Interval | None


class _Piece(NamedTuple):
    """A text between separators, and how strongly it is parted from what stands before."""

    text: str
    parted: int


_STRENGTH = {"、": 1, ",": 2, ";": 3, ")": 4}
_AND = ("且", "并且", "同时")
"""What joins a part to the one before it, rather than part them."""

_JOINED = -1
_CUT = re.compile(
    r"(?<![0-9]),|,(?![0-9]{3}(?![0-9]))|[;、。()\[\]]|并且|同时|且|其中"
    rf"|(?<=[%‰户家])(?={COMPARISON}|[0-9每约占]|一年)|(?<=次/年)(?=[0-9每约占])|(?<=[%‰])/(?=[0-9])"
    r"|(?<=以上)(?=[0-9至低小不](?!含))|(?<=[0-9])(?=且)"
)
_INTRO = re.compile(
    r"(?:按照?|根据|依据|对)?(?:企业|对象)?(?:信用)?(?:风险)?(?:等级|分类|分级|类别)+(?:结果|情况|差异化?)?"
    r"(?:抽查|确定|实施|管理|监管|设置)*(?:比例|频次)?(?:如下)?[:,;]?"
)
_VERB = "抽查|抽取|抽检|检查|开展"
_HEAD = re.compile(
    rf"(?:但|并|计划|预计|预估|拟|随机|按照?|共计?|合计|总计|总共|总体|整体|占|应当?|须|需|控制在|确定为|实现|分别|均|都|各|为|是|即|:|="
    rf"|(?:检查|抽查)对象(?=[0-9])|{_VERB}|比例|数量|户数|家数|频次|次数|{points.BASE})*"
)
_TAIL = re.compile(
    rf"(?:的?比例)?(?:进行)?(?:随机)?(?:{_VERB})*(?:的(?:{points.THINGS})(?:{_VERB})*)?$"
)
_HEDGE = re.compile(
    r"大?约|大概|将近|接近|^近|左右|上下|原则上?|一般(?!风险)|(?<=[0-9十百千万])[余多几](?=[户家个件批人所])"
)
_SOME = re.compile(
    rf"(?P<count>若干|适量|部分|少量)(?P<unit>{points.UNIT})?|(?P<frequency>不定期|适时|视情况?|随机)"
    rf"|(?P<per>每(?![年季月半两次])[\u4e00-\u9fff]{{1,4}}?)(?:{COMPARISON})?{NUMBER}{points.UNIT}"
)
"""What says how many only vaguely, or of each of something of which nobody tells how many there are."""

_IN_ALL = re.compile("总?共|合计|总计|总体|整体")
_READERS = (("ratio", points.ratio), ("count", points.count))
_BARE = {
    FieldType.RATIO: ("ratio", points.decimal_ratio),
    FieldType.RATIO_BY_CLASS: ("ratio", points.decimal_ratio),
    FieldType.COUNT: ("count", points.bare_count),
    FieldType.NUMBER: ("number", points.signed),
    FieldType.NUMBER_BY_CLASS: ("frequency", points.signed),
}


def read_parts(kind: FieldType, text: str) -> list[Part] | None:
    """Return all parts of a compact text; None if one of them is not understood."""
    before, classes = segments(text)
    if classes and _INTRO.fullmatch(before):
        before = ""
    parts = [_part(kind, (), piece.text) for piece in _pieces(before)]
    between = _strongest_between(classes)
    for number, segment in enumerate(classes, start=1):
        others = max((len(_pieces(s.text)) for s in classes if s is not segment), default=1)
        last = number == len(classes)
        parts += _of_segment(kind, segment, between, others if last else None)
    known = [part for part in parts if part is not None]
    return known if len(known) == len(parts) else None


def _of_segment(
    kind: FieldType, segment: Segment, between: int, others: int | None
) -> list[Part | None]:
    """Read what is said of some classes; of the last ones, what others do not have may be of all."""
    names, pieces = segment
    cut = _pieces(pieces)
    each = _one_for_each(kind, names, cut)
    if not cut or not names or each is None:
        return [None]
    rest = enumerate(cut[len(each) :], start=len(each))
    trails = len(cut) if others is None else max(others, 1)
    return [*each] + [
        _part_of_class(kind, names, piece, between, trails=n >= trails) for n, piece in rest
    ]


def _one_for_each(
    kind: FieldType, names: tuple[str, ...], pieces: Sequence[_Piece]
) -> list[Part] | None:
    """Read 低、中、高风险分别为1%、5%、10%: one value for each; None where they are not as many."""
    values: list[Part] = []
    for piece in pieces:
        part = _part(kind, names[:1], piece.text)
        begins_new = piece.parted in (_JOINED, _STRENGTH[";"])
        if part is None or begins_new or (values and part.quantity != values[0].quantity):
            break
        values.append(part)
    points = all(p.value is not None and p.value.is_point for p in values)
    if len(names) == 1 or len(values) <= 1 or not (points or "分别" in pieces[0].text):
        return []
    if len(values) != len(names):
        return None
    return [part._replace(names=(name,)) for name, part in zip(names, values, strict=True)]


def _part_of_class(
    kind: FieldType, names: tuple[str, ...], piece: _Piece, between: int, *, trails: bool
) -> Part | None:
    """Read a piece; one that trails behind all classes is of all if it is parted from them more."""
    part = _part(kind, names, piece.text)
    if part is None or not trails or piece.parted == _JOINED:
        return part
    of_all = piece.parted > between or piece.parted >= _STRENGTH[";"] or _IN_ALL.match(piece.text)
    return part._replace(names=(), value=part.value if of_all else None)


def _strongest_between(classes: Sequence[Segment]) -> int:
    ends = [re.search(r"[、,;)]*$", segment.text) for segment in classes[:-1]]
    strengths = [_STRENGTH[c] for end in ends if end for c in end[0] if c != ")"]
    return max(strengths, default=_STRENGTH[","])


def _pieces(text: str) -> list[_Piece]:
    return list(_cut(text))


def _cut(text: str) -> Iterator[_Piece]:
    start, parted, opened = 0, 0, 0
    for cut in _CUT.finditer(text):
        if cut.start() > start:
            yield _Piece(text[start : cut.start()], parted)
            parted = 0
        start = cut.end()
        opened += cut[0] == "("
        if cut[0] == ")" and opened:  # it closes a bracket of this text, not one around all of it
            opened -= 1
        elif cut[0] in _AND:
            parted = _JOINED
        else:
            parted = max(parted, _STRENGTH.get(cut[0], 0))
    if start < len(text):
        yield _Piece(text[start:], parted)


def _part(kind: FieldType, names: tuple[str, ...], text: str) -> Part | None:
    head = _HEAD.match(text)
    bare = _TAIL.sub("", text[head.end() :] if head else text, count=1)
    read = _read(kind, bare) or _hedged(kind, bare)
    if read is None:
        return None
    quantity, value = read
    if names and quantity == "number":
        quantity = "frequency"
    together = _IN_ALL.search(text) is not None or (quantity == "count" and "各" not in text)
    shared = len(names) > 1 and together
    return Part(names, quantity, None if shared else value)


def _read(kind: FieldType, text: str) -> tuple[str, Interval | None] | None:
    times = frequency(text)
    if times is not None:
        return "frequency", times
    for quantity, point in (*_READERS, _BARE[kind]):
        value = read_bounded(text, point)
        if value is not None:
            return quantity, value
    return None


def _hedged(kind: FieldType, text: str) -> tuple[str, None] | None:
    """Return the quantity of a part that says it only about: 约20户, 5%左右, 若干户, 不定期."""
    some = _SOME.fullmatch(text)
    if some and (kind is FieldType.COUNT or some["unit"] or some["frequency"] or some["per"]):
        return ("frequency" if some["frequency"] else "count"), None
    plain = _HEDGE.sub("", text)
    read = _read(kind, plain) if plain != text else None
    return None if read is None else (read[0], None)
