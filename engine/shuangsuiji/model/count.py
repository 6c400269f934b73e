"""How packs write a whole number: digits alone, and no more than a column holds."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

MOST = 1_000_000


def read_count(text: object) -> object:
    """Return the number of a text. Raises ValueError for 1_0, 2.0 and +3, which Python would take.

    >>> read_count("12")
    12
    """
    if isinstance(text, str):
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise ValueError("int_parsing")
        return int(text)
    return text


Count = Annotated[int, Field(ge=0, le=MOST), BeforeValidator(read_count)]
"""A number of things, none included."""
Some = Annotated[int, Field(ge=1, le=MOST), BeforeValidator(read_count)]
"""A number of things, one at least."""
