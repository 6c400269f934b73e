"""A place's own fields of cases: numbers, choices, days and assertions in a trigger; what they refuse."""

import json

import pytest

from shuangsuiji.cli import run

PACK = {
    "pack.yaml": """
id: x
title: 某地
code: "370399"
extends: gaoqing
documents:
  - {id: x-1, title: 某办法, number: 某〔2021〕1号, status: in_force, from: 2021-01-01}
""",
    "clauses.yaml": "- {id: XX-1, document: x-1, place: 第一条, says: 迟报且损失大的追责, mark: yes}\n",
    "fields.yaml": """
- table: liability_case
  fields:
    - {name: loss, label: 损失金额, type: number}
    - {name: level, label: 事件等级, type: choice, choices: [{value: 一般}, {value: 重大}]}
    - {name: told_on, label: 报告日期, type: date, kind: event}
    - {name: special, label: 另有规定, type: yes_no, kind: invoked}
    - {name: judged, label: 认定的损失, type: number, kind: judgement}
""",
    "accountability.yaml": """
- id: late-and-loss
  kind: accountability_trigger
  title: 迟报，损失大
  cite: [XX-1]
  modality: must
  condition: (loss >= 100000 AND stated(told_on) AND level = '重大') OR judged >= 5 OR special
  message: 案件“{case_name}”迟报，损失大
""",
}


@pytest.fixture
def here(tmp_path, monkeypatch, one_engine):
    monkeypatch.chdir(tmp_path)
    for name, text in PACK.items():
        (tmp_path / "x" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "x" / name).write_text(text, "utf-8")
    return tmp_path


def decided(capsys, here, case, *packs):
    (here / "cases.yaml").write_text(f"- case: 甲案\n  {case}\n", "utf-8")
    run(
        [
            "decide",
            "cases.yaml",
            *(packs or ("--pack", "./x")),
            "--as-of",
            "2021-12-01",
            "-f",
            "json",
        ]
    )
    told = json.loads(capsys.readouterr().out)
    return [pack["cases"][0] for pack in told["packs"]]


def state(case):
    return next(t["state"] for t in case["triggers"] if t["id"].endswith("late-and-loss"))


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("facts: {损失金额: 120000, 事件等级: 重大, 报告日期: 2021-03-05}", "具备"),
        ("facts: {损失金额: 90000, 事件等级: 重大, 报告日期: 2021-03-05}", "说不准"),
        ("facts: {损失金额: 120000, 事件等级: 重大}", "说不准"),
        ("findings: [{fact: 认定的损失, value: '6', who: 李某, when: 2021-11-01, grounds: 卷}]", "具备"),
        ("findings: [{fact: 另有规定, who: 李某, when: 2021-11-01, grounds: 卷}]", "具备"),
    ],
)  # fmt: skip
def test_numbers_choices_days_and_assertions_of_a_place_decide(capsys, here, case, expected):
    (told,) = decided(capsys, here, case)
    assert state(told) == expected


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("facts: {损失金额: 许多}", "case/unreadable-value"),
        ("facts: {事件等级: 特大}", "case/unreadable-value"),
        ("facts: {报告日期: 2022-01-01}", "case/after-decision"),
        ("facts: {认定的损失: 6}", "case/judgement"),
        ("facts: {另有规定: 是}", "case/judgement"),
        ("findings: [{fact: 另有规定, who: '　', when: 2021-11-01, grounds: 卷}]", "recorded/incomplete"),
        ("findings: [{fact: 认定的损失, value: '6', who: 李某, when: 2021-11-01, grounds: ' '}]", "recorded/incomplete"),
    ],
)  # fmt: skip
def test_nothing_that_a_person_must_say_comes_in_without_one(capsys, here, case, code):
    (told,) = decided(capsys, here, case)
    assert [f["code"] for f in told["refused"]] == [code]


def test_a_pack_without_the_field_passes_over_it(capsys, here):
    case = "facts: {损失金额: 120000, 事件等级: 重大, 报告日期: 2021-03-05}"
    gaoqing, own = decided(capsys, here, case, "--compare", "gaoqing,./x")
    assert (gaoqing["verdict"], gaoqing["facts"]) == ("undetermined", [])
    assert state(own) == "具备"
