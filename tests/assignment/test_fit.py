"""Who fits where: never an uncertified, recused, absent or doubled inspector; read off the format, line by line."""

import json
import random
from collections import Counter
from itertools import count
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangsuiji.assignment.facts import TargetFacts, read_facts
from shuangsuiji.assignment.fit import fit_file, fit_of, fitter_of
from shuangsuiji.assignment.inspectors import inspectors_findings
from shuangsuiji.assignment.matching import Matching
from shuangsuiji.assignment.records import Inspectors
from shuangsuiji.assignment.solver.shortage import Shortage
from shuangsuiji.assignment.solver.solve import solve
from shuangsuiji.digest import canonical
from shuangsuiji.draw.records import parsed
from shuangsuiji.draw.visits import Visit
from shuangsuiji.findings import Refusal
from shuangsuiji.report.sentences import sentence

DAYS = [f"2026-0{month}-{day:02}" for month in (3, 4, 5) for day in (1, 15, 28)]
REGIONS, SKILLS, DEPARTMENTS = ("东", "西"), ("食品", "药品", "电梯"), ("甲局", "乙局")
TESTS = ("region", "needs", "leader", "department:甲局", "skill:食品")


def span(chance: random.Random) -> dict[str, str]:
    first, last = sorted(chance.choices(DAYS, k=2))
    return {"from": first, "until": last}


def some(chance: random.Random, words: Any, likely: float) -> list[str]:
    return sorted(word for word in words if chance.random() < likely)


def world(chance: random.Random) -> tuple[dict[str, Any], list[Visit], dict[str, TargetFacts]]:
    """Make people, slots of two lines, and visits, in any order that they are asked for."""
    people = [
        {
            "absent": [span(chance) for _ in range(chance.choice([0, 0, 1, 2]))],
            "before": chance.randint(0, 3),
            "cap": chance.choice([None, 1, 3]),
            "certified": chance.choice([None, span(chance), {"from": DAYS[0], "until": DAYS[-1]}]),
            "department": chance.choice(DEPARTMENTS),
            "expert": chance.random() < 0.2,
            "id": f"P{n}",
            "leader": chance.random() < 0.5,
            "region": chance.choice(REGIONS),
            "skills": some(chance, SKILLS, 0.5),
        }
        for n in range(chance.randint(1, 6))
    ]
    targets = [f"T{n}" for n in range(chance.randint(1, 4))]
    slots = [
        {
            "bars": some(chance, TESTS, 0.15),
            "expert": name == "x",
            "line": line,
            "name": name,
            "need": chance.choice([None, None, *SKILLS]),
            "preferences": some(chance, TESTS, 0.3),
        }
        for line in ("L-1", "L-2")
        for name in ["a", *some(chance, "bx", 0.5)]
    ]
    pairs = {(p["id"], t) for p in people for t in targets if chance.random() < 0.15}
    recusals = [{"person": who, "target": target} for who, target in sorted(pairs)]
    visits = []
    for target in targets:
        days, lines = span(chance), chance.choice([("L-1",), ("L-2",), ("L-1", "L-2")])
        visits.append(Visit(target, target, lines, days["from"], days["until"], 1))
    facts = {
        t: TargetFacts(chance.choice(REGIONS), tuple(some(chance, SKILLS, 0.4))) for t in targets
    }
    return {"people": people, "recusals": recusals, "slots": slots}, visits, facts


def read(said: dict[str, Any]) -> Inspectors:
    return parsed(Inspectors, canonical(said), "inspectors.json")


def holds(test: str, who: dict[str, Any], facts: TargetFacts) -> bool:
    if test == "needs":
        return set(facts.needs) <= set(who["skills"])
    if test.startswith("skill:"):
        return test[6:] in who["skills"]
    return {
        "region": who["region"] == facts.region,
        "leader": who["leader"],
    }.get(test, who["department"] == test[11:])


