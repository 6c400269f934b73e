"""The handbook of jurisdictions/README.md is true: its commands print what it shows, its YAML is the example's."""

import re
import shutil
from pathlib import Path

import pytest

from shuangsuiji.cli import run

TOP = Path(__file__).parents[2]
EXAMPLE = TOP / "tests" / "adoption"
PAGE = (TOP / "jurisdictions" / "README.md").read_text("utf-8")
FILES = {
    "answers": EXAMPLE / "answers.yaml",
}
SNIPPETS = re.findall(r"^```yaml (\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SHOWN = re.findall(r"^```console (\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def commands(text):
    """Yield each command after `$ ` with the lines that it prints, and its exit code."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *lines = part.rstrip("\n").split("\n")
        code = int(lines.pop().removeprefix("返回码 ")) if lines[-1].startswith("返回码") else 0
        yield command.split()[1:], lines, code


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(EXAMPLE / "answers.yaml", "answers.yaml")
    shutil.copytree(EXAMPLE / "papers", "papers")
    return tmp_path


@pytest.mark.parametrize(("name", "text"), SNIPPETS)
def test_a_snippet_stands_in_the_example(name, text):
    path = FILES.get(name, EXAMPLE / "yunxi" / f"{name}.yaml")

    assert text in path.read_text("utf-8")


@pytest.mark.parametrize(("state", "text"), SHOWN)
def test_a_command_prints_what_the_page_shows(state, text, here, capsys):
    if state == "done":
        shutil.copytree(EXAMPLE / "yunxi", "yunxi")
    for arguments, lines, expected in commands(text):
        code = run(arguments)

        said = capsys.readouterr()
        assert code == expected, said.err
        rest = said.out
        for line in lines:  # in this order; what stands between is left out on the page
            assert line in rest, line
            rest = rest.partition(line)[2]


def test_the_page_shows_each_step():
    assert len(SNIPPETS) >= 12
    assert {state for state, _ in SHOWN} == {"fresh", "done"}
