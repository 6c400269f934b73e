"""The rows that classes in a line make, and what follows for the whole line."""

from decimal import Decimal

import pytest

from shuangsuiji.findings import Location
from shuangsuiji.forms.quantities import read_quantity
from shuangsuiji.model.scales import are_all_targets, standings
from shuangsuiji.model.values import Fact, Row, Status, Table
from shuangsuiji.model.vocabulary import FieldType
from shuangsuiji.plan.line_classes import line_classes, with_whole_between

PLACE = Location("plan.xlsx", sheet="计划", cell="F5")


def lines(ratio: str) -> Table:
    read = read_quantity(FieldType.RATIO, ratio)
    facts = {"ratio": read.fact, **read.also}
    row = Row(1, "1", PLACE, facts)
    return Table("plan_line", tuple(facts), (row,), PLACE)


def shown(fact: Fact) -> str:
    return str(fact.value) if fact.status is Status.VALUE else fact.status.name


@pytest.mark.parametrize(
    ("ratio", "whole"),
    [
        ("A类1%、B类3%、C类10%、D类20%", "[0.01, 0.2]"),
        ("低风险1%、中风险3%、高风险不高于20%", "(-∞, 0.2]"),
        ("D类100%，其他5%", "[0.05, 1]"),
        ("A、B、C、D类均为5%", "0.05"),
        ("5%（其中D类100%）", "0.05"),
        ("A类1%、D类20%", "UNREADABLE"),
        ("D类100%", "UNREADABLE"),
        ("大型100%、中型50%、小型20%、微型5%", "UNREADABLE"),
        ("A类约1%、B类3%、C类10%、D类20%", "UNREADABLE"),
    ],
)
def test_the_whole_lies_between_the_classes_only_if_they_are_all_targets(
    ratio: str, whole: str
) -> None:
    assert shown(with_whole_between(lines(ratio)).rows[0].facts["ratio"]) == whole


def test_each_class_is_a_row_at_the_cell_that_tells_it() -> None:
    table = line_classes(lines("A级企业1%，D级企业不低于20%，1次/年"))

    assert table is not None
    assert table.columns == ("line", "class", "dimension", "risk_rank", "ratio", "visits_per_year")
    told = [{name: shown(fact) for name, fact in row.facts.items()} for row in table.rows]
    shared = {"line": "1", "dimension": "risk", "visits_per_year": "UNREADABLE"}
    assert told == [
        {**shared, "class": "A类", "risk_rank": "1", "ratio": "0.01"},
        {**shared, "class": "D类", "risk_rank": "4", "ratio": "[0.2, ∞)"},
    ]
    assert {row.location for row in table.rows} == {PLACE}


def test_a_hedged_ratio_of_a_class_is_unreadable_not_missing() -> None:
    table = line_classes(lines("A类约1%、B类3%"))

    assert table is not None
    assert [shown(row.facts["ratio"]) for row in table.rows] == ["UNREADABLE", "0.03"]


def test_lines_that_tell_no_classes_apart_make_no_table() -> None:
    assert line_classes(lines("5%")) is None


def test_the_rest_has_the_rank_between_what_the_named_leave() -> None:
    assert standings(("A", "其他"))["其他"].rank == Decimal(3)
    assert standings(("A", "D", "其他"))["其他"].rank == Decimal("2.5")
    assert standings(("B", "其他"))["其他"].rank is None


def test_classes_on_no_scale_stand_beside_those_on_one() -> None:
    assert list(standings(("A", "D", "未评级企业"))) == ["A", "D"]
    assert standings(("A", "未评级企业", "其他"))["其他"].rank is None
    assert are_all_targets(("A", "B", "C", "D", "未评级企业"))


def test_words_of_two_scales_together_have_no_order() -> None:
    assert standings(("A", "低风险")) == {}
    assert standings(("其他",)) == {}


def test_the_rest_makes_any_classes_all_targets() -> None:
    assert are_all_targets(("大型", "其他"))
    assert not are_all_targets(("大型",))
