"""Which item of the list a plan means: by code, else by name as written, else by another name."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shuangsuiji.model.values import Row


@lru_cache(maxsize=2**16)
def folded(name: str) -> str:
    """Return the name without differences of width, case and blanks.

    >>> folded("餐饮服务　食品安全（Ａ类）") == folded("餐饮服务食品安全(a类)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


@dataclass(frozen=True, slots=True)
class ItemIndex:
    """The items of a list by every text that names them; a text of two items names neither."""

    by_text: Mapping[str, tuple[str, ...]]
    most_parts: int = 1
    """Of how many parts, joined by separators, the longest known name is."""

    def codes(self, text: str) -> tuple[str, ...]:
        """Return the codes of the items that the text may mean: none, one, or several."""
        return self.by_text.get(folded(text), ())


def code_of(row: Row) -> str:
    """Return the item's code; an item without a code goes by its name."""
    code = row.facts.get("code")
    return str(code.value) if code is not None and code.value is not None else folded(row.key)


def index_items(rows: Sequence[Row]) -> ItemIndex:
    """Return the index of a list's items."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        code = code_of(row)
        for text in sorted({code, *names_of(row)}):
            codes = found.get(folded(text), ())
            found[folded(text)] = codes if code in codes else (*codes, code)
    most = max((len(re.split("[、，；,;]", text)) for text in found), default=1)
    return ItemIndex(found, most)


def names_of(row: Row) -> tuple[str, ...]:
    """Return the item's name and its other names."""
    name, others = row.facts.get("name"), row.facts.get("other_names")
    first = (str(name.value),) if name is not None and name.value is not None else ()
    more = others.value if others is not None and isinstance(others.value, tuple) else ()
    return (*first, *more)
