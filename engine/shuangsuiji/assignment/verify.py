"""The steps of a verification that are about inspectors: who fits, who goes where, who was replaced."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shuangsuiji.assignment.fit import FitSlot, fit_file
from shuangsuiji.assignment.inspectors import NOBODY
from shuangsuiji.assignment.matching import Drawn, Matching, matching_of
from shuangsuiji.assignment.records import Assignment
from shuangsuiji.assignment.solver.case import Answer
from shuangsuiji.assignment.solver.shortage import Shortage
from shuangsuiji.assignment.solver.solve import solve
from shuangsuiji.assignment.standing import TeamsNow, teams_now
from shuangsuiji.digest import digest
from shuangsuiji.draw.after.overrides import OVERRIDES, Override
from shuangsuiji.draw.after.reserves import DISQUALIFY
from shuangsuiji.draw.bundle import ASSIGNMENT, FIT, RESULT, Content, pieces, whole
from shuangsuiji.draw.records import Result, parsed
from shuangsuiji.draw.verification.work import Params, Work, logged
from shuangsuiji.findings import (
    Finding,
    Location,
    Outcome,
    Param,
    Refusal,
    Severity,
    problem,
    refuse,
)

SHOWN = "draw/shows-inspectors"


def assignment_steps() -> tuple[tuple[str, Callable[[Work], Params | None]], ...]:
    """Return the steps for one verification, after those of the draw."""
    steps = _Steps()
    return (
        ("draw/step-fit", steps.fit),
        ("draw/step-assignment", steps.assignment),
        ("draw/step-overrides", steps.overrides),
    )


@dataclass(slots=True)
class _Steps:
    """What the steps hand on to each other."""

    matching: Matching | None = None
    told: tuple[FitSlot, ...] = ()
    given: Assignment | None = None

    def fit(self, work: Work) -> Params | None:
        """Recompute who fits where."""
        if work.known.inspectors is None or work.sealed:
            return None
        self.matching = matching_of(_drawn(work))
        there = [name for name in (FIT, ASSIGNMENT) if name in work.files]
        if not there:
            return None
        for name in (FIT, ASSIGNMENT):
            if name not in there:
                raise refuse("draw/file-missing", Location(name), file=name)
        self.told = self.matching.fit()
        if not _is(work.files[FIT], fit_file(self.told)):
            where = _first_other(whole(work.files[FIT]), self.told)
            raise refuse("assign/fit-differs", Location(FIT), where=where)
        people = self.matching.inspectors.people
        return {"n": len(self.told), "visits": len(self.matching.visits), "people": len(people)}

    def assignment(self, work: Work) -> Params | None:
        """Hold the assignment to what it must be, then to the one right answer."""
        if self.matching is None or ASSIGNMENT not in work.files:
            return None
        data = whole(work.files[ASSIGNMENT])
        given = self.given = parsed(Assignment, data, ASSIGNMENT)
        found = next(_faults(self.matching, self.told, given), None)
        if found is not None:
            raise Refusal([found])
        case = self.matching.case(self.told)
        solved = solve(case, partial=len(given.slots) < len(self.told))
        assert not isinstance(solved, Shortage), "a full assignment holds, so there is one"
        _check_best(self.matching, given, solved.answer)
        _check_told(work)
        work.claims[SHOWN] = True
        if sole := sum(len(slot.candidates) == 1 for slot in self.told):
            work.notes.append(_note("assign/note-sole", FIT, n=sole))
        return {"n": len(given.slots), "empty": len(self.told) - len(given.slots)}

    def overrides(self, work: Work) -> Params | None:
        """Hold each replacement to what it says; what holds was told with the targets' part."""
        changed = any(override.kind != DISQUALIFY for override in work.overrides)
        if self.matching is None or self.given is None:
            if changed:
                raise refuse("assign/override-unassigned", Location(OVERRIDES))
            return None
        now = teams_now(self.matching, self.told, self.given.slots)
        check_replacements(now, work.overrides)
        work.notes += notes_of(now, work.overrides)
        return None


def check_replacements(now: TeamsNow, overrides: Sequence[Override]) -> None:
    """Take in overrides one after the other; Refusal at the first replacement that does not hold."""
    for n, override in enumerate(overrides, 1):
        if override.kind != DISQUALIFY:
            found = next(_replacement(now, override, n), None)
            if found is not None:
                raise Refusal([found])
        now.take(override)


def notes_of(now: TeamsNow, overrides: Sequence[Override]) -> Iterator[Finding]:
    """Yield who was replaced, and how; then empty slots, who does not fit, and loads over a cap."""
    for override in overrides:
        if override.kind != DISQUALIFY:
            params: dict[str, Param] = {"out": override.out, "who": str(override.in_)}
            params |= {"reason": override.reason, "approver": override.approver}
            where = {"visit": str(override.visit), "slot": str(override.slot)}
            yield _note(f"assign/note-{override.kind}", OVERRIDES, **where, **params)
    for (visit, slot), who in now.misfits():
        code = "assign/note-empty" if who == NOBODY else "assign/note-misfit"
        yield _note(code, ASSIGNMENT, visit=visit, slot=slot, who=who)
    for person in now.matching.inspectors.people:
        if person.cap is not None and now.loads[person.id] > person.cap:
            counts = {"n": now.loads[person.id], "cap": person.cap}
            yield _note("assign/note-over-cap", OVERRIDES, who=person.id, **counts)


