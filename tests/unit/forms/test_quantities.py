import pytest

from shuangsuiji.forms.quantities import read_quantity
from shuangsuiji.model.values import ByClass, Fact, Status
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
        ("3%（含）以上", "[0.03, ∞)"),
        ("3%以上（含3%）", "[0.03, ∞)"),
        ("3%以上（不含3%）", "(0.03, ∞)"),
        ("3%起", "[0.03, ∞)"),
        ("最高不超过10%", "(-∞, 0.1]"),
        ("≥3%≤5%", "[0.03, 0.05]"),
        ("不低于3%不高于5%", "[0.03, 0.05]"),
        ("控制在3%—5%之间", "[0.03, 0.05]"),
        ("3%和5%之间", "[0.03, 0.05]"),
        ("不低于企业总数的3%", "[0.03, ∞)"),
        ("按照存续企业总数5%的比例随机抽取", "0.05"),
        ("抽取5%的企业", "0.05"),
        ("万分之五", "0.0005"),
        ("100%全覆盖", "1"),
        ("全部（100%）", "1"),
        ("5%。", "0.05"),
        ("\u200b5\u200b%\ufe0e", "0.05"),
        ("5﹪", "0.05"),
        ("1∕20", "0.05"),
    ],
)
def test_a_ratio_is_read_exactly(text: str, expected: str) -> None:
    assert shown(read_quantity(RATIO, text).fact) == expected


@pytest.mark.parametrize(
    "text",
    [
        "20", "5", "1", "1.0", "约5%", "5%左右", "5%上下", "近5%", "若干", "1/3", "-5%", "5%%",
        "3% 5%", "5%、10%", "10%-5%", "5²%", "5%①", "5%（不含个体户）", "2026-01-20", "3/2",
        "5%或20户", "不低于5%（A类除外）", "5%*", "原则上5%", "应查尽查", "不低于5%且不超过3%", "0.00000000012%", "百分之一百五",
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
        ("5% 20户", "0.05", {"count": "20"}),
        ("20户，占3%", "0.03", {"count": "20"}),
        ("30%/6家", "0.3", {"count": "6"}),
        ("３％【３户】", "0.03", {"count": "3"}),
        ("3%（约20户）", "0.03", {"count": "UNREADABLE"}),
        ("3%，不定期", "0.03", {"frequency": "UNREADABLE"}),
        ("5%，但不少于5户", "0.05", {"count": "[5, ∞)"}),
    ],
)
def test_several_things_in_one_cell_are_told_apart(
    text: str, ratio: str, also: dict[str, str]
) -> None:
    reading = read_quantity(RATIO, text)

    assert shown(reading.fact) == ratio
    assert {name: shown(fact) for name, fact in reading.also.items()} == also


def by_class(text: str, kind: FieldType = RATIO, field: str = "ratio_by_class") -> dict[str, str]:
    value = read_quantity(kind, text).also[field].value
    assert isinstance(value, ByClass)
    return {name: str(one) for name, one in value.parts}


FOUR = {"A": "0.01", "B": "0.03", "C": "0.1", "D": "0.2"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A类1%、B类3%、C类10%、D类20%", FOUR),
        ("A类1%B类3%C类10%D类20%", FOUR),
        ("A类 1%\nB类 3%\nC类 10%\nD类 20%", FOUR),
        ("A类（1%）B类（3%）C类（10%）D类（20%）", FOUR),
        ("A:1%;B:3%;C:10%;D:20%", FOUR),
        ("信用风险A类企业按1%抽取，信用风险B类企业按3%抽取，C级10%，D级20%", FOUR),
        ("按信用风险分类抽查：a类1%、b类3%、c类10%、d类20%", FOUR),
        ("A级企业不高于1%,B级企业不低于2%", {"A": "(-∞, 0.01]", "B": "[0.02, ∞)"}),
        ("A、B类1%；C类、D类100%", {"A": "0.01", "B": "0.01", "C": "1", "D": "1"}),
        ("A至C类1%，D类全覆盖", {"A": "0.01", "B": "0.01", "C": "0.01", "D": "1"}),
        ("A类（低风险）1%，D类（高风险）20%", {"A": "0.01", "D": "0.2"}),
        ("低风险1%，中风险5%，高风险10%", {"低风险": "0.01", "中风险": "0.05", "高风险": "0.1"}),
        ("中、低风险1%，高风险10%", {"中风险": "0.01", "低风险": "0.01", "高风险": "0.1"}),
        ("信用风险高的企业20%，其余1%", {"高风险": "0.2", "其他": "0.01"}),
        ("大型企业100%、中型50%、小微企业5%", {"大型": "1", "中型": "0.5", "小微": "0.05"}),
        ("守信1%，严重失信100%", {"守信": "0.01", "严重失信": "1"}),
        ("重点企业100%，一般企业5%", {"重点企业": "1", "一般企业": "0.05"}),
        ("一般检查事项3%，重点检查事项10%", {"一般检查事项": "0.03", "重点检查事项": "0.1"}),
        ("食品生产企业10%、食品销售企业5%", {"食品生产企业": "0.1", "食品销售企业": "0.05"}),
        ("A类约1%，B类3%", {"A": "(-∞, ∞)", "B": "0.03"}),
        ("A类不低于1%且不高于3%，B类5%", {"A": "[0.01, 0.03]", "B": "0.05"}),
        ("D类100%", {"D": "1"}),
        ("低、中、高风险分别为1%、5%、10%", {"低风险": "0.01", "中风险": "0.05", "高风险": "0.1"}),
        ("A/B/C/D类：1%/3%/10%/20%", FOUR),
        ("A、B、C、D类分别按1%、3%、10%、20%抽取，每年1次", FOUR),
        ("A、B类不低于1%且不超过3%", {"A": "[0.01, 0.03]", "B": "[0.01, 0.03]"}),
        ("A类1%，B类3%，每类不少于1户", {"A": "0.01", "B": "0.03"}),
        ("重点10%，一般5%", {"重点": "0.1", "一般": "0.05"}),
        ("甲类5%，乙类10%", {"甲类": "0.05", "乙类": "0.1"}),
        ("低风险（A类）：1%；高风险（C、D类）：10%", {"低风险": "0.01", "高风险": "0.1"}),
        ("1、A类1%\n2、B类3%", {"A": "0.01", "B": "0.03"}),
        ("A类和B类合计5%、C类10%", {"A": "(-∞, ∞)", "B": "(-∞, ∞)", "C": "0.1"}),
    ],
)
def test_each_class_has_its_own_ratio(text: str, expected: dict[str, str]) -> None:
    assert by_class(text) == expected


