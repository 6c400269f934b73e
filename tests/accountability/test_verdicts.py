"""Triggers, exemptions and verdicts: each ground met, not met and undecided; every verdict of the table."""

import itertools
import random
from dataclasses import replace
from datetime import date

import pytest

from shuangsuiji.accountability.cases import LiabilityCase
from shuangsuiji.accountability.inference import Disagreement
from shuangsuiji.accountability.law import Side, Verdict, law_of
from shuangsuiji.accountability.verdict import decide
from shuangsuiji.findings import Location
from shuangsuiji.model.values import says
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.proof.given import assertions, row_of
from shuangsuiji.rules.expressions import refs
from shuangsuiji.rules.kinds.base import Expect

DAY = date(2021, 12, 1)
PACKS = ("national", "shanghai", "gaoqing", "guiyang", "chongqing")
MET = {Expect.MET: True, Expect.NOT_MET: False, Expect.UNDECIDED: None}


def law(name):
    return law_of(load_pack(name).ready(DAY, DAY.year))


def case(**facts):
    return LiabilityCase("案", Location("案"), facts={k: says(v) for k, v in facts.items()})


def grounds():
    """Every trigger and exemption that a pack writes itself."""
    for name in PACKS:
        pack = load_pack(name)
        for ground in law_of(pack.ready(DAY, DAY.year)).grounds:
            if ground.ready.rule.pack == name:
                yield pytest.param(name, ground.ready.rule.full_id, id=ground.ready.rule.full_id)


@pytest.mark.parametrize(("name", "rule_id"), list(grounds()))
def test_each_ground_is_met_not_met_and_undecided_with_its_clause(name, rule_id):
    pack = load_pack(name)
    compiled = law_of(pack.ready(DAY, DAY.year))
    ground = next(g for g in compiled.grounds if g.ready.rule.full_id == rule_id)
    met = set()
    for each in ground.ready.rule.spec.cases:
        facts = row_of(pack.vocabulary.tables["liability_case"], each.given)
        facts |= assertions(rule_id, each)
        decision = decide(compiled, LiabilityCase("案", Location("案"), facts=facts), DAY)
        told = next(
            w for w in (*decision.weighed, *decision.references) if w.ground.name == ground.name
        )
        assert told.met is MET[each.expect], each.name
        assert tuple(s.name for s in told.missing) == (each.missing or ()) or told.met is not None
        met.add(told.met)
    asserted_or_not = {True, False}
    assert met >= asserted_or_not if ground.assertion else met == {True, False, None}
    assert ground.ready.citations, "a clause stands behind it"


def test_the_table_of_verdicts_row_by_row():
    shanghai = law("shanghai")
    triggers = {
        "not_inspected_as_required": False,
        "result_unpublished_in_time": False,
        "unlawful_publication": False,
        "crime_suspected": False,
        "task_not_executed": False,
        "task_delayed": False,
    }
    assert decide(shanghai, case(**triggers), DAY).verdict is Verdict.NO_TRIGGER
    one = triggers | {"task_delayed": True}
    assert decide(shanghai, case(**one, subject_problem=False), DAY).verdict is Verdict.LIABLE
    lifted = case(**one, subject_problem=True, undetectable_by_resources=True)
    assert decide(shanghai, lifted, DAY).verdict is Verdict.MAY_BE_EXEMPT
    open_record = {k: v for k, v in triggers.items() if k != "task_not_executed"}
    assert decide(shanghai, case(**open_record), DAY).verdict is Verdict.UNDETERMINED
    open_judgement = {k: v for k, v in triggers.items() if k != "task_delayed"}
    assert decide(shanghai, case(**open_judgement), DAY).verdict is not Verdict.NO_TRIGGER
    only_people = decide(shanghai, case(**open_judgement, accident=False), DAY)
    assert only_people.verdict is Verdict.NEEDS_HUMAN
    assert {m.spec.name for m in only_people.missing} >= {"task_delayed"}


def test_without_a_trigger_in_force_nothing_is_concluded():
    for name in ("chongqing", "national"):
        accused = case(duty_not_performed=True, bad_consequence=True, task_not_executed=True)
        decision = decide(law(name), accused, DAY)
        assert decision.verdict is Verdict.NOT_SET
        assert decision.missing == ()
        assert any(w.met for w in decision.references)


