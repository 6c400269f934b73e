from fractions import Fraction

import pytest

from shuangsuiji.draw.manifest import LineEntry
from shuangsuiji.draw.quotas import largest_remainder, line_quotas, number_spans, systematic


def line(
    rounding: str, *strata: tuple[int, str], minimum: int = 0, base: str = "eligible"
) -> LineEntry:
    entries = [
        {"all": n + 2, "eligible": n, "excluded": [{"n": 2, "reason": "x"}], "id": f"S{i}"}
        | {"minimum": minimum, "ratio": ratio}
        for i, (n, ratio) in enumerate(strata)
    ]
    value = {
        "attempt": 1, "base": base, "batches": (), "departures": (), "group": "G", "least": 0,
        "line": "L", "mode": {"condition": None, "kind": "undirected", "words": None},
        "register": 1, "rounding": rounding, "strata": entries,
        "window": {"from": "2026-01-01", "until": "2026-02-01"},
    }  # fmt: skip
    return LineEntry.model_validate(value, strict=False)


def numbers(entry: LineEntry, seed: str = "0" * 64) -> list[int]:
    return [q.n for q in line_quotas(entry, "sha256", seed)]


def test_ceil_and_floor_round_each_stratum() -> None:
    strata = ((10, "1/4"), (8, "1/4"), (1, "1/100"), (0, "1/2"))

    assert numbers(line("ceil", *strata)) == [3, 2, 1, 0]
    assert numbers(line("floor", *strata)) == [2, 2, 0, 0]


def test_a_third_is_exact() -> None:
    (quota,) = line_quotas(line("ceil", (3, "1/3")), "sha256", "0" * 64)

    assert (quota.q, quota.n) == (Fraction(1), 1)


def test_the_minimum_lifts_and_the_eligible_limit() -> None:
    assert numbers(line("floor", (10, "1/100"), (1, "1/100"), minimum=2)) == [2, 1]
    assert numbers(line("ceil", (1, "1"), base="all")) == [1]


def test_what_is_asked_is_known_where_too_few_are_eligible() -> None:
    quotas = line_quotas(line("floor", (10, "1/2"), (1, "1/2"), minimum=2), "sha256", "0" * 64)

    assert [(q.asked, q.n) for q in quotas] == [(5, 5), (2, 1)]


def test_the_base_all_counts_the_excluded() -> None:
    (quota,) = line_quotas(line("ceil", (10, "1/4"), base="all"), "sha256", "0" * 64)

    assert quota.q == 3


def test_largest_remainder_gives_the_whole_rounded_up() -> None:
    sizes = [Fraction(1, 3), Fraction(1, 3), Fraction(5, 3)]

    assert largest_remainder(["a", "b", "c"], sizes, ["2", "1", "0"]) == [0, 1, 2]
    assert largest_remainder(["a", "b"], [Fraction(1, 2)] * 2, ["1", "1"]) == [1, 0]
    assert largest_remainder(["a", "b"], [Fraction(2), Fraction(3)], ["1", "0"]) == [2, 3]


def test_systematic_is_off_by_less_than_one_and_unbiased_over_all_starts() -> None:
    sizes = [Fraction(1, 4), Fraction(7, 4), Fraction(1, 2), Fraction(1)]

    drawn = [systematic(sizes, Fraction(i, 8)) for i in range(8)]

    assert [Fraction(sum(column), 8) for column in zip(*drawn, strict=True)] == sizes
    assert all(abs(n - q) < 1 for row in drawn for n, q in zip(row, sizes, strict=True))


@pytest.mark.parametrize("rounding", ["ceil", "floor", "largest_remainder", "systematic"])
def test_no_seed_gives_more_or_less_than_the_span_says(rounding: str) -> None:
    entry = line(
        rounding, (10, "1/4"), (5, "1/2"), (7, "1/2"), (4, "1/4"), (3, "1/10"), (2, "1/10")
    )

    seen = [numbers(entry, f"{seed:064x}") for seed in range(300)]

    spans = [(min(c), max(c)) for c in zip(*seen, strict=True)]
    assert spans == list(number_spans(entry))
