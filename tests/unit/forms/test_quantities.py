from decimal import Decimal

import pytest

from shuangsuiji.forms.quantities import read_quantity
from shuangsuiji.model.values import Fact, Interval, Status
from shuangsuiji.model.vocabulary import FieldType

RATIO, COUNT, NUMBER = FieldType.RATIO, FieldType.COUNT, FieldType.NUMBER


def shown(fact: Fact) -> str:
    return str(fact.value) if fact.status is Status.VALUE else fact.status.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5%", "0.05"),
        ("5％", "0.05"),
        ("５ ％", "0.05"),
        ("0.05", "0.05"),
        ("０．０５", "0.05"),
        ("0", "0"),
        ("3‰", "0.003"),
        ("1/20", "0.05"),
        ("二十分之一", "0.05"),
        ("百分之五", "0.05"),
        ("百分之零点五", "0.005"),
        ("千分之三", "0.003"),
        ("100%", "1"),
        ("全部", "1"),
        ("全覆盖", "1"),
        ("150%", "1.5"),
        ("按5%的比例抽取", "0.05"),
        ("不低于3%", "[0.03, ∞)"),
        ("不少于3%", "[0.03, ∞)"),
        ("≥3%", "[0.03, ∞)"),
        (">=3%", "[0.03, ∞)"),
        ("3%以上", "[0.03, ∞)"),
        ("3%及以上（含）", "[0.03, ∞)"),
        ("≤10%", "(-∞, 0.1]"),
        ("不超过10%", "(-∞, 0.1]"),
        ("10%以内", "(-∞, 0.1]"),
        ("超过5%", "(0.05, ∞)"),
        ("低于5%", "(-∞, 0.05)"),
        ("5%-10%", "[0.05, 0.1]"),
        ("5-10%", "[0.05, 0.1]"),
        ("5%～10%", "[0.05, 0.1]"),
        ("5%至10%", "[0.05, 0.1]"),
        ("不低于3%且不超过10%", "[0.03, 0.1]"),
        ("3%以上10%以下", "[0.03, 0.1]"),
    ],
)
def test_a_ratio_is_read_exactly(text: str, expected: str) -> None:
    assert shown(read_quantity(RATIO, text).fact) == expected


@pytest.mark.parametrize(
    "text",
    [
        "20", "5", "1", "1.0", "约5%", "5%左右", "5%上下", "近5%", "若干", "1/3", "-5%", "5%%",
        "3% 5%", "5%、10%", "10%-5%", "5²%", "5%①", "5%（不含个体户）", "2026-01-20", "3/2",
        "A类1%、A类2%", "不低于5%且不超过3%", "0.00000000012%", "百分之一百五",
    ],
)  # fmt: skip
def test_what_is_no_exact_ratio_stays_unreadable(text: str) -> None:
    assert read_quantity(RATIO, text).fact == Fact(Status.UNREADABLE, None, text)


def test_a_count_in_a_ratio_column_is_no_ratio_but_is_not_lost() -> None:
    reading = read_quantity(RATIO, "20户")

    assert reading.fact.status is Status.UNREADABLE
    assert shown(reading.also["count"]) == "20"


@pytest.mark.parametrize(
    ("text", "ratio", "also"),
    [
        ("100%（20户）", "1", {"count": "20"}),
        ("10%且不少于5户", "0.1", {"count": "[5, ∞)"}),
        ("5%，每年1次", "0.05", {"frequency": "1"}),
        ("5%\n20户", "0.05", {"count": "20"}),
    ],
)
def test_several_things_in_one_cell_are_told_apart(
    text: str, ratio: str, also: dict[str, str]
) -> None:
    reading = read_quantity(RATIO, text)

    assert shown(reading.fact) == ratio
    assert {name: shown(fact) for name, fact in reading.also.items()} == also


def test_ratios_by_class_bound_the_ratio_of_the_line() -> None:
    reading = read_quantity(RATIO, "A类1%、B类3%；C级企业不超过10%")

    assert shown(reading.fact) == "(-∞, 0.1]"
    assert reading.also["by_class"].value == ("A=0.01", "B=0.03", "C=(-∞, 0.1]")


def test_two_classes_give_the_range_between_them() -> None:
    assert read_quantity(RATIO, "A类1%、B类3%").fact.value == Interval(
        Decimal("0.01"), Decimal("0.03")
    )


def test_one_class_alone_says_nothing_of_the_whole_line() -> None:
    reading = read_quantity(RATIO, "D类100%")

    assert reading.fact.status is Status.UNREADABLE
    assert reading.also["by_class"].value == ("D=1",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20", "20"),
        ("20户", "20"),
        ("20 户", "20"),
        ("1,200户", "1200"),
        ("１，２００户", "1200"),
        ("二十户", "20"),
        ("两家企业", "2"),
        ("1.5万户", "15000"),
        ("共20家", "20"),
        ("999999999", "999999999"),
        ("不少于20户", "[20, ∞)"),
        ("20户以上", "[20, ∞)"),
        ("不足10户", "(-∞, 10)"),
        ("20-30户", "[20, 30]"),
        ("20户（5%）", "20"),
    ],
)
def test_a_count_is_read_with_or_without_its_unit(text: str, expected: str) -> None:
    assert shown(read_quantity(COUNT, text).fact) == expected


@pytest.mark.parametrize(
    "text",
    [
        "约20家", "20家左右", "20余户", "若干", "若干户", "20.5户", "-3", "12,34", "3 4",
        "1000000000",
        "20①户", "1次/年", "5%", "一百五户",
    ],
)  # fmt: skip
def test_what_is_no_exact_count_stays_unreadable(text: str) -> None:
    assert read_quantity(COUNT, text).fact.status is Status.UNREADABLE


def test_all_of_them_is_a_ratio_and_no_count() -> None:
    reading = read_quantity(COUNT, "全部")

    assert reading.fact.status is Status.UNREADABLE
    assert shown(reading.also["ratio"]) == "1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1次/年", "1"),
        ("每年2次", "2"),
        ("一年两次", "2"),
        ("每季度一次", "4"),
        ("每半年1次", "2"),
        ("2次/季度", "8"),
        ("每月1次", "12"),
        ("每两年一次", "0.5"),
        ("每年不少于1次", "[1, ∞)"),
        ("至少每年1次", "[1, ∞)"),
        ("不超过2次/年", "(-∞, 2]"),
        ("1-2次/年", "[1, 2]"),
        ("2", "2"),
        ("-0.5", "-0.5"),
    ],
)
def test_a_frequency_counts_the_times_in_a_year(text: str, expected: str) -> None:
    assert shown(read_quantity(NUMBER, text).fact) == expected


@pytest.mark.parametrize("text", ["每三年一次", "每年", "不定期", "5%", "每年若干次"])
def test_a_frequency_that_is_not_exact_stays_unreadable(text: str) -> None:
    assert read_quantity(NUMBER, text).fact.status is Status.UNREADABLE


def test_a_very_long_cell_is_not_taken_for_a_number() -> None:
    assert read_quantity(COUNT, "1" * 201).fact.status is Status.UNREADABLE
