"""Who fits where and who goes where: the one right answer is accepted, every other is refused."""

import itertools
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest
from bundles import (
    FACTS,
    Answer,
    Bundle,
    Change,
    answers,
    assignment_of,
    best,
    person,
    place_of,
    slot,
    verify,
)

from shuangsuiji.assignment.records import Span
from shuangsuiji.assignment.solver.case import Case, CaseCandidate, CasePerson, CaseSlot
from shuangsuiji.assignment.solver.solve import Solved, solve

VECTORS = Path(__file__).parents[1] / "vectors" / "assignment-vectors.json"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))
Fit = list[dict[str, Any]]


def _judge(case: dict[str, Any], answer: Answer) -> str | None:
    """Return what the verifier has against an answer."""
    slots, pairs = (
        verify.stream(case["hash"], case["seed"], purpose) for purpose in ("slot", "pair")
    )
    seats = [
        (e["visit"], e["slot"], one, {c["inspector"]: c["unmet"] for c in e["candidates"]})
        for e, one in zip(case["fit"], answer, strict=True)
    ]
    people = {p["inspector"]: (p["before"], p["cap"]) for p in case["people"]}
    found: str | None = verify.better_answer(seats, people, slots, pairs)
    return found


def _all(case: dict[str, Any]) -> tuple[list[Answer], Answer]:
    """Return all assignments of a case, with empty slots if none is full, and the right one."""
    caps = {p["inspector"]: p["cap"] for p in case["people"]}
    before = {p["inspector"]: p["before"] for p in case["people"]}
    every = list(itertools.islice(answers(case["fit"], caps, empty=False), 20_000))
    every = every or list(itertools.islice(answers(case["fit"], caps, empty=True), 20_000))
    return every, min(
        every, key=lambda a: place_of(a, case["fit"], before, case["seed"], case["hash"])
    )


@pytest.mark.parametrize("case", [c for c in CASES if "slots" in c])
def test_the_known_answer_is_accepted_and_others_are_not(case: dict[str, Any]) -> None:
    given = {(s["visit"], s["slot"]): s["inspector"] for s in case["slots"]}
    answer: Answer = [given[e["visit"], e["slot"]] for e in case["fit"]]

    every, right = _all(case)
    others = random.Random(1).sample([a for a in every if a != answer], min(60, len(every) - 1))

    assert right == answer
    assert _judge(case, answer) is None
    assert [a for a in others if _judge(case, a) is None] == []


@pytest.mark.parametrize("case", [c for c in CASES if "shortfall" in c])
def test_of_a_shortage_the_fullest_answer_is_accepted(case: dict[str, Any]) -> None:
    every, right = _all(case)
    others = random.Random(1).sample([a for a in every if a != right], min(60, len(every) - 1))

    assert right.count(None) == case["shortfall"]
    assert _judge(case, right) is None
    assert [a for a in others if _judge(case, a) is None] == []


def _small(rng: random.Random) -> dict[str, Any]:
    count = rng.randint(2, 5)
    people = [
        {
            "inspector": f"I{n}",
            "before": rng.choice([0, 0, 1, 3]),
            "cap": rng.choice([None, 0, 1, 2, 3]),
        }
        for n in range(count)
    ]
    fit: Fit = []
    for visit in range(rng.randint(1, 4)):
        for name in "abc"[: rng.choice([1, 2, 2, 3])]:
            chosen = [n for n in range(count) if rng.random() < 0.6]
            rows = [{"inspector": f"I{n}", "unmet": rng.choice([0, 0, 0, 1, 2])} for n in chosen]
            fit.append({"visit": f"V{visit}", "slot": name, "candidates": rows})
    return {
        "hash": "sha256",
        "seed": f"{rng.getrandbits(256):064x}",
        "fit": fit[:7],
        "people": people,
    }


def test_of_many_small_cases_exactly_the_right_answer_is_accepted() -> None:
    rng = random.Random(20260311)

    for _ in range(150):
        case = _small(rng)
        every, right = _all(case)
        assert _judge(case, right) is None, (case, right)
        for other in rng.sample(every, min(20, len(every))):
            assert (_judge(case, other) is None) == (other == right), (case, other)


