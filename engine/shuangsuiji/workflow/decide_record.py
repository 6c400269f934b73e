"""decide record: a person's decision on a case, and a later review of it, become events of the record."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from shuangsuiji.draw.fields import instant_text
from shuangsuiji.findings import Location, Refusal, problem, refuse
from shuangsuiji.model.dated import read_day
from shuangsuiji.store import Event, Store, append, events, open_store
from shuangsuiji.workflow.decide import RUN
from shuangsuiji.yamlfile import nearest

DECISION, REVIEW = "decision", "review"
DECISIONS = ("追责", "免责", "不予追责", "退回补充")
REVIEWS = ("维持", "撤销", "变更")


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided of a case after a run, or, with `review_of`, what a review came to."""

    run: int
    case: str
    decision: str
    who: str
    on: str
    grounds: str
    review_of: int | None = None


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """A decision as it now stands in the record: its number, and the verdicts of the run, by pack."""

    told: Mapping[str, str | int | None]
    event: int
    store: str
    verdicts: Mapping[str, str]


def record_decision(where: str, told: Decided, *, today: date) -> RecordedDecision:
    """Append the decision, or the review; Refusal where its run, case or decision is not there."""
    _check_words(told, today)
    with open_store(where) as store, store.writing() as connection:
        known = {event.n: event for event in events(connection, RUN, DECISION, REVIEW)}
        verdicts = _verdicts(store, known, told)
        _check_review(store, known, told)
        body = {
            "case": told.case,
            "decision": told.decision,
            "grounds": told.grounds,
            "on": told.on,
            "review_of": told.review_of,
            "run": told.run,
            "verdicts": dict(verdicts),
        }
        kind = DECISION if told.review_of is None else REVIEW
        at = instant_text(datetime.now(UTC))
        n = append(connection, Event(at, kind, told.who.strip(), body))
        return RecordedDecision(asdict(told), n, store.name, verdicts)


def _check_words(told: Decided, today: date) -> None:
    """Refuse what names nobody, no grounds, another word than those known, or a day to come."""
    found = [
        problem("decision/lacking", Location(option), what=what)
        for option, what, text in (
            ("--who", "作决定的人", told.who),
            ("--grounds", "依据", told.grounds),
        )
        if not text.strip()
    ]
    known = DECISIONS if told.review_of is None else REVIEWS
    if told.decision not in known:
        place = Location("--decision")
        found.append(problem("decision/unknown", place, found=told.decision, known=known))
    day = _day(told.on)
    if day is None:
        found.append(problem("decision/day", Location("--on"), found=told.on))
    elif day > today:
        found.append(problem("decision/to-come", Location("--on"), found=told.on, day=str(today)))
    if found:
        raise Refusal(found)


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None


def _verdicts(store: Store, known: Mapping[int, Event], told: Decided) -> dict[str, str]:
    """Return the run's verdicts on the case by pack; a what-if or a refused case is no ground."""
    place, event = Location(store.name), known.get(told.run)
    if event is None or event.kind != RUN:
        runs = tuple(str(n) for n, e in known.items() if e.kind == RUN)
        raise refuse("decision/no-run", place, found=told.run, known=runs[-5:])
    body: Mapping[str, Any] = event.body
    if body["assumed"]:
        raise refuse("decision/assumed", place, found=told.run)
    found = {
        pack["id"]: case["verdict"]
        for pack in body["packs"]
        for case in pack["cases"]
        if case["case"] == told.case
    }
    if not found:
        names: Sequence[str] = [c["case"] for pack in body["packs"] for c in pack["cases"]]
        close = nearest(told.case, list(dict.fromkeys(names)))
        raise refuse("decision/no-case", place, found=told.case, run=told.run, nearest=close)
    if None in found.values():
        raise refuse("decision/refused-case", place, found=told.case, run=told.run)
    return found


def _check_review(store: Store, known: Mapping[int, Event], told: Decided) -> None:
    """Refuse a review of what is no decision on this case, and a decision on one that stands."""
    place = Location(store.name)
    on_case = {n: e for n, e in known.items() if e.kind == DECISION and e.body["case"] == told.case}
    if told.review_of is not None:
        if told.review_of not in on_case:
            known_numbers = tuple(map(str, on_case))
            found = told.review_of
            raise refuse(
                "decision/no-decision", place, found=found, known=known_numbers, case=told.case
            )
        return
    last = max(on_case, default=None)
    if last is None or on_case[last].body["decision"] == "退回补充":
        return
    lifted = [e for e in known.values() if e.kind == REVIEW and e.body["review_of"] == last]
    if not lifted or lifted[-1].body["decision"] == "维持":
        raise refuse("decision/stands", place, case=told.case, found=last)
