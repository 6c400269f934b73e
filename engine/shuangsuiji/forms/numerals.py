"""Numbers as they are written on paper, 5% and 百分之五 alike, to exact decimals."""

import re
from decimal import Decimal
from fractions import Fraction

GREATEST = 999_999_999
"""Greater numbers do not fit the DECIMAL(18,9) in which decisions are made."""

DECIMALS = 9
"""Finer ones do not either; a third is refused rather than rounded."""

_ARABIC = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_CHINESE = "[\u3007零一二两三四五六七八九十百千万点]+"
NUMBER = rf"(?:(?:{_ARABIC})[百千万]?|{_CHINESE})"
"""One number without its unit."""

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"\u3007": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_STEPS = {"百": 100, "千": 1000, "万": 10_000}


def read_number(text: str) -> Fraction | None:
    """Return the number that the text writes, in Arabic or Chinese digits.

    >>> read_number("1,200"), read_number("1.2万"), read_number("一百零五"), read_number("两")
    (Fraction(1200, 1), Fraction(12000, 1), Fraction(105, 1), Fraction(2, 1))
    """
    arabic = re.fullmatch(rf"({_ARABIC})([百千万]?)", text)
    if arabic and len(text) <= 2 * (9 + DECIMALS):
        return Fraction(arabic[1].replace(",", "")) * _STEPS.get(arabic[2], 1)
    return _chinese(text) if re.fullmatch(_CHINESE, text) else None


def _chinese(text: str) -> Fraction | None:
    whole, dot, tail = text.partition("点")
    number = _chinese_whole(whole.replace("两", "二").replace("\u3007", "零"))
    if number is None or not dot:
        return number
    if not tail or any(c not in _DIGITS for c in tail):
        return None
    return number + Fraction(int("".join(str(_DIGITS[c]) for c in tail)), 10 ** len(tail))


def _chinese_whole(text: str) -> Fraction | None:
    """Read by the places, then spell again: 一百五 (105 or 150?) is spelt otherwise, so refused."""
    total, part, digit = 0, 0, None
    for c in text:
        if c in _PLACES:
            part += (1 if digit is None else digit) * _PLACES[c]
            digit = None
        elif c == "万":
            total, part, digit = total + (part + (digit or 0)) * 10_000, 0, None
        else:
            digit = _DIGITS[c]
    total += part + (digit or 0)
    return Fraction(total) if spell(total) in (text, "一" + text) else None


def spell(number: int) -> str:
    """Return a number below 10⁸ in Chinese digits.

    >>> spell(0), spell(12), spell(105), spell(10_500)
    ('零', '一十二', '一百零五', '一万零五百')
    """
    high, low = divmod(number, 10_000)
    text = _spell_places(high, "") + "万" if high else ""
    return _spell_places(low, text) or "零"


def _spell_places(number: int, text: str) -> str:
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += "零一二三四五六七八九"[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text


def exact(number: Fraction) -> Decimal | None:
    """Return the number as the decimal in which decisions are made, or None if it does not fit.

    >>> exact(Fraction(1, 20)), exact(Fraction(1, 3)), exact(Fraction(10**9))
    (Decimal('0.05'), None, None)
    """
    if number.denominator == 1 and abs(number) <= GREATEST:
        return Decimal(number.numerator)
    scaled = number * 10**DECIMALS
    if scaled.denominator != 1 or abs(number) > GREATEST:
        return None
    decimal = Decimal(scaled.numerator).scaleb(-DECIMALS)
    return plain(decimal)


def plain(decimal: Decimal) -> Decimal:
    """Return the decimal without trailing zeros and without exponent.

    >>> plain(Decimal("20.000000000")), plain(Decimal("1E+2"))
    (Decimal('20'), Decimal('100'))
    """
    short = decimal.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
