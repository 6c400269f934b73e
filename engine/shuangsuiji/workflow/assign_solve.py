"""assign solve: from a case file to the file of its one answer, or of what is short."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.assignment.solver.case import Answer, Case, answer_record, read_case
from shuangsuiji.assignment.solver.shortage import Shortage, shortage_record
from shuangsuiji.assignment.solver.solve import Solved, solve
from shuangsuiji.collector import at_rest
from shuangsuiji.digest import Json, canonical
from shuangsuiji.findings import Finding, Location, Param, problem
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.report.files import write_all
from shuangsuiji.workflow.draw_files import read_small
from shuangsuiji.workflow.draw_log import told

_NAMED = 5


@dataclass(frozen=True, slots=True)
class SolvedCase:
    """What is said of a case, and whether some slots stay empty."""

    report: DrawReport
    short: bool


def solve_case(path: Path, out: Path, *, partial: bool = False) -> SolvedCase:
    """Solve the case in a file and write its answer, or where people are too few, what is short."""
    with at_rest():
        case = read_case(read_small(path), str(path))
        solved = solve(case, partial=partial)
    shortage = solved if isinstance(solved, Shortage) else solved.shortage
    answer = solved.answer if isinstance(solved, Solved) else None
    record: dict[str, Json] = {}
    if shortage is not None:
        record |= shortage_record(shortage)
    if answer is not None:
        record |= answer_record(answer)
    write_all([(out, canonical(record))])
    first = _short(case, shortage, out) if answer is None else _filled(case, answer, out)
    return SolvedCase(DrawReport((first, *_parts(shortage, path)), record), shortage is not None)


def _filled(case: Case, answer: Answer, out: Path) -> Finding:
    new = Counter(slot.inspector for slot in answer.slots)
    unmet = {
        (f.visit, f.slot, candidate.inspector): candidate.unmet
        for f in case.fit
        for candidate in f.candidates
    }
    loads = [p.before + new[p.inspector] for p in case.people]
    empty = len(case.fit) - len(answer.slots)
    params: dict[str, Param] = {
        "visits": len({f.visit for f in case.fit}),
        "slots": len(case.fit),
        "empty": empty,
        "people": len(new),
        "unmet": sum(unmet[s.visit, s.slot, s.inspector] for s in answer.slots),
        "least": min(loads, default=0),
        "most": max(loads, default=0),
        "file": str(out),
    }
    return told("assign/solved-in-part" if empty else "assign/solved", out, **params)


def _short(case: Case, shortage: Shortage | None, out: Path) -> Finding:
    short = shortage.shortfall if shortage else 0
    slots = len(case.fit)
    params: dict[str, Param] = {"slots": slots, "filled": slots - short, "short": short}
    return problem("assign/solved-short", Location(str(out)), file=str(out), **params)


def _parts(shortage: Shortage | None, path: Path) -> Iterator[Finding]:
    for part in shortage.parts if shortage else ():
        people = sorted({p.inspector for p in part.people} | {name for _, name in part.once})
        params: dict[str, Param] = {
            "visits": len(part.visits),
            "which": _few(part.visits),
            "slots": len(part.slots),
            "people": len(people),
            "who": _few(people),
            "most": part.capacity + len(part.once),
            "short": part.shortfall,
        }
        yield problem("assign/solved-short-part", Location(str(path)), **params)


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")