def test_thousands_of_visits_are_certified_in_seconds() -> None:
    """What the engine answers for 4,000 visits in 16 districts holds; two who trade places do not."""
    rng, seed = random.Random(5), "ab" * 32
    people = [CasePerson(f"P{n:04}", rng.choice([0, 0, 1, 2]), 40) for n in range(400)]
    fit = []
    for visit in range(4000):
        own = range(25 * (visit % 16), 25 * (visit % 16) + 25)
        for name in ("leader", "member"):
            rows = [
                CaseCandidate(f"P{n:04}", rng.choice([0, 0, 0, 1]))
                for n in sorted(rng.sample(own, 20))
            ]
            fit.append(CaseSlot(tuple(rows), name, f"V{visit:05}"))
    solved = solve(Case("sha256", seed, people, fit))
    assert isinstance(solved, Solved)
    taken = {(s.visit, s.slot): s.inspector for s in solved.answer.slots}
    streams = [verify.stream("sha256", seed, purpose) for purpose in ("slot", "pair")]
    loads = {p.inspector: (p.before, p.cap) for p in people}
    seats = [
        (e.visit, e.slot, taken[e.visit, e.slot], {c.inspector: c.unmet for c in e.candidates})
        for e in fit
    ]

    begun = time.process_time()
    holds = verify.better_answer(seats, loads, *streams)
    took = time.process_time() - begun
    a, b = next(
        (n, n + 32)
        for n in range(8000 - 32)
        if seats[n][2] != seats[n + 32][2]
        and seats[n][3].get(seats[n + 32][2]) == 0 == seats[n + 32][3].get(seats[n][2])
        and not {seats[n][2], seats[n + 32][2]} & {seats[n ^ 1][2], seats[(n + 32) ^ 1][2]}
    )
    seats[a], seats[b] = (
        (*seats[a][:2], seats[b][2], seats[a][3]),
        (*seats[b][:2], seats[a][2], seats[b][3]),
    )

    assert holds is None
    assert took < 6
    assert verify.better_answer(seats, loads, *streams) is not None


# ---- In a bundle -----------------------------------------------------------------------------------------

FAST = {"points": ("committed",), "inspectors": True}


def _keyless(m: dict[str, Any]) -> None:
    for party in m["parties"]:
        party["key"] = None
    m["log"] = None


def _both(change: Change) -> Change:
    return lambda m: (_keyless(m), change(m))


@pytest.mark.parametrize("merge", [True, False])
@pytest.mark.parametrize("until", ["2023-10-31", "2023-11-01"])
def test_visits_merge_while_their_windows_share_a_day(
    tmp_path: Path, merge: str, until: str
) -> None:
    def change(m: dict[str, Any]) -> None:
        _keyless(m)
        m["merge"] = merge
        m["lines"][0]["window"]["until"] = until

    bundle = Bundle(tmp_path / "b", {"manifest": change}, **FAST)

    code, said = bundle.run()

    assert code == 0, said
    assert any("|" in v["id"] for v in bundle.visits) == (not merge or until == "2023-10-31")
    assert any(len(v["lines"]) == 2 for v in bundle.visits) == (merge and until == "2023-11-01")
    assert f"检查人员匹配：是：{len(bundle.fit)} 个席位，空缺 0 个" in said


def test_a_draw_whose_people_are_not_assigned_yet_is_verified(tmp_path: Path) -> None:
    leave: Change = lambda f: [f.pop(name) for name in ("fit.json", "assignment.json")]  # noqa: E731

    code, said = Bundle(tmp_path / "b", {"manifest": _keyless, "files": leave}, **FAST).run()

    assert code == 0, said
    assert "－ 第12步 匹配条件：未附 fit.json" in said
    assert "－ 第13步 检查人员：未附 assignment.json" in said
    assert "检查人员匹配：未附 assignment.json" in said


def test_part_of_an_assignment_is_verified_and_told(tmp_path: Path) -> None:
    def few(given: dict[str, Any]) -> None:
        given["people"] = [p for p in given["people"] if p["id"] in {"I1", "I3"}]
        given["people"][0]["cap"] = 1

    code, said = Bundle(tmp_path / "b", {"manifest": _keyless, "inspectors": few}, **FAST).run()

    assert code == 0, said
    empty = int(said.split("空缺 ")[1].split()[0])
    assert empty > 0
    assert said.count(f"空缺 {empty} 个") == 2


