"""Replacing an inspector in a draw's team: judged under the pack, recorded, told where it is not random."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from shuangsuiji.assignment.inspectors import NOBODY
from shuangsuiji.assignment.judged import Judgement, PackRules
from shuangsuiji.assignment.recused import check_recused, left_with
from shuangsuiji.assignment.replacing import Replacement, judge_replacement
from shuangsuiji.assignment.standing import TeamsNow
from shuangsuiji.assignment.verify import check_replacements
from shuangsuiji.draw.after.overrides import OVERRIDES, Override, Overrides
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.draw.records import spelled
from shuangsuiji.findings import Finding, Location, Refusal, refuse, warning
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.workflow.assign_bundle import MatchedBundle, matched, root_of, rules_of
from shuangsuiji.workflow.draw_after import check_words, drawn_files, told_reissued
from shuangsuiji.workflow.draw_events import record
from shuangsuiji.workflow.draw_log import OpenedDraw, check_drawn, clock, opened_draw, told
from shuangsuiji.workflow.draw_reissue import reissued, reissuing, settled
from shuangsuiji.workflow.duck import duck
from shuangsuiji.yamlfile import nearest

UNABLE, SPECIAL = "无法继续履行检查任务", "其他特殊情况"
"""What an approver may say of a replacement."""

Method = Literal["designate", "select", "redraw"]


@dataclass(frozen=True, slots=True)
class ReplaceOrder:
    """Who leaves which slot of which visit, why, who agreed, and how the successor is found.

    `successor` is named where people choose; a redraw names nobody. `unable` and `special` are what the
    approver says: that the person cannot go on, that other special circumstances hold.
    """

    visit: str
    slot: str
    out: str
    reason: str
    approver: str
    method: Method
    successor: str | None = None
    unable: bool | None = None
    special: bool | None = None
    approved_on: date | None = None


def replace(
    bundle: Path,
    order: ReplaceOrder,
    pack: str | None = None,
    *,
    store: str | Path | None = None,
    now: datetime | None = None,
) -> DrawReport:
    """Replace one person in a team and write the bundle anew; Refusal where the pack speaks against it."""
    check_words(order.reason, order.approver)
    moment = clock(now)
    with opened_draw(root_of(bundle), store) as draw:
        settled(draw)
        check_drawn(draw)
        rules = rules_of(draw, pack or draw.manifest.pack.id)
        with (
            duck() as connection,
            reissuing(draw, instant_text(moment)) as log,
            drawn_files(draw, log) as drawn,
        ):
            teams = _teams(draw, matched(connection, drawn.files, draw.folder.root))
            override = _override(teams, order, draw.folder.root)
            check_recused(rules, teams, drawn.overrides, override, Location(str(bundle)))
            judged = _judge(rules, teams, override, order, moment.astimezone().date())
            left = left_with(rules, teams, override)
            overrides = Overrides((*drawn.overrides, override))
            files = {**drawn.files, OVERRIDES: spelled(overrides)}
            sums = reissued(draw, log, files)
            body = override.model_dump(mode="json", by_alias=True)
            record(draw, log, "replace", {**body, "sums": sums})
    return _report(draw, override, judged, left, sums)


def _teams(draw: OpenedDraw, given: MatchedBundle) -> TeamsNow:
    """Return the teams as they stand; Refusal where nobody is matched, or an earlier change does not hold."""
    now = given.teams_made()
    if now is None:
        raise refuse("assign/not-yet", Location(str(draw.folder.root)), draw=draw.manifest.draw)
    check_replacements(now, given.drawn.overrides)
    return now


def _override(now: TeamsNow, order: ReplaceOrder, root: Path) -> Override:
    """Return the override of an order that holds; Refusal where visit, slot or people do not fit it."""
    place = Location(str(root))
    if not now.stands(order.visit):
        near = nearest(order.visit, [v for v in now.lines if now.stands(v)]) or "无"
        raise refuse("assign/no-visit", place, visit=order.visit, nearest=near)
    slots = now.slots.get(order.visit, [])
    if order.slot not in slots:
        raise refuse(
            "assign/no-slot", place, visit=order.visit, slot=order.slot, slots=tuple(slots)
        )
    where = {"visit": order.visit, "slot": order.slot}
    holder = now.held.get((order.visit, order.slot), NOBODY)
    if order.out != holder:
        raise refuse("assign/not-holder", place, **where, found=order.out, expected=holder)
    successor = _successor(now, order, place)
    return Override(
        approver=_approval(order),
        evidence=None,
        in_=successor,
        kind=order.method,
        line=None,
        out=order.out,
        reason=_reason(order),
        slot=order.slot,
        visit=order.visit,
    )


def _reason(order: ReplaceOrder) -> str:
    """Return the reason with what the approver says beside it, so that it is on record."""
    said = [word for word, holds in ((UNABLE, order.unable), (SPECIAL, order.special)) if holds]
    return f"{order.reason}（{'，'.join(said)}）" if said else order.reason


def _approval(order: ReplaceOrder) -> str:
    """Return who agreed, with the day where it is told."""
    if order.approved_on is None:
        return order.approver
    return f"{order.approver}（{order.approved_on}）"


def _successor(now: TeamsNow, order: ReplaceOrder, place: Location) -> str:
    where = {"visit": order.visit, "slot": order.slot}
    if order.method == "redraw":
        who = now.next_for(order.visit, order.slot)
        if who is None:
            raise refuse("assign/nobody-left", place, **where)
        return who
    who = str(order.successor)
    known = [person.id for person in now.matching.inspectors.people]
    if who not in known:
        near = nearest(who, known) or "无"
        raise refuse("assign/no-person", place, found=who, nearest=near)
    if who in now.team(order.visit).values():
        raise refuse("assign/already-there", place, **where, person=who)
    if not now.fits(order.visit, order.slot, who):
        able = tuple(c.inspector for c in now.fit[order.visit, order.slot].candidates)
        raise refuse("assign/does-not-fit", place, **where, person=who, able=able[:12])
    return who


def _judge(
    rules: PackRules, now: TeamsNow, override: Override, order: ReplaceOrder, today: date
) -> Judgement:
    person = next(p for p in now.matching.inspectors.people if p.id == override.in_)
    asked = Replacement(
        team=str(override.visit),
        out=override.out,
        successor=str(override.in_),
        certified=person.certified is not None,  # who fits is certified throughout
        method=order.method,
        reason=order.reason,
        approver=order.approver,
        approved_on=order.approved_on,
        replaced_on=today,
        unable=order.unable,
        special=order.special,
        expert=any(s.expert for s in now.matching.inspectors.slots if s.name == override.slot),
    )
    judged = judge_replacement(rules, asked)
    if judged.problems:
        raise Refusal(judged.problems)
    return judged


def _report(
    draw: OpenedDraw, override: Override, judged: Judgement, left: tuple[str, ...], sums: str
) -> DrawReport:
    return DrawReport(
        tuple(_said(draw, override, judged, left, sums)),
        {
            "draw": draw.manifest.draw,
            "override": override.model_dump(mode="json", by_alias=True),
            "sums": sums,
        },
    )


def _said(
    draw: OpenedDraw, override: Override, judged: Judgement, left: tuple[str, ...], sums: str
) -> Iterator[Finding]:
    root = draw.folder.root
    yield told(
        f"assign/told-{override.kind}",
        root,
        visit=str(override.visit),
        slot=str(override.slot),
        out=override.out,
        who=str(override.in_),
        reason=override.reason,
        approver=override.approver,
        clauses=judged.clauses,
    )
    yield from judged.notes
    if left:
        yield warning(
            "assign/note-recused-elsewhere", Location(str(root)), out=override.out, visits=left
        )
    yield told_reissued(draw, "assign/told-reissued", sums)
