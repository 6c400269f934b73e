"""Rules changed by one step: which changes there are, and what becomes of each."""

import json
from itertools import pairwise

import pytest

from shuangsuiji.cli import run
from shuangsuiji.packs.resolve import load_pack, pack_folders
from shuangsuiji.packs.vocabulary import shipped_vocabulary
from shuangsuiji.proof.condition_text import text_of
from shuangsuiji.proof.mutate_condition import changed
from shuangsuiji.proof.mutate_run import Fate
from shuangsuiji.proof.reading import reading_of
from shuangsuiji.report.mutation import percent, print_mutation
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.workflow.packs_proof import mutation

PACK = """\
id: test
title: 测试
code: "370322"
documents:
  - {id: d, title: 细则, status: in_force}
"""
CLAUSES = """\
- {id: TT-01, document: d, place: 一, says: 某事, mark: "yes", reading: duty, modality: must}
- {id: TT-02, document: d, place: 二, says: 例外, mark: "yes", reading: permission}
"""
HEAD = """\
- id: r
  kind: {kind}
  title: 某条
  cite: [TT-01]
  modality: must
  message: 某话
  fix: 改正
"""


def rule(kind, body, *cases, id_="r"):
    text = HEAD.format(kind=kind).replace("id: r\n", f"id: {id_}\n")
    lines = [f"  {line}\n" for line in body.strip().splitlines()]
    return text + "".join(lines) + "  cases:\n" + "".join(case(*c) for c in cases)


def case(name, keys, expect):
    return f"    - {{name: {name}, {keys}, expect: {expect}}}\n"


def score(folder, *rules, **files):
    texts = {"pack": PACK, "clauses": CLAUSES, "plans": "".join(rules), **files}
    texts = {name: text for name, text in texts.items() if text}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    (found,) = mutation([str(folder)])
    assert found.unsound == ()
    return found


def told(found, fate=None):
    return [
        (j.mutant.key, " ".join(j.mutant.was.split()), j.mutant.now)
        for j in found.judged
        if fate in (None, j.fate)
    ]


def on(table, text):
    return read_condition(text, Scope(shipped_vocabulary().tables[table]))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            "ratio <= 0.05",
            {"TRUE", "NOT ratio <= 0.05", "ratio < 0.05", "ratio <= 0.049", "ratio <= 0.051"},
        ),
        (
            "estimated_count >= 3",
            {"TRUE", "NOT estimated_count >= 3", "estimated_count > 3", "estimated_count >= 2", "estimated_count >= 4"},
        ),
        (
            "mode = '定向'",
            {"TRUE", "NOT mode = 'directed'", "mode <> 'directed'", "mode = 'undirected'"},
        ),
        (
            "name LIKE '%专项%'",
            {"TRUE", "NOT name LIKE '%专项%'", "name LIKE '%专项%外'"},
        ),
        (
            "has_listed_item AND scope IS NOT NULL",
            {
                "TRUE",
                "NOT (has_listed_item AND scope IS NOT NULL)",
                "has_listed_item OR scope IS NOT NULL",
                "has_listed_item",
                "scope IS NOT NULL",
                "(NOT has_listed_item) AND scope IS NOT NULL",
                "has_listed_item AND scope IS NULL",
            },
        ),
        (
            "name IN ('甲', '乙')",
            {"TRUE", "NOT name IN ('甲', '乙')", "name IN ('甲')", "name IN ('乙')"},
        ),
    ],
)  # fmt: skip
def test_a_condition_is_changed_in_each_of_these_ways(condition, expected):
    assert {text_of(c) for c in changed(on("plan_line", condition))} == expected


def test_a_day_moves_by_one_and_a_fine_ratio_by_a_tenth_of_its_last_place():
    days = {text_of(c) for c in changed(on("plan", "made_on <= '2026-01-31'"))}
    products = {text_of(c) for c in changed(on("plan_line", "estimated_count >= 0.0005 * base"))}

    assert {"made_on <= '2026-01-30'", "made_on <= '2026-02-01'"} <= days
    assert {"estimated_count >= 0.00049 * base", "estimated_count >= 0.00051 * base"} <= products


