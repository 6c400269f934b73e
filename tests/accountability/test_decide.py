"""decide: files of cases in each form, every verdict, bad input told with its place, the record of it all."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from deciding import DAY, HEAD, LATE, PLACES, answer, decide, record, verdicts, write


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("gaoqing", {"no_trigger", "liable_prima_facie", "may_be_exempt", "needs_human", "undetermined"}),
        ("shanghai", {"no_trigger", "liable_prima_facie", "may_be_exempt", "needs_human", "undetermined"}),
        ("guiyang", {"no_trigger", "liable_prima_facie", "may_be_exempt", "needs_human", "undetermined"}),
        ("chongqing", {"not_set"}),
    ],
)  # fmt: skip
def test_the_example_cases_show_every_verdict(capsys, tmp_path, monkeypatch, place, expected):
    """Here with both engines, where the second is installed."""
    monkeypatch.chdir(tmp_path)
    path = PLACES / place / "example" / "cases.yaml"
    code, told = answer(capsys, path, "--pack", place, *DAY)
    assert set(verdicts(told)) == expected
    assert code == (0 if place == "chongqing" else 4)


def test_records_show_whether_the_result_was_published_in_time(capsys, here):
    """GQ-28g: 2021-09-28 and 20 working days is 2021-11-01."""
    for day, state in (("2021-11-01", "不具备"), ("2021-11-02", "具备")):
        write(here, LATE.replace("DAY", day))
        _, told = answer(capsys, "cases.yaml", "--pack", "gaoqing", *DAY)
        triggers = told["packs"][0]["cases"][0]["triggers"]
        late = next(t for t in triggers if t["id"].endswith("result-not-published-duly"))
        assert late["state"] == {"不具备": "说不准", "具备": "具备"}[state]
        fact = next(
            f
            for f in told["packs"][0]["cases"][0]["facts"]
            if f["fact"] == "result_unpublished_in_time"
        )
        assert fact["value"] == {"不具备": "否", "具备": "是"}[state]
        assert fact["shown_by"] == ["gaoqing/results/published-in-time"]
        assert fact["on"].endswith("从任务完成算起（GQ-28g）")


def test_where_no_limit_is_set_records_do_not_tell(capsys, here):
    """Shanghai asks for publication in the time set, and sets none (SH-32)."""
    write(here, LATE.replace("DAY", "2021-11-02"))
    _, told = answer(capsys, "cases.yaml", "--pack", "shanghai", *DAY)
    one = told["packs"][0]["cases"][0]
    assert "result_unpublished_in_time" not in [f["fact"] for f in one["facts"]]
    assert "result_unpublished_in_time" in [m["fact"] for m in one["missing"]]


def test_records_show_a_transfer_to_the_police(capsys, here):
    text = """
- case: 甲案
  findings:
    - {fact: crime_suspected, who: 李某, when: 2021-11-20, grounds: 记录}
  records:
    线索处理:
      - {线索编号: 一, 接收单位: 公安机关, 移交日期: WHEN}
