"""The bar is for people who look on: on a terminal, gone at the end, and nowhere else."""

import io
import sys
import time
from pathlib import Path

import pytest

from shuangsuiji.progress import shown_by, stage
from shuangsuiji.report.progress_bar import STAGES, bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_each_stage_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")

    with bar(), stage("root", 10) as done:
        done(4)
        time.sleep(0.25)
        with stage("check", poll=lambda: 30.0):
            time.sleep(0.5)

    shown = screen.getvalue()
    assert STAGES["root"] in shown
    assert " 40%" in shown
    assert STAGES["check"] in shown
    assert " 30%" in shown
    assert "剩余" in shown
    assert shown.rstrip().endswith("\x1b[1A\x1b[2K\x1b[?25h")  # wiped; the cursor is back


def test_nothing_is_shown_where_nobody_looks_on(capsys: pytest.CaptureFixture[str]) -> None:
    with bar(), stage("write", 2) as done:
        done(2)

    assert capsys.readouterr() == ("", "")


def test_a_stage_whose_percentage_nobody_knows_stands_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")

    with bar(), stage("read", poll=lambda: -1.0):
        time.sleep(0.4)

    assert STAGES["read"] in screen.getvalue()
    assert " 0%" in screen.getvalue()


def test_every_stage_that_is_told_of_has_its_words() -> None:
    engine = Path(__file__).parents[3] / "engine" / "shuangsuiji"
    told = {
        word.split('"')[1]
        for path in engine.rglob("*.py")
        for word in path.read_text("utf-8").split("with stage(")[1:]
    }

    assert told <= set(STAGES)
    assert told >= set(STAGES)


def test_whoever_shows_is_asked_only_meanwhile() -> None:
    heard = []

    class Step:
        def __init__(self, name: str, total: int, poll: object) -> None:
            heard.append((name, total, poll))

        def __enter__(self):
            return heard.append

        def __exit__(self, *_: object) -> None:
            heard.append("end")

    with shown_by(Step), stage("a", 3) as done:
        done(2)
    with stage("b") as done:
        done(1)

    assert heard == [("a", 3, None), 2, "end"]