@pytest.mark.parametrize("name", pack_folders())
def test_a_condition_written_back_is_read_as_the_same_condition(name):
    pack = load_pack(name)
    for own in (r for r in pack.rules if r.pack == name):
        reading = reading_of(pack, own, own.spec)
        for (steps, text), table in reading.conditions.items():
            condition = reading.condition(steps, text)
            again = text_of(condition)
            assert read_condition(again, Scope(table, settings=type(pack.settings)(pack.settings.registry))) == condition  # fmt: skip


def test_what_a_kind_writes_is_changed_whatever_it_is(tmp_path):
    limited = """
table: result
after: task_completed_on
event: published_on
within: {workdays: 20}
"""
    found = score(
        tmp_path,
        rule(
            "due_within",
            limited,
            (
                "最后一天",
                "given: {task_completed_on: 2021-09-28, published_on: 2021-11-01}",
                "pass",
            ),
            (
                "过了一天",
                "given: {task_completed_on: 2021-09-28, published_on: 2021-11-02}",
                "fail",
            ),
            ("读不出", "given: {task_completed_on: unreadable}", "unknown"),
        ),
    )

    assert ("within.0.is.workdays", "20", "19") in told(found, Fate.KILLED)
    assert ("within.0.is.workdays", "20", "21") in told(found, Fate.KILLED)
    assert ("within.0.is.workdays", "20 workdays", "20 days") in told(found, Fate.KILLED)
    assert ("after", "task_completed_on", "published_on") in told(found, Fate.KILLED)
    assert ("modality", "must", "in_principle") in told(found, Fate.REFUSED)
    assert found.suffices


PASSES = ("三户", "given: {estimated_count: 3}", "pass")
FAILS = ("没有", "given: {estimated_count: 0}", "fail")
BOUND = ("两户", "given: {estimated_count: 2}", "fail")
UNREAD = ("读不出", "given: {estimated_count: unreadable}", "unknown")
COUNT = "table: plan_line\nrequire: estimated_count >= 3"


def test_a_bound_that_no_case_stands_beside_lets_a_change_live_and_the_case_kills_it(tmp_path):
    loose = score(tmp_path, rule("requirement", COUNT, PASSES, FAILS, UNREAD))

    assert told(loose, Fate.SURVIVED) == [
        ("require", "estimated_count >= 3", "estimated_count >= 2")
    ]
    (survivor,) = loose.of(Fate.SURVIVED)
    assert str(survivor.mutant.location).endswith("plans.yaml:9:12")
    assert (loose.suffices, percent(loose)) == (False, "87.50%")

    tight = score(tmp_path, rule("requirement", COUNT, PASSES, BOUND, UNREAD))
    assert told(tight, Fate.SURVIVED) == []
    assert tight.suffices


def test_forbid_and_require_are_swapped(tmp_path):
    found = score(tmp_path, rule("requirement", COUNT, PASSES, BOUND, UNREAD))

    assert ("require", "require", "forbid") in told(found, Fate.KILLED)


def test_a_change_that_changes_no_outcome_is_shown_to_be_none_and_is_not_counted(tmp_path):
    twice = "table: plan_line\nrequire: estimated_count >= 3 AND estimated_count >= 0"
    found = score(tmp_path, rule("requirement", twice, PASSES, BOUND, UNREAD))

    assert ("require", "estimated_count >= 3 AND estimated_count >= 0", "estimated_count >= 3") in told(
        found, Fate.EQUIVALENT
    )  # fmt: skip
    assert told(found, Fate.SURVIVED) == []
    assert all(j.compared.rows > 0 for j in found.of(Fate.EQUIVALENT))


def test_a_grid_too_large_to_judge_is_said_and_the_change_counts_as_living(tmp_path):
    days = (
        "explanation_filed_on",
        "inspection_completed_on",
        "task_completed_on",
        "entered_on",
        "published_on",
        "pushed_on",
    )
    order = " AND ".join(f"{a} <= {b}" for a, b in pairwise(days))
    given = ", ".join(f"{d}: 2026-03-01" for d in days)
    found = score(
        tmp_path,
        rule(
            "requirement",
            f"table: result\nrequire: {order}",
            ("同一天", f"given: {{{given}}}", "pass"),
            ("没有顺序", f"given: {{{given.replace('03-01', '03-02', 1)}}}", "fail"),
            ("读不出", f"given: {{{given.replace('2026-03-01', 'unreadable', 1)}}}", "unknown"),
        ),
    )

    large = [j for j in found.of(Fate.SURVIVED) if j.compared.likeness.value == "too_large"]
    assert large
    assert all(j.compared.rows > 100_000 for j in large)


