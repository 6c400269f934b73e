"""The law of a pack on accountability: triggers, exemptions, references, and the program they make."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shuangsuiji.accountability.program import Compiler, Horn, Program, Stratum
from shuangsuiji.model.vocabulary import FieldSpec
from shuangsuiji.packs.rulepack import ReadyRule
from shuangsuiji.rules.expressions import Condition, Not, Or, both
from shuangsuiji.rules.kinds.accountability import AccountabilityTrigger, LiabilityExemption
from shuangsuiji.rules.normal import asserted_field

TRIGGERED, EXEMPTED = "T", "E"


class Verdict(StrEnum):
    """What triggers and exemptions come to; a person decides, in every case."""

    NO_TRIGGER = "no_trigger"
    LIABLE = "liable_prima_facie"
    MAY_BE_EXEMPT = "may_be_exempt"
    UNDETERMINED = "undetermined"
    NEEDS_HUMAN = "needs_human"
    NOT_SET = "not_set"


class Side(StrEnum):
    """Which way a ground weighs."""

    TRIGGER = "trigger"
    EXEMPTION = "exemption"


@dataclass(frozen=True, slots=True)
class Ground:
    """One trigger or exemption (情形): its rule, when it is met, its name in the program.

    One that rests on a draft, or on a reading of ours, is a reference (参考): shown, and weighs nothing.
    """

    name: str
    side: Side
    ready: ReadyRule
    met: Condition

    @property
    def is_reference(self) -> bool:
        """Whether it rests on a draft or a reading, which warn at most and conclude nothing."""
        return _is_reference(self.ready)

    @property
    def assertion(self) -> FieldSpec | None:
        """The field by which somebody asserts it, of an 其他; None for any other ground."""
        is_residual = getattr(self.ready.rule.spec, "residual", False)
        return asserted_field(self.ready.rule.full_id, "residual") if is_residual else None


@dataclass(frozen=True, slots=True)
class Law:
    """What a pack says of liability, compiled. Without triggers in force it says nothing (not_set)."""

    grounds: tuple[Ground, ...]
    program: Program

    def weighing(self, side: Side) -> tuple[Ground, ...]:
        """Return the grounds of a side that are in force."""
        return tuple(g for g in self.grounds if g.side is side and not g.is_reference)

    @property
    def references(self) -> tuple[Ground, ...]:
        """The grounds that weigh nothing."""
        return tuple(g for g in self.grounds if g.is_reference)

    def one_of(self, side: Side) -> Condition:
        """Return the condition that one of a side's grounds in force is met."""
        return Or(tuple(g.met for g in self.weighing(side)))


def law_of(ready: Iterable[ReadyRule]) -> Law:
    """Return the law of a pack's rules on a day; other kinds of rules say nothing of liability."""
    compiler = Compiler()
    grounds: list[Ground] = []
    for each in ready:
        side = _side(each)
        if side is not None:
            met = _met(each)
            letter = "r" if _is_reference(each) else side.value[0]
            ground = Ground(f"{letter}{len(grounds) + 1}", side, each, met)
            compiler.same(ground.name, compiler.name(met))
            grounds.append(ground)
    for name, side in ((TRIGGERED, Side.TRIGGER), (EXEMPTED, Side.EXEMPTION)):
        compiler.any_of(name, [g.name for g in grounds if g.side is side and not g.is_reference])
    strata = (Stratum(tuple(compiler.rules), (TRIGGERED, EXEMPTED)), _VERDICTS)
    return Law(tuple(grounds), Program(strata, compiler.atoms))


_VERDICTS = Stratum(
    (
        Horn(Verdict.NO_TRIGGER, (f"{TRIGGERED}-",)),
        Horn(Verdict.LIABLE, (f"{TRIGGERED}+", f"{EXEMPTED}-")),
        Horn(Verdict.MAY_BE_EXEMPT, (f"{TRIGGERED}+", f"{EXEMPTED}+")),
        Horn(Verdict.UNDETERMINED, (f"{TRIGGERED}?",)),
        Horn(Verdict.UNDETERMINED, (f"{TRIGGERED}+", f"{EXEMPTED}?")),
    )
)
"""The table of verdicts, row by row."""


def _side(ready: ReadyRule) -> Side | None:
    match ready.rule.spec:
        case AccountabilityTrigger():
            return Side.TRIGGER
        case LiabilityExemption():
            return Side.EXEMPTION
    return None


def _is_reference(ready: ReadyRule) -> bool:
    return ready.rule.draft or ready.rule.spec.doubt is not None


def _met(ready: ReadyRule) -> Condition:
    """Return when the ground is met: its normal form requires the contrary."""
    rule = ready.normal
    return both(
        rule.when, rule.require.part if isinstance(rule.require, Not) else Not(rule.require)
    )
