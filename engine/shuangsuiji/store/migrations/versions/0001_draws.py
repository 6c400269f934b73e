"""Create events and draws, and the triggers that guard them.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

from shuangsuiji.store.migrations import guards_0001 as guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, then the triggers of the database at hand."""
    _create_tables()
    dialect = op.get_context().dialect.name
    for statement in guards.POSTGRESQL if dialect == "postgresql" else guards.SQLITE:
        op.execute(statement)


def _create_tables() -> None:
    op.create_table(
        "event",
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("draw", sa.Text),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "draw",
        sa.Column("counter", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("draw", sa.Text, nullable=False),
        sa.Column("manifest", sa.Text, nullable=False, unique=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("frozen_by", sa.Integer, sa.ForeignKey("event.n"), nullable=False),
        sa.CheckConstraint("state IN ('open', 'drawn', 'aborted')", name="draw_state"),
    )
    one_each = sa.text("state <> 'aborted'")
    op.create_index(
        "draw_id", "draw", ["draw"], unique=True, sqlite_where=one_each, postgresql_where=one_each
    )
    _create_lines()
    _create_nonces()


def _create_lines() -> None:
    op.create_table(
        "line",
        sa.Column("counter", sa.Integer, sa.ForeignKey("draw.counter"), primary_key=True),
        sa.Column("line", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_line",
        sa.Column("line", sa.Text, primary_key=True),
        sa.Column("counter", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["counter", "line"], ["line.counter", "line.line"]),
        sqlite_with_rowid=False,
    )


def _create_nonces() -> None:
    op.create_table(
        "commitment",
        sa.Column("counter", sa.Integer, sa.ForeignKey("draw.counter"), primary_key=True),
        sa.Column("party", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("signature", sa.Text),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("event.n"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reveal",
        sa.Column("counter", sa.Integer, primary_key=True),
        sa.Column("party", sa.Text, primary_key=True),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("event.n"), nullable=False),
        sa.ForeignKeyConstraint(["counter", "party"], ["commitment.counter", "commitment.party"]),
        sqlite_with_rowid=False,
    )
