"""README.md names a test for each attack, and each of these tests is there."""

import re
from pathlib import Path

PAGE = Path(__file__).with_name("README.md").read_text("utf-8")
TESTS = Path(__file__).parents[1]


def test_each_named_test_is_there() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|")][2:]
    named = [re.findall(r"`(test_\w+)`", row) for row in rows]
    there = {
        name
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE)
    }

    assert all(named), "each attack has a test"
    assert {name for names in named for name in names} <= there


def test_each_attack_of_the_threats_has_a_row() -> None:
    source = Path(__file__).with_name("test_threats.py").read_text("utf-8")
    tests = set(re.findall(r"^def (test_\w+)\(", source, re.MULTILINE))

    assert tests - set(re.findall(r"`(test_\w+)`", PAGE)) == {"test_modes_are_what_they_are_called"}
