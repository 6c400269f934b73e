"""How many targets of each stratum a line draws: exact fractions, four roundings, a minimum."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from shuangsuiji.digest import HashName, stream_key, ticket
from shuangsuiji.draw.manifest import LineEntry


@dataclass(frozen=True, slots=True)
class Quota:
    """A stratum's exact quota q, the number asked for, and the number n that is drawn."""

    stratum: str
    q: Fraction
    asked: int
    n: int


def line_quotas(line: LineEntry, name: HashName, seed: str) -> tuple[Quota, ...]:
    """Return the quotas of a line's strata, in their order."""
    key = stream_key(name, seed, f"rounding/{line.line}")
    strata, sizes = [s.id for s in line.strata], line.sizes()
    match line.rounding:
        case "ceil":
            rounded = [ceil(q) for q in sizes]
        case "floor":
            rounded = [floor(q) for q in sizes]
        case "largest_remainder":
            rounded = largest_remainder(strata, sizes, [ticket(name, key, s) for s in strata])
        case "systematic":
            rounded = systematic(sizes, offset(ticket(name, key, "u")))
    asked = [max(n, s.minimum) for n, s in zip(rounded, line.strata, strict=True)]
    return tuple(
        Quota(s.id, q, n, min(n, s.eligible))
        for s, q, n in zip(line.strata, sizes, asked, strict=True)
    )


def largest_remainder(
    strata: Sequence[str], sizes: Sequence[Fraction], tickets: Sequence[str]
) -> list[int]:
    """Return ⌊q⌋ for each, one more by larger fraction, then smaller ticket, up to ⌈Σq⌉ in all.

    >>> largest_remainder(["a", "b"], [Fraction(1, 4), Fraction(1, 2)], ["0", "1"])
    [0, 1]
    """
    floors = [floor(q) for q in sizes]
    rest = ceil(sum(sizes, Fraction(0))) - sum(floors)
    order = sorted(range(len(strata)), key=lambda i: (floors[i] - sizes[i], tickets[i], strata[i]))
    raised = set(order[:rest])
    return [n + (i in raised) for i, n in enumerate(floors)]


def systematic(sizes: Sequence[Fraction], u: Fraction) -> list[int]:
    """Return how many whole steps the running sum of the sizes, begun at u, makes in each.

    >>> systematic([Fraction(1, 2), Fraction(1, 2), Fraction(1)], Fraction(1, 4))
    [0, 1, 1]
    """
    numbers, total = [], Fraction(0)
    for q in sizes:
        numbers.append(floor(total + q + u) - floor(total + u))
        total += q
    return numbers


def offset(ticket_text: str) -> Fraction:
    """Return the start u of systematic rounding: the first 16 hex characters over 2^64."""
    return Fraction(int(ticket_text[:16], 16), 2**64)


def number_spans(line: LineEntry) -> tuple[tuple[int, int], ...]:
    """Return the least and the largest number each stratum can be given, whatever the seed.

    Where both are 0, or both all of the eligible, nothing is random there.
    """
    spans = zip(_rounded_spans(line, line.sizes()), line.strata, strict=True)
    return tuple(
        (min(max(lo, s.minimum), s.eligible), min(max(hi, s.minimum), s.eligible))
        for (lo, hi), s in spans
    )


def _rounded_spans(line: LineEntry, sizes: Sequence[Fraction]) -> list[tuple[int, int]]:
    if line.rounding == "ceil":
        return [(ceil(q), ceil(q)) for q in sizes]
    if line.rounding == "floor":
        return [(floor(q), floor(q)) for q in sizes]
    if line.rounding == "systematic":
        return [(floor(q), ceil(q)) for q in sizes]
    return _remainder_spans(sizes)


def _remainder_spans(sizes: Sequence[Fraction]) -> list[tuple[int, int]]:
    """Return the spans of the largest remainder: equal fractions at the limit leave it to tickets."""
    parts = [q - floor(q) for q in sizes]
    rest, rising = ceil(sum(parts, Fraction(0))), sorted(parts)
    spans = []
    for q, part in zip(sizes, parts, strict=True):
        as_large = len(rising) - bisect_left(rising, part)
        larger = len(rising) - bisect_right(rising, part)
        raised = part > 0
        spans.append(
            (floor(q) + (raised and as_large <= rest), floor(q) + (raised and larger < rest))
        )
    return spans
