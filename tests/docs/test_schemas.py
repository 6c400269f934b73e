"""The published schemas explain every key in Chinese, and editors are told which file has which schema."""

import json
import re
from pathlib import Path, PurePosixPath

import pytest

from shuangsuiji.cli import run
from shuangsuiji.packs.files import FAMILIES
from shuangsuiji.rules.kinds import KINDS

TOP = Path(__file__).parents[2]
FOR_ENGINEERS = {"manifest"}  # the format of draws, written for other programs
SCHEMAS = {
    name: json.loads(path.read_text("utf-8"))
    for path in sorted((TOP / "schemas").glob("*.json"))
    if (name := path.name.removesuffix(".schema.json")) not in FOR_ENGINEERS
}
EDITOR = json.loads((TOP / ".vscode" / "settings.json").read_text("utf-8"))
CHINESE = re.compile("[一-鿿]")
FILES = sorted(
    str(path.relative_to(TOP))
    for pattern in (
        "rulesets/settings.yaml",
        "rulesets/subjects.yaml",
        "rulesets/*/*.yaml",
        "jurisdictions/*/*.yaml",
        "jurisdictions/*/example/findings.yaml",
        "jurisdictions/*/example/draw.yaml",
        "tests/adoption/*.yaml",
        "tests/adoption/*/*.yaml",
    )
    for path in TOP.glob(pattern)
    if path.stem != "resolved"
)


def keys(schema):
    for name, part in {"": schema, **schema.get("$defs", {})}.items():
        for key, spec in part.get("properties", {}).items():
            yield f"{name}.{key}", spec


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_has_a_chinese_name_and_a_chinese_explanation(name):
    lacking = [
        key
        for key, spec in keys(SCHEMAS[name])
        if not CHINESE.search(spec.get("title", ""))
        or not CHINESE.search(spec.get("description", ""))
    ]

    assert lacking == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_explanation_says_more_than_the_name(name):
    assert [
        key
        for key, spec in keys(SCHEMAS[name])
        if spec["description"].rstrip("。") in (spec["title"], f"{spec['title']}：")
    ] == []


def schemas_of(file):
    """Return the schemas that the editor takes for a file, by the globs of .vscode/settings.json."""
    return [
        schema
        for schema, globs in EDITOR["yaml.schemas"].items()
        for glob in globs
        if PurePosixPath(file).match(glob)
    ]


@pytest.mark.parametrize("file", FILES)
def test_the_editor_finds_the_one_schema_of_a_file(file):
    assert len(schemas_of(file)) == 1


def test_the_editor_has_every_schema_and_every_family():
    named = {Path(schema).name.removesuffix(".schema.json") for schema in EDITOR["yaml.schemas"]}

    assert named == set(SCHEMAS)
    for family in FAMILIES:
        assert schemas_of(f"jurisdictions/yunxi/{family}.yaml") == ["./schemas/rules.schema.json"]
    assert all((TOP / schema).is_file() for schema in EDITOR["yaml.schemas"])


def test_the_editor_recommends_what_reads_the_schemas():
    recommended = json.loads((TOP / ".vscode" / "extensions.json").read_text("utf-8"))

    assert recommended["recommendations"] == ["redhat.vscode-yaml"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_explained_with_what_each_of_its_keys_says(kind, capsys):
    assert run(["pack", "explain", kind, "-f", "json"]) == 0

    told = json.loads(capsys.readouterr().out)["keys"]

    assert all(CHINESE.search(key["says"]) for key in told)
