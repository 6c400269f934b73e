"""durable-rules and the plain fixpoint show the same; the verdict is that of a table over all worlds.

TWO_ENGINES_CASES says how many random cases are tried; CI tries 100,000.
"""

import importlib.util
import os
import random
import sys
import threading
from pathlib import Path

import pytest

from shuangsuiji.accountability.cases import LiabilityCase
from shuangsuiji.accountability.inference import Disagreement, infer
from shuangsuiji.accountability.law import Verdict, law_of
from shuangsuiji.accountability.program import MOST_PREMISES, Horn, Program, Stratum
from shuangsuiji.accountability.verdict import decide
from shuangsuiji.findings import Location
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.workflow.inference_worker import available, second_engine

_spec = importlib.util.spec_from_file_location(
    "random_cases", Path(__file__).with_name("random_cases.py")
)
made = sys.modules["random_cases"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)

CASES = int(os.environ.get("TWO_ENGINES_CASES", "5000"))
OF_EACH_LAW = 20
PACKS = ("shanghai", "gaoqing", "guiyang", "chongqing")
DECIDED = (Verdict.NO_TRIGGER, Verdict.LIABLE, Verdict.MAY_BE_EXEMPT)
OPEN = (Verdict.UNDETERMINED, Verdict.NEEDS_HUMAN)

durable = pytest.mark.skipif(not available(), reason="the extra durable is not installed")


@pytest.fixture(scope="module")
def engine():
    from shuangsuiji.accountability.inference_durable import DurableEngine  # noqa: PLC0415

    made_engine = DurableEngine()
    yield made_engine
    made_engine.close()


@pytest.fixture(scope="module")
def templates():
    return made.templates()


def random_law(rng, templates):
    facts = list(made.FACTS[: rng.randint(1, 6)])
    sides = [
        [made.condition(rng, facts, rng.randint(0, 3)) for _ in range(rng.randint(low, 3))]
        for low in (1, 0)
    ]
    return facts, made.law_from(templates, *sides)


@durable
def test_on_random_laws_and_cases_the_two_engines_never_differ(engine, templates):
    rng = random.Random(20260601)
    undecided = 0

    for _ in range(0, CASES, OF_EACH_LAW):
        facts, law = random_law(rng, templates)
        for _ in range(OF_EACH_LAW):
            values = made.some_values(rng, facts)
            inferred = infer(law.program, made.given(law.program, values), engine)
            undecided += inferred.sign("T") is None

    assert inferred.engines == ("plain", "durable-rules")
    assert CASES * 0.1 < undecided < CASES * 0.9


@durable
@pytest.mark.parametrize("pack", PACKS)
def test_on_a_shipped_pack_the_two_engines_never_differ(engine, pack):
    rng = random.Random(pack)
    program = law_of(load_pack(pack).ready(made.DAY, made.DAY.year)).program

    shown = {infer(program, made.some_signs(rng, program), engine).engines for _ in range(200)}

    assert shown == {("plain", "durable-rules")}


@durable
def test_on_any_rules_whatever_their_shape_the_two_engines_never_differ(engine):
    rng = random.Random(16)
    for _ in range(150):
        names = [f"a{n}" for n in range(rng.randint(2, 12))]
        symbols = [f"{name}{sign}" for name in names for sign in "+-?"]
        strata = [
            Stratum(
                tuple(
                    Horn(
                        rng.choice(symbols),
                        tuple(
                            rng.sample(symbols, rng.randint(1, min(MOST_PREMISES, len(symbols))))
                        ),
                    )
                    for _ in range(rng.randint(0, 40))
                ),
                tuple(rng.sample(names, rng.randint(0, 2))),
            )
            for _ in range(rng.randint(1, 3))
        ]
        for _ in range(4):
            some = frozenset(rng.sample(symbols, rng.randint(0, len(symbols))))

            assert infer(Program(tuple(strata), {}), some, engine).shown.keys() >= some


@durable
@pytest.mark.parametrize(
    "rules",
    [
        [Horn(f"h{n}+", ("a+", f"b{n}+")) for n in range(700)],
        [Horn(f"h{n}+", (f"b{n}+",)) for n in range(1200)],
        [Horn(f"b{n + 1}+", (f"b{n}+",)) for n in range(1200)],
        [Horn(f"b{n}+", (f"b{n + 1}+",)) for n in range(700)],
    ],
    ids=["one symbol in 700 rules", "1,200 symbols", "a chain down", "a chain up"],
)
def test_more_rules_than_durable_has_places_for_are_run_in_parts(engine, rules):
    some = frozenset({"a+", "b0+", "b699+", "b700+"})

    inferred = infer(Program((Stratum(tuple(rules)),), {}), some, engine)

    assert len(inferred.shown) > len(some)


@durable
def test_engines_that_differ_are_told_with_what_each_shows(engine):
    program = Program((Stratum((Horn("b+", ("a+",)),)),), {})

    def forgetful(program, given):
        return engine(program, given) - {"b+"}

    with pytest.raises(Disagreement) as told:
        infer(program, frozenset({"a+"}), forgetful)

    assert (told.value.plain, told.value.other) == ({"a+", "b+"}, {"a+"})


