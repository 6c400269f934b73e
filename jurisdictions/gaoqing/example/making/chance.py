"""A chooser whose answers never change: SHA-256 of a seed and of what is chosen for."""

from collections.abc import Mapping
from hashlib import sha256

SEED = "gaoqing-example-1"


def chosen(below: int, *what: str | int) -> int:
    """Return a number from 0, below the given one, for what is named; the same one every time."""
    text = "|".join((SEED, *map(str, what)))
    return int(sha256(text.encode()).hexdigest(), 16) % below


def weighted(weights: Mapping[str, int], *what: str | int) -> str:
    """Return one of the words, each as likely as its weight."""
    left = chosen(sum(weights.values()), *what)
    for word, weight in weights.items():
        if left < weight:
            return word
        left -= weight
    raise AssertionError("the numbers chosen are below the sum of the weights")
