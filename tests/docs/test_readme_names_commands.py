"""README.md names every command of the command line, and every exit code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from shuangsuiji.cli import app

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def commands(group: typer.Typer, path: str) -> Iterator[str]:
    for command in group.registered_commands:
        assert command.callback is not None, "a registered command has its function"
        yield f"{path} {command.name or command.callback.__name__.replace('_', '-')}"
    for inner in group.registered_groups:
        assert inner.typer_instance is not None, "add_typer gives it"
        yield from commands(inner.typer_instance, f"{path} {inner.name}")


@pytest.mark.parametrize("command", tuple(commands(app, "shuangsuiji")))
def test_the_readme_names_the_command(command: str) -> None:
    assert f"`{command}" in README


@pytest.mark.parametrize("code", [0, 1, 2, 4, 70])
def test_the_readme_tells_what_an_exit_code_means(code: int) -> None:
    assert f"\n| {code} | " in README
