"""The year's load: every visit is in its months, by department and category, or counted apart."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangsuiji.findings import Location
from shuangsuiji.model.values import Fact, Interval, Row, Status, exactly
from shuangsuiji.plan.line_items import Category, LineItems
from shuangsuiji.plan.load import MOST_DEPARTMENTS, OTHERS, Total, Why, year_load

D = Decimal


def load(*lines, items=None):
    return year_load(lines, items or {}, 2026)


def months(load):
    return {m: (t.lo, t.hi) for m, t in enumerate(load.by_month, 1) if t.lines}


def test_a_line_is_spread_over_its_window_by_days(line):
    row = line(estimated_count=61, period="05-01..06-30", initiator="餐饮科")

    found = load(row)

    assert months(found) == {5: (D(31), D(31)), 6: (D(30), D(30))}
    assert found.by_department == {"餐饮科": Total(D(61), D(61), 1)}
    assert (found.placed, found.unplaced_lines) == (1, 0)


def test_the_shares_of_a_line_add_up_to_its_count(line):
    found = load(line(estimated_count=100, period="01-25..03-02"))

    assert [s.lo for s in found.shares] == [D("18.92"), D("75.67"), D("5.41")]
    assert sum(s.lo for s in found.shares) == D(100)


def test_a_bound_gives_a_bound_and_none_stays_none(line):
    found = load(
        line(estimated_count=(20, 30), period="03-01..03-31"),
        line(estimated_count=(10, None), period="04-01..04-30"),
    )

    assert months(found) == {3: (D(20), D(30)), 4: (D(10), None)}
    assert found.by_category[Category.UNKNOWN] == Total(D(30), None, 2)


def test_without_a_count_ratio_and_base_give_one(line):
    found = load(line(ratio=D("0.03"), base=1353, period="03-01..03-31"))

    assert months(found) == {3: (D(40), D(41))}


def test_a_written_frequency_multiplies_and_one_below_a_year_does_not(line):
    often, seldom = (
        line(estimated_count=10, frequency=2, period="03-01..03-31"),
        line(estimated_count=10, frequency=D("0.5"), period="04-01..04-30"),
    )

    assert months(load(often, seldom)) == {3: (D(20), D(20)), 4: (D(10), D(10))}


def test_frequency_counts_once_where_the_count_is_computed(line):
    found = load(line(ratio=D("0.5"), base=20, frequency=2, period="03-01..03-31"))

    assert months(found) == {3: (D(20), D(20))}


def test_a_window_open_at_an_end_reaches_to_the_years(line):
    found = load(
        line(estimated_count=31, period="..01-31"),
        line(estimated_count=62, period="11-30.."),
    )

    assert {m: t[0] for m, t in months(found).items()} == {1: D(31), 11: D("1.94"), 12: D("60.06")}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"estimated_count": 5}, Why.NO_WINDOW),
        ({"estimated_count": 5, "period": Fact(Status.UNREADABLE, None, "待定")}, Why.NO_WINDOW),
        ({"estimated_count": 5, "period": "2026-12-01..2027-01-31"}, Why.OUTSIDE_YEAR),
        ({"estimated_count": 5, "period": "2025-03-01..2025-03-31"}, Why.OUTSIDE_YEAR),
        ({"period": "03-01..03-31", "ratio": D("0.1")}, Why.NO_COUNT),
    ],
)
def test_a_line_that_cannot_be_placed_is_counted_apart_with_why(line, facts, why):
    found = load(line(initiator="餐饮科", **facts), line(estimated_count=1, period="03-01..03-31"))

    (apart,) = found.unplaced
    assert (apart.why, apart.line, apart.department) == (why, "1", "餐饮科")
    known = (D(0), None) if why is Why.NO_COUNT else (D(5), D(5))
    assert (apart.lo, apart.hi) == known
    assert (found.placed, found.unplaced_lines) == (1, 1)
    assert months(found) == {3: (D(1), D(1))}


def test_shares_stand_by_month_department_in_the_plans_order_and_category(line):
    lines = [
        line(estimated_count=1, period="04-01..04-30", initiator="乙科"),
        line(estimated_count=2, period="03-01..03-31", initiator="甲科"),
        line(estimated_count=3, period="03-01..03-31", initiator="乙科"),
        line(estimated_count=4, period="03-01..03-31", initiator="乙科"),
    ]
    items = {
        "3": LineItems(category=Category.KEY),
        "4": LineItems(category=Category.GENERAL),
    }

    found = load(*lines, items=items)

    assert found.departments == ("乙科", "甲科")
    assert [(s.month, s.department, s.category.value, s.lo) for s in found.shares] == [
        (3, "乙科", "general", D(4)),
        (3, "乙科", "key", D(3)),
        (3, "甲科", "unknown", D(2)),
        (4, "乙科", "unknown", D(1)),
    ]


def test_the_smallest_of_very_many_departments_stand_together(line):
    lines = [
        line(estimated_count=n + 1, period="03-01..03-31", initiator=f"{n}科")
        for n in range(MOST_DEPARTMENTS + 2)
    ]

    found = load(*lines)

    assert found.by_department[OTHERS] == Total(D(3), D(3), 2)
    assert len(found.by_department) == MOST_DEPARTMENTS + 1


def test_parts_of_a_line_are_not_counted_again(line):
    whole = line(name="登记", estimated_count=30, period="03-01..03-31")
    part = line(name="其中：企业", estimated_count=10, period="03-01..03-31")

    found = load(whole, part)

    assert months(found) == {3: (D(30), D(30))}
    assert (found.placed, found.unplaced_lines) == (1, 0)


def test_without_a_year_there_is_no_load(line):
    assert year_load([line(estimated_count=1, period="03-01..03-31")], {}, None) is None


@given(
    count=st.integers(0, 100_000),
    first=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_no_visit_is_lost_or_made(count, first):
    window = Fact(Status.VALUE, Interval(first, date(2026, 12, 31)))
    place = Location("plan.xlsx")
    row = Row(1, "1", place, {"estimated_count": exactly(count), "period": window})

    found = year_load([row], {}, 2026)

    assert sum(t.lo for t in found.by_month) == count
    assert all(t.lo >= 0 for t in found.by_month)