"""
    for when, met in (("2021-10-01", "不具备"), ("''", "具备")):
        write(here, text.replace("WHEN", when))
        _, told = answer(capsys, "cases.yaml", "--pack", "shanghai", *DAY)
        triggers = told["packs"][0]["cases"][0]["triggers"]
        crime = next(t for t in triggers if t["id"].endswith("crime-not-transferred"))
        assert crime["state"] == met


def test_yaml_json_and_workbook_say_the_same(capsys, here):
    write(here, LATE.replace("DAY", "2021-11-02"))
    entry = {
        "case": "甲案",
        "person": "张某",
        "findings": [
            {"fact": "造成不良后果", "who": "李某", "when": "2021-11-20", "grounds": "调查报告"},
            {"fact": "相关市场主体出现问题", "value": "否", "who": "李某", "when": "2021-11-20", "grounds": "调查报告"},
        ],
        "records": {"检查结果": [{"检查对象": "某店", "现场检查": "是", "抽查任务完成日期": "2021-09-28", "公示日期": "2021-11-02"}]},
    }  # fmt: skip
    write(here, json.dumps([entry], ensure_ascii=False), "cases.json")
    book = xlsxwriter.Workbook("cases.xlsx")
    for name, rows in {
        "案件": [("案件", "人员"), ("甲案", "张某")],
        "认定": [
            ("对象", "事实", "认定", "认定人", "认定日期", "依据"),
            ("甲案", "造成不良后果", "是", "李某", "2021-11-20", "调查报告"),
            ("甲案", "相关市场主体出现问题", "否", "李某", "2021-11-20", "调查报告"),
        ],
        "检查结果": [
            ("案件", "检查对象", "现场检查", "抽查任务完成日期", "公示日期"),
            ("甲案", "某店", "是", "2021-09-28", "2021-11-02"),
        ],
    }.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    answers = [
        answer(capsys, f"cases{e}", "--pack", "gaoqing", *DAY) for e in (".yaml", ".json", ".xlsx")
    ]
    assert [code for code, _ in answers] == [0, 0, 0]
    for _, told in answers:
        one = told["packs"][0]["cases"][0]
        assert one["verdict"] == "liable_prima_facie"
        assert {f["fact"]: f["value"] for f in one["facts"]} == {
            "bad_consequence": "是", "subject_problem": "否", "result_unpublished_in_time": "是",
        }  # fmt: skip


def test_packs_compared_on_one_case(capsys, here):
    path = PLACES / "shanghai" / "example" / "cases.yaml"
    _, told = answer(capsys, path, "--compare", "shanghai,gaoqing", *DAY)
    third = told["differences"][2]
    assert list(third["verdicts"].values()) == ["具备追责情形，也具备免责情形", "还不能判断"]
    assert list(third["only"].values()) == [["因监管资源限制不能发现"]]


def test_a_what_if_is_marked_everywhere_and_is_no_ground_for_a_decision(capsys, here):
    path = PLACES / "gaoqing" / "example" / "cases.yaml"
    what_if = (
        "--assume",
        "造成不良后果=否",
        "-f",
        "text",
        "-o",
        "w.html",
        "-o",
        "w.xlsx",
        "-o",
        "w.json",
    )
    _, text = decide(capsys, path, "--pack", "gaoqing", *DAY, *what_if)
    assert "以下是假设“造成不良后果=否”时的结果" in text
    assert "假设" in Path("w.html").read_text("utf-8")
    told = json.loads(Path("w.json").read_text("utf-8"))
    assert told["assumed"] == ["造成不良后果=否"]
    assert told["packs"][0]["cases"][3]["assumed"] == ["造成不良后果=否"]
    cells = [c.value for row in openpyxl.load_workbook("w.xlsx").worksheets[3] for c in row]
    assert any("假设：造成不良后果=否" in str(c) for c in cells)
    code, text = record(
        capsys, "--run", told["event"], "--case", "三号案：没有按要求检查，但限于技术手段"
    )
    assert code == 2
    assert "是假设某些事实时的结果" in text
    _, text = record(capsys, "--run", told["event"], "--case", "甲", "-f", "json")
    assert json.loads(text)["refused"][0]["code"] == "decision/assumed"


def test_a_what_if_says_in_place_of_what_it_stands(capsys, here):
    write(here, LATE.replace("DAY", "2021-11-01"))
    what_if = ("--assume", "甲案：造成不良后果＝否", "-o", "w.html")
    _, told = answer(capsys, "cases.yaml", "--pack", "gaoqing", *DAY, *what_if)
    fact = told["packs"][0]["cases"][0]["facts"][0]
    assert (fact["value"], fact["source"]) == ("否", "假设")
    assert fact["on"] == "原来是“是”（人工认定：李某，2021-11-20，调查报告）"
    assert fact["on"] in Path("w.html").read_text("utf-8")


def test_what_only_one_of_two_packs_has_words_for_is_told_there_alone(capsys, here):
    """An assertion in the name of Gaoqing's pack, and a what-if of it, say nothing under Shanghai."""
    ground = "gaoqing/accountability/other-grounds"
    claim = f"  asserted: [{{ground: {ground}, who: 李某, when: 2021-11-01, grounds: 卷}}]\n"
    both = ("--compare", "shanghai,gaoqing", *DAY)
    write(here, HEAD + claim)
    _, told = answer(capsys, "cases.yaml", *both)
    write(here, HEAD)
    _, assumed = answer(capsys, "cases.yaml", *both, "--assume", f"{ground}=是")
    for each in (told, assumed):
        shanghai, gaoqing = (pack["cases"][0] for pack in each["packs"])
        assert (shanghai["triggered"], shanghai["facts"]) == (None, [])
        assert gaoqing["triggered"] is True
    assert assumed["assumed"] == ["主张“其他依法依规应当追责的”=是"]
    assert [c["assumed"] for p in assumed["packs"] for c in p["cases"]] == [[], assumed["assumed"]]


