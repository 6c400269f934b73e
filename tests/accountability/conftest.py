"""What the tests of cases share."""

from contextlib import nullcontext

import pytest


@pytest.fixture
def one_engine(monkeypatch):
    """Let the plain engine decide alone: a test that is not about the second need not start its process."""
    monkeypatch.setattr("shuangsuiji.workflow.decide.second_engine", lambda: nullcontext(None))
