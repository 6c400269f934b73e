"""Working days of the shipped calendar and of a small one; day by day as chinesecalendar has them."""

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from shuangsuiji.calendar import Calendar, Due, shipped_calendar
from shuangsuiji.calendar.files import CalendarYear

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "calendar-vectors.json").read_text("utf-8")
)
NOTICE = {"number": "甲〔2020〕1号", "title": "2021年安排", "issued": "2020-11-25"}
LATER = {"number": "甲〔2021〕2号", "title": "调整", "issued": "2021-05-20"}
SMALL = Calendar((
    CalendarYear.model_validate({
        "year": 2021,
        "notices": [NOTICE, LATER],
        "holidays": [
            {"name": "国庆节", "from": "2021-10-01", "until": "2021-10-08", "notice": NOTICE["number"]},
        ],
        "workdays": [
            {"day": "2021-09-26", "notice": NOTICE["number"], "replaced_by": LATER["number"]},
            {"day": "2021-10-09", "notice": LATER["number"]},
        ],
    }),
))  # fmt: skip


def sure(day):
    return Due(day, provisional=False)


def provisional(day):
    return Due(day, provisional=True)


@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_day_is_a_working_day_where_chinesecalendar_has_one(year):
    days = [date(year, 1, 1) + timedelta(days=i) for i in range(366)]
    days = [d for d in days if d.year == year]

    found = [d for d in days if shipped_calendar().is_workday(d) != chinese_calendar.is_workday(d)]

    assert found == []


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ((2021, 9, 28), (2021, 11, 1)),
        ((2021, 11, 5), (2021, 12, 3)),
        ((2020, 1, 20), (2020, 2, 25)),
    ],
)
def test_twenty_working_days_are_counted_across_holidays_and_make_up_days(start, due):
    assert shipped_calendar().add_workdays(date(*start), 20) == sure(date(*due))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['from']}+{v['workdays']}")
def test_due_days_are_those_of_a_program_of_another_hand(vector):
    start, due = date.fromisoformat(vector["from"]), date.fromisoformat(vector["due"])

    found = shipped_calendar().add_workdays(start, vector["workdays"], vector["first_day"])

    assert found == sure(due)


def test_the_shipped_calendar_knows_2019_to_2026():
    calendar = shipped_calendar()

    assert (calendar.gazetted_from, calendar.gazetted_until) == (date(2019, 1, 1), date(2027, 1, 1))


def test_before_the_first_year_there_is_no_answer():
    calendar = shipped_calendar()

    assert calendar.is_workday(date(2018, 12, 31)) is None
    assert calendar.add_workdays(date(2018, 12, 31), 1) is None
    assert calendar.add_workdays(date(2019, 1, 1), 1, "same_day") == sure(date(2019, 1, 2))


@pytest.mark.parametrize(
    ("start", "n", "first_day", "due", "is_sure"),
    [
        ((2021, 12, 30), 1, "day_after", (2021, 12, 31), True),
        ((2021, 12, 30), 2, "day_after", (2022, 1, 3), False),
        ((2021, 12, 31), 1, "same_day", (2021, 12, 31), True),
        ((2021, 12, 31), 1, "day_after", (2022, 1, 3), False),
        ((2021, 12, 31), 5, "day_after", (2022, 1, 7), False),
        ((2021, 12, 31), 6, "day_after", (2022, 1, 10), False),
        ((2022, 1, 1), 1, "same_day", (2022, 1, 3), False),
        ((2022, 1, 8), 5, "day_after", (2022, 1, 14), False),
        ((2022, 10, 3), 1, "same_day", (2022, 10, 3), False),
    ],
)
def test_after_the_last_gazetted_year_only_weekends_are_known(start, n, first_day, due, is_sure):
    found = SMALL.add_workdays(date(*start), n, first_day)

    assert found == (sure if is_sure else provisional)(date(*due))


def test_a_later_year_has_its_weekends():
    assert SMALL.is_workday(date(2022, 10, 3)) is True
    assert SMALL.is_workday(date(2022, 10, 8)) is False


def test_counting_may_begin_on_the_day_itself():
    wednesday, saturday = date(2021, 3, 3), date(2021, 3, 6)

    assert SMALL.add_workdays(wednesday, 1, "same_day") == sure(wednesday)
    assert SMALL.add_workdays(wednesday, 1) == sure(date(2021, 3, 4))
    assert SMALL.add_workdays(saturday, 1, "same_day") == sure(date(2021, 3, 8))
    assert SMALL.add_workdays(saturday, 1) == sure(date(2021, 3, 8))


def test_days_run_through_weekends_holidays_and_years_and_are_sure():
    assert SMALL.add_days(date(2021, 9, 20), 15) == sure(date(2021, 10, 5))
    assert SMALL.add_days(date(2021, 9, 20), 15, "same_day") == sure(date(2021, 10, 4))
    assert SMALL.add_days(date(2021, 12, 31), 60) == sure(date(2022, 3, 1))
    assert SMALL.add_days(date(2018, 6, 1), 1) == sure(date(2018, 6, 2))


def test_a_limit_past_the_last_day_there_is_ends_on_it():
    assert SMALL.add_days(date(9999, 12, 20), 30) == sure(date.max)
    assert SMALL.add_workdays(date(9999, 12, 20), 30) == provisional(date.max)


@pytest.mark.parametrize("n", [0, -1])
def test_a_time_limit_is_of_one_day_at_least(n):
    with pytest.raises(ValueError, match="one day at least"):
        SMALL.add_days(date(2021, 1, 1), n)
    with pytest.raises(ValueError, match="one day at least"):
        SMALL.add_workdays(date(2021, 1, 1), n)


def test_a_later_notice_takes_back_what_an_earlier_one_gave():
    sunday, saturday = date(2021, 9, 26), date(2021, 10, 9)
    before, after = SMALL.known_on(date(2021, 5, 19)), SMALL.known_on(date(2021, 5, 20))

    assert (before.is_workday(sunday), before.is_workday(saturday)) == (True, False)
    assert (after.is_workday(sunday), after.is_workday(saturday)) == (False, True)
    assert (SMALL.is_workday(sunday), SMALL.is_workday(saturday)) == (False, True)


def test_before_its_notice_a_year_is_provisional():
    early = SMALL.known_on(date(2020, 11, 24))

    assert early.gazetted_until == date(2021, 1, 1)
    assert early.add_workdays(date(2021, 9, 30), 1) == provisional(date(2021, 10, 1))
    assert early.is_workday(date(2020, 12, 31)) is None


def test_the_spring_of_2020_was_counted_otherwise_before_the_extension():
    start, before = date(2020, 1, 20), shipped_calendar().known_on(date(2020, 1, 25))

    assert before.add_workdays(start, 20) == sure(date(2020, 2, 21))
    assert before.gazetted_until == date(2021, 1, 1)


def test_labour_day_of_2019_was_one_day_before_the_change():
    before = shipped_calendar().known_on(date(2019, 3, 21))

    days = [date(2019, 4, 28), date(2019, 5, 1), date(2019, 5, 2), date(2019, 5, 5)]
    assert [before.is_workday(d) for d in days] == [False, False, True, False]
    assert [shipped_calendar().is_workday(d) for d in days] == [True, False, False, True]
