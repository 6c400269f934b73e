"""What stands in a field of a draw's files: names, texts, hashes, days, fractions, counts."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shuangsuiji.draw.text import is_name, stratum_faults, text_faults

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FRACTION = re.compile(r"(0|[1-9][0-9]{0,30})(/[1-9][0-9]{0,30})?")
_HEX_256, _HEX_512 = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{128}")
_HEX_384 = re.compile("[0-9a-f]{96}")


class DrawFile(BaseModel):
    """What every part of a bundle's files is: unknown keys refused, nothing converted, frozen."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


def instant(text: str) -> datetime:
    """Return the UTC moment of a text like 2026-03-02T02:00:00Z; ValueError if it is none."""
    moment = datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)
    if instant_text(moment) != text:
        raise ValueError("instant")
    return moment


def instant_text(moment: datetime) -> str:
    """Return the moment as text, in UTC, to the second.

    >>> instant_text(instant("2026-03-02T02:00:00Z"))
    '2026-03-02T02:00:00Z'
    """
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def fraction(text: str) -> Fraction:
    """Return the exact number of a text in lowest terms; ValueError for any other spelling.

    >>> fraction("3/100")
    Fraction(3, 100)
    """
    if not _FRACTION.fullmatch(text) or str(Fraction(text)) != text:
        raise ValueError("fraction")
    return Fraction(text)


def _checked(slug: str, holds: Callable[[str], object]) -> AfterValidator:
    def check(text: str) -> str:
        if not holds(text):
            raise ValueError(slug)
        return text

    return AfterValidator(check)


def _checked_instant(text: str) -> str:
    try:
        instant(text)
    except ValueError as error:
        raise ValueError("instant") from error
    return text


def _checked_day(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise ValueError("day")
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("day") from error
    return text


def _checked_ratio(text: str) -> str:
    if not 0 < fraction(text) <= 1:
        raise ValueError("ratio")
    return text


def _checked_fraction(text: str) -> str:
    fraction(text)
    return text


Text = Annotated[str, _checked("text", lambda text: not text_faults(text))]
Name = Annotated[str, _checked("name", is_name)]
Stratum = Annotated[str, _checked("stratum", lambda text: not stratum_faults(text))]
Hash = Annotated[str, _checked("hash", _HEX_256.fullmatch)]
Key = Annotated[str, _checked("hash", _HEX_256.fullmatch)]
Signature = Annotated[str, _checked("signature", _HEX_512.fullmatch)]
BeaconSignature = Annotated[str, _checked("beacon-signature", _HEX_384.fullmatch)]
"""A round's signature of quicknet: a point on the smaller curve of BLS12-381, 48 bytes."""

Instant = Annotated[str, AfterValidator(_checked_instant)]
Day = Annotated[str, AfterValidator(_checked_day)]
Ratio = Annotated[str, AfterValidator(_checked_ratio)]
Rational = Annotated[str, AfterValidator(_checked_fraction)]
Count = Annotated[int, Field(ge=0, lt=2**53)]
Number = Annotated[int, Field(ge=1, lt=2**53)]
