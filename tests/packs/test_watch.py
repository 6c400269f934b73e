"""`pack lint --watch`: it lints when a file of the pack, or of a pack above it, has changed, and only then."""

import os
import signal
import subprocess
import sys
import time

import pytest

from shuangsuiji.workflow.packs_watch import step

PACK = 'id: {id}\ntitle: 某县\ncode: "990101"\n{extends}documents:\n  - {{id: d, title: 办法, status: in_force}}\n'


@pytest.fixture
def folder(tmp_path):
    for name, extends in (("upper", ""), ("lower", "extends: upper\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(PACK.format(id=name, extends=extends), "utf-8")
    return tmp_path / "lower"


def codes(linted):
    return None if linted is None else [f.code for f in linted.findings]


def test_the_first_look_lints_and_the_second_has_nothing_to_do(folder):
    state, first = step([str(folder)], None)
    state, second = step([str(folder)], state)

    assert codes(first) == []
    assert second is None


def test_a_changed_a_new_and_a_removed_file_are_seen(folder):
    state, _ = step([str(folder)], None)
    plans = folder / "plans.yaml"

    plans.write_text("- id: x\n", "utf-8")
    state, broken = step([str(folder)], state)
    plans.write_text("- id: xy\n  kind: nothing\n", "utf-8")
    state, other = step([str(folder)], state)
    plans.unlink()
    state, mended = step([str(folder)], state)

    assert codes(broken) == ["yaml/missing-key"]
    assert codes(other) == ["yaml/unknown-word"]
    assert codes(mended) == []


def test_a_file_of_the_same_size_is_seen_by_its_time(folder):
    state, _ = step([str(folder)], None)
    path = folder / "pack.yaml"

    os.utime(path, ns=(0, 0))

    assert step([str(folder)], state)[1] is not None


def test_a_change_in_the_pack_above_is_seen(folder):
    state, _ = step([str(folder)], None)

    (folder.parent / "upper" / "plans.yaml").write_text("- id: x\n", "utf-8")

    assert codes(step([str(folder)], state)[1]) == ["yaml/missing-key"]


def test_a_pack_that_cannot_be_read_is_told_and_watched_until_it_can(folder):
    text = (folder / "pack.yaml").read_text("utf-8")
    (folder / "pack.yaml").write_text("id: [", "utf-8")

    state, broken = step([str(folder)], None)
    (folder / "pack.yaml").write_text(text, "utf-8")
    state, mended = step([str(folder)], state)

    assert codes(broken) == ["yaml/syntax"]
    assert codes(mended) == []


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert codes(step([str(tmp_path / "nowhere")], None)[1]) == ["pack/unknown"]


@pytest.mark.skipif(os.name != "posix", reason="sends Ctrl-C as a signal")
def test_ctrl_c_ends_it_cleanly(folder):
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    start = (
        heard + "from shuangsuiji.cli import main; main()"
    )  # a job behind a shell ignores Ctrl-C
    command = [sys.executable, "-c", start]
    with subprocess.Popen(
        [*command, "pack", "lint", "--watch", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
    ) as process:  # fmt: skip
        lines = [process.stdout.readline(), process.stdout.readline()]
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        try:
            _, errors = process.communicate(timeout=20)
        finally:
            process.kill()

    assert "边写边查" in lines[0]
    assert "没有问题" in lines[1]
    assert (process.returncode, errors) == (0, "")
