"""Eight processes write to one store; one after the other is killed at a random moment and begins anew.

    python killed_writers.py STORE FOLDER KILLS SEED

Four append events, single ones and groups of three in one transaction; four do whole draws, and go on where
a killed one stopped. Each tells in a file of its own what the store has confirmed, after it has.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from shuangsuiji.findings import Refusal
from shuangsuiji.store import Event, Store, append, open_store
from shuangsuiji.workflow import draws

WRITERS, DRAWERS = 4, 4
PATIENCE = 120
"""Seconds, after the last kill, for each to have done something."""

BEGIN = datetime(2026, 2, 1, tzinfo=UTC)
NONCES = {"initiator": "0a" * 32, "witness": "0b" * 32}
DONE = {
    "draw/line-open", "draw/id-taken", "draw/already-committed", "draw/already-revealed", "draw/already-drawn",
}  # fmt: skip
"""What a step says that was done before its process was killed."""

ORDER = """\
draw: {name}
purpose: test
registers: [{{ids: text}}]
lines:
  - line: {name}
    window: {{from: 2026-03-01, until: 2026-06-30}}
    strata: [{{id: A, ratio: 10%}}]
parties:
  - {{name: initiator, title: 甲}}
  - {{name: witness, title: 乙}}
"""


def write_events(store: str, told: Path, who: str) -> None:
    """Append events for ever: one, or three at once."""
    with open_store(store) as opened:
        for n in count():
            patiently(lambda n=n: write_act(opened, who, n))
            tell(told, f"{who} {n}")
            time.sleep(0.01)  # so that those who draw come to their turn


def write_act(opened: Store, who: str, n: int) -> None:
    """Append what belongs together in one transaction."""
    parts = 3 if n % 5 == 0 else 1
    with opened.writing() as connection:
        for part in range(parts):
            body = {"act": n, "part": part, "parts": parts}
            append(connection, Event("2026-01-01T00:00:00Z", "decide", who, body))


def do_draws(store: str, told: Path, folder: Path, slot: int) -> None:
    """Draw for ever, each time in a folder of its own; begin with the one that was not finished."""
    begun = sorted(folder.glob(f"s{slot}-*.yaml"), key=lambda path: int(path.stem.split("-")[1]))
    for n in count(int(begun[-1].stem.split("-")[1]) if begun else 0):
        draw(store, folder, f"s{slot}-{n}")
        tell(told, f"draw s{slot}-{n}")


def draw(store: str, folder: Path, name: str) -> None:
    """Do every step of a draw, or those that are left."""
    order, register, out = folder / f"{name}.yaml", folder / f"{name}.csv", folder / name
    rows = "".join(f"{name}-{i},A,eligible\n" for i in range(30))
    register.write_text("id,stratum,status\n" + rows, "utf-8")
    order.write_text(ORDER.format(name=name), "utf-8")
    pack = draws.PackRecord("gaoqing", date(2026, 1, 1), b'{"id":"gaoqing"}')
    asked = draws.FreezeOrder(order, (register,), store, out, pack)
    step(lambda: draws.freeze(asked, now=BEGIN))
    for party, nonce in NONCES.items():
        promise = draws.Promise(party, nonce, None, None, None)
        step(lambda promise=promise: draws.commit(out, promise, store=store, now=BEGIN))
    for party in NONCES:
        file = out / "private" / f"reveal-{party}.json"
        step(lambda file=file: draws.reveal(out, file, store=store, now=BEGIN))
    step(lambda: draws.run(out, store=store, now=BEGIN))


def tell(told: Path, text: str) -> None:
    """Say in one write what the store has confirmed."""
    with told.open("ab", buffering=0) as file:
        file.write(f"{text}\n".encode())


def step(do: Callable[[], object]) -> None:
    """Do a step of a draw, unless it was done."""
    try:
        patiently(do)
    except Refusal as refusal:
        if not {finding.code for finding in refusal.findings} <= DONE:
            raise


def patiently(do: Callable[[], object]) -> None:
    """Do as one is told to do where the store was busy for ten seconds: try again."""
    while True:
        try:
            do()
        except Refusal as refusal:
            if {finding.code for finding in refusal.findings} != {"store/locked"}:
                raise
        else:
            return


def start(store: str, folder: Path, slot: int, serial: int) -> int:
    """Fork a process that works until it is killed; return its number."""
    child = os.fork()
    if child:
        return child
    try:
        if slot < WRITERS:
            write_events(store, folder / f"told-{slot}", f"w{slot}-{serial}")
        else:
            do_draws(store, folder / f"told-{slot}", folder, slot)
    finally:
        sys.excepthook(*sys.exc_info())  # only a fault of ours ends a worker
        os._exit(1)


def main(store: str, folder: Path, kills: int, seed: int) -> int:
    """Kill so often, then all when each has done something; return 1 where one had ended by itself."""
    chance = random.Random(seed)
    workers = {slot: start(store, folder, slot, 0) for slot in range(WRITERS + DRAWERS)}
    for serial in range(1, kills + 1):
        time.sleep(chance.uniform(0.0, 0.2))
        slot = chance.randrange(len(workers))
        os.kill(workers[slot], signal.SIGKILL)
        if os.waitpid(workers[slot], 0)[1] != signal.SIGKILL:
            return 1
        workers[slot] = start(store, folder, slot, serial)
    end = time.monotonic() + PATIENCE
    while len([*folder.glob("told-*")]) < len(workers) and time.monotonic() < end:
        time.sleep(0.05)
    ended = []
    for pid in workers.values():
        os.kill(pid, signal.SIGKILL)
        ended.append(os.waitpid(pid, 0)[1])
    return int(set(ended) != {signal.SIGKILL})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
