"""What all tests share: the hypothesis profiles and the marks of a test that needs more than Python."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings


def _beside(name):
    """Load a module of this folder under its name, so that tests can import it."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_browser = _beside("browser")
_beside("after_draw")
_beside("logged_draw")
_beside("matched_draw")

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


@pytest.fixture(scope="session")
def postgres():
    """Give one PostgreSQL server to all tests that store events in one; on CI its absence is a failure."""
    _postgres = _beside("postgres")
    path = _postgres.find()
    if path is None:
        why = "no PostgreSQL: neither on the path nor in /usr/lib/postgresql"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
    with _postgres.Server(path) as server:
        yield server
