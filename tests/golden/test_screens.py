"""Whole screens: what a command prints, and its exit code, as a person sees them.

Each file under screens/ holds one command after `$ `, what it prints, and `exit N`. `make golden`
writes them anew; read the difference before you commit it.
"""

from pathlib import Path

import pytest

from shuangsuiji.cli import run

TOP = Path(__file__).parents[2]
SCREENS = sorted((Path(__file__).parent / "screens").glob("*.txt"))


def screen(command, capsys):
    code = run(command.split()[1:])
    out = capsys.readouterr()
    return f"$ {command}\n{out.out}{out.err}exit {code}\n"


@pytest.mark.parametrize("path", SCREENS, ids=lambda p: p.stem)
def test_the_screen_is_as_it_was_read(path, capsys, monkeypatch, request):
    monkeypatch.chdir(TOP)
    monkeypatch.setenv("COLUMNS", "100")
    command = path.read_text("utf-8").splitlines()[0].removeprefix("$ ")

    shown = screen(command, capsys)

    if request.config.getoption("--rewrite-golden"):
        path.write_text(shown, "utf-8")
    assert shown == path.read_text("utf-8")


def test_there_are_screens():
    assert SCREENS
