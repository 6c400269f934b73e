"""Every code that the engine can report has a sentence, and is provoked by some test."""

import re
from pathlib import Path
from string import Formatter

import pytest

from shuangsuiji.findings import Finding, Location
from shuangsuiji.report.sentences import SENTENCES, sentence

TOP = Path(__file__).parents[2]
AREAS = sorted({code.split("/")[0] for code in SENTENCES})
CODE = re.compile(rf'"((?:{"|".join(AREAS)})/[a-z0-9-]+)"')
SOURCES = [p for p in (TOP / "engine").rglob("*.py") if "sentences" not in p.name]
USED = sorted({code for p in SOURCES for code in CODE.findall(p.read_text("utf-8"))})
TESTS = "\n".join(
    p.read_text("utf-8")
    for p in (TOP / "tests").rglob("*")
    if p.suffix in (".py", ".txt", ".md") and p.is_file()
) + (TOP / "rulesets" / "README.md").read_text("utf-8")
NOT_MET = {
    "file/unreadable",  # met in tests/unit/yamlfile by its error, on every system
}


def test_every_code_that_the_engine_reports_has_a_sentence():
    assert [code for code in USED if code not in SENTENCES] == []


def test_every_sentence_is_of_a_code_that_the_engine_reports():
    assert [code for code in SENTENCES if code not in USED] == []


@pytest.mark.parametrize("code", sorted(set(SENTENCES) - NOT_MET))
def test_some_test_provokes_the_code(code):
    assert code in TESTS


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_chinese_and_says_what_would_do(code):
    what, remedy = SENTENCES[code]
    words = {name for text in (what, remedy) for _, name, _, _ in Formatter().parse(text) if name}

    finding = Finding(code=code, location=Location("x"), params=dict.fromkeys(words, "字"))

    assert re.search(r"[一-鿿]", what)
    assert remedy or code.startswith(("draw/told", "draw/note", "verify/"))
    assert not re.search(r"[!！?？]$", what + remedy)
    assert sentence(finding)
