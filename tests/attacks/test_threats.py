"""The operator with full power over store, folder and code, against whoever only has the bundle.

Each test is a row of README.md: what is tried, and what stops it or which trace stays.
"""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bundles
import pytest
from bundles import Bundle, canonical, hidden, person, sha
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from modes import OFFICIAL_KEYS, PEOPLE, Row, keyless, official
from sides import Files, Judges, Side, read, value

from shuangsuiji.findings import Refusal
from shuangsuiji.workflow import draws

Change = Callable[[Row], object]


@pytest.fixture
def own_keys(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Sign with the operator's own keys in place of everybody's; return their public keys."""
    secrets = {
        name: Ed25519PrivateKey.from_private_bytes(bytes([90 + n]) * 32)
        for n, name in enumerate(bundles.SECRETS)
    }
    monkeypatch.setattr(bundles, "SECRETS", secrets)
    return {name: key.public_key().public_bytes_raw().hex() for name, key in secrets.items()}


def anew(folder: Path, *changes: Change, **mode: Any) -> Files:
    """Return a bundle of which all is made anew after a change of the manifest."""

    def change(m: Row) -> None:
        for each in changes:
            each(m)

    stages = {"manifest": change, **mode.pop("stages", {})}
    return read(Bundle(folder, stages, **mode).folder)


def fail(sides: tuple[Side, Side], *steps: str) -> None:
    """Hold that both verifiers fail, at one of these parts of the bundle."""
    for side in sides:
        assert side.end == "failed", side
        assert side.step in steps, side


def tell(sides: tuple[Side, Side], engine: str, public: str) -> None:
    """Hold that both accept the bundle and say a thing that everybody may read."""
    assert [side.end for side in sides] == ["verified", "verified"], sides
    for side, words in zip(sides, (engine, public), strict=True):
        assert re.search(words, side.said), (words, side.said)


# ---- An input that is chosen once a nonce is known --------------------------------------------------

LEFT_OPEN: dict[str, Change] = {
    "the group": lambda m: m["lines"][0].update(group="G2"),
    "the number of an attempt": lambda m: m["lines"][0].update(attempt=2),
    "the name of a line": lambda m: m["lines"][0].update(line="L9"),
    "the sizes of batches": lambda m: m["lines"][0].update(batches=[1, 1]),
    "a ratio": lambda m: m["lines"][0]["strata"][0].update(ratio="1/2"),
    "the rounding": lambda m: m["lines"][0].update(rounding="floor"),
    "whether visits are merged": lambda m: m.update(merge=False),
    "the window, and with it who is on leave": lambda m: m["lines"][0]["window"].update(
        until="2023-11-29"
    ),
    "the beacon's round": lambda m: m["beacon"].update(round=657412),
    "the inspectors": lambda m: m.update(inspectors=None),
    "words that mean nothing": lambda m: m.update(engine="by hand 2"),
    "the pack": lambda m: m["pack"].update(id="q"),
    "the counter": lambda m: m.update(counter=2, previous="0" * 64),
}


@pytest.mark.parametrize("change", LEFT_OPEN.values(), ids=LEFT_OPEN)
def test_nothing_is_left_open_once_parties_have_signed(
    tmp_path: Path, judges: Judges, own_keys: dict[str, str], change: Change
) -> None:
    """All is made anew after the change; what parties sign binds the manifest's hash."""
    files = anew(tmp_path / "b", official, change)

    fail(judges.both(files), "commitments", "manifest")


PEOPLE_CHOSEN: dict[str, Callable[[Row], object]] = {
    "leave": lambda x: x["people"][1]["absent"].append({"from": "2023-09-01", "until": "2024-01-31"}),
    "a load so far": lambda x: x["people"][0].update(before=9),
    "a cap": lambda x: x["people"][0].update(cap=0),
    "a recusal": lambda x: x["recusals"].append({"person": "I4", "target": "T02"}),
    "a bar": lambda x: x["slots"][2].update(bars=["region"]),
    "a person less": lambda x: x.update(people=x["people"][:-1]),
}  # fmt: skip


@pytest.mark.parametrize("change", PEOPLE_CHOSEN.values(), ids=PEOPLE_CHOSEN)
def test_nothing_about_inspectors_is_left_open(
    tmp_path: Path, judges: Judges, own_keys: dict[str, str], change: Change
) -> None:
    files = anew(tmp_path / "b", official, stages={"inspectors": change}, inspectors=True)

    fail(judges.both(files), "commitments")


def test_the_list_changed_between_number_and_reading(
    made: dict[str, Files], tmp_path: Path, judges: Judges, own_keys: dict[str, str]
) -> None:
    """A late edit of the register: alone, and with everything that follows made anew."""
    swapped = made["official"]["register-1.txt"].replace(b"T01|B", b"T01|A")
    rows = {"register": lambda rows: ["T00|A|eligible", *rows[:-1]]}

    fail(judges.both({**made["official"], "register-1.txt": swapped}), "registers")
    fail(judges.both(anew(tmp_path / "b", official, stages=rows)), "commitments")


def test_a_class_left_out_and_a_pool_shrunk_to_one(
    made: dict[str, Files], tmp_path: Path, judges: Judges
) -> None:
    """Before the commitments it is the operator's order: counts must be the register's, the rest is told."""

    def without(m: Row) -> None:
        keyless(m)
        for line in m["lines"]:
            line.update(rounding="floor")
            line["strata"][1].update(ratio="1/1000")

    def shrunk(m: Row) -> None:
        keyless(m)
        for line in m["lines"]:
            line["strata"][0] |= {"eligible": 1, "excluded": [{"n": 5, "reason": "class-a"}]}

    def rows(given: list[str]) -> list[str]:
        lines = [row.replace("eligible", "class-a") if "|A|" in row else row for row in given]
        return [row.replace("class-a", "eligible") if row[:3] == "T02" else row for row in lines]

    def both(m: Row) -> None:
        shrunk(m)
        register = bundles.verify.register_facts("sha256", rows(bundles.ROWS))
        m["registers"][0] |= register

    dropped = value(made["plain"], "manifest.json")
    dropped["lines"][0]["strata"].pop()
    fail(
        judges.both({**made["plain"], "manifest.json": canonical(dropped)}),
        "manifest",
        "commitments",
    )
    files = anew(tmp_path / "a", without)
    tell(judges.both(files), "note-no-chance.*'stratum': 'B'", "L1 B，可抽 5：不可能抽中，非随机")
    files = anew(tmp_path / "b", both, stages={"register": rows})
    tell(
        judges.both(files), "note-certain.*'stratum': 'A', 'n': 1", "L1 A，可抽 1：必然抽中，非随机"
    )


# ---- Another roll ---------------------------------------------------------------------------------


def test_a_roll_on_a_private_copy_needs_the_parties_again(
    made: dict[str, Files], judges: Judges
) -> None:
    """Another nonce, another manifest, another commitment: none has the party's signature."""
    files = made["official"]
    reveal = value(files, "reveal-witness.json") | {"nonce": "00" * 31 + "2a"}
    commitments = value(files, "commitments.json")
    seed = value(files, "seed.json")
    commitments[2]["hash"] = sha(canonical(reveal))
    seed["reveals"][2]["nonce"] = reveal["nonce"]
    other = {"reveal-witness.json": reveal, "seed.json": seed}
    forged = {**files, **{name: canonical(said) for name, said in other.items()}}

    fail(judges.both(forged), "commitments")
    forged["commitments.json"] = canonical(commitments)
    fail(judges.both(forged), "commitments")


def test_a_second_roll_in_the_open_is_told_by_its_number(
    made: dict[str, Files], judges: Judges
) -> None:
    """The log counts how often a line was frozen, and both verifiers say so."""
    tell(judges.both(made["retry"]), "note-attempt {'line': 'L1', 'attempt': 2}", "L1：第 2 次抽取")


def test_a_retry_with_another_register_does_not_pass(
    made: dict[str, Files], judges: Judges
) -> None:
    files = made["retry"]
    aborted = value(files, "aborted-manifest.json")
    aborted["registers"][0]["root"] = "0" * 64

    fail(judges.both({**files, "aborted-manifest.json": canonical(aborted)}), "manifest")


def test_a_line_under_another_name_leaves_the_first_in_the_log(
    tmp_path: Path, judges: Judges
) -> None:
    """Instead of the retry the operator freezes the same targets as another line: the log shows both."""

    def other(m: Row) -> None:
        m.update(counter=2, previous="1" * 64)

    def earlier(rows: list[Row]) -> list[Row]:
        root = bundles.verify.register_facts("sha256", bundles.ROWS)["root"]
        for kind, more in (
            ("freeze", {"counter": 1, "lines": ["L0"], "registers": [root]}),
            ("reveal", {"nonce": "0" * 64, "party": "witness"}),
            ("abort", {"reason": "停电"}),
        ):
            body = {"manifest": "1" * 64, **more}
            plain = {"at": "2023-09-14T00:00:00Z", "draw": "D-0", "who": "operator"}
            rows.append({**plain, "body": body, "kind": kind, "n": len(rows) + 1})
        return rows

    files = anew(tmp_path / "b", other, stages={"earlier": earlier})

    tell(judges.both(files), "step-log", "核对通过")
    log = [json.loads(line) for line in files["log.jsonl"].splitlines()]
    frozen = [row["body"] for row in log if row.get("kind") == "freeze"]
    assert frozen[0]["registers"] == frozen[1]["registers"]
    assert [row["kind"] for row in log[:3]] == ["freeze", "reveal", "abort"]


# ---- Nonces that are dropped ------------------------------------------------------------------------


def _late(events: list[Row]) -> None:
    """Put the witness's reveal after the checkpoint on reveals, before the result."""
    n = next(n for n, event in enumerate(events) if event["kind"] == "result")
    told = {**events[n - 1], "who": "witness"}
    told["body"] = {**told["body"], "nonce": sha("witness"), "party": "witness"}
    events.insert(n, told)
    for number, event in enumerate(events, 1):
        event["n"] = number


def test_of_two_checkpoints_on_reveals_the_longer_log_shows_the_choice(
    tmp_path: Path, judges: Judges
) -> None:
    """The operator has two cosigned states after the deadline and takes the one it likes.

    A bundle that ends before the other says only what the cosigner saw then. The cosigner's own list
    of what it signed, and any longer log, show that the nonce was there.
    """
    short = anew(tmp_path / "a", official, silent=("witness",), points=("committed", "revealed"))
    longer = anew(
        tmp_path / "b",
        official,
        silent=("witness",),
        stages={"events": _late, "sizes": lambda sizes: sizes.update(drawn=9)},
    )

    tell(
        judges.both(short),
        "shows-absent {'party': 'witness'}",
        "witness 未公布：.*若另有见证，应一并核对",
    )
    fail(judges.both(longer), "log", "commitments")


def test_a_null_nonce_without_the_cosigners_word_does_not_pass(
    made: dict[str, Files], judges: Judges
) -> None:
    files = {**made["silent"]}
    del files["checkpoint-revealed.txt"]
    beside = {**made["official"]}
    seed = value(beside, "seed.json")
    seed["reveals"][2]["nonce"] = None
    beside["seed.json"] = canonical(seed)
    del beside["reveal-witness.json"]

    fail(judges.both(files), "commitments", "seed")
    fail(judges.both(beside), "commitments", "seed", "log")


# ---- Keys of one's own -------------------------------------------------------------------------------


def _keys(own: dict[str, str]) -> Change:
    def change(m: Row) -> None:
        for party in m["parties"]:
            party["key"] = own[party["name"]]
        m["log"]["key"] = own["log.example"]
        m["log"]["cosigners"][0]["key"] = own["notary/w"]

    return change


def test_keys_of_the_operators_own_making_are_never_called_known(
    tmp_path: Path, judges: Judges, own_keys: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "KEYS", own_keys)
    files = anew(tmp_path / "b", official, _keys(own_keys))

    sides = judges.both(files, OFFICIAL_KEYS)

    tell(sides, "-draw/shows-signed-unchecked", "承诺有签名：钥匙未核对")
    tell(sides, "-draw/shows-witnessed-unchecked", "日志有见证：钥匙未核对")


def test_a_known_key_under_another_name_is_not_known(
    made: dict[str, Files], judges: Judges
) -> None:
    """The witness's key, told as the supervision's: whose key it is, is what a reader knows."""
    names = dict(OFFICIAL_KEYS)
    turned = [("initiator", names["supervision"]), ("supervision", names["initiator"])]
    turned += [("witness", names["notary/w"]), ("notary/w", names["witness"])]
    turned += [("log.example", key) for key in names.values()]

    sides = judges.both(made["official"], turned)

    tell(sides, "-draw/shows-signed-unchecked", "承诺有签名：钥匙未核对")
    tell(sides, "-draw/shows-witnessed-unchecked", "日志有见证：钥匙未核对")


def test_one_key_is_not_two_parties(tmp_path: Path, judges: Judges) -> None:
    def change(m: Row) -> None:
        official(m)
        m["parties"][1]["key"] = m["parties"][0]["key"]

    fail(judges.both(anew(tmp_path / "b", change)), "manifest")


WEAK = {
    "order 1": "01" + "00" * 31,
    "order 2": "ec" + "ff" * 30 + "7f",
    "order 4": "00" * 32,
    "order 8": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "order 1, spelled otherwise": "ee" + "ff" * 30 + "7f",
}


@pytest.mark.parametrize("weak", WEAK.values(), ids=WEAK)
def test_a_key_for_which_one_signature_fits_all_messages_signs_nothing(
    tmp_path: Path, judges: Judges, monkeypatch: pytest.MonkeyPatch, weak: str
) -> None:
    """With R = B and s = 1 the signature of a key of small order holds whatever is signed, or one in eight."""

    class Anything:
        def sign(self, _: bytes) -> bytes:
            return bytes([0x58] + [0x66] * 31) + (1).to_bytes(32, "little")

    def change(m: Row) -> None:
        keyless(m)
        m["parties"][1]["key"] = weak

    monkeypatch.setitem(bundles.SECRETS, "supervision", Anything())

    fail(judges.both(anew(tmp_path / "b", change)), "commitments")


def test_a_beacon_of_the_operators_own_is_none(tmp_path: Path, judges: Judges) -> None:
    """Its value would be the operator's choice: the engine refuses it, the public verifier says so."""
    own = {"chain": "own", "source": "own"}

    def change(m: Row) -> None:
        keyless(m)
        m["beacon"].update(own)

    def files(given: Files) -> None:
        given["beacon.json"] = canonical(json.loads(given["beacon.json"]) | own)

    stages = {"seed": lambda seed: seed["beacon"].update(own), "files": files}
    engine, public = judges.both(anew(tmp_path / "b", change, stages=stages))

    assert (engine.end, engine.step) == ("failed", "manifest")
    assert "来源 own 不认识，不能当作外部信标" in public.said
    asked_officially = anew(tmp_path / "o", official, lambda m: m["beacon"].update(own))
    fail(judges.both(asked_officially), "manifest", "seed", "form")


def test_where_parties_have_no_keys_the_cosigned_log_binds_them(
    tmp_path: Path, judges: Judges, own_keys: dict[str, str]
) -> None:
    """A demonstration with a log: the operator makes all anew, but for what the cosigner signed."""

    def change(m: Row) -> None:
        m["lines"][0].update(group="G2")
        for party in m["parties"]:
            party["key"] = None

    fail(judges.both(anew(tmp_path / "b", change)), "log")


def test_without_keys_and_log_nothing_is_claimed_of_them(
    made: dict[str, Files], judges: Judges
) -> None:
    """The operator makes all anew by itself: what is left is a draw of which nothing is shown."""
    sides = judges.both(made["plain"], OFFICIAL_KEYS)

    for claim, words in (
        ("-draw/shows-signed ", "承诺有签名：否"),
        ("-draw/shows-witnessed ", "日志有见证：否"),
        ("-draw/shows-committed-first ", "承诺在先：未能显示"),
        ("note-not-official", "演示，非正式抽取"),
    ):
        tell(sides, claim, words)


# ---- The log ----------------------------------------------------------------------------------------


def _hide(*kinds: str) -> Callable[[list[str]], list[str]]:
    def lines(texts: list[str]) -> list[str]:
        return [hidden(x) if json.loads(x).get("kind") in kinds else x for x in texts]

    return lines


@pytest.mark.parametrize("kind", ["freeze", "commit", "reveal"])
def test_an_event_that_the_draw_needs_cannot_be_hidden(
    tmp_path: Path, judges: Judges, kind: str
) -> None:
    """The leaf stands in the same tree, so the cosigner's signature holds: what lacks is the event."""
    files = anew(tmp_path / "b", official, stages={"lines": _hide(kind, "decide")})

    fail(judges.both(files), "log")


def test_a_draw_that_is_hidden_as_nobodys_leaves_its_leaves(tmp_path: Path, judges: Judges) -> None:
    """A whole first roll shown as events of no draw: how many events are hidden is told."""

    def earlier(rows: list[Row]) -> list[Row]:
        for kind in ("freeze", "reveal", "abort"):
            body = {"manifest": "1" * 64}
            plain = {"at": "2023-09-14T00:00:00Z", "draw": "D-0", "who": "operator"}
            rows.append({**plain, "body": body, "kind": kind, "n": len(rows) + 1})
        return rows

    def lines(texts: list[str]) -> list[str]:
        return [hidden(x) if '"D-0"' in x or '"decide"' in x else x for x in texts]

    files = anew(tmp_path / "b", official, stages={"earlier": earlier, "lines": lines})

    tell(judges.both(files), "step-log.*'hidden': 4", "日志隐去：4 条，内容未能显示")


def test_two_manifests_of_one_counter_do_not_stand_in_one_log(
    tmp_path: Path, judges: Judges
) -> None:
    """A twin freeze in the same log; on a fork of its own the cosigner refuses it (test_log_fork)."""

    def twin(events: list[Row]) -> None:
        other = {**events[0], "draw": "D-2", "body": {**events[0]["body"], "manifest": "2" * 64}}
        events.insert(1, other)
        for number, event in enumerate(events, 1):
            event["n"] = number

    def grown(sizes: dict[str, int]) -> None:
        for name in sizes:
            sizes[name] += 1

    files = anew(tmp_path / "b", official, stages={"events": twin, "sizes": grown})

    fail(judges.both(files), "log")


# ---- Withheld -----------------------------------------------------------------------------------------


def test_a_withheld_draw_is_opened_to_the_result_that_was_logged(
    made: dict[str, Files], judges: Judges
) -> None:
    """Another bundle at the opening: another result has another hash, another nonce no commitment."""
    files = {**made["opened"]}
    result = value(files, "result.json")
    result["lines"][0]["strata"][0]["drawn"][0]["id"] = "T12"
    reveal = value(files, "reveal-supervision.json") | {"nonce": "1" * 64}

    fail(judges.both({**files, "result.json": canonical(result)}), "log", "result")
    fail(judges.both({**files, "reveal-supervision.json": canonical(reveal)}), "commitments")


def test_a_withheld_nonce_that_was_never_deposited_opens_nothing(
    made: dict[str, Files], judges: Judges
) -> None:
    """The withheld nonce is neither lost nor refused: an opened bundle has it."""
    files = {**made["opened"]}
    del files["reveal-supervision.json"]
    seed = value(files, "seed.json")
    seed["reveals"][1]["nonce"] = None

    fail(judges.both({**files, "seed.json": canonical(seed)}), "commitments", "manifest")


def test_a_day_of_opening_that_never_comes_is_public(
    made: dict[str, Files], judges: Judges
) -> None:
    for side in judges.both(made["sealed"]):
        assert side.end == "sealed"
        assert "2999-12-20T00:00:00Z" in side.said


def test_what_was_sealed_keeps_its_order(made: dict[str, Files], judges: Judges) -> None:
    """Two disqualifications told the other way round would give the places to others."""
    files = made["opened"]
    rows = value(files, "unsealed.json")
    rows[0], rows[1] = rows[1], rows[0]

    fail(judges.both({**files, "unsealed.json": canonical(rows)}), "log")


def test_a_sealed_bundle_shows_the_right_round_and_all_reveals(
    made: dict[str, Files], judges: Judges
) -> None:
    files = {**made["sealed"]}
    beacon = value(files, "beacon.json") | {"round": 657412}

    fail(judges.both({**files, "beacon.json": canonical(beacon)}), "seed")
    del files["beacon.json"]
    fail(judges.both(files), "seed", "manifest")


# ---- After the draw, and who goes there ----------------------------------------------------------------


def test_changes_that_undo_each_other_are_all_told(made: dict[str, Files], judges: Judges) -> None:
    sides = judges.both(made["official"])

    tell(
        sides,
        "note-designate(.|\n)*note-select",
        "变更第3项.*指定，非随机(.|\n)*变更第4项.*选派，非随机",
    )


def _kinds(events: list[Row]) -> None:
    for event in events:
        if event["kind"] == "disqualify":
            event["kind"] = "replace"


def _other_teams(events: list[Row]) -> None:
    for event in events:
        if event["kind"] == "assign":
            event["body"] = {**event["body"], "assignment": "0" * 64}


@pytest.mark.parametrize(
    ("events", "step", "code"),
    [(_kinds, "overrides", "draw/override-logged"), (_other_teams, "assignment", "assign/logged")],
)
def test_what_the_log_tells_of_teams_and_changes_is_what_the_bundle_has(
    tmp_path: Path, judges: Judges, events: Change, step: str, code: str
) -> None:
    """A log that calls a disqualification a replacement, or names another assignment."""
    sides = judges.both(anew(tmp_path / "b", official, stages={"events": events}, **PEOPLE))

    fail(sides, step)
    assert code in sides[0].said


def test_a_withheld_draw_is_opened_once(tmp_path: Path, judges: Judges) -> None:
    def again(events: list[Row]) -> None:
        events.append({**events[-1], "n": len(events) + 1})

    stages = {"events": again, "sizes": lambda sizes: sizes.update(drawn=sizes["drawn"] + 1)}
    files = anew(tmp_path / "b", official, stages=stages, withhold=True)

    fail(judges.both(files), "log")


def test_a_slot_that_only_one_person_meets_is_called_not_random(
    tmp_path: Path, judges: Judges
) -> None:
    """Bars, caps and preferences are the operator's, frozen before the seed: one candidate is told."""

    def narrow(given: Row) -> None:
        given["people"][4]["skills"] = ["绝活"]
        given["slots"][2]["bars"] = ["skill:绝活"]

    files = anew(tmp_path / "b", keyless, stages={"inspectors": narrow}, inspectors=True)

    tell(judges.both(files), "assign/note-sole", "只有一名候选（非随机）")


def test_people_who_look_alike_are_one(tmp_path: Path, judges: Judges) -> None:
    def alike(given: Row) -> None:
        given["people"].append(person("Ｉ1"))

    files = anew(tmp_path / "b", keyless, stages={"inspectors": alike}, inspectors=True)

    fail(judges.both(files), "fit", "manifest")


def test_what_the_operator_decided_before_the_draw_is_told(tmp_path: Path, judges: Judges) -> None:
    """Answers on the undecided, departures from a rule: public, and said by both."""

    def decided(m: Row) -> None:
        keyless(m)
        undecided = [{"choice": "exclude", "n": 3, "reason": "inspections-unknown"}]
        m["registers"][0]["undecided"] = undecided
        departure = {"approver": "局长", "reason": "台风", "rule": "GQ-09"}
        m["lines"][0]["departures"] = [departure]

    sides = judges.both(anew(tmp_path / "b", decided))

    tell(
        sides,
        "draw/note-undecided.*inspections-unknown",
        "名册 1：3 个说不准（inspections-unknown），按原因不抽",
    )
    tell(sides, "note-departure.*GQ-09", "L1：偏离 GQ-09：台风，批准 局长")


def test_loads_that_were_told_falsely_stand_in_public(
    made: dict[str, Files], judges: Judges
) -> None:
    """Nobody can tell a false `before` from a bundle; it stands there for the person's colleagues."""
    tell(judges.both(made["people"]), "shows-inspectors", "检查人员匹配：是")
    loads = {
        row["inspector"]: row["before"] for row in value(made["people"], "assignment.json")["loads"]
    }
    assert loads["I4"] == 2


# ---- Files that could be read in two ways ---------------------------------------------------------------

ODD: dict[str, bytes] = {
    "deep": b"[" * 5_000 + b"]" * 5_000,
    "a huge number": b'{"n":' + b"9" * 100_000 + b"}",
    "a number beyond 2^53": b'{"n":9007199254740993}',
    "a fraction": b'{"n":1.0}',
    "NaN": b'{"n":NaN}',
    "a key twice": b'{"n":1,"n":2}',
    "a lone surrogate": b'{"n":"\\ud800"}',
    "many keys": b"{" + b",".join(b'"%07d":0' % n for n in range(30_000)) + b"}",
    "not UTF-8": b'{"n":"\xff"}',
    "nothing": b"",
}


@pytest.mark.parametrize("name", ["manifest.json", "result.json", "reveal-witness.json"])
def test_what_could_be_read_in_two_ways_is_refused(
    made: dict[str, Files], judges: Judges, name: str
) -> None:
    for data in ODD.values():
        for side in judges.both({**made["plain"], name: data}):
            assert side.end == "failed"


IDS = ["T01\u200b", "T01\u202e", "\uff3402", "t02", "T01 ", "e\u0301", "T\x0001", "T01\r"]


@pytest.mark.parametrize("one", IDS, ids=ascii)
def test_ids_that_look_alike_or_that_nobody_sees_are_refused(
    tmp_path: Path, judges: Judges, one: str
) -> None:
    def rows(given: list[str]) -> list[str]:
        return sorted([f"{one}|A|eligible", *(row for row in given if row[:3] != "T04")])

    def register(m: Row) -> None:
        keyless(m)
        m["registers"][0] |= bundles.verify.register_facts("sha256", rows(bundles.ROWS))

    fail(
        judges.both(anew(tmp_path / "b", register, stages={"register": rows})), "registers", "form"
    )


def test_a_zip_with_two_entries_of_one_name_is_refused(
    made: dict[str, Files], tmp_path: Path
) -> None:
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in made["plain"].items():
            archive.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("result.json", b"{}")

    code, said = bundles.run(path)

    assert (code, "重复" in said) == (1, True)
    with pytest.raises(Refusal):
        draws.verify(path)


def test_modes_are_what_they_are_called(made: dict[str, Files]) -> None:
    """The attacks above attack what they think they do."""
    assert value(made["official"], "manifest.json")["purpose"] == "official"
    assert len(value(made["official"], "overrides.json")) == 4
    assert value(made["silent"], "seed.json")["reveals"][2]["nonce"] is None
    assert {"unsealed.json", "overrides.json"} <= {*made["opened"]}
    assert "seed.json" not in made["sealed"]
    assert value(made["sm3"], "manifest.json")["hash"] == "sm3"
    assert {"aborted-manifest.json", "delta-1.json"} <= {*made["retry"]}
    assert PEOPLE["inspectors"]
