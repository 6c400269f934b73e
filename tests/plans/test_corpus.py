"""Each plan of the corpus is read as its author meant it, or refused at the right cell."""

import importlib.util
import json
import sys
import zipfile
from collections import Counter
from itertools import product
from pathlib import Path

import openpyxl
import pytest

from shuangsuiji.cli import run


def _module(name):
    path = Path(__file__).parent / "corpus" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"corpus_{name}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


corpus, make = _module("expected"), _module("make")
TABLE = corpus.table()
FILES = [entry["file"] for entry in TABLE["files"]]
GRIDS = [paper for paper in make.papers() if not paper.name.endswith(".xls")]
"""An .xls was converted once, by LibreOffice."""


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


@pytest.mark.parametrize("paper", GRIDS, ids=lambda paper: paper.name)
def test_a_file_holds_what_its_grid_says(paper, tmp_path):
    committed, fresh = corpus.HERE / paper.name, tmp_path / Path(paper.name).name

    make.WRITERS[fresh.suffix](paper, fresh)

    assert _content(fresh) == _content(committed)


def _content(path):
    if path.suffix == ".csv":
        return path.read_bytes()
    if path.suffix == ".docx":
        return zipfile.ZipFile(path).read("word/document.xml")
    sheets = openpyxl.load_workbook(path)
    return {
        page.title: (page.sheet_state, str(page.merged_cells), tuple(page.values))
        for page in sheets
    }
