"""Packs side by side: what each says itself, what it inherits, where it is silent; text, page, workbook."""

import json
import re
import shutil
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from rich.cells import cell_len

from shuangsuiji.cli import run
from shuangsuiji.findings import Refusal
from shuangsuiji.packs.files import FAMILIES
from shuangsuiji.packs.resolve import load_pack, pack_folders, read_chain
from shuangsuiji.packs.settings import shipped_settings
from shuangsuiji.packs.subjects import (
    REGISTRY,
    Known,
    read_subjects,
    shipped_subjects,
    subjects_of,
)
from shuangsuiji.packs.vocabulary import shipped_vocabulary
from shuangsuiji.report.compare import cell_lines
from shuangsuiji.report.compare_files import comparison_text
from shuangsuiji.report.compare_html import comparison_html
from shuangsuiji.report.compare_xlsx import workbook
from shuangsuiji.workflow.packs_compare import compare_packs
from shuangsuiji.yamlfile import plain, read_yaml

TOP = Path(__file__).parents[2]
PACKS = tuple(pack_folders())


@pytest.fixture(scope="module")
def two():
    return compare_packs(["shanghai", "gaoqing"])


def cells(comparison, subject):
    row = next(row for row in comparison.rows if row.subject.id == subject)
    return row.cells


def told(comparison, subject):
    """Return what stands in each pack's cell, as people read it."""
    return tuple(
        "\n".join(line.text for line in cell_lines(cell, column))
        for cell, column in zip(cells(comparison, subject), comparison.columns, strict=True)
    )


# the registry


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_of_every_pack_belongs_to_a_subject(name):
    pack = load_pack(name)

    found = subjects_of(pack.rules, pack, shipped_subjects())

    taken = {rule.full_id for rules in found.values() for rule in rules}
    assert sorted({r.full_id for r in pack.rules} - taken) == []


def test_every_subject_matches_something_in_some_pack():
    matched = set()
    for name in PACKS:
        pack = load_pack(name)
        matched |= {s for s, r in subjects_of(pack.rules, pack, shipped_subjects()).items() if r}
        clauses = {c.id for c in read_chain(name)[-1].clauses}
        matched |= {s.id for s in shipped_subjects() if clauses & {*s.clauses}}
        answered = {n for n, a in pack.settings.answers.items() if a.pack == name}
        matched |= {s.id for s in shipped_subjects() if answered & {*s.settings}}

    alone = [s.id for s in shipped_subjects() if s.rest_of is None and s.id not in matched]

    assert alone == []


def test_every_clause_that_a_subject_names_is_of_a_shipped_pack():
    known = {clause.id for name in PACKS for clause in read_chain(name)[-1].clauses}

    assert {c for s in shipped_subjects() for c in s.clauses} - known == set()


def test_each_family_has_its_catch_all_and_these_stand_last():
    rests = [s.rest_of for s in shipped_subjects()]

    first = next(i for i, rest in enumerate(rests) if rest)
    assert all(rests[first:])
    assert sorted(rests[first:]) == sorted([*FAMILIES, "clauses"])


