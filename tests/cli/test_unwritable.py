"""A folder that takes no files, or a full disk, is told; nothing half-written stays."""

import errno
import json
import os
from pathlib import Path

import pytest

from shuangsuiji.cli import run

PLAN = Path(__file__).parents[2] / "jurisdictions/gaoqing/example/plan.xlsx"


@pytest.mark.parametrize(
    ("number", "why"), [(errno.EACCES, "没有权限"), (errno.ENOSPC, "磁盘满了")]
)
def test_what_cannot_be_written_is_told_and_leaves_nothing(
    number, why, tmp_path, monkeypatch, capsys
):
    real = os.open

    def refuse(path, flags, *rest, **more):
        if str(path).startswith(str(tmp_path / ".b.json")):
            raise OSError(number, "no")
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    code = run(
        [
            "plan",
            "check",
            str(PLAN),
            "--pack",
            "gaoqing",
            "-o",
            str(first),
            "-o",
            str(second),
            "-f",
            "json",
        ]
    )

    told = capsys.readouterr().out
    (refused,) = json.loads(told)["refused"]
    assert (code, refused["code"], refused["params"]) == (2, "output/not-written", {"why": why})
    assert refused["location"]["file"] == str(second)
    assert list(tmp_path.iterdir()) == []


def test_a_saved_form_is_not_written_over_the_report(tmp_path, capsys):
    both = str(tmp_path / "x.txt")

    code = run(["plan", "read", str(PLAN), "--pack", "gaoqing", "-o", both, "--save-form", both])

    assert (code, "同一个文件写了两次" in capsys.readouterr().err) == (2, True)
