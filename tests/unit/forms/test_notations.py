"""Every notation of the grammar is read as its page says: its examples are read, the others are not."""

import pytest

from shuangsuiji.forms.grammar_page import SECTIONS, Section, reading
from shuangsuiji.forms.notation import Notation
from shuangsuiji.model.values import Status

ALL = [(s, n) for s in SECTIONS for n in s.notations]


def examples(*, read: bool) -> list[object]:
    return [
        pytest.param(section, text, id=f"{section.title}-{notation.name}-{text}")
        for section, notation in ALL
        for text in (notation.examples if read else notation.others)
    ]


@pytest.mark.parametrize(("section", "text"), examples(read=True))
def test_an_example_is_read(section: Section, text: str) -> None:
    found = reading(section, text)

    blank = found.fact.status is Status.BLANK
    assert found.fact.status is Status.VALUE or found.also or blank


@pytest.mark.parametrize(("section", "text"), examples(read=False))
def test_an_example_that_is_refused_stays_unreadable(section: Section, text: str) -> None:
    assert reading(section, text).fact.status is Status.UNREADABLE


def test_no_notation_stands_without_an_example() -> None:
    assert [n for _, n in ALL if not _told(n)] == []


def _told(notation: Notation) -> bool:
    return bool(notation.examples or notation.others or notation.says)