def test_a_field_left_out_is_noticed_where_the_case_with_each_blank_gives_it(tmp_path):
    fields = "table: plan_line\nfields: [scope, period]"
    known = "scope: 全县, period: 2026-03-01..2026-06-30"
    blanks = ("各空白", f"given: {{{known}}}, each_blank: true", "fail")
    bare = ("各空白", "given: {scope: 全县}, each_blank: true", "fail")
    read = ("都写明", f"given: {{{known}}}", "pass")
    unread = ("读不出", "part: scope, given: {scope: unreadable}", "unknown")

    given = score(tmp_path, rule("required_fields", fields, read, blanks, unread))
    ungiven = score(tmp_path, rule("required_fields", fields, read, bare, unread))

    assert told(given, Fate.SURVIVED) == []
    assert told(ungiven, Fate.SURVIVED) == [("fields.1", "period", "（删去）")]


EXCEPTED = """
table: plan_line
require: estimated_count >= 3
unless:
  - id: small
    title: 基数小
    when: base < 10
    cite: [TT-02]
"""


def test_an_exception_is_removed_lifted_from_its_condition_and_made_residual(tmp_path):
    found = score(
        tmp_path,
        rule(
            "requirement",
            EXCEPTED,
            PASSES,
            ("两户", "given: {estimated_count: 2, base: 10}", "fail"),
            ("基数小", "given: {estimated_count: 2, base: 9}", "excepted"),
            UNREAD,
        ),
    )

    changes = told(found, Fate.KILLED) + told(found, Fate.REFUSED)
    assert ("unless.0", "small", "（删去）") in changes
    assert ("unless.0.when", "base < 10", "TRUE") in changes
    assert ("unless.0.when", "base < 10", "NOT base < 10") in changes
    assert ("unless.0.residual", "false", "true") in changes
    assert found.suffices


def test_an_exception_for_several_rules_needs_a_case_on_each(tmp_path):
    lift = "table: plan_line\nto: [plans/r, plans/s]\nwhen: base < 10"
    on_r = ("甲", "of: plans/r, given: {estimated_count: 2, base: 9}", "excepted")
    on_s = ("乙", "of: plans/s, given: {base: 9}", "excepted")
    calm = ("丙", "of: plans/r, given: {estimated_count: 2, base: 10}", "fail")
    two = ("两户", "given: {estimated_count: 2, base: 10}", "fail")
    first = rule("requirement", COUNT, PASSES, two, UNREAD)
    stated = rule(
        "required_fields",
        "table: plan_line\nfields: [scope]",
        ("写明", "given: {scope: 全县}", "pass"),
        ("空白", "given: {scope: blank, base: 10}", "fail"),
        ("读不出", "given: {scope: unreadable}", "unknown"),
        id_="s",
    )

    one = score(tmp_path, first, stated, rule("exception", lift, on_r, calm, id_="few"))
    both = score(tmp_path, first, stated, rule("exception", lift, on_r, on_s, calm, id_="few"))

    assert told(one, Fate.SURVIVED) == [("to.1", "plans/s", "（删去）")]
    assert told(both, Fate.SURVIVED) == []


def test_the_first_and_the_last_day_that_there_are_move_one_way_only(tmp_path):
    from_ever = "in_force: {from: 0001-01-01, until: 9999-12-31}"
    due = "due:\n  - {is: 01-31, from: 0001-01-01, until: 9999-12-31}"
    found = score(
        tmp_path,
        rule(
            "due_on",
            f"table: plan\nevent: made_on\n{from_ever}\n{due}",
            ("一月底", "given: {made_on: 2026-01-31}", "pass"),
            ("二月", "given: {made_on: 2026-02-01}", "fail"),
            ("读不出", "given: {made_on: unreadable}", "unknown"),
            ("最后一年", "given: {made_on: 9999-12-31}, at: 9999-12-30", "fail"),
            ("最早一天", "given: {made_on: 0001-01-01}, at: 0001-01-01", "pass"),
        ),
    )

    changes = {(key, now) for key, _, now in told(found)}
    assert ("in_force.from", "0001-01-02") in changes
    assert ("in_force.until", "9999-12-30") in changes
    assert not [key for key, now in changes if key == "in_force.until" and now == "9999-12-31"]


