"""A bar with the time left on the error output, where that is a terminal; nothing anywhere else."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from shuangsuiji.progress import Poll, Step, shown_by

STAGES = {
    "read": "读入名录",
    "check": "核对编号、分层、状态",
    "twice": "查重",
    "root": "计算名册的根",
    "buckets": "归并名册的根",
    "tickets": "摇号",
    "write": "写出名册",
}
"""What people read of each stage."""

_EVERY = 0.2
"""Seconds between two looks at what runs."""


@contextmanager
def bar() -> Iterator[None]:
    """Show the stages of what is done meanwhile, if somebody looks on."""
    if not sys.stderr.isatty():
        yield
        return
    # Only here: its import takes a tenth of a second, and a program behind a pipe sees no bar.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn  # noqa: PLC0415
    from rich.progress import TimeRemainingColumn as Left  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("剩余"),
        Left(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        @contextmanager
        def shower(name: str, total: int, poll: Poll | None) -> Iterator[Step]:
            task = progress.add_task(STAGES[name], total=total)
            over = threading.Event()

            def look(poll: Poll) -> None:
                while not over.wait(_EVERY):
                    percent = poll()
                    if percent >= 0:
                        progress.update(task, completed=total * percent / 100)

            watcher = threading.Thread(target=look, args=(poll,), daemon=True) if poll else None
            if watcher:
                watcher.start()
            try:
                yield lambda done: progress.update(task, advance=done)
            finally:
                over.set()
                if watcher:
                    watcher.join()
                progress.remove_task(task)

        with shown_by(shower):
            yield
