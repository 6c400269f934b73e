"""How a command ends beside its work: a reader who has had enough, a folder that may not be read."""

import errno
import os
import subprocess
import sys
from pathlib import Path

from shuangsuiji.cli import run

SHOW = "from shuangsuiji.cli import main; main()"


def test_a_reader_who_stops_early_is_no_finding():
    command = [sys.executable, "-c", SHOW, "pack", "show", "gaoqing"]
    env = {**os.environ, "PYTHONUTF8": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=env) as process:
        first = process.stdout.readline().decode("utf-8")
        process.stdout.close()
        errors = process.stderr.read().decode("utf-8")
        code = process.wait(timeout=60)

    assert "高青县" in first
    assert (code, errors) == (0, "")


def test_a_folder_that_may_not_be_read_is_told(tmp_path, monkeypatch, capsys):
    (tmp_path / "pack.yaml").write_text("id: x\n", "utf-8")

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    code = run(["pack", "show", str(tmp_path)])

    assert code == 2
    assert "没有权限" in capsys.readouterr().err


def test_who_interrupts_is_told_that_nothing_is_half_written(tmp_path, monkeypatch, capsys):
    def interrupt(path):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "iterdir", interrupt)
    code = run(["draw", "visits", str(tmp_path)])

    assert code == 130
    assert "已中断" in capsys.readouterr().err


def test_a_disk_that_fills_up_is_no_bug_of_ours(tmp_path, monkeypatch, capsys):
    def fill(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "iterdir", fill)
    code = run(["draw", "visits", str(tmp_path), "-f", "json"])

    assert code == 2
    told = capsys.readouterr().out
    assert "output/no-room" in told
    assert "磁盘满了" in told
