"""Steering who comes in after a draw: each try has sums that fit, and none passes for verified."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from after_draw import NOW, drawn, forged, refused, result
from shuangsuiji.digest import canonical
from shuangsuiji.draw.after.overrides import Overrides
from shuangsuiji.draw.records import parsed
from shuangsuiji.draw.verification.overrides import check_logged
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.draw_disqualify import Disqualification, disqualify

Record = list[dict[str, Any]]


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draw after which two targets of stratum A dropped out, and one of B."""
    root = tmp_path_factory.mktemp("honest")
    folder = drawn(root)
    (root / "注销.pdf").write_bytes(b"1")
    held = result(folder)["L-1"]
    for id_ in (*held["A"][1:3], held["B"][0]):
        asked = Disqualification(id_, "注销", root / "注销.pdf", "王某（主要负责人）")
        disqualify(folder, asked, now=NOW)
    assert draws.verify(folder / "bundle").verdict is Verdict.VERIFIED
    return folder


def eligible(honest: Path) -> list[str]:
    rows = (honest / "bundle" / "register-1.txt").read_text("utf-8").splitlines()
    return [row.split("|")[0] for row in rows if row.endswith("|A|eligible")]


def a_favourite(honest: Path, record: Record) -> None:
    seen = {o["in"] for o in record} | set(result(honest)["L-1"]["A"])
    record[0]["in"] = next(id_ for id_ in eligible(honest) if id_ not in seen)


def one_skipped(_honest: Path, record: Record) -> None:
    record[0]["in"] = record.pop(1)["in"]


def nobody_although_there_is_one(_honest: Path, record: Record) -> None:
    record[1]["in"] = None


def who_is_on_the_list_already(honest: Path, record: Record) -> None:
    record[0]["in"] = result(honest)["L-1"]["A"][0]


def two_swapped(_honest: Path, record: Record) -> None:
    record[0], record[1] = record[1], record[0]


def their_reserves_swapped(_honest: Path, record: Record) -> None:
    record[0]["in"], record[1]["in"] = record[1]["in"], record[0]["in"]


def out_who_was_not_drawn(honest: Path, record: Record) -> None:
    record[0]["out"] = next(i for i in eligible(honest) if i not in result(honest)["L-1"]["A"])


def out_twice(_honest: Path, record: Record) -> None:
    record.append({**record[0], "in": None})


def out_of_a_line_that_is_not_there(_honest: Path, record: Record) -> None:
    record[0]["line"] = "L-2"


def no_evidence(_honest: Path, record: Record) -> None:
    record[0]["evidence"] = None


def approved_by_the_operator(_honest: Path, record: Record) -> None:
    record[0]["approver"] = "operator"


def no_line(_honest: Path, record: Record) -> None:
    record[0]["line"] = None


def a_person_among_it(_honest: Path, record: Record) -> None:
    record[0]["slot"] = "leader"


def a_designation_of_a_target(_honest: Path, record: Record) -> None:
    record[0]["kind"] = "designate"


TRIES: dict[Callable[[Path, Record], None], str] = {
    a_favourite: "draw/override-next",
    one_skipped: "draw/override-next",
    nobody_although_there_is_one: "draw/override-next",
    who_is_on_the_list_already: "draw/override-in",
    two_swapped: "draw/override-next",
    their_reserves_swapped: "draw/override-next",
    out_who_was_not_drawn: "draw/override-out",
    out_twice: "draw/override-out",
    out_of_a_line_that_is_not_there: "draw/override-out",
    no_evidence: "draw/override-field",
    approved_by_the_operator: "draw/override-operator",
    no_line: "draw/override-field",
    a_person_among_it: "draw/override-field",
    a_designation_of_a_target: "draw/override-field",
}


@pytest.mark.parametrize(
    ("attack", "code"), TRIES.items(), ids=lambda x: getattr(x, "__name__", "")
)
def test_an_override_that_is_not_the_rules_own_fails(
    attack: Callable[[Path, Record], None], code: str, honest: Path, tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(honest / "bundle", bundle)
    record = json.loads((bundle / "overrides.json").read_bytes())
    attack(honest, record)

    forged(bundle, {"overrides.json": canonical(record)})

    verification = draws.verify(bundle)
    assert verification.verdict is Verdict.FAILED
    assert verification.failed_step == "draw/step-overrides"
    assert code in [failure.code for failure in verification.failures]


def test_another_order_of_the_batches_fails(honest: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(honest / "bundle", bundle)
    said = json.loads((bundle / "result.json").read_bytes())
    targets = said["lines"][0]["strata"][0]["drawn"]
    first = next(t for t in targets if t["batch"] == 1)
    later = next(t for t in targets if t["batch"] == 2)
    first["batch"], later["batch"] = 2, 1

    forged(bundle, {"result.json": canonical(said)})

    verification = draws.verify(bundle)
    assert (verification.verdict, verification.failed_step) == (Verdict.FAILED, "draw/step-result")


def test_the_record_left_out_leaves_only_the_draw_itself(honest: Path, tmp_path: Path) -> None:
    """Without overrides.json nothing of them is claimed: the list is the one that was drawn."""
    bundle = tmp_path / "bundle"
    shutil.copytree(honest / "bundle", bundle)

    forged(bundle, {"overrides.json": None})

    verification = draws.verify(bundle)
    assert verification.verdict is Verdict.VERIFIED
    assert "draw/step-overrides" not in [step.code for step in verification.steps]


def test_what_the_log_tells_cannot_be_left_out_or_told_otherwise(honest: Path) -> None:
    data = (honest / "bundle" / "overrides.json").read_bytes()
    record = json.loads(data)
    told = [{**entry, "manifest": "0" * 64, "sums": "0" * 64} for entry in record]
    overrides = parsed(Overrides, data, "overrides.json").root

    check_logged(told, overrides)
    check_logged(told[:1], overrides)  # the log is shown up to a checkpoint
    for logged, kept in (
        (told, ()),
        (told, overrides[:2]),
        (told[::-1], overrides),
        ([{**told[0], "reason": "查无下落"}], overrides),
    ):
        assert refused(lambda a=logged, b=kept: check_logged(a, b)) == ["draw/override-logged"]
