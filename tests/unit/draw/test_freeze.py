import json
from typing import Any

import pytest
from pydantic import ValidationError

from shuangsuiji.draw.freeze import FrozenRegister, LogPosition, make_manifest
from shuangsuiji.draw.manifest import Manifest, PackReference
from shuangsuiji.draw.notes import draw_notes
from shuangsuiji.draw.records import parsed
from shuangsuiji.draw.registers.eligibility import settle_undecided, shared_targets
from shuangsuiji.draw.registers.snapshot import Snapshot, StratumCount
from shuangsuiji.draw.retry import retry_findings
from shuangsuiji.draw.spec import DrawSpec, RegisterSpec
from shuangsuiji.findings import Refusal

REGISTER = FrozenRegister(
    Snapshot(10, 0, "0" * 64),
    (StratumCount("A", 4, 3, (("x", 1),)), StratumCount("B", 6, 6, ())),
)


def order(**line: object) -> DrawSpec:
    value: dict[str, Any] = {
        "draw": "d", "purpose": "test",
        "parties": [{"name": "p", "title": "甲"}, {"name": "q", "title": "乙"}],
        "lines": [{
            "line": "L1", "window": {"from": "2026-01-01", "until": "2026-02-01"},
            "strata": [{"id": "B", "ratio": "5%"}, {"id": "A", "ratio": "1/3"}], **line,
        }],
    }  # fmt: skip
    return DrawSpec.model_validate(value)


def freeze(spec: DrawSpec, *registers: FrozenRegister) -> Manifest:
    pack = PackReference(as_of="2026-01-01", hash="1" * 64, id="gaoqing")
    return make_manifest(
        spec, registers, pack, None, LogPosition(), engine="test", file="order.yaml"
    )


def refused(spec: DrawSpec, *registers: FrozenRegister) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        freeze(spec, *registers)
    return [f.code for f in refusal.value.findings]


def test_what_the_order_leaves_out_has_the_plainest_default() -> None:
    (line,) = freeze(order(), REGISTER).lines

    assert (line.group, line.base, line.rounding, line.batches) == ("L1", "eligible", "ceil", ())
    assert [(s.id, s.ratio) for s in line.strata] == [("A", "1/3"), ("B", "1/20")]


def test_every_stratum_of_the_register_needs_a_ratio_and_no_other_has_one() -> None:
    spec = order(strata=[{"id": "A", "ratio": "1"}, {"id": "b", "ratio": "1"}])

    assert refused(spec, REGISTER) == ["draw/stratum-absent", "draw/stratum-unnamed"]


def test_a_stratum_written_twice_is_refused() -> None:
    strata = [{"id": i, "ratio": "1"} for i in ("A", "B", "A")]

    assert refused(order(strata=strata), REGISTER) == ["draw/stratum-twice"]


def test_a_register_that_was_not_handed_in_is_missed() -> None:
    two = order().model_copy(update={"registers": (RegisterSpec(), RegisterSpec())})

    assert refused(order(register="2"), REGISTER) == ["draw/line-register"]
    assert refused(two, REGISTER) == ["draw/registers-too-few"]


@pytest.mark.parametrize(
    ("written", "ratio"),
    [
        ("5%", "1/20"),
        ("0.5%", "1/200"),
        ("3‰", "3/1000"),
        ("0.05", "1/20"),
        ("1/3", "1/3"),
        ("1", "1"),
    ],
)
def test_a_ratio_is_exact_however_it_is_written(written: str, ratio: str) -> None:
    strata = [{"id": "A", "ratio": written}, {"id": "B", "ratio": "1"}]

    assert freeze(order(strata=strata), REGISTER).lines[0].strata[0].ratio == ratio


@pytest.mark.parametrize("written", ["0", "5", "101%", "-1%", "1/0", "5 %", "1e-2", "", "%", "a"])
def test_anything_else_is_no_ratio(written: str) -> None:
    with pytest.raises(ValidationError):
        order(strata=[{"id": "A", "ratio": written}])


@pytest.mark.parametrize("count", ["-1", "1.0", "1_0", " 1", "x"])
def test_a_count_is_written_in_digits(count: str) -> None:
    with pytest.raises(ValidationError):
        order(least=count)


def test_the_undecided_wait_for_one_answer_per_reason(connection) -> None:
    connection.execute(
        "CREATE TABLE r AS SELECT * FROM (VALUES ('a', 'x', NULL), ('b', 'x', 'no-count'), "
        "('c', 'x', 'no-count'), ('d', 'x', 'no-class')) t(id, status, undecided)"
    )

    with pytest.raises(Refusal) as refusal:
        settle_undecided(connection, "r", {"no-class": "include"}, "r.csv")
    (finding,) = refusal.value.findings
    assert (finding.params["n"], finding.params["ids"]) == (2, ("b", "c"))

    answers: dict[str, Any] = {"no-class": "include", "no-count": "exclude"}
    said = settle_undecided(connection, "r", answers, "r.csv")
    assert [(u.reason, u.choice, u.n) for u in said] == [
        ("no-class", "include", 1),
        ("no-count", "exclude", 2),
    ]
    statuses = connection.execute("SELECT status FROM r ORDER BY id").fetchall()
    assert [s for (s,) in statuses] == ["x", "no-count", "no-count", "eligible"]


def test_only_targets_eligible_in_both_are_shared(connection) -> None:
    for table, rows in {"r": "('a', 'eligible'), ('b', 'x'), ('c', 'eligible')",
                        "o": "('a', 'eligible'), ('b', 'eligible'), ('c', 'x')"}.items():  # fmt: skip
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM (VALUES {rows}) t(id, status)")

    shared = shared_targets(connection, "r", "o")

    assert (shared.n, shared.examples) == (1, ("a",))


def test_a_retry_changes_parties_beacon_and_deadline_only(example: dict[str, bytes]) -> None:
    aborted = parsed(Manifest, example["manifest.json"], "m")
    lines = tuple(line.model_copy(update={"attempt": 2}) for line in aborted.lines)
    retry = aborted.model_copy(
        update={"counter": 2, "previous": "0" * 64, "retry_of": "0" * 64, "lines": lines}
        | {"parties": aborted.parties[:2], "deadline": None}
    )

    assert retry_findings(aborted, retry, "m") == ()
    for change in ({"hash": "sm3"}, {"lines": aborted.lines}, {"counter": 1}, {"merge": True}):
        assert len(retry_findings(aborted, retry.model_copy(update=change), "m")) == 1
    assert len(retry_findings(aborted, retry.model_copy(update={"beacon": None}), "m")) == 1
    other = (lines[0].model_copy(update={"least": 1}), *lines[1:])
    assert len(retry_findings(aborted, retry.model_copy(update={"lines": other}), "m")) == 1


def test_strata_without_chance_and_small_pools_are_noted(example: dict[str, bytes]) -> None:
    value = json.loads(example["manifest.json"])
    value["purpose"] = "official"
    value["lines"][0] |= {"attempt": 2, "least": 25, "rounding": "floor"}
    value["lines"][0]["strata"][3]["ratio"] = "1"
    value["lines"][1]["departures"] = [{"approver": "局长", "reason": "专项", "rule": "GQ-09c"}]
    manifest = Manifest.model_validate_json(json.dumps(value))

    notes = draw_notes(manifest, "m")

    assert [(n.code, n.params.get("stratum")) for n in notes] == [
        ("draw/note-attempt", None),
        ("draw/note-no-chance", "A类"),
        ("draw/note-pool", "D类"),
        ("draw/note-certain", "D类"),
        ("draw/note-departure", None),
    ]
