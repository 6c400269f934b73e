"""What all tests share: the hypothesis profiles and the marks of a test that needs more than Python."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

_spec = importlib.util.spec_from_file_location("browser", Path(__file__).with_name("browser.py"))
_browser = sys.modules["browser"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_browser)

settings.register_profile("ci", derandomize=True, max_examples=100, print_blob=True)
settings.register_profile("deep", max_examples=5_000)
settings.load_profile("ci")


def pytest_addoption(parser):
    """Let `make golden` write the screens anew."""
    parser.addoption("--rewrite-golden", action="store_true", help="rewrite tests/golden/screens")


@pytest.fixture(scope="session")
def browser():
    """Give one Chromium to all tests that look at pages; on CI its absence is a failure."""
    path = _browser.find()
    if path is None:
        why = f"no Chromium: none of {', '.join(_browser.NAMES)}, and CHROMIUM is not set"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
    with _browser.Browser(path) as opened:
        yield opened
