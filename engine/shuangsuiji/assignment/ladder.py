"""What a pack allows where inspectors are too few (人员不足): how else they may be found, by which clause."""

from dataclasses import dataclass
from datetime import date

from shuangsuiji.assignment.judged import PackRules, clauses_of, table_of
from shuangsuiji.findings import Location, Outcome
from shuangsuiji.model.values import exactly, says

MODE = "matching_mode"
RANDOM = "random"
JOINT = "joint_with_neighbour"


@dataclass(frozen=True, slots=True)
class Way:
    """Another way to find inspectors, in the pack's words: allowed, forbidden, or not settled by it.

    `title` is that of the exception that allows it, or of the rule that speaks against it. `missing` is
    what that rule would have to know to speak: without it nothing is settled, and nothing allowed.
    """

    mode: str
    label: str
    title: str
    clauses: tuple[str, ...]
    allowed: bool
    missing: tuple[str, ...] = ()


def ways_of(rules: PackRules, day: date, reason: str = "人员不足") -> tuple[Way, ...]:
    """Return what the pack says of each way but the lot, once it is said that people are too few."""
    spec = rules.pack.vocabulary.tables["task"].by_name[MODE]
    return tuple(
        way
        for choice in spec.choices
        if choice.value != RANDOM
        and (
            way := _way(rules, choice.value, choice.labels[0] if choice.labels else "", day, reason)
        )
    )


def _way(rules: PackRules, mode: str, label: str, day: date, reason: str) -> Way | None:
    facts = {
        "task": says("1"),
        "matched_on": exactly(day),
        MODE: says(mode),
        "too_few_inspectors": says(value=True),
        "shortage_reason": says(reason),
        "matched_in_system": says(value=True),
    }
    made = {"task": table_of("task", [("1", facts)], Location(""))}
    spoken = [v for v in rules.verdicts(made) if any(ref.name == MODE for ref in v.rule.fields())]
    against = [v for v in spoken if v.verdict.outcome is not Outcome.EXCEPTED]
    if against:
        broken = [v for v in against if v.verdict.outcome is Outcome.FAIL]
        speaks = (broken or against)[0]
        ready, missing = rules.rule_of(speaks), () if broken else speaks.verdict.missing
        return Way(
            mode,
            label,
            ready.rule.spec.title,
            clauses_of(ready.citations),
            allowed=False,
            missing=tuple(dict.fromkeys(ref.spec.label for ref in missing)),
        )
    for verdict in spoken:
        rule = rules.rule_of(verdict).rule
        exception = next(e for e in rule.spec.unless if e.id in verdict.verdict.exceptions)
        clauses = clauses_of(rule.exceptions[exception.id])
        return Way(mode, label, exception.title, clauses, allowed=True)
    return None
