"""Two ways to write a rule that are called the same are the same: on rows that the grid does not have."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangsuiji.model.values import BLANK, UNREADABLE, Fact, Interval, Status, exactly, says
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.proof.condition_text import text_of
from shuangsuiji.proof.equivalent import Likeness, compare
from shuangsuiji.proof.mutate_condition import changed
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.interpret import Env
from shuangsuiji.rules.kinds.due_within import DueWithin
from shuangsuiji.rules.kinds.requirement import Requirement
from shuangsuiji.rules.normal import judge

PACK = load_pack("national")
LINE = PACK.vocabulary.tables["plan_line"]
DAY = date(2026, 7, 1)


def written(require, **keys):
    spec = Requirement(
        id="r", kind="requirement", title="某条", cite=("CN-11",), modality="must",
        table="plan_line", require=require, **keys,
    )  # fmt: skip
    return replace(PACK.rules[0], spec=spec)


def likeness(one, other, **keys):
    return compare(PACK, [(written(one, **keys), written(other, **keys))]).likeness


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ratio <= 0.05", "ratio < 0.05", Likeness.DIFFERENT),
        ("ratio <= 0.05", "ratio <= 0.051", Likeness.DIFFERENT),
        ("ratio <= 0.05 AND ratio <= 0.06", "ratio <= 0.05", Likeness.SAME),
        ("estimated_count >= 0.03 * base", "estimated_count >= 0.031 * base", Likeness.DIFFERENT),
        ("estimated_count >= 0.03 * base", "estimated_count > 0.03 * base", Likeness.DIFFERENT),
        ("estimated_count >= 0", "estimated_count >= -1", Likeness.SAME),
        ("estimated_count > 2", "estimated_count >= 3", Likeness.SAME),
        ("stated(scope)", "scope IS NOT NULL", Likeness.DIFFERENT),
        ("mode = '定向'", "mode <> '不定向'", Likeness.SAME),
        ("name IN ('甲', '乙')", "name = '甲' OR name = '乙'", Likeness.SAME),
        ("name LIKE '%专项%'", "name LIKE '%专项%外'", Likeness.DIFFERENT),
        ("contains(partners, '甲') AND contains(partners, '乙')", "contains(partners, '甲')", Likeness.DIFFERENT),
        ("setting.rounding = 'ceil' OR stated(scope)", "stated(scope)", Likeness.DIFFERENT),
        ("NOT ratio <= 0.05 AND ratio <= 0.05", "NOT ratio <= 0.05 AND ratio < 0.05", Likeness.DIFFERENT),
        ("NOT (stated(scope) OR has_listed_item)", "NOT stated(scope) AND NOT has_listed_item", Likeness.SAME),
    ],
)  # fmt: skip
def test_rules_that_come_to_the_same_are_told_from_those_that_do_not(one, other, expected):
    assert likeness(one, other) is expected


def test_a_limit_that_ends_a_day_later_is_different_on_its_last_day():
    def limited(days):
        spec = DueWithin(
            id="r", kind="due_within", title="某条", cite=("CN-11",), modality="must",
            table="result", after="task_completed_on", event="published_on",
            within=({"is": {"workdays": days}},),
        )  # fmt: skip
        return replace(PACK.rules[0], spec=spec)

    assert compare(PACK, [(limited(20), limited(21))]).likeness is Likeness.DIFFERENT
    assert compare(PACK, [(limited(20), limited(20))]).likeness is Likeness.SAME


CONDITIONS = st.recursive(
    st.sampled_from(
        [
            "ratio <= 0.05", "ratio > 0.02", "estimated_count >= 3", "estimated_count >= 0.03 * base",
            "base = 100", "mode = 'directed'", "scope IS NULL", "stated(scope)", "has_listed_item",
            "name IN ('甲', '乙')", "contains(partners, '甲')", "TRUE",
        ]
    ),
    lambda part: st.one_of(
        part.map(lambda p: f"NOT ({p})"),
        st.tuples(part, part).map(lambda ps: f"({ps[0]}) AND ({ps[1]})"),
        st.tuples(part, part).map(lambda ps: f"({ps[0]}) OR ({ps[1]})"),
    ),
    max_leaves=4,
)  # fmt: skip


def numbers(*written, least):
    """Return a strategy of these numbers, of nothing known, and of no less than one of them."""
    points = st.sampled_from(written).map(lambda n: exactly(Decimal(n)))
    bounds = st.sampled_from(least).map(lambda n: Fact(Status.VALUE, Interval(Decimal(n), None)))
    return st.one_of(st.sampled_from([BLANK, UNREADABLE]), points, bounds)


RATIOS = numbers("0", "0.02", "0.021", "0.05", "0.051", "1", least=["0", "0.05"])
COUNTS = numbers("0", "2", "3", "4", "29", "30", "31", "99", "100", "1000", least=["0", "3", "30"])
TEXTS = st.sampled_from([BLANK, UNREADABLE, says("甲"), says("乙"), says("别的")])
ROWS = st.fixed_dictionaries(
    {
        "ratio": RATIOS,
        "estimated_count": COUNTS,
        "base": COUNTS,
        "mode": st.sampled_from([BLANK, UNREADABLE, says("directed"), says("undirected")]),
        "scope": TEXTS,
        "name": TEXTS,
        "has_listed_item": st.sampled_from([UNREADABLE, says(value=True), says(value=False)]),
        "partners": st.sampled_from([BLANK, UNREADABLE, says(()), says(("甲",)), says(("乙", "甲"))]),
    }
)  # fmt: skip


@settings(deadline=None)
@given(CONDITIONS, st.lists(ROWS, min_size=1, max_size=20), st.data())
def test_a_change_that_is_called_the_same_is_the_same_on_any_row(text, rows, data):
    before = written(text)
    condition = read_condition(text, Scope(LINE))
    now = data.draw(st.sampled_from([text_of(c) for c in changed(condition)] or [text]))
    after = written(now)

    found = compare(PACK, [(before, after)]).likeness

    if found is Likeness.SAME:
        (a,), (b,) = (
            rule.spec.expand(PACK.site(rule.full_id, DAY, DAY.year)) for rule in (before, after)
        )
        for row in rows:
            assert judge(a.rule, Env(row, DAY)).outcome == judge(b.rule, Env(row, DAY)).outcome, row
