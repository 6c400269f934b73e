"""What holds of every draw, whatever the register, the seed and the numbers.

The connection bears no type: hypothesis keeps types of tests, and DuckDB reports kept ones on exit.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangsuiji.draw.quotas import largest_remainder, offset, systematic
from shuangsuiji.draw.registers.lines import read_lines, write_lines
from shuangsuiji.draw.registers.snapshot import take_snapshot
from shuangsuiji.draw.text import USCC_DIGITS, id_faults, uscc_check_digit
from shuangsuiji.draw.tickets import Wanted, draw_sample, in_batches

quick = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
names = st.sampled_from(["sha256", "sm3"])
keys = st.text("0123456789abcdef", min_size=32, max_size=32)
ids = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=6)
lines = st.dictionaries(
    ids, st.tuples(st.sampled_from("A乙"), st.sampled_from(["eligible", "eligible", "x"]))
)
sizes = st.lists(
    st.builds(Fraction, st.integers(0, 300), st.integers(1, 40)), min_size=1, max_size=8
)
Lines = dict[str, tuple[str, str]]


@pytest.fixture
def connection() -> Iterator:
    with duckdb.connect() as opened:
        yield opened


def fill(connection, register: Sequence[tuple[str, tuple[str, str]]]) -> None:
    connection.execute("CREATE OR REPLACE TABLE r (id VARCHAR, stratum VARCHAR, status VARCHAR)")
    connection.execute(
        "INSERT INTO r SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[]), unnest($3::VARCHAR[])",
        [[i for i, _ in register], [s for _, (s, _) in register], [e for _, (_, e) in register]],
    )


def eligible(register: Lines, stratum: str) -> int:
    return sum(value == (stratum, "eligible") for value in register.values())


def drawn(connection, register: Lines, name: str, key: str, n: int) -> dict[str, list[str]]:
    fill(connection, list(register.items()))
    wanted = [Wanted(s, eligible(register, s), min(n, eligible(register, s))) for s in ("A", "乙")]
    sample = draw_sample(connection, "r", name, key, wanted)
    return {stratum: [d.id for d in found] for stratum, found in sample.items()}


def tickets(connection, register: Lines, name: str, key: str) -> dict[str, str]:
    """Return the ticket of everybody who may be drawn: all of them are drawn."""
    fill(connection, list(register.items()))
    wanted = [Wanted(s, n, n) for s in ("A", "乙") for n in [eligible(register, s)]]
    sample = draw_sample(connection, "r", name, key, wanted)
    return {d.id: d.ticket for found in sample.values() for d in found}


@quick
@given(register=lines, name=names, mixed=st.randoms(use_true_random=False))
def test_the_root_does_not_depend_on_the_order_of_the_register(
    connection, register: Lines, name: str, mixed: st.DataObject
) -> None:
    rows = list(register.items())
    fill(connection, rows)
    first = take_snapshot(connection, "r", name)

    mixed.shuffle(rows)
    fill(connection, rows)

    assert take_snapshot(connection, "r", name) == first


@quick
@given(register=lines, name=names)
def test_a_changed_line_changes_the_root(connection, register: Lines, name: str) -> None:
    rows = [*register.items(), ("0", ("A", "eligible"))]
    fill(connection, rows)
    first = take_snapshot(connection, "r", name)

    rows[-1] = ("0", ("A", "x"))
    fill(connection, rows)

    assert take_snapshot(connection, "r", name).root != first.root


@quick
@given(register=lines)
def test_a_register_file_is_read_back_as_it_was_written(connection, register: Lines) -> None:
    fill(connection, list(register.items()))
    data = b"".join(write_lines(connection, "r"))

    read_lines(connection, "again", [data], "register-1.txt")

    rows = connection.execute("SELECT id, stratum, status FROM again").fetchall()
    assert sorted(rows) == sorted((i, *value) for i, value in register.items())
    assert data.splitlines() == sorted(data.splitlines())


@quick
@given(register=lines, name=names, key=keys, n=st.integers(0, 6))
def test_a_sample_of_n_is_a_prefix_of_a_sample_of_one_more(
    connection, register: Lines, name: str, key: str, n: int
) -> None:
    small = drawn(connection, register, name, key, n)
    large = drawn(connection, register, name, key, n + 1)

    for stratum, found in small.items():
        assert large[stratum][: len(found)] == found


@quick
@given(register=lines.filter(bool), name=names, key=keys, n=st.integers(0, 6))
def test_taking_out_a_target_that_was_not_drawn_changes_nobodys_luck(
    connection, register: Lines, name: str, key: str, n: int
) -> None:
    before = drawn(connection, register, name, key, n)
    lucky = {id_ for found in before.values() for id_ in found}

    for id_ in list(register):
        if id_ not in lucky:
            del register[id_]
            break

    assert drawn(connection, register, name, key, n) == before


@quick
@given(register=lines.filter(bool), name=names, key=keys, n=st.integers(0, 6))
def test_taking_out_a_target_that_was_not_drawn_changes_nobodys_ticket(
    connection, register: Lines, name: str, key: str, n: int
) -> None:
    lucky = {id_ for found in drawn(connection, register, name, key, n).values() for id_ in found}
    before = tickets(connection, register, name, key)

    for id_ in list(register):
        if id_ not in lucky:
            del register[id_]
            before.pop(id_, None)
            break

    assert tickets(connection, register, name, key) == before


@quick
@given(register=lines, name=names, key=keys, n=st.integers(0, 6))
def test_only_eligible_targets_are_drawn_and_nobody_twice(
    connection, register: Lines, name: str, key: str, n: int
) -> None:
    for stratum, found in drawn(connection, register, name, key, n).items():
        assert all(register[id_] == (stratum, "eligible") for id_ in found)
        assert len(set(found)) == len(found) == min(n, eligible(register, stratum))


@given(targets=st.sets(ids), cuts=st.lists(st.integers(1, 9), max_size=4), seed=keys)
def test_batches_take_their_sizes_and_the_last_the_rest(
    targets: set[str], cuts: list[int], seed: str
) -> None:
    batches = in_batches(targets, cuts, "sha256", seed, "L")

    assert set(batches) == targets
    for number, size in enumerate(cuts[:-1], 1):
        before = sum(b < number for b in batches.values())
        here = sum(b == number for b in batches.values())
        assert here == min(size, len(targets) - before)
    assert max(batches.values(), default=1) <= max(len(cuts), 1)


@given(sizes=sizes, start=st.text("0123456789abcdef", min_size=64, max_size=64))
def test_systematic_rounding_is_off_by_less_than_one_in_every_running_sum(
    sizes: list[Fraction], start: str
) -> None:
    numbers = systematic(sizes, offset(start))

    assert all(abs(n - q) < 1 for n, q in zip(numbers, sizes, strict=True))
    totals = zip(accumulate(numbers), accumulate(sizes), strict=True)
    assert all(abs(n - q) < 1 for n, q in totals)


@given(sizes=sizes, tickets=st.lists(keys, min_size=8, max_size=8))
def test_largest_remainder_gives_the_sum_rounded_up_and_no_stratum_more_than_one(
    sizes: list[Fraction], tickets: list[str]
) -> None:
    strata = [f"S{i}" for i in range(len(sizes))]

    numbers = largest_remainder(strata, sizes, tickets[: len(sizes)])

    assert sum(numbers) == ceil(sum(sizes))
    assert all(n - floor(q) in (0, 1) for n, q in zip(numbers, sizes, strict=True))


@given(first=st.text(USCC_DIGITS, min_size=17, max_size=17), place=st.integers(0, 16))
def test_a_credit_code_with_one_wrong_character_has_another_check_digit(
    first: str, place: int
) -> None:
    code = first + str(uscc_check_digit(first))
    wrong = USCC_DIGITS[(USCC_DIGITS.index(code[place]) + 1) % len(USCC_DIGITS)]

    assert id_faults(code, "uscc") == ()
    assert id_faults(code[:place] + wrong + code[place + 1 :], "uscc") == ("check-digit",)
