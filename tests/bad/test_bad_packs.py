"""Broken packs: each gives exactly its code at exactly its place, and none loads."""

import pytest

from shuangsuiji.findings import Refusal
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.proof.cases import check_cases
from shuangsuiji.report.sentences import sentence

PACK = """\
id: test
title: 测试
code: "370322"
documents:
  - {id: d, title: 细则, status: in_force}
"""
CLAUSES = """\
- id: TT-01
  document: d
  place: 一
  says: 计划写明范围
  mark: "yes"
"""
RULE = """\
- id: r
  kind: requirement
  title: 写明范围
  cite: [TT-01]
  modality: must
  table: plan_line
  require: scope IS NOT NULL
  message: 计划行“{line}”
  fix: 补上
  cases:
    - name: 写明
      given: {scope: 全县}
      expect: pass
    - name: 空白
      expect: fail
    - name: 读不出
      when: x
"""
GOOD = RULE.replace("    - name: 读不出\n      when: x\n", "")
GOOD_FIELDS = """\
- id: r
  kind: required_fields
  title: 写明范围
  cite: [TT-01]
  modality: must
  table: plan_line
  fields: [scope]
  message: 缺{field}
  fix: 补上
  cases:
    - name: 写明
      given: {scope: 全县}
      expect: pass
    - name: 空白
      expect: fail
    - name: 读不出
      given: {scope: unreadable}
      expect: unknown
"""


def plans(old="", new="", text=GOOD_FIELDS):
    assert not old or old in text
    return {"plans.yaml": text.replace(old, new, 1)}


def pack(old, new):
    assert old in PACK
    return {"pack.yaml": PACK.replace(old, new, 1)}


