"""Who is drawn: within each stratum the eligible with the smallest tickets (摇号号码)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isqrt

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import HashName, stream_key, ticket
from shuangsuiji.draw.registers.hashing import drop_hashed, hashed
from shuangsuiji.draw.text import ELIGIBLE
from shuangsuiji.progress import stage


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many of a stratum's eligible targets are to be drawn."""

    stratum: str
    eligible: int
    n: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn target with its ticket."""

    ticket: str
    id: str


def draw_sample(
    connection: DuckDBPyConnection, table: str, name: HashName, key: str, wanted: Sequence[Wanted]
) -> dict[str, tuple[Drawn, ...]]:
    """Return each stratum's n eligible targets with the smallest (ticket, id), in that order.

    `table` is a register (id, stratum, status) without duplicates; `key` is the stream's key; no
    stratum wants more than it has.
    """
    sample = _smallest(connection, table, name, key, wanted, bounded=True)
    short = [w for w in wanted if len(sample[w.stratum]) < w.n]
    if short:  # the bound was too low for the luck of this stratum: look at all of its tickets
        sample |= _smallest(connection, table, name, key, short, bounded=False)
    if any(len(sample[w.stratum]) != w.n for w in wanted):
        raise RuntimeError("a quota is at most the eligible of its stratum")
    return sample


def place_of(
    connection: DuckDBPyConnection, table: str, name: HashName, key: str, stratum: str, own: Drawn
) -> int:
    """Return which place an eligible target of a stratum has in (ticket, id) order, from 1."""
    _make_wanted(connection, [Wanted(stratum, 0, 0)], bounded=False)
    tickets = _tickets(connection, table, name, key)
    (place,) = connection.execute(
        f"SELECT count(*) FROM {tickets} WHERE h < $1 OR (h = $1 AND id <= $2)",
        [own.ticket, own.id],
    ).fetchall()[0]
    _drop(connection)
    return int(place)


def in_batches(
    ids: Iterable[str], sizes: Sequence[int], name: HashName, seed: str, line: str
) -> dict[str, int]:
    """Return the batch (批次) of each drawn target of a line: in ticket order, cut at the sizes."""
    key = stream_key(name, seed, f"batch/{line}")
    order = sorted(ids, key=lambda id_: (ticket(name, key, id_), id_))
    cuts = [number for number, size in enumerate(sizes, 1) for _ in range(min(size, len(order)))]
    last = max(len(sizes), 1)
    return {id_: cuts[i] if i < len(cuts) else last for i, id_ in enumerate(order)}


def bound(eligible: int, n: int) -> str | None:
    """Return a ticket a little above the expected n-th of so many; None where all are looked at.

    Six standard deviations and a bit: one that proves too low costs a second look, no target.

    >>> bound(1000, 0), bound(10, 5), bound(1_000_000, 100)[:4]
    ('0000000000000000', None, '000b')
    """
    if n == 0:
        return "0" * 16
    reach = n + 6 * isqrt(n) + 20
    return None if reach >= eligible else format(reach * 2**64 // eligible, "016x")


def _smallest(
    connection: DuckDBPyConnection,
    table: str,
    name: HashName,
    key: str,
    wanted: Sequence[Wanted],
    *,
    bounded: bool,
) -> dict[str, tuple[Drawn, ...]]:
    _make_wanted(connection, wanted, bounded=bounded)
    tickets = _tickets(connection, table, name, key)
    # One query, so that only tickets below the bounds are ever kept.
    with stage("tickets", poll=connection.query_progress):
        rows = connection.execute(
            f"""SELECT stratum, h, id FROM (
                  SELECT stratum, h, id, n,
                    row_number() OVER (PARTITION BY stratum ORDER BY h, id) AS place
                  FROM {tickets} WHERE most IS NULL OR h < most)
                WHERE place <= n ORDER BY h, id"""
        ).fetchall()
    _drop(connection)
    found: dict[str, list[Drawn]] = {w.stratum: [] for w in wanted}
    for stratum, number, id_ in rows:
        found[stratum].append(Drawn(number, id_))
    return {stratum: tuple(drawn) for stratum, drawn in found.items()}


def _make_wanted(
    connection: DuckDBPyConnection, wanted: Sequence[Wanted], *, bounded: bool
) -> None:
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE draw_wanted AS
           SELECT unnest($1::VARCHAR[]) AS stratum, unnest($2::BIGINT[]) AS n,
                  unnest($3::VARCHAR[]) AS most""",
        [
            [w.stratum for w in wanted],
            [w.n for w in wanted],
            [bound(w.eligible, w.n) if bounded else None for w in wanted],
        ],
    )


def _drop(connection: DuckDBPyConnection) -> None:
    connection.execute("DROP TABLE draw_wanted")
    drop_hashed(connection)


def _tickets(connection: DuckDBPyConnection, table: str, name: HashName, key: str) -> str:
    """Return what gives the tickets of the eligible in SQL (h, id, stratum, n, most)."""
    # A key is 32 hex characters of our own making, so it may stand in SQL.
    text = f"'{key}|' || id"
    eligible = (
        f"(SELECT id, stratum, n, most FROM {table} JOIN draw_wanted USING (stratum) "
        f"WHERE status = '{ELIGIBLE}')"
    )
    return hashed(connection, name, text, eligible, ("id", "stratum", "n", "most"))
