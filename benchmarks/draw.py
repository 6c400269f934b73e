"""Freezing and drawing beside bare hashing of the same rows: seconds, memory, curve, other samplers, commands.

Each measurement is a process of its own, that tells how long its part took; the system tells its memory.
Rows are made up: codes with right check digits, four strata, one target in twenty not eligible.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import draw_others
import duckdb
from measure import finish, verdict

from shuangsuiji.draw.registers.checks import ID, register_findings
from shuangsuiji.draw.registers.lines import write_lines
from shuangsuiji.draw.registers.snapshot import count_strata, take_snapshot
from shuangsuiji.draw.text import ELIGIBLE, USCC_DIGITS, USCC_WEIGHTS
from shuangsuiji.draw.tickets import Wanted, draw_sample
from shuangsuiji.workflow.draw_registers import RegisterSource, prepare_register
from shuangsuiji.workflow.duck import MOST_MEMORY, duck

MILLION = 1_000_000
DRAW, FREEZE, MEMORY, STEADY = 1.25, 6.0, 1_000_000_000, 1.2
"""Limits: draw and freeze in bare hashes, bytes of each, how much more a row may cost in a larger register."""
STEADY_FROM = 100_000
"""Below, what every run needs is more than what its rows need."""
RATIO, MOST_DRAWN = Fraction(1, 100), 200_000
KEY = "0123456789abcdef" * 2
REGISTER, TABLES = "名录.parquet", "tables.duckdb"
PARTIES = ("initiator", "witness")
ORDER = """\
draw: BENCH
purpose: test
hash: {hash}
lines:
  - line: L-1
    window: {{from: 2026-03-01, until: 2026-06-30}}
    strata: [{strata}]
parties:
  - {{name: initiator, title: 甲}}
  - {{name: witness, title: 乙}}
"""


@dataclass(frozen=True)
class Run:
    """Seconds of the part measured, on the clock and of the processors, and the process's peak memory."""

    clock: float
    processor: float
    memory: int


def generate(path: Path, rows: int) -> None:
    """Write a register as Parquet, in an order that is none."""
    values = " + ".join(
        f"{weight} * (instr('{USCC_DIGITS}', body[{i}]) - 1)"
        for i, weight in enumerate(USCC_WEIGHTS, 1)
    )
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"SET memory_limit = '2GB'; SET temp_directory = '{path.parent}/made'")
        connection.execute(
            f"""COPY (
                SELECT body || '{USCC_DIGITS}'[1 + (31 - ({values}) % 31) % 31] AS id,
                    CASE WHEN n % 100 < 60 THEN 'A类' WHEN n % 100 < 85 THEN 'B类'
                         WHEN n % 100 < 95 THEN 'C类' ELSE 'D类' END AS stratum,
                    CASE WHEN n % 20 = 7 THEN 'cap-reached' ELSE '{ELIGIBLE}' END AS status
                FROM (SELECT range AS n, '91' || printf('%06d', 110000 + range * 31 % 540000)
                    || printf('%09d', range * 48271 % 999999937) AS body FROM range({rows})))
                TO '{path}' (FORMAT parquet)"""
        )