def test_the_registry_fits_its_published_schema():
    schema = json.loads((TOP / "schemas" / "subject-registry.schema.json").read_text("utf-8"))
    tree = plain(read_yaml(TOP / REGISTRY))
    for subject in tree:
        for match in subject.get("rules", ()):
            if "residual" in match:
                match["residual"] = match["residual"] == "true"

    jsonschema.validate(tree, schema, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {id: a, title: 甲}", ["subjects/nothing s.yaml:1:3"]),
        ("- {id: a, title: 甲, rules: [{residual: false}]}", ["subjects/nothing s.yaml:1:29"]),
        (
            "- {id: a, title: 甲, rest_of: draw}\n- {id: a, title: 乙, rest_of: draw}",
            ["subjects/twice s.yaml:2:8", "subjects/twice s.yaml:2:30"],
        ),
        ("- {id: a, title: 甲, rest_of: drow}", ["subjects/unknown s.yaml:1:30"]),
        ("- {id: a, title: 甲, settings: [leader]}", ["subjects/unknown s.yaml:1:32"]),
        (
            "- id: a\n  title: 甲\n  rules:\n"
            "    - {family: plan, kinds: [due], tables: [plans], asks: [made], reads: [made_on]}",
            [
                "subjects/unknown s.yaml:4:16",
                "subjects/unknown s.yaml:4:30",
                "subjects/unknown s.yaml:4:45",
                "subjects/unknown s.yaml:4:60",
            ],
        ),
    ],
)
def test_a_word_that_nothing_bears_is_told_at_its_place(text, told, tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(text + "\n", "utf-8")

    with pytest.raises(Refusal) as refusal:
        read_subjects(path, "s.yaml", Known(shipped_vocabulary(), shipped_settings()))

    assert [f"{f.code} {f.location}" for f in refusal.value.findings] == told


# what Shanghai and Gaoqing say


def test_own_triggers_are_five_against_six_and_inherited_ones_stand_apart(two):
    shanghai, gaoqing = cells(two, "triggers")
    in_general_shanghai, in_general_gaoqing = cells(two, "triggers-general")

    assert (len(shanghai.own), len(gaoqing.own)) == (5, 6)
    assert not shanghai.inherited
    assert not gaoqing.inherited
    assert not in_general_shanghai.own
    assert [e.name for e in in_general_shanghai.inherited] == [
        "national/accountability/not-performed",
        "national/accountability/improperly-performed",
        "national/accountability/unlawfully-performed",
    ]
    assert all(e.draft for e in in_general_shanghai.inherited)
    assert [e.pack for e in in_general_gaoqing.own] == ["gaoqing"] * 3
    first, second = told(two, "triggers-general")
    assert first.splitlines()[:2] == [
        "文件没有规定",
        "参考（national，征求意见稿）：没有履行抽查监管职责",
    ]
    assert first.count("参考（national，征求意见稿）") == 3
    assert "参考" not in second


def test_resource_limits_exempt_in_shanghai_only(two):
    shanghai, gaoqing = cells(two, "exempt-resources")

    assert [e.name for e in shanghai.own] == ["shanghai/exemptions/undetectable"]
    assert shanghai.own[0].citations[0].clause == "SH-44"
    assert told(two, "exempt-resources")[1] == "文件没有规定"
    assert gaoqing.is_silent
    assert not any(cell.is_silent for cell in cells(two, "exempt-technique"))


def test_only_gaoqing_caps_the_frequency(two):
    shanghai, gaoqing = cells(two, "frequency-cap")

    assert shanghai.is_silent
    assert not shanghai.inherited
    assert told(two, "frequency-cap")[0] == "文件没有规定"
    assert [(v.name, v.text) for v in gaoqing.own[0].values] == [("cap", "2")]
    assert "至多：2" in told(two, "frequency-cap")[1]
    assert "高市监发〔2021〕25号，GQ-15b：（十五）第二段第一句" in told(two, "frequency-cap")[1]
    assert len(gaoqing.own[0].exceptions) == 6


def test_only_shanghai_dates_the_plan_and_2019_had_a_date_of_its_own(two):
    shanghai, gaoqing = cells(two, "plan-made-by")

    assert [(v.text, str(v.span.from_), v.span.until and str(v.span.until)) for v in shanghai.own[0].values] == [
        ("03-31", "2019-01-01", "2020-01-01"),
        ("01-31", "2020-01-01", None),
    ]  # fmt: skip
    assert [v.citations[0].clause for v in shanghai.own[0].values] == ["SH-25", "SH-22"]
    assert "期限：03-31（2019-01-01起，2020-01-01以前）（SH-25）" in told(two, "plan-made-by")[0]
    assert gaoqing.is_silent
    assert told(two, "plan-made-by")[1] == "文件没有规定"


def test_only_gaoqing_says_in_how_many_days_results_are_published(two):
    shanghai, gaoqing = cells(two, "result-published")

    within = [v for e in shanghai.own for v in e.values if v.name == "within"]
    assert [v.text for v in within] == [None]
    assert "期限：文件没有规定" in told(two, "result-published")[0]
    days = {e.name: v.text for e in gaoqing.own for v in e.values if v.name == "within"}
    assert days["gaoqing/results/published-in-time"] == "20个工作日"
    assert set(days.values()) == {"20个工作日"}


def test_a_clause_that_is_no_rule_keeps_a_pack_from_being_called_silent(two):
    shanghai, _ = cells(two, "key-cap")

    assert [(e.sort, e.name) for e in shanghai.own] == [("clause", "SH-10")]
    assert shanghai.own[0].executed  # an exception of a rule on another subject cites it
    assert "没有写成规则" not in told(two, "key-cap")[0]
    assert "没有写成规则" in told(two, "experts")[0]


def test_subjects_on_which_no_pack_speaks_are_named_once(two):
    assert "notice" in [s.id for s in two.silent]
    assert "notice" not in [row.subject.id for row in two.rows]


def test_a_pack_not_read_to_its_end_is_not_said_to_have_no_rule(tmp_path):
    folder = tmp_path / "gaoqing"
    shutil.copytree(
        TOP / "jurisdictions" / "gaoqing", folder, ignore=shutil.ignore_patterns("example")
    )
    clauses = (folder / "clauses.yaml").read_text("utf-8")
    row = re.search(r"(?m)^- id: GQ-00\n(?:  .*\n)+", clauses)[0]
    unread = re.sub(r"(?m)^  (reading|modality): .*\n", "", row)
    (folder / "clauses.yaml").write_text(clauses.replace(row, unread), "utf-8")

    comparison = compare_packs(["shanghai", str(folder)])

    assert told(comparison, "plan-made-by")[1] == "规则包里没有（还有 1 条条款没有判读）"


def test_five_packs_stand_in_the_order_in_which_they_were_named():
    comparison = compare_packs(["chongqing", "national", "shanghai", "gaoqing", "guiyang"])

    assert [c.id for c in comparison.columns] == [
        "chongqing",
        "national",
        "shanghai",
        "gaoqing",
        "guiyang",
    ]
    assert all(len(row.cells) == 5 for row in comparison.rows)


# how it is written


def test_json_tells_silence_values_clauses_and_whose_an_entry_is(capsys):
    code = run(["pack", "compare", "shanghai", "gaoqing", "-f", "json"])
    said = json.loads(capsys.readouterr().out)

    subjects = {s["id"]: s["cells"] for s in said["subjects"]}
    assert code == 0
    assert [p["id"] for p in said["packs"]] == ["shanghai", "gaoqing"]
    assert subjects["frequency-cap"]["shanghai"]["silent"] is True
    cap = subjects["frequency-cap"]["gaoqing"]["own"][0]
    assert cap["values"][0]["value"] == "2"
    assert cap["citations"] == [
        {"clause": "GQ-15b", "document": "高市监发〔2021〕25号", "place": "（十五）第二段第一句"}
    ]
    assert [e["pack"] for e in subjects["triggers-general"]["shanghai"]["inherited"]] == [
        "national"
    ] * 3


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tags, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [k for k, _ in attrs if k in ("src", "href", "onclick", "style")]
        if tag not in ("meta", "col", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def copied_with_title(tmp_path, title):
    folder = tmp_path / "gaoqing"
    shutil.copytree(
        TOP / "jurisdictions" / "gaoqing", folder, ignore=shutil.ignore_patterns("example")
    )
    rules = (folder / "frequency.yaml").read_text("utf-8")
    old = "title: 同一市场主体一年内被抽中检查不超过两次"
    assert rules.count(old) == 1
    (folder / "frequency.yaml").write_text(rules.replace(old, f"title: '{title}'"), "utf-8")
    return str(folder)


def test_the_page_stands_alone_runs_nothing_and_can_be_printed(two):
    html = comparison_html(two)
    reader = Page()

    reader.feed(html)

    assert reader.open == []
    assert reader.links == []
    assert not {"script", "link", "img", "iframe", "object"} & {*reader.tags}
    assert "url(" not in html
    assert "@import" not in html
    assert "@media print" in html
    assert "table-header-group" in html
    assert html.startswith("<!doctype html>")


def test_what_a_pack_writes_is_text_on_the_page(tmp_path):
    pack = copied_with_title(tmp_path, '<script>alert(1)</script>"&[bold]')

    html = comparison_html(compare_packs(["shanghai", pack]))

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;[bold]" in html


def test_a_workbook_holds_texts_never_formulas_or_links(tmp_path):
    pack = copied_with_title(tmp_path, '=HYPERLINK("http://x.example","看")')

    made = workbook(compare_packs(["shanghai", pack]))

    sheet = openpyxl.load_workbook(BytesIO(made))["对照"]
    texts = [c for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in texts} == {"s"}
    assert any(str(c.value).startswith('=HYPERLINK("http://x.example"') for c in texts)
    assert not any(c.hyperlink for c in texts)
    assert b"<f>" not in zipfile.ZipFile(BytesIO(made)).read("xl/worksheets/sheet1.xml")


def test_a_workbook_wraps_its_cells_freezes_its_header_and_is_high_enough(two):
    sheet = openpyxl.load_workbook(BytesIO(workbook(two)))["对照"]

    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert [sheet.cell(3, c).value.splitlines()[0] for c in (1, 2, 3)] == [
        "问题",
        "上海市市场监管部门双随机、一公开监管",
        "高青县市场监管系统双随机、一公开监管",
    ]
    assert all(c.alignment.wrap_text for row in sheet.iter_rows(min_row=4, max_row=20) for c in row)
    assert {sheet.column_dimensions[c].width > 20 for c in "AB"} == {True}
    cap = [
        r
        for r in sheet.iter_rows(min_row=4, values_only=True)
        if (r[0] or "").startswith("同一检查对象")
    ]
    assert cap[0][1] == "文件没有规定"
    assert "至多：2" in cap[0][2]
    high = next(r for r in range(4, sheet.max_row) if "至多：2" in str(sheet.cell(r, 3).value))
    lines = sheet.cell(high, 3).value.count("\n") + 1
    assert sheet.row_dimensions[high].height >= 13 * lines


def test_the_same_packs_give_the_same_bytes(two):
    again = compare_packs(["shanghai", "gaoqing"])

    assert workbook(two) == workbook(again)
    assert comparison_html(two) == comparison_html(again)
    assert comparison_text(two) == comparison_text(again)


def test_columns_stand_under_each_other_whatever_the_width_of_a_character(two):
    lines = comparison_text(two).splitlines()

    table = [line for line in lines if line.startswith(("│", "├"))]
    assert {cell_len(line) for line in table} == {120}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["shanghai"], "compare/one-pack"),
        (["shanghai", "shanghai"], "compare/one-pack"),
        (["shanghai", "gaoqing", "-f", "xlsx"], "output/needs-file"),
        (["shanghai", "nowhere"], "pack/unknown"),
        (["shanghai", "gaoqing", "-o", "no/such/folder/x.txt"], "check/no-folder"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments, code, capsys):
    ended = run(["pack", "compare", *arguments, *([] if "-f" in arguments else ["-f", "json"])])
    out = capsys.readouterr()

    assert ended == 2
    if "xlsx" in arguments:
        assert "加 -o" in out.err
    else:
        assert [f["code"] for f in json.loads(out.out)["refused"]] == [code]


@pytest.mark.parametrize("form", ["text", "html", "json", "xlsx"])
def test_each_form_is_written_whole_to_a_file(form, tmp_path, capsys):
    target = tmp_path / f"对照.{form}"

    code = run(["pack", "compare", "shanghai", "gaoqing", "-f", form, "-o", str(target)])

    assert code == 0
    assert capsys.readouterr().out == ""
    assert target.stat().st_size > 5_000
    assert [p.name for p in tmp_path.iterdir()] == [target.name]