BAD = {
    "duplicate key": (plans("  modality: must\n", "  modality: must\n  modality: should\n"), "yaml/duplicate-key", "plans.yaml:6:3"),
    "unknown key": (plans("  modality:", "  modalty: must\n  modality:"), "yaml/unknown-key", "plans.yaml:5:3"),
    "missing key": (plans("  modality: must\n", ""), "yaml/missing-key", "plans.yaml:1:3"),
    "unknown kind": (plans("required_fields", "required_field"), "yaml/unknown-word", "plans.yaml:2:9"),
    "unknown modality": (plans("modality: must", "modality: shall"), "yaml/unknown-word", "plans.yaml:5:13"),
    "wrong type": (plans("fields: [scope]", "fields: scope"), "yaml/wrong-type", "plans.yaml:7:11"),
    "pinyin capital id": (plans("- id: r\n", "- id: R_1\n"), "yaml/wrong-type", "plans.yaml:1:7"),
    "empty file": ({"plans.yaml": "# 没有内容\n"}, "yaml/empty", "plans.yaml"),
    "tabs": ({"plans.yaml": "- id:\tr\n\t- x\n"}, "yaml/syntax", "plans.yaml:2:1"),
    "an alias": (plans("fields: [scope]", "fields: &f [scope]"), "yaml/alias", "plans.yaml:7:11"),
    "a python object": (plans("title: 写明范围", "title: !!python/name:os.system"), "yaml/tag", "plans.yaml:3:10"),
    "two documents": (plans("- id: r\n", "- id: r\n---\n"), "yaml/several-documents", "plans.yaml:2:1"),
    "a list as key": (plans("  title: 写明范围\n", "  ? [a]\n  : 1\n"), "yaml/key-not-text", "plans.yaml:3:5"),
    "a comma in braces": (plans("given: {scope: 全县}", "given: {scope: 全县, 全市}"), "yaml/flow-comma", "plans.yaml:12:26"),
    "a hash in a condition": (
        plans("require: scope IS NOT NULL", "require: scope = 'a #b'", GOOD),
        "yaml/comment-cut",
        "plans.yaml:7:22",
    ),
    "sub-query": (
        plans("scope IS NOT NULL", "line IN (SELECT line)", GOOD),
        "condition/not-allowed",
        "plans.yaml:7:12",
    ),
    "percent in a condition": (
        plans("scope IS NOT NULL", "ratio <= 5%", GOOD),
        "condition/percent",
        "plans.yaml:7:21",
    ),
    "percent in a block": (
        plans("require: scope IS NOT NULL", "require: |\n    ratio >= 0\n    AND ratio <= 5%", GOOD),
        "condition/percent",
        "plans.yaml:9:18",
    ),
    "full-width sign": (plans("scope IS NOT NULL", "ratio ≤ 0.05", GOOD), "condition/full-width", "plans.yaml:7:18"),
    "two statements": (plans("scope IS NOT NULL", "scope IS NULL; x", GOOD), "condition/character", "plans.yaml:7:25"),
    "unknown field in a condition": (plans("scope IS NOT NULL", "skope IS NULL", GOOD), "condition/unknown-field", "plans.yaml:7:12"),
    "unknown field in fields": (plans("[scope]", "[skope]"), "condition/unknown-field", "plans.yaml:7:12"),
    "unknown word of a list": (plans("scope IS NOT NULL", "mode = '随机'", GOOD), "condition/unknown-choice", "plans.yaml:7:19"),
    "number against text": (plans("scope IS NOT NULL", "scope = 3", GOOD), "condition/types", "plans.yaml:7:12"),
    "a day that is none": (plans("scope IS NOT NULL", "made_on = '2026-02-30'", GOOD.replace("plan_line", "plan").replace("{line}", "{title}").replace("scope: 全县", "title: 全县")), "condition/date", "plans.yaml:7:22"),
    "unclosed quote": (plans("scope IS NOT NULL", "scope = 'a", GOOD), "condition/open-quote", "plans.yaml:7:20"),
    "unclosed bracket": (plans("scope IS NOT NULL", "(scope IS NULL", GOOD), "condition/syntax", "plans.yaml:7:22"),
    "both require and forbid": (plans("  require:", "  forbid: scope IS NULL\n  require:", GOOD), "yaml/wrong-type", "plans.yaml:1:3"),
    "unknown clause": (plans("cite: [TT-01]", "cite: [TT-02]"), "pack/unknown-clause", "plans.yaml:4:9"),
    "unknown table": (plans("table: plan_line", "table: plan_lines"), "pack/unknown-table", "plans.yaml:6:10"),
    "unknown placeholder": (plans("缺{field}", "缺{feld}"), "pack/unknown-placeholder", "plans.yaml:8:12"),
    "rule twice": ({"plans.yaml": GOOD_FIELDS + GOOD_FIELDS}, "pack/rule-twice", "plans.yaml:19:7"),
    "replaces nothing": (plans("  table:", "  replaces: national/x/y\n  table:"), "pack/unknown-rule", "plans.yaml:6:13"),
    "unknown file": ({"plan.yaml": "x: 1\n"}, "pack/unknown-file", "plan.yaml"),
    "unknown parent": (pack("documents:", "extends: nationl\ndocuments:"), "pack/unknown", "pack.yaml:4:10"),
    "its own parent": (pack("documents:", "extends: test\ndocuments:"), "pack/extends-circle", "pack.yaml:4:10"),
    "a bad code": (pack('"370322"', "37032"), "yaml/wrong-type", "pack.yaml:3:7"),
    "a clause of no document": ({"clauses.yaml": CLAUSES.replace("document: d", "document: e")}, "pack/unknown-document", "clauses.yaml:2:13"),
    "a clause twice": ({"clauses.yaml": CLAUSES + CLAUSES}, "pack/clause-twice", "clauses.yaml:6:7"),
    "a form of no field": (
        {"forms.yaml": "- table: plan_line\n  title: 表\n  columns:\n    - {field: skope, labels: [甲]}\n"},
        "pack/unknown-field",
        "forms.yaml:4:15",
    ),
    "a ratio without end": (
        {
            "ratios.yaml": GOOD_FIELDS.replace("required_fields", "coverage_floor").replace(
                "table: plan_line\n  fields: [scope]",
                "table: plan\n  counted: enterprises_planned\n  base: existing_enterprises\n  least: 1/3",
            )
        },
        "yaml/wrong-type",
        "ratios.yaml:9:10",
    ),
    "a date that is none": (
        {
            "deadlines.yaml": GOOD_FIELDS.replace("required_fields", "due_on").replace(
                "table: plan_line\n  fields: [scope]", "table: plan\n  event: made_on\n  due: 02-30"
            )
        },
        "yaml/wrong-type",
        "deadlines.yaml:8:8",
    ),
    "two values for one day": (
        {
            "deadlines.yaml": GOOD_FIELDS.replace("required_fields", "due_on").replace(
                "table: plan_line\n  fields: [scope]",
                "table: plan\n  event: made_on\n  due:\n    - {is: 01-31}\n    - {from: 2020-01-01, is: 03-31}",
            )
        },
        "yaml/wrong-type",
        "deadlines.yaml:9:5",
    ),
    "a number that is a text": (
        {
            "ratios.yaml": GOOD_FIELDS.replace("required_fields", "coverage_floor").replace(
                "table: plan_line\n  fields: [scope]",
                "table: plan\n  counted: title\n  base: existing_enterprises\n  least: 3%",
            ).replace("缺{field}", "缺").replace("scope: 全县", "title: 全县").replace("scope: unr", "title: unr")
        },
        "pack/field-not-number",
        "ratios.yaml:7:12",
    ),
    "a day that is a number": (
        {
            "deadlines.yaml": GOOD_FIELDS.replace("required_fields", "due_on").replace(
                "table: plan_line\n  fields: [scope]", "table: plan\n  event: year\n  due: 01-31"
            ).replace("缺{field}", "缺").replace("scope: 全县", "title: 全县").replace("scope: unr", "title: unr")
        },
        "pack/field-not-day",
        "deadlines.yaml:7:10",
    ),
    "true against a yes/no field": (
        plans("scope IS NOT NULL", "has_listed_item = true", GOOD),
        "condition/yes-no",
        "plans.yaml:7:12",
    ),
    "a category that is none": (
        {
            "ratios.yaml": GOOD_FIELDS.replace("required_fields", "ratio_cap").replace(
                "table: plan_line\n  fields: [scope]", "category: x' OR on_list OR item_category = 'key"
            ).replace("缺{field}", "缺").replace("scope: 全县", "ratio: 5%").replace("scope: unr", "ratio: unr")
        },
        "condition/unknown-choice",
        "ratios.yaml:6:13",
    ),
    "no case that fails": (plans("    - name: 空白\n      expect: fail\n", ""), "proof/lacks-case", "plans.yaml:1:3"),
    "an exception without a case": (
        plans("  table:", "  unless:\n    - id: x\n      title: 例外\n      when: stated(ratio)\n      cite: [TT-01]\n  table:"),
        "proof/lacks-exception-case",
        "plans.yaml:1:3",
    ),
    "a case that does not hold": (plans("{scope: 全县}", "{scope: blank}"), "proof/case-broken", "plans.yaml:11:7"),
    "a case twice": (plans("name: 空白", "name: 写明"), "proof/case-twice", "plans.yaml:11:7 plans.yaml:14:7"),
    "a value no field can hold": (plans("{scope: 全县}", "{scope: 全县, ratio: 很多}"), "proof/given", "plans.yaml:12:33"),
    "an unknown part": (plans("    - name: 空白\n", "    - name: 空白\n      part: skope\n"), "proof/unknown-part", "plans.yaml:14:7"),
    "an assertion of nothing": (plans("    - name: 空白\n", "    - name: 空白\n      asserted: [x]\n"), "proof/unknown-exception", "plans.yaml:15:17"),
    "each_blank elsewhere": (plans("    - name: 空白\n", "    - name: 空白\n      each_blank: true\n", GOOD), "proof/each-blank", "plans.yaml:14:7"),
}  # fmt: skip


