"""The tree over the events (ledger/merkle.py), leaf by leaf beside them, in the same transaction."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shuangsuiji.ledger.merkle import Node, completed, leaf_hash, root
from shuangsuiji.store import tables

_HEX = 64


def size(connection: Connection) -> int:
    """Return how many events there are."""
    query = sa.select(sa.func.coalesce(sa.func.max(tables.event.c.n), 0))
    return int(connection.execute(query).scalar_one())


def add_leaf(connection: Connection, n: int, line: bytes) -> None:
    """Add an event's leaf: the trigger wants it right after the event, and in its order."""
    hashes = completed(n, leaf_hash(line), stored_nodes(connection))
    nodes = "".join(hash_.hex() for hash_ in hashes)
    connection.execute(sa.insert(tables.leaf).values(n=n, nodes=nodes))


def stored_nodes(connection: Connection) -> Node:
    """Return what finds a node of the tree."""
    query = sa.select(tables.leaf.c.nodes).where(tables.leaf.c.n == sa.bindparam("n"))

    def node(level: int, end: int) -> bytes:
        nodes = connection.execute(query, {"n": end}).scalar_one()
        return bytes.fromhex(nodes[level * _HEX : (level + 1) * _HEX])

    return node


def stored_root(connection: Connection, count: int) -> bytes:
    """Return the root of the first `count` events."""
    return root(count, stored_nodes(connection))


def leaves(connection: Connection) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each leaf's number and hashes, as they are stored."""
    query = sa.select(tables.leaf.c.n, tables.leaf.c.nodes).order_by(tables.leaf.c.n)
    for n, nodes in connection.execute(query):
        yield n, tuple(nodes[i : i + _HEX] for i in range(0, len(nodes), _HEX))
