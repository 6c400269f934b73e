"""What a killed process leaves beside its target goes; what another is writing stays."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shuangsuiji.report.files import write_all, write_whole
from shuangsuiji.report.leftovers import held_file, held_folder, scratch_folder, sweep

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are Unix's")


def killed_while(do: Callable[[], object]) -> None:
    """Fork a process that is killed as soon as it has come to the end of `do`."""
    child = os.fork()
    if not child:
        try:
            do()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


def leave_file(final: Path) -> None:
    held = held_file(final, 0o666)
    _, handle = held.__enter__()
    os.write(handle, b"half")
    os.kill(os.getpid(), signal.SIGKILL)


def leave_folder(final: Path) -> None:
    held = held_folder(final)
    path = held.__enter__()
    (path / "register-1.txt").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_next_command_that_writes_there_sweeps_what_was_left(tmp_path: Path) -> None:
    killed_while(lambda: leave_file(tmp_path / "报告.txt"))
    (left,) = names(tmp_path)
    killed_while(lambda: leave_folder(tmp_path / "bundle"))
    assert [name for name in names(tmp_path) if name != left] == names(tmp_path) != []

    write_whole(tmp_path / "其他.json", b"{}")

    assert names(tmp_path) == ["其他.json"]


def test_what_another_process_is_writing_stays(tmp_path: Path) -> None:
    with held_file(tmp_path / "a", 0o666) as (file, handle), held_folder(tmp_path / "b") as folder:
        (folder / "c").write_bytes(b"c")
        killed_while(lambda: write_all([(tmp_path / "d", b"d")]))
        assert names(tmp_path) == sorted([file.name, folder.name, "d"])
        assert names(folder) == ["c"]
        os.close(handle)

    assert names(tmp_path) == ["d"]


def test_a_file_that_was_renamed_stays_and_a_failed_one_goes(tmp_path: Path) -> None:
    def broken():
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="space"):
        write_whole(tmp_path / "a", broken)

    assert names(tmp_path) == []


def test_what_others_named_and_links_stay(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_bytes(b"a")
    here = tmp_path / "here"
    here.mkdir()
    (here / ".cache.tmp").write_bytes(b"")
    (here / ".x.ssj-0123abcd.tmp").symlink_to(outside)

    sweep(here)
    sweep(tmp_path / "nowhere")

    assert names(here) == [".cache.tmp", ".x.ssj-0123abcd.tmp"]
    assert names(outside) == ["a"]


def test_scratch_is_private_and_that_of_a_killed_process_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def leave() -> None:
        held = scratch_folder()
        (held.__enter__() / "half").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)

    killed_while(leave)
    assert len(names(tmp_path)) == 1

    with scratch_folder() as scratch:
        assert names(tmp_path) == [scratch.name]
        assert scratch.stat().st_mode & 0o077 == 0

    assert names(tmp_path) == []


def test_a_file_swept_before_it_was_held_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []
    really = os.open

    def swept_at_once(path, flags, *mode, **more):
        handle = really(path, flags, *mode, **more)
        if not taken and str(path).endswith(".tmp"):
            taken.append(path)
            shutil.rmtree(path) if Path(path).is_dir() else Path(path).unlink()
        return handle

    monkeypatch.setattr(os, "open", swept_at_once)
    with held_file(tmp_path / "a", 0o666) as (file, handle):
        assert file.exists()
        os.close(handle)
    taken.clear()
    with held_folder(tmp_path / "b") as folder:
        assert folder.is_dir()
