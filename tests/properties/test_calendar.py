"""What holds of every day and every time limit, against counting one day after another."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shuangsuiji.calendar import shipped_calendar

CALENDAR = shipped_calendar()
DAY = timedelta(days=1)
days = st.dates(date(2019, 1, 1), date(2028, 12, 31))
year_ends = st.builds(
    lambda year, off: date(year, 12, 31) + timedelta(days=off),
    st.integers(2019, 2028),
    st.integers(-15, 15),
)
starts = st.one_of(days, year_ends)
limits = st.integers(1, 400)
beginnings = st.sampled_from(["day_after", "same_day"])


@given(starts, limits, beginnings)
def test_the_due_day_is_the_one_that_counting_reaches(start, n, first_day):
    day, left = start if first_day == "same_day" else start + DAY, n
    while left > bool(CALENDAR.is_workday(day)):
        left -= bool(CALENDAR.is_workday(day))
        day += DAY

    due = CALENDAR.add_workdays(start, n, first_day)

    assert due == (day, day >= date(2027, 1, 1))


@given(starts, starts, limits, beginnings)
def test_who_starts_no_later_is_due_no_later(one, other, n, first_day):
    one, other = sorted((one, other))

    assert CALENDAR.add_workdays(one, n, first_day) <= CALENDAR.add_workdays(other, n, first_day)


@given(starts, limits, limits)
def test_two_limits_one_after_another_are_one(start, m, n):
    halfway = CALENDAR.add_workdays(start, m)

    assert CALENDAR.add_workdays(halfway.day, n) == CALENDAR.add_workdays(start, m + n)


@given(days.filter(lambda d: d > date(2019, 1, 1)), limits)
def test_counting_from_a_day_itself_is_counting_from_the_eve(start, n):
    assert CALENDAR.add_workdays(start, n, "same_day") == CALENDAR.add_workdays(start - DAY, n)


@given(st.dates(date(2019, 1, 1), date(2060, 12, 31)), limits, beginnings)
def test_the_table_and_whole_weeks_after_it_give_every_due_day(start, n, first_day):
    for unit in ("workdays", "days"):
        first, dues = CALENDAR.table(n, unit, first_day)
        index = (start - first).days
        weeks = max(0, (index - len(dues) + 7) // 7)

        found = dues[index - 7 * weeks] + timedelta(days=7 * weeks)

        assert found == CALENDAR.add(start, n, unit, first_day).day


@given(starts, st.dates(date(2018, 1, 1), date(2026, 12, 31)), limits)
def test_what_was_sure_once_changes_only_where_a_notice_changed_it(start, known, n):
    then, now = CALENDAR.known_on(known).add_workdays(start, n), CALENDAR.add_workdays(start, n)
    changed = [(date(2019, 3, 22), date(2019, 5, 5)), (date(2020, 1, 26), date(2020, 2, 2))]

    untouched = all(known >= issued or start > until for issued, until in changed)
    if not then.provisional and untouched:
        assert then == now
