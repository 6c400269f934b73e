"""The tree and its proofs: known answers, a plain recursion beside, and every way to bend a proof."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangsuiji.ledger.merkle import EMPTY, Frontier, leaf_hash, node_hash, root
from shuangsuiji.ledger.proofs import (
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "log-vectors.json"
KNOWN = json.loads(VECTORS.read_text("utf-8"))["rfc6962"]
ROOTS = [bytes.fromhex(root) for root in KNOWN["roots"]]
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in KNOWN["leaves"]]


class Tree:
    """All nodes in memory, and the same tree as one that only remembers its frontier."""

    def __init__(self) -> None:
        self.rows: list[tuple[bytes, ...]] = []
        self.frontier = Frontier()

    def append(self, leaf: bytes) -> None:
        self.rows.append(self.frontier.append(leaf))

    def node(self, level: int, end: int) -> bytes:
        return self.rows[end - 1][level]

    def root(self, size: int | None = None) -> bytes:
        return self.frontier.root() if size is None else root(size, self.node)


def grown(count: int) -> Tree:
    tree = Tree()
    for n in range(count):
        tree.append(leaf_hash(b"%d" % n))
    return tree


def known_tree() -> Tree:
    tree = Tree()
    for leaf in LEAVES:
        tree.append(leaf)
    return tree


def hashes(row: dict[str, list[str]]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(hash_) for hash_ in row["proof"])


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert known_tree().root(size) == ROOTS[size]


@pytest.mark.parametrize("row", KNOWN["inclusion"])
def test_the_inclusion_proofs_are_those_of_certificate_transparency(row: dict) -> None:
    number, size = row["number"], row["size"]

    assert inclusion_proof(number, size, known_tree().node) == hashes(row)
    assert is_included(LEAVES[number - 1], number, size, hashes(row), ROOTS[size])


@pytest.mark.parametrize("row", KNOWN["consistency"])
def test_the_consistency_proofs_are_those_of_certificate_transparency(row: dict) -> None:
    old, size = row["old"], row["size"]

    assert consistency_proof(old, size, known_tree().node) == hashes(row)
    assert is_consistent(old, size, hashes(row), ROOTS[old], ROOTS[size])


def test_the_tree_grows_as_the_definition_says() -> None:
    tree, leaves = grown(130), [leaf_hash(b"%d" % n) for n in range(130)]

    assert [tree.root(n) for n in range(131)] == [plain_root(leaves[:n]) for n in range(131)]


def test_a_leaf_completes_as_many_subtrees_as_its_number_is_even() -> None:
    assert [len(row) for row in grown(8).rows] == [1, 2, 1, 3, 1, 2, 1, 4]


SIZES = st.integers(1, 70)


@given(st.data(), SIZES)
def test_every_leaf_is_proven_and_no_bent_proof_holds(data: st.DataObject, size: int) -> None:
    tree = grown(size)
    number = data.draw(st.integers(1, size))
    leaf, top = leaf_hash(b"%d" % (number - 1)), tree.root()
    proof = inclusion_proof(number, size, tree.node)

    assert is_included(leaf, number, size, proof, top)
    for bent in bends(proof, top):
        assert not is_included(leaf, number, size, bent, top)
    for other in {number - 1, number + 1, number + size, 0, -1} - {number}:
        assert not is_included(leaf, other, size, proof, top)
    assert not is_included(leaf_hash(b"x"), number, size, proof, top)
    assert not is_included(leaf, number, size, proof, leaf_hash(b"x"))


@given(st.data(), SIZES)
def test_every_growth_is_proven_and_no_bent_proof_holds(data: st.DataObject, size: int) -> None:
    tree = grown(size)
    old = data.draw(st.integers(0, size))
    old_root, new_root = tree.root(old), tree.root()
    proof = consistency_proof(old, size, tree.node)

    assert is_consistent(old, size, proof, old_root, new_root)
    for bent in bends(proof, new_root):
        assert not is_consistent(old, size, bent, old_root, new_root)
    assert not is_consistent(old, size, proof, leaf_hash(b"x"), new_root)
    if old:  # before the first entry every log is alike
        assert not is_consistent(old, size, proof, old_root, leaf_hash(b"x"))
    assert not is_consistent(size + 1, size, proof, old_root, new_root)


def bends(proof: tuple[bytes, ...], root: bytes) -> list[tuple[bytes, ...]]:
    """Proofs with a piece too many, too few, in another order, or with one bit changed."""
    flipped = [
        (*proof[:i], bytes([hash_[0] ^ 8]) + hash_[1:], *proof[i + 1 :])
        for i, hash_ in enumerate(proof)
    ]
    shorter = [proof[:-1], proof[1:]] if proof else []
    swapped = [proof[::-1]] if len(proof) > 1 else []
    return [*flipped, *shorter, *swapped, (*proof, root), (root, *proof), (*proof, EMPTY)]


@pytest.mark.parametrize(("number", "size"), [(0, 3), (4, 3), (1, 0)])
def test_no_proof_is_made_of_what_is_not_there(number: int, size: int) -> None:
    with pytest.raises(ValueError, match="number"):
        inclusion_proof(number, size, grown(3).node)


def test_no_proof_is_made_of_a_log_that_is_longer_than_the_log() -> None:
    with pytest.raises(ValueError, match="old"):
        consistency_proof(4, 3, grown(3).node)
