"""The cycle collector at rest while much is made that stays: it would go over all of it again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """Hold the cycle collector back; what no longer has a name goes as ever.

    What was made counts as old afterwards: else it would all be gone over at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # to freeze and thaw is the way to make everything old without a look at it
            gc.unfreeze()
            gc.enable()
