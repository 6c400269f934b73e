"""What keeps a register (名录库) out of a draw: every bad cell, duplicate and look-alike."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.text import (
    OFF_FILTER,
    USCC_DIGITS,
    USCC_WEIGHTS,
    IdKind,
    folded,
    id_faults,
    is_name,
    stratum_faults,
    uscc_check_digit,
)
from shuangsuiji.findings import Finding, Location, in_reading_order, problem
from shuangsuiji.progress import stage

ID = "id VARCHAR USING COMPRESSION uncompressed"
"""How ids are kept, in SQL: packing them would take as long as hashing the register."""

Place = Callable[[int], Location]
"""Where a row of the register stands in the file that people have."""

MOST_LISTED = 10_000
_PLAIN_ID = "[!-{}~]([ -{}~]*[!-{}~])?"
"""Printable ASCII without `|`, no blank at the ends: nothing in it needs a closer look."""
_FOLDED = "[ -`{-~]*"
"""ASCII without lower case: the same after NFKC and upper case."""
_WEIGHTS = (*USCC_WEIGHTS, 1)
_DIGITS_FIRST = 8
_FIRST_DIGITS = (
    f"CASE WHEN instr(left(id, {_DIGITS_FIRST}), 'E') = 0 "
    f"THEN TRY_CAST(left(id, {_DIGITS_FIRST}) AS UINTEGER) END"
)
"""The first places of most codes are digits; an E among them would make another number."""
_GROUP_ROWS = 1_000_000
_BATCH = 20_000


def register_findings(
    connection: DuckDBPyConnection, table: str, ids: IdKind, place: Place
) -> tuple[Finding, ...]:
    """Return all that is wrong with the register in `table`, in reading order.

    The table has columns id, stratum, status (text) and _row (its number in people's file).

    Beyond ten thousand findings of one kind the rest is counted in `register/more`, not listed.
    """
    with stage("check", poll=connection.query_progress):
        found = _listed(_bad_cells(connection, table, ids, place), place)
    with stage("twice", poll=connection.query_progress):
        found += _listed(_twice(connection, table, place), place)
        found += _listed(_look_alikes(connection, table, ids, place), place)
    return in_reading_order(found)


def off_filter_findings(
    connection: DuckDBPyConnection, table: str, undirected: Sequence[str], place: Place
) -> tuple[Finding, ...]:
    """Return one finding for each undirected line of a register that says `off-filter` of a target."""
    n, first = connection.execute(
        f"SELECT count(*), min(_row) FROM {table} WHERE status = '{OFF_FILTER}'"
    ).fetchall()[0]
    if not n:
        return ()
    return tuple(
        problem("register/off-filter", place(first), line=line, n=n) for line in undirected
    )


def _listed(findings: Iterator[Finding], place: Place) -> list[Finding]:
    listed = list(islice(findings, MOST_LISTED))
    more = sum(1 for _ in findings)
    if more:
        listed.append(problem("register/more", Location(place(1).file), n=more))
    return listed


def _bad_cells(
    connection: DuckDBPyConnection, table: str, ids: IdKind, place: Place
) -> Iterator[Finding]:
    bad_strata = _bad_words(connection, table, "stratum")
    bad_statuses = _bad_words(connection, table, "status")
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE draw_suspects AS
            SELECT id, stratum, status, _row FROM (SELECT *, {_FIRST_DIGITS} AS first FROM {table})
            WHERE id IS NULL OR NOT ({_sound_id(ids)})
            OR stratum IS NULL OR list_contains($1::VARCHAR[], stratum)
            OR status IS NULL OR list_contains($2::VARCHAR[], status)
            ORDER BY _row""",
        [bad_strata, bad_statuses],
    )
    for id_, stratum, status, row in _rows(connection, "draw_suspects"):
        yield from _row_findings(id_ or "", stratum or "", status or "", ids, place(row))


def _bad_words(connection: DuckDBPyConnection, table: str, column: str) -> list[str]:
    rows = connection.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall()
    words = [word for (word,) in rows if word is not None]
    if column == "stratum":
        return [word for word in words if stratum_faults(word)]
    return [word for word in words if not is_name(word)]


def _sound_id(ids: IdKind) -> str:
    if ids == "text":
        return f"regexp_full_match(id, '{_PLAIN_ID}')"
    # GB 32100: values times weights, the check digit's own with weight 1, sum to 0 mod 31.
    letters = f"regexp_full_match(id, '[{USCC_DIGITS}]{{18}}')"
    tail = _weighted(_DIGITS_FIRST, len(_WEIGHTS))
    fast = f"({_weighted_digits()} + {tail}) % 31 = 0"
    return f"{letters} AND coalesce({fast}, ({_weighted(0, len(_WEIGHTS))}) % 31 = 0)"


def _weighted(start: int, end: int) -> str:
    """Return the SQL of the sum of values times weights from one place of `id` to another."""
    values = [
        f"{_WEIGHTS[i]} * instr('{USCC_DIGITS}', substr(id, {i + 1}, 1))" for i in range(start, end)
    ]
    return f"{' + '.join(values)} - {sum(_WEIGHTS[start:end])}"  # instr counts from 1


