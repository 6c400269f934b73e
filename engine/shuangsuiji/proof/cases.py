"""Run the cases that stand in a pack's rules; which cases a rule needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from shuangsuiji.findings import Location
from shuangsuiji.model.settings import Answer, Settings
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.proof.given import GivenError, assertions, row_of, world_of
from shuangsuiji.rules.answers import PREFIX
from shuangsuiji.rules.kinds.base import Case, Expect, RuleSpec
from shuangsuiji.rules.kinds.exception import LiftingException
from shuangsuiji.rules.kinds.required_fields import RequiredFields
from shuangsuiji.rules.kinds.site import Expanded
from shuangsuiji.rules.normal import NormalRule, Verdict, judge
from shuangsuiji.yamlfile import nearest

LISTS = ("unless", "cases")
"""Lists that are empty where a rule has none, not silent."""
USUAL_DAY = date(2026, 7, 1)
"""The day and plan year of a case that names none."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case came to, for one part of its rule."""

    rule: Rule
    case: Case
    part: str
    location: Location
    verdict: Verdict

    @property
    def holds(self) -> bool:
        """Whether the outcome, how it counts, and the missing facts are as expected, where named."""
        if self.verdict.outcome not in self.rule.spec.expects[self.case.expect]:
            return False
        if self.case.counts_as not in (None, self.rule.severity):
            return False
        if self.case.missing is None:
            return True
        return set(missing_names(self.verdict)) == set(self.case.missing)


def missing_names(verdict: Verdict) -> tuple[str, ...]:
    """Return what a verdict misses, as cases name it: fields, and setting.x for an open question."""
    return tuple(r.name.replace(PREFIX, "setting.") for r in verdict.missing)


def shown_on(pack: RulePack, rule: Rule, case: Case) -> Rule | None:
    """Return the rule that a case is run on: its own, or the one that `of` names; None for no rule."""
    if case.of is None:
        return rule
    names = (case.of, f"{rule.pack}/{case.of}")
    return next((r for r in pack.rules if r.full_id in names), None)


def run_cases(pack: RulePack, rule: Rule) -> tuple[CaseResult, ...]:
    """Return the result of each case of a rule. Raises GivenError for a value no field can hold."""
    return tuple(
        CaseResult(rule, case, part, rule.source.at("cases", index), verdict)
        for index, case in enumerate(rule.spec.cases)
        for variant in _variants(rule, case)
        for part, verdict in _run(pack, shown_on(pack, rule, variant) or rule, variant)
    )


def case_day(pack: RulePack, case: Case) -> tuple[date, int]:
    """Return the as-of day and the plan year of a case."""
    as_of = case.as_of or case.at or usual_day(pack)
    return as_of, (case.at or as_of).year


def usual_day(pack: RulePack) -> date:
    """Return the day of a case that names none; of a pack for a period, a day within it."""
    period = pack.valid_for
    return USUAL_DAY if period is None or period.covers(USUAL_DAY) else period.from_ or USUAL_DAY


def _variants(rule: Rule, case: Case) -> Iterator[Case]:
    """Yield the case; one with each required field blank in turn where it says each_blank."""
    if not (case.each_blank and isinstance(rule.spec, RequiredFields)):
        yield case
        return
    for name in rule.spec.fields:
        given = {**case.given, name: "blank"}
        yield case.model_copy(update={"given": given, "part": name})


def expansions(pack: RulePack, rule: Rule, case: Case) -> tuple[Expanded, ...]:
    """Return the rule's normal forms that a case is about."""
    as_of, year = case_day(pack, case)
    site = pack.site_of(rule, as_of, year)
    site.settings = with_case(site.settings, case, rule.location)
    every = _with_values(rule.spec, case).expand(site)
    if case.part is None:
        return every
    return tuple(e for e in every if e.rule.id.partition("#")[2] == case.part)


def _with_values(spec: RuleSpec, case: Case) -> RuleSpec:
    """Return the rule with what the case gives for values left silent. Raises GivenError."""
    if not case.values:
        return spec
    fields = {name: getattr(spec, name) for name in type(spec).model_fields}
    for name, value in case.values.items():
        if name in LISTS or fields.get(name) != ():
            would = "、".join(n for n, held in fields.items() if held == () and n not in LISTS)
            told = {"field": name, "found": str(value), "nearest": would or "没有写作 silent 的键"}
            raise GivenError("proof/given", ("values", name), **told)
    try:
        return type(spec).model_validate({**fields, **case.values})
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        told = {"field": name, "found": str(case.values.get(name)), "nearest": "规则自己会写的值"}
        raise GivenError("proof/given", ("values", name), **told) from error


def with_case(settings: Settings, case: Case, place: Location) -> Settings:
    """Return the settings with what the case answers. Raises GivenError for what would not do."""
    answers = dict(settings.answers)
    for name, text in case.settings.items():
        spec = settings.registry.get(name)
        if spec is None:
            close = nearest(name, list(settings.registry))
            steps = ("settings", name)
            raise GivenError("pack/unknown-setting", steps, found=name, nearest=close)
        try:
            answers[name] = Answer(text, spec.read(text), place)
        except ValueError as error:
            told = {"name": spec.title, "found": text, "would": str(error)}
            raise GivenError("pack/setting-value", ("settings", name), **told) from error
    return Settings(settings.registry, answers)


def _run(pack: RulePack, rule: Rule, case: Case) -> Iterator[tuple[str, Verdict]]:
    for expanded in expansions(pack, rule, case):
        yield expanded.rule.id.partition("#")[2], run_on(pack, rule, case, expanded.rule)


def run_on(pack: RulePack, rule: Rule, case: Case, normal: NormalRule) -> Verdict:
    """Return the verdict of a normal-form rule on a case's row. Raises GivenError."""
    world = world_of(pack.vocabulary, case, case_day(pack, case)[0])
    facts = row_of(pack.vocabulary.tables[normal.table], case.given)
    facts |= assertions(rule.full_id, case)
    return judge(normal, world.env(normal.table, facts, [r.spec for r in normal.fields()]))


def needed_cases(spec: RuleSpec) -> tuple[tuple[Expect, ...], ...]:
    """Return what a rule's cases must show; of each group one would do."""
    if isinstance(spec, LiftingException):
        return ((Expect.EXCEPTED,), (Expect.FAIL,))
    if Expect.MET in spec.expects and getattr(spec, "residual", False):
        return ((Expect.MET,), (Expect.NOT_MET,))  # asserted and not: nothing else decides it
    if Expect.MET in spec.expects:
        return ((Expect.MET,), (Expect.NOT_MET,), (Expect.UNDECIDED,))
    if spec.scope:
        return ((Expect.PASS,), (Expect.NOT_APPLICABLE,))
    return ((Expect.PASS,), (Expect.FAIL,), (Expect.UNKNOWN, Expect.MANUAL))
