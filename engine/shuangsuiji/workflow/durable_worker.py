"""The process in which durable-rules runs: programs and cases come in by lines, what is shown goes out.

It opens no file and no connection. It ends by itself when its input ends, when a case takes too long
(even inside C, even if nobody is left to end it), and on Linux when its parent dies.
"""

import ctypes
import os
import resource
import signal
import sys

from shuangsuiji.accountability.program import Program
from shuangsuiji.workflow.engine_lines import answer_line, read_told

_MEMORY = 2 * 1024 * 1024 * 1024
_GRACE = 2.0
_PR_SET_PDEATHSIG = 1


def main(seconds: float) -> None:
    """Answer every case on standard input; each has so many seconds, as loading has."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what C code prints is no answer
    _end_with_parent()
    _end_after(seconds + _GRACE)
    from shuangsuiji.accountability.inference_durable import DurableEngine  # noqa: PLC0415  (guarded)

    _open_nothing()
    engine = DurableEngine()
    programs: list[Program] = []
    _end_after(0)
    for line in sys.stdin.buffer:
        _end_after(seconds + _GRACE)
        told = read_told(line)
        if isinstance(told, Program):
            programs.append(told)
        else:
            case, program, given = told
            out.write(answer_line(case, engine(programs[program], given)))
            out.flush()
        _end_after(0)


def _end_with_parent() -> None:
    """Ask Linux for SIGKILL when the parent dies; it reaches even a process that is stopped."""
    if sys.platform == "linux" and ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL):
        raise OSError("prctl PR_SET_PDEATHSIG")


def _end_after(seconds: float) -> None:
    """Let the system end this process after so many seconds; 0 takes that back."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _open_nothing() -> None:
    """From here on no file and no connection can be opened, memory has a bound, no core is left."""
    bounds = {resource.RLIMIT_NOFILE: 0, resource.RLIMIT_CORE: 0}
    if sys.platform == "linux":  # elsewhere what is reserved counts, too
        bounds[resource.RLIMIT_AS] = _MEMORY
    for kind, most in bounds.items():
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main(float(sys.argv[1]))
