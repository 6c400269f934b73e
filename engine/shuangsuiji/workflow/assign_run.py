"""Matching the inspectors of a drawn bundle: the one answer, or in words why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shuangsuiji.assignment.borrowed import borrowed
from shuangsuiji.assignment.common_days import apart
from shuangsuiji.assignment.fit import FitSlot, fit_file
from shuangsuiji.assignment.judged import PackRules
from shuangsuiji.assignment.ladder import JOINT, ways_of
from shuangsuiji.assignment.matching import Matching
from shuangsuiji.assignment.records import Assignment
from shuangsuiji.assignment.short_parts import short_findings
from shuangsuiji.assignment.solver.shortage import Shortage
from shuangsuiji.assignment.solver.solve import solve
from shuangsuiji.assignment.standing import teams_now
from shuangsuiji.digest import digest
from shuangsuiji.draw.bundle import ASSIGNMENT, FIT, SUMS, whole
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.draw.records import spelled
from shuangsuiji.findings import Finding, Location, refuse, warning
from shuangsuiji.report.asjson import Json, findings_json
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.workflow.assign_bundle import matched_bundle, root_of, rules_of
from shuangsuiji.workflow.draw_after import bundle_folder, drawn_files, told_reissued
from shuangsuiji.workflow.draw_events import record
from shuangsuiji.workflow.draw_log import OpenedDraw, check_drawn, clock, opened_draw, told
from shuangsuiji.workflow.draw_reissue import reissued, reissuing, settled

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Assigned:
    """What matching came to; `short` where slots stay empty and nothing was written."""

    report: DrawReport
    short: bool


@dataclass(frozen=True, slots=True)
class _Matched:
    """An assignment made, with the bundle that it was made from."""

    matching: Matching
    fit: tuple[FitSlot, ...]
    assignment: Assignment | None
    shortage: Shortage | None
    sums: bytes


def run(
    bundle: Path,
    pack: str,
    *,
    partial: bool = False,
    store: str | Path | None = None,
    now: datetime | None = None,
) -> Assigned:
    """Match the inspectors of a draw and write the bundle anew; nothing is written where people lack.

    `partial` fills as many slots as can be filled, and lists the others.
    """
    with opened_draw(root_of(bundle), store) as draw:
        settled(draw)
        check_drawn(draw)
        rules = rules_of(draw, pack)
        made = _match(draw, partial=partial)
        lacks = [] if made.shortage is None else list(_lacks(made, rules, draw.folder.root))
        if made.assignment is None:
            return Assigned(_short_report(draw, lacks), short=True)
        sums = _write(draw, made, made.assignment, instant_text(clock(now)))
        return Assigned(_report(draw, made, made.assignment, rules, lacks, sums), short=False)


def _match(draw: OpenedDraw, *, partial: bool) -> _Matched:
    """Solve before the store is locked: what is written is written only if the bundle is still this one."""
    folder = bundle_folder(draw)
    if not folder.is_dir():
        raise refuse("draw/bundle-lost", Location(str(folder)))
    with matched_bundle(folder) as given:
        if given.assignment is not None:
            raise refuse("assign/already", Location(str(folder)), draw=draw.manifest.draw)
        matching, sums = given.matching, whole(given.drawn.files[SUMS])
    fit = matching.fit()
    solved = solve(matching.case(fit), partial=partial)
    if isinstance(solved, Shortage):
        return _Matched(matching, fit, None, solved, sums)
    return _Matched(matching, fit, matching.assignment(solved.answer), solved.shortage, sums)


def _write(draw: OpenedDraw, made: _Matched, assignment: Assignment, at: str) -> str:
    name, fit, filled = draw.manifest.hash, fit_file(made.fit), spelled(assignment)
    with reissuing(draw, at) as log, drawn_files(draw, log) as drawn:
        if whole(drawn.files[SUMS]) != made.sums:
            raise refuse("draw/changed-meanwhile", Location(str(draw.folder.root)))
        sums = reissued(draw, log, {**drawn.files, FIT: fit, ASSIGNMENT: filled})
        hashes = {"assignment": digest(name, filled), "fit": digest(name, fit), "sums": sums}
        record(draw, log, "assign", hashes)
    return sums


def _lacks(made: _Matched, rules: PackRules, root: Path) -> Iterator[Finding]:
    """Tell who lacks where, and what the pack allows instead."""
    assert made.shortage is not None, "somebody lacks"
    yield from short_findings(made.matching, made.shortage, str(root))
    ways, place = ways_of(rules, rules.as_of), Location(rules.pack.id)
    for way in ways:
        settled = "assign/way-allowed" if way.allowed else "assign/way-barred"
        code = "assign/way-open" if way.missing else settled
        yield warning(
            code, place, way=way.label, title=way.title, clauses=way.clauses, missing=way.missing
        )
    if not ways:
        yield warning("assign/way-none", place)


def _short_report(draw: OpenedDraw, lacks: list[Finding]) -> DrawReport:
    root = draw.folder.root
    said = [*lacks, told("assign/told-nothing-written", root)]
    short = sum(int(str(f.params["short"])) for f in lacks if f.code == "assign/short")
    record_: dict[str, Json] = {"draw": draw.manifest.draw, "written": False, "short": short}
    return DrawReport(tuple(said), {**record_, "shortage": findings_json(lacks)})


def _borrowed(
    made: _Matched, assignment: Assignment, rules: PackRules, root: Path
) -> Iterator[Finding]:
    """Tell of those who were matched away from home: some packs allow it in a shortage alone."""
    found = borrowed(made.matching, assignment.slots)
    if found:
        joint = [w for w in ways_of(rules, rules.as_of) if w.mode == JOINT and w.allowed]
        yield told(
            "assign/note-borrowed",
            root,
            n=len(found),
            which=tuple(f"{s.visit} {s.slot}" for s in found[:MOST_NAMED]),
            clauses=tuple(clause for way in joint for clause in way.clauses),
        )


def _report(
    draw: OpenedDraw,
    made: _Matched,
    assignment: Assignment,
    rules: PackRules,
    lacks: list[Finding],
    sums: str,
) -> DrawReport:
    root, filled = draw.folder.root, {(s.visit, s.slot) for s in assignment.slots}
    empty = [(f.visit, f.slot) for f in made.fit if (f.visit, f.slot) not in filled]
    people = {slot.inspector for slot in assignment.slots}
    counts = {"visits": len(made.matching.visits), "slots": len(assignment.slots)}
    said = [told("assign/told-assigned", root, **counts, people=len(people))]
    after = [load.after for load in assignment.loads if load.inspector in people]
    if after:
        said.append(told("assign/told-loads", root, least=min(after), most=max(after)))
    said += _borrowed(made, assignment, rules, root)
    said += lacks
    for visit, slot in empty:
        said.append(told("assign/note-empty", root, visit=visit, slot=slot))
    now = teams_now(made.matching, made.fit, assignment.slots)
    for visit, away in apart(now):
        said.append(told("assign/note-apart", root, visit=visit, people=away))
    said.append(told_reissued(draw, "assign/told-reissued", sums))
    record_: dict[str, Json] = {"draw": draw.manifest.draw, "written": True, "sums": sums}
    unfilled: list[Json] = [{"slot": slot, "visit": visit} for visit, slot in empty]
    return DrawReport(tuple(said), {**record_, **counts, "unfilled": unfilled})
