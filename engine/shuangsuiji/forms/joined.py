"""Several columns that say one thing: a ratio for each class, a window's two ends, a list by level."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangsuiji.forms.headerlevels import Path
from shuangsuiji.forms.labels import Labels, tidy
from shuangsuiji.forms.text import WHITE, is_blank
from shuangsuiji.model.vocabulary import FieldSpec, FieldType

_START = re.compile(r"(?P<rest>.*?)(?:(?:开始|起始|起)(?:时间|日期)?|自|从)")
_LAST = re.compile(r"(?P<rest>.*?)(?:(?:结束|截止|终止|止)(?:时间|日期)?|至|到)")
_CLASS = re.compile(
    r"(?:企业|信用|风险|等级)*[A-Ea-e](?:类|级)?(?:企业)?(?:风险)?|(?:极高|较高|中高|高|中等?|中低|一般|较低|低)(?:信用)?风险(?:等级)?(?:企业)?"
    r"|[大中小微]型(?:企业)?|守信|失信|严重失信|一般失信|[一二三四五]级.{0,6}"
)
_LEVEL = re.compile(
    r"(?:国家|省|市|区|县|区县|市县|镇|乡镇|街道)(?:级|本级)?(?:部门|单位)?|(?:部门|单位|事项)?[0-9一二三四五]"
)
"""Columns of one list: by level of government, or numbered."""
_ENDS = 2


@dataclass(frozen=True, slots=True)
class Joined:
    """A field that several columns tell: its columns in order, each with what its header adds."""

    field: FieldSpec
    columns: tuple[tuple[int, str], ...]

    @property
    def first(self) -> int:
        """The column whose cell stands for all."""
        return self.columns[0][0]

    def text(self, cells: Sequence[tuple[str, bool]]) -> str:
        """Return what the cells say together; each comes with whether it is a number."""
        said = [
            (added, _percent(text) if number and self.field.type.by_class else text.strip(WHITE))
            for (_, added), (text, number) in zip(self.columns, cells, strict=True)
        ]
        filled = [(added, text) for added, text in said if not is_blank(text)]
        if self.field.type is FieldType.SPAN and len(filled) == _ENDS:
            return f"{filled[0][1]}至{filled[1][1]}"
        if self.field.type is FieldType.SPAN:
            return "".join(f"{text}{added}" for added, text in filled)
        return "、".join(f"{added}{text}" for added, text in filled)


def _percent(text: str) -> str:
    """Return a number below 1 as a spreadsheet would show a part: 0.05 as 5%."""
    number = Decimal(text)
    return f"{(number * 100).normalize():f}%" if 0 <= number < 1 else text


def find_joined(
    paths: Mapping[int, Path], labels: Labels, taken: Mapping[int, Sequence[FieldSpec]]
) -> tuple[Joined, ...]:
    """Return the fields that several columns without a field of their own tell together."""
    free = {c: path for c, path in paths.items() if not taken.get(c)}
    used = {f.name for fields in taken.values() for f in fields}
    found: dict[str, tuple[FieldSpec, list[tuple[int, str]]]] = {}
    for column, path in sorted(free.items()):
        part = _part(path, labels)
        if part is not None and part[0].name not in used:
            found.setdefault(part[0].name, (part[0], []))[1].append((column, part[1]))
    return tuple(
        Joined(field, tuple(columns))
        for field, columns in found.values()
        if len(columns) > 1 and _fit(field, columns)
    )


def _fit(field: FieldSpec, columns: list[tuple[int, str]]) -> bool:
    if field.type is FieldType.SPAN:
        return [added for _, added in columns] == ["起", "止"]
    return len({added for _, added in columns}) == len(columns) or field.type is FieldType.LIST


def _part(path: Path, labels: Labels) -> tuple[FieldSpec, str] | None:
    """Return the field of which a column tells a part, and what the part is."""
    heads = [f for n in range(1, len(path)) for f in labels.find("/".join(path[n - 1 : -1]))]
    heads += [f for head in reversed(path[:-1]) for f in labels.find(head)]
    last = tidy(path[-1])
    spans = [f for f in heads if f.type is FieldType.SPAN]
    end = _end(last, bool(spans))
    if end is not None:
        rest, added = end
        spans = spans or [f for f in labels.find(rest) if f.type is FieldType.SPAN]
        return (spans[0], added) if spans else None
    if heads and heads[0].type is FieldType.LIST:
        return (heads[0], "") if _LEVEL.fullmatch(last) else None
    if not _CLASS.fullmatch(last):
        return None
    field = _by_class(heads[0], labels) if heads else _by_words("".join(path[:-1]), labels)
    return None if field is None else (field, path[-1].strip(WHITE))


def _by_words(heading: str, labels: Labels) -> FieldSpec | None:
    """Return the field that a heading over classes means, whatever else it says: 各类别抽查比例."""
    for word, kind in (("比例", FieldType.RATIO_BY_CLASS), ("频次", FieldType.NUMBER_BY_CLASS)):
        if word in heading:
            return next((f for f in labels.spec.fields if f.type is kind), None)
    return None


def _end(text: str, headed: bool) -> tuple[str, str] | None:  # noqa: FBT001
    """Return what a header says besides 起 or 止, if it says one of these."""
    for pattern, added in ((_START, "起"), (_LAST, "止")):
        found = pattern.fullmatch(text)
        if found and (headed or found["rest"] or text.endswith(("时间", "日期"))):
            return (found["rest"] or "抽查时间"), added
    return None


def _by_class(field: FieldSpec, labels: Labels) -> FieldSpec | None:
    """Return the field by class of a field: itself, or the one that it feeds."""
    if field.type.by_class is not None:
        return field
    kinds = {FieldType.RATIO: FieldType.RATIO_BY_CLASS, FieldType.NUMBER: FieldType.NUMBER_BY_CLASS}
    wanted, known = kinds.get(field.type), labels.spec.by_name
    fed = (known[target] for target in field.feeds.values() if target in known)
    return next((f for f in fed if f.type is wanted), None)