@durable
def test_each_case_has_a_session_of_its_own_that_is_deleted_before_the_next(engine, monkeypatch):
    from durable.engine import Ruleset  # noqa: PLC0415

    done = []
    tell, delete = Ruleset.assert_fact, Ruleset.delete_state
    monkeypatch.setattr(
        Ruleset, "assert_fact", lambda self, fact: (done.append(fact["sid"]), tell(self, fact))[1]
    )
    monkeypatch.setattr(
        Ruleset, "delete_state", lambda self, sid: (done.append(f"-{sid}"), delete(self, sid))[1]
    )
    program = Program((Stratum((Horn("c+", ("a+", "b+")),)), Stratum((Horn("d+", ("c+",)),))), {})

    shown = [engine(program, frozenset(some)) for some in ({"a+"}, {"b+"}, {"a+", "b+"})]

    assert shown == [{"a+"}, {"b+"}, {"a+", "b+", "c+", "d+"}]
    sessions = list(dict.fromkeys(done))
    assert all(
        one.isdigit() and after == f"-{one}"
        for one, after in zip(*[iter(sessions)] * 2, strict=True)
    )
    assert len(sessions) == 2 * 2 * 3


@durable
def test_no_thread_is_started(engine):
    before = threading.active_count()

    engine(Program((Stratum((Horn("b+", ("a+",)),)),), {}), frozenset({"a+"}))

    assert threading.active_count() == before
    assert "durable.lang" not in sys.modules


@durable
def test_a_fault_inside_durable_is_raised(engine, monkeypatch):
    from durable.engine import Closure  # noqa: PLC0415

    def fail(self, fact):
        raise ZeroDivisionError

    monkeypatch.setattr(Closure, "assert_fact", fail)

    with pytest.raises(ZeroDivisionError):
        engine(Program((Stratum((Horn("b+", ("a+",)),)),), {}), frozenset({"a+"}))


@durable
def test_through_its_process_the_second_engine_shows_the_same(templates):
    rng = random.Random(7)

    with second_engine() as worker:
        for _ in range(20):
            facts, law = random_law(rng, templates)
            for _ in range(10):
                values = made.some_values(rng, facts)
                inferred = infer(law.program, made.given(law.program, values), worker)

                assert inferred.engines == ("plain", "durable-rules")


@durable
def test_the_order_of_facts_and_rules_never_matters(engine, templates):
    rng = random.Random(11)
    for _ in range(40):
        facts, law = random_law(rng, templates)
        for _ in range(5):
            some = made.given(law.program, made.some_values(rng, facts))
            other = made.shuffled(rng, law.program)

            shown = infer(law.program, some, engine).shown.keys()

            assert infer(other, some, engine).shown.keys() == shown


def decided(law, values):
    return decide(law, LiabilityCase("甲", Location("x"), facts=made.as_facts(values)), made.DAY)


def test_the_order_of_grounds_never_changes_the_verdict(templates):
    rng = random.Random(12)
    for _ in range(150):
        facts = list(made.FACTS)
        sides = [[made.condition(rng, facts, 2) for _ in range(3)] for _ in range(2)]
        mixed = [rng.sample(side, len(side)) for side in sides]
        values = made.some_values(rng, facts)

        first, second = (decided(made.law_from(templates, *s), values) for s in (sides, mixed))

        assert (first.verdict, first.possible) == (second.verdict, second.possible)


def only_facts(rng, facts, depth):
    """Return a condition in which no truth value is written down."""
    while True:
        found = made.condition(rng, facts, depth)
        if "Truth(" not in str(found):
            return found


def test_a_verdict_never_contradicts_the_table_over_all_values_of_the_missing_facts(templates):
    rng = random.Random(13)
    seen = set()
    for _ in range(500):
        facts = list(made.FACTS[: rng.randint(2, 6)])
        triggers, exemptions = (
            [only_facts(rng, facts, 2) for _ in range(rng.randint(low, 3))] for low in (1, 0)
        )
        law = made.law_from(templates, triggers, exemptions)
        for _ in range(10):
            values = made.some_values(rng, facts)
            table = {made.verdict_of(triggers, exemptions, w) for w in made.worlds(values)}

            decision = decided(law, values)

            assert set(decision.possible) == table
            assert decision.verdict in OPEN or table == {decision.verdict}
            seen.add(decision.verdict)

    assert seen == {*DECIDED, *OPEN}


def test_where_no_fact_occurs_twice_a_verdict_is_open_only_if_the_table_is(templates):
    rng = random.Random(14)
    for _ in range(500):
        facts = rng.sample(made.FACTS, 6)
        cut, end = rng.randint(1, 3), rng.randint(4, 6)
        triggers = [made.once(rng, facts[:cut])]
        exemptions = [made.once(rng, facts[cut:end])]
        if cut > 1:
            triggers = [made.once(rng, facts[:1]), made.once(rng, facts[1:cut])]
        law = made.law_from(templates, triggers, exemptions)
        for _ in range(10):
            values = made.some_values(rng, list(made.FACTS))
            table = {made.verdict_of(triggers, exemptions, w) for w in made.worlds(values)}

            verdict = decided(law, values).verdict

            assert (verdict in OPEN) == (len(table) > 1)
            assert verdict in OPEN or table == {verdict}
