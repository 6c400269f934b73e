"""Where clauses lead, and what coverage finds wrong: each on a pack of a few lines."""

import json

import pytest

from shuangsuiji.cli import run
from shuangsuiji.report.packs_proof import print_coverage
from shuangsuiji.workflow.packs_proof import coverage

PACK = """\
id: test
title: 测试
code: "370322"
documents:
  - {id: d, title: 细则, status: in_force}
"""
RULE = """\
- id: scope-stated
  kind: requirement
  title: 写明范围
  cite: [TT-01]
  modality: must
  table: plan_line
  require: stated(scope)
  unless:
    - id: small
      title: 数量很少
      when: estimated_count < 5
      cite: [TT-02]
  message: 计划行“{line}”
  fix: 补上
  cases:
    - name: 写明
      given: {scope: 全县}
      expect: pass
    - name: 空白
      given: {estimated_count: 5}
      expect: fail
    - name: 数量很少
      given: {estimated_count: 4}
      expect: excepted
    - name: 读不出
      given: {scope: unreadable}
      expect: unknown
"""
DUTY = {"mark": "yes", "reading": "duty", "modality": "must"}
PERMISSION = {"mark": "yes", "reading": "permission"}
AIM = {"mark": "no", "reading": "aim", "reason": "只说目标"}


def clause(name, **keys):
    head = {"id": name, "document": "d", "place": f"第{name[-1]}条", "says": "某事"}
    # A JSON map is a YAML flow map, and every scalar in it is quoted.
    return "- " + json.dumps(head | keys, ensure_ascii=False) + "\n"


def covered(folder, rows, rule=RULE, **files):
    texts = {"pack": PACK, "clauses": "".join(rows), "plans": rule, **files}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return coverage(str(folder))


def codes(report):
    return [(p.code, p.params.get("clause") or p.params.get("found")) for p in report.problems]


def rows(*more, one=DUTY, two=PERMISSION):
    return [clause("TT-01", **one), clause("TT-02", **two), *more]


def test_each_clause_is_counted_once_under_what_it_leads_to_first(tmp_path):
    setting = "- name: superior_prevails\n  is: false\n  cite: [TT-03, TT-01]\n"
    partly = {"mark": "partly", "reading": "duty", "modality": "must"}
    several = rows(
        clause("TT-03", mark="yes", reading="setting"),
        clause("TT-04", procedures=["draw.verify", "plan.amend"], **DUTY),
        clause("TT-05", procedures=["plan.amend"], **partly),
        clause("TT-06", **AIM),
        clause("TT-07", **partly),
    )
    pack = PACK + "acknowledges:\n  - {clauses: [TT-07, TT-02], says: 说法不一}\n"

    report = covered(tmp_path, several, settings=setting, pack=pack)

    assert codes(report) == []
    assert report.coverage.counts == {
        "rule": 2, "setting": 1, "procedure": 1, "planned": 1, "pack": 1, "reason": 1,
        "unjudged": 0,
    }  # fmt: skip
    assert [c.row.id for c in report.coverage.reason_only] == ["TT-06"]
    first = report.coverage.clauses[0].leads
    assert (first.rules, first.settings) == (("test/plans/scope-stated",), ("superior_prevails",))


@pytest.mark.parametrize(
    ("row", "code", "about"),
    [
        (clause("TT-03", mark="partly", reading="aim"), "coverage/nowhere", "TT-03"),
        (clause("TT-03", mark="yes", reading="aim", reason="难"), "coverage/yes-undecided", "TT-03"),
        (
            clause("TT-03", procedures=["plan.amend"], **DUTY),
            "coverage/yes-undecided",
            "TT-03",
        ),
        (
            clause("TT-03", reason="难", mark="no", reading="duty"),
            "coverage/duty-without-modality",
            "TT-03",
        ),
        (
            clause("TT-03", procedures=["draw.selct"], mark="partly", reading="aim"),
            "coverage/unknown-procedure",
            "draw.selct",
        ),
    ],
)  # fmt: skip
def test_a_row_that_proves_nothing_is_found(tmp_path, row, code, about):
    assert codes(covered(tmp_path, rows(row))) == [(code, about)]


