"""The real worker process around an engine that misbehaves in a chosen way.

Run as a command: odd_engine.py WAY SECONDS. It does so when it is given `x+`, and when it is asked for
the time that ODD_CALL says; any other case is answered plainly.
"""

import ctypes
import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from shuangsuiji.accountability.inference import infer
from shuangsuiji.workflow import durable_worker

LIBC = ctypes.CDLL(None)


def loud():
    """Print from Python and from C, as durable-rules does when it is in trouble."""
    print("{}")
    sys.stdout.flush()
    LIBC.puts(b'{"case":1,"shown":[]}')
    LIBC.fflush(None)


def fail():
    raise ValueError("odd")


WAYS = {
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "segfault": lambda: ctypes.string_at(0),
    "abort": LIBC.abort,
    "exit": lambda: os._exit(3),
    "raise": fail,
    "hang": lambda: time.sleep(600),
    "hang-in-c": lambda: [LIBC.pause() for _ in range(1000)],
    "busy": lambda: [None for _ in iter(int, 1)],
    "stopped": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "loud": loud,
    "memory": lambda: bytearray(3 << 30),
    "open-file": Path(__file__).read_bytes,
    "open-socket": socket.socket,
}


class OddEngine:
    """Shows what follows, plainly; now and then it goes its way first, or forgets what follows."""

    def __init__(self):
        self.calls = 0

    def __call__(self, program, given):
        self.calls += 1
        if "x+" in given or str(self.calls) == os.environ.get("ODD_CALL"):
            if sys.argv[1] == "forget":
                return given
            WAYS[sys.argv[1]]()
        return frozenset(infer(program, given).shown)


if __name__ == "__main__":
    sys.modules["shuangsuiji.accountability.inference_durable"] = SimpleNamespace(
        DurableEngine=OddEngine
    )
    durable_worker.main(float(sys.argv[2]))
