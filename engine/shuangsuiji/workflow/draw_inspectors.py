"""Freezing inspectors: people, recusals and teams become inspectors.json; who lacks is told now."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from shuangsuiji.assignment.facts import TargetFacts, regions_and_needs, split_needs
from shuangsuiji.assignment.fit import fitter_of
from shuangsuiji.assignment.inspectors import inspectors_findings
from shuangsuiji.assignment.pools import Pool, Recused, pool_findings, recusal_findings
from shuangsuiji.assignment.records import Inspectors
from shuangsuiji.draw.records import spelled
from shuangsuiji.draw.text import ELIGIBLE
from shuangsuiji.findings import Finding, Refusal
from shuangsuiji.workflow.draw_facts import facts_of, found_targets
from shuangsuiji.workflow.draw_log import told
from shuangsuiji.workflow.draw_order import Freezing, table_of
from shuangsuiji.workflow.draw_people import GivenPeople, given_people
from shuangsuiji.workflow.draw_teams import Teams, teams_of, windows

UNCERTIFIED = "inspectors/no-certificate"
"""Why nobody may go where a register, such as 重庆's own form C.1, has no column for certificates."""


@dataclass(frozen=True, slots=True)
class FrozenInspectors:
    """inspectors.json as bytes, and what is said of it; None where a draw has no inspectors."""

    data: bytes | None = None
    said: tuple[Finding, ...] = ()


def freeze_inspectors(work: Freezing) -> FrozenInspectors:
    """Return the inspectors of a draw order; Refusal with all that keeps them from being matched."""
    if not work.order.inspectors:
        return FrozenInspectors(said=tuple(_idle(work)))
    given = _people(work)
    teams = teams_of(work, given.people)
    inspectors = Inspectors(people=given.people, recusals=given.recusals, slots=tuple(teams.slots))
    file = str(work.order.inspectors[0])
    lines = tuple(line.line for line in work.spec.lines)
    found = teams.problems or list(inspectors_findings(inspectors, lines, file))
    if not found:
        found = list(_unstaffed(work, inspectors, teams))
        found += [n for n in given.notes if found and n.code == UNCERTIFIED]
    if found:
        raise Refusal(found)
    return FrozenInspectors(spelled(inspectors), (*_said(work, given), *teams.notes))


def _idle(work: Freezing) -> Iterator[Finding]:
    """Tell that what the order says of inspectors was not used."""
    asked = any(line.team for line in work.spec.lines)
    if asked or any(register.facts for register in work.spec.registers):
        yield told("assign/told-idle", work.folder.root)


def _people(work: Freezing) -> GivenPeople:
    tables = [table_of(n) for n in range(1, len(work.order.registers) + 1)]
    days = windows(work.spec.lines).values()
    regions: set[str] = set()
    for table in tables:
        rows = work.connection.execute(f"SELECT DISTINCT region FROM {facts_of(table)}").fetchall()
        regions |= {region for (region,) in rows}
    return given_people(
        work.order.inspectors,
        work.order.pack.rules,
        window=(min(first for first, _ in days), max(last for _, last in days)),
        regions=regions,
        find_targets=partial(found_targets, work.connection, tables),
    )


def _unstaffed(work: Freezing, inspectors: Inspectors, teams: Teams) -> Iterator[Finding]:
    fitter = fitter_of(inspectors)
    yield from pool_findings(fitter, _pools(work), teams.places)
    yield from recusal_findings(fitter, _recused(work, inspectors), teams.places)


def _pools(work: Freezing) -> Iterator[Pool]:
    days = windows(work.spec.lines)
    for line in work.spec.lines:
        table = table_of(line.register_)
        facts = (
            f"(SELECT id, region, array_to_string(needs, ',') AS needs "
            f"FROM {facts_of(table)} JOIN {table} USING (_row))"
        )
        for shared, n, example in regions_and_needs(work.connection, facts, table, ELIGIBLE):
            yield Pool(line.line, days[line.line], shared, n, example)


def _recused(work: Freezing, inspectors: Inspectors) -> Iterator[Recused]:
    people: dict[str, list[str]] = {}
    for recusal in inspectors.recusals:
        people.setdefault(recusal.target, []).append(recusal.person)
    days = windows(work.spec.lines)
    for line in work.spec.lines:
        table = table_of(line.register_)
        rows = work.connection.execute(
            f"""SELECT r.id, f.region, array_to_string(f.needs, ',') FROM {table} r
                JOIN {facts_of(table)} f USING (_row)
                WHERE r.status = $1 AND r.id IN (SELECT unnest($2::VARCHAR[])) ORDER BY 1""",
            [ELIGIBLE, sorted(people)],
        ).fetchall()
        for id_, region, needs in rows:
            facts = TargetFacts(region, split_needs(needs))
            pool = Pool(line.line, days[line.line], facts, 1, id_)
            yield Recused(pool, id_, tuple(people[id_]))


def _said(work: Freezing, given: GivenPeople) -> Iterator[Finding]:
    root = work.folder.root
    experts = sum(person.expert for person in given.people)
    yield told(
        "assign/told-people",
        root,
        n=len(given.people) - experts,
        experts=experts,
        recusals=len(given.recusals),
    )
    yield from given.notes