def _weighted_digits() -> str:
    """Return the same of the places that make the number `first`: half the time of eight texts.

    A digit is what a quotient by a power of ten has beyond ten times the next one.
    """
    factors = [
        (_WEIGHTS[i] - 10 * (_WEIGHTS[i + 1] if i + 1 < _DIGITS_FIRST else 0)) % 31
        for i in range(_DIGITS_FIRST)
    ]
    powers = [10 ** (_DIGITS_FIRST - 1 - i) for i in range(_DIGITS_FIRST)]
    quotients = zip(factors, powers, strict=True)
    return " + ".join(f"{f} * (first // {p}::UINTEGER)::BIGINT" for f, p in quotients)


def _rows(
    connection: DuckDBPyConnection, table: str
) -> Iterator[tuple[str | None, str | None, str | None, int]]:
    start = 0
    while rows := connection.execute(
        f"SELECT * FROM {table} WHERE rowid >= $1 AND rowid < $2 ORDER BY rowid",
        [start, start + _BATCH],
    ).fetchall():
        yield from rows
        start += _BATCH


def _row_findings(
    id_: str, stratum: str, status: str, ids: IdKind, place: Location
) -> Iterator[Finding]:
    for slug in id_faults(id_, ids):
        extra = {"expected": uscc_check_digit(id_[:17]) or "无"} if slug == "check-digit" else {}
        yield problem(f"register/id-{slug}", place, id=id_, **extra)
    for slug in stratum_faults(stratum):
        yield problem(f"register/stratum-{slug}", place, id=id_, stratum=stratum)
    if not is_name(status):
        yield problem("register/status-name", place, id=id_, status=status)


def _twice(connection: DuckDBPyConnection, table: str, place: Place) -> Iterator[Finding]:
    for text, rows, _ in _groups(connection, table, "id"):
        yield problem(
            "register/id-twice", place(rows[1]), id=text, rows=tuple(str(place(r)) for r in rows)
        )


def _look_alikes(
    connection: DuckDBPyConnection, table: str, ids: IdKind, place: Place
) -> Iterator[Finding]:
    """Find different ids that are one after NFKC and upper case; only ASCII is folded in SQL."""
    if _are_their_own_key(connection, table, ids):
        return
    _fold_odd_ids(connection, table)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE draw_folded AS
            SELECT DISTINCT ON (id) coalesce(o.key, upper(t.id)) AS key, t.id, t._row
            FROM {table} t LEFT JOIN draw_odd_ids o USING (id) WHERE id IS NOT NULL
            ORDER BY t._row"""
    )
    for _, rows, texts in _groups(connection, "draw_folded", "key"):
        shown = tuple(str(place(r)) for r in rows)
        yield problem("register/id-look-alike", place(rows[1]), ids=texts, rows=shown)


def _are_their_own_key(connection: DuckDBPyConnection, table: str, ids: IdKind) -> bool:
    """Return whether no id changes when folded, so that look-alikes would be the same id twice."""
    if ids == "uscc" and not connection.execute("SELECT 1 FROM draw_suspects LIMIT 1").fetchall():
        return True
    query = f"SELECT 1 FROM {table} WHERE NOT regexp_full_match(id, '{_FOLDED}') LIMIT 1"
    return not connection.execute(query).fetchall()


def _fold_odd_ids(connection: DuckDBPyConnection, table: str) -> None:
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE draw_odd AS SELECT DISTINCT id, NULL, NULL, 0 FROM {table}
            WHERE NOT regexp_full_match(id, '[ -~]*')"""
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE draw_odd_ids (id VARCHAR, key VARCHAR)")
    (odd,) = connection.execute("SELECT count(*) FROM draw_odd").fetchall()[0]
    for start in range(0, odd, _BATCH):
        rows = connection.execute(
            "SELECT id FROM draw_odd WHERE rowid >= $1 AND rowid < $2", [start, start + _BATCH]
        ).fetchall()
        texts = [text for (text,) in rows]
        connection.execute(
            "INSERT INTO draw_odd_ids SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])",
            [texts, [folded(text) for text in texts]],
        )


def _groups(
    connection: DuckDBPyConnection, table: str, column: str
) -> Iterator[tuple[str, list[int], tuple[str, ...]]]:
    """Yield each value of the column that stands on several rows, with its rows and ids."""
    # Sorting 64-bit hashes first takes a third of the memory; the second look is exact.
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE draw_crowded AS SELECT DISTINCT h FROM (
              SELECT h, lag(h) OVER (ORDER BY h) AS before
              FROM (SELECT hash({column}) AS h FROM {table} WHERE {column} IS NOT NULL))
            WHERE h = before"""
    )
    (crowded,) = connection.execute("SELECT count(*) FROM draw_crowded").fetchall()[0]
    parts = -(-crowded // _GROUP_ROWS)
    for part in range(parts):
        rows = connection.execute(
            f"""SELECT {column}, list(_row ORDER BY _row), list(id ORDER BY _row) FROM {table}
                WHERE hash({column}) IN (SELECT h FROM draw_crowded WHERE h % {parts} = {part})
                GROUP BY {column} HAVING count(*) > 1 ORDER BY 2""",
        ).fetchall()
        yield from ((text, numbers, tuple(texts)) for text, numbers, texts in rows)
    connection.execute("DROP TABLE draw_crowded")
