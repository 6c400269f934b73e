"""Inspectors to visits: the whole answer beside least-cost flow alone, its certificate, another order.

Each measurement is a process of its own. A case is made up: districts, teams of a leader and a member,
two preferences (may lead, knows the trade), recusals, loads before, caps for half of the people.
"""

import argparse
import hashlib
import importlib.util
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from measure import finish, verdict

from shuangsuiji.assignment.solver.case import Case, CaseCandidate, CasePerson, CaseSlot
from shuangsuiji.assignment.solver.solve import Solved, solve

VERIFIER = Path(__file__).parents[1] / "tools" / "verify_draw.py"
AT_ONCE = 3
"""Below so many seconds, what else the machine does would be told."""
SLOTS = ("leader", "member")


@dataclass(frozen=True)
class Size:
    """How large a case is, and what its whole answer may take."""

    visits: int
    people: int
    districts: int
    candidates: int
    seconds: float
    memory: int


DISTRICTS = Size(10_000, 1_000, 40, 25, 30, 1_000_000_000)
LARGE = Size(100_000, 5_000, 1, 50, 20 * 60, 6_000_000_000)


def make(size: Size) -> Case:
    """Make the case of a size; always the same."""
    chance = random.Random(1)
    per = size.people // size.districts
    fair = size.visits * len(SLOTS) / size.people
    people = [
        CasePerson(
            f"P{n:05}",
            chance.randint(0, 12),
            chance.choice([None, round(fair * chance.uniform(1.0, 1.8))]),
        )
        for n in range(size.people)
    ]
    leads = [chance.random() < 0.3 for _ in people]
    trade = [chance.randrange(10) for _ in people]
    fit = []
    for visit in range(size.visits):
        district = visit % size.districts
        pool = range(district * per, (district + 1) * per)
        need, recused = chance.randrange(10), chance.choice(pool) if chance.random() < 0.2 else None
        for slot in SLOTS:
            who = [n for n in pool if n != recused]
            who = chance.sample(who, min(size.candidates, len(who)))
            candidates = tuple(
                CaseCandidate(
                    people[n].inspector, (slot == "leader" and not leads[n]) + (trade[n] != need)
                )
                for n in who
            )
            fit.append(CaseSlot(candidates, slot, f"V{visit:06}"))
    return Case("sha256", hashlib.sha256(b"assignment").hexdigest(), people, fit)


def shuffled(case: Case) -> Case:
    """Return the case in another order."""
    chance = random.Random(2)
    fit = [
        CaseSlot(tuple(chance.sample(f.candidates, len(f.candidates))), f.slot, f.visit)
        for f in case.fit
    ]
    chance.shuffle(fit)
    return Case(case.hash, case.seed, chance.sample(list(case.people), len(case.people)), fit)


def told(case: Case, held: dict[tuple[str, str], str], seconds: float) -> dict[str, Any]:
    """Return what an assignment comes to."""
    new = Counter(held.values())
    loads = [p.before + new[p.inspector] for p in case.people]
    unmet = {(f.visit, f.slot, c.inspector): c.unmet for f in case.fit for c in f.candidates}
    lines = "\n".join(f"{v}|{s}|{who}" for (v, s), who in sorted(held.items()))
    return {
        "seconds": seconds,
        "unmet": sum(unmet[v, s, who] for (v, s), who in held.items()),
        "squares": sum(load * load for load in loads),
        "loads": [min(loads), max(loads)],
        "hash": hashlib.sha256(lines.encode()).hexdigest(),
    }


def solved(case: Case) -> tuple[dict[tuple[str, str], str], float]:
    """Return the one answer and the seconds of the processor that it took."""
    start = time.process_time()
    found = solve(case)
    seconds = time.process_time() - start
    assert isinstance(found, Solved), "the cases are made so that all slots can be filled"
    return {(s.visit, s.slot): s.inspector for s in found.answer.slots}, seconds


def whole(size: Size) -> dict[str, Any]:
    """Solve the case, all three levels."""
    case = make(size)
    return told(case, *solved(case))


def whole_shuffled(size: Size) -> dict[str, Any]:
    """Solve the case given in another order."""
    case = shuffled(make(size))
    return told(case, *solved(case))


def certificate(size: Size) -> dict[str, Any]:
    """Solve the case, then let the stand-alone verifier look for a better answer."""
    case = make(size)
    held, _ = solved(case)
    spec = importlib.util.spec_from_file_location("verify_draw", VERIFIER)
    assert spec is not None, "the verifier is a Python file"
    assert spec.loader is not None, "the verifier is a Python file"
    verifier: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules["verify_draw"] = verifier
    spec.loader.exec_module(verifier)
    seats = [
        (f.visit, f.slot, held[f.visit, f.slot], {c.inspector: c.unmet for c in f.candidates})
        for f in sorted(case.fit, key=lambda f: (f.visit, f.slot))
    ]
    people = {p.inspector: (p.before, p.cap) for p in case.people}
    slot, pair = (verifier.stream(case.hash, case.seed, purpose) for purpose in ("slot", "pair"))
    start = time.process_time()
    better = verifier.better_answer(seats, people, slot, pair)
    assert better is None, better
    return {"seconds": time.process_time() - start}


