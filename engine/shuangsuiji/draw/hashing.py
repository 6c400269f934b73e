"""Hashes of many rows: SHA-256 in DuckDB, SM3 (which it does not know) here, batch by batch."""

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import HashName, digest

_BATCH = 20_000


def make_hashed(
    connection: DuckDBPyConnection,
    into: str,
    name: HashName,
    text: str,
    source: str,
    *,
    keep: tuple[str, ...] = (),
    blob: bool = False,
) -> None:
    """Create the temporary table `into`: for each row of `source` the hash `h` of `text`.

    `text` is an SQL expression. `h` is 64 hex characters, or 32 bytes if `blob`; the columns in
    `keep` stand beside it. Names and expressions are the engine's own, never a reader's words.
    """
    if name == "sm3":
        _hash_in_python(connection, into, text, source, keep)
        text, source = "h", f"{into}_sm3"
    hashed = "h" if name == "sm3" else f"sha256({text})"
    columns = ", ".join([f"{f'unhex({hashed})' if blob else hashed} AS h", *keep])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT {columns} FROM {source}")
    if name == "sm3":
        connection.execute(f"DROP TABLE {source}")


def _hash_in_python(
    connection: DuckDBPyConnection, into: str, text: str, source: str, keep: tuple[str, ...]
) -> None:
    texts, hashes = f"{into}_texts", f"{into}_hashes"
    columns = ", ".join([f"{text} AS t", *keep])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {texts} AS SELECT {columns} FROM {source}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {hashes} (_place BIGINT, h VARCHAR)")
    (lines,) = connection.execute(f"SELECT count(*) FROM {texts}").fetchall()[0]
    for start in range(0, lines, _BATCH):
        # A new table's rowid counts from 0 without a gap, so a range of it is a batch.
        rows = connection.execute(
            f"SELECT t, rowid FROM {texts} WHERE rowid >= $1 AND rowid < $2",
            [start, start + _BATCH],
        ).fetchall()
        connection.execute(
            f"INSERT INTO {hashes} SELECT unnest($1::BIGINT[]), unnest($2::VARCHAR[])",
            [[n for _, n in rows], [digest(name="sm3", data=t) for t, _ in rows]],
        )
    (hashed,) = connection.execute(f"SELECT count(*) FROM {hashes}").fetchall()[0]
    assert hashed == lines, "each row has its hash, or a draw would leave someone out"
    kept = ", ".join(["h", *keep])
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {into}_sm3 AS SELECT {kept} "
        f"FROM {texts} t JOIN {hashes} s ON t.rowid = s._place"
    )
    connection.execute(f"DROP TABLE {texts}; DROP TABLE {hashes}")
