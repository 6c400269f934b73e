"""How far long work is: whoever does it says so, and whoever shows it listens. Nobody need listen."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

Step = Callable[[int], object]
"""Hears how much more of the stage is done."""

Poll = Callable[[], float]
"""Tells how many percent are done of what runs at this moment; below 0 where nobody knows."""

Shower = Callable[[str, int, Poll | None], AbstractContextManager[Step]]
"""Shows a stage by its name, with how much there is to do in all or who can be asked about it."""

_shower: ContextVar[Shower | None] = ContextVar("shower", default=None)


@contextmanager
def stage(name: str, total: int = 100, poll: Poll | None = None) -> Iterator[Step]:
    """Yield what is told of each step of a stage; with `poll` nothing need be told.

    >>> with stage("root", 10) as done:
    ...     done(10)
    """
    shower = _shower.get()
    if shower is None:
        yield _nobody
        return
    with shower(name, total, poll) as step:
        yield step


@contextmanager
def shown_by(shower: Shower) -> Iterator[None]:
    """Show the stages of what is done meanwhile."""
    token = _shower.set(shower)
    try:
        yield
    finally:
        _shower.reset(token)


def _nobody(done: int) -> None:
    """Hear nothing."""
