"""The snapshot of a register (名册快照): lines to leaves, to buckets, to one root."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import HashName, digest
from shuangsuiji.draw.registers.hashing import drop_hashed, hashed
from shuangsuiji.draw.text import ELIGIBLE, OFF_FILTER
from shuangsuiji.progress import Step, stage

LINE = "concat_ws('|', id, stratum, status)"
"""SQL for one line of a register, without its line end; none of the three is NULL."""

BUCKET_LINES = 4096
_SLICE_LINES = 1_000_000
_FEW, _MORE, _MANY = 500_000, 4_000_000, 16_000_000
"""Lines hashed at a time, and from how many lines on it is the larger number of them."""
_LEAF_BYTES = 32


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a manifest says of a frozen register: its lines, the digits of its buckets, its root."""

    lines: int
    digits: int
    root: str


@dataclass(frozen=True, slots=True)
class StratumCount:
    """How many targets of a stratum there are, how many may be drawn, and why the others may not.

    `all` leaves out those outside a directed line's filter; `excluded` names every reason, sorted.
    """

    id: str
    all: int
    eligible: int
    excluded: tuple[tuple[str, int], ...]


def take_snapshot(connection: DuckDBPyConnection, table: str, name: HashName) -> Snapshot:
    """Return the snapshot of the register in `table` (id, stratum, status), in any row order."""
    lines = _count(connection, table)
    digits, buckets, found = digits_for(lines), dict[str, str](), 0
    for prefix, leaves in each_bucket(connection, table, name):
        buckets[prefix] = digest(name, "\n".join(leaves))
        found += len(leaves)
    assert found == lines, "each line has its leaf, or a change of it would not show"
    return Snapshot(lines, digits, digest(name, "\n".join(bucket_hashes(name, digits, buckets))))


def each_bucket(
    connection: DuckDBPyConnection, table: str, name: HashName
) -> Iterator[tuple[str, list[str]]]:
    """Yield the buckets of a register that are not empty, each with its leaves, sorted."""
    lines = _count(connection, table)
    digits = digits_for(lines)
    with stage("root", lines) as told:
        _make_runs(connection, table, name, digits, lines, told)
    with stage("buckets", lines) as told:
        for low, high in _slices(lines, digits):
            for prefix, leaves in _gathered(connection, low, high):
                yield prefix, sorted(leaves)
                told(len(leaves))
    connection.execute("DROP TABLE draw_runs")


def bucket_hashes(name: HashName, digits: int, buckets: dict[str, str]) -> tuple[str, ...]:
    """Return the hashes of all buckets in order; those that are not among `buckets` are empty."""
    empty = digest(name, "")
    prefixes = [format(i, f"0{digits}x") if digits else "" for i in range(16**digits)]
    return tuple(buckets.get(p, empty) for p in prefixes)


def count_strata(connection: DuckDBPyConnection, table: str) -> tuple[StratumCount, ...]:
    """Return the counts of every stratum of the register, sorted by stratum."""
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    query = f"SELECT stratum, status, count(*) FROM {table} GROUP BY ALL ORDER BY ALL"
    for stratum, status, n in connection.execute(query).fetchall():
        counted[stratum][status] = n
    return tuple(_stratum(name, counted[name]) for name in sorted(counted))


def digits_for(lines: int) -> int:
    """Return how many hex digits cut the leaves into buckets of 4096 on average, at most.

    >>> digits_for(0), digits_for(4096), digits_for(4097), digits_for(100_000)
    (0, 0, 1, 2)
    """
    digits = 0
    while lines > BUCKET_LINES * 16**digits:
        digits += 1
    return digits


def _count(connection: DuckDBPyConnection, table: str) -> int:
    (lines,) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
    return int(lines)


def _stratum(name: str, by_status: dict[str, int]) -> StratumCount:
    excluded = tuple((s, by_status[s]) for s in sorted(by_status) if s != ELIGIBLE)
    inside = sum(n for s, n in by_status.items() if s != OFF_FILTER)
    return StratumCount(name, inside, by_status.get(ELIGIBLE, 0), excluded)


def _make_runs(
    connection: DuckDBPyConnection, table: str, name: HashName, digits: int, lines: int, told: Step
) -> None:
    """Hash the lines, some millions at a time, and keep the leaves of each time and bucket together.

    A leaf is written once and read once, however large the register: time grows with it, memory not.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE draw_runs (prefix VARCHAR, leaves BLOB)")
    (last,) = connection.execute(f"SELECT coalesce(max(rowid), -1) FROM {table}").fetchall()[0]
    step = _FEW if lines <= _MANY else _MORE
    # Where they do not all stay in memory, those of a slice of buckets stand together on the disk.
    order = "" if lines <= _MANY else "ORDER BY 1"
    for start in range(0, last + 1, step):
        rows = f"(SELECT * FROM {table} WHERE rowid >= {start} AND rowid < {start + step})"
        leaves = hashed(connection, name, LINE, rows)
        connection.execute(
            f"""INSERT INTO draw_runs SELECT left(h, {digits}), unhex(string_agg(h, ''))
                FROM {leaves} GROUP BY 1 {order}"""
        )
        told(min(step, last + 1 - start))
    drop_hashed(connection)


def _slices(lines: int, digits: int) -> list[tuple[str, str | None]]:
    """Return ranges of buckets with a million leaves at most: memory does not grow with the register."""
    if digits == 0 or lines <= _SLICE_LINES:
        return [("", None)]
    starts = [format(i, "02x")[:digits] for i in range(0, 256, 16 if lines <= _MANY else 1)]
    starts = list(dict.fromkeys(starts))
    return list(zip(starts, [*starts[1:], None], strict=True))


def _gathered(
    connection: DuckDBPyConnection, low: str, high: str | None
) -> Iterator[tuple[str, list[str]]]:
    """Yield the buckets in a range with their leaves, as 64 hex characters each."""
    runs: dict[str, list[bytes]] = defaultdict(list)
    reader = connection.execute(
        "SELECT prefix, leaves FROM draw_runs "
        "WHERE prefix >= $1 AND ($2::VARCHAR IS NULL OR prefix < $2)",
        [low, high],
    )
    for prefix, leaves in reader.fetchall():
        runs[prefix].append(leaves)
    for prefix, found in runs.items():
        yield prefix, b"".join(found).hex("\n", _LEAF_BYTES).split("\n")
