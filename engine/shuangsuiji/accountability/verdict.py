"""The verdict on a case: both sides, what is missing, and what each missing fact would change.

| T: one of the triggers | E: one of the exemptions | verdict                                      |
|------------------------|--------------------------|----------------------------------------------|
| FALSE                  | any                      | no_trigger                                   |
| TRUE                   | FALSE                    | liable_prima_facie                           |
| TRUE                   | TRUE                     | may_be_exempt: 可以, the decision is a person's |
| otherwise              |                          | undetermined; needs_human if only people can tell |
| the pack has no trigger in force |                | not_set: no acquittal                        |

Both are Kleene's OR. That a problem arose with the target (SH-42, GQ-36b) stands in each exemption's
own condition, which comes to the same: AND distributes over OR.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod

from shuangsuiji.accountability.cases import LiabilityCase
from shuangsuiji.accountability.inference import Infer, Inferred, infer
from shuangsuiji.accountability.law import EXEMPTED, TRIGGERED, Ground, Law, Side, Verdict
from shuangsuiji.accountability.program import signed
from shuangsuiji.model.values import Fact, says
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType
from shuangsuiji.rules.expressions import Holds, Ref
from shuangsuiji.rules.interpret import Env, evaluate, missing
from shuangsuiji.rules.intervals import Kleene

MOST_WORLDS = 4096
"""How many ways to fill in what is missing are tried, at most, to say which verdicts remain possible."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A ground on the case: met, not met, or undecided for want of facts."""

    ground: Ground
    met: Kleene
    missing: tuple[FieldSpec, ...]
    asserted: bool
    """Of a residual ground: whether somebody asserts it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the verdict would be if a missing fact were so, and nothing else changed."""

    value: str | bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that could still decide, the sides that wait for it, and what each answer would change.

    `changes` is empty for a fact with too many answers to try: a number, a day, a text.
    """

    spec: FieldSpec
    sides: tuple[Side, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on a case, with everything that it rests on.

    `possible` are the verdicts that some completion of the facts leads to; None where there are too
    many to try. `inferred` is None where the law says nothing.
    """

    case: LiabilityCase
    verdict: Verdict
    triggered: Kleene
    exempted: Kleene
    weighed: tuple[Weighed, ...]
    references: tuple[Weighed, ...]
    missing: tuple[Missing, ...]
    possible: tuple[Verdict, ...] | None
    inferred: Inferred | None

    def side(self, side: Side) -> tuple[Weighed, ...]:
        """Return the grounds of a side that weigh."""
        return tuple(w for w in self.weighed if w.ground.side is side)


def decide(law: Law, case: LiabilityCase, as_of: date, second: Infer | None = None) -> Decision:
    """Return the decision; a second engine must show the same symbols. Raises Disagreement."""
    env = Env(case.facts, as_of)
    values = {name: evaluate(atom, env) for name, atom in law.program.atoms.items()}
    inferred = infer(law.program, signed(values), second)
    weighed = [_weigh(ground, inferred, env) for ground in law.grounds]
    kept = tuple(w for w in weighed if not w.ground.is_reference)
    references = tuple(w for w in weighed if w.ground.is_reference)
    if not law.weighing(Side.TRIGGER):
        nothing = (Verdict.NOT_SET,)
        return Decision(case, Verdict.NOT_SET, None, None, kept, references, (), nothing, None)
    triggered, exempted = inferred.sign(TRIGGERED), inferred.sign(EXEMPTED)
    waiting = _waiting(law, env, triggered, exempted)
    return Decision(
        case=case,
        verdict=_by_people(next(v for v in Verdict if v in inferred.shown), waiting),
        triggered=triggered,
        exempted=exempted,
        weighed=kept,
        references=references,
        missing=tuple(
            Missing(spec, sides, tuple(_changes(law, env, spec))) for spec, sides in waiting.items()
        ),
        possible=_possible(law, env, [*waiting]),
        inferred=inferred,
    )


def _weigh(ground: Ground, inferred: Inferred, env: Env) -> Weighed:
    lacking = tuple(ref.spec for ref in missing(ground.met, env))
    claimed = ground.assertion is None or evaluate(Holds(Ref(ground.assertion)), env) is True
    return Weighed(ground, inferred.sign(ground.name), lacking, claimed)


def _waiting(
    law: Law, env: Env, triggered: Kleene, exempted: Kleene
) -> dict[FieldSpec, tuple[Side, ...]]:
    """Return the facts that could still decide, each with the sides that wait for it."""
    found: dict[FieldSpec, tuple[Side, ...]] = {}
    if triggered is False:
        return found
    for side, sign in ((Side.TRIGGER, triggered), (Side.EXEMPTION, exempted)):
        for ref in missing(law.one_of(side), env) if sign is None else ():
            found[ref.spec] = (*found.get(ref.spec, ()), side)
    return found


def _by_people(verdict: Verdict, waiting: Iterable[FieldSpec]) -> Verdict:
    """Return needs_human for what is undetermined, if only people's findings could decide it."""
    only_people = all(spec.kind is FieldKind.JUDGEMENT for spec in waiting)
    undetermined = verdict is Verdict.UNDETERMINED
    return Verdict.NEEDS_HUMAN if undetermined and only_people else verdict


def _supposing(law: Law, env: Env, facts: Mapping[str, Fact]) -> Verdict:
    """Return the verdict if the facts were so, by the plain table."""
    supposed = Env({**env.facts, **facts}, env.as_of)
    triggered = evaluate(law.one_of(Side.TRIGGER), supposed)
    exempted = evaluate(law.one_of(Side.EXEMPTION), supposed)
    match triggered, exempted:
        case False, _:
            return Verdict.NO_TRIGGER
        case True, False:
            return Verdict.LIABLE
        case True, True:
            return Verdict.MAY_BE_EXEMPT
    return _by_people(Verdict.UNDETERMINED, _waiting(law, supposed, triggered, exempted))


def _answers(spec: FieldSpec) -> tuple[str | bool, ...]:
    """Return the answers that a fact may have; none where they cannot be listed."""
    if spec.type is FieldType.YES_NO:
        return (True, False)
    if spec.type is FieldType.CHOICE and not spec.open:
        return tuple(choice.value for choice in spec.choices)
    return ()


def _changes(law: Law, env: Env, spec: FieldSpec) -> Iterator[Change]:
    for answer in _answers(spec):
        yield Change(answer, _supposing(law, env, {spec.name: says(answer)}))


def _possible(law: Law, env: Env, specs: list[FieldSpec]) -> tuple[Verdict, ...] | None:
    """Return the verdicts that completions of the missing facts lead to, in the order of the table."""
    answers = [_answers(spec) for spec in specs]
    if prod(map(len, answers)) not in range(1, MOST_WORLDS + 1):
        return None
    names = [spec.name for spec in specs]
    found = {
        _supposing(law, env, dict(zip(names, map(says, world), strict=True)))
        for world in product(*answers)
    }
    return tuple(v for v in Verdict if v in found)
