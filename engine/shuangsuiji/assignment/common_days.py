"""Teams without a day in common (凑不到一起): leave that covers nobody's window alone, but the team's."""

from collections.abc import Iterator

from shuangsuiji.assignment.papers.people import merged
from shuangsuiji.assignment.standing import TeamsNow


def apart(now: TeamsNow) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the visits that stand whose team is never whole on any day of the window, with who is away."""
    away = {p.id: p.absent for p in now.matching.inspectors.people if p.absent}
    if len(away) < 2:  # noqa: PLR2004  (whoever is away throughout fits no slot)
        return
    for visit in (*now.matching.visits, *(r.visit for r in now.matching.reserves)):
        if not now.stands(visit.id):
            continue
        people = sorted({who for who in now.team(visit.id).values() if who in away})
        spans = merged(span for who in people for span in away[who])
        if any(s.from_ <= visit.from_ and visit.until <= s.until for s in spans):
            yield visit.id, tuple(people)
