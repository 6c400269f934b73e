"""Whatever the second engine does to its process: one case is refused, the next decided, nothing is left."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shuangsuiji.accountability.program import Horn, Program, Stratum
from shuangsuiji.findings import Finding, Location
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow import inference_worker
from shuangsuiji.workflow.engine_lines import case_line, program_line
from shuangsuiji.workflow.inference_worker import EngineFailed, Worker, available, second_engine

HERE = Path(__file__).parent
SECONDS = 3.0  # starting a process on a busy machine included
NOTHING = Program((Stratum(()),), {})
CHAIN = Program((Stratum((Horn("b+", ("a+",)), Horn("c+", ("b+",))), ("d",)),), {})
GOOD, ODD = frozenset({"a+"}), frozenset({"a+", "x+"})

durable = pytest.mark.skipif(not available(), reason="the extra durable is not installed")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of the end")


def odd(script, way, seconds=SECONDS):
    return Worker((sys.executable, str(HERE / f"{script}.py"), way), seconds)


def alive(pid):
    """Whether the process runs; one that has ended and that nobody asks about does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children():
    return {
        int(pid)
        for task in Path("/proc/self/task").iterdir()
        for pid in (task / "children").read_text("ascii").split()
    }


def gone(pid, within):
    end = time.monotonic() + within
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pid)


CRASHES = {
    "killed": "信号 SIGKILL",
    "segfault": "信号 SIGSEGV",
    "abort": "信号 SIGABRT",
    "exit": "退出码 3",
    "raise": "退出码 1：ValueError: odd",
    "memory": "退出码 1：MemoryError",
    "open-socket": "退出码 1：OSError: [Errno 24] Too many open files",
}


@pytest.mark.parametrize("way", CRASHES)
def test_an_engine_that_crashes_refuses_its_case_alone(way):
    before = children()

    with odd("odd_engine", way, 10) as worker:
        first = worker(NOTHING, GOOD)
        with pytest.raises(EngineFailed) as refused:
            worker(NOTHING, ODD)
        after = worker(NOTHING, GOOD)

    assert (first, after) == (GOOD, GOOD)
    assert (refused.value.code, refused.value.params) == (
        "decide/engine-crashed", {"how": CRASHES[way]},
    )  # fmt: skip
    assert children() <= before


def test_an_engine_opens_no_file():
    with odd("odd_engine", "open-file", 10) as worker, pytest.raises(EngineFailed) as refused:
        worker(NOTHING, ODD)

    assert "Too many open files" in refused.value.params["how"]


@pytest.mark.parametrize("way", ["hang", "hang-in-c", "busy", "stopped"])
def test_an_engine_that_hangs_is_ended_and_refuses_its_case_alone(way):
    before = children()

    with odd("odd_engine", way) as worker:
        with pytest.raises(EngineFailed) as refused:
            worker(NOTHING, ODD)
        after = worker(NOTHING, GOOD)

    assert after == GOOD
    assert (refused.value.code, refused.value.params) == (
        "decide/engine-timed-out", {"seconds": "3"},
    )  # fmt: skip
    assert children() <= before


def test_what_the_engine_prints_is_no_answer():
    with odd("odd_engine", "loud", 10) as worker:
        shown = worker(NOTHING, ODD)

    assert shown == ODD


BROKEN = {
    "no-json": "decide/engine-garbled",
    "other-shape": "decide/engine-garbled",
    "no-symbols": "decide/engine-garbled",
    "odd-symbols": "decide/engine-garbled",
    "another-case": "decide/engine-garbled",
    "twice": "decide/engine-garbled",
    "no-end": "decide/engine-garbled",
    "half": "decide/engine-crashed",
    "late": "decide/engine-timed-out",
    "closed": "decide/engine-crashed",
}


@pytest.mark.parametrize("way", BROKEN)
def test_an_answer_that_breaks_what_was_agreed_refuses_its_case_alone(way):
    before = children()

    with odd("odd_child", way) as worker:
        first = worker(NOTHING, GOOD)
        with pytest.raises(EngineFailed) as refused:
            worker(NOTHING, ODD)
        after = worker(NOTHING, GOOD)

    assert (first, after) == (GOOD, GOOD)
    assert refused.value.code == BROKEN[way]
    assert children() <= before


