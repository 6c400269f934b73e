"""Hashes of many rows: SHA-256 in DuckDB, SM3 (which it does not know) here, batch by batch."""

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import HashName, hasher

_BATCH = 20_000


def hashed(
    connection: DuckDBPyConnection,
    name: HashName,
    text: str,
    source: str,
    keep: tuple[str, ...] = (),
) -> str:
    """Return what gives in SQL, for each row of `source`, the hash `h` of `text` as 64 hex characters.

    `text` is an SQL expression; the columns in `keep` stand beside `h`. Names and expressions are the
    engine's own, never a reader's words. SM3 takes a temporary table, `draw_hashed`, that the next
    call replaces.
    """
    if name == "sha256":
        return f"(SELECT {', '.join([f'sha256({text}) AS h', *keep])} FROM {source})"
    _hash_in_python(connection, name, text, source, keep)
    return "draw_hashed"


def drop_hashed(connection: DuckDBPyConnection) -> None:
    """Drop what `hashed` may have made."""
    connection.execute("DROP TABLE IF EXISTS draw_hashed")


def _hash_in_python(
    connection: DuckDBPyConnection, name: HashName, text: str, source: str, keep: tuple[str, ...]
) -> None:
    columns = ", ".join([f"{text} AS t", *keep])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE draw_texts AS SELECT {columns} FROM {source}")
    connection.execute("CREATE OR REPLACE TEMP TABLE draw_hashes (place BIGINT, h VARCHAR)")
    (lines,) = connection.execute("SELECT count(*) FROM draw_texts").fetchall()[0]
    digest = hasher(name)
    for start in range(0, lines, _BATCH):
        # A new table's rowid counts from 0 without a gap, so a range of it is a batch.
        rows = connection.execute(
            "SELECT rowid, t FROM draw_texts WHERE rowid >= $1 AND rowid < $2",
            [start, start + _BATCH],
        ).fetchall()
        # One text for all is handed over many times faster than a list of texts.
        joined = "\n".join(f"{place} {digest(t)}" for place, t in rows)
        connection.execute(
            """INSERT INTO draw_hashes
               SELECT CAST(line[:-66] AS BIGINT), line[-64:]
               FROM (SELECT unnest(string_split($1, chr(10))) AS line)""",
            [joined],
        )
    (known,) = connection.execute("SELECT count(*) FROM draw_hashes").fetchall()[0]
    assert known == lines, "each row has its hash, or a draw would leave someone out"
    kept = ", ".join(["h", *keep])
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE draw_hashed AS SELECT {kept} "
        "FROM draw_texts t JOIN draw_hashes s ON t.rowid = s.place"
    )
    connection.execute("DROP TABLE draw_texts; DROP TABLE draw_hashes")
