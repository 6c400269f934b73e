"""A child process that answers lines, asked under a deadline; ending it leaves nothing behind."""

import os
import selectors
import signal
import subprocess
import tempfile
from time import monotonic

_LONGEST = 1 << 24
_SAID = 4096
_DYING = 1.0


class ChildDied(Exception):
    """The process ended before it answered: how, and the last line that it wrote to its errors."""


class LineChild:
    """A running process: a line in, a line out. It has a session of its own: Ctrl-C is its parent's."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed by end)
        try:
            self._process = subprocess.Popen(  # noqa: S603  (our own module; all goes in by pipe)
                command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                start_new_session=True,
            )
        except BaseException:
            self._errors.close()
            raise
        assert self._process.stdin, "a pipe was asked for"
        assert self._process.stdout, "a pipe was asked for"
        self._into, self._out = self._process.stdin, self._process.stdout
        os.set_blocking(self._into.fileno(), False)

    def ask(self, lines: bytes, deadline: float) -> bytes:
        """Return what is answered, up to the end of a line; more than that is returned too.

        Raises TimeoutError, and ChildDied with how it ended.
        """
        answer = bytearray()
        with selectors.DefaultSelector() as both:
            both.register(self._into, selectors.EVENT_WRITE)
            both.register(self._out, selectors.EVENT_READ)
            while len(answer) <= _LONGEST and (lines or not answer.endswith(b"\n")):
                left = deadline - monotonic()
                ready = both.select(left) if left > 0 else []
                if not ready:
                    raise TimeoutError
                for key, _ in ready:
                    if key.fileobj is self._out:
                        got = os.read(key.fd, 1 << 16)
                        if not got:
                            raise self._died()
                        answer += got
                    else:
                        lines = lines[self._write(lines) :]
                        if not lines:
                            both.unregister(self._into)
        return bytes(answer)

    def end(self) -> None:
        """End the process, whatever it does, and wait for it; it holds nothing that must be kept."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._into, self._out, self._errors):
            pipe.close()

    def _write(self, lines: bytes) -> int:
        try:
            return os.write(self._into.fileno(), lines[: 1 << 16])
        except BrokenPipeError as error:
            raise self._died() from error

    def _died(self) -> ChildDied:
        """Return how the process ended that closed its pipe; it may have closed it and live on."""
        try:
            status = self._process.wait(_DYING)
        except subprocess.TimeoutExpired:
            return ChildDied("关闭了管道")
        how = f"退出码 {status}" if status >= 0 else f"信号 {signal.Signals(-status).name}"
        return ChildDied("：".join(filter(None, (how, self._said()))))

    def _said(self) -> str:
        size = os.fstat(self._errors.fileno()).st_size
        said = os.pread(self._errors.fileno(), _SAID, max(0, size - _SAID))
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""