def test_a_what_if_for_one_case_leaves_the_others(capsys, here):
    path = PLACES / "guiyang" / "example" / "cases.yaml"
    name = "四号案：有没有履行职责还没有人认定"
    _, told = answer(capsys, path, "--pack", "guiyang", *DAY, "--assume", f"{name}:未履行职责=是")
    cases = {c["case"]: c for c in told["packs"][0]["cases"]}
    assert cases[name]["verdict"] == "liable_prima_facie"
    assert [n for n, c in cases.items() if c["assumed"]] == [name]


BAD = {
    "case/judgement": (HEAD + "  facts: {造成不良后果: 是}\n", "cases.yaml:2:19", "要由人认定"),
    "recorded/incomplete": (HEAD + "  findings: [{fact: formalism, when: 2021-11-01, grounds: 卷}]\n", "cases.yaml:2:21", "没有写认定人"),
    "recorded/incomplete grounds": (HEAD + "  findings: [{fact: formalism, when: 2021-11-01, who: 李某}]\n", "cases.yaml:2:21", "没有写依据"),
    "case/after-decision": (HEAD + "  findings: [{fact: formalism, who: 李某, when: 2022-01-01, grounds: 卷}]\n", "cases.yaml:2:21", "晚于作决定的 2021-12-01"),
    "case/after-decision record": (HEAD + "  records: {检查结果: [{检查对象: 店, 公示日期: 2022-01-01}]}\n", "cases.yaml:2:36", "晚于作决定的 2021-12-01"),
    "case/unknown-fact": (HEAD + "  facts: {移送公安: 是}\n", "cases.yaml:2:17", "没有“移送公安”这件事实，相近的有 已依法移送公安机关"),
    "case/unreadable": (HEAD + "  facts: {accident: 也许}\n", "cases.yaml:2:21", "看不出是或否"),
    "recorded/unknown-fact": (
        HEAD + "  asserted: [{ground: gaoqing/accountability/other-ground, who: 李某, when: 2021-11-01, grounds: 卷}]\n",
        "cases.yaml:2:23", "gaoqing/accountability/other-grounds",
    ),
    "case/contradicts": (
        HEAD + "  findings:\n    - {fact: formalism, value: 是, who: 甲某, when: 2021-11-01, grounds: 卷}\n"
        "    - {fact: formalism, value: 否, who: 乙某, when: 2021-11-02, grounds: 卷}\n",
        "cases.yaml:4:14", "先前（甲某，cases.yaml:3:14）是“是”",
    ),
    "case/contradicts record": (
        HEAD + "  facts: {未及时公示检查结果: 否}\n  records: {检查结果: [{检查对象: 店, 现场检查: 是, 抽查任务完成日期: 2021-09-28, 公示日期: 2021-11-02}]}\n",
        "cases.yaml:3:13", "先前（案件的记载，cases.yaml:2:22）是“否”",
    ),
    "case/unknown-column": (HEAD + "  records: {检查结果: [{检查对象: 店, 乱写一栏: 1}]}\n", "cases.yaml:2:13", "“乱写一栏”一栏不知道是什么"),
}  # fmt: skip


@pytest.mark.parametrize("code", BAD)
def test_what_cannot_be_used_refuses_its_case_with_the_place(capsys, here, code):
    text, place, sentence = BAD[code]
    write(here, text + "- case: 乙案\n  facts: {accident: 是}\n")
    ended, said = decide(
        capsys, "cases.yaml", "--pack", "gaoqing", *DAY, "-f", "text", "-o", "w.json"
    )
    assert ended == 1
    assert place in said
    assert sentence in said
    assert "建议：" in said
    cases = json.loads(Path("w.json").read_text("utf-8"))["packs"][0]["cases"]
    assert [c["verdict"] is None for c in cases] == [True, False]
    assert [f["code"] for f in cases[0]["refused"]] == [code.split()[0]]


