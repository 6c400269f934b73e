"""A resolved pack: its own rules and the inherited ones, each with its law, ready to be expanded."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shuangsuiji.calendar import Calendar
from shuangsuiji.findings import Citation, Finding, Location, Modality, Origin, Severity
from shuangsuiji.model.dated import Period, Span
from shuangsuiji.model.settings import Settings
from shuangsuiji.model.vocabulary import TableForm, Vocabulary
from shuangsuiji.packs.read import Source
from shuangsuiji.rules.expressions import Condition, both
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Above, Expanded, Site, Step, Used
from shuangsuiji.rules.normal import NormalRule
from shuangsuiji.rules.scan import ConditionError


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the resolved pack. `full_id` names the pack that wrote it, then family and id."""

    full_id: str
    pack: str
    family: str
    spec: RuleSpec
    source: Source
    draft: bool
    citations: tuple[Citation, ...]
    exceptions: Mapping[str, tuple[Citation, ...]]
    in_principle_as: Severity = Severity.WARNING
    over: "Rule | None" = None
    """The parent's rule that this one replaces or refines: it speaks where this one is silent."""

    @property
    def location(self) -> Location:
        """Where the rule stands."""
        return self.source.at()

    @property
    def refines(self) -> "Rule | None":
        """The parent's rule of which this one is a refinement, if it is one."""
        return self.over if "refines" in self.source.keys else None

    @property
    def severity(self) -> Severity:
        """How a failure counts: by modality; a draft or a reading warns at most."""
        if self.spec.modality is Modality.SHOULD:
            return Severity.NOTE
        if self.draft or self.spec.doubt is not None:
            return Severity.WARNING
        return Severity.ERROR if self.spec.modality is Modality.MUST else self.in_principle_as


@dataclass(frozen=True, slots=True)
class Replaced:
    """A parent's rule that the pack replaces, refines or drops."""

    rule: Rule
    by: str
    location: Location


@dataclass(frozen=True, slots=True)
class ReadyRule:
    """A rule in normal form for a day and a plan year, with the origins of the values it used."""

    rule: Rule
    normal: NormalRule
    origins: tuple[Origin, ...]
    silent: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class RulePack:
    """Everything that a place's law says, inherited and its own."""

    id: str
    title: str
    chain: tuple[str, ...]
    valid_for: Span | None
    source: Source
    rules: tuple[Rule, ...]
    replaced: tuple[Replaced, ...]
    forms: tuple[TableForm, ...]
    vocabulary: Vocabulary
    clauses: Mapping[str, Citation]
    settings: Settings
    calendar: Calendar
    carried_out: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)
    """The clauses that a procedure carries out, by its name: of the nearest pack that has any."""
    warnings: tuple[Finding, ...] = ()
    """Departures from what a parent lets children do, where they do not stop the pack."""

    def site(
        self,
        rule_id: str,
        as_of: date,
        plan_year: int | None,
        on_error: Callable[[ConditionError, tuple[Step, ...]], None] | None = None,
    ) -> Site:
        """Return where a rule of that id is expanded, whatever it stands over."""
        return Site(
            rule_id=rule_id,
            vocabulary=self.vocabulary,
            settings=self.settings,
            calendar=self.calendar,
            as_of=as_of,
            plan_year=plan_year,
            on_error=on_error,
        )

    def site_of(
        self,
        rule: Rule,
        as_of: date,
        plan_year: int | None,
        on_error: Callable[[ConditionError, tuple[Step, ...]], None] | None = None,
    ) -> Site:
        """Return the rule's own site: where it is silent, the rules that it stands over speak."""
        site = self.site(rule.full_id, as_of, plan_year, on_error)
        site.above = _above(rule)
        return site

    def ready(
        self,
        as_of: date,
        plan_year: int | None,
        on_error: Callable[[Rule, ConditionError, tuple[Step, ...]], None] | None = None,
        *,
        every: bool = False,
    ) -> tuple[ReadyRule, ...]:
        """Return the rules in normal form; every rule applies only where the pack's scope does.

        `every` takes rules that are not in force too.
        """
        found = [
            ready
            for rule in self.rules
            if every or _in_force(rule.spec, as_of, plan_year)
            for ready in _expand(rule, self, as_of, plan_year, on_error)
        ]
        scope: dict[str, list[Condition]] = {}
        for ready in found:
            if ready.normal.scope:
                scope.setdefault(ready.normal.table, []).append(ready.normal.when)
        return tuple(
            r if r.normal.scope else _within(r, scope.get(r.normal.table, [])) for r in found
        )


def _in_force(spec: RuleSpec, as_of: date, plan_year: int | None) -> bool:
    day = as_of if plan_year is None else date(plan_year, 1, 1)
    return spec.in_force is None or spec.in_force.covers(day)


def _expand(
    rule: Rule,
    pack: RulePack,
    as_of: date,
    plan_year: int | None,
    on_error: Callable[[Rule, ConditionError, tuple[Step, ...]], None] | None,
) -> tuple[ReadyRule, ...]:
    tell = None if on_error is None else lambda error, steps: on_error(rule, error, steps)
    site = pack.site_of(rule, as_of, plan_year, tell)
    return tuple(_ready(rule, pack, expanded) for expanded in rule.spec.expand(site))


def _ready(rule: Rule, pack: RulePack, expanded: Expanded) -> ReadyRule:
    """Return the rule with its law: where its values name their clauses, those of its values."""
    origins = tuple(
        Origin(used.name, used.text, used.location or _place(rule, used.steps))
        for used in expanded.used
    )
    return ReadyRule(rule, expanded.rule, origins, expanded.silent, _law(rule, pack, expanded))


def _place(rule: Rule, steps: tuple[Step, ...]) -> Location:
    """Return where a value of the rule is written; of a refinement, in `set` or in the parent's rule."""
    if rule.refines is None:
        return rule.source.at(*steps)
    own = rule.source.at("set", *steps)
    return rule.refines.source.at(*steps) if own == rule.source.at("set") else own


def _above(rule: Rule) -> Above:
    """Return the dated values of the rules of the same kind over which the rule stands, nearest first.

    A draft speaks for drafts only.
    """
    found: dict[str, list[tuple[Period[Any], Location, tuple[str, ...]]]] = {}
    over = rule.over
    while over is not None:
        if type(over.spec) is type(rule.spec) and (rule.draft or not over.draft):
            for name in type(over.spec).model_fields:
                value = getattr(over.spec, name)
                for index, period in enumerate(value if isinstance(value, tuple) else ()):
                    if isinstance(period, Period):
                        place = over.source.at(name, index, "is")
                        found.setdefault(name, []).append((period, place, over.spec.cite))
        over = over.over
    return found


def _law(rule: Rule, pack: RulePack, expanded: Expanded) -> tuple[Citation, ...]:
    """Return the clauses of the values used, else the rule's own; then those that answer its questions."""
    values = [u for u in expanded.used if not u.name.startswith("setting.")]
    answers = [u for u in expanded.used if u.name.startswith("setting.")]
    own = _cited(pack, values) or rule.citations
    return tuple(dict.fromkeys((*own, *_cited(pack, answers))))


def _cited(pack: RulePack, used: Iterable[Used]) -> tuple[Citation, ...]:
    named = dict.fromkeys(clause for each in used for clause in each.cite)
    return tuple(pack.clauses[c] for c in named if c in pack.clauses)


def _within(ready: ReadyRule, scope: list[Condition]) -> ReadyRule:
    rule = ready.normal
    return replace(ready, normal=replace(rule, when=both(*scope, rule.when)))
