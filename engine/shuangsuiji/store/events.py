"""The record itself: events in order, each appended after the last, none ever changed (see tables.py)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from shuangsuiji.digest import canonical
from shuangsuiji.store import tables
from shuangsuiji.store.database import Store
from shuangsuiji.store.leaves import add_leaf, size


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: when (UTC), what kind of thing, who did it, and what is to be known of it.

    `draw` is the draw that it belongs to, if any; `n` its number, once it is recorded.
    """

    at: str
    kind: str
    who: str
    body: Mapping[str, object]
    draw: str | None = None
    n: int = 0


def append(connection: Connection, event: Event) -> int:
    """Append an event and its leaf in the caller's transaction, and return its number."""
    n = size(connection) + 1
    told = {"at": event.at, "kind": event.kind, "who": event.who, "draw": event.draw}
    body = canonical(event.body).decode()
    connection.execute(sa.insert(tables.event).values(n=n, **told, body=body))
    add_leaf(connection, n, log_line(replace(event, n=n)))
    return n


def log_line(event: Event) -> bytes:
    """Return an event as the log has it: a line of log.jsonl, without its end, and a leaf's data."""
    return canonical(asdict(event))


def events(connection: Connection, *kinds: str) -> Iterator[Event]:
    """Yield the events of some kinds, oldest first; of all kinds where none is named."""
    query = sa.select(tables.event).order_by(tables.event.c.n)
    if kinds:
        query = query.where(tables.event.c.kind.in_(kinds))
    for row in connection.execute(query).mappings():
        yield _event(row)


def raw_lines(connection: Connection) -> Iterator[bytes]:
    """Yield the log's lines as the rows say them, however a row came to be what it is."""
    query = sa.select(tables.event).order_by(tables.event.c.n)
    for row in connection.execute(query).mappings():
        if not all(isinstance(value, str | int | None) for value in row.values()):
            yield b""  # SQLite keeps whatever it is given; no event of ours has bytes in it
            continue
        rest = canonical({**row, "body": None})
        before, _, after = rest.partition(b'"body":null')
        yield before + b'"body":' + str(row["body"]).encode() + after


def event_number(connection: Connection, n: int) -> Event | None:
    """Return the event with this number."""
    query = sa.select(tables.event).where(tables.event.c.n == n)
    row = connection.execute(query).mappings().first()
    return None if row is None else _event(row)


def _event(row: RowMapping) -> Event:
    body = json.loads(row["body"])
    return Event(row["at"], row["kind"], row["who"], body, row["draw"], row["n"])


def export_events(store: Store) -> bytes:
    """Return all events, one canonical JSON object a line, in order."""
    with store.reading() as connection:
        lines = [log_line(event) for event in events(connection)]
    return b"".join(line + b"\n" for line in lines)