def test_part_of_a_register_still_shows_who_fits(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _keyless}, **FAST)
    (bundle.folder / "register-1.txt").write_text("T01|B|eligible\n", encoding="utf-8")
    bundle.seal()

    code, said = bundle.run()

    assert code == 4
    assert "✓ 第13步 检查人员" in said


def _people(change: Change) -> dict[str, Change]:
    return {"inspectors": lambda given: change(given["people"]) and None}


def _slots(change: Change) -> dict[str, Change]:
    return {"inspectors": lambda given: change(given["slots"]) and None}


GIVEN: dict[str, tuple[str, dict[str, Change]]] = {
    "two people look alike": ("编号重复", _people(lambda p: p.append(person("ｉ1")))),
    "somebody has the sign of an empty slot": ("不得为「-」", _people(lambda p: p.insert(0, person("-")))),
    "skills are not sorted": ("I2 的 skills 的次序与唯一", _people(lambda p: p[1].update(skills=["特种设备", "消防"]))),
    "a leave ends before it begins": ("起日晚于止日", _people(lambda p: p[0].update(absent=[{"from": "2023-02-02", "until": "2023-02-01"}]))),
    "recusals are not sorted": ("回避的次序与唯一", {"inspectors": lambda g: g["recusals"].append({"person": "I1", "target": "T01"})}),
    "a recusal of a stranger": ("回避所指的人员不存在：I9", {"inspectors": lambda g: g["recusals"].append({"person": "I9", "target": "T01"})}),
    "slots are not sorted": ("席位的次序与唯一", _slots(lambda s: s.reverse())),
    "a slot twice": ("席位的次序与唯一", _slots(lambda s: s.append(s[-1]))),
    "a slot of no line": ("所指的计划行不存在：L9", _slots(lambda s: s.append(slot("L9", "member")))),
    "a line without slots": ("计划行 L2 没有席位", _slots(lambda s: s.pop())),
    "an unknown test": ("不认识的条件「zodiac」", _slots(lambda s: s[0].update(bars=["zodiac"]))),
    "a test without a name": ("不认识的条件「skill:」", _slots(lambda s: s[0].update(bars=["skill:"]))),
    "bars are not sorted": ("bars 的次序与唯一", _slots(lambda s: s[1].update(bars=["region", "leader"]))),
    "a slot for experts in one line only": ("各行的 expert 不同", _slots(lambda s: s[3].update(expert=True))),
    "a register without facts": ("没有 facts", {"manifest": _both(lambda m: m["registers"][0].update(facts=None)), "files": lambda f: f.pop("facts-1.txt")}),
    "other facts": ("facts-1.txt 的哈希", {"manifest": _both(lambda m: m["registers"][0].update(facts="0" * 64))}),
    "other inspectors": ("inspectors.json 的哈希", {"manifest": _both(lambda m: m.update(inspectors="0" * 64))}),
    "no facts": ("缺少 ['facts-1.txt']", {"files": lambda f: f.pop("facts-1.txt")}),
    "no inspectors": ("缺少 ['inspectors.json']", {"files": lambda f: f.pop("inspectors.json")}),
    "inspectors that the manifest does not name": ("inspectors.json 的哈希", {"manifest": _both(lambda m: m.update(inspectors=None))}),
    "an assignment that the manifest does not name": ("清单未提到 ['assignment.json', 'fit.json']", {"manifest": _both(lambda m: m.update(inspectors=None)), "files": lambda f: f.pop("inspectors.json")}),
    "an assignment without who fits": ("却没有 ['fit.json']", {"files": lambda f: f.pop("fit.json")}),
    "who fits without an assignment": ("却没有 ['assignment.json']", {"files": lambda f: f.pop("assignment.json")}),
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "change"), GIVEN.values(), ids=GIVEN)
def test_what_is_frozen_about_inspectors(
    tmp_path: Path, sentence: str, change: dict[str, Change]
) -> None:
    bundle = Bundle(
        tmp_path / "b",
        {"manifest": _keyless, "fit": lambda f: f.clear(), "answer": lambda a: a.clear(), **change},
        **FAST,
    )

    bundle.failed("清单文件", sentence)


