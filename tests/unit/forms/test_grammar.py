import pytest

from shuangsuiji.forms.grammar import read_cell
from shuangsuiji.model.values import Fact, Status, Value
from shuangsuiji.model.vocabulary import FieldSpec, FieldType


def field(kind: str, **more: object) -> FieldSpec:
    return FieldSpec.model_validate({"name": "f", "label": "字段", "type": kind, **more})


CLASSES = (
    {"value": "general", "labels": ["一般", "一般检查事项"]},
    {"value": "key", "labels": ["重点"]},
)
ALL_KINDS = [kind.value for kind in FieldType]


def read(kind: str, text: str, **more: object) -> Fact:
    spec = field(kind, **more)
    return read_cell(spec.type, text, spec, 2026).fact


@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("text", ["", "  ", "\u3000", "/", "／", "-", "—", "——"])
def test_a_stroke_or_nothing_is_blank_for_every_kind(kind: str, text: str) -> None:
    assert read(kind, text) == Fact(Status.BLANK, None, text)


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_failed_formula_is_unreadable_for_every_kind(kind: str) -> None:
    assert read(kind, "#DIV/0!").status is Status.UNREADABLE


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_cell_of_ten_thousand_characters_is_unreadable_for_every_kind(kind: str) -> None:
    assert read(kind, "字" * 10_001).status is Status.UNREADABLE


@pytest.mark.parametrize(
    ("kind", "status", "value"),
    [
        ("text", Status.BLANK, None),
        ("choice", Status.BLANK, None),
        ("list", Status.VALUE, ()),
        ("yes_no", Status.VALUE, False),
        ("count", Status.UNREADABLE, None),
        ("ratio", Status.UNREADABLE, None),
        ("number", Status.UNREADABLE, None),
        ("date", Status.UNREADABLE, None),
        ("span", Status.UNREADABLE, None),
    ],
)
def test_none_says_something_of_lists_and_yes_no_only(
    kind: str, status: Status, value: Value | None
) -> None:
    assert read(kind, "无") == Fact(status, value, "无")


def test_text_is_kept_as_written_without_blanks_at_its_ends() -> None:
    assert read("text", "\u3000计量（县局） ").value == "计量（县局）"


@pytest.mark.parametrize("text", ["一般", "一般 检查事项", "GENERAL", "ｇｅｎｅｒａｌ"])
def test_a_choice_is_known_by_value_or_label_in_any_width(text: str) -> None:
    assert read("choice", text, choices=CLASSES).value == "general"


def test_another_word_is_unreadable_in_a_closed_list_and_kept_in_an_open_one() -> None:
    assert read("choice", "其他", choices=CLASSES).status is Status.UNREADABLE
    assert read("choice", " 其他 ", choices=CLASSES, open=True).value == "其他"


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "市场监管局、公安局，消防救援大队；卫健局",
            ("市场监管局", "公安局", "消防救援大队", "卫健局"),
        ),
        ("食品（生产、经营）、药品", ("食品（生产、经营）", "药品")),
        ("食品(生产、经营）、药品", ("食品(生产、经营）", "药品")),
        ("1、计量检查\n2．认证检查\n（3）广告检查", ("计量检查", "认证检查", "广告检查")),
        ("3.15专项检查", ("3.15专项检查",)),
        ("计量检查、", ("计量检查",)),
        ("1.计量检查 2.认证检查", ("计量检查", "认证检查")),
        ("（1）计量检查（2）认证检查", ("计量检查", "认证检查")),
        ("①计量检查②认证检查", ("计量检查", "认证检查")),
        ("一、计量检查；二、认证检查", ("计量检查", "认证检查")),
        ("（一）计量检查\n（二）认证检查", ("计量检查", "认证检查")),
        ("1.计量、衡器检查\n2.认证检查", ("计量", "衡器检查", "认证检查")),
        ("检查3.计量 5.认证", ("检查3.计量 5.认证",)),
        ("一般检查、二类检查", ("一般检查", "二类检查")),
    ],
)
def test_a_list_is_parted_outside_brackets(text: str, items: tuple[str, ...]) -> None:
    assert read("list", text).value == items


def test_a_list_with_an_open_bracket_is_unreadable() -> None:
    assert read("list", "食品（生产、药品").status is Status.UNREADABLE


@pytest.mark.parametrize("text", ["是", "√", "有", "Y", "yes", "TRUE", "1"])
def test_yes_has_many_spellings(text: str) -> None:
    assert read("yes_no", text).value is True


@pytest.mark.parametrize("text", ["否", "×", "没有", "n", "False", "0"])
def test_no_has_many_spellings(text: str) -> None:
    assert read("yes_no", text).value is False


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("☑重点 □一般", "key"),
        ("□重点 ☑一般", "general"),
        ("重点☑ 一般□", "key"),
        ("重点（√） 一般（ ）", "key"),
        ("■重点、□一般检查事项", "key"),
        ("☑重点", "key"),
        ("重点。", "key"),
        ("☑重点 ☑一般", None),
        ("☒重点 □一般", None),
        ("☑其他 □一般", None),
        ("重点/一般", None),
    ],
)
def test_the_one_ticked_box_is_the_choice(text: str, value: str | None) -> None:
    fact = read("choice", text, choices=CLASSES)

    assert (fact.value, fact.status is Status.VALUE) == (value, value is not None)


@pytest.mark.parametrize("text", ["□重点 □一般", "重点（ ） 一般（ ）"])
def test_boxes_that_nobody_ticked_say_nothing(text: str) -> None:
    assert read("choice", text, choices=CLASSES).status is Status.BLANK


@pytest.mark.parametrize(
    ("text", "value"),
    [("☑是 □否", True), ("□是☑否", False), ("是（√）否（ ）", True), ("☑", True), ("是。", True)],
)
def test_a_box_may_say_yes_or_no(text: str, value: bool) -> None:  # noqa: FBT001
    assert read("yes_no", text).value is value


@pytest.mark.parametrize("text", ["X", "x", "☒", "○", "是/否", "☑是 ☑否"])
def test_marks_that_may_mean_either_are_not_read(text: str) -> None:
    assert read("yes_no", text).status is Status.UNREADABLE


@pytest.mark.parametrize("text", ["不设上限", "无上限", "不限", "无", "上不封顶。"])
def test_no_cap_is_a_blank_in_a_column_of_caps_and_unreadable_elsewhere(text: str) -> None:
    assert read("ratio", text, cap="true").status is Status.BLANK
    assert read("ratio", text).status is Status.UNREADABLE


@pytest.mark.parametrize("text", ["待定", "同上", "见附件", "详见附件。", "〃"])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_words_that_point_elsewhere_are_unreadable_for_every_kind(kind: str, text: str) -> None:
    assert read(kind, text).status is Status.UNREADABLE


def test_maybe_is_neither_yes_nor_no() -> None:
    assert read("yes_no", "待定").status is Status.UNREADABLE


def test_a_span_uses_the_year_that_is_given() -> None:
    assert str(read("span", "第二季度").value) == "[2026-04-01, 2026-06-30]"


def test_the_text_on_paper_is_kept_whatever_is_read() -> None:
    assert read("ratio", " ５％ ").text == " ５％ "
