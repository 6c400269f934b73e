"""What changes after a withheld draw stays sealed with it, and comes to light, whole, when it is opened."""

import json
from pathlib import Path
from typing import Any

import pytest

from logged_draw import TIMED, UNTIL, WITHHELD, Office, failure, files_of, refused
from shuangsuiji.digest import canonical
from shuangsuiji.draw.batches import Task
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.draw_batches import step_batch
from shuangsuiji.workflow.draw_disqualify import Disqualification, disqualify
from shuangsuiji.workflow.draw_visits import visits


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def opened(office: Office) -> dict[str, object]:
    """A withheld draw; one target drops out while it is sealed, one after it was opened."""
    out = office.whole(office.freeze(more=f"{TIMED}\n{WITHHELD}"))
    before = files_of(out / "bundle")
    (office.root / "注销.pdf").write_bytes(b"1")
    result = json.loads((out / "private" / "bundle" / "result.json").read_bytes())
    first, second = (t["id"] for t in result["lines"][0]["strata"][0]["drawn"][:2])

    def drop(id_: str) -> str:
        asked = Disqualification(id_, "注销", office.root / "注销.pdf", "王某（主要负责人）")
        return disqualify(out, asked, now=UNTIL).said[-1].code

    told = [drop(first)]
    step_batch(out, Task("L-1", 1, "issued"), now=UNTIL)
    sealed = files_of(out / "bundle")
    still_sealed = refused(lambda: visits(out / "bundle"))
    draws.open_(out, now=UNTIL)
    told.append(drop(second))
    parties = [f.code for f in draws.status(out, now=UNTIL).said if "party" in f.code]
    return {
        "told": told,
        "parties": parties,
        "out": out,
        "unchanged": before == sealed,
        "sealed": still_sealed,
        "gone": [first, second],
    }


def test_while_it_is_sealed_the_public_bundle_stays_as_it_is(
    office: Office, opened: dict[str, object]
) -> None:
    assert opened["unchanged"]
    assert opened["sealed"] == ["draw/visits-sealed"]
    assert office.kinds()[-4:] == ["sealed", "sealed", "open", "disqualify"]


def test_nobody_is_told_to_publish_what_is_sealed(opened: dict[str, object]) -> None:
    assert opened["told"] == ["draw/told-reissued-closed", "draw/told-reissued"]
    assert opened["parties"] == ["draw/told-party-revealed"] * 2


def test_opened_it_shows_what_was_changed_before_and_after(opened: dict[str, object]) -> None:
    bundle = Path(str(opened["out"])) / "bundle"

    verification = draws.verify(bundle)

    assert verification.verdict is Verdict.VERIFIED
    overrides = json.loads((bundle / "overrides.json").read_bytes())
    assert [o["out"] for o in overrides] == opened["gone"]


def test_what_was_sealed_cannot_be_told_otherwise_afterwards(opened: dict[str, object]) -> None:
    files = files_of(Path(str(opened["out"])) / "bundle")
    record = json.loads(files["overrides.json"])

    changed = canonical([{**record[0], "reason": "查无下落"}, *record[1:]])

    assert failure({**files, "overrides.json": changed}) == (
        "draw/step-overrides",
        ["draw/override-logged"],
    )


def test_a_draw_may_begin_in_an_empty_database(tmp_path: Path, postgres: Any) -> None:
    fresh = Office(tmp_path)
    fresh.store = postgres.fresh()

    out = fresh.freeze(more=f"{TIMED}\n{WITHHELD}")

    assert [f.code for f in draws.status(out, store=fresh.store).said][:1] == [
        "draw/told-state-open"
    ]
