"""The real worker process around an engine that misbehaves in a chosen way when it is given `x+`.

Run as a command: odd_engine.py WAY SECONDS. Any other case it answers with what it is given.
"""

import ctypes
import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import SimpleNamespace

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
    "open-file": Path(__file__).read_bytes,
    "open-socket": socket.socket,
}


class OddEngine:
    """Shows what it is given; given `x+`, it goes its way first."""

    def __call__(self, program, given):
        if "x+" in given:
            WAYS[sys.argv[1]]()
        return given


if __name__ == "__main__":
    sys.modules["shuangsuiji.accountability.inference_durable"] = SimpleNamespace(
        DurableEngine=OddEngine
    )
    durable_worker.main(float(sys.argv[2]))
