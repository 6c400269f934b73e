"""Signed checkpoints of the tree: kept with every signature that was handed in, none ever changed."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shuangsuiji.ledger.note import Note, Signature, parse_note
from shuangsuiji.store import tables


def record_checkpoint(connection: Connection, size: int, note: Note, at: str) -> None:
    """Keep a checkpoint and those of its signatures that are not there yet."""
    kept = checkpoint(connection, size)
    if kept is None:
        connection.execute(sa.insert(tables.checkpoint).values(size=size, text=note.text, at=at))
    there = () if kept is None else kept.signatures
    for line in dict.fromkeys(note.signatures):
        if line not in there:
            row = sa.insert(tables.signature).values(size=size, line=str(line), at=at)
            connection.execute(row)


def checkpoint(connection: Connection, size: int) -> Note | None:
    """Return the checkpoint of this size with its signatures."""
    t = tables.checkpoint
    text = connection.execute(sa.select(t.c.text).where(t.c.size == size)).scalar_one_or_none()
    return None if text is None else Note(text, tuple(_signatures(connection, size, text)))


def checkpoints(connection: Connection) -> Iterator[tuple[int, Note]]:
    """Yield all checkpoints with their sizes, the shortest first."""
    t = tables.checkpoint
    rows = connection.execute(sa.select(t.c.size, t.c.text).order_by(t.c.size)).all()
    for size, text in rows:
        yield size, Note(text, tuple(_signatures(connection, size, text)))


def last_checkpoint(connection: Connection) -> Note | None:
    """Return the longest checkpoint, if there is any."""
    query = sa.select(sa.func.max(tables.checkpoint.c.size))
    size = connection.execute(query).scalar_one_or_none()
    return None if size is None else checkpoint(connection, size)


def _signatures(connection: Connection, size: int, text: str) -> Iterator[Signature]:
    """Yield the lines in the order of their coming; of those of one moment, the log's own first."""
    t, own = tables.signature, text.partition("\n")[0]
    rows = connection.execute(sa.select(t.c.line, t.c.at).where(t.c.size == size)).all()
    ordered = sorted(rows, key=lambda row: (row.at, not row.line.startswith(f"— {own} "), row.line))
    for line, _ in ordered:
        yield from parse_note(f"x\n\n{line}\n".encode()).signatures
