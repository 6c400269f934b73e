"""The one way a DuckDB connection is opened: it reads the files of this run and nothing else."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from shuangsuiji.findings import Location, refuse
from shuangsuiji.report.leftovers import scratch_folder
from shuangsuiji.rules.loading import quoted

MOST_MEMORY = "750MB"
"""Beyond this DuckDB works in its scratch folder: a register of any size, within a gigabyte in all."""

MOST_SCRATCH = "200GB"
"""A nation's register takes a tenth of it; more is a query that has gone astray."""


@contextmanager
def duck(
    files: Sequence[Path] = (), *, scratch: Path | None = None, on_disk: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection that may read only these files, and folders whole.

    It works in `scratch`, or a folder of its own that goes at the end. `on_disk` keeps its tables there
    too, packed, instead of in memory: for registers of any size.
    """
    with ExitStack() as held:
        place = scratch or held.enter_context(scratch_folder())
        connection = duckdb.connect(place / "tables.duckdb" if on_disk else ":memory:")
        held.callback(connection.close)
        _confine(connection, files, place)
        with _enough(place):
            yield connection


def _confine(connection: duckdb.DuckDBPyConnection, files: Sequence[Path], place: Path) -> None:
    folders = [path for path in files if path.is_dir()]
    both = [str(path) for path in files] + [str(path.resolve()) for path in files]
    connection.execute("SET temp_directory = ?", [str(place)])
    connection.execute(f"SET memory_limit = '{MOST_MEMORY}'")
    connection.execute(f"SET max_temp_directory_size = '{MOST_SCRATCH}'")
    connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    # Our own tables of an hour, in a folder that goes at the end: nothing of them need last.
    connection.execute("PRAGMA disable_checkpoint_on_shutdown")
    connection.execute("SET allowed_paths = ?", [both])
    inside = [str(place), *(str(f) for f in folders), *(str(f.resolve()) for f in folders)]
    connection.execute("SET allowed_directories = ?", [inside])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def is_no_room(error: duckdb.Error) -> bool:
    """Return whether DuckDB stopped because memory and scratch folder, or the disk, are full."""
    return isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error)


@contextmanager
def _enough(place: Path) -> Iterator[None]:
    """Tell people where memory or the disk came to its end; all else that DuckDB says is a fault of ours."""
    try:
        yield
    except duckdb.Error as error:
        if not is_no_room(error):
            raise
        found = str(error).splitlines()[0][:200]
        raise refuse("register/no-room", Location(str(place)), found=found) from error


def clear(connection: duckdb.DuckDBPyConnection, kept: Collection[str]) -> None:
    """Drop every table but those kept: what one paper of many left behind."""
    query = "SELECT database_name, schema_name, table_name FROM duckdb_tables()"
    for place in connection.execute(query).fetchall():
        if place[2] not in kept:
            connection.execute(f"DROP TABLE {'.'.join(map(quoted, place))}")
