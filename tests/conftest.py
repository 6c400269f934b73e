"""What all tests share: the hypothesis profiles and the marks of a test that needs more than Python."""

from hypothesis import settings

settings.register_profile("ci", derandomize=True, max_examples=100, print_blob=True)
settings.register_profile("deep", max_examples=5_000)
settings.load_profile("ci")


def pytest_addoption(parser):
    """Let `make golden` write the screens anew."""
    parser.addoption("--rewrite-golden", action="store_true", help="rewrite tests/golden/screens")
