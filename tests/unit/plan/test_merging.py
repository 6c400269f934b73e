"""Lines that one visit could serve: same targets, same method, days in common."""

from datetime import date

import pytest

from shuangsuiji.findings import Citation, Outcome, Severity
from shuangsuiji.plan.line_items import LineItems
from shuangsuiji.plan.merging import advised, mergeable
from shuangsuiji.plan.repeats import what_is_drawn

HERE = {"object": "餐饮单位", "scope": "全县持证单位"}


def groups(lines, methods=("实地核查",), *, same_window=False):
    items = {r.key: LineItems((r.key,), methods) for r in lines}
    found = mergeable(what_is_drawn(lines, items), items, same_window=same_window)
    return [tuple(r.key for r in g.lines) for g in found]


def test_lines_of_the_same_targets_with_days_in_common_belong_together(line):
    lines = [
        line(**HERE, period="03-01..06-30"),
        line(**HERE, period="06-30..09-30"),
        line(object="药店", period="03-01..06-30"),
    ]

    assert groups(lines) == [("1", "2")]


def test_windows_without_a_common_day_do_not(line):
    lines = [line(**HERE, period="03-01..06-30"), line(**HERE, period="07-01..09-30")]

    assert groups(lines) == []


def test_all_lines_of_a_group_share_a_day_and_each_stands_in_one_group(line):
    lines = [
        line(**HERE, period="01-01..04-30"),
        line(**HERE, period="04-01..08-31"),
        line(**HERE, period="08-01..12-31"),
        line(**HERE, period="08-15..09-15"),
    ]

    assert groups(lines) == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize(
    "other",
    [{"object": "食堂"}, {"scope": "城区"}, {"mode": "directed"}, {"district": "东区"}],
)
def test_other_targets_do_not_belong_together(line, other):
    lines = [line(**HERE, period="03-01..06-30")]
    lines.append(line(**{**HERE, **other}, period="03-01..06-30"))

    assert groups(lines) == []


def test_lines_checked_by_other_methods_do_not_belong_together(line):
    lines = [line(**HERE, period="03-01..06-30"), line(**HERE, period="03-01..06-30")]
    items = {"1": LineItems(("A",), ("实地核查",)), "2": LineItems(("B",), ("网络监测",))}

    assert list(mergeable(what_is_drawn(lines, items), items, same_window=False)) == []


def test_where_the_pack_wants_the_very_same_window_an_overlap_is_not_enough(line):
    lines = [
        line(**HERE, period="03-01..06-30"),
        line(**HERE, period="04-01..06-30"),
        line(**HERE, period="03-01..06-30"),
    ]

    assert groups(lines, same_window=True) == [("1", "3")]


def test_a_line_without_objects_or_window_is_left_out(line):
    lines = [
        line(**HERE),
        line(**HERE, period="03-01.."),
        line(scope="全县", period="03-01..06-30"),
        line(scope="全县", period="03-01..06-30"),
    ]

    assert groups(lines) == []


def test_who_may_be_anybody_needs_a_scope(line):
    anybody = {"object": "企业、个体工商户", "period": "03-01..06-30"}
    without = [line(**anybody), line(**anybody)]
    within = [line(**anybody, scope="城区"), line(**anybody, scope="城区")]

    assert groups(without) == []
    assert groups(within) == [("3", "4")]


def test_a_repeated_line_is_no_second_line_to_merge(line):
    lines = [line(**HERE, period="03-01..06-30"), line(**HERE, period="03-01..06-30")]
    same = {r.key: LineItems(("A01",), ("实地核查",)) for r in lines}

    assert list(mergeable(what_is_drawn(lines, same), same, same_window=False)) == []


def test_the_advice_names_lines_departments_days_method_and_law(line):
    lines = [
        line(**HERE, period="03-01..06-30", initiator="餐饮科"),
        line(**HERE, period="05-01..12-31"),
    ]
    items = {r.key: LineItems((r.key,), ("实地核查",)) for r in lines}
    law = Citation("XX-1", "某发〔2026〕1号", "第一条")

    (told,) = advised(mergeable(what_is_drawn(lines, items), items, same_window=False), (law,))

    assert (told.code, told.severity) == ("plan/mergeable", Severity.NOTE)
    assert told.outcome is Outcome.NOT_APPLICABLE
    assert told.citations == (law,)
    assert told.location.cell == "object1"
    assert told.params["lines"] == ("1（餐饮科）", "2")
    assert told.params["days"] == f"{date(2026, 5, 1)}至{date(2026, 6, 30)}"
    assert told.params["method"] == ("实地核查",)


def test_where_the_method_is_not_known_the_advice_asks_for_it(line):
    lines = [line(**HERE, period="03-01..06-30", name=n) for n in "甲乙"]
    items = {"1": LineItems(("A",)), "2": LineItems(("B",))}

    (told,) = advised(mergeable(what_is_drawn(lines, items), items, same_window=False), ())

    assert told.code == "plan/mergeable-if-alike"


def test_of_many_lines_ten_are_named_and_all_counted(line):
    lines = [line(**HERE, period="03-01..06-30") for _ in range(12)]
    items = {r.key: LineItems((r.key,), ("实地核查",)) for r in lines}

    (told,) = advised(mergeable(what_is_drawn(lines, items), items, same_window=False), ())

    assert told.params["count"] == 12
    assert told.params["lines"] == (*(str(n) for n in range(1, 11)), "等12行")
