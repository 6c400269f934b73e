import pytest

from shuangsuiji.draw.text import folded, id_faults, is_name, text_faults, uscc_check_digit


@pytest.mark.parametrize("name", ["a", "GQ-2026.01_x", "x" * 64])
def test_letters_digits_dot_line_and_underscore_make_a_name(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "x" * 65, "名", "a b", "a\n", "a|b"])
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ("empty",)),
        (" x", ("blank-ends",)),
        ("x\u3000", ("blank-ends",)),
        ("a\u200bb", ("character",)),
        ("a\u2028b", ("character",)),
        ("a\ufeffb", ("character",)),
        ("a\x00b", ("character",)),
        ("e\u0301", ("not-nfc",)),
        ("县 市", ()),
    ],
)
def test_what_keeps_a_text_out_is_named(text: str, faults: tuple[str, ...]) -> None:
    assert text_faults(text) == faults


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("91370322MA00000016", ()),
        ("91370322MA00000017", ("check-digit",)),
        ("91370322MA0000001I", ("check-digit",)),
        ("91370322MA000000I6", ("check-digit",)),
        ("91370322ma00000016", ("shape",)),
        ("91370322MA0000001", ("shape",)),
        ("9.1370322MA000001E", ("shape",)),
        ("9.13703E+17", ("number",)),
        ("91370322MA|0000016", ("bar",)),
    ],
)
def test_a_credit_code_has_eighteen_characters_and_a_check_digit(
    code: str, faults: tuple[str, ...]
) -> None:
    assert id_faults(code, "uscc") == faults


def test_a_real_published_code_has_its_check_digit() -> None:
    assert uscc_check_digit("91350100M000100Y4") == "3"  # the example of GB 32100 in many manuals


def test_full_width_and_lower_case_look_alike() -> None:
    assert folded("９1ma") == folded("91MA") == "91MA"
