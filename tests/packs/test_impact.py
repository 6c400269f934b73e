"""Two versions of a pack on the same papers: what appears, vanishes, changes; nothing else is told."""

import csv
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from shuangsuiji.cli import run
from shuangsuiji.findings import Outcome, Refusal
from shuangsuiji.proof.impact import Change
from shuangsuiji.rules.evaluate import MOST_ROWS_TOLD
from shuangsuiji.workflow.packs_impact import ImpactPapers, impact
from shuangsuiji.workflow.packs_versions import load_version

TOP = Path(__file__).parents[2]
EXAMPLE = TOP / "jurisdictions" / "gaoqing" / "example"
DAY = date(2026, 8, 31)
PAPERS = ImpactPapers(
    (EXAMPLE / "plan.xlsx",),
    EXAMPLE / "items.xlsx",
    EXAMPLE / "register.csv",
    EXAMPLE / "findings.yaml",
    DAY,
)
WITHOUT_REGISTER = ImpactPapers((EXAMPLE / "plan.xlsx",), EXAMPLE / "items.xlsx", as_of=DAY)
CAP = "gaoqing/frequency/twice-a-year"


def copy(folder, *changes, of="jurisdictions/gaoqing"):
    """Copy a pack; each change is (file, old, new) and must fit once."""
    shutil.copytree(TOP / of, folder, ignore=shutil.ignore_patterns("example", "resolved.yaml"))
    for file, old, new in changes:
        text = (folder / file).read_text("utf-8")
        assert text.count(old) == 1, (file, old, text.count(old))
        (folder / file).write_text(text.replace(old, new), "utf-8")
    return str(folder)


def seen(old, new, papers=PAPERS):
    return impact(old, new, papers, today=DAY)


def targets(found, change):
    return {
        d.finding.location.cell for p in found.papers for d in p.differences if d.change is change
    }


