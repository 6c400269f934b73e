"""The list of visits: what is merged, in which batch, who is a reserve, in every form."""

import csv
import io
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from after_draw import NOW, drawn, forged, refused, result, said
from shuangsuiji.cli import app
from shuangsuiji.draw.spec import DrawSpec
from shuangsuiji.findings import Refusal
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.report.draw_visits import OFFERED, visits_forms
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.draw_disqualify import Disqualification, disqualify
from shuangsuiji.workflow.draw_merging import check_merging
from shuangsuiji.workflow.draw_visits import visits
from shuangsuiji.yamlfile import load_model

TWO = """\
  - line: L-1
    group: same
    window: {from: 2026-03-01, until: 2026-06-30}
    batches: [3, 3]
    strata: [{id: A, ratio: 20%}]
  - line: L-2
    group: same
    window: {from: 2026-05-01, until: 2026-07-31}
    strata: [{id: A, ratio: 10%}]
"""
ROWS = [(f"甲{i:03}", "A", "eligible") for i in range(30)]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("drawn")
    drawn(root, TWO, ROWS, merge="true")
    return root


def out(folder: Path, id_: str, line: str | None = None) -> str:
    evidence = folder.parent / "注销.pdf"
    evidence.write_bytes(b"1")
    asked = Disqualification(id_, "注销", evidence, "王某（主要负责人）", line)
    report = disqualify(folder, asked, now=NOW)
    return str(report.record["overrides"][0]["in"])


def test_lines_that_meet_in_one_target_make_one_visit(folder: Path) -> None:
    first, second = result(folder)["L-1"]["A"], result(folder)["L-2"]["A"]
    assert first[:3] == second

    listed = {now.visit.target: now for now in visits(folder / "bundle").visits}

    assert set(listed) == set(first)
    both = listed[second[0]]
    assert (both.lines, both.visit.from_, both.visit.until) == (
        ("L-1", "L-2"),
        "2026-05-01",
        "2026-06-30",
    )
    alone = listed[first[5]]
    assert (alone.lines, alone.visit.until) == (("L-1",), "2026-06-30")


def test_a_reserve_has_a_visit_of_its_own_and_who_is_out_none(folder: Path) -> None:
    gone = result(folder)["L-2"]["A"][0]

    reserve = out(folder, gone)

    listed = visits(folder / "bundle").visits
    assert [now.lines for now in listed if now.visit.target == gone] == [()]
    came = [now for now in listed if now.visit.target == reserve]
    assert [(now.lines, now.reserve_for) for now in came] == [(("L-1",), gone)]
    other = [now for now in listed if now.lines == ("L-2",)]
    assert [(now.visit.id, now.reserve_for) for now in other] == [
        (f"{result(folder)['L-1']['A'][3]}|2", gone)
    ]


def test_who_leaves_one_line_is_still_visited_for_the_other(folder: Path) -> None:
    gone = result(folder)["L-2"]["A"][0]

    out(folder, gone, "L-2")

    now = next(now for now in visits(folder / "bundle").visits if now.visit.target == gone)
    assert (now.lines, now.visit.lines) == (("L-1",), ("L-1", "L-2"))


def test_every_form_tells_the_same(folder: Path, tmp_path: Path) -> None:
    gone = result(folder)["L-2"]["A"][0]
    reserve = out(folder, gone)
    files = [str(tmp_path / f"list.{form}") for form in ("txt", "json", "csv", "xlsx")]
    options = [word for file in files for word in ("-o", file)]

    ended = CliRunner().invoke(app, ["draw", "visits", str(folder / "bundle"), *options])

    assert (ended.exit_code, ended.output) == (0, "")
    text = Path(files[0]).read_text("utf-8")
    assert f"{reserve}  {reserve}  L-1" in text
    assert f"递补“{gone}”" in text
    assert "演示，非正式抽取" in text
    made = json.loads(Path(files[1]).read_bytes())
    rows = list(csv.reader(io.StringIO(Path(files[2]).read_text("utf-8-sig"))))
    sheet = openpyxl.load_workbook(files[3])["检查清单"]
    cells = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
    assert [v["visit"] for v in made["visits"]] == [row[0] for row in rows[1:]]
    assert [row[0] for row in rows[1:]] == [row[0] for row in cells]
    assert [v["lines"] for v in made["visits"] if v["target"] == gone] == [[]]
    assert next(row[6] for row in rows if row[0] == gone) == "已撤下，不再检查"
    assert set(visits_forms(visits(folder / "bundle"))) == set(OFFERED)


