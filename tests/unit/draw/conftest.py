"""A DuckDB connection, and the example bundle in memory."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

VECTORS = Path(__file__).parents[2] / "vectors"


@pytest.fixture
def connection() -> Iterator:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def example() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((VECTORS / "example-bundle").iterdir())}
