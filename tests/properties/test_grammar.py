"""The cell grammar on any input: what is written reads back the same, and nothing raises."""

from datetime import date
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from shuangsuiji.forms.grammar import read_cell
from shuangsuiji.forms.numerals import GREATEST, plain, read_number, spell
from shuangsuiji.forms.writing import write_cell
from shuangsuiji.model.values import Interval, Status, Value
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
    st.tuples(st.just(FieldType.DATE), spans()),
    st.tuples(st.just(FieldType.SPAN), spans()),
    st.tuples(st.just(FieldType.YES_NO), st.booleans()),
    st.tuples(st.just(FieldType.TEXT), WORDS.filter(lambda w: w != "无")),
    st.tuples(
        st.just(FieldType.LIST),
        st.lists(WORDS, max_size=5).map(tuple).filter(lambda items: items != ("无",)),
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
    assert all(fact.status is Status.VALUE for fact in reading.also.values())


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
