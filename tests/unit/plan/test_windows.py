"""A plan's days: of its year, in order, and still to come when it was made."""

from datetime import date

import pytest

from shuangsuiji.findings import Outcome, Severity
from shuangsuiji.model.values import Fact, Status
from shuangsuiji.plan.windows import days_amiss


def codes(row, plan, year=2026):
    return [f.code for f in days_amiss([row], plan, year)]


@pytest.fixture
def plan(line):
    return line(made_on=date(2026, 3, 1))


@pytest.mark.parametrize("period", ["03-01..06-30", "01-01..12-31", "..06-30", "03-01.."])
def test_windows_of_the_plans_year_are_right(line, plan, period):
    assert codes(line(period=period), plan) == []


@pytest.mark.parametrize("period", ["2025-03-01..2025-06-30", "2027-01-01..", "..2062-06-30"])
def test_a_window_of_another_year_is_told(line, plan, period):
    row = line(period=period)

    (found,) = days_amiss([row], plan, 2026)

    assert (found.code, found.outcome) == ("plan/window-outside-year", Outcome.FAIL)
    assert found.severity is Severity.WARNING
    assert found.location == row.facts["period"].location


def test_a_window_that_reaches_into_the_next_year_is_a_note(line, plan):
    (found,) = days_amiss([line(period="2026-11-01..2027-01-31")], plan, 2026)

    assert (found.code, found.outcome) == ("plan/window-crosses-year", Outcome.NOT_APPLICABLE)


def test_without_a_year_no_window_is_outside_it(line, plan):
    assert codes(line(period="2027-03-01..2027-06-30"), plan, None) == []


@pytest.mark.parametrize(
    ("period", "over"), [("01-01..02-28", True), ("01-01..03-01", False), ("..02-28", True)]
)
def test_a_window_that_ended_before_the_plan_was_made_is_told(line, plan, period, over):
    assert codes(line(period=period), plan) == (["plan/window-before-making"] if over else [])


def test_where_only_the_latest_day_of_making_is_known_nothing_is_over(line):
    plan = line(made_on=(None, date(2026, 12, 1)))

    assert codes(line(period="01-01..02-28"), plan) == []


def test_a_plan_published_before_it_was_made_is_told(line):
    made = date(2026, 3, 1)
    plans = [line(made_on=made, published_on=day) for day in (date(2026, 2, 28), made)]

    assert [[f.code for f in days_amiss([], plan, 2026)] for plan in plans] == [
        ["plan/published-before-making"],
        [],
    ]


@pytest.mark.parametrize("text", ["9月至3月", "9-3月", "2026年9月—2026年3月", "第三季度至第一季度"])
def test_ends_in_the_wrong_order_are_told(line, plan, text):
    row = line(period=Fact(Status.UNREADABLE, None, text))

    assert codes(row, plan) == ["plan/window-reversed"]


@pytest.mark.parametrize("text", ["上级部署后", "3月、9月", "6月前", "至"])
def test_what_is_no_span_either_way_is_left_to_the_rules(line, plan, text):
    assert codes(line(period=Fact(Status.UNREADABLE, None, text)), plan) == []


def test_a_blank_window_is_left_to_the_rules(line, plan):
    assert codes(line(), plan) == []
