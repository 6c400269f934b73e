"""The smallest team (最小的检查组) that a pack's own rules allow, and which clauses make it that large."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shuangsuiji.assignment.bars import DEPARTMENT, LEADER, NEEDS, REGION
from shuangsuiji.assignment.judged import PackRules, clauses_of, table_of
from shuangsuiji.assignment.records import Slot
from shuangsuiji.assignment.team_rows import AskedTeam, department_facts
from shuangsuiji.findings import Citation, Location, Outcome, refuse
from shuangsuiji.model.values import Fact, exactly, says
from shuangsuiji.rules.kinds.team_size import TeamSize

MOST = 12
"""Larger teams are not tried: whoever wants one writes it in the order."""


@dataclass(frozen=True, slots=True)
class LeastTeam:
    """The slots of the smallest team, and the clauses that ask for them."""

    slots: tuple[Slot, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Size:
    officers: int
    leaders: int


def required_officers(rules: PackRules) -> int | None:
    """Return how many officers a rule of the pack asks of every team; None where none does."""
    if not any(isinstance(r.rule.spec, TeamSize) for r in rules.about(("team",))):
        return None
    rows = [_facts(AskedTeam("", (), ()), _Size(n, 0)) for n in range(MOST + 1)]
    made = table_of("team", [(str(n), facts) for n, facts in enumerate(rows)], Location(""))
    short = {
        v.row - 1
        for v in rules.verdicts({"team": made})
        if v.verdict.outcome is Outcome.FAIL and isinstance(rules.rule_of(v).rule.spec, TeamSize)
    }
    return next((n for n in range(MOST + 1) if n not in short), MOST)


def least_team(
    rules: PackRules,
    line: str,
    departments: Sequence[str],
    preferences: Sequence[str],
    at: Location,
) -> LeastTeam:
    """Return the smallest team of a line that no rule of the pack speaks against."""
    asked = AskedTeam(line, tuple(departments), ())
    shares, cited = _shares(rules, asked, at)
    least = max(1, sum(shares.values()))
    sizes = [_Size(n, leaders) for n in range(least, MOST + 1) for leaders in range(n + 1)]
    against = _against(rules, [_facts(asked, size) for size in sizes], at)
    chosen = next((i for i, found in enumerate(against) if not found), None)
    if chosen is None:
        raise refuse("assign/no-team", at, line=line, most=MOST)
    size = sizes[chosen]
    cited += _why(rules, asked, size, at)
    return LeastTeam(
        tuple(_slots(rules, asked, size, shares, tuple(preferences), at)), clauses_of(cited)
    )


def _facts(asked: AskedTeam, size: _Size, **other: Fact) -> dict[str, Fact]:
    return {
        "team": says(asked.line),
        "officers": exactly(size.officers),
        "uncertified": exactly(0),
        "experts": exactly(0),
        "experts_counted": exactly(0),
        "required_officers": exactly(size.officers),
        "leaders": exactly(size.leaders),
        "leader_department": says(asked.initiator),
        "leader_drawn": says(value=True),
        "initiator": says(asked.initiator),
        **other,
    }


def _against(
    rules: PackRules, rows: Sequence[dict[str, Fact]], at: Location, table: str = "team"
) -> list[list[Citation]]:
    """Return, for each row, the clauses of the rules that it breaks."""
    found: list[list[Citation]] = [[] for _ in rows]
    made = table_of(table, [(str(n), facts) for n, facts in enumerate(rows)], at)
    for verdict in rules.verdicts({table: made}):
        if verdict.verdict.outcome is Outcome.FAIL and rules.binds(verdict):
            found[verdict.row - 1] += rules.rule_of(verdict).citations
    return found


def _shares(
    rules: PackRules, asked: AskedTeam, at: Location
) -> tuple[dict[str, int], list[Citation]]:
    """Return how many officers each joining department gives at least, and what asks for them."""
    if len(asked.departments) < 2:  # noqa: PLR2004  (nobody joins)
        return {}, []
    shares: dict[str, int] = {}
    cited: list[Citation] = []
    for department in asked.departments:
        rows = [department_facts(asked, department, n) for n in range(MOST + 1)]
        against = _against(rules, rows, at, "task_department")
        least = next((n for n, found in enumerate(against) if not found), None)
        if least is None:
            raise refuse("assign/no-team", at, line=asked.line, most=MOST)
        shares[department] = least
        cited += against[least - 1] if least else []
    return shares, cited


def _why(rules: PackRules, asked: AskedTeam, size: _Size, at: Location) -> list[Citation]:
    """Return what speaks against one officer fewer, and against one leader fewer."""
    fewer = [_Size(size.officers - 1, min(size.leaders, size.officers - 1))]
    fewer += [_Size(size.officers, size.leaders - 1)] if size.leaders else []
    against = _against(rules, [_facts(asked, each) for each in fewer], at)
    return [citation for found in against for citation in found]


def _slots(
    rules: PackRules,
    asked: AskedTeam,
    size: _Size,
    shares: dict[str, int],
    preferences: tuple[str, ...],
    at: Location,
) -> Iterable[Slot]:
    """Yield the slots: leaders first, then the initiating department's others, then the partners'."""
    joint = any(shares.values())
    others = sum(n for d, n in shares.items() if d != asked.initiator)
    own = size.officers - others
    leader_bars = _leader_bars(rules, asked, size, at) if size.leaders else ()
    home = (f"{DEPARTMENT}{asked.initiator}",) if joint else ()
    preferred = tuple(sorted(preferences))
    for name in _numbered("leader", size.leaders):
        yield _slot(asked.line, name, leader_bars, preferred)
    for name in _numbered("member", own - size.leaders):
        yield _slot(asked.line, name, home, preferred)
    partners = [(d, n) for d, n in shares.items() if d != asked.initiator]
    for number, (department, n) in enumerate(partners, 1):
        for name in _numbered(f"partner-{number}", n):
            yield _slot(asked.line, name, (f"{DEPARTMENT}{department}",), preferred)


def _leader_bars(rules: PackRules, asked: AskedTeam, size: _Size, at: Location) -> tuple[str, ...]:
    """Return who may lead: whoever is drawn from the initiating department, or those chosen to lead."""
    drawn, home = _against(
        rules,
        [
            _facts(asked, size, leader_drawn=says(value=False)),
            _facts(asked, size, leader_department=says(f"{asked.initiator}以外")),
        ],
        at,
    )
    bars = [] if drawn else [LEADER]
    if home and len(asked.departments) > 1:
        bars.append(f"{DEPARTMENT}{asked.initiator}")
    return tuple(sorted(bars))


def _numbered(name: str, n: int) -> list[str]:
    return [name] if n == 1 else [f"{name}-{i}" for i in range(1, n + 1)]


def _slot(line: str, name: str, bars: tuple[str, ...], preferences: tuple[str, ...]) -> Slot:
    return Slot(bars=bars, expert=False, line=line, name=name, need=None, preferences=preferences)


def default_preferences(*, needs: bool) -> tuple[str, ...]:
    """Return what a team goes by where the order says nothing: near by, and skilled in what is needed."""
    return (NEEDS, REGION) if needs else (REGION,)
