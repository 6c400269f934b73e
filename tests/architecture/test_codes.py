"""Every code that the engine can report has a sentence, and is provoked by some test."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from shuangsuiji.findings import Finding, Location
from shuangsuiji.report.sentences import SENTENCES, sentence

TOP = Path(__file__).parents[2]
AREAS = "|".join(sorted({code.split("/")[0] for code in SENTENCES}))
CODE = re.compile(rf"(?:{AREAS})/[a-z0-9]+(?:-[a-z0-9]+)*")
SAID = re.compile(rf"(?<![\w/-]){CODE.pattern}(?![\w/-])")  # a whole word: no part of a longer code
OPENING = re.compile(rf"{CODE.pattern}-")
SOURCES = [p for p in (TOP / "engine").rglob("*.py") if "sentences" not in p.name]
TESTS = [
    TOP / "rulesets" / "README.md",  # what its table says is refused is tried in tests/docs
    *(
        p
        for p in (TOP / "tests").rglob("*")
        if p.suffix in (".py", ".txt", ".yaml") and p.is_file()
    ),
]


def expressions(path: Path) -> Iterator[ast.AST]:
    """Yield what a module computes with: a comment or a docstring reports nothing."""
    tree = ast.parse(path.read_text("utf-8"))
    remarks = {n.value for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    remarks = {n for n in remarks if isinstance(n, ast.Constant)}
    yield from (n for n in ast.walk(tree) if n not in remarks)


def texts(path: Path) -> Iterator[str]:
    if path.suffix != ".py":
        yield path.read_text("utf-8")
        return
    for node in expressions(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def openings(path: Path) -> Iterator[str]:
    """Yield how codes begin whose rest is computed: `f"register/id-{slug}"`."""
    for node in expressions(path):
        first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else None
        if isinstance(first, ast.Constant) and OPENING.fullmatch(str(first.value)):
            yield str(first.value)


USED = {text for p in SOURCES for text in texts(p) if CODE.fullmatch(text)}
OPENINGS = tuple(sorted({opening for p in SOURCES for opening in openings(p)}))
PROVOKED = {
    code for p in TESTS if p != Path(__file__) for text in texts(p) for code in SAID.findall(text)
}


def test_every_code_that_the_engine_reports_has_a_sentence():
    assert sorted(USED - set(SENTENCES)) == []


def test_every_sentence_is_of_a_code_that_the_engine_reports():
    assert [c for c in SENTENCES if c not in USED and not c.startswith(OPENINGS)] == []


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_some_test_provokes_the_code(code):
    assert code in PROVOKED


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_chinese_and_says_what_would_do(code):
    what, remedy = SENTENCES[code]
    words = {name for text in (what, remedy) for _, name, _, _ in Formatter().parse(text) if name}

    finding = Finding(code=code, location=Location("x"), params=dict.fromkeys(words, "字"))

    assert re.search(r"[一-鿿]", what)
    assert remedy or code.startswith(
        (
            "draw/told",
            "draw/note",
            "assign/told",
            "assign/note",
            "verify/",
            "ledger/told",
            "ledger/step",
        )
    )
    assert not re.search(r"[!！?？]$", what + remedy)
    assert sentence(finding)
