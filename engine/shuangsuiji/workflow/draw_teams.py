"""The teams of a draw order: as written, or the smallest that the pack allows; each checked at its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shuangsuiji.assignment.bars import DEPARTMENT, SKILL, is_test
from shuangsuiji.assignment.judged import PackRules
from shuangsuiji.assignment.least_team import default_preferences, least_team
from shuangsuiji.assignment.records import Person, Slot
from shuangsuiji.assignment.team_check import check_team
from shuangsuiji.assignment.team_rows import AskedTeam
from shuangsuiji.draw.spec import LineSpec
from shuangsuiji.draw.team_spec import SlotSpec
from shuangsuiji.findings import Finding, Location, problem, warning
from shuangsuiji.workflow.draw_facts import has_needs
from shuangsuiji.workflow.draw_log import told
from shuangsuiji.workflow.draw_order import Freezing, table_of
from shuangsuiji.yamlfile import Node, locate, nearest, read_yaml


@dataclass(slots=True)
class Teams:
    """The slots of all lines, what is wrong with them, what is said of them, where each line's stand."""

    slots: list[Slot] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    places: dict[str, Location] = field(default_factory=dict)


def teams_of(work: Freezing, people: Sequence[Person]) -> Teams:
    """Return the teams of a draw order's lines."""
    rules = work.order.pack.rules
    pack = None if rules is None else PackRules(rules, work.order.pack.as_of)
    file = str(work.order.spec)
    tree, teams = read_yaml(work.order.spec, file=file), Teams()
    known = {p.department for p in people}, {s for p in people for s in p.skills}
    for number, line in enumerate(work.spec.lines):
        steps: tuple[str | int, ...] = ("lines", number, *(("team",) if line.team else ()))
        at = teams.places[line.line] = locate(tree, steps, file)
        if line.team is not None:
            slots = _slots(line)
            teams.slots += slots
            teams.problems += _wrong_slots(line, tree, steps, file, known)
            asked = AskedTeam(line.line, line.departments, slots)
        elif pack is None:
            teams.problems.append(problem("assign/team-needs-pack", at, line=line.line))
            continue
        else:
            asked = _least(work, teams, pack, line, at)
        if pack is not None:
            checked = check_team(pack, asked, at)
            teams.problems += checked.problems
            teams.notes += checked.notes
    teams.slots.sort(key=lambda slot: (slot.line, slot.name))
    return teams


def _least(
    work: Freezing, teams: Teams, pack: PackRules, line: LineSpec, at: Location
) -> AskedTeam:
    """Return the smallest team of a line, and tell which clauses ask for it."""
    preferences = default_preferences(needs=has_needs(work.connection, table_of(line.register_)))
    least = least_team(pack, line.line, line.departments, preferences, at)
    teams.slots += least.slots
    teams.notes.append(
        told(
            "assign/told-team",
            work.folder.root,
            line=line.line,
            n=len(least.slots),
            slots=tuple(slot.name for slot in least.slots),
            clauses=least.clauses,
        )
    )
    teams.notes += _unsaid(line, least.slots, at)
    return AskedTeam(line.line, line.departments, least.slots)


def _unsaid(line: LineSpec, slots: Sequence[Slot], at: Location) -> Iterator[Finding]:
    """Yield what the pack does not ask of a team, though other law may."""
    if len(slots) == 1:
        yield warning("assign/note-one-officer", at, line=line.line, n=1)
    shared = any(bar.startswith(DEPARTMENT) for slot in slots for bar in slot.bars)
    if len(line.departments) > 1 and not shared:
        yield warning("assign/note-departments-silent", at, line=line.line)


def _slots(line: LineSpec) -> tuple[Slot, ...]:
    return tuple(_slot(line.line, name, spec) for spec in line.team or () for name in spec.names())


def _slot(line: str, name: str, spec: SlotSpec) -> Slot:
    return Slot(
        bars=tuple(sorted(set(spec.bars))),
        expert=spec.expert,
        line=line,
        name=name,
        need=spec.need,
        preferences=tuple(sorted(set(spec.preferences))),
    )


def _wrong_slots(
    line: LineSpec,
    tree: Node,
    steps: Sequence[str | int],
    file: str,
    known: tuple[set[str], set[str]],
) -> Iterator[Finding]:
    """Yield what is wrong with the slots that a line writes, each at its place."""
    seen = set[str]()
    for number, spec in enumerate(line.team or ()):
        own = (*steps, number)
        for name in spec.names():
            if name in seen:
                place = locate(tree, (*own, "name"), file)
                yield problem("assign/team-slot-twice", place, slot=name)
            seen.add(name)
        for key in ("bars", "preferences"):
            for i, test in enumerate(getattr(spec, key)):
                place = locate(tree, (*own, key, i), file)
                yield from _wrong_test(test, place, known)


def _wrong_test(test: str, place: Location, known: tuple[set[str], set[str]]) -> Iterator[Finding]:
    departments, skills = known
    if not is_test(test):
        yield problem("assign/test-written", place, found=test)
    elif test.startswith(DEPARTMENT):
        yield from _unknown("assign/no-such-department", test, DEPARTMENT, departments, place)
    elif test.startswith(SKILL):
        yield from _unknown("assign/no-such-skill", test, SKILL, skills, place)


def _unknown(
    code: str, test: str, kind: str, known: set[str], place: Location
) -> Iterator[Finding]:
    name = test.removeprefix(kind)
    if name not in known:
        yield problem(code, place, found=name, nearest=nearest(name, sorted(known)) or "无")


def windows(lines: Sequence[LineSpec]) -> Mapping[str, tuple[str, str]]:
    """Return the first and the last day of each line's visits."""
    return {line.line: (line.window.from_, line.window.until) for line in lines}
