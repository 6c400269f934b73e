import json
from typing import Any

import pytest

from shuangsuiji.digest import canonical
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.manifest_rules import manifest_findings
from shuangsuiji.draw.records import Beacon, Commitments, Result, Reveal, Seed, parsed, spelled
from shuangsuiji.findings import Refusal
from shuangsuiji.report.sentences import sentence

MODELS = {
    "manifest.json": Manifest,
    "commitments.json": Commitments,
    "reveal-initiator.json": Reveal,
    "seed.json": Seed,
    "beacon.json": Beacon,
    "result.json": Result,
}


def codes(value: object) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        parsed(Manifest, canonical(value), "manifest.json")
    return [f"{f.code} {f.params.get('where', '')}" for f in refusal.value.findings]


def rules(value: dict[str, Any]) -> list[str]:
    manifest = parsed(Manifest, canonical(value), "manifest.json")
    found = manifest_findings(manifest, "manifest.json")
    assert all(all(sentence(f)) for f in found)
    return [f.code for f in found]


@pytest.fixture
def value(example: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(example["manifest.json"])


@pytest.mark.parametrize("name", MODELS)
def test_every_file_of_the_example_is_read_and_spelled_again(
    example: dict[str, bytes], name: str
) -> None:
    assert spelled(parsed(MODELS[name], example[name], name)) == example[name]


def test_the_manifest_of_the_example_keeps_all_rules(value: dict[str, Any]) -> None:
    assert rules(value) == []


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]\n", b'{"a":1,"a":1}', b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":"\\u0041"}',
        b'{"a":"\xff"}', b'{"a":NaN}', b'{"a":"\\ud800"}', b"[" * 100_000, b"\xef\xbb\xbf{}",
        b'{"a":' + b"9" * 5000 + b"}", b'{"a":-0}',
    ],
)  # fmt: skip
def test_only_the_canonical_spelling_is_read(data: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        parsed(Manifest, data, "manifest.json")

    assert [f.code for f in refusal.value.findings] == ["draw/not-canonical"]


def test_unknown_and_missing_fields_are_named(value: dict[str, Any]) -> None:
    del value["merge"]
    value["lines"][1]["strata"][0]["extra"] = 1

    assert sorted(codes(value)) == [
        "draw/field-missing merge",
        "draw/field-unknown lines.2.strata.1.extra",
    ]


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("draw",), "名"),
        (("draw",), ""),
        (("counter",), 0),
        (("counter",), 1.0),
        (("counter",), "1"),
        (("counter",), True),
        (("counter",), 2**53),
        (("merge",), 0),
        (("format",), "ssj/2"),
        (("hash",), "md5"),
        (("previous",), "A" * 64),
        (("deadline",), "2026-03-02T02:00:00+00:00"),
        (("deadline",), "2026-02-30T02:00:00Z"),
        (("deadline",), "２026-03-02T02:00:00Z"),
        (("pack", "as_of"), "20260301"),
        (("pack", "id"), "a\u200b"),
        (("lines", 0, "strata", 0, "ratio"), "2/100"),
        (("lines", 0, "strata", 0, "ratio"), "0"),
        (("lines", 0, "strata", 0, "ratio"), "3/2"),
        (("lines", 0, "strata", 0, "ratio"), "1/1"),
        (("lines", 0, "strata", 0, "ratio"), "0.1"),
        (("lines", 0, "strata", 0, "ratio"), "1/0"),
        (("lines", 0, "strata", 0, "id"), "A|B"),
        (("lines", 0, "batches", 0), 0),
        (("lines", 0, "window", "until"), "2023-13-01"),
        (("beacon", "source"), "other"),
        (("parties", 0, "title"), " 局"),
    ],
)
def test_a_value_of_another_form_is_refused_where_it_stands(
    value: dict[str, Any], path: tuple[str | int, ...], wrong: object
) -> None:
    place: Any = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = wrong

    where = ".".join(str(s + 1) if isinstance(s, int) else s for s in path)
    assert codes(value) == [f"draw/field-form {where}"]


