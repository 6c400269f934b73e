"""The one way a DuckDB connection is opened: it reads the files of this run and nothing else."""

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from shuangsuiji.rules.loading import quoted

MOST_MEMORY = "700MB"
"""Beyond this DuckDB works in its scratch folder: a register of any size, within a gigabyte in all."""


@contextmanager
def duck(files: Sequence[Path] = ()) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection that may read only these files; its own scratch folder goes at the end."""
    with tempfile.TemporaryDirectory(prefix="shuangsuiji-") as scratch:
        connection = duckdb.connect()
        try:
            allowed = [str(f.resolve()) for f in files]
            connection.execute("SET temp_directory = ?", [scratch])
            connection.execute(f"SET memory_limit = '{MOST_MEMORY}'")
            connection.execute("SET allowed_paths = ?", [[*allowed, *(str(f) for f in files)]])
            connection.execute("SET allowed_directories = ?", [[scratch]])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            yield connection
        finally:
            connection.close()


def clear(connection: duckdb.DuckDBPyConnection, kept: Collection[str]) -> None:
    """Drop every table but those kept: what one paper of many left behind."""
    query = "SELECT database_name, schema_name, table_name FROM duckdb_tables()"
    for place in connection.execute(query).fetchall():
        if place[2] not in kept:
            connection.execute(f"DROP TABLE {'.'.join(map(quoted, place))}")
