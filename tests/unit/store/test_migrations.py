import io
import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from shuangsuiji.ledger.merkle import Frontier, leaf_hash
from shuangsuiji.store import Event, append, database, export_events, open_store, stored_root
from shuangsuiji.store.migrations import guards_0001, guards_0002, guards_0003
from shuangsuiji.store.tables import metadata

SCRIPTS = Path(database.__file__).parent / "migrations"


def config(output: io.StringIO | None = None) -> Config:
    made = Config(output_buffer=output)
    made.set_main_option("script_location", str(SCRIPTS))
    made.set_main_option("dialect_name", "postgresql")
    return made


def test_a_migrated_store_has_the_tables_that_the_engine_knows(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", create=True) as store, store.reading() as connection:
        context = MigrationContext.configure(connection)

        assert compare_metadata(context, metadata) == []


def test_a_migrated_postgresql_has_them_too(postgres: Any) -> None:
    with open_store(postgres.fresh(), create=True) as store, store.reading() as connection:
        context = MigrationContext.configure(connection)

        assert compare_metadata(context, metadata) == []


def test_a_store_of_the_first_version_is_given_its_tree(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    first = config()
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    with engine.begin() as connection:
        first.attributes["connection"] = connection
        command.upgrade(first, "0001")
    outside = sqlite3.connect(path)
    for n in range(1, 8):
        row = (n, "2026-01-01T00:00:00Z", "decide", None, "甲", '{"x":"值","y":[1,null]}')
        outside.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", row)
    outside.commit()
    outside.close()

    with open_store(path) as store:
        with store.writing() as connection:
            append(connection, Event("2026-01-02T00:00:00Z", "decide", "乙", {}))
        tree = Frontier()
        for line in export_events(store).splitlines():
            tree.append(leaf_hash(line))
        with store.reading() as connection:
            assert (tree.size, stored_root(connection, 8)) == (8, tree.root())


def test_the_newest_migration_is_the_one_that_opening_asks_for() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == database.HEAD


def test_postgresql_is_given_the_same_rules() -> None:
    output = io.StringIO()

    command.upgrade(config(output), "head", sql=True)

    sql = output.getvalue().replace("%%", "%")  # doubled for the driver
    for guards in (guards_0001, guards_0002, guards_0003):
        for statement in guards.POSTGRESQL:
            assert statement in sql
    for name in ("event_gapless", "event_no_update", "event_no_truncate", "line_new"):
        assert f"CREATE TRIGGER {name} BEFORE" in sql
    assert "WHERE state <> 'aborted'" in sql
