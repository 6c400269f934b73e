from datetime import date

import pytest

from shuangsuiji.forms.days import read_day, read_span
from shuangsuiji.model.values import Fact, Interval, Status, exactly


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31", "2026年1月31日", "2026/1/31", "2026.1.31", "20260131", "２０２６年１月３１日",
        "2026-01-31 08:30:00", "46053", "二〇二六年一月三十一日", "二○二六年1月31日", "2026年1月31日。",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_spelling(text: str) -> None:
    assert read_day(text).fact == exactly(date(2026, 1, 31), text)


@pytest.mark.parametrize(
    "text",
    [
        "1月31日",
        "2026-02-30",
        "26.1.31",
        "1/2/2026",
        "4605",
        "99999",
        "3026-01-01",
        "2026-1/31",
        "近日",
    ],
)
def test_a_day_without_year_or_sense_is_unreadable(text: str) -> None:
    assert read_day(text).fact.status is Status.UNREADABLE


def test_a_month_in_place_of_a_day_bounds_it() -> None:
    fact = read_day("2026年2月").fact

    assert fact.value == Interval(date(2026, 2, 1), date(2026, 2, 28))


def d(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3-6月", "2026-03-01", "2026-06-30"),
        ("3至6月", "2026-03-01", "2026-06-30"),
        ("3月—11月", "2026-03-01", "2026-11-30"),
        ("3月——11月", "2026-03-01", "2026-11-30"),
        ("三月至六月", "2026-03-01", "2026-06-30"),
        ("2025年3-6月", "2025-03-01", "2025-06-30"),
        ("2026年3月1日至6月30日", "2026-03-01", "2026-06-30"),
        ("2026年3月1日至2026年6月30日", "2026-03-01", "2026-06-30"),
        ("3月1日-15日", "2026-03-01", "2026-03-15"),
        ("自3月1日起至6月30日止", "2026-03-01", "2026-06-30"),
        ("2026.3.1-2026.6.30", "2026-03-01", "2026-06-30"),
        ("2026-03-01—2026-06-30", "2026-03-01", "2026-06-30"),
        ("11月-次年2月", "2026-11-01", "2027-02-28"),
        ("3月", "2026-03-01", "2026-03-31"),
        ("2月下旬", "2026-02-21", "2026-02-28"),
        ("第二季度", "2026-04-01", "2026-06-30"),
        ("第一至第三季度", "2026-01-01", "2026-09-30"),
        ("上半年", "2026-01-01", "2026-06-30"),
        ("2025年下半年", "2025-07-01", "2025-12-31"),
        ("全年", "2026-01-01", "2026-12-31"),
        ("全年不定期", "2026-01-01", "2026-12-31"),
        ("本年度", "2026-01-01", "2026-12-31"),
        ("3.1-6.30", "2026-03-01", "2026-06-30"),
        ("2026/3/1-6/30", "2026-03-01", "2026-06-30"),
        ("3月中旬至6月底", "2026-03-11", "2026-06-30"),
        ("6月1日起至年底", "2026-06-01", "2026-12-31"),
        ("即日起至6月底", "", "2026-06-30"),
        ("第二、三季度", "2026-04-01", "2026-09-30"),
        ("前三季度", "2026-01-01", "2026-09-30"),
        ("3、4、5月", "2026-03-01", "2026-05-31"),
        ("1-6月，7-12月", "2026-01-01", "2026-12-31"),
        ("46082-46203", "2026-03-01", "2026-06-30"),
        ("3⽉—6⽉", "2026-03-01", "2026-06-30"),
        ("3\u200b-6月", "2026-03-01", "2026-06-30"),
        ("于3月—6月开展", "2026-03-01", "2026-06-30"),
        ("6月底前", "", "2026-06-30"),
        ("6月30日前完成", "", "2026-06-30"),
        ("年底前", "", "2026-12-31"),
        ("3月起", "2026-03-01", ""),
    ],
)
def test_a_span_takes_its_year_from_the_plan(text: str, first: str, last: str) -> None:
    reading = read_span(text, 2026)

    assert reading.fact.value == Interval(d(first), d(last))
    assert {n: f.value for n, f in reading.also.items()} == {
        name: Interval(d(end), d(end)) for name, end in (("from", first), ("last", last)) if end
    }


@pytest.mark.parametrize(
    "text",
    [
        "3月、9月",
        "一、三季度",
        "3月—6月、9月—11月",
        "3月/4月",
        "3月一6月",
        "10月1日后",
        "暂定6月",
        "不定期",
        "3.1",
        "6月前",
        "6月-3月",
        "3-6",
        "月初",
        "3月初",
        "6月底",
        "13月",
        "长期",
        "2-30月",
    ],
)
def test_what_is_vague_or_not_one_span_is_unreadable(text: str) -> None:
    assert read_span(text, 2026).fact == Fact(Status.UNREADABLE, None, text)


def test_a_span_without_any_year_is_unreadable() -> None:
    assert read_span("3-6月", None).fact.status is Status.UNREADABLE


def test_a_frequency_beside_a_span_is_told_apart() -> None:
    reading = read_span("全年，每季度1次", 2026)

    assert reading.fact.value == Interval(date(2026, 1, 1), date(2026, 12, 31))
    assert str(reading.also["frequency"].value) == "4"


def test_a_frequency_alone_is_no_span_but_is_not_lost() -> None:
    reading = read_span("每季度1次", 2026)

    assert reading.fact.status is Status.UNREADABLE
    assert str(reading.also["frequency"].value) == "4"
