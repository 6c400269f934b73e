"""The Merkle tree of RFC 6962 over lines of text, grown leaf by leaf.

A tree keeps, for each leaf, the hashes of the whole subtrees that end with it: its own, and one more
for each time that two of the same size meet. Everything else is put together from these.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of no leaves."""

Node = Callable[[int, int], bytes]
"""Give the hash of the whole subtree of 2**level leaves that ends with leaf number `end` (from 1)."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf.

    >>> leaf_hash(b"").hex()[:8]
    '6e340b9c'
    """
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash above two others; its prefix keeps it from passing for a leaf's."""
    return sha256(b"\x01" + left + right).digest()


def completed(end: int, leaf: bytes, node: Node) -> tuple[bytes, ...]:
    """Return the hashes of the whole subtrees that leaf number `end` completes, the smallest first.

    It asks for as many older nodes as it completes: one for each appended leaf on average.
    """
    hashes = [leaf]
    while end % (1 << len(hashes)) == 0:
        level = len(hashes) - 1
        hashes.append(node_hash(node(level, end - (1 << level)), hashes[-1]))
    return tuple(hashes)


def root(size: int, node: Node) -> bytes:
    """Return the root of the first `size` leaves."""
    return span_hash(0, size, node) if size else EMPTY


def span_hash(start: int, end: int, node: Node) -> bytes:
    """Return the hash above the leaves after `start` up to `end`; `start` is where a subtree begins."""
    peaks = [node(level, stop) for level, stop in _peaks(start, end)]
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks))


def _peaks(start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        level = (end - start).bit_length() - 1
        start += 1 << level
        yield level, start


@dataclass(slots=True)
class Frontier:
    """A tree that is read from its first leaf to its last: it remembers what the next leaf may ask for."""

    size: int = 0
    _peaks: dict[int, bytes] = field(default_factory=dict)

    def append(self, leaf: bytes) -> tuple[bytes, ...]:
        """Add a leaf by its hash; return what `completed` says of it."""
        self.size += 1
        hashes = completed(self.size, leaf, self._node)
        self._peaks[len(hashes) - 1] = hashes[-1]
        return hashes

    def root(self) -> bytes:
        """Return the root of all leaves so far."""
        return root(self.size, self._node)

    def _node(self, level: int, _end: int) -> bytes:
        return self._peaks[level]