def fits(said: dict[str, Any], visit: Visit, facts: TargetFacts) -> dict[str, list[Any]]:
    """Return who fits each slot of a visit, by trying everybody against every word of the format."""
    found = {}
    for name in sorted({s["name"] for s in said["slots"]}):
        own = [s for s in said["slots"] if s["name"] == name and s["line"] in visit.lines]
        own = [s for s in own if s["need"] is None or s["need"] in facts.needs]
        if not own:
            continue
        able = []
        for who in said["people"]:
            certified = who["certified"]
            barred = any(
                (
                    who["expert"] != own[0]["expert"],
                    not who["expert"]
                    and not (
                        certified
                        and certified["from"] <= visit.from_
                        and visit.until <= certified["until"]
                    ),
                    any(
                        a["from"] <= visit.from_ and visit.until <= a["until"]
                        for a in who["absent"]
                    ),
                    {"person": who["id"], "target": visit.target} in said["recusals"],
                    not all(holds(bar, who, facts) for slot in own for bar in slot["bars"]),
                )
            )
            if not barred:
                wishes = {p for slot in own for p in slot["preferences"]}
                unmet = sum(not holds(wish, who, facts) for wish in wishes)
                able.append({"inspector": who["id"], "unmet": unmet})
        found[name] = able
    return found


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_who_fits_is_what_the_format_says(chance: random.Random) -> None:
    said, visits, facts = world(chance)

    fit = fit_of(fitter_of(read(said)), visits, facts)

    expected = [
        {"candidates": able, "slot": slot, "visit": visit.id}
        for visit in visits
        for slot, able in fits(said, visit, facts[visit.id]).items()
    ]
    assert json.loads(fit_file(fit)) == expected
    assert fit_file(fit) == canonical(expected)


