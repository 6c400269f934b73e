import pytest

from shuangsuiji.digest import digest
from shuangsuiji.draw.registers.snapshot import (
    StratumCount,
    count_strata,
    digits_for,
    take_snapshot,
)


def register(connection, lines: list[str]) -> None:
    connection.execute("CREATE OR REPLACE TABLE r (id VARCHAR, stratum VARCHAR, status VARCHAR)")
    if lines:
        connection.executemany("INSERT INTO r VALUES (?, ?, ?)", [x.split("|") for x in lines])


@pytest.mark.parametrize(
    ("lines", "digits"),
    [(0, 0), (1, 0), (4096, 0), (4097, 1), (65536, 1), (65537, 2), (100_000, 2)],
)
def test_buckets_hold_4096_lines_on_average_at_most(lines: int, digits: int) -> None:
    assert digits_for(lines) == digits


@pytest.mark.parametrize("name", ["sha256", "sm3"])
def test_the_root_of_an_empty_register_is_the_hash_of_an_empty_bucket(
    connection, name: str
) -> None:
    register(connection, [])

    snapshot = take_snapshot(connection, "r", name)

    assert snapshot.root == digest(name, digest(name, ""))


def test_a_large_register_has_the_root_that_the_definition_gives(
    connection,
) -> None:
    n = 1_050_000  # more than a slice, so that several are joined
    connection.execute(
        "CREATE TABLE r AS SELECT printf('%018d', range) AS id, 'A' AS stratum, "
        f"'eligible' AS status FROM range({n})"
    )

    snapshot = take_snapshot(connection, "r", "sha256")

    leaves = sorted(digest("sha256", f"{i:018d}|A|eligible") for i in range(n))
    buckets: dict[str, list[str]] = {format(i, "03x"): [] for i in range(4096)}
    for leaf in leaves:
        buckets[leaf[:3]].append(leaf)
    hashes = [digest("sha256", "\n".join(buckets[p])) for p in sorted(buckets)]
    assert snapshot.digits == 3
    assert snapshot.root == digest("sha256", "\n".join(hashes))


def test_the_root_does_not_depend_on_register_order(connection) -> None:
    lines = [f"{i:018d}|{'AB'[i % 2]}|eligible" for i in range(500)]
    register(connection, lines)
    first = take_snapshot(connection, "r", "sm3")

    lines = lines[::2] + lines[1::2][::-1]
    register(connection, lines)

    assert take_snapshot(connection, "r", "sm3") == first


def test_targets_off_the_filter_count_in_neither_all_nor_eligible(
    connection,
) -> None:
    register(connection, ["a|X|eligible", "b|X|off-filter", "c|X|cap-reached", "d|乙|off-filter"])

    assert count_strata(connection, "r") == (
        StratumCount("X", 2, 1, (("cap-reached", 1), ("off-filter", 1))),
        StratumCount("乙", 0, 0, (("off-filter", 1),)),
    )