def test_a_day_is_what_the_engine_takes_for_one() -> None:
    days = ["0001-01-01", "1998-05-04", "2024-02-29", "9999-12-31"]
    others = [
        "0000-01-01",
        "2023-02-29",
        "2023-2-9",
        "20230209",
        "2023-W06-4",
        "２023-02-09",
        "",
        None,
    ]

    assert [verify.is_day(one) for one in days + others] == [True] * 4 + [False] * 8
    assert all(Span.model_validate({"from": one, "until": one}) for one in days)


REGISTERS: dict[str, tuple[str, list[str]]] = {
    "a target is missing": ("编号与名册不同", FACTS[1:]),
    "a target is too many": ("编号与名册不同", [*FACTS, "T99|东|"]),
    "needs are not sorted": ("第1行不合", [f"{FACTS[0]}b,a", *FACTS[1:]]),
    "a region is empty": ("第1行不合", ["T01||", *FACTS[1:]]),
    "a field is missing": ("第1行不合", ["T01|东", *FACTS[1:]]),
    "lines are not sorted": ("的次序", FACTS[::-1]),
}


@pytest.mark.parametrize(("sentence", "facts"), REGISTERS.values(), ids=REGISTERS)
def test_what_facts_must_be(tmp_path: Path, sentence: str, facts: list[str]) -> None:
    change: dict[str, Change] = {"facts": lambda _: [*FACTS], "manifest": _keyless}
    bundle = Bundle(tmp_path / "b", change, **FAST)
    text = "".join(x + "\n" for x in facts)

    def other(m: dict[str, Any]) -> None:
        _keyless(m)
        m["registers"][0]["facts"] = verify.digest("sha256", text)

    files: Change = lambda f: f.update({"facts-1.txt": text.encode()})  # noqa: E731
    bundle = Bundle(tmp_path / "b", {"manifest": other, "files": files}, **FAST)

    bundle.failed("名册", sentence)


FITS: dict[str, Change] = {
    "somebody fits who does not": lambda f: f[-1]["candidates"].append({"inspector": "X2", "unmet": 0}),
    "somebody is left out": lambda f: f[-1]["candidates"].pop(),
    "a preference is counted as met": lambda f: next(c for e in f for c in e["candidates"] if c["unmet"]).update(unmet=0),
    "a slot is left out": lambda f: f.pop(),
    "a slot is added": lambda f: f.append({**f[-1], "slot": "z"}),
    "slots are not sorted": lambda f: f.reverse(),
    "candidates are not sorted": lambda f: f[0]["candidates"].reverse(),
}  # fmt: skip


@pytest.mark.parametrize("change", FITS.values(), ids=FITS)
def test_who_fits_is_computed_again(tmp_path: Path, change: Change) -> None:
    right = Bundle(tmp_path / "a", {"manifest": _keyless}, **FAST)

    def keep(answer: Answer) -> Answer:
        return best(right.fit, right.inspectors["people"], right.seed)[: len(answer)]

    def assigned(_: dict[str, Any]) -> dict[str, Any]:
        return right.assigned

    changes: dict[str, Change] = {
        "manifest": _keyless,
        "fit": change,
        "answer": lambda a: a,
        "assignment": assigned,
    }
    bundle = Bundle(tmp_path / "b", changes, **FAST)

    bundle.failed("匹配条件", "fit.json")


def _first(given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = given["slots"][0]
    return found


def _load(given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(x for x in given["loads"] if x["after"] > x["before"])
    return found


ASSIGNED: dict[str, tuple[str, Change]] = {
    "a slot that there is not": ("席位不存在", lambda a: _first(a).update(slot="deputy")),
    "slots are not sorted": ("席位的次序与唯一", lambda a: a["slots"].reverse()),
    "a slot twice": ("席位的次序与唯一", lambda a: a["slots"].append(a["slots"][-1])),
    "a ticket is another": ("的号码", lambda a: _first(a).update(ticket="0" * 64)),
    "a load is another": ("loads", lambda a: _load(a).update(after=0)),
    "a load before is another": ("loads", lambda a: _load(a).update(before=7)),
    "somebody's load is left out": ("loads", lambda a: a["loads"].pop() and None),
}


@pytest.mark.parametrize(("sentence", "change"), ASSIGNED.values(), ids=ASSIGNED)
def test_what_an_assignment_must_be(tmp_path: Path, sentence: str, change: Change) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _keyless, "assignment": change}, **FAST)

    bundle.failed("检查人员", sentence)


