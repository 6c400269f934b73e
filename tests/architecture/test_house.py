"""What holds of the project as a whole: it stands alone, its files say what they are for."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from shuangsuiji.yamlfile import plain, read_yaml

TOP = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "-co", "--exclude-standard"],  # noqa: S607
    cwd=TOP, capture_output=True, text=True, check=True,
).stdout.splitlines()  # fmt: skip
TEXTS = [
    TOP / f
    for f in TRACKED
    if Path(f).suffix in (".py", ".md", ".yaml", ".toml", ".sh", ".json", "")
]
MODULES = sorted((TOP / "engine").rglob("*.py"))
SCHEMAS = {name: name for name in ("pack", "clauses", "fields", "forms", "settings")}
GENERATED = {"resolved"}  # written by tools/make_snapshots.py, read by people
OF_FOLDERS = {"calendar": "calendar", "vocabulary": "vocabulary"}


def test_nothing_leans_on_what_is_outside_the_project():
    outside = re.compile(r"\.\./" + "shared|led" + r"ger\.yaml|swit" + r"ches\.md")
    found = [
        str(p) for p in TEXTS if p.is_file() and outside.search(p.read_text("utf-8", "replace"))
    ]

    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(TOP / "engine")))
def test_a_module_says_in_a_line_what_it_is_for(path):
    said = ast.get_docstring(ast.parse(path.read_text("utf-8")))

    assert said
    assert len(said.splitlines()[0]) <= 112


def test_no_float_and_no_random_decides():
    deciders = ("plan", "draw", "rules", "packs", "proof")
    for part in deciders:
        for path in (TOP / "engine" / "shuangsuiji" / part).rglob("*.py"):
            text = path.read_text("utf-8")
            assert not re.search(r"^\s*(import|from) (random|secrets)\b", text, re.MULTILINE), path
            assert not re.search(r"\bfloat\(", text), path
            assert not re.search(r"\b(date\.today|datetime\.now|time\.time)\(", text), path


def test_the_committed_schemas_are_those_of_the_models():
    stale = subprocess.run(
        [sys.executable, "tools/make_schemas.py", "--check"],
        cwd=TOP, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (stale.returncode, stale.stderr) == (0, "")


@pytest.mark.parametrize(
    "path",
    [
        TOP / f
        for f in TRACKED
        if re.match(r"(rulesets|jurisdictions)/\w+/\w+\.yaml$", f) and Path(f).stem not in GENERATED
    ],
    ids=str,
)
def test_a_shipped_yaml_file_fits_its_published_schema(path):
    name = OF_FOLDERS.get(path.parent.name) or SCHEMAS.get(path.stem, "rules")
    schema = json.loads((TOP / "schemas" / f"{name}.schema.json").read_text("utf-8"))

    jsonschema.validate(
        _as_json(plain(read_yaml(path))), schema, cls=jsonschema.Draft202012Validator
    )


def _as_json(value):
    """Return the tree as a JSON reader of YAML would see it: true, false and whole numbers typed."""
    if isinstance(value, dict):
        return {k: _as_json(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_as_json(v) for v in value]
    if value in ("true", "false"):
        return value == "true"
    return (
        int(value) if isinstance(value, str) and re.fullmatch("[1-9][0-9]{0,3}", value) else value
    )
