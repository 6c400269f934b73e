"""The one answer of a case: published vectors, every assignment tried, any order of the input.

SOLVE_CASES says how many random cases are held against every assignment.
"""

import json
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_cases import best, random_case, shuffled

from shuangsuiji.assignment.solver.case import Case, CaseCandidate, CasePerson, CaseSlot, read_case
from shuangsuiji.assignment.solver.shortage import Shortage
from shuangsuiji.assignment.solver.solve import Solved, solve

CASES = int(os.environ.get("SOLVE_CASES", "5000"))
VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "assignment-vectors.json").read_text("utf-8")
)
SEED = "5e" * 32


def filled(solved: Solved | Shortage) -> dict[tuple[str, str], str]:
    assert isinstance(solved, Solved)
    return {(s.visit, s.slot): s.inspector for s in solved.answer.slots}


def case(
    people: dict[str, tuple[int, int | None]], *slots: tuple[str, str, dict[str, int]]
) -> Case:
    return Case(
        "sha256",
        SEED,
        [CasePerson(name, before, cap) for name, (before, cap) in people.items()],
        [
            CaseSlot(tuple(CaseCandidate(name, unmet) for name, unmet in who.items()), slot, visit)
            for visit, slot, who in slots
        ],
    )


@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_a_published_vector_has_its_answer_or_its_shortfall(vector):
    read = read_case(json.dumps(vector).encode(), "vector")

    solved = solve(read)

    if "slots" in vector:
        expected = {(s["visit"], s["slot"]): s["inspector"] for s in vector["slots"]}
        assert filled(solved) == expected
    else:
        assert isinstance(solved, Shortage)
        assert solved.shortfall == vector["shortfall"]


def test_no_other_assignment_comes_before_the_answer():
    full = short = 0
    for number in range(CASES):
        chance = random.Random(number)
        tried = random_case(chance)
        expected = best(tried)

        whole, partial = solve(tried), solve(tried, partial=True)

        assert filled(partial) == expected, number
        if len(expected) == len(tried.fit):
            full += 1
            assert whole == partial, number
        else:
            short += 1
            assert isinstance(whole, Shortage), number
            assert whole.shortfall == len(tried.fit) - len(expected), number
            assert isinstance(partial, Solved), number
            assert partial.shortage == whole, number
        assert solve(shuffled(tried, chance), partial=True) == partial, number
    assert min(full, short) > CASES / 4


def test_sm3_draws_another_answer_than_sha256():
    people = {f"P{n}": (0, None) for n in range(20)}
    slots = [(f"V{n}", "leader", dict.fromkeys(people, 0)) for n in range(5)]
    one = case(people, *slots)
    other = Case("sm3", one.seed, one.people, one.fit)

    assert filled(solve(one)) != filled(solve(other))


def test_a_case_without_slots_has_an_empty_answer():
    assert filled(solve(case({"甲": (0, None)}))) == {}


def test_loads_before_count_however_great_they_are():
    great = 2**53 - 1
    people = {"甲": (great, None), "乙": (great - 1, None)}

    solved = solve(case(people, ("V", "leader", {"甲": 0, "乙": 0})))

    assert filled(solved) == {("V", "leader"): "乙"}


def test_preferences_go_before_loads():
    people = {"甲": (9, None), "乙": (0, None)}

    solved = solve(case(people, ("V", "leader", {"甲": 0, "乙": 1})))

    assert filled(solved) == {("V", "leader"): "甲"}


def test_two_slots_of_one_visit_take_two_people_though_both_prefer_one():
    people = {"甲": (0, None), "乙": (0, None), "丙": (0, None)}
    slots = (
        ("V", "leader", {"甲": 0, "乙": 2}),
        ("V", "member", {"甲": 0, "丙": 1}),
    )

    assert filled(solve(case(people, *slots))) == {("V", "leader"): "甲", ("V", "member"): "丙"}


def test_most_slots_come_before_preferences_where_only_some_can_be_filled():
    people = {"甲": (0, 1), "乙": (0, 1)}
    slots = (
        ("V", "leader", {"甲": 0, "乙": 50}),
        ("W", "leader", {"甲": 0}),
        ("X", "leader", {"甲": 7}),
    )

    solved = solve(case(people, *slots), partial=True)

    assert filled(solved) == {("V", "leader"): "乙", ("W", "leader"): "甲"}


class TestShortage:
    def test_it_names_slots_people_and_caps_of_each_part_apart(self):
        people = {"甲": (0, 2), "乙": (0, 1), "丙": (0, None)}
        slots = (
            *((f"A{n}", "leader", {"甲": 0}) for n in range(5)),
            *((f"B{n}", "leader", {"乙": 0}) for n in range(2)),
            ("A0", "member", {"丙": 0}),
        )

        solved = solve(case(people, *slots))

        assert isinstance(solved, Shortage)
        first, second = solved.parts
        assert first.visits == ("A0", "A1", "A2", "A3", "A4")
        assert [p.inspector for p in first.people] == ["甲"]
        assert (first.capacity, first.shortfall) == (2, 3)
        assert second.slots == (("B0", "leader"), ("B1", "leader"))
        assert (second.capacity, second.shortfall) == (1, 1)
        assert solved.shortfall == 4

    def test_a_person_counts_once_for_the_two_slots_of_a_visit(self):
        people = {"甲": (0, None)}
        slots = (("V", "leader", {"甲": 0}), ("V", "member", {"甲": 0}))

        solved = solve(case(people, *slots))

        assert isinstance(solved, Shortage)
        (part,) = solved.parts
        assert part.people == ()
        assert part.once == (("V", "甲"),)
        assert part.shortfall == 1

    def test_a_slot_that_nobody_fits_is_a_part_of_its_own(self):
        solved = solve(case({"甲": (0, 0)}, ("V", "leader", {}), ("W", "leader", {"甲": 0})))

        assert isinstance(solved, Shortage)
        assert [(p.slots, p.shortfall) for p in solved.parts] == [
            ((("V", "leader"),), 1),
            ((("W", "leader"),), 1),
        ]

    def test_visits_that_can_be_filled_are_not_told(self):
        people = {"甲": (0, 1), "乙": (0, None)}
        slots = (
            ("A", "leader", {"甲": 0}),
            ("B", "leader", {"甲": 0, "乙": 0}),
            ("C", "leader", {"甲": 0}),
        )

        solved = solve(case(people, *slots))

        assert isinstance(solved, Shortage)
        assert [part.visits for part in solved.parts] == [("A", "C")]


@given(st.randoms(use_true_random=False), st.integers(1, 40))
def test_nobody_is_doubled_over_the_cap_or_where_they_do_not_fit(chance, most):
    tried = random_case(chance, most)
    fit = {(f.visit, f.slot): {c.inspector for c in f.candidates} for f in tried.fit}

    held = filled(solve(tried, partial=True))

    assert all(who in fit[key] for key, who in held.items())
    assert len({(visit, who) for (visit, _), who in held.items()}) == len(held)
    for person in tried.people:
        assert person.cap is None or list(held.values()).count(person.inspector) <= person.cap
