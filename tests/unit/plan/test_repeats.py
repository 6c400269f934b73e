"""Lines that say the same again: copies are told, lines that differ in what is drawn are not."""

from decimal import Decimal

import pytest

from shuangsuiji.findings import Outcome, Severity
from shuangsuiji.plan.line_items import LineItems
from shuangsuiji.plan.repeats import repeated, what_is_drawn

SAME = {
    "name": "餐饮抽查",
    "object": "餐饮单位",
    "scope": "全县",
    "period": "03-01..06-30",
    "initiator": "餐饮科",
    "ratio": Decimal("0.05"),
}


def found(lines, items=None):
    known = {row.key: LineItems((items or {}).get(row.key, ("A01",))) for row in lines}
    return list(repeated(what_is_drawn(lines, known)))


def test_each_copy_of_a_line_is_told_with_the_first(line):
    lines = [line(**SAME), line(**SAME), line(**SAME)]

    told = found(lines)

    assert [(f.code, f.about.key, f.params["first"]) for f in told] == [
        ("plan/line-repeated", "2", "1"),
        ("plan/line-repeated", "3", "1"),
    ]
    assert {(f.outcome, f.severity) for f in told} == {(Outcome.FAIL, Severity.WARNING)}


def test_differences_of_width_and_blanks_are_no_difference(line):
    lines = [line(**SAME, mode="定向"), line(**{**SAME, "scope": " 全 县"}, mode="定向")]

    assert [f.code for f in found(lines)] == ["plan/line-repeated"]


@pytest.mark.parametrize(
    "other",
    [
        {"object": "食品经营者"},
        {"scope": "城区"},
        {"period": "09-01..10-31"},
        {"initiator": "食品科"},
        {"mode": "directed"},
        {"district": "东区"},
    ],
)
def test_other_objects_windows_departments_or_modes_are_other_lines(line, other):
    assert found([line(**SAME), line(**{**SAME, **other})]) == []


def test_other_items_are_other_lines(line):
    lines = [line(**SAME), line(**SAME)]

    assert found(lines, {"2": ("A02",)}) == []


def test_a_line_alike_but_for_its_numbers_or_name_is_advice_that_says_so(line):
    lines = [line(**SAME), line(**{**SAME, "name": "餐饮再抽查", "ratio": Decimal("0.1")})]

    (told,) = found(lines)

    assert (told.code, told.outcome) == ("plan/line-alike", Outcome.NOT_APPLICABLE)
    assert told.params["differs"] == ("任务名称", "抽查比例")


def test_lines_that_do_not_say_of_whom_or_when_are_alike_in_nothing(line):
    no_object = {**SAME, "object": "", "scope": ""}
    no_window = {k: v for k, v in SAME.items() if k != "period"}

    assert found([line(**no_object), line(**{**no_object, "name": "另一次"})]) == []
    assert found([line(**no_window), line(**{**no_window, "name": "另一次"})]) == []


def test_lines_without_items_are_compared_with_none(line):
    assert list(repeated(what_is_drawn([line(**SAME), line(**SAME)], {}))) == []