def flow_alone(size: Size) -> dict[str, Any]:
    """Find the first two levels with the least-cost flow of OR-Tools."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415  (only where it is installed)

    case = make(size)
    start = time.process_time()
    more = 10**8  # above any change of the sum of squares here
    flow = min_cost_flow.SimpleMinCostFlow()
    number: dict[Any, int] = {}

    def node(name: Any) -> int:
        return number.setdefault(name, len(number))

    wanted: Counter[str] = Counter()
    ways: dict[int, tuple[tuple[str, str], str]] = {}
    places: set[tuple[str, str]] = set()
    for f in case.fit:
        key = (f.visit, f.slot)
        flow.set_node_supply(node(key), 1)
        for c in f.candidates:
            place = (f.visit, "", c.inspector)
            cost = c.unmet * more
            arc = flow.add_arc_with_capacity_and_unit_cost(node(key), node(place), 1, cost)
            ways[arc] = key, c.inspector
            wanted[c.inspector] += 1
            if place not in places:
                places.add(place)
                flow.add_arc_with_capacity_and_unit_cost(node(place), node(c.inspector), 1, 0)
    for p in case.people:
        most = wanted[p.inspector] if p.cap is None else min(p.cap, wanted[p.inspector])
        for n in range(most):
            price = 2 * (p.before + n) + 1
            flow.add_arc_with_capacity_and_unit_cost(node(p.inspector), node("sink"), 1, price)
    flow.set_node_supply(node("sink"), -len(case.fit))
    made = time.process_time()
    status = flow.solve()
    assert status == flow.OPTIMAL, status
    held = {key: who for arc, (key, who) in ways.items() if flow.flow(arc)}
    end = time.process_time()
    return {**told(case, held, end - start), "flow": end - made}


WAYS: dict[str, Callable[[Size], dict[str, Any]]] = {
    "whole": whole,
    "shuffled": whole_shuffled,
    "certificate": certificate,
    "flow": flow_alone,
}


def measured(way: str, size: Size) -> dict[str, Any]:
    """Return what a process of its own says of one way; the fastest of three where that takes no time."""
    runs = [_run(way, size)]
    if runs[0]["seconds"] < AT_ONCE:
        runs += [_run(way, size), _run(way, size)]
    return min(runs, key=lambda run: run["seconds"])


def _run(way: str, size: Size) -> dict[str, Any]:
    words = [str(n) for n in vars(size).values()]
    done = subprocess.run(
        [sys.executable, __file__, "--way", way, "--size", *words],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def compare(size: Size, *, flow: bool) -> int:
    """Measure the ways on one case and print them; return 1 beyond a limit."""
    print(f"{size.visits}次检查 × {len(SLOTS)}，{size.people}人，{size.districts}区")
    full = measured("whole", size)
    print(f"  唯一的答案，三级都在内：{full['seconds']:.2f} 秒，内存 {full['memory'] / 1e6:.0f} MB")
    print(f"  偏好未满足 {full['unmet']}，每人次数 {full['loads'][0]} 至 {full['loads'][1]}")
    again = measured("shuffled", size)
    assert again["hash"] == full["hash"], "any order gives the same answer"
    print(f"  打乱次序：{again['seconds']:.2f} 秒，答案相同")
    checked = measured("certificate", size)
    print(f"  verify_draw.py 找不到更好的：{checked['seconds']:.2f} 秒")
    if flow:
        _beside_flow(size, full)
    code = verdict(f"  秒数占 {size.seconds:.0f}", full["seconds"] / size.seconds, 1)
    code |= verdict(f"  内存占 {size.memory / 1e9:.0f} GB", full["memory"] / size.memory, 1)
    print(f"  复核的秒数是求解的 {checked['seconds'] / full['seconds']:.2f} 倍")
    return code | verdict(
        f"  复核的秒数占 {size.seconds:.0f}", checked["seconds"] / size.seconds, 1
    )


def _beside_flow(size: Size, full: dict[str, Any]) -> None:
    if importlib.util.find_spec("ortools") is None:
        print("  OR-Tools：没有装（pip install --group bench）")
        return
    flow = measured("flow", size)
    assert (flow["unmet"], flow["squares"]) == (full["unmet"], full["squares"]), "levels 1 and 2"
    print(
        f"  OR-Tools 只求前两级：{flow['seconds']:.2f} 秒（其中求流 {flow['flow']:.2f}），"
        f"每人次数 {flow['loads'][0]} 至 {flow['loads'][1]}，前两级相同；"
        f"三级的全部是它的 {full['seconds'] / flow['seconds']:.2f} 倍"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="100,000 × 2 in one part")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--size", nargs=6, type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        *counts, seconds, memory = given.size
        visits, people, districts, candidates = map(int, counts)
        size = Size(visits, people, districts, candidates, seconds, int(memory))
        result = WAYS[given.way](size)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({**result, "memory": peak}))
        return
    code = compare(DISTRICTS, flow=True)
    if given.large:
        code |= compare(LARGE, flow=False)
    finish(code)


if __name__ == "__main__":
    main()
