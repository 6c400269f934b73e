"""Which field a header means: the vocabulary's labels and aliases, then a place's own form."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from shuangsuiji.forms.text import label
from shuangsuiji.model.vocabulary import FieldSpec, TableForm, TableSpec

SERIAL = ("序号", "行号", "no", "no.")
"""Headers of a column that only numbers the lines; it maps to nothing and is missed by nobody."""

_UNIT = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\])$|[%‰]$")
_MARKS = "*:"


class Labels:
    """The headers that a table knows, each with the fields it may mean."""

    def __init__(self, table: str, spec: TableSpec, forms: Sequence[TableForm] = ()) -> None:
        self.spec = spec
        self._full: dict[str, set[str]] = defaultdict(set)
        self._bare: dict[str, set[str]] = defaultdict(set)
        for text, name in _known(table, spec, forms):
            self._full[tidy(text)].add(name)
            self._bare[without_unit(tidy(text))].add(name)

    def find(self, text: str) -> tuple[FieldSpec, ...]:
        """Return the fields that a header may mean; none if it is unknown.

        The whole text decides before the text without its unit, so that 比例（一般） and
        比例（重点） can be told apart where a form has both.
        """
        whole = tidy(text)
        bare = without_unit(whole)
        names = self._full.get(whole) or self._full.get(bare) or self._bare.get(bare) or ()
        return tuple(f for f in self.spec.fields if f.name in names)

    def expected(self) -> tuple[str, ...]:
        """Return the labels of the fields that may stand on paper."""
        return tuple(f.label for f in self.spec.fields if on_paper(f))


def on_paper(spec: FieldSpec) -> bool:
    """Tell whether a field is read from paper, not computed."""
    return not spec.made and spec.derived is None


def _known(table: str, spec: TableSpec, forms: Sequence[TableForm]) -> Iterator[tuple[str, str]]:
    for field in filter(on_paper, spec.fields):
        for text in (field.name, field.label, *field.aliases):
            yield text, field.name
    for form in (f for f in forms if f.table == table):
        for column in form.columns:
            for text in column.labels:
                yield text, column.field


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
