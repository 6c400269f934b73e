"""Whatever a JSON Schema accepts, the loader takes, or refuses with coded findings; lint likewise."""

import importlib.util
import json
import os
import tempfile
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangsuiji.findings import Refusal
from shuangsuiji.packs.files import FAMILIES
from shuangsuiji.report.sentences import sentence
from shuangsuiji.resources import root
from shuangsuiji.workflow.packs import lint

_spec = importlib.util.spec_from_file_location(
    "from_schema", Path(__file__).with_name("from_schema.py")
)
from_schema = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(from_schema)

PARENT = {
    "pack.yaml": """\
id: parent
title: 上级
code: "370000"
documents: [{id: p, title: 办法, status: in_force}]
children: [{family: frequency, may: lower, cite: [PP-01]}, {family: ratios, may: none, policy: true}]
""",
    "clauses.yaml": "- {id: PP-01, document: p, place: 一, says: 一条, mark: 'no'}\n",
    "frequency.yaml": """\
- {id: cap, kind: frequency_cap, title: 两次, cite: [PP-01], modality: must, cap: 2}
""",
}
CHILD = {
    "pack.yaml": """\
id: test
title: 测试
code: "370322"
extends: parent
documents: [{id: d, title: 细则, status: in_force}]
""",
    "clauses.yaml": "- {id: TT-01, document: d, place: 一, says: 一条, mark: 'no'}\n",
    "plans.yaml": """\
- {id: r, kind: required_fields, title: 范围, cite: [TT-01], modality: must, table: plan_line, fields: [scope]}
""",
}
SCHEMAS = {
    name: json.loads((root() / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    for name in ("pack", "clauses", "settings", "forms", "rules")
}
DOCUMENTS = {name: from_schema.accepted(schema) for name, schema in SCHEMAS.items()}


def answer(name, text):
    """Return the findings of lint on the pack with one file put in; anything but findings is raised."""
    with tempfile.TemporaryDirectory() as folder:
        for pack, files in (("parent", PARENT), ("test", {**CHILD, name: text})):
            (Path(folder) / pack).mkdir()
            for file, content in files.items():
                (Path(folder) / pack / file).write_text(content, "utf-8")
        before = Path.cwd()
        os.chdir(folder)
        try:
            return lint(["test"]).findings
        except Refusal as refusal:
            return refusal.findings
        finally:
            os.chdir(before)


@pytest.mark.parametrize("name", SCHEMAS)
@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_whatever_the_schema_accepts_is_loaded_or_refused_with_coded_findings(name, data):
    document = data.draw(DOCUMENTS[name])
    jsonschema.validate(document, SCHEMAS[name])
    file = f"{data.draw(st.sampled_from(FAMILIES))}.yaml" if name == "rules" else f"{name}.yaml"

    found = answer(file, json.dumps(document, ensure_ascii=data.draw(st.booleans())))

    for finding in found:
        what, _ = sentence(finding)
        assert what
        assert finding.location.file


@pytest.mark.parametrize("file", ["plans.yaml", "pack.yaml", "clauses.yaml"])
@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(text=st.text(max_size=60) | st.text("-:?{}[],&*!|>'\"#%@` \n\ta1甲", max_size=60))
def test_any_text_at_all_is_refused_with_coded_findings(file, text):
    text = text.encode("utf-8", "replace").decode("utf-8")

    for finding in answer(file, text):
        assert sentence(finding)


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(
    text=st.text(max_size=40)
    | st.lists(
        st.sampled_from(
            [
                *from_schema.CONDITIONS, *from_schema.FIELDS, "AND", "OR", "NOT", "(", ")", "IN", "IS", "NULL",
                "=", "<", "+", "*", "-", ",", "'a'", "0.5", "LIKE", "BETWEEN", "TRUE", "contains(", "stated(",
                "CASE", "WHEN", "END", "SELECT", "FROM", "::", ".", "[", "]", "setting.", "this.", "\n",
            ]
        ),
        max_size=12,
    ).map(" ".join)
)  # fmt: skip
def test_any_condition_at_all_is_read_or_refused_at_a_place_within_it(text):
    rule = {
        "id": "r", "kind": "requirement", "title": "甲", "cite": ["TT-01"], "modality": "must",
        "table": "plan_line", "require": text,
    }  # fmt: skip

    for finding in answer("plans.yaml", json.dumps([rule])):
        assert sentence(finding)
        assert finding.location.file == "test/plans.yaml"
