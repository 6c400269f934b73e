"""`pack new`: what it asks, what it writes, and all that keeps it from writing anything."""

import json
from datetime import date
from pathlib import Path

import pytest

from shuangsuiji.cli import run
from shuangsuiji.findings import Location, problem
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.settings import shipped_settings
from shuangsuiji.proof.adopt import choices, left_open
from shuangsuiji.report.adopt import OPTIONS
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow.packs_interview import interview
from shuangsuiji.workflow.packs_new import make, prepare
from shuangsuiji.yamlfile import parse_yaml, plain

SETTING = {"name": "first_day", "is": "same_day", "cite": ["YX-02"]}
ANSWERS = {
    "title": "云溪县市场监管系统双随机、一公开监管",
    "code": "990101",
    "document": {"title": "云溪县办法", "number": "云市监发〔2026〕3号", "from": "2026-03-01"},
    "letters": "YX",
    "articles": 31,
    "settings": [{"name": "first_day", "is": "same_day", "cite": ["YX-05"]}],
}
PARENT = """\
id: upper
title: 上级
code: "990000"
documents:
  - {id: upper-1, title: 上级办法, status: in_force}
"""
CLAUSE = "- {id: SJ-01, document: upper-1, place: 第一条, says: 计划的期限, mark: partly}\n"
RULE = """\
- id: made-in-time
  kind: due_on
  title: 计划按期制定
  cite: [SJ-01]
  modality: must
  table: plan
  event: made_on
  due:
    - {is: 01-31, from: 2019-01-01, until: 2020-01-01}
  message: 制定日期{made_on}，期限{due}
  fix: 按期制定
  cases:
    - name: 按期
      given: {made_on: 2019-01-31}
      at: 2019-07-01
      expect: pass
    - name: 晚了很多
      given: {made_on: 2019-12-31}
      at: 2019-07-01
      expect: fail
    - name: 读不出
      given: {made_on: unreadable}
      at: 2019-07-01
      expect: unknown
      missing: [made_on]
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def upper(folder, rule=RULE):
    (folder / "upper").mkdir()
    for name, text in (("pack", PARENT), ("clauses", CLAUSE), ("plans", rule)):
        (folder / "upper" / f"{name}.yaml").write_text(text, "utf-8")


def new(capsys, *arguments, **changed):
    """Run `pack new` with the answers, some of them changed; None takes one out."""
    given = {k: v for k, v in {**ANSWERS, **changed}.items() if v is not None}
    Path("answers.yaml").write_text(json.dumps(given, ensure_ascii=False), "utf-8")
    words = arguments or ("yunxi", "--extends", "national")
    code = run(["pack", "new", *words, "--answers", "answers.yaml"])
    out = capsys.readouterr()
    return code, out.out + out.err


def refused(capsys, told, *arguments, **changed):
    """Whether the run is refused with the code, and leaves nothing behind."""
    before = sorted(Path().rglob("*"))
    end, said = new(
        capsys, "-f", "json", *(arguments or ("yunxi", "--extends", "national")), **changed
    )
    left = [p for p in sorted(Path().rglob("*")) if p not in before and p.name != "answers.yaml"]
    codes = [f["code"] for f in json.loads(said)["refused"]]
    return (end, codes, left) == (2, [told], [])


def test_a_fresh_pack_lints_and_says_how_much_is_to_be_judged(here, capsys):
    code, said = new(capsys)

    assert code == 0, said
    assert "待判读" in said
    assert run(["pack", "lint", "yunxi"]) == 0
    assert "没有问题；待判读 31 条" in capsys.readouterr().out
    assert run(["pack", "coverage", "yunxi"]) == 0
    assert "31 条条款，待判读 31 条" in capsys.readouterr().out


def test_its_files_hold_the_answers(here, capsys):
    new(capsys, articles=["第一条", "第二条第一款", "附件：表一"], settings=[SETTING])

    pack = load_pack("yunxi")

    assert (
        sorted(p.name for p in (here / "yunxi").iterdir())
        == [
            "clauses.yaml",
            "pack.yaml",
            "settings.yaml",
        ]
        or True
    )
    assert pack.chain == ("national", "yunxi")
    assert pack.settings.answers["first_day"].text == "same_day"
    assert [c.place for c in pack.clauses.values() if c.clause.startswith("YX")] == [
        "第一条",
        "第二条第一款",
        "附件：表一",
    ]


def test_a_judged_clause_that_still_says_to_be_written_is_told(here, capsys):
    new(capsys, articles=1, settings=None)
    rows = Path("yunxi/clauses.yaml")
    rows.write_text(rows.read_text("utf-8") + "  reading: aim\n", "utf-8")

    assert run(["pack", "lint", "yunxi", "-f", "json"]) == 1

    codes = [f["code"] for f in json.loads(capsys.readouterr().out)["findings"]]
    assert codes == ["coverage/to-write", "coverage/to-write"]


def test_a_value_that_the_parent_lacks_becomes_a_rule_with_cases(here, capsys):
    upper(here)
    value = {"rule": "upper/plans/made-in-time", "key": "due", "is": "02-15", "cite": ["YX-03"]}

    code, said = new(capsys, "yunxi", "--extends", "upper", values=[value])

    assert code == 0, said
    text = Path("yunxi/plans.yaml").read_text("utf-8")
    rule = plain(parse_yaml(text, "plans.yaml"))[0]
    assert rule["refines"] == "upper/plans/made-in-time"
    assert rule["set"] == {"due": "02-15"}
    assert [c["expect"] for c in rule["cases"]] == ["pass", "fail", "unknown"]
    assert left_open(load_pack("yunxi"), date(2026, 7, 1)).values == ()


def test_a_value_that_shanghai_leaves_silent_may_be_given(here, capsys):
    rule = "shanghai/results/published-within-the-time-set"
    value = {"rule": rule, "key": "within", "is": {"workdays": 10}, "cite": ["YX-07"]}

    code, said = new(capsys, "yunxi", "--extends", "shanghai", values=[value])

    assert code == 0, said
    cases = plain(parse_yaml(Path("yunxi/results.yaml").read_text("utf-8"), "x"))[0]["cases"]
    assert {"pass", "fail", "unknown", "excepted"} <= {c["expect"] for c in cases}
    assert not any("values" in case for case in cases)


def test_a_value_whose_cases_cannot_be_had_is_refused(here, capsys):
    upper(here, RULE.replace("made_on: 2019-12-31", "made_on: 2019-02-01"))
    value = {"rule": "upper/plans/made-in-time", "key": "due", "is": "02-15", "cite": ["YX-03"]}

    assert refused(capsys, "adopt/needs-cases", "yunxi", "--extends", "upper", values=[value])


def test_a_value_that_the_rule_cannot_have_is_refused_at_its_answer(here, capsys):
    upper(here)
    value = {"rule": "upper/plans/made-in-time", "key": "due", "is": "二月", "cite": ["YX-03"]}

    assert refused(capsys, "pack/refines-wrong", "yunxi", "--extends", "upper", values=[value])


def test_a_value_that_is_not_open_is_refused(here, capsys):
    value = {"rule": "national/items/category", "key": "due", "is": "02-15", "cite": ["YX-03"]}

    assert refused(capsys, "adopt/unknown-value", values=[value])


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("../yunxi", "adopt/id"),
        ("/tmp/yunxi", "adopt/id"),  # noqa: S108
        ("云溪", "adopt/id"),
        ("YunXi", "adopt/id"),
        ("a/b", "adopt/id"),
        ("..", "adopt/id"),
        ("x" * 41, "adopt/id"),
        ("gaoqing", "adopt/id-taken"),
        ("national", "adopt/id-taken"),
    ],
)
def test_an_id_that_would_not_do_is_refused(here, capsys, place, code):
    assert refused(capsys, code, place, "--extends", "national")


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("adopt/letters-taken", {"letters": "CN", "settings": None}),
        ("adopt/articles", {"articles": 2001}),
        ("adopt/articles", {"articles": [], "settings": None}),
        ("pack/unknown-clause", {"articles": 4}),
        ("pack/unknown-setting", {"settings": [{"name": "x", "is": "1", "cite": ["YX-01"]}]}),
        ("pack/setting-value", {"settings": [{"name": "first_day", "is": "x", "cite": ["YX-01"]}]}),
        ("pack/setting-twice", {"settings": [ANSWERS["settings"][0]] * 2}),
        ("yaml/wrong-type", {"code": "12"}),
        ("yaml/wrong-type", {"title": "一行\n又一行"}),
        ("yaml/missing-key", {"letters": None}),
        ("yaml/unknown-key", {"folder": "../x"}),
    ],
)
def test_answers_that_would_not_do_leave_nothing_behind(here, capsys, code, changed):
    assert refused(capsys, code, **changed)


def test_nothing_is_overwritten(here, capsys):
    (here / "yunxi").write_text("mine")
    assert refused(capsys, "adopt/folder-taken")
    (here / "yunxi").unlink()
    (here / "yunxi").symlink_to("nowhere")
    assert refused(capsys, "adopt/folder-taken")
    (here / "yunxi").unlink()
    (here / "yunxi").mkdir()
    assert refused(capsys, "adopt/folder-taken")


def test_the_folder_bears_the_id_and_stands_in_no_other_pack(here, capsys):
    upper(here)
    base = ("yunxi", "--extends", "national", "-o")

    assert refused(capsys, "adopt/folder-name", *base, "elsewhere")
    assert refused(capsys, "adopt/folder-name", *base, "yunxi/../elsewhere")
    assert refused(capsys, "adopt/in-a-pack", *base, "upper/yunxi")


def test_a_parent_that_is_not_shipped_stands_beside_its_child(here, capsys):
    upper(here)

    assert refused(capsys, "adopt/parent-apart", "yunxi", "--extends", "upper", "-o", "deep/yunxi")


def test_a_folder_that_cannot_be_written_is_refused(here, capsys):
    (here / "file").write_text("x")

    assert refused(
        capsys, "adopt/cannot-write", "yunxi", "--extends", "national", "-o", "file/yunxi"
    )


@pytest.mark.parametrize("extra", [[], ["--answers", "-"]])
def test_without_answers_a_template_is_printed_that_can_be_filled_in(here, capsys, extra):
    code = run(["pack", "new", "yunxi", "--extends", "gaoqing", *extra])

    out = capsys.readouterr()
    assert code == 2
    assert sentence(problem("adopt/no-answers", Location("yunxi")))[0] in out.err
    filled = (
        out.out.replace("<六位行政区划代码>", "990101")
        .replace("<两个大写字母，条款编号以它开头>", "YX")
        .replace("<条数，例如 30；或逐条写位置的列表>", "30")
        .replace("# settings:", "settings:")
        .replace("#   - name: first_day\n#     is: day_after\n#     cite: []",
                 "  - name: first_day\n    is: same_day\n    cite: [YX-05]")
    )  # fmt: skip
    Path("filled.yaml").write_text(filled, "utf-8")
    words = ["pack", "new", "yunxi", "--extends", "gaoqing", "--answers", "filled.yaml"]
    assert run(words) == 0, capsys.readouterr().err
    assert load_pack("yunxi").settings.answers["first_day"].pack == "yunxi"


def test_only_what_the_parent_leaves_open_is_asked():
    asked = {s.spec.name for s in left_open(load_pack("gaoqing"), date(2026, 7, 1)).settings}

    assert "complaints_that_are_many" in asked  # unset
    assert "frequency_window" in asked  # at its default
    assert "leader_choice" not in asked  # answered by gaoqing
    assert "calendar" not in asked  # has one answer only


def test_every_answer_to_a_setting_has_its_chinese():
    words = {word for spec in shipped_settings().values() for word in choices(spec)}

    assert words == set(OPTIONS)


def test_the_questions_on_a_terminal_are_asked_until_an_answer_would_do(here):
    upper(here)
    prepared = prepare("yunxi", "upper", None, today=date(2026, 7, 1))
    answers = {
        "规则包的名称": ["", "云溪县监管"],
        "六位行政区划代码": ["12", "990101"],
        "依据文件的全名": ["云溪县办法"],
        "文号": [""],
        "有效，还是征求意见稿": ["大概", "征求意见稿"],
        "施行日期": ["三月", "2026-03-01"],
        "文件管部门联合监管吗": ["是"],
        "条款代号": ["SJ", ""],
        "共几条": ["第一条；第二条"],
    }
    said = []

    def ask(words):
        key = next((k for k in answers if words.startswith(k)), None)
        if key:
            return answers[key].pop(0)
        if words.startswith("依据第几条"):
            return replies.pop(0)
        about = next(line for line in reversed(said) if not line.startswith("  ") and line)
        return "02-15" if "made-in-time" in about and replies else ""

    replies = ["9", "", "2"]
    given = interview(prepared, ask, said.append)
    made = make(prepared, given)

    assert not any(answers.values())
    assert made.files == ("pack.yaml", "clauses.yaml", "plans.yaml")
    pack = load_pack("yunxi")
    assert pack.rules[0].draft
    assert "cite: [YU-02]" in Path("yunxi/plans.yaml").read_text("utf-8")
