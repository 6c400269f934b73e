"""Make room for withheld draws: nonces that are handed in closed, and opened later.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

from shuangsuiji.store.migrations import guards_0003 as guards

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, then the triggers."""
    op.create_table(
        "deposit",
        sa.Column("counter", sa.Integer, primary_key=True),
        sa.Column("party", sa.Text, primary_key=True),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("event.n"), nullable=False),
        sa.ForeignKeyConstraint(["counter", "party"], ["commitment.counter", "commitment.party"]),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "opening",
        sa.Column("counter", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("event.n"), nullable=False),
        sa.ForeignKeyConstraint(["counter", "party"], ["deposit.counter", "deposit.party"]),
    )
    dialect = op.get_context().dialect.name
    for statement in guards.POSTGRESQL if dialect == "postgresql" else guards.SQLITE:
        op.execute(statement)
