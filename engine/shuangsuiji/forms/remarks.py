"""What is told of a paper without deciding anything: what was left out, joined or read all the same."""

from collections.abc import Iterable

from shuangsuiji.findings import Finding, Location, Outcome, Param, Severity

MOST_NAMED = 8
"""Places that a remark names; of more it tells how many there are."""


def remark(code: str, place: Location, **params: Param) -> Finding:
    """Return a remark on a paper."""
    return Finding(
        code=code,
        location=place,
        outcome=Outcome.NOT_APPLICABLE,
        severity=Severity.NOTE,
        params=params,
    )


def named(places: Iterable[str]) -> tuple[str, ...]:
    """Return the first few of many places, and how many there are in all.

    >>> named("abc"), named(map(str, range(10)))[-2:]
    (('a', 'b', 'c'), ('7', '等 10 处'))
    """
    texts = tuple(places)
    more = (f"等 {len(texts)} 处",) if len(texts) > MOST_NAMED else ()
    return (*texts[:MOST_NAMED], *more)


def runs(numbers: Iterable[int]) -> tuple[str, ...]:
    """Return whole numbers as runs.

    >>> runs([3, 4, 5, 9])
    ('3-5', '9')
    """
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return tuple(str(a) if a == b else f"{a}-{b}" for a, b in found)
