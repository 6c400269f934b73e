"""Several forms of a report in one run: which are printed, which are written, what is refused."""

import json
from datetime import date
from pathlib import Path

import pytest

from shuangsuiji.cli import run
from shuangsuiji.report import checks
from shuangsuiji.report.files import write_all
from shuangsuiji.workflow.plans import PlanPapers, check

TOP = Path(__file__).parents[2]
PLAN = TOP / "jurisdictions" / "gaoqing" / "example" / "plan.xlsx"
CHECK = ["plan", "check", str(PLAN), "--pack", "gaoqing", "--as-of", "2026-02-01"]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_ending_of_a_file_tells_its_form_and_what_has_no_file_is_printed(here, capsys):
    run([*CHECK, "-f", "text", "-f", "json", "-o", "report.json"])

    printed = capsys.readouterr().out
    assert "规则包：" in printed
    assert json.loads((here / "report.json").read_text("utf-8"))["pack"] == "gaoqing"


def test_a_file_alone_needs_no_form_and_nothing_is_printed(here, capsys):
    run([*CHECK, "-o", "a.json", "-o", "b.txt"])

    assert capsys.readouterr().out == ""
    assert json.loads((here / "a.json").read_text("utf-8"))["pack"] == "gaoqing"
    assert "规则包：" in (here / "b.txt").read_text("utf-8")


def test_a_form_with_another_files_ending_is_printed(here, capsys):
    run([*CHECK, "-f", "json", "-o", "b.txt"])

    assert json.loads(capsys.readouterr().out)["pack"] == "gaoqing"
    assert "规则包：" in (here / "b.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["-f", "text", "-f", "json"], "output/two-printed"),
        (["-f", "json", "-o", "report.pdf"], "output/ending"),
        (["-f", "json", "-o", "report"], "output/ending"),
        (["-f", "json", "-o", "a.json", "-o", "./a.json"], "output/twice"),
        (["-f", "json", "-f", "xlsx", "-o", "a.json"], "output/needs-file"),
    ],
)
def test_what_nobody_could_mean_is_refused_before_any_work(arguments, code, here, capsys):
    assert run(["plan", "check", "not-there.xlsx", "--pack", "gaoqing", *arguments]) == 2

    refused = json.loads(capsys.readouterr().out)["refused"]
    assert [f["code"] for f in refused] == [code]
    assert list(here.iterdir()) == []


def test_a_form_that_a_command_does_not_give_is_refused(here, capsys):
    names = ["pack", "compare", "shanghai", "gaoqing", "-f", "json"]
    assert run([*names, "-f", "sarif", "-o", "a.json"]) == 2
    first = json.loads(capsys.readouterr().out)["refused"]
    assert run([*names, "-o", "a.sarif"]) == 2
    second = json.loads(capsys.readouterr().out)["refused"]

    assert first[0]["code"] == "output/not-offered"
    assert second[0]["code"] == "output/ending"
    assert ".xlsx" in second[0]["fix"]


def test_what_a_command_offers_is_what_it_can_give():
    report = check("gaoqing", PlanPapers(PLAN), today=date(2026, 2, 1))

    assert set(checks.OFFERED) <= set(checks.report_forms(report))


def test_files_appear_together_or_not_at_all(tmp_path):
    def files():
        yield tmp_path / "a.txt", b"whole"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_all(files())

    assert list(tmp_path.iterdir()) == []
