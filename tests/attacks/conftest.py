"""Attacks share the bundles made for the public verifier, and both verifiers side by side."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shuangsuiji.workflow.duck import duck

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE), str(_HERE.parent / "tools")]

if TYPE_CHECKING:
    from sides import Files, Judges


@pytest.fixture(scope="session")
def judges() -> "Iterator[Judges]":
    """Give both verifiers to all attacks, on one connection."""
    from sides import Judges

    with duck() as connection:
        yield Judges(connection)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> "dict[str, Files]":
    """Give one bundle of each mode to all attacks, as files in memory."""
    from modes import MODES
    from sides import read

    root = tmp_path_factory.mktemp("modes")
    return {name: read(make(root / name)) for name, make in MODES.items()}
