"""A small finished draw, drawn once for each file of tests and copied for each test."""

import shutil
from pathlib import Path

import pytest

from after_draw import drawn


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that holds a draw and its store; files that need another draw make their own."""
    root = tmp_path_factory.mktemp("drawn")
    drawn(root)
    return root


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """Give a copy of the draw's folder that a test may change."""
    shutil.copytree(original, tmp_path / "copy")
    return tmp_path / "copy" / "out"
