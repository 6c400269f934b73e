"""Batches go out one after the other: none twice, none before the one ahead is done, all on record."""

from pathlib import Path
from typing import Any

from after_draw import NOW, forged, kinds, refused, result, said
from shuangsuiji.draw.batches import Task
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.draw_batches import step_batch
from shuangsuiji.workflow.draw_disqualify import Disqualification, disqualify


def issue(folder: Path, batch: int, line: str = "L-1") -> Any:
    return step_batch(folder, Task(line, batch, "issued"), now=NOW)


def done(folder: Path, batch: int, line: str = "L-1") -> Any:
    return step_batch(folder, Task(line, batch, "done"), now=NOW)


def test_a_batch_goes_out_and_is_done_before_the_next(folder: Path) -> None:
    first = issue(folder, 1)

    assert said(first) == ["draw/told-batch-issued", "draw/told-batch-targets"]
    assert len(first.record["targets"]) == 3
    assert refused(lambda: issue(folder, 2)) == ["draw/batch-waits"]
    assert said(done(folder, 1)) == ["draw/told-batch-done"]
    second = issue(folder, 2)
    done(folder, 2)
    everybody = {id_ for ids in result(folder)["L-1"].values() for id_ in ids}
    assert {*first.record["targets"], *second.record["targets"]} == everybody
    assert kinds(folder.parent)[-4:] == ["task"] * 4


def test_what_is_not_its_turn_is_refused(folder: Path) -> None:
    assert refused(lambda: done(folder, 1)) == ["draw/batch-not-issued"]
    assert refused(lambda: issue(folder, 2)) == ["draw/batch-waits"]
    assert refused(lambda: issue(folder, 3)) == ["draw/no-batch"]
    assert refused(lambda: issue(folder, 1, line="L-9")) == ["draw/no-line"]
    issue(folder, 1)
    assert refused(lambda: issue(folder, 1)) == ["draw/batch-is-issued"]
    done(folder, 1)
    assert refused(lambda: issue(folder, 1)) == ["draw/batch-is-issued"]
    assert refused(lambda: done(folder, 1)) == ["draw/batch-is-done"]


def test_status_shows_where_the_batches_stand(folder: Path) -> None:
    issue(folder, 1)

    report = draws.status(folder)

    assert said(report)[-2:] == ["draw/told-batch-is-issued", "draw/told-batch-is-waiting"]
    done(folder, 1)
    assert "draw/told-batch-is-done" in said(draws.status(folder))


def test_a_reserve_goes_out_with_the_batch_of_whom_it_replaces(folder: Path) -> None:
    held = issue(folder, 1).record["targets"]
    evidence = folder.parent / "注销.pdf"
    evidence.write_bytes(b"1")

    asked = Disqualification(held[0], "注销", evidence, "王某（主要负责人）")
    report = disqualify(folder, asked, now=NOW)

    assert "draw/told-reserve-late" in said(report)
    assert "draw/told-replaced" in said(draws.status(folder))
    reserve = report.record["overrides"][0]["in"]
    assert done(folder, 1).record["targets"] == sorted([*held[1:], reserve])


def test_no_batch_of_another_list_goes_out(folder: Path) -> None:
    forged(folder / "bundle", {"pack.json": None})

    assert refused(lambda: issue(folder, 1)) == ["draw/bundle-not-named"]
    assert "draw/bundle-not-named" in said(draws.status(folder))
