"""The demo: the whole main job, the same bytes on every run, and a bundle that outsiders verify."""

import subprocess
import sys

import pytest

from shuangsuiji.cli import run
from shuangsuiji.resources import root


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "out"
    assert run(["demo", "-o", str(folder)]) == 0
    return folder


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_second_run_gives_the_same_bytes_in_its_place(demo, capsys):
    before = contents(demo)

    code = run(["demo", "-o", str(demo)])

    assert code == 0
    assert contents(demo) == before
    assert not list(demo.parent.glob(".demo*"))


def test_the_screen_shows_findings_with_clause_and_cell_and_the_drawn_of_each_stratum(demo, capsys):
    run(["demo", "-o", str(demo)])

    said = capsys.readouterr().out

    for words in (
        "GQ-13b",
        "GQ-14",
        "GQ-15b",
        "2026年度抽查计划!K14",
        "D类",
        "抽取 14 个",
        "演示，非正式抽取",
    ):
        assert words in said


def test_the_folder_holds_a_tool_with_which_an_outsider_verifies(demo):
    verified = subprocess.run(
        [sys.executable, "-I", demo / "verify_draw.py", demo / "抽取包"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    sums = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"],  # noqa: S607
        cwd=demo / "抽取包", capture_output=True, check=False,
    )  # fmt: skip

    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "演示，非正式抽取" in verified.stdout
    assert sums.returncode == 0


def test_the_folder_holds_a_page_with_which_a_citizen_verifies(demo):
    page = (demo / "复核抽取.html").read_bytes()

    assert page == (root() / "tools" / "verify_draw.html").read_bytes()
    assert "复核抽取.html" in (demo / "说明.txt").read_text("utf-8")


def test_what_is_told_of_the_folder_is_what_is_in_it(demo):
    told = (demo / "说明.txt").read_text("utf-8")

    for path in demo.iterdir():
        if path.name != "说明.txt":
            assert path.name in told