def test_a_setting_that_only_a_planned_procedure_reads_decides_nothing(tmp_path):
    row = clause("TT-03", mark="yes", reading="setting")
    setting = '- {name: several_result_codes, is: "false", cite: [TT-03]}\n'

    assert codes(covered(tmp_path, rows(row), settings=setting)) == [
        ("coverage/yes-undecided", "TT-03")
    ]


def test_a_setting_that_a_kind_reads_decides_nothing_where_no_rule_is_of_that_kind(tmp_path):
    row = clause("TT-03", mark="yes", reading="setting")
    setting = "- {name: leader_choice, is: chosen, cite: [TT-03]}\n"
    told = RULE.replace("计划行“{line}”", "计划行“{line}”，见 setting.successor 一问")
    only_told = "- {name: successor, is: redraw, cite: [TT-03]}\n"
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()

    for found in (
        codes(covered(tmp_path / "one", rows(row), settings=setting)),
        codes(covered(tmp_path / "two", rows(row), told, settings=only_told)),
    ):
        assert found == [("coverage/yes-undecided", "TT-03")]


EARLIEST = """\
- id: in-time
  kind: earliest_of
  title: 两个期限取早的
  cite: [TT-01]
  modality: must
  table: plan
  event: published_on
  limits:
    - {id: made, title: 制定后五日, cite: [TT-02], after: made_on, within: {days: 5}}
    - {id: march, title: 三月底, cite: [TT-03], due: 03-31}
  cases:
    - {name: 及时, given: {made_on: 2026-01-04, published_on: 2026-01-05}, expect: pass}
    - {name: 晚了, given: {made_on: 2026-01-04, published_on: 2026-01-10}, expect: fail}
    - {name: 不明, given: {made_on: 2026-01-04, published_on: unreadable}, as_of: 2026-12-01, at: 2026-12-01, expect: unknown}
"""
BOTH = (
    "    - {name: 过了三月, given: {made_on: 2026-03-30, published_on: 2026-04-01}, expect: fail}\n"
)
DATED = """\
- id: made-in-time
  kind: due_on
  title: 按期制定
  cite: [TT-01]
  modality: must
  table: plan
  event: made_on
  due:
    - {is: 03-31, until: 2020-01-01, cite: [TT-02]}
    - {is: 01-31, from: 2020-01-01, cite: [TT-03]}
  cases:
    - {name: 及时, given: {made_on: 2026-01-31}, expect: pass}
    - {name: 晚了, given: {made_on: 2019-04-01}, at: 2019-07-01, expect: fail}
    - {name: 不明, given: {made_on: unreadable}, expect: unknown}
"""
NOW = "    - {name: 今年晚了, given: {made_on: 2026-02-01}, expect: fail}\n"


@pytest.mark.parametrize(("rule", "more"), [(EARLIEST, BOTH), (DATED, NOW)])
def test_a_clause_of_one_limit_or_one_time_needs_a_case_that_breaks_just_that(tmp_path, rule, more):
    every = rows(clause("TT-03", **DUTY), two=DUTY)

    assert codes(covered(tmp_path, every, rule)) == [("coverage/no-failing-case", "TT-03")]
    assert codes(covered(tmp_path, every, rule + more)) == []


