"""What is wrong with the cases of a pack's rules: unreadable, without effect, not as expected, lacking."""

from collections import Counter
from collections.abc import Iterable, Iterator

from shuangsuiji.findings import Finding, Refusal, problem
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.proof.cases import (
    CaseResult,
    expansions,
    missing_names,
    needed_cases,
    run_cases,
    run_on,
    shown_on,
)
from shuangsuiji.proof.given import GivenError
from shuangsuiji.rules.evaluate import columns_needed
from shuangsuiji.rules.kinds.base import AddedException, Case
from shuangsuiji.rules.kinds.exception import LiftingException
from shuangsuiji.rules.kinds.required_fields import RequiredFields
from shuangsuiji.rules.kinds.site import Step
from shuangsuiji.yamlfile import nearest

IDLE = "proof/idle"
"""What a case writes to no effect. Of a changed rule it shows nothing: mutants are not refused for it."""


def check_cases(pack: RulePack, own: str) -> tuple[Finding, ...]:
    """Return what is wrong with the cases of the rules that pack `own` wrote: missing, wrong, failing."""
    return tuple(f for rule in pack.rules if rule.pack == own for f in check_rule(pack, rule))


def run_readable(pack: RulePack, rule: Rule) -> tuple[CaseResult, ...]:
    """Return the result of each case of a rule. Raises Refusal with every word that cannot be read."""
    try:
        return run_cases(pack, rule)
    except GivenError as error:
        raise Refusal(check_rule(pack, rule)) from error


def check_rule(pack: RulePack, rule: Rule) -> Iterator[Finding]:
    """Yield what is wrong with the cases of one rule of the pack."""
    unreadable = list(_unreadable(pack, rule))
    if unreadable:
        yield from unreadable
        return
    results = run_cases(pack, rule)
    yield from (_broken(result) for result in results if not result.holds)
    yield from _lacking(rule, results)
    yield from _without_effect(pack, rule)


def _broken(result: CaseResult) -> Finding:
    wanted = result.case.counts_as
    counted = f"（{result.rule.severity.value}）" if wanted is not None else ""
    return problem(
        "proof/case-broken",
        result.location,
        rule=result.rule.full_id + (f"#{result.part}" if result.part else ""),
        case=result.case.name,
        expected=result.case.expect.value + (f"（{wanted.value}）" if wanted is not None else ""),
        found=result.verdict.outcome.value + counted,
        missing=missing_names(result.verdict),
    )


def _unreadable(pack: RulePack, rule: Rule) -> Iterator[Finding]:
    names = Counter(case.name for case in rule.spec.cases)
    for index, case in enumerate(rule.spec.cases):
        if names[case.name] > 1:
            place = rule.source.at("cases", index, "name")
            yield problem("proof/case-twice", place, found=case.name)
        if case.each_blank and not isinstance(rule.spec, RequiredFields):
            place = rule.source.at("cases", index, "each_blank")
            yield problem("proof/each-blank", place, found=rule.spec.kind)
            continue
        yield from _unknown_words(pack, rule, case, index)


def _unknown_words(pack: RulePack, rule: Rule, case: Case, index: int) -> Iterator[Finding]:
    shown = shown_on(pack, rule, case)
    lifting = isinstance(rule.spec, LiftingException)
    if shown is None or (lifting and case.of is None):
        place = rule.source.at("cases", index, "of")
        close = nearest(case.of or "", [r.full_id for r in pack.rules])
        yield problem("proof/unknown-rule", place, found=case.of or "", nearest=close)
        return
    if case.of is not None and not _lifts(rule, shown):
        place = rule.source.at("cases", index, "of")
        yield problem("proof/not-lifted", place, rule=rule.full_id, found=case.of)
        return
    residual = ["residual"] if getattr(shown.spec, "residual", False) else []
    exceptions = [e.id for e in shown.spec.unless if e.residual] + residual
    for number, name in enumerate(case.asserted):
        if name not in exceptions:
            place = rule.source.at("cases", index, "asserted", number)
            known = "、".join(exceptions)
            yield problem("proof/unknown-exception", place, found=name, nearest=known)
    try:
        if not expansions(pack, shown, case):
            place = rule.source.at("cases", index, "part")
            yield problem("proof/unknown-part", place, found=str(case.part))
        for expanded in expansions(pack, shown, case):
            run_on(pack, shown, case, expanded.rule)
    except GivenError as error:
        yield problem(error.code, rule.source.at("cases", index, *error.steps), **error.params)


def _lifts(rule: Rule, shown: Rule) -> bool:
    """Whether the rule is an exception for several, of which the rule shown is one."""
    added = (e for e in shown.spec.unless if isinstance(e, AddedException))
    return any(e.by == rule.full_id for e in added)


def _without_effect(pack: RulePack, rule: Rule) -> Iterator[Finding]:
    """Yield the answers and the tables that a case writes and that nothing in its rule reads."""
    for index, case in enumerate(rule.spec.cases):
        shown = shown_on(pack, rule, case) or rule
        parts = expansions(pack, shown, case)
        asked = {used.name for part in parts for used in part.used}
        read = columns_needed(pack.vocabulary, [part.rule for part in parts])
        idle: list[tuple[str, Step, str]] = [
            ("settings", name, name) for name in case.settings if f"setting.{name}" not in asked
        ]
        idle += [("with", name, name) for name in case.with_ if name not in read]
        idle += [("without", n, name) for n, name in enumerate(case.without) if name not in read]
        for key, step, name in idle:
            place = rule.source.at("cases", index, key, step)
            yield problem(IDLE, place, rule=shown.full_id, found=name)


def _lacking(rule: Rule, results: Iterable[CaseResult]) -> Iterator[Finding]:
    """Yield what a reader would miss: a rule is shown to hold, to break, to be undecided, excepted."""
    shown = {case.expect for case in rule.spec.cases}
    for wanted in needed_cases(rule.spec):
        if not shown & set(wanted):
            yield problem(
                "proof/lacks-case", rule.location, rule=rule.full_id, outcome=wanted[0].value
            )
    lifted = {name for result in results for name in result.verdict.exceptions}
    own = [e for e in rule.spec.unless if not isinstance(e, AddedException)]
    lacking = tuple(e.title for e in own if e.id not in lifted)
    if lacking:
        yield problem(
            "proof/lacks-exception-case", rule.location, rule=rule.full_id, exceptions=lacking
        )
