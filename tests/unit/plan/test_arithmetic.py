"""Ratio, base and count: what surely contradicts is told, what rounding or a bound explains is not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shuangsuiji.findings import Location, Outcome, Severity
from shuangsuiji.model.settings import Answer, Settings
from shuangsuiji.packs.settings import default_answer, shipped_settings
from shuangsuiji.plan.arithmetic import counts_apart

DEFAULTS = Settings(
    shipped_settings(),
    {n: a for n, s in shipped_settings().items() if (a := default_answer(s)) is not None},
)
D = Decimal


def answered(rounding):
    answer = Answer(rounding, rounding, Location("settings.yaml"), pack="somewhere")
    return replace(DEFAULTS, answers={**DEFAULTS.answers, "rounding": answer})


def codes(row, settings=DEFAULTS):
    return [f.code for f in counts_apart([row], settings)]


def test_a_count_that_is_not_the_ratio_of_the_base_is_told_at_its_cell(line):
    row = line(ratio=D("0.03"), base=1353, estimated_count=60)

    (found,) = counts_apart([row], DEFAULTS)

    assert (found.code, found.severity) == ("plan/count-not-ratio", Severity.WARNING)
    assert found.outcome is Outcome.FAIL
    assert found.location.cell == "estimated_count1"
    told = {"ratio": "3%", "base": "1353", "expected": "40至41", "found": "60"}
    assert found.params == told


def test_where_only_the_most_is_known_the_remark_says_so(line):
    row = line(ratio=(None, D("0.05")), base=1000, estimated_count=(60, None))

    (found,) = counts_apart([row], DEFAULTS)

    assert (found.params["expected"], found.params["found"]) == ("不超过50", "不低于60")


@pytest.mark.parametrize("count", [40, 41])
def test_a_count_rounded_up_or_down_is_right_where_the_pack_does_not_say(line, count):
    assert codes(line(ratio=D("0.03"), base=1353, estimated_count=count)) == []


@pytest.mark.parametrize(
    ("rounding", "right"), [("ceil", 41), ("floor", 40), ("half_up", 41), ("half_even", 41)]
)
def test_where_the_pack_says_how_to_round_only_that_count_is_right(line, rounding, right):
    told = [
        n
        for n in (39, 40, 41, 42)
        if codes(line(ratio=D("0.03"), base=1353, estimated_count=n), answered(rounding))
    ]

    assert told == [n for n in (39, 40, 41, 42) if n != right]


def test_half_to_even_and_half_up_part_ways_at_a_half(line):
    row = line(ratio=D("0.05"), base=50, estimated_count=2)

    assert codes(row, answered("half_even")) == []
    assert codes(row, answered("half_up")) == ["plan/count-not-ratio"]


@pytest.mark.parametrize(
    ("ratio", "base", "count"),
    [
        ((D("0.03"), None), 100, 50),  # 不低于3%
        ((D("0.01"), D("0.1")), 3880, 93),  # A类1%…D类10%
        (D("0.03"), (100, None), 50),
        (D("0.03"), 1353, (30, 60)),
        (D("0.023"), 10000, 232),  # 2.3% may be 2.32%, rounded
    ],
)
def test_what_bounds_or_a_rounded_ratio_leave_open_is_not_told(line, ratio, base, count):
    assert codes(line(ratio=ratio, base=base, estimated_count=count)) == []


@pytest.mark.parametrize(
    ("ratio", "base", "count"),
    [
        ((D("0.03"), None), 100, 2),
        ((D("0.01"), D("0.1")), 3880, 400),
        (D("0.03"), 1353, (45, None)),
        (D("0.023"), 10000, 236),
        (D("0.02"), 10000, 232),  # a whole percent is what somebody decided
    ],
)
def test_what_lies_outside_all_bounds_is_told(line, ratio, base, count):
    row = line(ratio=ratio, base=base, estimated_count=count)

    assert codes(row) == ["plan/count-not-ratio"]


def test_a_count_of_visits_is_right_where_each_target_is_visited_twice(line):
    once, twice = (
        line(ratio=D(1), base=20, estimated_count=40),
        line(ratio=D(1), base=20, estimated_count=40, frequency=2),
    )

    assert codes(once) == ["plan/count-not-ratio"]
    assert codes(twice) == []
    assert codes(line(base=20, estimated_count=40, frequency=2)) == []
    assert codes(line(base=20, estimated_count=41, frequency=2)) == ["plan/count-over-base"]


def test_a_visit_every_second_year_does_not_halve_the_count(line):
    row = line(ratio=D("0.5"), base=20, estimated_count=10, frequency=D("0.5"))

    assert codes(row) == []


def test_more_targets_than_there_are_is_told_without_a_ratio_too(line):
    assert codes(line(base=20, estimated_count=21)) == ["plan/count-over-base"]
    assert codes(line(base=20, estimated_count=20)) == []


def test_more_enterprises_than_targets_is_told(line):
    assert codes(line(estimated_count=3, enterprises=4)) == ["plan/enterprises-over-count"]
    assert codes(line(estimated_count=4, enterprises=4)) == []


def test_a_ratio_of_more_than_all_is_told_alone(line):
    row = line(ratio=D(5), base=100, estimated_count=5)

    assert codes(row) == ["plan/ratio-over-whole"]
    assert codes(line(ratio=D(1), base=100, estimated_count=100)) == []


def test_a_line_that_lacks_a_number_says_nothing(line):
    assert codes(line(ratio=D("0.03"), base=100)) == []
    assert codes(line(estimated_count=5)) == []