def write(folder, changed):
    files = {"pack.yaml": PACK, "clauses.yaml": CLAUSES, "plans.yaml": GOOD_FIELDS, **changed}
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def problems(folder):
    try:
        loaded = load_pack(str(folder))
    except Refusal as refusal:
        return refusal.findings
    return check_cases(loaded, loaded.id)


def test_the_pack_that_the_broken_ones_are_made_from_is_sound(tmp_path):
    assert problems(write(tmp_path / "test", {})) == ()


@pytest.mark.parametrize("name", BAD)
def test_a_broken_pack_gives_its_code_at_its_place(tmp_path, name, monkeypatch):
    changed, code, places = BAD[name]
    monkeypatch.chdir(tmp_path)

    found = problems(write(tmp_path / "test", changed))

    told = [f for f in found if f.code == code]
    assert " ".join(str(f.location).removeprefix("test/") for f in told) == places, found
    assert {f.code for f in found} <= {code, "proof/lacks-case"}
    for finding in told:
        what, remedy = sentence(finding)
        assert what
        assert remedy
        assert "{" not in what.replace("{", "", what.count("“{")) or finding.params


def test_every_problem_of_a_pack_is_told_at_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = GOOD_FIELDS.replace("[scope]", "[skope]").replace("缺{field}", "缺{feld}")
    clauses = CLAUSES + CLAUSES

    found = problems(write(tmp_path / "test", {"plans.yaml": text, "clauses.yaml": clauses}))

    assert [f.code for f in found] == [
        "pack/clause-twice",
        "condition/unknown-field",
        "pack/unknown-placeholder",
    ]


def test_a_folder_without_a_pack_file_is_said(tmp_path):
    with pytest.raises(Refusal) as refusal:
        load_pack(str(tmp_path))

    assert [f.code for f in refusal.value.findings] == ["pack/no-pack-file"]


def test_a_file_of_many_megabytes_is_not_read(tmp_path):
    folder = write(tmp_path / "test", {"plans.yaml": "# " + "字" * 3_000_000})

    assert [f.code for f in problems(folder)] == ["yaml/too-large"]
