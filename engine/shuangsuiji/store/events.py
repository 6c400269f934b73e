"""The record itself: events in order, each appended after the last, none ever changed (see tables.py)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shuangsuiji.digest import canonical
from shuangsuiji.store import tables
from shuangsuiji.store.database import Store


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
    """Append an event in the caller's transaction, and return its number."""
    last = sa.select(sa.func.coalesce(sa.func.max(tables.event.c.n), 0))
    n = int(connection.execute(last).scalar_one()) + 1
    told = {"at": event.at, "kind": event.kind, "who": event.who, "draw": event.draw}
    body = canonical(event.body).decode()
    connection.execute(sa.insert(tables.event).values(n=n, **told, body=body))
    return n


def events(connection: Connection, *kinds: str) -> Iterator[Event]:
    """Yield the events of some kinds, oldest first; of all kinds where none is named."""
    query = sa.select(tables.event).order_by(tables.event.c.n)
    if kinds:
        query = query.where(tables.event.c.kind.in_(kinds))
    for row in connection.execute(query).mappings():
        body = json.loads(row["body"])
        yield Event(row["at"], row["kind"], row["who"], body, row["draw"], row["n"])


def export_events(store: Store) -> bytes:
    """Return all events, one canonical JSON object a line, in order."""
    with store.reading() as connection:
        lines = [canonical(asdict(event)) for event in events(connection)]
    return b"".join(line + b"\n" for line in lines)
