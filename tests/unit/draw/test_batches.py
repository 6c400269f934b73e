"""Which batch of a line may go out next, and what keeps another from it."""

import pytest

from shuangsuiji.draw.batches import Task, next_task
from shuangsuiji.draw.records import DrawnLine, DrawnStratum, DrawnTarget, Result
from shuangsuiji.findings import Location

HASH = "0" * 64
TARGETS = tuple(DrawnTarget(batch=n, id=f"T{n}", ticket=HASH) for n in (1, 2))
STRATUM = DrawnStratum(drawn=TARGETS, id="A", n=2, q="2", threshold=HASH)
RESULT = Result(draw="D", lines=(DrawnLine(line="L", strata=(STRATUM,)),), manifest=HASH, seed=HASH)
FIRST = (Task("L", 1, "issued"),)
DONE = (*FIRST, Task("L", 1, "done"))


@pytest.mark.parametrize(
    ("tasks", "wanted", "codes"),
    [
        ((), Task("L", 1, "issued"), []),
        ((), Task("L", 2, "issued"), ["draw/batch-waits"]),
        (FIRST, Task("L", 1, "issued"), ["draw/batch-is-issued"]),
        (FIRST, Task("L", 1, "done"), []),
        (DONE, Task("L", 2, "issued"), []),
        (DONE, Task("L", 1, "done"), ["draw/batch-is-done"]),
        ((), Task("L", 3, "issued"), ["draw/no-batch"]),
        ((), Task("M", 1, "issued"), ["draw/no-line"]),
    ],
)
def test_batches_go_out_one_after_the_other(
    tasks: tuple[Task, ...], wanted: Task, codes: list[str]
) -> None:
    found = next_task(RESULT, tasks, wanted, Location("out"))

    assert [finding.code for finding in found] == codes
