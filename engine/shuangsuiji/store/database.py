"""Opening a store: SQLite file or URL, migrated, safe for two processes at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from shuangsuiji.findings import Location, Refusal, refuse

HEAD = "0003"
"""The newest migration: a store that is there already is not asked through Alembic."""

_WAIT_SECONDS = 10
_LOCK = 0x73736A  # "ssj": the number of our lock among all of a PostgreSQL database
_DATABASES = ("sqlite", "postgresql")


class Store:
    """An open store. Use it in a `with` statement: it closes its connections."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.dispose()

    @contextmanager
    def writing(self, *, made: bool = True) -> Iterator[Connection]:
        """Yield a transaction that no other writer enters: all of it is kept, or nothing.

        `made` tells whether the tables are there already.
        """
        with self._spoken(), self._engine.connect() as plain:
            connection = plain.execution_options(ssj_writes=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    _enter(connection, made=made)
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a transaction that only reads, and sees one state of the store from beginning to end."""
        with self._spoken(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        try:
            yield
        except (
            IntegrityError
        ):  # what the keys and triggers refuse: the caller's fault, not the file's
            raise
        except DatabaseError as error:
            raise self._refusal(error) from error

    def _refusal(self, error: DatabaseError) -> Refusal:
        said = str(error.orig)
        place = Location(self.name)
        if "not a database" in said:
            return refuse("store/not-a-store", place)
        if "locked" in said or "busy" in said or "lock timeout" in said:
            return refuse("store/locked", place, seconds=_WAIT_SECONDS)
        return refuse("store/unusable", place, found=said.splitlines()[0] if said else "")


def open_store(where: str | Path, *, create: bool = False) -> Store:
    """Return the store in an SQLite file or at a database URL, migrated to the newest tables.

    Raises Refusal where there is none and `create` does not ask for one, where the file is
    something else, or where a newer version of the engine made it.
    """
    if isinstance(where, str) and "://" in where:
        store = _at_url(where)
    else:
        path = Path(where)
        _check_file(path, create=create)
        store = Store(_sqlite_engine(path), str(path))
    try:
        _migrate(store, create=create)
    except BaseException:
        store.__exit__(None, None, None)
        raise
    return store


def _check_file(path: Path, *, create: bool) -> None:
    if path.is_file() or (create and path.parent.is_dir() and not path.exists()):
        return
    raise refuse("store/missing", Location(str(path)))


def _at_url(where: str) -> Store:
    try:
        url = sa.make_url(where)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise refuse(
            "store/database", Location("--store"), found=where.partition("://")[0]
        ) from error
    name = url.render_as_string(hide_password=True)
    if url.get_backend_name() not in _DATABASES:
        raise refuse("store/database", Location(name), found=url.get_backend_name())
    if url.get_backend_name() == "sqlite":
        return Store(_sqlite_engine(url.database or ""), name)
    try:
        return Store(sa.create_engine(url), name)
    except (ImportError, sa.exc.ArgumentError) as error:
        raise refuse("store/driver", Location(name), found=str(error)) from error


def _sqlite_engine(path: str | Path) -> Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _WAIT_SECONDS},
        poolclass=sa.NullPool,
    )
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(raw: Any, _entry: ConnectionPoolEntry) -> None:
    raw.isolation_level = None  # the driver begins nothing on its own: _on_begin does
    raw.execute("PRAGMA foreign_keys = ON")


def _on_begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock before anything is read: two processes cannot both see the same
    # last number and then write after it.
    writes = connection.get_execution_options().get("ssj_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _enter(connection: Connection, *, made: bool) -> None:
    """Wait on PostgreSQL until no other writer is in: ours by their own lock, others by the table's."""
    connection.execute(sa.text(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'"))
    connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    if made:
        connection.execute(sa.text("LOCK TABLE event IN EXCLUSIVE MODE"))


def _migrate(store: Store, *, create: bool) -> None:
    with store.reading() as connection:
        version = _version(connection, store.name)
    if version == HEAD:
        return
    if version is None and not create:
        raise refuse("store/missing", Location(store.name))
    with store.writing(made=version is not None) as connection:
        if _version(connection, store.name) != HEAD:  # another process may have been faster
            _upgrade(connection)


def _version(connection: Connection, name: str) -> str | None:
    tables = set(sa.inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables:
            raise refuse("store/not-a-store", Location(name))
        return None
    if "event" not in tables:
        raise refuse("store/not-a-store", Location(name))
    version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
    if str(version) > HEAD:
        raise refuse("store/newer", Location(name), found=str(version), expected=HEAD)
    return str(version)


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  (0.2 s, only for a store that lacks tables)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
