"""How many targets of each stratum a line draws: exact fractions, four roundings, a minimum."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from shuangsuiji.digest import HashName, stream_key, ticket
from shuangsuiji.draw.manifest import LineEntry


@dataclass(frozen=True, slots=True)
class Quota:
    """A stratum's exact quota q and the number n that is drawn."""

    stratum: str
    q: Fraction
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
    numbers = [
        min(max(n, s.minimum), s.eligible) for n, s in zip(rounded, line.strata, strict=True)
    ]
    return tuple(Quota(s, q, n) for s, q, n in zip(strata, sizes, numbers, strict=True))


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
    sizes = line.sizes()
    spans = [_rounded_span(line, sizes, i) for i in range(len(sizes))]
    return tuple(
        (min(max(lo, s.minimum), s.eligible), min(max(hi, s.minimum), s.eligible))
        for (lo, hi), s in zip(spans, line.strata, strict=True)
    )


def _rounded_span(line: LineEntry, sizes: Sequence[Fraction], i: int) -> tuple[int, int]:
    q = sizes[i]
    if line.rounding == "ceil":
        return ceil(q), ceil(q)
    if line.rounding == "floor":
        return floor(q), floor(q)
    if line.rounding == "systematic" or q.denominator == 1:
        return floor(q), ceil(q)
    parts = [size - floor(size) for size in sizes]
    rest = ceil(sum(parts, Fraction(0)))
    larger = sum(part > parts[i] for part in parts)
    as_large = sum(part >= parts[i] for part in parts)
    return floor(q) + (as_large <= rest), floor(q) + (larger < rest)
