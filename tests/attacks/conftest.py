"""Attacks share the bundles made for the public verifier, and both verifiers side by side."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shuangsuiji.workflow.duck import duck

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE), str(_HERE.parent / "tools")]

import modes  # noqa: E402  (found beside this file)
import sides  # noqa: E402


@pytest.fixture(scope="session")
def judges() -> Iterator[sides.Judges]:
    """Give both verifiers to all attacks, on one connection."""
    with duck() as connection:
        yield sides.Judges(connection)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, sides.Files]:
    """Give one bundle of each mode to all attacks, as files in memory."""
    root = tmp_path_factory.mktemp("modes")
    return {name: sides.read(make(root / name)) for name, make in modes.MODES.items()}
