"""The public verifier, which shares no code with the engine, sees the same tree and the same signatures."""

import importlib.util
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shuangsuiji.ledger.checkpoint import Checkpoint, cosign, sign
from shuangsuiji.ledger.merkle import Frontier, leaf_hash
from shuangsuiji.store import Event, append, export_events, open_store, stored_root

TOOL = Path(__file__).parents[2] / "tools" / "verify_draw.py"
_spec = importlib.util.spec_from_file_location("verify_draw_for_logs", TOOL)
assert _spec is not None
assert _spec.loader is not None
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)


def test_both_compute_the_same_root(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", create=True) as store:
        with store.writing() as connection:
            for n in range(21):
                append(connection, Event("2026-01-01T00:00:00Z", "decide", "甲", {"名": n}))
        lines = export_events(store).decode().splitlines()
        with store.reading() as connection:
            for size in range(1, 22):
                root = stored_root(connection, size)
                assert tool.tree_root(lines[:size]) == tool.base64.b64encode(root).decode()


def test_it_takes_our_signatures_as_the_manifest_names_their_keys() -> None:
    tree = Frontier()
    tree.append(leaf_hash(b"x"))
    point = Checkpoint("gaoqing.example/log", 1, tree.root())
    own, theirs = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    at = 1_800_000_000

    line = sign(point, own)
    assert tool.is_signed(own.public_key().public_bytes_raw(), str(point).encode(), line.blob)
    line = cosign(point, "witness", theirs, at)
    said = f"cosignature/v1\ntime {at}\n{point}".encode()
    assert tool.is_signed(theirs.public_key().public_bytes_raw(), said, line.blob[8:])
