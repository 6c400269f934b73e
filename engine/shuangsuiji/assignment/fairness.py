"""Figures on how even and how random an assignment is (公平情况), and what in it chance could not move."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from shuangsuiji.assignment.fit import FitSlot, Fitting
from shuangsuiji.assignment.records import FilledSlot, Inspectors, Person
from shuangsuiji.assignment.solver.order import pair_tickets
from shuangsuiji.digest import HashName
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Result
from shuangsuiji.draw.visits import Visit

MOST_TICKETS = 5_000_000
"""Tickets that are looked at to tell who was first; of more it is not told."""


class Never(StrEnum):
    """Why somebody fits no slot at all."""

    NO_EXPERT_SLOT = "no-expert-slot"
    NO_CERTIFICATE = "no-certificate"
    CERTIFICATE = "certificate"
    AWAY = "away"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Share:
    """What one person had, could get and got: `fits` slots, of them `given`, `now` after changes."""

    person: Person
    fits: int
    given: int
    now: int
    never: Never | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who go together, how often, and how often each goes at all."""

    first: str
    second: str
    together: int
    visits: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Certain:
    """A stratum in which chance had no say: all of `eligible` are drawn, or none."""

    line: str
    stratum: str
    eligible: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Fairness:
    """The figures. Of slots: as chance filled them; `changed` are changes by people, by kind.

    `candidates` says how many slots had how many candidates; `alone` are those with one, `empty` those
    that nobody filled; `forced` visits whose team could only be these people. The same of those who
    meet as many preferences as anybody there, who come first: `best`, `best_alone`, `best_forced`.
    `first` slots went to the first by preferences and ticket (None: too many tickets to look at),
    `preferred` to one of the best.
    """

    shares: tuple[Share, ...]
    slots: int
    filled: int
    candidates: tuple[tuple[int, int], ...]
    alone: tuple[tuple[str, str], ...]
    empty: tuple[tuple[str, str], ...]
    forced: tuple[str, ...]
    best: tuple[tuple[int, int], ...]
    best_alone: tuple[tuple[str, str], ...]
    best_forced: tuple[str, ...]
    visits: int
    first: int | None
    preferred: int
    pairs: tuple[Pair, ...]
    pairs_met: int
    certain: tuple[Certain, ...]
    changed: tuple[tuple[str, int], ...]

    @property
    def officers(self) -> tuple[Share, ...]:
        """The inspectors."""
        return tuple(s for s in self.shares if not s.person.expert)

    @property
    def experts(self) -> tuple[Share, ...]:
        """The experts."""
        return tuple(s for s in self.shares if s.person.expert)


@dataclass(frozen=True, slots=True)
class Matched:
    """What the figures follow from; `now` is who holds which slot after changes, `changed` their kinds."""

    manifest: Manifest
    result: Result
    inspectors: Inspectors
    visits: Sequence[Visit]
    fit: Sequence[FitSlot]
    filled: Sequence[FilledSlot]
    now: Iterable[str]
    changed: Iterable[str]


def fairness_of(matched: Matched) -> Fairness:
    """Return the figures of an assignment."""
    fit = {(f.visit, f.slot): f for f in matched.fit}
    held = {(s.visit, s.slot): s.inspector for s in matched.filled}
    teams: dict[str, list[str]] = {}
    for slot in matched.filled:
        teams.setdefault(slot.visit, []).append(slot.inspector)
    name, seed = matched.manifest.hash, matched.result.seed
    pairs, best = tuple(_pairs(teams.values())), _best(matched.fit)
    leading = {(f.visit, f.slot): f for f in best}
    return Fairness(
        shares=tuple(_shares(matched)),
        slots=len(fit),
        filled=len(held),
        candidates=_counted(matched.fit),
        alone=_alone(matched.fit),
        empty=tuple(sorted(fit.keys() - held.keys())),
        forced=tuple(_forced(matched.fit)),
        best=_counted(best),
        best_alone=_alone(best),
        best_forced=tuple(_forced(best)),
        visits=len({f.visit for f in matched.fit}),
        first=_first(leading, held, name, seed),
        preferred=sum(
            any(c.inspector == who for c in leading[key].candidates) for key, who in held.items()
        ),
        pairs=tuple(p for p in pairs if p.together > 1),
        pairs_met=len(pairs),
        certain=tuple(_certain(matched.manifest, matched.result)),
        changed=tuple(sorted(Counter(matched.changed).items())),
    )


def _shares(matched: Matched) -> Iterator[Share]:
    fits = _fits(matched.fit)
    given = Counter(s.inspector for s in matched.filled)
    now = Counter(matched.now)
    windows = {(v.from_, v.until) for v in matched.visits}
    experts = any(slot.expert for slot in matched.inspectors.slots)
    for person in matched.inspectors.people:
        who = person.id
        never = None if fits[who] else _never(person, windows, experts=experts)
        yield Share(person, fits[who], given[who], now[who], never)


