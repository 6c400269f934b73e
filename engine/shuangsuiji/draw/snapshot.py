"""The snapshot of a register (名册快照): lines to leaves, to buckets, to one root."""

from collections import defaultdict
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import HashName, digest
from shuangsuiji.draw.hashing import make_hashed
from shuangsuiji.draw.text import ELIGIBLE, OFF_FILTER

LINE = "id || '|' || stratum || '|' || status"
"""SQL for one line of a register, without its line end."""

BUCKET_LINES = 4096
_SLICE_LINES = 1_000_000


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
    (lines,) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
    digits = digits_for(lines)
    make_hashed(connection, "draw_leaves", name, LINE, table, blob=True)
    buckets: dict[str, str] = {}
    for low, high in _slices(lines):
        buckets |= _buckets(connection, name, digits, low, high)
    connection.execute("DROP TABLE draw_leaves")
    return Snapshot(lines, digits, _root(name, digits, buckets))


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


def _stratum(name: str, by_status: dict[str, int]) -> StratumCount:
    excluded = tuple((s, by_status[s]) for s in sorted(by_status) if s != ELIGIBLE)
    inside = sum(n for s, n in by_status.items() if s != OFF_FILTER)
    return StratumCount(name, inside, by_status.get(ELIGIBLE, 0), excluded)


def _slices(lines: int) -> list[tuple[bytes, bytes | None]]:
    """Return ranges of leaves, a million or so each: memory does not grow with the register."""
    parts = 1
    while lines > _SLICE_LINES * parts and parts < 256:  # noqa: PLR2004  (one byte tells 256)
        parts *= 16
    width = 256 // parts
    starts = [bytes([i * width]) for i in range(parts)]
    return list(zip(starts, [*starts[1:], None], strict=True))


def _buckets(
    connection: DuckDBPyConnection, name: HashName, digits: int, low: bytes, high: bytes | None
) -> dict[str, str]:
    # Grouping in DuckDB and sorting each bucket here is faster than its ordered string_agg.
    rows = connection.execute(
        f"""SELECT left(leaf, {digits}), string_agg(leaf, chr(10))
            FROM (SELECT lower(hex(h)) AS leaf FROM draw_leaves
                  WHERE h >= $1 AND ($2::BLOB IS NULL OR h < $2)) GROUP BY 1""",
        [low, high],
    ).fetchall()
    return {prefix: digest(name, "\n".join(sorted(text.split("\n")))) for prefix, text in rows}


def _root(name: HashName, digits: int, buckets: dict[str, str]) -> str:
    empty = digest(name, "")
    prefixes = [format(i, f"0{digits}x") if digits else "" for i in range(16**digits)]
    return digest(name, "\n".join(buckets.get(p, empty) for p in prefixes))