def test_a_process_that_cannot_be_started_refuses_the_case():
    with Worker(("/nowhere/python",)) as worker, pytest.raises(EngineFailed) as refused:
        worker(NOTHING, GOOD)

    assert refused.value.params == {"how": "没有这个文件"}


def test_a_program_too_long_for_a_pipe_does_not_stop_the_two():
    rules = tuple(Horn(f"h{n}+", (f"b{n}+",)) for n in range(20_000))

    with odd("odd_child", "late", 20) as worker:
        shown = worker(Program((Stratum(rules),), {}), GOOD)

    assert shown == GOOD


def test_a_child_that_reads_nothing_is_ended():
    rules = tuple(Horn(f"h{n}+", (f"b{n}+",)) for n in range(20_000))

    with (
        Worker((sys.executable, "-c", "import time; time.sleep(60)"), 0.5) as worker,
        pytest.raises(EngineFailed) as refused,
    ):
        worker(Program((Stratum(rules),), {}), GOOD)

    assert refused.value.code == "decide/engine-timed-out"


def interrupted():
    """A person's Ctrl-C in the middle of a case."""
    with odd("odd_engine", "hang", 60) as worker:
        worker(NOTHING, GOOD)
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        worker(NOTHING, ODD)


def test_ctrl_c_in_the_middle_of_a_case_leaves_no_process():
    before = children()

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert children() <= before


def started(way, seconds):
    """A worker process without its parent's side."""
    return subprocess.Popen(
        [sys.executable, str(HERE / "odd_engine.py"), way, str(seconds)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("way", ["hang-in-c", "busy"])
def test_a_process_that_hangs_ends_itself_though_nobody_ends_it(way):
    with started(way, 0.5) as child:
        child.stdin.write(program_line(NOTHING) + case_line(1, 0, ODD))
        child.stdin.flush()
        ended = child.wait(20)

    assert ended == -signal.SIGALRM


def test_a_process_ends_when_its_input_ends():
    with started("busy", 10) as child:
        out, err = child.communicate(program_line(NOTHING) + case_line(1, 0, GOOD), timeout=20)

    assert (child.returncode, out, err) == (0, b'{"case":1,"shown":["a+"]}\n', b"")


PARENT = """
import sys, threading, time
sys.path.insert(0, {here!r})
from test_worker import GOOD, NOTHING, ODD, children, odd
with odd("odd_engine", {way!r}, 60) as worker:
    worker(NOTHING, GOOD)
    print(*children(), flush=True)
    {then}
"""


@linux
@pytest.mark.parametrize(
    ("way", "then"),
    [("no", "time.sleep(60)"), ("hang-in-c", "worker(NOTHING, ODD)"), ("busy", "worker(NOTHING, ODD)"), ("stopped", "worker(NOTHING, ODD)")],
)  # fmt: skip
def test_a_parent_that_is_killed_leaves_no_process(way, then):
    script = PARENT.format(here=str(HERE), way=way, then=then)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        pid = int(parent.stdout.readline())
        time.sleep(0.5)
        was_alive = alive(pid)

        parent.kill()

    assert was_alive
    assert gone(pid, 5)


@durable
def test_the_second_engine_shows_what_follows_and_tells_a_program_once():
    other = Program((Stratum((Horn("c-", ("a+",)),)), Stratum((Horn("e+", ("d?",)),))), {})
    before = children()

    with second_engine() as engine:
        shown = [engine(each, GOOD) for each in (CHAIN, other, CHAIN)]

    assert shown == [{"a+", "b+", "c+", "d?"}, {"a+", "c-"}, {"a+", "b+", "c+", "d?"}]
    assert children() <= before


def test_without_the_extra_one_engine_decides(monkeypatch):
    monkeypatch.setattr(inference_worker, "find_spec", lambda name: None)

    with second_engine() as engine:
        assert engine is None
    assert not available()


@pytest.mark.parametrize(
    ("code", "params"),
    [
        ("decide/engine-crashed", {"how": "信号 SIGSEGV"}),
        ("decide/engine-timed-out", {"seconds": "10"}),
        ("decide/engine-garbled", {"found": "assert"}),
        ("decide/engines-differ", {"plain": ("T+",), "other": ("T-",)}),
    ],
)
def test_a_refusal_says_what_the_engine_did(code, params):
    said = sentence(Finding(code=code, location=Location("案件.yaml"), params=params))

    assert all(
        str(v) in str(said) for p in params.values() for v in (p if isinstance(p, tuple) else (p,))
    )
