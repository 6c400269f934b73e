"""Killed at random moments, a draw leaves no bundle or a whole one, and nothing beside it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_draws.py")
KILLS = 16


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are Unix's")
def test_a_draw_that_is_killed_leaves_nothing_half(tmp_path: Path) -> None:
    folder, scratch = tmp_path / "here", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    command = [sys.executable, "-W", "error", str(SCRIPT), str(folder), str(KILLS), "3"]

    ended = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(scratch)},
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert not list(scratch.iterdir())  # what the killed kept there goes too
