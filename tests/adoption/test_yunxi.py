"""A made-up county's pack, encoded in YAML alone: whole, green, proven, and told apart from the shipped places."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from shuangsuiji.forms.numerals import spell
from shuangsuiji.packs.read import read_pack
from shuangsuiji.packs.resolve import load_pack, pack_folders
from shuangsuiji.workflow.packs import lint
from shuangsuiji.workflow.packs import test as run_all
from shuangsuiji.workflow.packs_proof import coverage, mutation
from shuangsuiji.yamlfile import plain, read_yaml

HERE = Path(__file__).parent
TOP = HERE.parents[1]
FOLDER = HERE / "yunxi"
DOCUMENT = (HERE / "云溪县工作办法.md").read_text("utf-8")
PACK = load_pack(str(FOLDER))
ROWS = read_pack(FOLDER, "yunxi").clauses
ARTICLES = re.findall(r"^\*\*(第[一二三四五六七八九十]+条)\*\*", DOCUMENT, re.MULTILINE)
OWN = {f"{r.family}/{r.spec.id}": r.spec for r in PACK.rules if r.pack == "yunxi"}


def test_the_document_says_that_it_is_made_up():
    assert "编造" in DOCUMENT.splitlines()[0]
    assert "编造" in PACK.title
    assert "yunxi" not in pack_folders()


def test_every_article_has_its_row_in_order():
    articles = [
        f"第{spell(n).removeprefix('一') if 10 <= n < 20 else spell(n)}条" for n in range(1, 39)
    ]
    told = [re.match("第[一二三四五六七八九十]+条", row.place)[0] for row in ROWS]

    assert articles == ARTICLES
    assert list(dict.fromkeys(told)) == ARTICLES


def test_no_row_copies_the_document():
    text = re.sub(r"\s", "", DOCUMENT)

    assert [row.id for row in ROWS if len(row.says) > 20 and row.says in text] == []


def test_it_lints_and_nothing_is_left_to_judge():
    linted = lint([str(FOLDER)])

    assert (linted.findings, linted.to_judge) == ((), 0)
    assert coverage(str(FOLDER)).problems == ()


def test_its_cases_hold_and_notice_every_change():
    (results,) = run_all([str(FOLDER)]).values()
    (score,) = mutation([str(FOLDER)])

    assert [r.case.name for r in results if not r.holds] == []
    assert score.suffices  # 98 %


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda p: p.name)
def test_an_editor_finds_nothing_wrong_with_it(path):
    names = {"pack", "clauses", "settings", "fields", "forms"}
    name = path.stem if path.stem in names else "rules"
    schema = json.loads((TOP / "schemas" / f"{name}.schema.json").read_text("utf-8"))

    jsonschema.validate(typed(plain(read_yaml(path))), schema, cls=jsonschema.Draft202012Validator)


def typed(value):
    """Return the tree as an editor reads it: whole numbers, true and false are no texts."""
    if isinstance(value, dict):
        return {k: typed(v) for k, v in value.items()}
    if isinstance(value, list):
        return [typed(v) for v in value]
    if value in ("true", "false"):
        return value == "true"
    whole = isinstance(value, str) and re.fullmatch("[1-9][0-9]{0,3}", value)
    return int(value) if whole else value


def test_it_is_yaml_alone():
    assert {p.suffix for p in FOLDER.rglob("*")} == {".yaml"}


@pytest.mark.parametrize(
    ("rule", "key", "value"),
    [
        ("frequency/small-once", "cap", "1"),
        ("ratios/food-a-fifth-at-least", "least", "0.2"),
        ("plans/made-in-time", "due", "02-20"),
        ("results/published-in-ten-workdays", "within", "10个工作日"),
    ],
)
def test_its_values_are_its_own(rule, key, value):
    (period,) = getattr(OWN[rule], key)

    assert str(period.is_) == value


def test_it_has_an_exemption_and_columns_that_no_shipped_place_has():
    shipped = [load_pack(name) for name in pack_folders()]

    assert OWN["exemptions/target-concealed"].kind == "liability_exemption"
    assert "target_concealed" not in "".join(
        rule.spec.model_dump_json() for pack in shipped for rule in pack.rules
    )
    labels = {label for form in PACK.forms for column in form.columns for label in column.labels}
    theirs = {
        label
        for pack in shipped
        for form in pack.forms
        for column in form.columns
        for label in column.labels
    }
    assert {"抽谁", "抽多少/比例", "凭什么查"} <= labels - theirs
