"""What becomes of each mutant: a case kills it, the checks refuse it, it changes nothing, or it survives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shuangsuiji.findings import Modality, Refusal
from shuangsuiji.packs.read import ReadPack
from shuangsuiji.packs.resolve import resolve
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.proof.case_checks import IDLE, check_rule
from shuangsuiji.proof.cases import run_cases
from shuangsuiji.proof.coverage_findings import Clauses, clause_rows, fitting_modalities
from shuangsuiji.proof.equivalent import Compared, Likeness, compare
from shuangsuiji.proof.given import GivenError
from shuangsuiji.proof.mutate import Mutant, mutants
from shuangsuiji.rules.kinds.base import AddedException, RuleSpec
from shuangsuiji.rules.kinds.exception import LiftingException
from shuangsuiji.rules.kinds.required_fields import RequiredFields
from shuangsuiji.rules.scan import ConditionError

LEAST_PERCENT = 98
"""Of the changes that change something, how many a pack's cases and checks must notice."""


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    REFUSED = "refused"
    EQUIVALENT = "equivalent"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant with what became of it; one that no case noticed was compared with the rule as it was."""

    mutant: Mutant
    fate: Fate
    compared: Compared | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The mutants of a pack's own rules.

    `unjudged` counts modalities that rest on clauses which nobody has read yet; `unsound` names rules
    that are not changed, because their cases are wrong as they stand.
    """

    pack: str
    judged: tuple[Judged, ...]
    unjudged: int
    unsound: tuple[Rule, ...]

    def of(self, fate: Fate) -> tuple[Judged, ...]:
        """Return the mutants of that fate."""
        return tuple(j for j in self.judged if j.fate is fate)

    @property
    def killed_of(self) -> tuple[int, int]:
        """How many were killed or refused, of how many that change something."""
        survived = len(self.of(Fate.SURVIVED))
        killed = len(self.of(Fate.KILLED)) + len(self.of(Fate.REFUSED))
        return killed, killed + survived

    @property
    def suffices(self) -> bool:
        """Whether the cases notice enough of the changes that change something."""
        killed, of = self.killed_of
        return not self.unsound and killed * 100 >= of * LEAST_PERCENT


def mutate(chain: Sequence[ReadPack], pack: RulePack) -> Score:
    """Change each of the pack's own rules in every way, and return what became of each change."""
    own, rows = chain[-1], clause_rows(chain)
    read = {f"{own.file.id}/{r.family}/{r.spec.id}": r.spec for r in own.rules}
    judged: list[Judged] = []
    unsound, unjudged = [], 0
    for rule in (r for r in pack.rules if r.pack == own.file.id):
        if any(check_rule(pack, rule)):
            unsound.append(rule)
            continue
        every = fitting_modalities(rule.spec, rows) == frozenset(Modality)  # not judged yet
        for mutant in mutants(pack, rule, read[rule.full_id]):
            if every and mutant.key == "modality":
                unjudged += 1
            else:
                judged.append(_judged(chain, pack, mutant, rows))
    return Score(own.file.id, tuple(judged), unjudged, tuple(unsound))


def _judged(chain: Sequence[ReadPack], pack: RulePack, mutant: Mutant, rows: Clauses) -> Judged:
    rule, spec = mutant.rule, mutant.spec
    if spec is None:
        return Judged(mutant, Fate.REFUSED)
    if spec.modality not in fitting_modalities(spec, rows):
        return Judged(mutant, Fate.REFUSED)
    try:
        changed = _changed_pack(chain, pack, rule, spec)
        now = next(r for r in changed.rules if r.full_id == rule.full_id)
        if _breaks_a_case(changed, now, rule):
            return Judged(mutant, Fate.KILLED)
        if any(found.code != IDLE for found in check_rule(changed, now)):
            return Judged(mutant, Fate.REFUSED)
    except (ConditionError, GivenError, Refusal):
        return Judged(mutant, Fate.REFUSED)
    if spec.modality is not rule.spec.modality or spec.in_force != rule.spec.in_force:
        return Judged(mutant, Fate.SURVIVED)
    compared = compare(pack, _pairs(pack, changed, rule, now))
    same = compared.likeness is Likeness.SAME
    return Judged(mutant, Fate.EQUIVALENT if same else Fate.SURVIVED, compared)


def _changed_pack(
    chain: Sequence[ReadPack], pack: RulePack, rule: Rule, spec: RuleSpec
) -> RulePack:
    """Return the pack with the rule changed; an exception for several rules is put on them anew."""
    if not isinstance(spec, LiftingException):
        return replace(pack, rules=(replace(rule, spec=spec),))
    own = chain[-1]
    rules = tuple(
        replace(r, spec=spec) if (r.family, r.spec.id) == (rule.family, spec.id) else r
        for r in own.rules
    )
    changed = (*chain[:-1], replace(own, rules=rules))
    return resolve(changed, pack.vocabulary, pack.settings.registry, pack.calendar)


def _breaks_a_case(pack: RulePack, now: Rule, before: Rule) -> bool:
    """Whether a case of the rule does not hold any more; one of required fields, for a field left out."""
    for case in now.spec.cases:
        alone = replace(now, spec=now.spec.model_copy(update={"cases": (case,)}))
        if any(not result.holds for result in run_cases(pack, alone)):
            return True
        if case.each_blank and _left_out(now.spec, before.spec) & set(case.given):
            return True
    return False


def _left_out(now: RuleSpec, before: RuleSpec) -> set[str]:
    """Return the required fields that are no longer required: blank, each of them failed before."""
    assert isinstance(now, RequiredFields), "each_blank is for required fields"
    assert isinstance(before, RequiredFields), "a mutant is of the same kind"
    return set(before.fields) - set(now.fields)


def _pairs(pack: RulePack, changed: RulePack, rule: Rule, now: Rule) -> Sequence[tuple[Rule, Rule]]:
    """Return the rules as they were and as they are: the rule itself, or those that it lifts."""
    if not isinstance(rule.spec, LiftingException):
        return ((rule, now),)
    after = {r.full_id: r for r in changed.rules}
    lifted = [r for r in pack.rules if _is_lifted(r, rule) or _is_lifted(after[r.full_id], rule)]
    return tuple((r, after[r.full_id]) for r in lifted)


def _is_lifted(rule: Rule, by: Rule) -> bool:
    return any(isinstance(e, AddedException) and e.by == by.full_id for e in rule.spec.unless)