def register_rows(visits):
    with (EXAMPLE / "register.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {number for number, row in enumerate(rows, 2) if row["本年度已抽查次数"] == str(visits)}


@pytest.fixture(scope="module")
def lowered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("new") / "gaoqing"
    return seen("gaoqing", copy(folder, ("frequency.yaml", "  cap: 2\n", "  cap: 1\n")))


def test_a_lower_cap_names_each_target_that_changes_and_nothing_else(lowered):
    rules = {d.finding.code for p in lowered.papers for d in p.differences}
    rows = {c: {int(cell[1:]) for cell in targets(lowered, c)} for c in Change}

    assert rules == {CAP}
    assert rows[Change.APPEARS] == register_rows(2)
    assert rows[Change.CHANGES] == register_rows(3)
    assert rows[Change.VANISHES] == set()
    assert len(rows[Change.APPEARS]) == 128


def test_a_target_that_failed_and_fails_still_changes_in_the_value_alone(lowered):
    [change] = [d for d in lowered.papers[0].differences if d.finding.location.cell == "I289"]

    assert change.change is Change.CHANGES
    assert change.what == {"cap": ("2", "1")}


def test_what_nobody_wrote_down_becomes_undecided_and_who_is_excepted_is_said(lowered):
    by_row = {d.finding.location.cell: d.finding.outcome for d in lowered.papers[0].differences}

    assert [by_row[cell] for cell in ("J612", "J1905", "J3218")] == [Outcome.UNKNOWN] * 3
    assert by_row["I903"] is Outcome.EXCEPTED


def test_the_value_stands_with_both_places(lowered):
    [value] = lowered.values

    assert (value.subject, value.name, value.old, value.new) == (CAP, "cap", "2", "1")
    assert str(value.old_place) == "jurisdictions/gaoqing/frequency.yaml:9:8"
    assert str(value.new_place).endswith("gaoqing/frequency.yaml:9:8")


def test_counts_tell_the_same_as_the_rows(lowered):
    counts = {c.outcome: (c.old, c.new) for c in lowered.papers[0].counts if c.rule == CAP}

    assert counts == {
        Outcome.PASS: (3995, 3867),
        Outcome.FAIL: (3, 124),
        Outcome.UNKNOWN: (0, 3),
        Outcome.EXCEPTED: (2, 6),
    }
    assert {c.rule for c in lowered.papers[0].counts} == {CAP}


def test_a_warning_that_appears_is_no_error(lowered):
    assert not lowered.errors


def test_raised_again_the_same_targets_vanish(lowered, tmp_path):
    back = seen(
        copy(tmp_path / "gaoqing", ("frequency.yaml", "  cap: 2\n", "  cap: 1\n")), "gaoqing"
    )

    assert targets(back, Change.VANISHES) == targets(lowered, Change.APPEARS)
    assert targets(back, Change.APPEARS) == set()


@pytest.mark.parametrize(
    "change",
    [
        ("frequency.yaml", "超过{cap}次\n", "多于{cap}次，企业类型为{type}\n"),
        (
            "frequency.yaml",
            "  fix: 从本次抽取范围排除，或注明例外情形\n",
            "  fix: 换一个{region}的对象\n",
        ),
        (
            "frequency.yaml",
            "  title: 同一市场主体一年内被抽中检查不超过两次\n",
            "  title: 一年至多两次\n",
        ),
        ("frequency.yaml", "      title: 另行部署的定向抽查\n", "      title: 另行部署的\n"),
        (
            "ratios.yaml",
            "没有明写超过清单所设上限即违反，读法存在分歧",
            "超过上限是否即违反，有分歧",
        ),
    ],
    ids=["message", "fix", "title", "exception", "doubt"],
)
def test_other_words_change_nothing(change, tmp_path):
    found = seen("gaoqing", copy(tmp_path / "gaoqing", change))

    assert found.values == ()
    assert [p.differences for p in found.papers] == [()]
    assert [p.counts for p in found.papers] == [()]
    assert not found.errors


def test_a_rule_that_binds_brings_errors_and_exit_1(tmp_path, capsys):
    new = copy(
        tmp_path / "gaoqing",
        ("plans.yaml", "  fields: [scope, period, estimated_count]\n", "  fields: [scope, period, estimated_count, partners]\n"),
    )  # fmt: skip
    arguments = ["--plan", str(EXAMPLE / "plan.xlsx"), "--items", str(EXAMPLE / "items.xlsx")]

    code = run(
        ["pack", "impact", "gaoqing", new, *arguments, "--as-of", "2026-08-31", "-f", "json"]
    )
    said = json.loads(capsys.readouterr().out)
    back = run(["pack", "impact", new, "gaoqing", *arguments, "--as-of", "2026-08-31"])

    assert (code, back) == (1, 0)
    assert said["errors"] is True
    assert {f["rule"] for f in said["papers"][0]["findings"]} == {
        "gaoqing/plans/line-fields#partners"
    }
    assert {f["new"]["outcome"] for f in said["papers"][0]["findings"]} == {"fail"}
    assert said["values"][0]["name"] == "fields"


def test_a_warning_that_becomes_an_error_is_a_new_error(tmp_path):
    new = copy(
        tmp_path / "gaoqing",
        ("frequency.yaml", "  cite: [GQ-15b]\n  modality: in_principle\n", "  cite: [GQ-15b]\n  modality: must\n"),
    )  # fmt: skip

    found = seen("gaoqing", new)

    assert {d.finding.code for d in found.papers[0].differences} == {CAP}
    assert [d.what["severity"] for d in found.papers[0].differences if d.is_new_error] == [
        ("warning", "error")
    ] * 3
    assert found.errors
    assert {(v.name, v.old, v.new) for v in found.values} == {
        ("modality", "in_principle", "must"),
        ("severity", "warning", "error"),
    }


def test_a_setting_that_is_answered_otherwise_is_a_value(tmp_path):
    new = copy(tmp_path / "gaoqing", ("settings.yaml", "  is: chosen\n", "  is: drawn\n"))

    found = seen("gaoqing", new, WITHOUT_REGISTER)

    assert [(v.subject, v.old, v.new) for v in found.values] == [
        ("setting.leader_choice", "chosen", "drawn")
    ]


def test_a_rule_for_the_register_waits_for_it_where_it_is_new(tmp_path):
    new = copy(tmp_path / "gaoqing")
    old = copy(tmp_path / "old" / "gaoqing")
    (Path(old) / "frequency.yaml").unlink()

    found = seen(old, new, WITHOUT_REGISTER)

    waiting = [d for d in found.papers[0].differences if d.finding.code == CAP]
    assert [(d.change, d.finding.outcome) for d in waiting] == [(Change.APPEARS, Outcome.UNKNOWN)]
    assert (CAP, "rule", None) in {(v.subject, v.name, v.old) for v in found.values}


def test_two_plans_of_a_year_tell_the_register_once(lowered, tmp_path):
    second = tmp_path / "plan.xlsx"
    shutil.copy(EXAMPLE / "plan.xlsx", second)
    new = copy(tmp_path / "gaoqing", ("frequency.yaml", "  cap: 2\n", "  cap: 1\n"))
    papers = ImpactPapers(
        (EXAMPLE / "plan.xlsx", second), PAPERS.items, PAPERS.register, PAPERS.findings, DAY
    )

    found = seen("gaoqing", new, papers)

    assert [len(p.differences) for p in found.papers] == [133, 0]
    assert found.papers[1].counts == ()


# more rows than a check tells of


def big_register(path, visits):
    head = (EXAMPLE / "register.csv").read_text("utf-8").splitlines()[0] + "\n"
    rows = "".join(
        f",企业{n}号,有限责任公司,存续,A类,田镇所,零售,否,{v},否,否,否,否\n"
        for n, v in enumerate(visits)
    )
    path.write_text(head + rows, "utf-8")
    return path


@pytest.fixture
def told_of_twenty(monkeypatch):
    """Let a check tell of 20 rows, so that little is needed to have more."""
    monkeypatch.setattr("shuangsuiji.rules.evaluate.MOST_ROWS_TOLD", 20)


def with_register(path):
    return ImpactPapers(PAPERS.plans, PAPERS.items, path, None, DAY)


def test_rows_beyond_those_told_are_compared_by_numbers_and_that_is_said(tmp_path, capsys):
    register = big_register(tmp_path / "名录库.csv", [2] * 2_500 + [0] * 10)
    new = copy(tmp_path / "gaoqing", ("frequency.yaml", "  cap: 2\n", "  cap: 1\n"))

    [paper] = seen("gaoqing", new, with_register(register)).papers
    run(["pack", "impact", "gaoqing", new, "--plan", str(PAPERS.plans[0]), "--register", str(register), "--as-of", "2026-08-31"])  # fmt: skip
    told = capsys.readouterr().out

    assert len([d for d in paper.differences if d.finding.code == CAP]) == MOST_ROWS_TOLD
    [limit] = paper.unlisted
    assert (limit.rule, limit.upto, limit.listed, limit.more) == (CAP, 2_001, 2_000, 500)
    fails = [c for c in paper.counts if c.rule == CAP and c.outcome is Outcome.FAIL]
    assert [(c.old, c.new) for c in fails] == [(0, 2_500)]
    assert "第 2001 行以后只比了数目，数目有变化" in told
    assert "不符合 0 → 2500" in told
    assert "另有 500 行只比了数目" in told


def test_a_row_pushed_off_the_list_is_not_said_to_vanish(tmp_path, told_of_twenty):
    """With a cap of 2 the told rows reach further down than with a cap of 1, which fails more rows."""
    register = big_register(tmp_path / "r.csv", [2, 3] * 25)
    new = copy(tmp_path / "gaoqing", ("frequency.yaml", "  cap: 2\n", "  cap: 1\n"))

    [paper] = seen("gaoqing", new, with_register(register)).papers

    of_cap = [d for d in paper.differences if d.finding.code == CAP]
    assert {d.change for d in of_cap} == {Change.APPEARS, Change.CHANGES}
    assert len([d for d in of_cap if d.change is Change.APPEARS]) == 10
    assert max(int(d.finding.location.cell[1:]) for d in of_cap) == 21
    assert [(u.upto, u.more) for u in paper.unlisted] == [(21, 30)]


def test_numbers_that_agree_are_not_said_to_mean_that_no_row_changed(
    tmp_path, capsys, told_of_twenty
):
    register = big_register(tmp_path / "r.csv", [3] * 30)
    new = copy(tmp_path / "gaoqing", ("frequency.yaml", "次，超过{cap}次", "次，多于{cap}次"))
    arguments = [
        "--plan",
        str(PAPERS.plans[0]),
        "--register",
        str(register),
        "--as-of",
        "2026-08-31",
    ]

    code = run(["pack", "impact", "gaoqing", new, *arguments])
    told = capsys.readouterr().out

    assert code == 0
    assert "数目没有变化，各行有没有变化不知道" in told
    assert "问题没有变化；另有 10 行只比了数目" in told


def test_more_errors_beyond_those_told_are_errors_too(tmp_path, told_of_twenty):
    register = big_register(tmp_path / "r.csv", [5] * 25 + [4])
    must = (
        "frequency.yaml",
        "  cite: [GQ-15b]\n  modality: in_principle\n",
        "  cite: [GQ-15b]\n  modality: must\n",
    )
    old = copy(tmp_path / "old" / "gaoqing", must, ("frequency.yaml", "  cap: 2\n", "  cap: 4\n"))
    new = copy(tmp_path / "new" / "gaoqing", must, ("frequency.yaml", "  cap: 2\n", "  cap: 3\n"))

    found = seen(old, new, with_register(register))

    assert not any(d.is_new_error for d in found.papers[0].differences)
    assert found.errors


# packs that extend it


def test_children_show_what_they_inherit_and_not_what_they_replaced(tmp_path):
    rule = "- id: necessary-coverage\n"
    text = (TOP / "rulesets/national/ratios.yaml").read_text("utf-8")
    own = text[text.index(rule) :]
    line = next(part for part in own.splitlines() if part.startswith("  modality:"))
    new = copy(tmp_path / "national", of="rulesets/national")
    changed = text[: text.index(rule)] + own.replace(line, "  modality: should", 1)
    (Path(new) / "ratios.yaml").write_text(changed, "utf-8")

    found = seen("national", new, WITHOUT_REGISTER)

    changed_in = {
        c.pack for c in found.children
        if ("national/ratios/necessary-coverage", "modality") in {(v.subject, v.name) for v in c.values}
    }  # fmt: skip
    assert "gaoqing" in changed_in
    assert "chongqing" not in changed_in
    assert [c.pack for c in found.children if c.refused] == []


def test_a_child_that_no_longer_holds_is_an_error(tmp_path):
    new = copy(tmp_path / "national", of="rulesets/national")
    (Path(new) / "exemptions.yaml").unlink()

    found = seen("national", new, WITHOUT_REGISTER)

    [gaoqing] = [c for c in found.children if c.pack == "gaoqing"]
    assert {f.code for f in gaoqing.refused} == {"pack/unknown-rule"}
    assert found.errors


# revisions of git


def git(folder, *arguments):
    names = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with two packs; the last commit lowers the cap and makes a national rule weaker."""
    top = tmp_path / "repo"
    copy(top / "jurisdictions" / "gaoqing")
    copy(top / "rulesets" / "national", of="rulesets/national")
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "first")
    for file, old, new in (
        ("jurisdictions/gaoqing/frequency.yaml", "  cap: 2\n", "  cap: 1\n"),
        ("rulesets/national/pack.yaml", "id: national\n", "id: national\n"),
        (
            "rulesets/national/items.yaml",
            "- id: one-list-per-province\n",
            "- id: single-list-per-province\n",
        ),
    ):
        path = top / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")
    git(top, "commit", "-q", "-a", "-m", "second", "--allow-empty")
    monkeypatch.chdir(top)
    return top


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HEAD~1:jurisdictions/gaoqing", "HEAD:jurisdictions/gaoqing"),
        ("jurisdictions/gaoqing@HEAD~1", "jurisdictions/gaoqing@HEAD"),
    ],
)
def test_two_revisions_are_read_with_the_parents_of_their_time(old, new, repository):
    found = seen(old, new, WITHOUT_REGISTER)

    assert {(v.subject, v.name) for v in found.values} == {
        (CAP, "cap"),
        ("national/items/one-list-per-province", "rule"),
        ("national/items/single-list-per-province", "rule"),
    }
    [cap] = [v for v in found.values if v.subject == CAP]
    assert str(cap.old_place) == "HEAD~1:jurisdictions/gaoqing/frequency.yaml:9:8"
    assert str(cap.new_place) == "HEAD:jurisdictions/gaoqing/frequency.yaml:9:8"


def test_a_revision_against_the_folder_of_today(repository):
    found = seen("jurisdictions/gaoqing@HEAD~1", "jurisdictions/gaoqing", WITHOUT_REGISTER)

    assert (CAP, "cap", "2", "1") in {(v.subject, v.name, v.old, v.new) for v in found.values}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("HEAD:../gaoqing", "impact/path"),
        ("HEAD:/etc", "impact/path"),
        ("HEAD:jurisdictions/../../gaoqing", "impact/path"),
        ("HEAD:jurisdictions//gaoqing", "impact/path"),
        ("HEAD:--output=x", "impact/path"),
        ("HEAD:jurisdictions/*", "impact/path"),
        ("HEAD:(top)jurisdictions:x", "impact/path"),
        ("HEAD:a\\b", "impact/path"),
        ("HEAD:", "impact/path"),
        ("--upload-pack=x:jurisdictions/gaoqing", "impact/revision"),
        ("HEAD;id:jurisdictions/gaoqing", "impact/revision"),
        ("$(id):jurisdictions/gaoqing", "impact/revision"),
        ("HEAD~1..HEAD:jurisdictions/gaoqing", "impact/revision"),
        ("jurisdictions/gaoqing@-x", "impact/revision"),
        ("jurisdictions/gaoqing@", "impact/revision"),
        ("nowhere@HEAD", "pack/unknown"),
        ("HEAD~9:jurisdictions/gaoqing", "impact/git-failed"),
        ("jurisdictions/gaoqing@none", "impact/git-failed"),
        ("HEAD:jurisdictions", "impact/not-in-version"),
        ("HEAD:jurisdictions/shanghai", "impact/not-in-version"),
    ],
)
def test_a_revision_or_path_that_is_none_is_refused(word, code, repository, tmp_path):
    with pytest.raises(Refusal) as refusal:
        load_version(word, tmp_path / "scratch")

    assert [f.code for f in refusal.value.findings] == [code]


def test_a_link_in_a_revision_leads_nowhere(repository, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("id: gaoqing\n", "utf-8")
    own = repository / "jurisdictions" / "gaoqing" / "pack.yaml"
    own.unlink()
    own.symlink_to(secret)
    git(repository, "commit", "-q", "-a", "-m", "a link")

    with pytest.raises(Refusal) as refusal:
        load_version("HEAD:jurisdictions/gaoqing", tmp_path / "scratch")

    assert [f.code for f in refusal.value.findings] == ["impact/not-in-version"]


def test_a_parent_with_the_name_of_a_path_is_not_looked_for(repository, tmp_path):
    pack = repository / "jurisdictions" / "gaoqing" / "pack.yaml"
    pack.write_text(
        pack.read_text("utf-8").replace("extends: national", "extends: ../../x"), "utf-8"
    )
    git(repository, "commit", "-q", "-a", "-m", "a path")

    with pytest.raises(Refusal) as refusal:
        load_version("HEAD:jurisdictions/gaoqing", tmp_path / "scratch")

    assert [f.code for f in refusal.value.findings] == ["pack/unknown"]


def test_a_pack_too_large_in_a_revision_is_refused(repository, tmp_path):
    big = repository / "jurisdictions" / "gaoqing" / "notes.yaml"
    big.write_text("# 空\n" * 2_000_000, "utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "large")

    with pytest.raises(Refusal) as refusal:
        load_version("HEAD:jurisdictions/gaoqing", tmp_path / "scratch")

    assert [f.code for f in refusal.value.findings] == ["impact/too-large"]


def test_outside_a_repository_git_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    with pytest.raises(Refusal) as refusal:
        load_version("HEAD:x", tmp_path / "scratch")

    assert [f.code for f in refusal.value.findings] == ["impact/git-failed"]


def test_without_git_a_revision_is_refused(repository, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Refusal) as refusal:
        load_version("HEAD:jurisdictions/gaoqing", tmp_path / "scratch")

    assert [f.code for f in refusal.value.findings] == ["impact/no-git"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["gaoqing", "shanghai"], "impact/other-pack"),
        (["gaoqing", "nowhere"], "pack/unknown"),
    ],
)
def test_what_cannot_be_held_against_each_other_is_refused(arguments, code, capsys):
    ended = run(["pack", "impact", *arguments, "--plan", str(EXAMPLE / "plan.xlsx"), "-f", "json"])

    assert ended == 2
    assert [f["code"] for f in json.loads(capsys.readouterr().out)["refused"]] == [code]


def test_a_plan_must_be_named(capsys):
    assert run(["pack", "impact", "gaoqing", "gaoqing"]) == 2
    assert "--plan" in capsys.readouterr().err