@contextmanager
def loaded(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield the register as a table, under the limits that a draw sets itself."""
    with duckdb.connect(folder / TABLES, read_only=True) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"SET memory_limit = '{MOST_MEMORY}'")
        connection.execute(f"SET temp_directory = '{folder}/work'")
        yield connection


def load(folder: Path, rows: int) -> None:
    """Make the table that hashing and drawing find ready, as a draw keeps it."""
    with duckdb.connect(folder / TABLES) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"SET memory_limit = '{MOST_MEMORY}'")
        connection.execute(f"CREATE TABLE r ({ID}, stratum VARCHAR, status VARCHAR)")
        connection.execute(f"INSERT INTO r FROM '{folder / REGISTER}'")


def timed(do: Callable[[], object]) -> None:
    """Print how long it takes, for the process that waits for this one."""
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    do()
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps([clock, processor]))


def hash_lines(folder: Path, rows: int) -> None:
    """Hash the lines of the register as they are read from its file, and nothing else."""
    with loaded(folder) as connection:
        text = "id || '|' || stratum || '|' || status"
        query = f"SELECT max(sha256({text})) FROM '{folder / REGISTER}'"
        timed(lambda: connection.execute(query).fetchall())


def hash_tickets(folder: Path, rows: int) -> None:
    """Hash the texts of the tickets, of a table as a draw finds it, and nothing else."""
    with loaded(folder) as connection:
        query = f"SELECT max(sha256('{KEY}|' || id)) FROM r"
        timed(lambda: connection.execute(query).fetchall())


def draw(folder: Path, rows: int, hash_: str = "sha256") -> None:
    """Draw: tickets and selection."""
    with loaded(folder) as connection:
        wanted = [
            Wanted(s.id, s.eligible, n_of(s.eligible, rows)) for s in count_strata(connection, "r")
        ]
        timed(lambda: draw_sample(connection, "r", hash_, KEY, wanted))


def freeze(folder: Path, rows: int, hash_: str = "sha256") -> None:
    """Freeze: read, check, count, root."""
    with frozen(folder, hash_) as (connection, do):
        timed(do)
        assert connection.execute("SELECT count(*) FROM f").fetchall() == [(rows,)]


def write(folder: Path, rows: int) -> None:
    """Write the register file, once all is read."""
    with frozen(folder, "sha256") as (connection, do):
        do()
        with (folder / "register-1.txt").open("wb") as file:
            timed(lambda: file.writelines(write_lines(connection, "f")))


@contextmanager
def frozen(
    folder: Path, hash_: str
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Callable[[], object]]]:
    """Yield what freezes the register into table `f`, in a scratch folder of its own."""
    register = folder / REGISTER
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        duck([register], scratch=Path(scratch), on_disk=True) as connection,
    ):
        source = RegisterSource(register, "uscc", (), Path(scratch) / "register-1")

        def do() -> None:
            place = prepare_register(connection, source, "f")
            assert not register_findings(connection, "f", "uscc", place)
            take_snapshot(connection, "f", hash_)
            count_strata(connection, "f")

        yield connection, do


def n_of(eligible: int, rows: int) -> int:
    """Return how many of so many are drawn: one in a hundred, of a nation no more than people could visit."""
    return int(eligible * min(RATIO, Fraction(MOST_DRAWN, rows)))


WAYS: dict[str, Callable[[Path, int], None]] = {
    "load": load,
    "bare-lines": hash_lines,
    "bare-tickets": hash_tickets,
    "draw": draw,
    "freeze": freeze,
    "write": write,
    "draw-sm3": lambda folder, rows: draw(folder, rows, "sm3"),
    "freeze-sm3": lambda folder, rows: freeze(folder, rows, "sm3"),
}


def measured(command: list[str], folder: Path) -> Run:
    """Return what a process says of its part, or took in all where it says nothing, and its peak memory."""
    told = folder / "用时.json"
    output = os.open(told, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    actions = [(os.POSIX_SPAWN_DUP2, output, 1)]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    clock, processor = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    os.close(output)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)}: ended with {os.waitstatus_to_exitcode(status)}")
    last = told.read_text("utf-8").splitlines()[-1:]
    if last and last[0].startswith("["):
        clock, processor = json.loads(last[0])
    return Run(clock, processor, usage.ru_maxrss * 1024)


def way(name: str, folder: Path, rows: int) -> Run:
    """Return what one way took, in a process of its own."""
    return measured(
        [sys.executable, __file__, "--way", name, "--in", str(folder), "--rows", str(rows)], folder
    )


def best(runs: list[Run]) -> Run:
    """Return the middle of the seconds of several runs, and the most memory."""
    return Run(
        statistics.median(run.clock for run in runs),
        statistics.median(run.processor for run in runs),
        max(run.memory for run in runs),
    )


def compare(folder: Path, rows: int) -> tuple[dict[str, Run], int]:
    """Measure ours beside bare hashing, in turn; return what each took, and 1 beyond a limit."""
    names = ("bare-lines", "bare-tickets", "draw", "freeze")
    times = 5 if rows <= MILLION else 3 if rows <= 10 * MILLION else 1
    all_runs: dict[str, list[Run]] = {name: [] for name in names}
    for _ in range(times):
        for name in names:
            all_runs[name].append(way(name, folder, rows))
    runs = {name: best(found) for name, found in all_runs.items()}
    for name, run in runs.items():
        print(
            f"  {name}：{run.clock:.2f} 秒（处理器 {run.processor:.2f} 秒），"
            f"每百万行处理器 {run.processor / rows * MILLION:.3f} 秒，内存至多 {run.memory / 1e6:.0f} MB"
        )
    over = 0
    for name, bare, limit in (("draw", "bare-tickets", DRAW), ("freeze", "bare-lines", FREEZE)):
        clock = runs[name].clock / runs[bare].clock
        over |= verdict(
            f"  {name} / {bare}，处理器", runs[name].processor / runs[bare].processor, limit
        )
        print(f"  {name} / {bare}，钟表：{clock:.2f}")
        over |= verdict(f"  {name} 的内存 / 1 GB", runs[name].memory / MEMORY, 1)
    return runs, over if rows >= MILLION else 0


def others(folder: Path, rows: int) -> None:
    """Print what other samplers take for a sample of the same rows."""
    for name, known in draw_others.SAMPLERS.items():
        size = min(rows, known.most)
        if (missing := known.missing()) is not None:
            print(f"  {name}：没有装 {missing}（pip install --group bench）")
            continue
        program = str(Path(__file__).with_name("draw_others.py"))
        run = measured([sys.executable, program, name, str(folder / REGISTER), str(size)], folder)
        short = "" if size == rows else f"（只抽前 {size:,} 行：{known.why}）"
        print(
            f"  {name}：{run.clock:.2f} 秒（处理器 {run.processor:.2f} 秒），每百万行处理器 "
            f"{run.processor / size * MILLION:.3f} 秒，内存 {run.memory / 1e6:.0f} MB{short}；{known.gives}"
        )


def commands(folder: Path, rows: int) -> int:
    """Run a whole draw by its commands, and print what each took; return 1 where memory is beyond the limit."""
    ratio = min(RATIO, Fraction(MOST_DRAWN, rows))
    strata = ", ".join(f"{{id: {name}, ratio: {ratio}}}" for name in ("A类", "B类", "C类", "D类"))
    (folder / "任务书.yaml").write_text(ORDER.format(hash="sha256", strata=strata), "utf-8")
    out, over = folder / "抽取", 0
    steps: list[list[str]] = [
        ["freeze", str(folder / "任务书.yaml"), "--pack", "gaoqing", "--as-of", "2026-01-01",
         "--register", str(folder / REGISTER), "--store", str(folder / "台账.db"), "-o", str(out)],
        *(["commit", str(out), "--party", party] for party in PARTIES),
        *(["reveal", str(out), str(out / "private" / f"reveal-{party}.json")] for party in PARTIES),
        ["run", str(out)],
        ["verify", str(out / "bundle")],
    ]  # fmt: skip
    program = "from shuangsuiji.cli import main; main()"
    for step in steps:
        run = measured([sys.executable, "-c", program, "draw", *step], folder)
        if step[0] in ("freeze", "run", "verify"):
            print(f"  draw {step[0]}：{run.clock:.1f} 秒（处理器 {run.processor:.1f} 秒）")
            over |= verdict(f"  draw {step[0]} 的内存 / 1 GB", run.memory / MEMORY, 1)
    shutil.rmtree(out)
    return over


def curve(runs: dict[int, dict[str, Run]]) -> int:
    """Print what a row costs in the largest register beside smaller ones; return 1 beyond the limit."""
    over, most = 0, max(runs)
    for name in ("freeze", "draw"):
        for rows in sorted(runs):
            if STEADY_FROM <= rows < most:
                costs = [runs[n][name].processor / n for n in (most, rows)]
                over |= verdict(
                    f"{name} 每行用时，{most:,} 行比 {rows:,} 行", costs[0] / costs[1], STEADY
                )
    return over


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=lambda text: int(float(text)), nargs="*", default=[MILLION])
    asked.add_argument("--scratch", type=Path, help="where everything is made, and removed")
    asked.add_argument("--others", action="store_true", help="other samplers on the same rows")
    asked.add_argument("--commands", action="store_true", help="a whole draw, by its commands")
    asked.add_argument("--sm3", action="store_true", help="the same with SM3")
    asked.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    asked.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    chosen = asked.parse_args()
    if chosen.way:
        WAYS[chosen.way](chosen.folder, chosen.rows[0])
        return
    if chosen.scratch:
        chosen.scratch.mkdir(parents=True, exist_ok=True)
    runs: dict[int, dict[str, Run]] = {}
    over = 0
    for rows in sorted(chosen.rows):
        with tempfile.TemporaryDirectory(dir=chosen.scratch, prefix="draw-") as name:
            folder = Path(name)
            generate(folder / REGISTER, rows)
            way("load", folder, rows)
            print(
                f"{rows:,} 行，Parquet {(folder / REGISTER).stat().st_size / 1e6:.0f} MB",
                flush=True,
            )
            runs[rows], beyond = compare(folder, rows)
            over |= beyond
            if chosen.sm3:
                for sm3 in ("draw-sm3", "freeze-sm3"):
                    run = way(sm3, folder, rows)
                    print(f"  {sm3}：{run.clock:.2f} 秒（处理器 {run.processor:.2f} 秒）")
            written = way("write", folder, rows)
            print(f"  写出名册：{written.clock:.2f} 秒，内存至多 {written.memory / 1e6:.0f} MB")
            (folder / "register-1.txt").unlink()
            (folder / TABLES).unlink()
            if chosen.others:
                others(folder, rows)
            if chosen.commands:
                over |= commands(folder, rows)
    finish(over | curve(runs))


if __name__ == "__main__":
    main()
