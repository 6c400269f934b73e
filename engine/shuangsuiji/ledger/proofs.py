"""Proofs over the tree of RFC 6962: a leaf is in it; a younger tree begins with an older one."""

from collections.abc import Iterator, Sequence

from shuangsuiji.ledger.merkle import EMPTY, Node, node_hash, span_hash


def inclusion_proof(number: int, size: int, node: Node) -> tuple[bytes, ...]:
    """Return the hashes that lead from leaf `number` (from 1) to the root of `size` leaves."""
    if not 1 <= number <= size:
        raise ValueError("number")
    return tuple(_path(number - 1, 0, size, node))[::-1]


def _path(index: int, start: int, end: int, node: Node) -> Iterator[bytes]:
    """Yield from the root down: of each split, the side that the leaf is not in."""
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            yield span_hash(middle, end, node)
            end = middle
        else:
            yield span_hash(start, middle, node)
            start = middle


def consistency_proof(old: int, size: int, node: Node) -> tuple[bytes, ...]:
    """Return the hashes that show that the tree of `size` leaves begins with the tree of `old`."""
    if not 0 <= old <= size:
        raise ValueError("old")
    return () if old in (0, size) else tuple(_shared(old, size, node))[::-1]


def _shared(old: int, size: int, node: Node) -> Iterator[bytes]:
    start, end = 0, size
    while old < end:
        middle = start + _split(end - start)
        if old <= middle:
            yield span_hash(middle, end, node)
            end = middle
        else:
            yield span_hash(start, middle, node)
            start = middle
    if start:  # the old tree as a whole is known to who asks; a part of it is not
        yield span_hash(start, end, node)


def _split(count: int) -> int:
    """Return the largest power of two below `count`.

    >>> [_split(n) for n in (2, 3, 4, 5, 8)]
    [1, 2, 2, 4, 4]
    """
    return 1 << (count - 1).bit_length() - 1


def is_included(leaf: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the proof leads from the hash of leaf `number` to the root (RFC 9162, 2.1.3.2)."""
    if not 1 <= number <= size:
        return False
    index, last, found = number - 1, size - 1, leaf
    for hash_ in proof:
        if last == 0:
            return False
        if index % 2 or index == last:
            found = node_hash(hash_, found)
            while index % 2 == 0 and index:
                index, last = index >> 1, last >> 1
        else:
            found = node_hash(found, hash_)
        index, last = index >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    old: int, size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Tell whether the proof shows the old tree at the beginning of the new (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= size:
        return False
    if old in (0, size):
        return not proof and old_root == (new_root if old else EMPTY)
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    index, last = old - 1, size - 1
    while index % 2:
        index, last = index >> 1, last >> 1
    older = newer = path[0]
    for hash_ in path[1:]:
        if last == 0:
            return False
        if index % 2 or index == last:
            older, newer = node_hash(hash_, older), node_hash(hash_, newer)
            while index % 2 == 0 and index:
                index, last = index >> 1, last >> 1
        else:
            newer = node_hash(newer, hash_)
        index, last = index >> 1, last >> 1
    return last == 0 and older == old_root and newer == new_root
