"""What the tests of cases share."""

import importlib.util
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("deciding", Path(__file__).with_name("deciding.py"))
sys.modules["deciding"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sys.modules["deciding"])


@pytest.fixture
def one_engine(monkeypatch):
    """Let the plain engine decide alone: a test that is not about the second need not start its process."""
    monkeypatch.setattr("shuangsuiji.workflow.decide.second_engine", lambda: nullcontext(None))


@pytest.fixture
def here(tmp_path, monkeypatch, one_engine):
    """Work in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