REFUSED = {
    "case/none": ("[]\n", "文件里没有案件"),
    "case/twice": (HEAD + "- case: ' 甲案\u200b'\n", "写了两次"),
    "case/unnamed": ("- case: '\u3000'\n", "没有案件名称"),
    "case/unknown-records": (
        HEAD + "  records: {检查结论: []}\n",
        "卷内记录“检查结论”不是已知的表",
    ),
    "yaml/unknown-key": (HEAD + "  verdict: no_trigger\n", "verdict"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_whole(capsys, here, code):
    text, sentence = REFUSED[code]
    write(here, text)
    ended, said = decide(capsys, "cases.yaml", "--pack", "gaoqing", *DAY)
    assert ended == 2
    assert sentence in said
    _, told = answer(capsys, "cases.yaml", "--pack", "gaoqing", *DAY)
    assert [f["code"] for f in told["refused"]] == [code]
    assert not Path("台账.db").exists()


def test_a_fact_of_another_case_is_told_and_the_rest_decided(capsys, here):
    write(here, HEAD)
    write(here, "- {about: {table: liability_case, key: 丙案}, fact: formalism, who: 李某, when: 2021-11-01, grounds: 卷}\n", "f.yaml")  # fmt: skip
    code, said = decide(capsys, "cases.yaml", "--pack", "gaoqing", *DAY, "--findings", "f.yaml")
    assert code == 1
    assert "“丙案”不是这个文件里的案件" in said
    assert "f.yaml" in said
    assert "案件：甲案" in said


def test_findings_say_of_which_table_they_are_or_nothing(capsys, here):
    write(here, HEAD)
    write(here, "对象表,对象,事实,认定,认定人,认定日期,依据\n,甲案,formalism,是,李某,2021-11-01,卷\n计划,甲案,formalism,是,李某,2021-11-01,卷\n", "f.csv")  # fmt: skip
    code, told = answer(capsys, "cases.yaml", "--pack", "gaoqing", *DAY, "--findings", "f.csv")
    assert code == 1
    assert [p["code"] for p in told["problems"]] == ["case/other-table"]
    (fact,) = told["packs"][0]["cases"][0]["facts"]
    assert (fact["fact"], fact["value"]) == ("formalism", "是")


@pytest.mark.parametrize("form", ["txt", "json", "html", "xlsx"])
def test_every_output_tells_who_found_what_when_and_why(capsys, here, form):
    write(here, LATE.replace("DAY", "2021-11-02"))
    out = here / f"out.{form}"
    decide(capsys, "cases.yaml", "--pack", "gaoqing", *DAY, "-o", out)
    if form == "xlsx":
        sheet = openpyxl.load_workbook(out).worksheets[0]
        told = "\n".join(str(cell.value) for row in sheet for cell in row)
    else:
        told = out.read_text("utf-8")
    for words in ("人工认定", "李某，2021-11-20，调查报告", "从任务完成算起（GQ-28g）", "GQ-36i"):
        assert words in told


def test_all_who_say_the_same_are_told(capsys, here):
    text = LATE.replace("DAY", "2021-11-02").replace(
        "  records", "  facts: {未及时公示检查结果: {value: 是, grounds: 截图}}\n  records"
    )
    one = "- {about: {table: 责任案件, key: 甲案}, fact: 造成不良后果, who: 赵某, when: 2021-11-02, grounds: 复核}\n"
    write(here, text)
    write(here, one, "f.yaml")
    _, told = answer(capsys, "cases.yaml", "--pack", "gaoqing", *DAY, "--findings", "f.yaml")
    on = {f["fact"]: f["on"] for f in told["packs"][0]["cases"][0]["facts"]}
    assert on["bad_consequence"] == "李某，2021-11-20，调查报告；人工认定：赵某，2021-11-02，复核"
    assert on["result_unpublished_in_time"].startswith(
        "截图；卷内记录：现场检查的结果20个工作日内公示"
    )


def test_findings_of_another_file_decide(capsys, here):
    write(here, HEAD)
    one = "- {about: {table: 责任案件, key: 甲案}, fact: %s, value: %s, who: 李某, when: 2021-11-01, grounds: 卷}\n"
    write(here, one % ("formalism", "是") + one % ("subject_problem", "否"), "f.yaml")
    code, told = answer(capsys, "cases.yaml", "--pack", "gaoqing", *DAY, "--findings", "f.yaml")
    assert (code, verdicts(told)) == (0, ["liable_prima_facie"])


BOOKS = {
    "case/no-sheet": ({"表一": [("案件",), ("甲案",)]}, "没有名为“案件”的工作表"),
    "case/unnamed": ({"案件": [("案件", "人员"), ("甲案", "张"), ("", "李")]}, "没有案件名称"),
    "case/unknown-column": ({"案件": [("案件", "人员", "怪栏"), ("甲案", "张", "1")]}, "“怪栏”一栏不知道是什么"),
    "case/other-case": (
        {"案件": [("案件", "人员"), ("甲案", "张")], "检查结果": [("案件", "检查对象"), ("丙案", "店")]},
        "“丙案”不是这个文件里的案件",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", BOOKS)
def test_workbooks_that_say_too_little_or_too_much(capsys, here, code):
    sheets, sentence = BOOKS[code]
    book = xlsxwriter.Workbook("cases.xlsx")
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    ended, said = decide(capsys, "cases.xlsx", "--pack", "gaoqing", *DAY)
    assert ended in (1, 2)
    assert sentence in said
    _, told = answer(capsys, "cases.xlsx", "--pack", "gaoqing", *DAY)
    assert [f["code"] for f in told.get("refused", told.get("problems"))] == [code]


def test_a_workbook_as_offices_keep_it(capsys, here):
    """Titles over the header, a sheet of notes, an empty one, a hidden one, names with odd blanks, real days."""
    book = openpyxl.Workbook()
    book.active.append(["填表说明：每个案件一行"])
    book.active.title = "说明"
    sheets = {
        "案件": [["责任案件登记表"], ["填表单位：某组"], ["序号", "案件", "人员", "不执行抽查检查任务"],
               [1, "丙案（电梯）  ", "王某", "×"], [None], ["合计", 1]],
        "认定": [["人工认定"], ["对象", "事实", "认定", "认定人", "认定日期", "依据"],
               ["丙案(电梯)", "造成不良后果", "√", "周某", date(2021, 11, 20), "报告"],
               ["丙案 （电梯）", "走过场、搞形式主义", None, None, None, None]],
        "检查结果": [["案件", "检查对象", "现场检查", "抽查任务完成日期", "公示日期"],
                 ["丙案（电梯）", "某店", "是", date(2021, 9, 28), date(2021, 11, 2)]],
        "Sheet2": [], "旧表": [["案件"], ["旧案"]],
    }  # fmt: skip
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book["旧表"].sheet_state = "hidden"
    book.save("cases.xlsx")
    code, told = answer(capsys, "cases.xlsx", "--pack", "gaoqing", *DAY)
    assert code == 4
    assert [p["code"] for p in told["problems"]] == ["forms/hidden-sheets", "case/other-sheet"]
    (case,) = told["packs"][0]["cases"]
    assert case["case"] == "丙案（电梯）"
    assert {f["fact"]: f["value"] for f in case["facts"]} == {
        "task_not_executed": "否", "bad_consequence": "是", "result_unpublished_in_time": "是",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("cases.yaml",), "case/no-pack", "没有说按哪个规则包看"),
        (("cases.yaml", "--compare", "gaoqing"), "case/compare-one", "只写了“gaoqing”一个规则包"),
        (("cases.pdf", "--pack", "gaoqing"), "case/unknown-ending", "读不了这种文件"),
        (
            ("cases.yaml", "--pack", "gaoqing", "--assume", "造成不良后果"),
            "case/assume-shape",
            "读不懂",
        ),
        (
            ("cases.yaml", "--pack", "gaoqing", "--assume", "案件名称=乙"),
            "case/assume-shape",
            "读不懂",
        ),
        (
            (
                "cases.yaml",
                "--pack",
                "gaoqing",
                "--assume",
                "formalism=是",
                "--assume",
                "甲案:formalism=否",
            ),
            "case/assume-twice",
            "前面写了“走过场、搞形式主义=是”，这里又写“甲案：走过场、搞形式主义=否”",
        ),
        (
            ("cases.yaml", "--pack", "gaoqing", "--assume", "没有的=是"),
            "recorded/unknown-fact",
            "没有“没有的”",
        ),
    ],
)
def test_a_wrong_command_is_refused(capsys, here, arguments, code, sentence):
    write(here, HEAD)
    write(here, "x", "cases.pdf")
    ended, said = decide(capsys, *arguments)
    assert ended == 2
    assert sentence in said
    _, told = answer(capsys, *arguments)
    assert [f["code"] for f in told["refused"]] == [code]


def test_where_no_case_was_judged_no_engine_is_said_to_agree(capsys, here):
    write(here, HEAD + "  facts: {造成不良后果: 是}\n")
    code, said = decide(capsys, "cases.yaml", "--pack", "gaoqing", *DAY)
    assert code == 1
    assert "推理" not in said
    assert "第 1 号" in said