def _note(code: str, file: str, **params: Param) -> Finding:
    return Finding(
        code=code,
        location=Location(file),
        outcome=Outcome.PASS,
        severity=Severity.NOTE,
        params=params,
    )


def _replacement(now: TeamsNow, override: Override, n: int) -> Iterator[Finding]:
    visit, slot = str(override.visit), str(override.slot)
    where: dict[str, Param] = {"n": n, "visit": visit, "slot": slot}
    at = Location(OVERRIDES)
    if (visit, slot) not in now.fit or not now.stands(visit):
        yield problem("assign/override-slot", at, **where)
        return
    holder = now.held.get((visit, slot), NOBODY)
    if override.out != holder:
        yield problem("assign/override-holder", at, **where, found=override.out, expected=holder)
    who = str(override.in_)
    if who in now.team(visit).values():
        yield problem("assign/override-doubled", at, **where, person=who)
    if override.kind == "redraw":
        expected = now.next_for(visit, slot) or NOBODY
        if who != expected:
            yield problem("assign/override-redraw", at, **where, found=who, expected=expected)
    elif not now.fits(visit, slot, who):
        yield problem("assign/override-unfit", at, **where, person=who)


def _drawn(work: Work) -> Drawn:
    result = parsed(Result, whole(work.files[RESULT]), RESULT)
    tables = tuple(check.table if check.is_whole else None for check in work.registers)
    return Drawn(work.connection, work.files, work.known, result, tables, work.overrides)


def _is(content: Content, expected: bytes) -> bool:
    """Return whether a file has these bytes, without a second copy of it in memory."""
    at, view = 0, memoryview(expected)
    for piece in pieces(content):
        if view[at : at + len(piece)] != piece:
            return False
        at += len(piece)
    return at == len(expected)


def _first_other(given: bytes, told: Sequence[FitSlot]) -> str:
    """Return the first slot whose entry is another one."""
    try:
        entries = json.loads(given)
    except (ValueError, RecursionError):
        return FIT
    for entry, right in zip(entries, told, strict=False):
        expected = {
            "candidates": [{"inspector": c.inspector, "unmet": c.unmet} for c in right.candidates],
            "slot": right.slot,
            "visit": right.visit,
        }
        if entry != expected:
            return f"{right.visit} {right.slot}"
    return FIT


def _faults(matching: Matching, told: Sequence[FitSlot], given: Assignment) -> Iterator[Finding]:
    """Yield what an assignment must not be, whoever it prefers."""
    at = Location(ASSIGNMENT)
    keys = [(slot.visit, slot.slot) for slot in given.slots]
    if keys != sorted(set(keys)):
        yield problem("assign/slots-order", at)
    fit = {(f.visit, f.slot): frozenset(c.inspector for c in f.candidates) for f in told}
    for slot in given.slots:
        where: dict[str, Param] = {"visit": slot.visit, "slot": slot.slot}
        if (slot.visit, slot.slot) not in fit:
            yield problem("assign/slot-strange", at, **where)
        elif slot.inspector not in fit[slot.visit, slot.slot]:
            yield problem("assign/unfit", at, **where, person=slot.inspector)
    for (visit, who), n in Counter((s.visit, s.inspector) for s in given.slots).items():
        if n > 1:
            yield problem("assign/doubled", at, visit=visit, person=who)
    loads = Counter(slot.inspector for slot in given.slots)
    for person in matching.inspectors.people:
        if person.cap is not None and loads[person.id] > person.cap:
            counts = {"n": loads[person.id], "cap": person.cap}
            yield problem("assign/over-cap", at, person=person.id, **counts)
    expected = matching.loads(slot.inspector for slot in given.slots)
    if given.loads != expected:
        pairs = zip(given.loads, expected, strict=False)
        other = next((e.inspector for g, e in pairs if g != e), "")
        yield problem("assign/loads-differ", at, person=other)


def _check_told(work: Work) -> None:
    """Refuse an assignment of which the log tells another one."""
    name, told = work.known.hash, logged(work, "assign")
    for _, body in told[-1:]:
        for file, key in ((ASSIGNMENT, "assignment"), (FIT, "fit")):
            if body.get(key) != digest(name, whole(work.files[file])):
                raise refuse("assign/logged", Location(file), file=file)


def _check_best(matching: Matching, given: Assignment, answer: Answer) -> None:
    """Refuse an assignment that is not the one answer, naming the first slot that differs."""
    best = matching.assignment(answer)
    if best == given:
        return
    own = {(slot.visit, slot.slot): slot for slot in given.slots}
    for slot in best.slots:
        found = own.get((slot.visit, slot.slot))
        if found != slot:
            raise refuse(
                "assign/not-the-answer",
                Location(ASSIGNMENT),
                visit=slot.visit,
                slot=slot.slot,
                found="无人" if found is None else found.inspector,
                expected=slot.inspector,
            )
    raise refuse("assign/slots-order", Location(ASSIGNMENT))
