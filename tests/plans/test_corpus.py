"""Each plan of the corpus is read as its author meant it, or refused at the right cell."""

import importlib.util
import json
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from shuangsuiji.cli import run

_spec = importlib.util.spec_from_file_location(
    "corpus_expected", Path(__file__).parent / "corpus" / "expected.py"
)
corpus = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(corpus)
TABLE = corpus.table()
FILES = [entry["file"] for entry in TABLE["files"]]


@pytest.mark.parametrize("file", FILES)
def test_a_plan_is_read_as_people_read_it(file, capsys):
    wanted = corpus.expected(file)

    code = run(["plan", "read", str(wanted.path), "--pack", wanted.pack, "-f", "json"])

    assert code == (2 if "refused" in wanted.told else 0)
    assert corpus.differences(wanted, json.loads(capsys.readouterr().out)) == []


def test_every_notation_stands_in_every_layout():
    pairs = Counter((entry["layout"], entry.get("notation")) for entry in TABLE["files"])

    layouts = set(TABLE["layouts"]) - {"refused"}
    assert len(FILES) >= 60
    assert [pair for pair in product(layouts, TABLE["notations"]) if not pairs[pair]] == []


def test_the_table_names_every_file_and_its_format():
    made = {
        str(path.relative_to(corpus.HERE))
        for path in corpus.HERE.glob("*/*")
        if path.parent.name not in ("grids", "__pycache__")
        and not path.name.endswith(".expected.yaml")
    }

    assert made == set(FILES)
    assert [e["file"] for e in TABLE["files"] if not e["file"].endswith("." + e["format"])] == []
    assert all(n > 1 for n in Counter(e["format"] for e in TABLE["files"]).values())