def test_a_list_is_not_written_into_the_bundle(folder: Path) -> None:
    words = ["draw", "visits", str(folder / "bundle"), "-o", str(folder / "bundle" / "a.csv")]

    ended = CliRunner().invoke(app, words)

    assert isinstance(ended.exception, Refusal)
    assert [f.code for f in ended.exception.findings] == ["draw/inside-bundle"]


def test_an_id_that_begins_like_a_formula_is_none(tmp_path: Path) -> None:
    rows = [("=1+1", "A", "eligible"), *ROWS[:1]]
    lines = TWO.split("  - line: L-2", maxsplit=1)[0].replace("20%", "100%")
    folder = drawn(tmp_path, lines, rows)

    forms = visits_forms(visits(folder / "bundle"))

    data = forms["csv"].content(tmp_path)
    assert isinstance(data, bytes)
    assert "'=1+1" in data.decode()
    assert "\n=1+1" not in data.decode()


def test_a_list_from_a_bundle_that_does_not_hold_is_refused(folder: Path) -> None:
    changed = (folder / "bundle" / "result.json").read_bytes().replace(b'"batch":1', b'"batch":2')
    forged(folder / "bundle", {"result.json": changed})

    assert refused(lambda: visits(folder / "bundle")) == ["draw/visits-unverified"]


packs = cache(load_pack)
PARTIES = "parties: [{name: a, title: 甲}, {name: b, title: 乙}]\n"


def read_as(root: Path, merge: str, lines: str, period: str = "overlapping") -> list[str]:
    """Return what Gaoqing's pack says of an order, with “同一时间段” read so."""
    order = root / "o.yaml"
    order.write_text(f"draw: D\npurpose: test\nmerge: {merge}\nlines:\n{lines}{PARTIES}", "utf-8")
    pack = packs("gaoqing")
    answer = replace(pack.settings.answers["same_period"], text=period, value=period)
    answers = {**pack.settings.answers, "same_period": answer}
    asked = replace(pack, settings=replace(pack.settings, answers=answers))
    found = check_merging(asked, load_model(order, DrawSpec), order)
    return [sentence(finding)[0] and finding.code for finding in found]


def test_what_the_pack_wants_merged_and_the_order_leaves_apart_is_told(tmp_path: Path) -> None:
    assert read_as(tmp_path, "false", TWO) == ["draw/told-not-merged"]
    assert read_as(tmp_path, "true", TWO) == []
    assert read_as(tmp_path, "false", TWO.replace("2026-05-01", "2026-07-01")) == []


def test_where_the_same_period_means_the_same_days_others_are_not_merged(tmp_path: Path) -> None:
    alike = TWO.replace("2026-05-01", "2026-03-01").replace("2026-07-31", "2026-06-30")

    assert refused(lambda: read_as(tmp_path, "true", TWO, "identical")) == ["draw/merge-period"]
    assert read_as(tmp_path, "false", TWO, "identical") == []
    assert read_as(tmp_path, "true", alike, "identical") == []
    assert read_as(tmp_path, "false", alike, "identical") == ["draw/told-not-merged"]


def test_a_freeze_tells_what_the_pack_wants_merged(tmp_path: Path) -> None:
    order, register = tmp_path / "o.yaml", tmp_path / "r.csv"
    head = "draw: D\npurpose: test\nregisters: [{ids: text}]\nlines:\n"
    order.write_text(f"{head}{TWO}{PARTIES}", "utf-8")
    register.write_text("id,stratum,status\n甲,A,eligible\n", "utf-8")
    record = draws.pack_record("gaoqing", NOW.date())
    asked = draws.FreezeOrder(order, (register,), tmp_path / "s.db", tmp_path / "out", record)

    assert "draw/told-not-merged" in said(draws.freeze(asked, now=NOW))
