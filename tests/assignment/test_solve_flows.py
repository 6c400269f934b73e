"""Larger cases beside networkx: what can be filled, and that no answer leaves a negative cycle.

SOLVE_FLOWS says how many cases are tried.
"""

import os
import random

import networkx as nx
from small_cases import Filled, random_larger_case

from shuangsuiji.assignment.solver.case import Case
from shuangsuiji.assignment.solver.shortage import Shortage
from shuangsuiji.assignment.solver.solve import Solved, solve

CASES = int(os.environ.get("SOLVE_FLOWS", "500"))


def most_filled(case: Case) -> int:
    """Return how many slots can be filled: slot, (visit, person) once, person up to the cap."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("source", "sink"))
    for f in case.fit:
        graph.add_edge("source", ("slot", f.visit, f.slot), capacity=1)
        for c in f.candidates:
            graph.add_edge(("slot", f.visit, f.slot), (f.visit, c.inspector), capacity=1)
            graph.add_edge((f.visit, c.inspector), c.inspector, capacity=1)
    for p in case.people:
        graph.add_edge(p.inspector, "sink", capacity=len(case.fit) if p.cap is None else p.cap)
    return int(nx.maximum_flow_value(graph, "source", "sink"))


def residual(case: Case, held: Filled) -> nx.DiGraph:
    """Return what could still be changed, priced by unmet preferences first, then by loads."""
    more = 4 * (len(case.fit) + 20) ** 2
    graph = nx.DiGraph()
    new = dict.fromkeys((p.inspector for p in case.people), 0)
    for who in held.values():
        new[who] += 1
    places = {(visit, who) for (visit, _), who in held.items()}
    for f in case.fit:
        slot = ("slot", f.visit, f.slot)
        for c in f.candidates:
            place = (f.visit, c.inspector)
            if held[f.visit, f.slot] == c.inspector:
                graph.add_edge(place, slot, weight=-c.unmet * more)
            else:
                graph.add_edge(slot, place, weight=c.unmet * more)
            if place in places:
                graph.add_edge(c.inspector, place, weight=0)
            else:
                graph.add_edge(place, c.inspector, weight=0)
    for p in case.people:
        load = p.before + new[p.inspector]
        if p.cap is None or new[p.inspector] < p.cap:
            graph.add_edge(p.inspector, "sink", weight=2 * load + 1)
        if new[p.inspector]:
            graph.add_edge("sink", p.inspector, weight=1 - 2 * load)
    return graph


def test_what_can_be_filled_is_a_greatest_flow_and_no_answer_leaves_a_negative_cycle():
    full = 0
    for number in range(CASES):
        case = random_larger_case(random.Random(number))
        most = most_filled(case)

        solved = solve(case)

        if isinstance(solved, Solved):
            full += 1
            held = {(s.visit, s.slot): s.inspector for s in solved.answer.slots}
            assert most == len(case.fit) == len(held), number
            assert not nx.negative_edge_cycle(residual(case, held)), number
        else:
            assert isinstance(solved, Shortage), number
            assert len(case.fit) - solved.shortfall == most, number
    assert CASES / 4 < full < CASES
