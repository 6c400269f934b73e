"""Other ways to draw a sample of one in a hundred, each in a process of its own: NAME REGISTER ROWS."""

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import duckdb

SEED = "0123456789abcdef" * 4
NUMBER = 20260101


@dataclass(frozen=True)
class Sampler:
    """A way to sample: what it needs, how many rows it can take in a minute or so, what it gives."""

    draw: Callable[[str, int], Callable[[], int]]
    gives: str
    module: str = "duckdb"
    most: int = 200_000_000
    why: str = ""

    def missing(self) -> str | None:
        """Return the name of the library that is not installed."""
        return None if find_spec(self.module) else self.module


def _ids(register: str, rows: int) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        return [
            i for (i,) in connection.execute(f"SELECT id FROM '{register}' LIMIT {rows}").fetchall()
        ]


def _by_duckdb(register: str, rows: int) -> Callable[[], int]:
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET enable_progress_bar = false")
    connection.execute(f"CREATE TABLE r AS FROM '{register}' LIMIT {rows}")
    # Of one thread only: with more the same seed gives other rows.
    query = f"SELECT id FROM r USING SAMPLE reservoir({rows // 100} ROWS) REPEATABLE ({NUMBER})"
    return lambda: len(connection.execute(query).fetchall())


def _by_numpy(register: str, rows: int) -> Callable[[], int]:
    import numpy  # noqa: PLC0415

    def do() -> int:
        chosen = numpy.random.default_rng(NUMBER).choice(rows, rows // 100, replace=False)
        return len(chosen)

    return do


def _by_cryptorandom(register: str, rows: int) -> Callable[[], int]:
    from cryptorandom.cryptorandom import SHA256  # noqa: PLC0415
    from cryptorandom.sample import random_sample  # noqa: PLC0415

    generator = SHA256(SEED)
    return lambda: len(random_sample(rows, rows // 100, method="Fisher-Yates", prng=generator))


def _by_consistent_sampler(register: str, rows: int) -> Callable[[], int]:
    from consistent_sampler import sampler  # noqa: PLC0415

    ids = _ids(register, rows)
    return lambda: sum(1 for _ in sampler(ids, seed=SEED, take=rows // 100, output="id"))


SAMPLERS = {
    "DuckDB USING SAMPLE": Sampler(_by_duckdb, "换一个版本或线程数，同一个种子抽出别的行"),
    "numpy choice": Sampler(_by_numpy, "抽的是行号，靠行的次序；随机数发生器不供复核", "numpy"),
    "cryptorandom": Sampler(
        _by_cryptorandom,
        "SHA-256 发生器，可以复核；抽的是行号，靠行的次序，企业自己算不了",
        "cryptorandom",
        100_000_000,
        "再多，总体列成的数组放不下",
    ),
    "consistent-sampler": Sampler(
        _by_consistent_sampler,
        "每行一个 SHA-256 号码，可以复核；全部用 Python，名册在内存里",
        "consistent_sampler",
        10_000_000,
        "再多内存放不下",
    ),
}


def main() -> None:
    """Draw once, and print how long it took."""
    name, register, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
    do = SAMPLERS[name].draw(register, rows)
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    drawn = do()
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    assert drawn == rows // 100
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps([clock, processor]))


if __name__ == "__main__":
    main()
