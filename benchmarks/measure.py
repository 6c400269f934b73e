"""What the benchmarks share: alternating repeats, their medians, and the machine in one line."""

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version


def machine() -> str:
    """Return the machine and the versions that a figure was measured with."""
    engines = "、".join(f"{name} {version(name)}" for name in ("duckdb", "pydantic", "sqlglot"))
    return (
        f"{platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}，{engines}"
    )


def alternating(ways: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, list[float]]:
    """Return the seconds of each way, run in turn so that a busy machine slows them alike."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def line(name: str, seconds: list[float]) -> str:
    """Return the least and the median of one way."""
    return f"  {name}：最快 {min(seconds):.3f} 秒，中位 {statistics.median(seconds):.3f} 秒"


def verdict(what: str, ratio: float, limit: float) -> int:
    """Print a ratio beside its limit; return 1 where it is beyond it."""
    kept = ratio <= limit
    print(f"{what}：{ratio:.2f}（上限 {limit:.2f}）{'' if kept else '  超出'}")
    return 0 if kept else 1


def finish(code: int) -> None:
    """End with the code, after the machine is named."""
    print(machine())
    sys.exit(code)
