"""A bundle is written anew whole: the old one, none or the new one, however it is interrupted."""

import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from after_draw import NOW, refused
from shuangsuiji.draw.bundle import sums_file
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.store import Log, events, open_store
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.draw_files import opened_bundle
from shuangsuiji.workflow.draw_log import opened_draw
from shuangsuiji.workflow.draw_reissue import check_bundle, last_sums, reissued, reissuing, settled

AT = instant_text(NOW)
WRITES = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "open")


def reissue(folder: Path) -> str:
    """Take pack.json out of the bundle, as nothing in a draw does: any change will do."""
    with opened_draw(folder, None) as draw, reissuing(draw, AT) as log:
        check_bundle(draw, log)
        with opened_bundle(folder / "bundle") as old:
            files = {n: c for n, c in old.items() if n not in ("pack.json", "SHA256SUMS")}
            sums = reissued(draw, log, files)
        log._append("disqualify", draw.row, {"sums": sums})
    return sums


def named(folder: Path) -> str | None:
    with opened_draw(folder, None) as draw, draw.store.reading() as connection:
        return last_sums(draw, Log(connection), draw.folder.bundle)


def is_whole(bundle: Path) -> bool:
    with opened_bundle(bundle) as files:
        return sums_file(files) == files["SHA256SUMS"]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_new_bundle_takes_the_place_of_the_old(folder: Path) -> None:
    before = named(folder)

    sums = reissue(folder)

    assert named(folder) == sums != before
    assert not (folder / "bundle" / "pack.json").exists()
    assert draws.verify(folder / "bundle").verdict is Verdict.VERIFIED
    assert names(folder) == {"bundle", "draw.json", "frozen", "private"}


def test_a_bundle_that_somebody_edited_is_not_signed_off(folder: Path) -> None:
    (folder / "bundle" / "pack.json").write_bytes(b"{}")

    assert refused(lambda: reissue(folder)) == ["draw/bundle-edited"]


def test_a_bundle_that_the_log_does_not_name_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "bundle").rename(tmp_path / "first")
    shutil.copytree(tmp_path / "first", folder / "bundle")
    reissue(folder)
    (folder / "bundle").rename(tmp_path / "second")
    (tmp_path / "first").rename(folder / "bundle")

    assert refused(lambda: reissue(folder)) == ["draw/bundle-not-named"]


def test_a_bundle_that_is_gone_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "bundle").rename(tmp_path / "elsewhere")

    assert refused(lambda: reissue(folder)) == ["draw/bundle-lost"]


def test_where_the_event_is_not_kept_the_old_bundle_stays(folder: Path) -> None:
    before = (folder / "bundle" / "SHA256SUMS").read_bytes()

    with opened_draw(folder, None) as draw, opened_bundle(folder / "bundle") as old:
        files = {n: c for n, c in old.items() if n not in ("pack.json", "SHA256SUMS")}
        with suppress(InterruptedError), reissuing(draw, AT) as log:
            reissued(draw, log, files)
            raise InterruptedError

    assert (folder / "bundle" / "SHA256SUMS").read_bytes() == before
    assert names(folder) == {"bundle", "draw.json", "frozen", "private"}


def kill_at(step: int, folder: Path) -> None:
    """Kill this process before its n-th step on files of the folder or its store."""
    left = [step]

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event not in WRITES or str(folder.parent) not in str(args[0]):
            return
        if event == "open" and not (isinstance(args[2], int) and args[2] & os.O_WRONLY):
            return
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def run_killed(step: int, folder: Path) -> bool:
    """Reissue in a process of its own that is killed at a step; return whether it came to its end."""
    child = os.fork()
    if child == 0:
        kill_at(step, folder)
        reissue(folder)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are Unix's")
def test_killed_at_any_write_the_next_command_finds_one_whole_bundle(
    original: Path, tmp_path: Path
) -> None:
    seen, step, ended = set(), 0, False
    while not ended:
        step += 1
        folder = tmp_path / str(step) / "out"
        shutil.copytree(original, folder.parent)
        before = named(folder)
        ended = run_killed(step, folder)

        there = (folder / "bundle").is_dir()
        assert not there or is_whole(folder / "bundle")  # never a mixture
        after = named(folder)
        with opened_draw(folder, None) as draw:
            settled(draw)
        assert names(folder) == {"bundle", "draw.json", "frozen", "private"}
        has_old = (folder / "bundle" / "pack.json").exists()
        assert has_old == (after == before)  # the bundle that the log names
        seen.add((there, has_old))
        if has_old:
            assert reissue(folder) != before  # the same command again finishes
        assert is_whole(folder / "bundle")

    assert step > 20
    assert seen == {(True, True), (False, True), (True, False)}
    with open_store(folder.parent / "s.db") as store, store.reading() as connection:
        assert [e.kind for e in events(connection)][-1] == "disqualify"
