"""The load in a report: a column for each month, bounds as bounds, what is in no month beside."""

import io
from datetime import date

from rich.console import Console

from shuangsuiji.findings import Location
from shuangsuiji.model.values import Fact, Interval, Row, Status, exactly, says
from shuangsuiji.plan.load import year_load
from shuangsuiji.report.load import load_json, print_load


def line(number, count, first, last):
    window = Fact(Status.VALUE, Interval(first, last))
    facts = {"estimated_count": count, "period": window, "initiator": says("餐饮科")}
    return Row(number, str(number), Location("plan.csv"), facts)


MARCH = date(2026, 3, 1), date(2026, 3, 31)
MAY = date(2026, 5, 1), date(2026, 5, 31)
LOAD = year_load(
    [
        line(1, exactly(20), *MARCH),
        line(2, Fact(Status.VALUE, Interval(exactly(5).value.lo, exactly(8).value.lo)), *MARCH),
        line(3, Fact(Status.VALUE, Interval(exactly(4).value.lo, None)), *MAY),
        line(4, exactly(9), date(2025, 3, 1), date(2025, 3, 31)),
    ],
    {},
    2026,
)


def test_people_see_each_month_and_what_is_in_none():
    page = io.StringIO()

    print_load(LOAD, Console(file=page, width=200))

    _, title, heads, numbers, apart = page.getvalue().splitlines()
    assert title == "各月检查次数（按计划推算）"
    assert heads.split() == [*(f"{n}月" for n in range(1, 13)), "全年"]
    assert numbers.split()[2:5] == ["25—28", "0", "4以上"]
    assert numbers.split()[-1] == "29以上"
    assert apart == "  没有算进各月的1行：抽查时间不全在计划年度内 1行"


def test_columns_stand_under_each_other_by_display_width():
    page = io.StringIO()

    print_load(LOAD, Console(file=page, width=200))

    heads, numbers = page.getvalue().splitlines()[2:4]
    before = heads[: heads.index("5月")]
    wide = sum(1 for c in before if c == "月")
    assert numbers.replace("—", "-")[len(before) + wide :].startswith("4以上")


def test_programs_get_decimal_text_and_null_for_no_bound():
    told = load_json(LOAD)

    assert told["months"][2] == {"month": 3, "lo": "25", "hi": "28", "lines": 2}
    assert told["months"][4] == {"month": 5, "lo": "4", "hi": None, "lines": 1}
    assert told["departments"] == [{"department": "餐饮科", "lo": "29", "hi": None, "lines": 3}]
    assert [(u["line"], u["why"], u["lo"]) for u in told["unplaced"]] == [
        ("4", "outside_year", "9")
    ]


def test_without_a_load_nothing_is_printed():
    page = io.StringIO()

    print_load(None, Console(file=page))

    assert page.getvalue() == ""
    assert load_json(None) == {}
