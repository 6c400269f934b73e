import io
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from shuangsuiji.store import database, open_store
from shuangsuiji.store.migrations import guards_0001 as guards
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


def test_the_newest_migration_is_the_one_that_opening_asks_for() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == database.HEAD


def test_postgresql_is_given_the_same_rules() -> None:
    output = io.StringIO()

    command.upgrade(config(output), "head", sql=True)

    sql = output.getvalue().replace("%%", "%")  # doubled for the driver
    for statement in guards.POSTGRESQL:
        assert statement in sql
    for name in ("event_gapless", "event_no_update", "event_no_truncate", "line_new"):
        assert f"CREATE TRIGGER {name} BEFORE" in sql
    assert "WHERE state <> 'aborted'" in sql
