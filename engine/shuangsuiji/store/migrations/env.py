"""Alembic's environment: it migrates the connection that store/database.py hands over."""

from alembic import context

from shuangsuiji.store.tables import metadata

connection = context.config.attributes.get("connection")
if connection is None:  # SQL to read, without a database: a test looks at PostgreSQL's this way
    context.configure(
        dialect_name=context.config.get_main_option("dialect_name"),
        target_metadata=metadata,
        literal_binds=True,
    )
else:
    context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
