"""Where each clause of a pack's own documents leads: rules, settings, procedures, or a reason why not."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from shuangsuiji.findings import Location
from shuangsuiji.model.procedures import PROCEDURES
from shuangsuiji.packs.files import ClauseRow
from shuangsuiji.packs.read import ReadPack
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.proof.cases import CaseResult, needed_cases
from shuangsuiji.rules.kinds.base import Expect

Results = Mapping[str, Sequence[CaseResult]]
"""The results of the cases of a pack's own rules, by the rule's full id."""

SORTS = ("rule", "setting", "procedure", "planned", "pack", "reason", "unjudged")
"""What a clause may lead to; it is counted under the first that it does lead to.

One with nothing but a reason, or nothing at all, that nobody has judged yet is counted as such.
"""


@dataclass(frozen=True, slots=True)
class Leads:
    """What a clause leads to. `pack` is what pack.yaml and forms.yaml write by it."""

    rules: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    pack: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def sort(self) -> str | None:
        """The one of SORTS under which the clause is counted; None for a clause that leads nowhere."""
        held = (self.rules, self.settings, self.procedures, self.planned, self.pack, self.reason)
        return next((sort for sort, leads in zip(SORTS, held, strict=False) if leads), None)


@dataclass(frozen=True, slots=True)
class Covered:
    """A clause with what it leads to and where it stands; `judged` if its row says what it is."""

    row: ClauseRow
    leads: Leads
    location: Location

    @property
    def judged(self) -> bool:
        """Whether the row has a reading; findings are only of such rows."""
        return self.row.reading is not None

    @property
    def sort(self) -> str | None:
        """The one of SORTS under which the clause is counted."""
        if not self.judged and self.leads.sort in ("reason", None):
            return "unjudged"
        return self.leads.sort


@dataclass(frozen=True, slots=True)
class Reached:
    """How many cases of a rule reach each outcome, and which outcomes it lacks."""

    rule: Rule
    cases: Mapping[str, int]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The clauses of a pack's own documents, and the outcomes of its own rules."""

    pack: str
    title: str
    clauses: tuple[Covered, ...]
    reached: tuple[Reached, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many clauses are counted under each of SORTS."""
        counted = Counter(c.sort for c in self.clauses)
        return {sort: counted[sort] for sort in SORTS}

    @property
    def reason_only(self) -> tuple[Covered, ...]:
        """The clauses that lead to nothing but a reason."""
        return tuple(c for c in self.clauses if c.sort == "reason")

    @property
    def to_judge(self) -> tuple[Covered, ...]:
        """The clauses that nobody has judged yet, whatever they lead to."""
        return tuple(c for c in self.clauses if not c.judged)


def cover(own: ReadPack, pack: RulePack, results: Results) -> Coverage:
    """Return where the clauses of the pack's own documents lead, and what its rules' cases reach."""
    rules = _rules_by_clause(own, pack)
    settings = _gathered((c, s.name) for s in own.settings for c in s.cite)
    written = _gathered(_written(own))
    clauses = tuple(
        Covered(
            row,
            Leads(
                rules=rules.get(row.id, ()),
                settings=settings.get(row.id, ()),
                procedures=tuple(p for p in row.procedures if _is_built(p)),
                planned=tuple(p for p in row.procedures if not _is_built(p)),
                pack=written.get(row.id, ()),
                reason=row.reason,
            ),
            own.clauses_source.at(index),
        )
        for index, row in enumerate(own.clauses)
    )
    reached = tuple(
        _reached(rule, results.get(rule.full_id, ()))
        for rule in pack.rules
        if rule.pack == own.file.id
    )
    return Coverage(own.file.id, own.file.title, clauses, reached)


def cites(model: BaseModel) -> Iterator[tuple[str, BaseModel]]:
    """Yield each clause that a rule cites, with the part of the rule that cites it."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if name == "cite":
            yield from ((clause, model) for clause in value)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from cites(part)


def _rules_by_clause(own: ReadPack, pack: RulePack) -> dict[str, tuple[str, ...]]:
    """Return the pack's own rules by the clauses that they cite; not those that a superior's prevails over."""
    held = {rule.full_id for rule in pack.rules}
    written = ((f"{own.file.id}/{rule.family}/{rule.spec.id}", rule.spec) for rule in own.rules)
    return _gathered((c, name) for name, spec in written if name in held for c, _ in cites(spec))


def _written(own: ReadPack) -> Iterator[tuple[str, str]]:
    for departure in own.file.drops:
        yield from ((clause, f"drops {departure.rule}") for clause in departure.cite)
    for direction in own.file.children:
        told = f"children {direction.family} {direction.may.value}"
        yield from ((clause, told) for clause in direction.cite)
    for known in own.file.acknowledges:
        yield from ((clause, "acknowledges") for clause in known.clauses)
    for form in own.forms:
        yield from ((clause, f"forms {form.table}") for clause in form.cite)


def _gathered(pairs: Iterator[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the second of the pairs by the first, each once, in order."""
    found: dict[str, dict[str, None]] = {}
    for clause, what in pairs:
        found.setdefault(clause, {})[what] = None
    return {clause: tuple(what) for clause, what in found.items()}


def _is_built(name: str) -> bool:
    return name in PROCEDURES and PROCEDURES[name].is_built


def _reached(rule: Rule, results: Sequence[CaseResult]) -> Reached:
    """Count each case once under each outcome that it reaches, in the words of the rule's kind."""
    words = {o: e.value for e, outcomes in rule.spec.expects.items() for o in outcomes}
    found = {(r.case.name, words[r.verdict.outcome]) for r in results}
    counted = Counter(word for _, word in found)
    needed = [*needed_cases(rule.spec), *([(Expect.EXCEPTED,)] if rule.spec.unless else [])]
    lacking = tuple(group[0].value for group in needed if not any(counted[e.value] for e in group))
    order = [e.value for e in rule.spec.expects]
    return Reached(
        rule, {w: counted[w] for w in order if counted[w]}, tuple(dict.fromkeys(lacking))
    )