def _never(person: Person, windows: Iterable[tuple[str, str]], *, experts: bool) -> Never:
    """Return the first reason that alone keeps somebody from every visit; else it is what teams ask."""
    if person.expert and not experts:
        return Never.NO_EXPERT_SLOT
    if not person.expert:
        span = person.certified
        if span is None:
            return Never.NO_CERTIFICATE
        windows = [(a, b) for a, b in windows if span.from_ <= a and b <= span.until]
        if not windows:
            return Never.CERTIFICATE
    away = person.absent
    if all(any(s.from_ <= a and b <= s.until for s in away) for a, b in windows):
        return Never.AWAY
    return Never.BARS


def _best(fit: Iterable[FitSlot]) -> list[FitSlot]:
    """Return the slots with those alone who meet as many preferences as anybody there."""
    known: dict[int, Fitting] = {}
    found = []
    for entry in fit:
        key = id(entry.candidates)
        if key not in known:
            least = min((c.unmet for c in entry.candidates), default=0)
            known[key] = tuple(c for c in entry.candidates if c.unmet == least)
        found.append(FitSlot(entry.visit, entry.slot, known[key]))
    return found


def _counted(fit: Iterable[FitSlot]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(Counter(len(f.candidates) for f in fit).items()))


def _alone(fit: Iterable[FitSlot]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((f.visit, f.slot) for f in fit if len(f.candidates) == 1))


def _forced(fit: Iterable[FitSlot]) -> Iterator[str]:
    """Yield the visits that have just as many people who fit at all as slots."""
    slots: dict[str, list[FitSlot]] = {}
    for entry in fit:
        slots.setdefault(entry.visit, []).append(entry)
    for visit in sorted(slots):
        own = slots[visit]
        if all(len(f.candidates) <= len(own) for f in own):
            people = {c.inspector for f in own for c in f.candidates}
            if len(people) <= len(own):
                yield visit


def _first(
    best: Mapping[tuple[str, str], FitSlot],
    held: Mapping[tuple[str, str], str],
    name: HashName,
    seed: str,
) -> int | None:
    """Return how many slots went to the first by ticket among the best."""
    if sum(len(entry.candidates) for entry in best.values()) > MOST_TICKETS:
        return None
    pair = pair_tickets(name, seed)
    return sum(
        min((pair(*key, c.inspector), c.inspector) for c in best[key].candidates)[1] == who
        for key, who in held.items()
    )


def _fits(fit: Sequence[FitSlot]) -> Counter[str]:
    """Return how many slots everybody fits; slots that share their candidates are counted at once."""
    times = Counter(id(f.candidates) for f in fit)
    shared = {id(f.candidates): f.candidates for f in fit}
    found: Counter[str] = Counter()
    for key, candidates in shared.items():
        for candidate in candidates:
            found[candidate.inspector] += times[key]
    return found


def _pairs(teams: Iterable[Sequence[str]]) -> Iterator[Pair]:
    """Yield all who go together, those who do most often first."""
    listed = [sorted(team) for team in teams]
    alone = Counter(who for team in listed for who in team)
    together = Counter(pair for team in listed for pair in combinations(team, 2))
    for (first, second), n in sorted(together.items(), key=lambda item: (-item[1], item[0])):
        yield Pair(first, second, n, (alone[first], alone[second]))


def _certain(manifest: Manifest, result: Result) -> Iterator[Certain]:
    drawn = {(line.line, s.id): s.n for line in result.lines for s in line.strata}
    for line in manifest.lines:
        for stratum in line.strata:
            n = drawn.get((line.line, stratum.id), 0)
            if stratum.eligible and n in (0, stratum.eligible):
                yield Certain(line.line, stratum.id, stratum.eligible, n)


def spread(values: Sequence[int]) -> tuple[int, int, float]:
    """Return the least, the most and the mean of whole numbers.

    >>> spread([2, 4, 4])
    (2, 4, 3.3333333333333335)
    """
    return (min(values), max(values), sum(values) / len(values)) if values else (0, 0, 0.0)


def buckets(counts: Mapping[int, int] | Iterable[tuple[int, int]]) -> list[tuple[str, int]]:
    """Return how many slots had how few candidates, in ranges that people can read.

    >>> buckets({1: 2, 4: 1, 40: 3})
    [('1人', 2), ('3至5人', 1), ('21至50人', 3)]
    """
    given = dict(counts)
    ranges = ((0, 0), (1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, None))
    found = []
    for low, high in ranges:
        n = sum(v for k, v in given.items() if low <= k and (high is None or k <= high))
        words = f"{low}人" if low == high else f"{low}至{high}人" if high else f"{low}人以上"
        if n:
            found.append((words, n))
    return found
