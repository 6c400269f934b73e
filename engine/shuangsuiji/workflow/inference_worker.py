"""The second engine, kept in a process of its own: whatever it does to itself refuses one case, no more."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from time import monotonic
from typing import Self

from shuangsuiji.accountability.inference import Infer
from shuangsuiji.accountability.program import Program, Stratum
from shuangsuiji.findings import Param, why_not_opened
from shuangsuiji.workflow.engine_lines import case_line, program_line, read_answer
from shuangsuiji.workflow.line_child import ChildDied, LineChild

SECONDS = 10.0
"""How long a case may take, starting the process included."""

COMMAND = (sys.executable, "-P", "-m", "shuangsuiji.workflow.durable_worker")
"""What is run; the seconds that a case may take are added."""


class EngineFailed(Exception):
    """The second engine gave no answer to a case, or none that can be read: the case is refused."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, Param] = params


def available() -> bool:
    """Return whether durable-rules is installed, on a system where it can be kept within limits."""
    return os.name == "posix" and find_spec("durable_rules_engine") is not None


@contextmanager
def second_engine() -> Iterator[Infer | None]:
    """Give the second engine, in its process; None where it is not installed: one engine decides."""
    if not available():
        yield None
        return
    with Worker() as worker:
        yield worker


class Worker:
    """An engine (`Infer`) in a child process, started for the first case and anew after a failure.

    Leaving the context ends the process. Linux ends it, too, with the thread that started it.
    """

    def __init__(self, command: tuple[str, ...] = COMMAND, seconds: float = SECONDS) -> None:
        self._command = (*command, str(seconds))
        self._seconds = seconds
        self._child: LineChild | None = None
        self._programs: dict[tuple[Stratum, ...], int] = {}
        self._cases = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def __call__(self, program: Program, given: frozenset[str]) -> frozenset[str]:
        """Return what the program shows. Raises EngineFailed; the next case gets a new process."""
        self._cases += 1
        try:
            shown = self._ask(program, given)
        except BaseException:
            self._end()
            raise
        return shown

    def _ask(self, program: Program, given: frozenset[str]) -> frozenset[str]:
        try:
            line = self._answer(program, given)
        except TimeoutError as error:
            raise EngineFailed("decide/engine-timed-out", seconds=f"{self._seconds:g}") from error
        except ChildDied as error:
            raise EngineFailed("decide/engine-crashed", how=str(error)) from error
        except OSError as error:
            raise EngineFailed("decide/engine-crashed", how=why_not_opened(error)) from error
        shown = read_answer(line, self._cases)
        if shown is None:
            raise EngineFailed("decide/engine-garbled", found=line[:60].decode("utf-8", "replace"))
        return shown

    def _answer(self, program: Program, given: frozenset[str]) -> bytes:
        """Ask; a program is told once to each process."""
        deadline = monotonic() + self._seconds
        if self._child is None:
            self._child, self._programs = LineChild(self._command), {}
        told = b""
        if program.strata not in self._programs:
            self._programs[program.strata] = len(self._programs)
            told = program_line(program)
        number = self._programs[program.strata]
        return self._child.ask(told + case_line(self._cases, number, given), deadline)

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None
