"""What inspectors hold in their hands: task sheets, schedules, and the page on fairness, from a bundle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shuangsuiji.assignment.fairness import Fairness, Matched, fairness_of
from shuangsuiji.assignment.inspectors import NOBODY
from shuangsuiji.assignment.names import UNTOLD
from shuangsuiji.assignment.papers.people import Known
from shuangsuiji.assignment.records import Inspectors
from shuangsuiji.assignment.standing import TeamsNow
from shuangsuiji.assignment.team_rows import is_leader
from shuangsuiji.draw.after.overrides import Override
from shuangsuiji.draw.after.reserve_visits import VisitNow, visits_now
from shuangsuiji.draw.after.reserves import DISQUALIFY
from shuangsuiji.draw.bundle import MANIFEST
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.findings import Location, Refusal, refuse
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.report.assign_words import (
    EXPERT,
    KINDS,
    LEADER,
    MEMBER,
    NOT_RANDOM,
    AssignPapers,
    Seat,
    Task,
    Who,
)
from shuangsuiji.report.draws import what_failed
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.assign_bundle import MatchedBundle, matched_bundle
from shuangsuiji.workflow.assign_sources import (
    Sources,
    TargetTold,
    asked_of_visits,
    form_title,
    lines_told,
    targets_told,
)
from shuangsuiji.workflow.inspector_files import read_inspectors


@dataclass(frozen=True, slots=True)
class PapersGiven:
    """The bundle, and people's own files that tell what it does not: names, addresses, items.

    `batch` keeps to one batch; `pack` is the one of the draw where it is not named.
    """

    bundle: Path
    pack: str | None = None
    registers: tuple[Path, ...] = ()
    inspectors: tuple[Path, ...] = ()
    plan: Path | None = None
    items: Path | None = None
    batch: int | None = None

    @property
    def files(self) -> tuple[Path | None, ...]:
        """The files that are read."""
        return (*self.registers, *self.inspectors, self.plan, self.items)


def assign_papers(given: PapersGiven) -> AssignPapers:
    """Return all that the papers tell; Refusal where the bundle does not hold or has no teams."""
    verification = draws.verify(given.bundle)
    place = Location(str(given.bundle))
    if verification.verdict is Verdict.FAILED:
        raise refuse("papers/unverified", place, step=what_failed(verification))
    if verification.verdict is Verdict.SEALED:
        raise refuse("papers/sealed", place)
    with matched_bundle(given.bundle) as bundle:
        now = bundle.teams_after()
        if now is None:
            raise refuse("papers/not-assigned", place)
        return _papers(given, bundle, now)


def _papers(given: PapersGiven, bundle: MatchedBundle, now: TeamsNow) -> AssignPapers:
    manifest = bundle.drawn.manifest
    pack = _pack(given, manifest)
    overrides = bundle.drawn.overrides
    every = visits_now(manifest, bundle.drawn.result, overrides)
    wanted = [v for v in every if v.lines and given.batch in (None, v.visit.batch)]
    if not wanted:
        found = str(given.batch or "")
        raise refuse("papers/no-visits", Location(str(given.bundle)), batch=found)
    sources = Sources(pack, given.registers, given.plan, given.items)
    told = targets_told(sources, {v.visit.target for v in wanted})
    known = read_inspectors(given.inspectors, pack).known if given.inspectors else {}
    people = _people(bundle.matching.inspectors, known)
    lines = lines_told(sources)
    seats = _Seats(bundle.matching.inspectors, now, overrides, people)
    as_of = date.fromisoformat(manifest.pack.as_of)
    return AssignPapers(
        draw=manifest.draw,
        purpose=manifest.purpose,
        bundle=bundle.drawn.result.manifest,
        pack=pack.title,
        form=form_title(pack),
        tasks=tuple(
            Task(
                visit=v.visit.id,
                target=v.visit.target,
                name=told[v.visit.target].name,
                from_=v.visit.from_,
                until=v.visit.until,
                batch=v.visit.batch,
                lines=tuple((line, lines[line].name if line in lines else "") for line in v.lines),
                seats=tuple(seats.of(v)),
                told=_form(pack, told[v.visit.target]),
                items=tuple(i for line in v.lines if line in lines for i in lines[line].items),
                reserve_for=v.reserve_for or "",
            )
            for v in wanted
        ),
        people=people,
        duties=asked_of_visits(pack, as_of),
        fairness=_fairness(bundle, now),
        called_off=sum(not v.lines for v in every),
    )


def _pack(given: PapersGiven, manifest: Manifest) -> RulePack:
    """Return the pack that is named, else that of the draw; Refusal where it is not at hand."""
    name = given.pack or manifest.pack.id
    try:
        return load_pack(name)
    except Refusal as refusal:
        if given.pack is not None:
            raise
        place = Location(str(given.bundle / MANIFEST))
        raise refuse("papers/pack", place, found=name) from refusal


def _fairness(bundle: MatchedBundle, now: TeamsNow) -> Fairness:
    assert bundle.assignment is not None, "the teams are there"
    return fairness_of(
        Matched(
            manifest=bundle.drawn.manifest,
            result=bundle.drawn.result,
            inspectors=bundle.matching.inspectors,
            visits=bundle.matching.visits,
            fit=bundle.matching.fit(),
            filled=bundle.assignment.slots,
            now=tuple(now.loads.elements()),
            changed=[o.kind for o in bundle.drawn.overrides if o.kind != DISQUALIFY],
        )
    )


def _people(inspectors: Inspectors, known: Mapping[str, Known]) -> dict[str, Who]:
    found = {}
    for person in inspectors.people:
        own = known.get(person.id)
        found[person.id] = Who(
            id=person.id,
            name=own.name if own is not None else "",
            department="" if person.department == UNTOLD else person.department,
            region="" if person.region == UNTOLD else person.region,
            certificate=own.certificate if own is not None else "",
            phone=own.phone if own is not None else "",
            expert=person.expert,
        )
    return found


class _Seats:
    """Tells who sits where in a visit, the leader first, with what people changed."""

    def __init__(
        self,
        inspectors: Inspectors,
        now: TeamsNow,
        overrides: Sequence[Override],
        people: Mapping[str, Who],
    ) -> None:
        self._now, self._people = now, people
        self._roles = {
            slot.name: EXPERT if slot.expert else LEADER if is_leader(slot) else MEMBER
            for slot in inspectors.slots
        }
        self._changed: dict[tuple[str, str], list[Override]] = {}
        for override in overrides:
            if override.kind != DISQUALIFY:
                key = (str(override.visit), str(override.slot))
                self._changed.setdefault(key, []).append(override)

    def of(self, visit: VisitNow) -> Iterator[Seat]:
        order = (LEADER, MEMBER, EXPERT)
        slots = self._now.slots.get(visit.visit.id, ())
        for slot in sorted(slots, key=lambda s: (order.index(self._roles[s]), s)):
            key = (visit.visit.id, slot)
            who = self._now.held.get(key, NOBODY)
            yield Seat(
                slot=slot,
                role=self._roles[slot],
                who=None if who == NOBODY else self._people[who],
                note="；".join(map(self._note, self._changed.get(key, ()))),
            )

    def _note(self, override: Override) -> str:
        out = self._people.get(override.out)
        was = "原来空缺" if out is None else f"替下{out.name or out.id}"
        chance = "，不是随机产生" if override.kind in NOT_RANDOM else ""
        kind = KINDS[override.kind]
        return f"{kind}，{was}（{override.approver}同意{chance}）"  # why is for the bundle: it may be illness


def _form(pack: RulePack, told: TargetTold) -> dict[str, str]:
    """Return the boxes of the record form with what is known of the target."""
    spec = pack.vocabulary.tables["inspection_record"].by_name
    return {spec[name].label: value for name, value in told.boxes.items()}
