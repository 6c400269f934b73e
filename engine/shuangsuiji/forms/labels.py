"""Which field a header means: told by hand, the vocabulary's labels and aliases, a place's own form."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from shuangsuiji.forms.text import label
from shuangsuiji.model.vocabulary import FieldSpec, TableForm, TableSpec

SERIAL = ("序号", "行号", "项次", "序", "no", "no.", "#")
"""Headers of a column that only numbers the lines; it maps to nothing and is missed by nobody."""

_UNIT = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\])$|[%‰]$")
_JOINED = re.compile("[及和与、+/]|以及")
_MARKS = "*:"
_LONGEST = 60
"""A longer text is no header that anybody knows."""


class Told(StrEnum):
    """What told the field of a header."""

    BY_HAND = "hand"
    BY_VOCABULARY = "vocabulary"
    BY_FORM = "form"


class Labels:
    """The headers that a table knows, each with the fields it may mean.

    `by_hand` tells fields of headers, or nothing for a column that is not to be read.
    """

    def __init__(
        self,
        table: str,
        spec: TableSpec,
        forms: Sequence[TableForm] = (),
        by_hand: Mapping[str, str] | None = None,
    ) -> None:
        self.spec = spec
        self._full: dict[str, dict[str, Told]] = {}
        self._bare: dict[str, dict[str, Told]] = {}
        self._hand = {tidy(text): name for text, name in (by_hand or {}).items()}
        self._known: dict[str, bool] = {}
        for text, name, told in _known(table, spec, forms):
            self._full.setdefault(tidy(text), {}).setdefault(name, told)
            self._bare.setdefault(without_unit(tidy(text)), {}).setdefault(name, told)

    def find(self, text: str) -> tuple[FieldSpec, ...]:
        """Return the fields that a header may mean; none if it is unknown.

        The whole text decides before the text without its unit, so that 比例（一般） and
        比例（重点） can be told apart where a form has both.
        """
        names = self._names(text)
        return tuple(f for f in self.spec.fields if f.name in names)

    def find_first(self, text: str) -> tuple[FieldSpec, ...]:
        """Return the field of the first of two known headers that a text joins: 比例及户数."""
        parts = _JOINED.split(tidy(text).replace("(", "、").replace(")", ""))
        if len(parts) == 1 or not all(self._names(part) for part in parts):
            return ()
        return self.find(parts[0])

    def told_by(self, text: str, field: str) -> Told | None:
        """Return what told that a header may mean a field."""
        return self._names(text).get(field)

    def is_told_by_hand(self, text: str) -> bool:
        """Tell whether a header's field, or that it has none, was told by hand."""
        return tidy(text) in self._hand

    def is_known(self, text: str) -> bool:
        """Tell whether a text is a known header; asked of every cell, so each text is looked at once."""
        known = self._known.get(text)
        if known is None:
            known = len(text) <= _LONGEST and bool(self._names(text))
            self._known[text] = known
        return known

    def _names(self, text: str) -> Mapping[str, Told]:
        whole = tidy(text)
        if whole in self._hand:
            return {self._hand[whole]: Told.BY_HAND}
        bare = without_unit(whole)
        return self._full.get(whole) or self._full.get(bare) or self._bare.get(bare) or {}

    def expected(self) -> tuple[str, ...]:
        """Return the labels of the fields that may stand on paper."""
        return tuple(f.label for f in self.spec.fields if on_paper(f))


def on_paper(spec: FieldSpec) -> bool:
    """Tell whether a field is read from paper, not computed."""
    return not spec.made and spec.derived is None


def _known(
    table: str, spec: TableSpec, forms: Sequence[TableForm]
) -> Iterator[tuple[str, str, Told]]:
    for field in filter(on_paper, spec.fields):
        for text in (field.name, field.label, *field.aliases):
            yield text, field.name, Told.BY_VOCABULARY
    for form in (f for f in forms if f.table == table):
        for column in form.columns:
            for text in column.labels:
                yield text, column.field, Told.BY_FORM


def tidy(text: str) -> str:
    r"""Return a header as it is compared: no blanks, no line breaks, no star, no colon.

    >>> tidy(" 抽取对象\n数量（户）： "), tidy("*抽查比例")
    ('抽取对象数量(户)', '抽查比例')
    """
    return label(text).strip(_MARKS)


def unit_of(header: str) -> str:
    """Return what a header says in brackets at its end, or a sign there.

    >>> unit_of("抽查比例（％）"), unit_of("数量（万户）"), unit_of("抽查比例%"), unit_of("抽查事项")
    ('%', '万户', '%', '')
    """
    found = re.search(r"\(([^()]*)\)$|([%‰])$", tidy(header))
    return (found[1] or found[2] or "") if found else ""


def without_unit(text: str) -> str:
    """Return a tidy header without the unit in brackets at its end.

    >>> without_unit("抽取对象数量(户)"), without_unit("(%)")
    ('抽取对象数量', '')
    """
    return _UNIT.sub("", text)
