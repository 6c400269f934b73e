"""plan read: the table as read, and the options that tell how to read it."""

import importlib.util
import json
from pathlib import Path

import pytest

from shuangsuiji.cli import run
from shuangsuiji.packs.files import FormFile
from shuangsuiji.yamlfile import load_model

_spec = importlib.util.spec_from_file_location("books", Path(__file__).with_name("books.py"))
books = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(books)
HEADER = ("编号", "干什么", "抽查比例", "时间安排", "备注")
LINES = (
    ("1", "餐饮抽查", "不低于3%，1次/年", "3-6月", "x"),
    ("2", "广告抽查", "若干", "6月底前", None),
)
TITLE = "某县2026年度抽查工作计划"


@pytest.fixture
def plan(tmp_path):
    return books.book(tmp_path / "计划.xlsx", HEADER, LINES, TITLE)


@pytest.fixture
def read(capsys):
    def read(*arguments, code=0):
        assert run(["plan", "read", *map(str, arguments), "--pack", "gaoqing"]) == code
        return capsys.readouterr()

    return read


def test_the_table_as_read_in_json(read, plan):
    answer = json.loads(read(plan, "-f", "json").out)

    assert (answer["title"], answer["year"]) == (TITLE, 2026)
    assert {c["header"]: (c["field"], c["cell"], c["by"]) for c in answer["mapping"]} == {
        "编号": ("line", "A2", "vocabulary"),
        "干什么": (None, "B2", None),
        "抽查比例": ("ratio", "C2", "vocabulary"),
        "时间安排": ("window", "D2", "vocabulary"),
        "备注": (None, "E2", None),
    }
    first, second = answer["rows"]
    assert (first["row"], first["sheet"], first["cell"], first["key"]) == (1, "计划", "A3", "1")
    text = "不低于3%，1次/年"
    assert first["fields"] == {
        "line": {"cell": "A3", "text": "1", "status": "value", "value": "1"},
        "ratio": {"cell": "C3", "text": text, "status": "value", "lo": "0.03", "hi": None},
        "frequency": {"cell": "C3", "text": text, "status": "value", "lo": "1", "hi": "1"},
        "window": {
            "cell": "D3",
            "text": "3-6月",
            "status": "value",
            "from": "2026-03-01",
            "last": "2026-06-30",
        },
    }
    assert second["fields"]["ratio"] == {"cell": "C4", "text": "若干", "status": "unknown"}
    assert second["fields"]["window"]["from"] is None
    assert {"scope", "estimated_count"} <= set(answer["missing"])
    assert not {"ratio", "window", "line"} & set(answer["missing"])


def test_the_same_file_reads_the_same(read, plan):
    assert read(plan, "-f", "json").out == read(plan, "-f", "json").out


def test_people_see_headers_cells_and_what_cannot_be_read(read, plan):
    shown = read(plan).out

    assert "干什么" in shown
    assert "没有用到" in shown
    assert "写作“若干”，读不出" in shown
    assert "规则包要看、表中没有的字段" in shown


def test_a_field_told_by_hand_is_shown_saved_and_read_back_from_the_form(read, plan, tmp_path):
    form = tmp_path / "样表.yaml"

    by_hand = ("--map", "干什么=抽查任务名称", "--map", "抽查比例=-")
    answer = json.loads(read(plan, *by_hand, "--save-form", form, "-f", "json").out)
    told = {c["header"]: (c["field"], c["by"]) for c in answer["mapping"]}
    assert told["干什么"] == ("name", "hand")
    assert told["抽查比例"] == (None, None)

    (saved,) = load_model(form, FormFile).root
    assert saved.table == "plan_line"
    again = json.loads(read(plan, "--form", form, "-f", "json").out)
    told = {c["header"]: (c["field"], c["by"]) for c in again["mapping"]}
    assert told["干什么"] == ("name", "form")
    assert again["rows"][0]["fields"]["name"]["text"] == "餐饮抽查"


def test_the_mapping_alone(read, plan):
    answer = json.loads(read(plan, "--show-mapping", "-f", "json").out)

    assert "rows" not in answer
    assert len(answer["mapping"]) == len(HEADER)


def test_plan_check_takes_the_same_options_and_shows_the_mapping_beside(plan, capsys):
    arguments = ["--map", "干什么=name", "--show-mapping", "--as-of", "2026-03-01", "-f", "json"]

    run(["plan", "check", str(plan), "--pack", "gaoqing", *arguments])

    shown = capsys.readouterr()
    assert json.loads(shown.out)["rows"] == len(LINES)
    assert "抽查任务名称（name）" in shown.err
    assert "--map" in shown.err


@pytest.mark.parametrize(
    ("told", "code", "near"),
    [
        ("干什么=抽查任务名", "forms/map-field", "抽查任务名称（name）"),
        ("干什么=estimated_cuont", "forms/map-field", "预估数量（estimated_count）"),
        ("干什=name", "forms/map-no-column", "干什么"),
        ("干什么", "forms/map-form", None),
        ("=name", "forms/map-form", None),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused_with_the_nearest_word(
    read, plan, told, code, near
):
    refused = json.loads(read(plan, "--map", told, "-f", "json", code=2).out)["refused"]

    assert [finding["code"] for finding in refused] == [code]
    assert refused[0]["params"].get("nearest") == near


def test_a_form_with_a_field_that_nobody_knows_is_refused(read, plan, tmp_path):
    form = tmp_path / "样表.yaml"
    form.write_text(
        "- table: plan_line\n  title: 表\n  columns:\n  - {field: nmae, labels: [干什么]}\n",
        "utf-8",
    )

    refused = json.loads(read(plan, "--form", form, "-f", "json", code=2).out)["refused"]

    assert [f["code"] for f in refused] == ["pack/unknown-field"]


def test_the_form_is_never_written_over_the_plan(read, plan):
    before = Path(plan).read_bytes()

    refused = json.loads(read(plan, "--save-form", plan, "-f", "json", code=2).out)["refused"]

    assert [f["code"] for f in refused] == ["check/output-is-input"]
    assert Path(plan).read_bytes() == before


def test_rows_of_which_nothing_is_known_are_no_plan(tmp_path, capsys):
    """A file of cases, say: it is refused as a sheet without a header is."""
    path = tmp_path / "案件.yaml"
    path.write_text("- case: 甲案\n  facts: 无\n", "utf-8")

    assert run(["plan", "check", str(path), "--pack", "gaoqing"]) == 2
    assert "没有找到表头" in capsys.readouterr().err