def test_a_modality_that_rests_on_unread_clauses_is_not_judged(tmp_path):
    unread = CLAUSES.replace(", reading: duty, modality: must", "")
    found = score(tmp_path, rule("requirement", COUNT, PASSES, BOUND, UNREAD), clauses=unread)

    assert found.unjudged == 2
    assert not [key for key, _, _ in told(found) if key == "modality"]


def test_a_rule_whose_cases_do_not_hold_is_not_changed_and_the_pack_does_not_suffice(tmp_path):
    wrong = rule("requirement", COUNT, PASSES, ("两户", "given: {estimated_count: 2}", "pass"))
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "clauses.yaml").write_text(CLAUSES, "utf-8")
    (tmp_path / "plans.yaml").write_text(wrong, "utf-8")

    (found,) = mutation([str(tmp_path)])

    assert [r.full_id for r in found.unsound] == ["test/plans/r"]
    assert found.judged == ()
    assert not found.suffices


def test_of_a_refinement_only_what_it_changes_is_changed(tmp_path):
    parent, child = tmp_path / "test", tmp_path / "child"
    parent.mkdir()
    child.mkdir()
    visits = "targets: type = '企业'\ncap: 3"
    cases = (
        ("三次", "given: {type: 企业, inspections_in_year: 3}", "pass"),
        ("四次", "given: {type: 企业, inspections_in_year: 4}", "fail"),
        ("读不出", "given: {type: 企业, inspections_in_year: unreadable}", "unknown"),
    )
    score(parent, frequency=rule("frequency_cap", visits, *cases))
    refined = "refines: test/frequency/r\nset: {cap: 2}"
    found = score(
        child,
        pack=PACK.replace("id: test", "id: child\nextends: test").replace("id: d", "id: e"),
        clauses=CLAUSES.replace("TT", "UU").replace("document: d", "document: e"),
        plans=rule(
            "refinement",
            refined,
            ("两次", "given: {type: 企业, inspections_in_year: 2}", "pass"),
            ("三次", "given: {type: 企业, inspections_in_year: 3}", "fail"),
            ("读不出", "given: {type: 企业, inspections_in_year: unreadable}", "unknown"),
        ).replace("TT", "UU"),
    )

    assert {key for key, _, _ in told(found)} == {"set.cap.0.is", "modality"}
    assert found.suffices


def test_the_report_names_each_survivor_with_its_place_and_the_score(tmp_path, capsys):
    found = score(tmp_path, rule("requirement", COUNT, PASSES, FAILS, UNREAD))

    print_mutation([found], "text")
    text = capsys.readouterr().out
    print_mutation([found], "json")
    data = json.loads(capsys.readouterr().out)["test"]

    assert "test：改动 8 处，例子发现 5，检查拒绝 2，结果相同 0，没有发现 1；发现率 87.50%" in text
    assert (
        "plans.yaml:9:12  test/plans/r require：estimated_count >= 3 → estimated_count >= 2" in text
    )
    assert (data["noticed"], data["of"], data["suffices"]) == (7, 8, False)
    assert data["survivors"][0]["now"] == "estimated_count >= 2"


def test_the_command_ends_with_1_where_too_little_is_noticed_and_0_where_enough(tmp_path, capsys):
    score(tmp_path, rule("requirement", COUNT, PASSES, FAILS, UNREAD))
    loose = run(["pack", "test", str(tmp_path), "--mutate"])
    score(tmp_path, rule("requirement", COUNT, PASSES, BOUND, UNREAD))
    tight = run(["pack", "test", str(tmp_path), "--mutate"])

    assert (loose, tight) == (1, 0)
    assert "没有发现  " in capsys.readouterr().out
