"""Events that were sealed while their draw was withheld, and how they are shown later (unsealed.json)."""

import hashlib
from typing import Any

from pydantic import RootModel

from shuangsuiji.digest import canonical
from shuangsuiji.draw.fields import DrawFile, Hash, Instant, Name, Number, Text

UNSEALED = "unsealed.json"


class UnsealedEvent(DrawFile):
    """An event as it would have stood in the log, but for its number."""

    at: Instant
    body: dict[str, Any]
    draw: Name
    kind: Name
    who: Text


class SealedEvent(DrawFile):
    """An event in clear, its number in the log, and the salt (32 random bytes) that hid it there."""

    event: UnsealedEvent
    n: Number
    salt: Hash


class Unsealed(RootModel[tuple[SealedEvent, ...]]):
    """unsealed.json, in log order."""


def seal_of(event: UnsealedEvent, salt: str) -> str:
    """Return what stands in the log for a sealed event: SHA-256 of its canonical text, a bar, the salt."""
    text = canonical(event.model_dump(mode="json"))
    return hashlib.sha256(text + b"|" + salt.encode("ascii")).hexdigest()
