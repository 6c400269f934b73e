"""Small draws, all of them: every order of tickets, every start, and each target's exact chance.

A ticket is a hash; here every order that hashes could come in is put in its place, so that what is asked
is not whether SHA-256 is random but whether what is made of it is fair.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations, product
from math import ceil, comb, factorial, floor, lcm

import pytest

from shuangsuiji.draw import tickets as module
from shuangsuiji.draw.decide import decide_draw
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.quotas import largest_remainder, systematic
from shuangsuiji.draw.records import parsed
from shuangsuiji.draw.registers.lines import read_lines
from shuangsuiji.draw.tickets import Wanted, draw_sample, in_batches

STRATA = {"A": ("a", "b", "c", "d"), "B": ("e", "f")}
"""Targets that may be drawn; one more in A may not."""
KEY = "0123456789abcdef" * 2


@pytest.fixture
def drawn_under(connection, monkeypatch: pytest.MonkeyPatch):
    """Give what draws from the small register under an order of tickets, from the smallest on."""
    rows = [(id_, s, "eligible") for s, ids in STRATA.items() for id_ in ids]
    rows.append(("x", "A", "cap-reached"))
    connection.execute("CREATE TABLE r (id VARCHAR, stratum VARCHAR, status VARCHAR)")
    connection.executemany("INSERT INTO r VALUES (?, ?, ?)", rows)
    connection.execute("CREATE TABLE given (id VARCHAR, h VARCHAR)")

    def injected(connection, name: str, text: str, source: str, keep: Sequence[str] = ()) -> str:
        return f"(SELECT given.h, {', '.join(f's.{k}' for k in keep)} FROM {source} s JOIN given USING (id))"

    monkeypatch.setattr(module, "hashed", injected)

    def draw(order: Sequence[str], n: dict[str, int]) -> dict[str, tuple[str, ...]]:
        connection.execute("DELETE FROM given")
        connection.execute(
            "INSERT INTO given SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])",
            [list(order), [f"{place:064x}" for place in range(len(order))]],
        )
        wanted = [Wanted(s, len(ids), n[s]) for s, ids in STRATA.items()]
        sample = draw_sample(connection, "r", "sha256", KEY, wanted)
        return {s: tuple(d.id for d in found) for s, found in sample.items()}

    return draw


def orders() -> Iterator[tuple[str, ...]]:
    """Yield every order of tickets that matters: of A, and of B."""
    for a, b in product(permutations(STRATA["A"]), permutations(STRATA["B"])):
        yield (*a, "x", *b)


def test_each_target_and_each_pair_is_drawn_as_often_as_it_should(drawn_under) -> None:
    n = {"A": 2, "B": 1}
    single, pairs, samples = Counter[str](), Counter[tuple[str, str]](), Counter[tuple[str, ...]]()
    total = 0
    for order in orders():
        drawn = drawn_under(order, n)
        assert drawn == {
            s: tuple(i for i in order if i in ids)[: n[s]] for s, ids in STRATA.items()
        }
        all_drawn = sorted(drawn["A"] + drawn["B"])
        single.update(all_drawn)
        pairs.update(combinations(all_drawn, 2))
        samples[tuple(sorted(drawn["A"]))] += 1
        total += 1

    assert total == factorial(4) * factorial(2)
    assert single == {
        id_: Fraction(total * n[s], len(ids)) for s, ids in STRATA.items() for id_ in ids
    }
    within = Fraction(total * n["A"] * (n["A"] - 1), 4 * 3)
    across = Fraction(total * n["A"] * n["B"], 4 * 2)
    assert pairs == {
        **dict.fromkeys(combinations(STRATA["A"], 2), within),
        **{tuple(sorted(pair)): across for pair in product(STRATA["A"], STRATA["B"])},
    }
    assert samples == dict.fromkeys(combinations(STRATA["A"], 2), Fraction(total, comb(4, 2)))


def test_who_may_not_be_drawn_leaves_the_chances_of_the_others_alone(drawn_under) -> None:
    for rest in permutations(STRATA["A"]):
        drawn = {
            drawn_under((*rest[:place], "x", *rest[place:], "e", "f"), {"A": 3, "B": 0})["A"]
            for place in range(5)
        }
        assert drawn == {rest[:3]}


def starts(sizes: Sequence[Fraction]) -> list[Fraction]:
    """Return an exact grid of starts: one in the middle of each step in which nothing can change.

    Systematic rounding changes only where u passes a multiple of 1 / the sizes' common denominator.
    """
    steps = lcm(*(size.denominator for size in sizes))
    return [Fraction(2 * i + 1, 2 * steps) for i in range(steps)]


SIZES = [
    [Fraction(1, 4), Fraction(7, 4), Fraction(1, 2), Fraction(1)],
    [Fraction(3, 100) * n for n in (41, 7, 250, 1, 33)],
    [Fraction(1, 3), Fraction(1, 5), Fraction(2, 7), Fraction(0), Fraction(9, 2)],
]


@pytest.mark.parametrize("sizes", SIZES)
def test_systematic_rounding_is_unbiased_exactly(sizes: list[Fraction]) -> None:
    given = [systematic(sizes, u) for u in starts(sizes)]

    means = [Fraction(sum(column), len(given)) for column in zip(*given, strict=True)]
    assert means == sizes
    for numbers in given:
        assert all(floor(q) <= n <= ceil(q) for n, q in zip(numbers, sizes, strict=True))
        assert floor(sum(sizes)) <= sum(numbers) <= ceil(sum(sizes))


def test_under_systematic_rounding_every_target_has_the_declared_chance() -> None:
    """Two steps, both counted out: how many of a stratum, and who: together just the ratio."""
    ratio, eligible = Fraction(3, 10), (4, 2, 5)
    sizes = [ratio * n for n in eligible]
    given = [systematic(sizes, u) for u in starts(sizes)]

    for stratum, n in enumerate(eligible):
        lucky = Counter[int]()
        for numbers in given:
            for order in permutations(range(n)):
                lucky.update(order[: numbers[stratum]])
        total = len(given) * factorial(n)
        assert [Fraction(lucky[target], total) for target in range(n)] == [ratio] * n


def test_the_largest_remainder_gives_ties_the_same_chance() -> None:
    sizes = [Fraction(1, 2), Fraction(5, 2), Fraction(1, 4), Fraction(1, 2), Fraction(7, 8)]
    strata = [
        "a",
        "b",
        "c",
        "d",
        "e",
    ]  # 4 5/8: five in all, two by whole numbers, three to be raised
    raised, pairs = Counter[int](), Counter[tuple[int, ...]]()

    for order in permutations("12345"):
        numbers = largest_remainder(strata, sizes, order)
        up = tuple(i for i, n in enumerate(numbers) if n > floor(sizes[i]))
        raised.update(up)
        pairs[tuple(i for i in up if i != 4)] += 1

    total = factorial(5)
    assert raised == {4: total, **dict.fromkeys((0, 1, 3), Fraction(total * 2, 3))}
    assert pairs == dict.fromkeys(combinations((0, 1, 3), 2), Fraction(total, 3))


def test_every_target_has_the_same_chance_of_each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Counter[tuple[str, int]]()
    for order in permutations("abcd"):
        monkeypatch.setattr(module, "ticket", lambda name, key, id_, o=order: str(o.index(id_)))
        found.update(in_batches("abcd", [1, 2, 1], "sha256", "0" * 64, "L").items())

    assert found == {
        (id_, batch): Fraction(24 * size, 4)
        for id_ in "abcd"
        for batch, size in enumerate([1, 2, 1], 1)
    }


def test_lines_of_one_group_meet_in_the_same_targets_under_every_order(
    drawn_under, connection
) -> None:
    """What both could draw, both draw from its beginning: one sample of it holds the other."""
    for n, order in product((1, 3), permutations(STRATA["A"])):
        all_of = drawn_under((*order, "x", "e", "f"), {"A": n, "B": 1})["A"]
        connection.execute("UPDATE r SET status = 'cap-reached' WHERE id = 'b'")
        without_b = drawn_under((*order, "x", "e", "f"), {"A": 2, "B": 1})["A"]
        connection.execute("UPDATE r SET status = 'eligible' WHERE id = 'b'")

        both = [set(all_of) - {"b"}, set(without_b)]
        assert both[0] <= both[1] or both[1] <= both[0]


@pytest.mark.parametrize("groups", [("G", "G"), ("G", "H")])
def test_a_group_is_a_stream(
    connection, example: dict[str, bytes], groups: tuple[str, str]
) -> None:
    manifest = parsed(Manifest, example["manifest.json"], "manifest.json")
    read_lines(connection, "r", [example["register-1.txt"]], "register-1.txt")
    first = manifest.lines[0]
    lines = tuple(
        first.model_copy(update={"line": f"L-{n}", "group": group})
        for n, group in enumerate(groups, 1)
    )
    manifest = manifest.model_copy(update={"lines": lines})

    one, two = decide_draw(connection, ["r"], manifest, "0" * 64, "1" * 64).lines

    drawn = [[d.id for s in line.strata for d in s.drawn] for line in (one, two)]
    assert (drawn[0] == drawn[1]) is (groups[0] == groups[1])
