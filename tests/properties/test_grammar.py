"""The cell grammar on any input: what is written reads back the same, and nothing raises."""

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shuangsuiji.forms.grammar import NOTHING_SAID, read_cell
from shuangsuiji.forms.numerals import GREATEST, plain, read_number, spell
from shuangsuiji.forms.writing import write_cell
from shuangsuiji.model.values import ByClass, Interval, Status, Value
from shuangsuiji.model.vocabulary import FieldSpec, FieldType

MARKS = (
    "0123456789%‰./-~至到年月日季度次每不低于超过约左右户家万百分之一二十、，；且"
    "（）()ABC类① \n\t无是×，。"
)


def spec(kind: FieldType) -> FieldSpec:
    return FieldSpec(name="f", label="字段", type=kind)


def decimals(places: int, least: int = 0, greatest: int = GREATEST) -> st.SearchStrategy[Decimal]:
    scale = 10**places
    whole = st.integers(least * scale, greatest * scale)
    return whole.map(lambda n: plain(Decimal(n).scaleb(-places)))


@st.composite
def intervals(draw: st.DrawFn, ends: st.SearchStrategy[Decimal]) -> Interval:
    lo, hi = sorted((draw(ends), draw(ends)))
    if lo == hi:
        return Interval(lo, hi)
    shape = draw(st.sampled_from(["between", "from", "to"]))
    lo_open, hi_open = draw(st.booleans()), draw(st.booleans())
    if shape == "from":
        return Interval(lo, None, lo_open=lo_open)
    if shape == "to":
        return Interval(None, hi, hi_open=hi_open)
    return Interval(lo, hi, lo_open, hi_open)


@st.composite
def spans(draw: st.DrawFn) -> Interval:
    days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
    first, last = sorted((draw(days), draw(days)))
    ends = [(first, last)] if first == last else [(first, last), (None, last), (first, None)]
    return Interval(*draw(st.sampled_from(ends)))


CLASSES = (
    "A",
    "B",
    "C",
    "D",
    "低风险",
    "中风险",
    "高风险",
    "大型",
    "守信",
    "严重失信",
    "一类",
    "重点企业",
    "其他",
)


@st.composite
def by_class(draw: st.DrawFn, ends: st.SearchStrategy[Decimal]) -> ByClass:
    names = draw(st.lists(st.sampled_from(CLASSES), min_size=1, max_size=6, unique=True))
    if names == ["重点企业"]:  # alone it is no class: 重点企业5% may be all of the line
        names = ["重点企业", "其他"]
    return ByClass(tuple((name, draw(intervals(ends))) for name in names))


WORDS = st.text(
    st.characters(categories=["Lo"], max_codepoint=0x9FFF, min_codepoint=0x4E00), min_size=1
)
VALUES = st.one_of(
    st.tuples(st.just(FieldType.RATIO), intervals(decimals(9, greatest=1))),
    st.tuples(st.just(FieldType.RATIO), intervals(decimals(4))),
    st.tuples(st.just(FieldType.COUNT), intervals(decimals(0))),
    st.tuples(st.just(FieldType.NUMBER), intervals(decimals(9, least=0))),
    st.tuples(
        st.just(FieldType.NUMBER), decimals(9, least=-GREATEST).map(lambda n: Interval(n, n))
    ),
    st.tuples(st.just(FieldType.RATIO_BY_CLASS), by_class(decimals(6, greatest=1))),
    st.tuples(st.just(FieldType.NUMBER_BY_CLASS), by_class(decimals(2, greatest=99))),
    st.tuples(st.just(FieldType.DATE), spans()),
    st.tuples(st.just(FieldType.SPAN), spans()),
    st.tuples(st.just(FieldType.YES_NO), st.booleans()),
    st.tuples(st.just(FieldType.TEXT), WORDS.filter(lambda w: w != "无" and w not in NOTHING_SAID)),
    st.tuples(
        st.just(FieldType.LIST),
        st.lists(WORDS, max_size=5)
        .map(tuple)
        .filter(lambda items: items != ("无",) and items[:1] not in [(w,) for w in NOTHING_SAID]),
    ),
)


@given(VALUES)
def test_what_is_written_reads_back_as_the_same_value(typed: tuple[FieldType, Value]) -> None:
    kind, value = typed

    fact = read_cell(kind, write_cell(kind, value), spec(kind)).fact

    assert fact.status is Status.VALUE
    assert fact.value == value


