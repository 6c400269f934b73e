"""Killed at a hundred random moments, eight writers at once leave one chain: nothing lost, nothing half."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.store import Log, export_events, open_store
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.ledger_verify import verify

SCRIPT = Path(__file__).with_name("killed_writers.py")
KILLS = 100
_spec = importlib.util.spec_from_file_location("killed_writers", SCRIPT)
assert _spec is not None
assert _spec.loader is not None
script = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(script)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are Unix's")
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_who_is_killed_leaves_nothing_half(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    in_file = database == "sqlite"
    store = str(tmp_path / "a.db") if in_file else request.getfixturevalue("postgres").fresh()
    with open_store(store, create=True):
        pass

    command = [sys.executable, "-W", "error", str(SCRIPT), store, str(tmp_path), str(KILLS), "8"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, "")
    _check_chain(store)
    _check_nothing_lost(store, tmp_path)
    _check_draws(store, tmp_path)


def _check_chain(store: str) -> None:
    """Numbers without a gap, hashes, tree, and the rows of draws: all as the events say."""
    report = verify(store)
    assert [finding.code for finding in report.said][:2] == [
        "ledger/step-events",
        "ledger/step-draws",
    ]
    assert report.exit_code == 0


def _check_nothing_lost(store: str, folder: Path) -> None:
    """What was confirmed is there, once, and what was done in one transaction is there whole."""
    with open_store(store) as opened:
        rows: list[dict[str, Any]] = [json.loads(r) for r in export_events(opened).splitlines()]
    acts: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        if row["kind"] == "decide":
            acts.setdefault((row["who"], row["body"]["act"]), []).append(row["body"]["part"])
            assert acts[row["who"], row["body"]["act"]][-1] < row["body"]["parts"]
    assert all(parts == list(range(3 if act % 5 == 0 else 1)) for (_, act), parts in acts.items())
    told = [
        line.split() for path in folder.glob("told-*") for line in path.read_text().splitlines()
    ]
    confirmed = {(who, int(act)) for who, act in told if who != "draw"}
    assert len(confirmed) >= script.WRITERS
    assert confirmed <= set(acts)
    drawn = {row["draw"] for row in rows if row["kind"] == "result"}
    assert {name for who, name in told if who == "draw"} <= drawn


def _check_draws(store: str, folder: Path) -> None:
    """A bundle is there whole or not at all; what was not finished can be, by the same steps."""
    names = {path.stem for path in folder.glob("s*-*.yaml")}
    with open_store(store) as opened, opened.reading() as connection:
        drawn = {row.draw for row in Log(connection).draws() if row.state == "drawn"}
    assert len(drawn) >= script.DRAWERS
    bundles = {name for name in names if (folder / name / "bundle").exists()}
    assert drawn <= bundles  # a bundle that the record does not know was killed before its commit
    for name in bundles:
        assert draws.verify(folder / name / "bundle").verdict is Verdict.VERIFIED
    for name in names - drawn:
        script.draw(store, folder, name)
    with open_store(store) as opened, opened.reading() as connection:
        assert {row.state for row in Log(connection).draws()} == {"drawn"}
    _check_chain(store)
