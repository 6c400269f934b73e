"""forms new writes blank sheets; filled in, each reads back under its pack without a column left over."""

from datetime import date

import openpyxl
import pytest

from shuangsuiji.cli import run
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.vocabulary import FieldType
from shuangsuiji.report.blank_xlsx import HEADER, blank_book
from shuangsuiji.report.sentences import SENTENCES
from shuangsuiji.workflow.blank_forms import BESIDE, TABLES, new_form
from shuangsuiji.workflow.lists import ListPapers, check_list
from shuangsuiji.workflow.plans import PlanPapers, check
from shuangsuiji.workflow.register_check import RegisterPapers, check_register

TODAY = date(2026, 3, 1)
DAYS = {"guiyang": date(2021, 6, 30)}
PACKS = ("national", "shanghai", "gaoqing", "guiyang", "chongqing")
FILLED = {
    FieldType.TEXT: "某某",
    FieldType.LIST: "甲项、乙项",
    FieldType.YES_NO: "否",
    FieldType.COUNT: 20,
    FieldType.NUMBER: 1,
    FieldType.RATIO: "5%",
    FieldType.DATE: date(2026, 1, 20),
    FieldType.SPAN: "2026年3月至6月",
    FieldType.RATIO_BY_CLASS: "A类1%、B类3%",
    FieldType.NUMBER_BY_CLASS: "A类1次、B类2次",
}


def made(pack: str, word: str, form: str | None = None):
    return new_form(pack, word, form, today=DAYS.get(pack, TODAY))


def fill(new, path):
    """Fill the first row under the header, as a clerk does; return the fields that were filled."""
    path.write_bytes(blank_book(new.blank, new.pack.title, new.label))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = 3 if any("/" in c.header for c in new.blank.columns) else 2
    for number, column in enumerate(new.blank.columns, 1):
        choices = column.spec.choices
        word = choices[0].labels[0] if choices and choices[0].labels else None
        value = word or (choices[0].value if choices else FILLED[column.spec.type])
        sheet.cell(HEADER + row, number).value = value
    sheet["A1"].value = str(sheet["A1"].value).replace(
        "____", str(DAYS.get(new.pack.id, TODAY).year)
    )
    book.save(path)
    return {c.spec.name for c in new.blank.columns}


def handed_in(pack: str, word: str, path):
    day = DAYS.get(pack, TODAY)
    if word == "plan":
        return check(pack, PlanPapers(path), today=day)
    if word == "items":
        return check_list(pack, ListPapers(path), today=day)
    return check_register(pack, RegisterPapers(path, kind=word), today=day)


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("word", [w for w in TABLES if w not in ("staff", *BESIDE)])
def test_a_filled_sheet_reads_back_whole(pack, word, tmp_path):
    path = tmp_path / "filled.xlsx"
    filled = fill(made(pack, word), path)

    report = handed_in(pack, word, path)

    assert report.rows == 1
    codes = {f.code for f in report.checked.findings}
    assert not codes & {"check/unmapped-column", "register/taken-for"}
    table = TABLES[word]
    assert filled <= set(report.papers.columns(table))


@pytest.mark.parametrize("word", BESIDE)
def test_a_filled_sheet_beside_the_register_reads_back_whole(word, tmp_path):
    path = tmp_path / "filled.xlsx"
    new = made("gaoqing", word)
    filled = fill(new, path)

    read = read_table(path, TABLES[word], new.pack.vocabulary.tables[TABLES[word]])

    assert (len(read.rows), read.unmapped) == (1, ())
    assert filled == set(read.columns)


@pytest.mark.parametrize("form", ["行政相对人", "场地场所", "产品"])
def test_each_form_of_a_place_has_its_own_headers(form, tmp_path):
    path = tmp_path / "filled.xlsx"
    new = made("chongqing", "targets", form)
    filled = fill(new, path)

    report = handed_in("chongqing", "targets", path)

    own = [c.labels[0] for c in new.blank.form.columns]
    assert [c.header for c in new.blank.columns][: len(own)] == own
    assert filled <= set(report.papers.columns("target"))


def test_a_header_of_two_levels_is_two_rows(tmp_path):
    path = tmp_path / "blank.xlsx"
    new = made("chongqing", "plan")
    path.write_bytes(blank_book(new.blank, new.pack.title, new.label))

    sheet = openpyxl.load_workbook(path).worksheets[0]

    assert "E3:F3" in {str(m) for m in sheet.merged_cells.ranges}
    assert [sheet.cell(3, 5).value, sheet.cell(4, 5).value, sheet.cell(4, 6).value] == [
        "抽查事项",
        "发起部门*",
        "配合部门",
    ]
    assert sheet.freeze_panes == "B5"


def test_what_a_rule_requires_is_marked_and_says_which_clause(tmp_path):
    path = tmp_path / "blank.xlsx"
    new = made("gaoqing", "plan")
    path.write_bytes(blank_book(new.blank, new.pack.title, new.label))

    sheet = openpyxl.load_workbook(path).worksheets[0]
    heads = {cell.value: cell for cell in sheet[HEADER + 1]}

    assert {"抽查范围*", "抽查时间*", "预估数量*", "抽查比例"} <= set(heads)
    assert "GQ-14" in heads["预估数量*"].comment.text
    assert heads["预估数量*"].comment.text.startswith("必填。写整数")


def test_choices_and_yes_or_no_are_offered_and_codes_stay_text(tmp_path):
    path = tmp_path / "blank.xlsx"
    new = made("shanghai", "targets")
    path.write_bytes(blank_book(new.blank, new.pack.title, new.label))

    sheet = openpyxl.load_workbook(path).worksheets[0]
    lists = {v.formula1: v.errorStyle for v in sheet.data_validations.dataValidation}

    assert any(words.startswith('"企业,') for words in lists)
    assert sheet.column_dimensions["A"].width >= 18
    assert sheet.cell(HEADER + 1, 1).value == "统一社会信用代码"
    columns = {c.spec.name: n for n, c in enumerate(new.blank.columns, 1)}
    letter = openpyxl.utils.get_column_letter(columns["uscc"])
    assert sheet.column_dimensions[letter].number_format == "@"


def test_a_plan_of_shanghai_can_carry_authorisations_and_reasons():
    headers = [c.header for c in made("shanghai", "plan").blank.columns]

    assert {"清单外抽查已经授权", "授权文件", "授权人", "未按原则办理的理由", "理由提出人"} <= set(
        headers
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--table", "别的"], "blank/table"),
        (["--form", "附录X"], "blank/form"),
        (["-o", "x.csv"], "blank/ending"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is_left(
    more, code, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)

    ends = run(["forms", "new", "--pack", "gaoqing", "-o", "x.xlsx", *more])

    assert ends == 2
    assert SENTENCES[code][1].partition("{")[0] in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_other_forms_of_a_place_are_told(tmp_path, capsys):
    code = run(
        [
            "forms",
            "new",
            "--pack",
            "chongqing",
            "--table",
            "targets",
            "-o",
            str(tmp_path / "x.xlsx"),
        ]
    )

    assert code == 0
    assert "表B.3" in capsys.readouterr().out


def test_a_sheet_that_nobody_filled_says_that_it_is_empty(tmp_path, capsys):
    path = tmp_path / "x.xlsx"
    run(["forms", "new", "--pack", "gaoqing", "-o", str(path)])

    code = run(["plan", "check", str(path), "--pack", "gaoqing"])

    assert code == 2
    assert "一行内容也没有" in capsys.readouterr().err
