"""Recusal (回避) as a ground for replacement: it holds for the target, whichever visit to it."""

from collections.abc import Sequence

from shuangsuiji.assignment.judged import PackRules
from shuangsuiji.assignment.replacing import reason_of
from shuangsuiji.assignment.standing import TeamsNow
from shuangsuiji.draw.after.overrides import Override
from shuangsuiji.draw.after.reserves import DISQUALIFY
from shuangsuiji.findings import Location, refuse

RECUSAL = "回避"


def recuses(rules: PackRules, override: Override) -> bool:
    """Return whether somebody left because they must not visit the target."""
    return reason_of(rules, override.reason.split("（")[0].strip()) == RECUSAL


def check_recused(
    rules: PackRules, now: TeamsNow, before: Sequence[Override], asked: Override, at: Location
) -> None:
    """Raise Refusal where the successor once left a visit to the same target by recusal."""
    target = _target_of(now, asked.visit)
    for one in before:
        if one.kind == DISQUALIFY or one.out != asked.in_ or not recuses(rules, one):
            continue
        if _target_of(now, one.visit) == target:
            person, visit = str(asked.in_), str(one.visit)
            raise refuse("assign/recused-before", at, person=person, visit=visit)


def left_with(rules: PackRules, now: TeamsNow, override: Override) -> tuple[str, ...]:
    """Return the other visits to the target in which somebody who leaves by recusal has a slot."""
    if not recuses(rules, override):
        return ()
    target = _target_of(now, override.visit)
    visits = (*now.matching.visits, *(r.visit for r in now.matching.reserves))
    others = [v.id for v in visits if v.target == target and v.id != override.visit]
    return tuple(v for v in others if now.stands(v) and override.out in now.team(v).values())


def _target_of(now: TeamsNow, visit: str | None) -> str:
    visits = (*now.matching.visits, *(r.visit for r in now.matching.reserves))
    return next(v.target for v in visits if v.id == visit)
