"""Random laws over a few yes/no facts, random cases, and a table of verdicts for whole facts.

The table shares nothing with the engine: conditions are walked with plain booleans.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product

from shuangsuiji.accountability.law import Law, law_of
from shuangsuiji.accountability.program import Program, Stratum, signed
from shuangsuiji.model.values import BLANK, says
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import ReadyRule
from shuangsuiji.rules.expressions import TRUE, And, Condition, Holds, Not, Or, Ref, Truth

DAY = date(2026, 6, 1)
KINDS = (FieldKind.RECORD, FieldKind.JUDGEMENT)
FACTS = tuple(
    Ref(FieldSpec(name=f"f{n}", label=f"事实{n}", type=FieldType.YES_NO, kind=KINDS[n % 2]))
    for n in range(6)
)
Values = Mapping[str, bool | None]


def templates() -> tuple[tuple[ReadyRule, ...], tuple[ReadyRule, ...]]:
    """Return a shipped pack's triggers and exemptions in force; their conditions are put in anew."""
    law = law_of(load_pack("shanghai").ready(DAY, DAY.year))
    kept = [g for g in law.grounds if not g.is_reference and g.assertion is None]
    return tuple(
        tuple(g.ready for g in kept if g.side == side) for side in ("trigger", "exemption")
    )


def condition(rng: random.Random, facts: list[Ref], depth: int) -> Condition:
    """Return a condition over the facts, any of them any number of times."""
    if depth == 0 or rng.random() < 0.3:
        if rng.random() < 0.04:
            return Truth(value=rng.choice([True, False, None]))
        return Holds(rng.choice(facts))
    if rng.random() < 0.25:
        return Not(condition(rng, facts, depth - 1))
    parts = tuple(condition(rng, facts, depth - 1) for _ in range(rng.randint(2, 3)))
    return rng.choice([And, Or])(parts)


def once(rng: random.Random, facts: list[Ref]) -> Condition:
    """Return a condition in which each of the facts occurs exactly once."""
    if len(facts) == 1:
        return rng.choice([Holds(facts[0]), Not(Holds(facts[0]))])
    cut = rng.randint(1, len(facts) - 1)
    joined = rng.choice([And, Or])((once(rng, facts[:cut]), once(rng, facts[cut:])))
    return rng.choice([joined, joined, Not(joined)])


def law_from(
    made_from: tuple[tuple[ReadyRule, ...], tuple[ReadyRule, ...]],
    triggers: list[Condition],
    exemptions: list[Condition],
) -> Law:
    """Return the law with one ground for each condition."""
    assert len(triggers) <= len(made_from[0]), "each condition needs a trigger to stand in"
    assert len(exemptions) <= len(made_from[1]), "each condition needs an exemption to stand in"
    ready = [
        replace(each, normal=replace(each.normal, when=TRUE, require=Not(met)))
        for side, conditions in zip(made_from, (triggers, exemptions), strict=True)
        for each, met in zip(side, conditions, strict=False)
    ]
    return law_of(ready)


def whole(condition: Condition, world: Mapping[str, bool]) -> bool:
    """Return whether the condition holds in a world where every fact is known."""
    match condition:
        case Not():
            return not whole(condition.part, world)
        case And():
            return all(whole(p, world) for p in condition.parts)
        case Or():
            return any(whole(p, world) for p in condition.parts)
        case Holds():
            return world[condition.field.name]
    raise AssertionError(condition)


def worlds(values: Values) -> Iterator[dict[str, bool]]:
    """Yield every way to fill in what is missing."""
    choices = [(True, False) if v is None else (v,) for v in values.values()]
    for world in product(*choices):
        yield dict(zip(values, world, strict=True))


def verdict_of(
    triggers: list[Condition], exemptions: list[Condition], world: Mapping[str, bool]
) -> str:
    """Return what the table says where everything is known."""
    if not any(whole(t, world) for t in triggers):
        return "no_trigger"
    exempt = any(whole(e, world) for e in exemptions)
    return "may_be_exempt" if exempt else "liable_prima_facie"


def some_values(rng: random.Random, facts: list[Ref]) -> Values:
    """Return a case: each fact so, not so, or missing."""
    return {ref.name: rng.choice([True, False, None]) for ref in facts}


def as_facts(values: Values):
    """Return the case's facts as the engine has them."""
    return {name: BLANK if v is None else says(v) for name, v in values.items()}


def given(program: Program, values: Values) -> frozenset[str]:
    """Return the symbols that the case shows."""
    return signed(
        {
            name: atom.value if isinstance(atom, Truth) else values[atom.field.name]
            for name, atom in program.atoms.items()
        }
    )


def some_signs(rng: random.Random, program: Program) -> frozenset[str]:
    """Return signs for some of a program's atoms, whatever they mean."""
    return signed({name: rng.choice([True, False, None]) for name in program.atoms})


def shuffled(rng: random.Random, program: Program) -> Program:
    """Return the program with the rules of each stratum, and their premises, in another order."""

    def mixed(things):
        return tuple(rng.sample(things, len(things)))

    return Program(
        tuple(
            Stratum(tuple(replace(r, body=mixed(r.body)) for r in mixed(s.rules)), mixed(s.settles))
            for s in program.strata
        ),
        program.atoms,
    )
