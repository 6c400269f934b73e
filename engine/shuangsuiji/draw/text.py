"""Which texts a draw accepts: names, ids, strata, and codes with their check digit (GB 32100)."""

import re
import unicodedata
from typing import Literal

IdKind = Literal["uscc", "text"]
"""What a register's ids are: 统一社会信用代码, or any text."""

ELIGIBLE = "eligible"
OFF_FILTER = "off-filter"

USCC_PATTERN = "[0-9A-Z]{18}"
USCC_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

_NAME = re.compile("[A-Za-z0-9._-]{1,64}")
_USCC = re.compile(USCC_PATTERN)
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def is_name(text: str) -> bool:
    """Return whether the text may name a party, a plan line, a group, a reason or a draw.

    >>> is_name("GQ-2026-01"), is_name("第一行")
    (True, False)
    """
    return _NAME.fullmatch(text) is not None


def text_faults(text: str) -> tuple[str, ...]:
    """Return what keeps a text out of a draw, as slugs; nothing if it may stand.

    >>> text_faults("高青县"), text_faults(" x"), text_faults("")
    ((), ('blank-ends',), ('empty',))
    """
    if not text:
        return ("empty",)
    tests = {
        "blank-ends": text != text.strip(),
        "not-nfc": not unicodedata.is_normalized("NFC", text),
        "character": any(unicodedata.category(c) in _REFUSED_CATEGORIES for c in text),
    }
    return tuple(slug for slug, found in tests.items() if found)


def id_faults(text: str, kind: IdKind) -> tuple[str, ...]:
    """Return what keeps a target's id out of a register, as slugs.

    >>> id_faults("91370322MA00000016", "uscc"), id_faults("91370322MA00000017", "uscc")
    ((), ('check-digit',))
    """
    faults = (*text_faults(text), *(("bar",) if "|" in text else ()))
    if kind == "text" or faults:
        return faults
    if _SCIENTIFIC.fullmatch(text):
        return ("number",)
    if not _USCC.fullmatch(text):
        return ("shape",)
    return () if text[17] == uscc_check_digit(text[:17]) else ("check-digit",)


def stratum_faults(text: str) -> tuple[str, ...]:
    """Return what keeps a stratum's name out of a register, as slugs."""
    return (*text_faults(text), *(("bar",) if "|" in text else ()))


def uscc_check_digit(first: str) -> str | None:
    """Return the check digit (校验码) of the first 17 characters, or None if one has no value.

    >>> uscc_check_digit("91370322MA0000001")
    '6'
    """
    values = [USCC_DIGITS.find(c) for c in first]
    if min(values) < 0:
        return None
    total = sum(v * w for v, w in zip(values, USCC_WEIGHTS, strict=True))
    return USCC_DIGITS[-total % 31]


def folded(text: str) -> str:
    """Return what look-alikes share: the text after NFKC and upper case.

    >>> folded("９1a") == folded("91A")
    True
    """
    return unicodedata.normalize("NFKC", text).upper()
