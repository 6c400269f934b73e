"""The plain form in which texts are compared: widths, blanks and dashes made one."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from shuangsuiji.model.values import BLANK, UNREADABLE, Fact

NO_WIDTH = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
    "\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
"""Marks that nobody sees; inside a number they are not there."""

WHITE = (
    " \t\r\n\v\f\x85\u00a0\u00ad\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000" + NO_WIDTH
)
"""What counts as blank at the ends of a cell, marks of no width among it; SQL trims the same."""

BLANK_MARKS = ("/", "\\", "-", "--", "---", "\u2013", "—", "——", "―", "－", "－－", "\uff0f")
"""What people put into a cell to say that it is left empty."""

_BLANK_MARKS = frozenset(BLANK_MARKS)
_DASHES = "\u2010\u2011\u2012\u2013—\u2015\u2043\u2053\u2212\u223c\u2500\u2501\u301c\u3030"

_OTHER_FORMS = str.maketrans(
    {"\u2215": "/", "\u2044": "/", "\u066a": "%", "\u2236": ":", "\u25cb": "\u3007"}
)
"""Signs that look like others and that NFKC leaves alone."""

LONGEST_TEXT = 10_000
"""A longer cell is not read: no field of any form needs more, and every reader stays fast."""

LONGEST_NOTATION = 400
"""A longer number or day is not read: ratios of ten classes, a line each, take 300 characters."""

_NOTHING: Mapping[str, Fact] = MappingProxyType({})


class Reading(NamedTuple):
    """What one cell says: its own fact, and what it says besides (`count`, `by_class` …)."""

    fact: Fact
    also: Mapping[str, Fact] = _NOTHING


def blank(text: str) -> Reading:
    """Return the reading of an empty cell."""
    return Reading(Fact(BLANK.status, None, text))


def unreadable(text: str, also: Mapping[str, Fact] = _NOTHING) -> Reading:
    """Return the reading of a cell whose own field stays unknown."""
    return Reading(Fact(UNREADABLE.status, None, text), also)


def is_blank(text: str) -> bool:
    """Tell whether a cell is left empty: nothing, white space, or a stroke in place of a word.

    >>> is_blank(" / "), is_blank("——"), is_blank("0")
    (True, True, False)
    """
    bare = text.strip(WHITE)
    return not bare or bare in _BLANK_MARKS


def compact(text: str) -> str:
    """Return the text as numbers and days are read: NFKC, one dash, blanks between digits only.

    `20 30` stays two numbers, so that nobody reads 2030; a line break becomes a comma.

    >>> compact("５ ％～１０％"), compact("20 30"), compact("3月——11月")
    ('5%-10%', '20 30', '3月-11月')
    """
    plain = unicodedata.normalize("NFKC", text.strip(WHITE)).translate(_OTHER_FORMS)
    plain = re.sub(rf"[{NO_WIDTH}]", "", plain)
    plain = re.sub(r"[\r\n\u2028\u2029]+", ",", plain)
    plain = re.sub(rf"[{_DASHES}~-]+", "-", plain)
    plain = re.sub(rf"(?<=[0-9])[{WHITE}]+(?=[0-9])", "\0", plain)
    return re.sub(rf"[{WHITE}]+", "", plain).replace("\0", " ")


def label(text: str) -> str:
    r"""Return the text as labels and choices are compared: NFKC, lower case, no white space.

    >>> label("抽查 比例\n（％）")
    '抽查比例(%)'
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_OTHER_FORMS)
    return re.sub(rf"[\s{WHITE}]+", "", plain)


def has_odd_digits(text: str) -> bool:
    """Tell whether NFKC would make digits of marks such as ① and ², which say something else."""
    return any(unicodedata.category(c) == "No" for c in text)
