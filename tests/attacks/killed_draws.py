"""A draw of 200,000 targets whose freeze and run are killed again and again, at random moments.

    python killed_draws.py FOLDER KILLS SEED

After each kill the folder holds no bundle or a whole one, and the log knows of none that is not there.
At last all is done to its end, and nothing is left over. Every step is a process of its own.
"""

import hashlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.store import Log, open_store
from shuangsuiji.workflow import draws

ROWS = 200_000
NOW = datetime(2026, 2, 1, tzinfo=UTC)
NONCES = {"initiator": "0a" * 32, "witness": "0b" * 32}
PACK = draws.PackRecord("gaoqing", date(2026, 1, 1), b'{"id":"gaoqing"}')
ORDER = """\
draw: {name}
purpose: test
registers: [{{ids: text}}]
lines:
  - line: {name}
    window: {{from: 2026-03-01, until: 2026-06-30}}
    strata: [{{id: A, ratio: 1%}}]
parties:
  - {{name: initiator, title: 甲}}
  - {{name: witness, title: 乙}}
"""


class Bureau:
    """A folder with a register, a store, and draws one after the other."""

    def __init__(self, root: Path) -> None:
        self.root, self.store, self.number = root, root / "s.db", 0
        rows = "".join(f"T{n:06},A,eligible\n" for n in range(ROWS))
        (root / "r.csv").write_text("id,stratum,status\n" + rows, "utf-8")

    @property
    def name(self) -> str:
        return f"D-{self.number}"

    @property
    def out(self) -> Path:
        return self.root / self.name

    def next(self) -> None:
        self.number += 1
        (self.root / f"{self.name}.yaml").write_text(ORDER.format(name=self.name), "utf-8")

    def freeze(self) -> None:
        order = self.root / f"{self.name}.yaml"
        asked = draws.FreezeOrder(order, (self.root / "r.csv",), self.store, self.out, PACK)
        draws.freeze(asked, now=NOW)

    def reveal(self) -> None:
        for party, nonce in NONCES.items():
            draws.commit(self.out, draws.Promise(party, nonce), now=NOW)
        for party in NONCES:
            draws.reveal(self.out, self.out / "private" / f"reveal-{party}.json", now=NOW)

    def run(self) -> None:
        draws.run(self.out, now=NOW)

    def verify(self) -> None:
        assert draws.verify(self.out / "bundle").verdict is Verdict.VERIFIED

    def state(self) -> str | None:
        """Return what the log says of the draw."""
        if not self.store.exists():
            return None
        with open_store(self.store) as store, store.reading() as connection:
            row = Log(connection).draw_named(self.name)
        return row.state if row else None

    def check(self) -> None:
        """Hold the folders against the log: whole or not there, and nothing told that is not there."""
        frozen, bundle = self.out / "frozen", self.out / "bundle"
        if frozen.exists():
            names = sorted(path.name for path in frozen.iterdir())
            assert names == ["manifest.json", "pack.json", "register-1.txt"], names
            assert (frozen / "register-1.txt").read_bytes().count(b"\n") == ROWS
        if bundle.exists():
            for line in (bundle / "SHA256SUMS").read_text("utf-8").splitlines():
                told, name = line.split("  ")
                assert hashlib.sha256((bundle / name).read_bytes()).hexdigest() == told, name
        state = self.state()
        assert state is None or frozen.exists()
        assert state != "drawn" or bundle.exists()


def apart(do: Callable[[], object], seconds: float | None = None) -> bool:
    """Do it in a process of its own, killed after so many seconds; return whether it came to its end."""
    child = os.fork()
    if not child:
        try:
            do()
            os._exit(0)
        finally:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    ended = os.waitpid(child, 0)[1]
    assert ended in (0, signal.SIGKILL), "only the killing ends a process before its end"
    return ended == 0


def main(root: Path, kills: int, seed: int) -> None:
    """Kill so often; then finish, verify, and look for what is left."""
    chance, bureau = random.Random(seed), Bureau(root)
    bureau.next()
    took = {}
    for step in (bureau.freeze, bureau.reveal, bureau.run):
        start = time.monotonic()
        assert apart(step)
        took[step.__name__] = time.monotonic() - start
    bureau.check()
    bureau.next()
    for _ in range(kills):
        state = bureau.state()
        step = bureau.run if state == "open" else bureau.freeze
        apart(step, chance.uniform(0.0, took[step.__name__] * 1.1))
        bureau.check()
        if step == bureau.freeze and bureau.state() == "open":
            assert apart(bureau.reveal)
        elif bureau.state() == "drawn":
            bureau.next()
    if bureau.state() is None:
        assert apart(bureau.freeze)
        assert apart(bureau.reveal)
    assert apart(bureau.run)
    assert apart(bureau.verify)
    bureau.check()
    left = [str(path) for path in root.rglob("*.tmp")]
    assert not left, left


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