def test_ratios_by_class_are_no_ratio_of_the_whole_line() -> None:
    assert read_quantity(RATIO, "A类1%、B类3%、C类10%、D类20%").fact.status is Status.UNREADABLE


@pytest.mark.parametrize("text", ["5%（其中D类100%）", "5%，其中D类100%", "5%；D类100%"])
def test_the_ratio_of_all_stands_beside_that_of_a_class(text: str) -> None:
    assert shown(read_quantity(RATIO, text).fact) == "0.05"
    assert by_class(text) == {"D": "1"}


@pytest.mark.parametrize(
    "text",
    [
        "A类1%、A类2%",
        "C至A类1%",
        "A类、B类",
        "省级5%，市级3%",
        "上半年5%，下半年3%",
        "食品生产企业10%",
    ],
)
def test_what_is_not_clear_of_which_class_stays_unreadable(text: str) -> None:
    reading = read_quantity(RATIO, text)

    assert reading.fact.status is Status.UNREADABLE
    assert not reading.also


@pytest.mark.parametrize(
    ("text", "frequency", "of_classes"),
    [
        ("A类1%、B类3%，1次/年", "1", None),
        ("A类1%、B类3%\n1次/年", "1", None),
        ("5%（其中D类100%），1次/年", "1", None),
        ("D类（100%）1次/年", "UNREADABLE", None),
        ("A类1%\nB类3%\n1次/年", "1", None),
        ("A类1%，B类3%，1次/年", "UNREADABLE", None),
        ("A类1%，1次/年；D类20%，2次/年", None, {"A": "1", "D": "2"}),
        ("5%；高风险每年2次、其他每年1次", None, {"高风险": "2", "其他": "1"}),
    ],
)
def test_a_frequency_belongs_to_all_or_to_each_class(
    text: str, frequency: str | None, of_classes: dict[str, str] | None
) -> None:
    also = read_quantity(RATIO, text).also

    assert (shown(also["frequency"]) if "frequency" in also else None) == frequency
    told = by_class(text, field="frequency_by_class") if "frequency_by_class" in also else None
    assert told == of_classes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A类5户、B类10户、C类1户、D类2户", "18"),
        ("A类5户、D类2户", "[7, ∞)"),
        ("共计20户，其中企业15户", "20"),
        ("A、B类5户，C、D类各2户", "UNREADABLE"),
        ("A类约5户、B类10户", "UNREADABLE"),
    ],
)
def test_counts_of_classes_add_up(text: str, expected: str) -> None:
    assert shown(read_quantity(COUNT, text).fact) == expected


def test_a_column_of_ratios_by_class_means_them_first() -> None:
    reading = read_quantity(FieldType.RATIO_BY_CLASS, "A类1%、B类3%，1次/年")

    assert str(reading.fact.value) == "A=0.01、B=0.03"
    assert shown(reading.also["frequency"]) == "1"


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
        ("20户次", "20"),
        ("20（户）", "20"),
        ("2\u200b0户", "20"),
        ("检查对象20户", "20"),
        ("=1", "1"),
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
        ("每年1至2次", "[1, 2]"),
        ("每年2次以上", "[2, ∞)"),
        ("每季度不少于1次", "[4, ∞)"),
        ("1次/2年", "0.5"),
        ("半年一次", "2"),
        ("=1", "1"),
        (">=1", "[1, ∞)"),
        ("2", "2"),
        ("-0.5", "-0.5"),
    ],
)
def test_a_frequency_counts_the_times_in_a_year(text: str, expected: str) -> None:
    assert shown(read_quantity(NUMBER, text).fact) == expected


@pytest.mark.parametrize(
    "text",
    [
        "每三年一次",
        "每年",
        "不定期",
        "5%",
        "每年若干次",
        "每周1次",
        "每学期1次",
        "收购季1次",
        "约每年1次",
    ],
)
def test_a_frequency_that_is_not_exact_stays_unreadable(text: str) -> None:
    assert read_quantity(NUMBER, text).fact.status is Status.UNREADABLE


def test_a_very_long_cell_is_not_taken_for_a_number() -> None:
    assert read_quantity(COUNT, "1" * 401).fact.status is Status.UNREADABLE


def test_households_are_no_frequency_where_they_have_a_field_of_their_own() -> None:
    reading = read_quantity(NUMBER, "20户", {"count": "estimated_count"})

    assert reading.fact.status is Status.UNREADABLE
    assert shown(reading.also["count"]) == "20"
