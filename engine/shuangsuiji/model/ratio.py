"""How packs write a ratio: 5%, 3‰, 0.05 or 1/20; exact, or refused."""

import re
from decimal import Decimal
from fractions import Fraction

MOST_PLACES = 9


def read_ratio(text: object) -> object:
    """Return the exact decimal of a ratio; raises ValueError for any other text, and for 1/3.

    >>> read_ratio("5%"), read_ratio("3‰"), read_ratio("1/20")
    (Decimal('0.05'), Decimal('0.003'), Decimal('0.05'))
    """
    if not isinstance(text, str):
        return text
    fraction = exact_ratio(text)
    scaled = fraction * 10**MOST_PLACES
    if scaled.denominator != 1:
        raise ValueError("ratio_not_exact")
    return Decimal(scaled.numerator).scaleb(-MOST_PLACES).normalize() + 0


def exact_ratio(text: str) -> Fraction:
    """Return the ratio as a fraction.

    >>> exact_ratio("1/3")
    Fraction(1, 3)
    """
    found = re.fullmatch(
        r"([0-9]{1,9}(?:\.[0-9]{1,9})?)([%‰])?|([0-9]{1,9})/([0-9]{1,9})", text.strip()
    )
    if not found or (found[4] and int(found[4]) == 0):
        raise ValueError("ratio")
    if found[3]:
        return Fraction(int(found[3]), int(found[4]))
    return Fraction(found[1]) / {None: 1, "%": 100, "‰": 1000}[found[2]]
