"""Matching in a bundle: what inspectors.json, facts and result come to, and the assignment of an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from shuangsuiji.assignment.facts import TargetFacts, read_facts
from shuangsuiji.assignment.fit import FitSlot, Fitter, fit_of, fitter_of
from shuangsuiji.assignment.inspectors import inspectors_findings
from shuangsuiji.assignment.records import Assignment, FilledSlot, Inspectors, Load
from shuangsuiji.assignment.solver.case import Answer, Case, CasePerson
from shuangsuiji.assignment.solver.order import pair_tickets
from shuangsuiji.draw.after.overrides import Override
from shuangsuiji.draw.after.reserve_visits import ReserveVisit, reserve_visits
from shuangsuiji.draw.bundle import INSPECTORS, Files, facts_name, pieces, whole
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Result, parsed
from shuangsuiji.draw.visits import Visit, visits_of
from shuangsuiji.findings import Location, Refusal, refuse


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn bundle whose steps before have passed: its registers in tables, None where not whole."""

    connection: DuckDBPyConnection
    files: Files
    manifest: Manifest
    result: Result
    tables: Sequence[str | None]
    overrides: Sequence[Override] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """All that an assignment follows from: visits of the draw and of reserves, facts by visit."""

    manifest: Manifest
    seed: str
    inspectors: Inspectors
    fitter: Fitter
    visits: tuple[Visit, ...]
    reserves: tuple[ReserveVisit, ...]
    facts: Mapping[str, TargetFacts]

    def fit(self) -> tuple[FitSlot, ...]:
        """Return who fits each slot of each visit of the draw."""
        return fit_of(self.fitter, self.visits, self.facts)

    def fit_of_reserves(self) -> tuple[FitSlot, ...]:
        """Return who fits each slot of the visits of reserves."""
        return fit_of(self.fitter, (r.visit for r in self.reserves), self.facts)

    def case(self, fit: Sequence[FitSlot]) -> Case:
        """Return what the answer follows from."""
        people = [CasePerson(p.id, p.before, p.cap) for p in self.inspectors.people]
        return Case(self.manifest.hash, self.seed, people, fit)

    def assignment(self, answer: Answer) -> Assignment:
        """Return the file of an answer: who takes which slot by which ticket, and the loads."""
        pair = pair_tickets(self.manifest.hash, self.seed)
        slots = tuple(
            FilledSlot(
                inspector=s.inspector,
                slot=s.slot,
                ticket=pair(s.visit, s.slot, s.inspector),
                visit=s.visit,
            )
            for s in sorted(answer.slots, key=lambda s: (s.visit, s.slot))
        )
        return Assignment(loads=self.loads(s.inspector for s in slots), slots=slots)

    def loads(self, taken: Iterable[str]) -> tuple[Load, ...]:
        """Return the loads of everybody once these slots are taken."""
        new: dict[str, int] = {}
        for who in taken:
            new[who] = new.get(who, 0) + 1
        return tuple(
            Load(after=p.before + new.get(p.id, 0), before=p.before, inspector=p.id)
            for p in self.inspectors.people
        )


def matching_of(drawn: Drawn) -> Matching:
    """Return what an assignment of a bundle follows from; Refusal where its files do not hold."""
    manifest, result = drawn.manifest, drawn.result
    if INSPECTORS not in drawn.files:
        raise refuse("draw/file-missing", Location(INSPECTORS), file=INSPECTORS)
    inspectors = parsed(Inspectors, whole(drawn.files[INSPECTORS]), INSPECTORS)
    lines = tuple(line.line for line in manifest.lines)
    found = inspectors_findings(inspectors, lines, INSPECTORS)
    if found:
        raise Refusal(found)
    visits = visits_of(manifest, result)
    reserves = reserve_visits(manifest, result, drawn.overrides)
    return Matching(
        manifest=manifest,
        seed=result.seed,
        inspectors=inspectors,
        fitter=fitter_of(inspectors),
        visits=visits,
        reserves=reserves,
        facts=_facts(drawn, (*visits, *(r.visit for r in reserves))),
    )


def _facts(drawn: Drawn, visits: Iterable[Visit]) -> dict[str, TargetFacts]:
    """Return the facts of each visit's target, as the register of its first line tells them."""
    register = {line.line: line.register_ for line in drawn.manifest.lines}
    wanted: dict[int, list[Visit]] = {n: [] for n in range(1, len(drawn.manifest.registers) + 1)}
    for visit in visits:
        wanted[register[visit.lines[0]]].append(visit)
    found: dict[str, TargetFacts] = {}
    for number, own in wanted.items():
        name = facts_name(number)
        if drawn.manifest.registers[number - 1].facts is None or name not in drawn.files:
            raise refuse("draw/file-missing", Location(name), file=name)
        targets = {visit.target for visit in own}
        table = drawn.tables[number - 1]
        told = read_facts(drawn.connection, pieces(drawn.files[name]), table, targets, name)
        for visit in own:
            if visit.target not in told:
                raise refuse("assign/facts-missing", Location(name), n=1, id=visit.target)
            found[visit.id] = told[visit.target]
    return found