def test_a_rule_over_which_the_superiors_prevails_carries_out_no_clause(tmp_path):
    cap = "- {id: cap, kind: frequency_cap, title: 几次, cite: [TT-01], modality: must, cap: 2%s}\n"
    above, below = tmp_path / "above", tmp_path / "below"
    above.mkdir()
    below.mkdir()
    lower = "children:\n  - {family: frequency, may: lower, cite: [UU-01]}\n"
    texts = {
        "pack": PACK.replace("id: test", "id: above") + lower,
        "clauses": rows()[0].replace("TT-", "UU-"),
        "frequency": cap.replace("TT-", "UU-") % "",
    }
    for name, text in texts.items():
        (above / f"{name}.yaml").write_text(text, "utf-8")
    raised = cap.replace("cap: 2", "cap: 3") % ", replaces: above/frequency/cap"
    prevails = "- {name: superior_prevails, is: true, cite: [TT-02]}\n"
    pack = PACK.replace("documents", "extends: above\ndocuments")

    report = covered(
        below, rows(), "", pack=pack, plans="[]\n", frequency=raised, settings=prevails
    )

    assert codes(report) == [("coverage/nowhere", "TT-01")]
    assert report.coverage.reached == ()


def test_a_yes_needs_a_case_that_fails_and_an_exception_one_that_is_excepted(tmp_path):
    calm = RULE.replace("estimated_count: 5}\n      expect: fail", "scope: 县}\n      expect: pass")
    calm = calm.replace(
        "estimated_count: 4}\n      expect: excepted", "scope: 市}\n      expect: pass"
    )

    found = codes(covered(tmp_path, rows(), calm))

    assert found == [("coverage/no-failing-case", "TT-01"), ("coverage/no-failing-case", "TT-02")]


def test_a_rule_has_the_modality_of_a_duty_that_it_cites_and_is_a_must_where_it_cites_none(
    tmp_path,
):
    weaker = {**DUTY, "modality": "in_principle"}

    assert codes(covered(tmp_path, rows(one=weaker))) == [("coverage/modality-differs", "must")]
    assert codes(covered(tmp_path, rows(one=PERMISSION))) == []
    loose = RULE.replace("modality: must", "modality: should")
    assert codes(covered(tmp_path, rows(one=PERMISSION), loose)) == [
        ("coverage/modality-differs", "should")
    ]


def test_rows_that_nobody_has_read_yet_are_let_be(tmp_path):
    loose = RULE.replace("modality: must", "modality: should")
    unread = [clause(f"TT-0{n}", mark="yes") for n in (1, 2, 3)]

    assert codes(covered(tmp_path, unread, loose)) == []


def test_the_outcomes_that_a_rule_lacks_are_said(tmp_path):
    without = RULE[: RULE.index("    - name: 读不出")]

    (reached,) = covered(tmp_path, rows(), without).coverage.reached

    assert reached.cases == {"pass": 1, "fail": 1, "excepted": 1}
    assert reached.lacking == ("unknown",)


def test_the_report_holds_the_table_the_reasons_and_the_counts(tmp_path, capsys):
    report = covered(tmp_path, rows(clause("TT-03", **AIM)))

    print_coverage(report.coverage, report.problems, "text")
    text = capsys.readouterr().out
    print_coverage(report.coverage, report.problems, "json")
    data = json.loads(capsys.readouterr().out)

    assert "TT-01  第1条  义务（应当）  可以        规则 plans/scope-stated" in text
    assert "TT-03  第3条\n      讲什么：某事\n      为什么：只说目标" in text
    assert data["reason_only"] == ["TT-03"]
    assert data["counts"]["rule"] == 2
    assert data["clauses"]["TT-02"]["leads_to"]["rules"] == ["test/plans/scope-stated"]
    assert data["problems"] == []


def test_the_command_and_lint_end_with_1_where_a_clause_leads_nowhere(tmp_path, capsys):
    covered(tmp_path, rows())
    whole = [run(["pack", what, str(tmp_path)]) for what in ("coverage", "lint")]
    covered(tmp_path, rows(clause("TT-03", **DUTY)))
    lacking = [run(["pack", what, str(tmp_path)]) for what in ("coverage", "lint")]

    assert (whole, lacking) == ([0, 0], [1, 1])
    assert capsys.readouterr().out.count("条款“TT-03”（mark: yes）没有规则、设定、程序引用它") == 2
