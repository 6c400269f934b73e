import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from shuangsuiji.findings import About, Finding, Location, Outcome, Severity
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.report.sarif import sarif_log
from shuangsuiji.workflow.plans import PlanPapers, check

TOP = Path(__file__).parents[3]
EXAMPLE = TOP / "jurisdictions" / "gaoqing" / "example"
SCHEMA = json.loads((TOP / "tests" / "vectors" / "sarif-2.1.0.schema.json").read_text("utf-8"))
PACK = load_pack("gaoqing")
FINDING = Finding(
    code="gaoqing/plans/line-fields#estimated_count",
    location=Location("计划 1.xlsx", sheet="计划", cell="K14"),
    about=About("plan_line", "GQ-011"),
    title="计划写明预估数量",
    message="没有写",
)


def run(*findings):
    log = sarif_log(PACK, findings, "2026-02-01")
    jsonschema.validate(log, SCHEMA)
    return log["runs"][0]


def test_the_whole_report_on_the_example_fits_the_schema():
    papers = PlanPapers(EXAMPLE / "plan.xlsx", EXAMPLE / "items.xlsx", EXAMPLE / "register.csv")
    report = check("gaoqing", papers, today=date(2026, 2, 1))

    told = run(*report.checked.findings)

    assert len(told["results"]) == len(report.checked.findings) > 10
    assert {r["ruleId"] for r in told["results"]} == {
        r["id"] for r in told["tool"]["driver"]["rules"]
    }
    assert all(
        told["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"]
        for r in told["results"]
    )


def test_a_finding_stands_at_its_cell_with_its_law():
    told = run(FINDING)

    place = told["results"][0]["locations"][0]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "%E8%AE%A1%E5%88%92%201.xlsx"}}
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "计划!K14"
    rule = told["tool"]["driver"]["rules"][0]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert "GQ-14" in rule["help"]["text"]
    assert rule["properties"]["clauses"][0]["clause"] == "GQ-14"


def test_a_line_and_a_column_are_a_region():
    told = run(replace(FINDING, location=Location("计划.yaml", line=3, column=7)))

    physical = told["results"][0]["locations"][0]["physicalLocation"]
    assert physical["region"] == {"startLine": 3, "startColumn": 7}


@pytest.mark.parametrize(
    ("outcome", "severity", "kind", "level"),
    [
        (Outcome.FAIL, Severity.ERROR, "fail", "error"),
        (Outcome.FAIL, Severity.WARNING, "fail", "warning"),
        (Outcome.FAIL, Severity.NOTE, "fail", "note"),
        (Outcome.UNKNOWN, Severity.NOTE, "open", "none"),
        (Outcome.MANUAL, Severity.NOTE, "review", "none"),
        (Outcome.EXCEPTED, Severity.NOTE, "informational", "none"),
        (Outcome.NOT_APPLICABLE, Severity.NOTE, "notApplicable", "none"),
    ],
)
def test_only_a_failure_has_a_level(outcome, severity, kind, level):
    result = run(replace(FINDING, outcome=outcome, severity=severity))["results"][0]

    assert (result["kind"], result["level"]) == (kind, level)


def test_a_fingerprint_stays_when_the_row_moves_and_the_file_has_another_name():
    moved = replace(FINDING, location=Location("第二稿.xlsx", sheet="计划", cell="K99"))
    other = replace(FINDING, about=About("plan_line", "GQ-012"))

    (mark,), (same,), (another,) = (
        [r["partialFingerprints"] for r in run(f)["results"]] for f in (FINDING, moved, other)
    )
    twice = [r["partialFingerprints"]["shuangsuiji/v1"] for r in run(FINDING, moved)["results"]]

    assert mark == same
    assert mark != another
    assert len(set(twice)) == 2