@given(st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_nobody_goes_who_must_not_and_the_order_of_inputs_changes_no_byte(
    chance: random.Random,
) -> None:
    said, visits, facts = world(chance)
    files = []
    for again in range(2):
        if again:
            chance.shuffle(visits)
        inspectors = read(said)
        matching = matched(inspectors, visits, facts)
        fit = matching.fit()
        solved = solve(matching.case(fit), partial=True)
        assert not isinstance(solved, Shortage)
        files.append(canonical(matching.assignment(solved.answer).model_dump(mode="json")))
    assignment = json.loads(files[0])

    assert files[0] == files[1]
    people, by_id = {p["id"]: p for p in said["people"]}, {v.id: v for v in visits}
    for slot in assignment["slots"]:
        who, visit = people[slot["inspector"]], by_id[slot["visit"]]
        certified = who["certified"]
        if slot["slot"] == "x":
            assert who["expert"]
        else:
            assert certified["from"] <= visit.from_ <= visit.until <= certified["until"]
            assert not who["expert"]
        assert {"person": who["id"], "target": visit.target} not in said["recusals"]
        whole = [a for a in who["absent"] if a["from"] <= visit.from_ and visit.until <= a["until"]]
        assert not whole
    taken = Counter((s["visit"], s["inspector"]) for s in assignment["slots"])
    assert all(n == 1 for n in taken.values())
    loads = Counter(s["inspector"] for s in assignment["slots"])
    assert all(p["cap"] is None or loads[p["id"]] <= p["cap"] for p in said["people"])


class _Manifest:
    """What of a manifest the matching reads."""

    hash = "sha256"


def matched(inspectors: Inspectors, visits: list[Visit], facts: dict[str, TargetFacts]) -> Matching:
    return Matching(
        manifest=_Manifest(),  # type: ignore[arg-type]
        seed="5e" * 32,
        inspectors=inspectors,
        fitter=fitter_of(inspectors),
        visits=tuple(visits),
        reserves=(),
        facts=facts,
    )


PLAIN = {
    "people": [
        {
            "absent": [],
            "before": 0,
            "cap": None,
            "certified": None,
            "department": "县局",
            "expert": False,
            "id": "P1",
            "leader": False,
            "region": "东",
            "skills": ["电梯", "食品"],
        }
    ],
    "recusals": [],
    "slots": [
        {"bars": [], "expert": False, "line": "L-1", "name": "a", "need": None, "preferences": []}
    ],
}
BACK = {"from": "2026-05-01", "until": "2026-04-01"}


@pytest.mark.parametrize(
    ("steps", "value", "code"),
    [
        (("people", 0, "skills"), ["食品", "电梯"], "assign/order"),
        (("slots", 0, "bars"), ["region", "leader"], "assign/order"),
        (("people", 0, "certified"), BACK, "assign/span"),
        (("people", 0, "absent"), [BACK], "assign/span"),
        (("people", 0, "id"), "-", "assign/person-dash"),
        (("recusals",), [{"person": "P2", "target": "T"}], "assign/recusal-stranger"),
        (("slots", 0, "bars"), ["年龄"], "assign/test-unknown"),
        (("slots", 0, "line"), "L-2", "assign/line-without-slot"),
    ],
)
def test_what_inspectors_must_not_say(steps: tuple[Any, ...], value: Any, code: str) -> None:
    said = json.loads(json.dumps(PLAIN))
    place = said
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value

    found = inspectors_findings(read(said), ["L-1"], "inspectors.json")

    assert code in {f.code for f in found}
    assert all(sentence(f) for f in found)


def test_look_alikes_strange_lines_and_slots_of_two_kinds_are_told() -> None:
    said = json.loads(json.dumps(PLAIN))
    said["people"].append({**said["people"][0], "id": "Ｐ1"})
    said["slots"].append({**said["slots"][0], "expert": True, "line": "L-9"})

    found = inspectors_findings(read(said), ["L-1"], "inspectors.json")

    codes = [f.code for f in found]
    assert codes == ["assign/look-alike", "assign/line-unknown", "assign/expert-differs"]


def test_what_visits_have_in_common_is_worked_out_once() -> None:
    chance, number = random.Random(1), count()
    said = json.loads(json.dumps(PLAIN))
    said["people"] = [
        {
            **said["people"][0],
            "certified": {"from": "2020-01-01", "until": "2030-01-01"},
            "id": f"P{next(number):04}",
            "region": f"R{chance.randint(0, 39)}",
            "skills": some(chance, SKILLS, 0.5),
        }
        for _ in range(500)
    ]
    said["slots"][0] |= {"bars": ["region"], "preferences": ["needs"]}
    inspectors = read(said)
    visits = [Visit(f"T{n:05}", f"T{n:05}", ("L-1",), DAYS[0], DAYS[1], 1) for n in range(20_000)]
    facts = {
        v.id: TargetFacts(f"R{chance.randint(0, 39)}", tuple(some(chance, SKILLS, 0.4)))
        for v in visits
    }

    fit = fit_of(fitter_of(inspectors), visits, facts)

    assert (
        len({id(entry.candidates) for entry in fit}) <= 40 * 8
    )  # worked out once for what is alike
    assert len(fit) == len(visits)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("甲|东|\n", "assign/facts-missing"),
        ("丙|东|\n乙|东|\n甲|东|\n", "assign/facts-stranger"),
        ("乙|东|\n乙|西|\n甲|东|\n", "assign/facts-stranger"),
        ("乙|东|食品,电梯\n甲|东|\n", "assign/facts-words"),
        ("乙||\n甲|东|\n", "assign/facts-words"),
    ],
)
def test_facts_tell_of_each_target_once(text: str, code: str) -> None:
    lines = "".join(sorted(text.splitlines(keepends=True))).encode()
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE reg AS SELECT unnest(['甲', '乙']) AS id")
        with pytest.raises(Refusal) as refusal:
            read_facts(connection, [lines], "reg", ["甲"], "facts-1.txt")

    (finding,) = refusal.value.findings
    assert finding.code == code
    assert all(sentence(finding))


def test_facts_are_those_of_the_targets_asked_for() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE reg AS SELECT unnest(['甲', '乙']) AS id")
        told = read_facts(connection, ["乙|东|\n甲|西|电梯,食品\n".encode()], "reg", ["甲"], "f")

    assert told == {"甲": TargetFacts("西", ("电梯", "食品"))}
