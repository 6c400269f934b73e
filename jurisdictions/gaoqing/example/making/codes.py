"""Made-up unified social credit codes (统一社会信用代码), with both check digits right."""

from making.chance import chosen

DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100, by value."""

_PREFIXES = {"个体工商户": "92370322", "农民专业合作社": "93370322"}
_ENTERPRISE = "91370322"
_SERIES = "MY"
"""Targets of a market regulation office have bodies of the series MA; so none of these is anybody's."""
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def new_code(n: int, kind: str, taken: set[str]) -> str:
    """Return the code of the n-th target, which is of this kind; it is `taken` from then on."""
    attempt, code = 0, ""
    while not code or code in taken:
        code = _code(_PREFIXES.get(kind, _ENTERPRISE), n, attempt)
        attempt += 1
    taken.add(code)
    return code


def _code(prefix: str, n: int, attempt: int) -> str:
    places = range(len(_BODY_WEIGHTS) - len(_SERIES))
    body = _SERIES + "".join(DIGITS[chosen(len(DIGITS), "code", n, attempt, i)] for i in places)
    first = prefix + body + _body_digit(body)
    return first + check_digit(first)


def check_digit(first: str) -> str:
    """Return the last character to 17 (GB 32100).

    >>> check_digit("91370322MA0000001")
    '6'
    """
    total = sum(DIGITS.index(c) * w for c, w in zip(first, _WEIGHTS, strict=True))
    return DIGITS[-total % len(DIGITS)]


def _body_digit(body: str) -> str:
    """Return the 9th character of the organisation's own code (GB 11714)."""
    total = sum(int(c, 36) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
