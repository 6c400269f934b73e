"""The one way a DuckDB connection is opened: it reads the files of this run and nothing else."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

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