def _with(tmp_path: Path, answer: Answer, **change: Change) -> Bundle:
    return Bundle(
        tmp_path / "b", {"manifest": _keyless, "answer": lambda _: answer, **change}, **FAST
    )


def test_one_person_on_two_slots_of_a_visit_is_refused(tmp_path: Path) -> None:
    right = Bundle(tmp_path / "a", {"manifest": _keyless}, **FAST)
    answer = best(right.fit, right.inspectors["people"], right.seed)
    n = next(n for n, e in enumerate(right.fit) if e["slot"] == "member")
    answer[n] = answer[n - 1]

    _with(tmp_path, answer).failed("检查人员", "兼任两个席位")


def test_somebody_who_does_not_fit_is_refused(tmp_path: Path) -> None:
    right = Bundle(tmp_path / "a", {"manifest": _keyless}, **FAST)
    answer = best(right.fit, right.inspectors["people"], right.seed)
    answer[-1] = "I6"

    _with(tmp_path, answer).failed("检查人员", "I6 不在候选之列")


def test_nobody_goes_more_often_than_the_cap(tmp_path: Path) -> None:
    right = Bundle(tmp_path / "a", {"manifest": _keyless}, **FAST)
    answer = best(right.fit, right.inspectors["people"], right.seed)
    busy = max(answer, key=answer.count)

    def capped(given: dict[str, Any]) -> None:
        next(p for p in given["people"] if p["id"] == busy)["cap"] = 0

    bundle = Bundle(tmp_path / "c", {"manifest": _keyless, "inspectors": capped}, **FAST)
    fit = bundle.fit
    wrong = [e["candidates"][0]["inspector"] for e in fit]
    n = next(n for n, e in enumerate(fit) if busy in {c["inspector"] for c in e["candidates"]})
    forced: Answer = [None] * len(wrong)
    forced[n] = busy
    bundle = Bundle(
        tmp_path / "b",
        {"manifest": _keyless, "inspectors": capped, "answer": lambda _: forced},
        **FAST,
    )

    bundle.failed("检查人员", f"{busy} 的次数 1 超过上限 0")


def test_every_other_full_assignment_is_refused(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _keyless}, **FAST)
    people, fit = bundle.inspectors["people"], bundle.fit
    right = best(fit, people, bundle.seed)
    every = [
        a for a in answers(fit, {p["id"]: p["cap"] for p in people}, empty=False) if a != right
    ]

    for answer in random.Random(3).sample(every, min(12, len(every))):
        other = assignment_of(fit, people, answer, bundle.seed)
        (bundle.folder / "assignment.json").write_bytes(verify.canonical(other))
        bundle.seal()
        code, said = bundle.run()
        assert code == 1
        assert "还有更好的分派" in said or "还可以派" in said


def test_a_slot_that_could_be_filled_is_not_left_empty(tmp_path: Path) -> None:
    right = Bundle(tmp_path / "a", {"manifest": _keyless}, **FAST)
    answer: Answer = [*best(right.fit, right.inspectors["people"], right.seed)]
    answer[0] = None

    _with(tmp_path, answer).failed("检查人员", "还有更好的分派")


@pytest.mark.parametrize("key", ["assignment", "fit"])
def test_the_log_tells_the_same_assignment(tmp_path: Path, key: str) -> None:
    def keyless(m: dict[str, Any]) -> None:
        for party in m["parties"]:
            party["key"] = None

    def other(events: list[dict[str, Any]]) -> None:
        next(x for x in events if x["kind"] == "assign")["body"][key] = "0" * 64

    bundle = Bundle(
        tmp_path / "b", {"manifest": keyless, "events": other}, inspectors=True, points=("drawn",)
    )

    bundle.failed("检查人员", "日志里的分派")