@given(
    st.sampled_from(FieldType),
    st.one_of(st.text(), st.text(st.sampled_from(MARKS), max_size=40)),
    st.one_of(st.none(), st.integers(-10, 10_000)),
)
@example(FieldType.RATIO, "1/0", None)
@example(FieldType.RATIO, "零分之一", None)
@example(FieldType.NUMBER, "每0年1次", None)
@example(FieldType.SPAN, "次年2月", 9_999)
@example(FieldType.DATE, "0000-00-00", None)
def test_no_cell_raises_and_every_cell_keeps_its_text(
    kind: FieldType, text: str, year: int | None
) -> None:
    reading = read_cell(kind, text, spec(kind), year)

    assert reading.fact.text == text
    assert {f.status for f in reading.also.values()} <= {Status.VALUE, Status.UNREADABLE}


@given(
    st.sampled_from([FieldType.RATIO, FieldType.COUNT, FieldType.NUMBER]),
    st.text(st.sampled_from(MARKS)),
)
def test_every_number_read_fits_the_column_in_which_it_is_decided(
    kind: FieldType, text: str
) -> None:
    value = read_cell(kind, text, spec(kind)).fact.value

    ends = (value.lo, value.hi) if isinstance(value, Interval) else ()
    for end in (e for e in ends if isinstance(e, Decimal)):
        assert abs(end) <= GREATEST
        assert end == end.quantize(Decimal("1e-9"))


@given(st.integers(0, 99_999_999))
def test_chinese_digits_read_back_as_the_same_number(number: int) -> None:
    assert read_number(spell(number)) == number


ODD = (
    "５",
    "\u200b",
    "\u00a0",
    "\u3000",
    "\ufeff",
    "\u00ad",
    "％",
    "～",
    "∕",
    "①",
    "²",
    "½",
    "Ⅳ",
    "٪",
    "\u0663",
    "𝟓",
    "☑",
    "□",
)
PIECES = (
    "A类", "B级企业", "其中", "高风险", "其他", "5%", "1/20", "百分之五", "20户", "1,200", "每年1次", "1次/年", "不低于", "以上",
    "至", "-", "、", "，", "；", "\n", "（", "）", "3月", "6月底前", "第二季度", "2026年", "全年", "约", "左右", "和", "之间", "一", "、",
)  # fmt: skip


@given(
    st.sampled_from(FieldType),
    st.lists(st.sampled_from((*PIECES, *ODD)), max_size=12).map("".join),
)
def test_pieces_of_notations_in_any_order_never_raise(kind: FieldType, text: str) -> None:
    assert read_cell(kind, text, spec(kind), 2026).fact.text == text


@pytest.mark.parametrize("kind", FieldType)
@pytest.mark.parametrize("piece", [*PIECES, *ODD, "9", "十", "A", "企", "(", " ", "-9"])
def test_a_long_cell_is_read_in_bounded_time(kind: FieldType, piece: str) -> None:
    texts = [piece * (length // len(piece)) + "!" for length in (399, 9_999, 1_000_000)]
    started = time.process_time()

    for text in texts:
        read_cell(kind, text, spec(kind), 2026)

    assert time.process_time() - started < 0.5


PHRASES = (
    ("{}", True, True), ("不低于{}", True, False), ("{}以上", True, False), ("至少{}", True, False), ("≥{}", True, False),
    ("不超过{}", False, True), ("{}以内", False, True), ("≤{}", False, True), ("超过{}", True, False), ("低于{}", False, True),
    ("A类{}", True, True), ("高风险企业不少于{}", True, False), ("其他{}以下", False, True),
)  # fmt: skip


def noisy(draw: st.DrawFn, text: str) -> str:
    wide = {c: chr(ord(c) + 0xFEE0) for c in "0123456789%.,"}
    noise = st.sampled_from(["", "\u200b", "\ufeff", "\u00ad"])
    return "".join(draw(noise) + (wide.get(c, c) if draw(st.booleans()) else c) for c in text)


@given(st.data(), decimals(2, greatest=100), st.sampled_from(PHRASES))
def test_every_reading_contains_what_it_says(
    data: st.DataObject, percent: Decimal, phrase: tuple[str, bool, bool]
) -> None:
    text, low, high = phrase
    written = noisy(data.draw, text.format(f"{percent}%"))

    reading = read_cell(FieldType.RATIO, written, spec(FieldType.RATIO))

    classes = reading.also.get("ratio_by_class")
    value = reading.fact.value
    if classes is not None and isinstance(classes.value, ByClass):
        value = classes.value.parts[0][1]
    assert isinstance(value, Interval)
    assert (value.lo, value.hi) == (percent / 100 if low else None, percent / 100 if high else None)


@given(st.integers(0, GREATEST), decimals(6, greatest=999_999))
def test_plain_numbers_are_read_at_once_to_what_the_whole_grammar_reads(
    count: int, percent: Decimal
) -> None:
    for kind, text in ((FieldType.COUNT, f"{count}"), (FieldType.RATIO, f"{percent}%")):
        at_once = read_cell(kind, text, spec(kind)).fact.value

        assert at_once == read_cell(kind, text + " ", spec(kind)).fact.value