def test_a_draft_changes_no_verdict():
    """Shanghai inherits the draft's grounds: whatever their facts are, the verdict stays."""
    shanghai = law("shanghai")
    own = {s.name for g in shanghai.grounds if not g.is_reference for s in _asked(g)}
    drafts = sorted({s.name for g in shanghai.references for s in _asked(g)} - own)
    assert drafts
    chance = random.Random(6)
    for _ in range(200):
        facts = {n: v for n in sorted(own) if (v := chance.choice((True, False, None))) is not None}
        before = decide(shanghai, case(**facts), DAY).verdict
        others = {n: chance.choice((True, False)) for n in drafts}
        assert decide(shanghai, case(**facts, **others), DAY).verdict is before


def test_a_ground_that_rests_on_a_reading_weighs_nothing():
    """A trigger with a doubt is shown as met, and nobody is liable by it."""
    ready = load_pack("shanghai").ready(DAY, DAY.year)
    delayed = "shanghai/accountability/task-refused-or-delayed"
    doubted = [
        replace(
            r, rule=replace(r.rule, spec=r.rule.spec.model_copy(update={"doubt": "读法有分歧"}))
        )
        if r.rule.full_id == delayed
        else r
        for r in ready
    ]
    accused = case(task_delayed=True, subject_problem=False)

    assert decide(law_of(ready), accused, DAY).verdict is Verdict.LIABLE
    decision = decide(law_of(doubted), accused, DAY)
    assert decision.verdict is not Verdict.LIABLE
    assert [w.met for w in decision.references if w.ground.ready.rule.full_id == delayed] == [True]


def _asked(ground):
    return [r.spec for r in refs(ground.met)]


@pytest.mark.parametrize("name", ["shanghai", "gaoqing", "guiyang"])
def test_the_verdict_never_contradicts_what_the_missing_facts_could_be(name):
    """Whatever is filled in, a verdict that was reached stays; an open one says what is possible."""
    compiled = law(name)
    asked = sorted({s.name for g in compiled.grounds if not g.is_reference for s in _asked(g)})
    chance = random.Random(7)
    seen = set()
    for _ in range(600):
        facts = {n: chance.choice((True, False)) for n in asked}
        hidden = chance.sample(asked, chance.randint(0, 5))
        decision = decide(
            compiled, case(**{n: v for n, v in facts.items() if n not in hidden}), DAY
        )
        worlds = itertools.product((True, False), repeat=len(hidden))
        reached = {
            decide(compiled, case(**(facts | dict(zip(hidden, w, strict=True)))), DAY).verdict
            for w in worlds
        }
        seen.add(decision.verdict)
        if decision.verdict in (Verdict.UNDETERMINED, Verdict.NEEDS_HUMAN):
            assert decision.missing
            assert {m.spec.name for m in decision.missing} <= set(hidden)
            # invoked facts that are hidden are taken as not asserted, so they may only add
            assert set(decision.possible) <= reached
        else:
            judged = [n for n in hidden if not n.startswith("asserted__")]
            same = {
                decide(compiled, case(**(facts | dict.fromkeys(hidden, False) | w)), DAY).verdict
                for w in (
                    dict(zip(judged, v, strict=True))
                    for v in itertools.product((True, False), repeat=len(judged))
                )
            }
            assert same == {decision.verdict}
    assert {Verdict.LIABLE, Verdict.MAY_BE_EXEMPT, Verdict.NEEDS_HUMAN} <= seen


def test_each_answer_to_a_missing_fact_says_what_it_would_change():
    asked = {
        "not_inspected_as_required": True,
        "result_unpublished_in_time": False,
        "unlawful_publication": False,
        "crime_suspected": False,
        "task_not_executed": False,
        "task_delayed": False,
        "subject_problem": False,
    }
    decision = decide(law("shanghai"), case(**asked), DAY)
    assert [m.spec.name for m in decision.missing] == ["bad_consequence"]
    changes = {c.value: c.verdict for c in decision.missing[0].changes}
    assert changes == {True: Verdict.LIABLE, False: Verdict.NO_TRIGGER}
    assert decision.missing[0].sides == (Side.TRIGGER,)
    assert decision.possible == (Verdict.NO_TRIGGER, Verdict.LIABLE)


def test_an_engine_that_says_otherwise_refuses_the_case():
    compiled = law("shanghai")
    with pytest.raises(Disagreement) as told:
        decide(compiled, case(task_delayed=True), DAY, lambda _, given: given)
    assert told.value.plain > told.value.other


def test_ids_that_collide_in_32_bits_are_two_cases():
    for name in ("91310000MA11039599", "91310000MA11222382"):
        facts = {"task_delayed": says(value=name.endswith("9"))}
        decision = decide(law("shanghai"), LiabilityCase(name, Location(name), facts=facts), DAY)
        assert (decision.triggered is True) is name.endswith("9")
        assert decision.case.name == name
