"""Stated sums: a sum that fits the lines since the last sum, above it, or all of them is right."""

from dataclasses import replace

import pytest

from shuangsuiji.findings import Location, Severity
from shuangsuiji.model.values import BLANK, UNREADABLE, Table
from shuangsuiji.plan.totals import sums_apart


@pytest.fixture
def plan(line):
    """Return a maker of plans from counts and sums in order; a sum is written as text."""

    def make(*written):
        rows, totals = [], []
        for value in written:
            if isinstance(value, str):
                row = line(estimated_count=int(value))
                totals.append(replace(row, key="合计", number=len(rows)))
            else:
                rows.append(line(estimated_count=value))
        place = Location("plan.xlsx")
        return Table("plan_line", ("estimated_count",), tuple(rows), place, totals=tuple(totals))

    return make


@pytest.mark.parametrize(
    "written",
    [
        (10, 20, "30"),
        ("30", 10, 20),
        (10, 20, "30", 5, "5", "35"),
        (10, 20, "30", 5, "35"),
        ("30", 10, 20, "5", 5),
        ("35", "30", 10, 20, "5", 5),
        (10, BLANK, "12"),
        (10, UNREADABLE, "10"),
        (10, (5, None), "40"),
        (10, (5, 8), "18"),
        (10, 20),
    ],
)
def test_sums_that_fit_some_way_are_right(plan, written):
    assert list(sums_apart(plan(*written))) == []


def test_a_line_that_tells_parts_of_the_one_above_is_not_added(line):
    rows = (
        line(name="登记", estimated_count=30),
        line(name="其中：企业", estimated_count=10),
        line(items=["其中：个体工商户"], estimated_count=20),
    )
    stated = [replace(line(estimated_count=n), number=3) for n in (30, 60)]
    plan = Table("plan_line", ("estimated_count",), rows, Location("plan.xlsx"))

    told = [list(sums_apart(replace(plan, totals=(total,)))) for total in stated]

    assert told[0] == []
    assert [f.params["sums"] for f in told[1]] == [("30",)]


@pytest.mark.parametrize(
    ("written", "sums"),
    [
        ((10, 20, "31"), ("30",)),
        ((10, 20, "30", 5, "6", "35"), ("5", "35")),
        ((10, 20, "31", 5), ("30",)),
        (("31", 10, 20), ("30",)),
        ((10, BLANK, "9"), ("不低于10",)),
        ((10, (5, 8), "14"), ("不低于15且不超过18",)),
    ],
)
def test_a_sum_that_fits_no_way_is_told_at_its_cell(plan, written, sums):
    (found,) = sums_apart(plan(*written))

    assert (found.code, found.severity) == ("plan/sum-apart", Severity.WARNING)
    assert found.params["sums"] == sums
    assert found.location.cell.startswith("estimated_count")


def test_each_column_of_numbers_is_added_up(line):
    rows = (line(enterprises=3), line(enterprises=4))
    total = replace(line(enterprises=8), key="合计", number=2)
    plan = Table("plan_line", ("enterprises",), rows, Location("plan.xlsx"), totals=(total,))

    assert [f.location.cell for f in sums_apart(plan)] == ["enterprises3"]


def test_a_sum_is_about_no_line(plan):
    (found,) = sums_apart(plan(10, 20, "31"))

    assert found.about is None
