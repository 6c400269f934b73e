"""What a case's records (卷内记录) show of its facts: rows that hold, time limits that were broken.

Only rules that bind (must, in force, no reading of ours) make a fact of a person's case.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from shuangsuiji.findings import Outcome, Severity
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import FieldSpec, ShownBy, Vocabulary
from shuangsuiji.packs.rulepack import ReadyRule
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.interpret import Env, evaluate
from shuangsuiji.rules.intervals import Kleene
from shuangsuiji.rules.kinds.due_on import DueOn
from shuangsuiji.rules.kinds.due_within import DueWithin
from shuangsuiji.rules.kinds.earliest_of import EarliestOf

Counts = Mapping[str, Mapping[Outcome, int]]
"""How many rows of each outcome each rule met."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What records show of a fact, and by what: ids of rules, or rows. NULL: they cannot tell."""

    spec: FieldSpec
    value: Kleene
    by: tuple[str, ...]


def shown_facts(
    vocabulary: Vocabulary,
    case_table: str,
    records: Mapping[str, Table],
    judged: tuple[Iterable[ReadyRule], Counts],
    as_of: date,
) -> Iterator[Shown]:
    """Yield what the records of one case show; nothing of facts whose records were not handed in.

    `judged` are the pack's rules on these records, and what they came to.
    """
    rules, counts = judged
    for spec in vocabulary.tables[case_table].fields:
        how = spec.shown_by
        if how is None or how.table not in records:
            continue
        if how.late is not None:
            found = _late(spec, how, rules, counts)
        else:
            found = _holds(spec, how, vocabulary, records[how.table], as_of)
        if found is not None:
            yield found


def _late(
    spec: FieldSpec, how: ShownBy, rules: Iterable[ReadyRule], counts: Counts
) -> Shown | None:
    """Return whether a limit on the event was broken; None where no rule on it came to apply."""
    met: dict[str, Mapping[Outcome, int]] = {
        ready.normal.id: counts.get(ready.normal.id, {}) for ready in rules if _limits(ready, how)
    }
    for outcome, value in ((Outcome.FAIL, True), (Outcome.UNKNOWN, None), (Outcome.PASS, False)):
        by = tuple(rule for rule, each in met.items() if each.get(outcome))
        if by:
            return Shown(spec, value, by)
    return None


def _limits(ready: ReadyRule, how: ShownBy) -> bool:
    rule = ready.rule
    if not isinstance(rule.spec, DueWithin | EarliestOf | DueOn):
        return False
    on_it = (ready.normal.table, rule.spec.event) == (how.table, how.late)
    return on_it and rule.severity is Severity.ERROR


def _holds(
    spec: FieldSpec, how: ShownBy, vocabulary: Vocabulary, table: Table, as_of: date
) -> Shown | None:
    """Return whether every row that is meant holds; None where surely no row is meant."""
    scope = Scope(vocabulary.tables[how.table])
    where, holds = read_condition(how.where, scope), read_condition(how.holds or "TRUE", scope)
    each = {}
    for row in table.rows:
        env = Env(row.facts, as_of)
        meant = evaluate(where, env)
        if meant is not False:
            each[row.key] = evaluate(holds, env) if meant else None
    if not each:
        return None
    value = False if False in each.values() else None if None in each.values() else True
    label = vocabulary.tables[how.table].label
    return Shown(spec, value, tuple(f"{label}“{k}”" for k, one in each.items() if one is value))
