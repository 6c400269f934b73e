"""The tables: `event` is the record, `leaf` the tree over it; others hold what the next event may be.

The triggers stand in the migrations, for SQLite and PostgreSQL: no event is changed or taken
away, its number is the next one, a draw's counter is the next one, nothing follows a draw's end.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

metadata = MetaData()
# SQLite's hidden row number would be a second key, by which a row could be replaced: tables whose
# key is no number are made without it.

event = Table(
    "event",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("draw", Text),
    Column("who", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""What happened, in order: `n` has no gap, `at` is UTC, `body` is canonical JSON."""

draw = Table(
    "draw",
    metadata,
    Column("counter", Integer, primary_key=True, autoincrement=False),
    Column("draw", Text, nullable=False),
    Column("manifest", Text, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("frozen_by", Integer, ForeignKey("event.n"), nullable=False),
    CheckConstraint("state IN ('open', 'drawn', 'aborted')", name="draw_state"),
)
"""Each frozen draw: its manifest (hash and text), its folder, and whether it is open."""

Index(
    "draw_id",
    draw.c.draw,
    unique=True,
    sqlite_where=text("state <> 'aborted'"),
    postgresql_where=text("state <> 'aborted'"),
)

line = Table(
    "line",
    metadata,
    Column("counter", Integer, ForeignKey("draw.counter"), primary_key=True),
    Column("line", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Which plan lines a draw is for."""

open_line = Table(
    "open_line",
    metadata,
    Column("line", Text, primary_key=True),
    Column("counter", Integer, nullable=False),
    ForeignKeyConstraint(["counter", "line"], ["line.counter", "line.line"]),
    sqlite_with_rowid=False,
)
"""The lines of open draws: the key lets one draw per line be open."""

commitment = Table(
    "commitment",
    metadata,
    Column("counter", Integer, ForeignKey("draw.counter"), primary_key=True),
    Column("party", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("signature", Text),
    Column("recorded_by", Integer, ForeignKey("event.n"), nullable=False),
    sqlite_with_rowid=False,
)
"""What each party committed to, once."""

reveal = Table(
    "reveal",
    metadata,
    Column("counter", Integer, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("nonce", Text, nullable=False),
    Column("recorded_by", Integer, ForeignKey("event.n"), nullable=False),
    ForeignKeyConstraint(["counter", "party"], ["commitment.counter", "commitment.party"]),
    sqlite_with_rowid=False,
)
"""The nonce of each party, once; the foreign key wants its commitment first."""

deposit = Table(
    "deposit",
    metadata,
    Column("counter", Integer, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("recorded_by", Integer, ForeignKey("event.n"), nullable=False),
    ForeignKeyConstraint(["counter", "party"], ["commitment.counter", "commitment.party"]),
    sqlite_with_rowid=False,
)
"""Which party of a withheld draw handed in its nonce to be kept closed; the nonce stands in no table."""

opening = Table(
    "opening",
    metadata,
    Column("counter", Integer, primary_key=True, autoincrement=False),
    Column("party", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("recorded_by", Integer, ForeignKey("event.n"), nullable=False),
    ForeignKeyConstraint(["counter", "party"], ["deposit.counter", "deposit.party"]),
)
"""The withheld nonce of a draw, once it is opened."""

leaf = Table(
    "leaf",
    metadata,
    Column("n", Integer, ForeignKey("event.n"), primary_key=True, autoincrement=False),
    Column("nodes", Text, nullable=False),
)
"""The tree over the events: for each, the hashes of the whole subtrees that end with it, in hex."""

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("at", Text, nullable=False),
)
"""What was signed of the tree, once for each size: the text without its signatures."""

signature = Table(
    "signature",
    metadata,
    Column("size", Integer, ForeignKey("checkpoint.size"), primary_key=True),
    Column("line", Text, primary_key=True),
    Column("at", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The lines below each checkpoint, as they were handed in: the log's own, and the cosigners'."""