def test_the_whole_ratio_is_written_one(value: dict[str, Any]) -> None:
    value["lines"][0]["strata"][0]["ratio"] = "1"

    assert rules(value) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda m: m.update(counter=2), "draw/previous"),
        (lambda m: m.update(previous="0" * 64), "draw/previous"),
        (lambda m: m.update(lines=[]), "draw/nothing-to-draw"),
        (lambda m: m.update(parties=m["parties"][:1], beacon=None), "draw/parties-too-few"),
        (lambda m: m.update(parties=[]), "draw/parties-too-few"),
        (lambda m: m["parties"][1].update(name="witness"), "draw/name-twice"),
        (lambda m: m["lines"][1].update(line="GQ-2023-01"), "draw/name-twice"),
        (lambda m: m["lines"][0].update(register=3), "draw/line-register"),
        (lambda m: m["lines"][0]["strata"].reverse(), "draw/order"),
        (lambda m: m["lines"][0]["strata"][1]["excluded"].reverse(), "draw/order"),
        (lambda m: m["lines"][0]["strata"][0].update(all=31), "draw/stratum-count"),
        (lambda m: m["lines"][0]["strata"][0].update(minimum=1), "draw/minimum-differs"),
        (lambda m: m["lines"][0]["mode"].update(words="x"), "draw/mode-words"),
        (lambda m: m["lines"][1]["mode"].update(words=None), "draw/mode-words"),
        (lambda m: m["lines"][0]["window"].update({"from": "2024-01-01"}), "draw/window"),
        (lambda m: m["registers"][0].update(digits=1), "draw/digits"),
        (lambda m: m["beacon"].update(chain="0" * 64), "draw/beacon-chain"),
        (lambda m: m["beacon"].update(limit="2023-09-15T11:00:03Z"), "draw/beacon-limit"),
        (lambda m: m.update(retry_of="0" * 64, beacon=None), "draw/retry-needs-beacon"),
        (
            lambda m: m.update(withhold={"party": "x", "until": m["deadline"]}),
            "draw/withhold-party",
        ),
    ],
)
def test_what_does_not_fit_together_is_named(value: dict[str, Any], change: Any, code: str) -> None:
    change(value)

    assert set(rules(value)) == {code}


def test_lines_that_do_not_add_up_to_the_register_are_named(value: dict[str, Any]) -> None:
    value["registers"][1]["lines"] = 119

    assert rules(value) == ["draw/lines-differ"]


def test_one_party_is_enough_with_a_beacon(value: dict[str, Any]) -> None:
    value["parties"] = value["parties"][:1]

    assert rules(value) == []


def test_an_official_draw_needs_keys_a_cosigner_a_deadline_and_a_later_beacon(
    value: dict[str, Any],
) -> None:
    value |= {"purpose": "official", "deadline": None, "beacon": None}
    assert rules(value) == ["draw/official-lacks"] * 6

    log = {"cosigners": [{"key": "b" * 64, "name": "c"}], "key": "a" * 64, "origin": "log"}
    beacon = {"chain": "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
              "limit": "2023-09-16T00:00:00Z", "round": 657413, "source": "drand-quicknet"}  # fmt: skip
    value |= {"log": log, "deadline": "2023-09-15T11:00:03Z", "beacon": beacon}
    for n, party in enumerate(value["parties"]):
        party["key"] = str(n) * 64
    assert rules(value) == ["draw/beacon-before-deadline"]

    value["deadline"] = "2023-09-15T11:00:02Z"
    assert rules(value) == []

    value["parties"][0]["key"] = value["parties"][1]["key"]
    assert rules(value) == ["draw/party-key-twice"]

    value["parties"][0]["key"] = "a" * 64
    assert rules(value) == ["draw/operator-key"]
