"""Classes of a line by risk: of the higher one no lower ratio; only what is certain is told."""

from decimal import Decimal

import pytest

from shuangsuiji.findings import Outcome
from shuangsuiji.model.vocabulary import FieldType
from shuangsuiji.plan.classes import lower_for_higher_risk

D = Decimal


def told(rows):
    found = lower_for_higher_risk(rows, "ratio", FieldType.RATIO)
    return [(f.params["class"], f.params["lower"]) for f in found]


@pytest.fixture
def classes(line):
    """Return a maker of the classes of one line, by (name, rank, ratio)."""

    def make(*given, of="1"):
        return [
            line(**{"line": of, "class": name, "dimension": "risk"}, risk_rank=rank, ratio=ratio)
            for name, rank, ratio in given
        ]

    return make


def test_a_lower_ratio_for_a_higher_risk_is_told_with_both(classes):
    rows = classes(("A", 1, D("0.05")), ("B", 2, D("0.03")), ("C", 3, D("0.1")))

    (found,) = lower_for_higher_risk(rows, "ratio", FieldType.RATIO)

    assert (found.code, found.outcome) == ("plan/lower-ratio", Outcome.NOT_APPLICABLE)
    words = {"class": "B", "found": "3%", "lower": "A", "of_lower": "5%"}
    assert found.params == words


def test_the_order_of_writing_does_not_matter_and_the_highest_is_named(classes):
    rows = classes(("D", 4, D("0.04")), ("A", 1, D("0.01")), ("C", 3, D("0.2")), ("B", 2, D("0.1")))

    assert told(rows) == [("D", "C")]


def test_equal_ratios_and_classes_of_one_rank_are_right(classes):
    assert told(classes(("A", 1, D("0.05")), ("B", 2, D("0.05")))) == []
    assert told(classes(("A", 1, D("0.05")), ("A+", 1, D("0.03")))) == []


def test_bounds_that_may_still_be_in_order_are_not_told(classes):
    assert told(classes(("A", 1, D("0.05")), ("B", 2, (D("0.03"), None)))) == []
    assert told(classes(("A", 1, (None, D("0.05"))), ("B", 2, D("0.03")))) == []


def test_classes_of_different_lines_are_not_compared(classes):
    rows = [*classes(("A", 1, D("0.05"))), *classes(("B", 2, D("0.03")), of="2")]

    assert told(rows) == []


def test_fewer_visits_for_a_higher_risk_are_told_likewise(line):
    rows = [
        line(**{"line": "1", "class": name}, risk_rank=rank, visits_per_year=visits)
        for name, rank, visits in (("低风险", 1, 2), ("高风险", 3, 1))
    ]

    (found,) = lower_for_higher_risk(rows, "visits_per_year", FieldType.NUMBER)

    assert found.code == "plan/lower-visits-per-year"
    assert (found.params["found"], found.params["of_lower"]) == ("1", "2")
