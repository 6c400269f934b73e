"""Create the tree over the events, fill it for those that are there, and make room for checkpoints.

Revision ID: 0002
"""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from shuangsuiji.digest import canonical
from shuangsuiji.ledger.merkle import Frontier, leaf_hash
from shuangsuiji.store.migrations import guards_0002 as guards

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, fill the tree, then create the triggers."""
    leaf = op.create_table(
        "leaf",
        sa.Column("n", sa.Integer, sa.ForeignKey("event.n"), primary_key=True, autoincrement=False),
        sa.Column("nodes", sa.Text, nullable=False),
    )
    _create_checkpoints()
    if not op.get_context().as_sql:
        connection = op.get_bind()
        if rows := list(_leaves(connection)):
            connection.execute(sa.insert(leaf), rows)
    dialect = op.get_context().dialect.name
    for statement in guards.POSTGRESQL if dialect == "postgresql" else guards.SQLITE:
        op.execute(statement)


def _create_checkpoints() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "signature",
        sa.Column("size", sa.Integer, sa.ForeignKey("checkpoint.size"), primary_key=True),
        sa.Column("line", sa.Text, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )


def _leaves(connection: sa.Connection) -> Iterator[dict[str, object]]:
    tree = Frontier()
    query = sa.text("SELECT n, at, kind, draw, who, body FROM event ORDER BY n")
    for row in connection.execute(query).mappings().fetchall():
        event = {**row, "body": json.loads(row["body"])}
        hashes = tree.append(leaf_hash(canonical(event)))
        yield {"n": row["n"], "nodes": "".join(hash_.hex() for hash_ in hashes)}
