"""Task sheets, schedules and the page on fairness: everybody who goes is on them, and nobody else."""

import io
import json
import re
import shutil
import unicodedata
from collections import Counter
from dataclasses import replace as changed
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from matched_draw import NOW, drawn, people, person, read
from shuangsuiji.assignment.fairness import Never, buckets, spread
from shuangsuiji.cli import run as cli
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import parsed
from shuangsuiji.draw.verification.verify import Verdict, Verification
from shuangsuiji.findings import Outcome, Refusal
from shuangsuiji.report.assign_fairness_html import fairness_html
from shuangsuiji.report.assign_fairness_words import alarms
from shuangsuiji.report.assign_index_html import index_html
from shuangsuiji.report.assign_schedule import schedule_html, schedule_xlsx
from shuangsuiji.report.assign_task_html import tasks_html
from shuangsuiji.report.assign_words import Item, Seat, Who, stints
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.assign_check import TeamPapers, check_teams
from shuangsuiji.workflow.assign_papers import PapersGiven, assign_papers
from shuangsuiji.workflow.assign_papers import _pack as pack_of
from shuangsuiji.workflow.assign_replace import ReplaceOrder
from shuangsuiji.workflow.assign_replace import replace as replace_inspector
from shuangsuiji.workflow.assign_run import run as assign
from shuangsuiji.workflow.assign_sheets import write_sheets
from shuangsuiji.workflow.draw_disqualify import Disqualification, disqualify


class Page(HTMLParser):
    """Reads the sections of a page: their marks, and the text of each."""

    def __init__(self, html):
        super().__init__()
        self.sections = {}
        self.open = []
        self.tags = Counter()
        self._now = None
        self.feed(html)
        self.close()
        assert not self.open, "every tag is closed"

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        if tag not in ("meta", "br", "rect"):
            self.open.append(tag)
        told = dict(attrs)
        mark = told.get("data-visit") or told.get("data-person")
        if tag == "section" and mark:
            self._now = mark
            assert mark not in self.sections
            self.sections[mark] = ""

    def handle_startendtag(self, tag, attrs):
        self.tags[tag] += 1

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag == "section":
            self._now = None

    def handle_data(self, data):
        if self._now is not None:
            self.sections[self._now] += data


def names(path: Path) -> Path:
    """Write a register of people with names and certificates for the draw's ids."""
    rows = ["人员编号,姓名,执法证号,执法证有效期至,所属部门,联系电话"]
    rows += [
        f"P{i},张{'一二三四五六七八'[i]},鲁C-{i:03},2030-12-31,县局,0533-{i}" for i in range(8)
    ]
    path.write_text("\n".join(rows), "utf-8")
    return path


def targets(path: Path, ids) -> Path:
    rows = ["统一社会信用代码,主体名称,检查地址,检查联系电话,所属区域"]
    rows += [f"{i},示例“{i}”<店>&公司,某路{i}号,0533-9,东所" for i in ids]
    path.write_text("\n".join(rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Draw, match, replace one by hand, and let one reserve in."""
    root = tmp_path_factory.mktemp("papers")
    out = drawn(root)
    shutil.copytree(out / "bundle", root / "before")
    assert not assign(out, "gaoqing", now=NOW).short
    slots = read(out, "assignment.json")["slots"]
    first = next(s for s in slots if s["slot"] == "member")
    team = {s["inspector"] for s in slots if s["visit"] == first["visit"]}
    fit = read(out, "fit.json")
    able = next(f for f in fit if (f["visit"], f["slot"]) == (first["visit"], "member"))
    successor = next(c["inspector"] for c in able["candidates"] if c["inspector"] not in team)
    order = ReplaceOrder(
        first["visit"],
        "member",
        first["inspector"],
        "岗位调整",
        "任务执行单位张某",
        "designate",
        successor,
        unable=True,
        approved_on=NOW.date(),
    )
    replace_inspector(out, order, now=NOW)
    (root / "注销.pdf").write_bytes(b"x")
    gone = next(s["visit"] for s in slots if s["visit"] != first["visit"])
    disqualify(
        out,
        Disqualification(gone, "已经注销", root / "注销.pdf", "王某（主要负责人）", "L-1"),
        now=NOW,
    )
    return out, first, successor, gone


@pytest.fixture(scope="module")
def papers(folder, tmp_path_factory):
    out, *_ = folder
    root = tmp_path_factory.mktemp("given")
    ids = {line.split("|")[0] for line in (out / "bundle/register-1.txt").read_text().split("\n")}
    given = PapersGiven(
        out / "bundle",
        registers=(targets(root / "名录.csv", sorted(ids - {""})),),
        inspectors=(names(root / "人员.csv"),),
    )
    return assign_papers(given)


def test_every_visit_that_stands_has_a_sheet_with_its_whole_team(papers, folder):
    out, first, successor, gone = folder
    page = Page(tasks_html(papers, papers.tasks))
    overrides = read(out, "overrides.json")
    came = next(o["in"] for o in overrides if o["kind"] == "disqualify")
    slots = read(out, "assignment.json")["slots"]
    before = {s["visit"] for s in slots}

    assert set(page.sections) == before - {gone} | {came}
    held = {(s["visit"], s["slot"]): s["inspector"] for s in slots}
    held[first["visit"], "member"] = successor
    for (visit, _), who in held.items():
        if visit != gone:
            assert f"（{who}）" in page.sections[visit]
    assert f"（{first['inspector']}）" not in page.sections[first["visit"]]
    assert "任务执行单位张某（2026-02-01）同意，不是随机产生" in page.sections[first["visit"]]
    assert f"替下“{gone}”" in page.sections[came]
    assert papers.called_off == 1


def test_a_sheet_has_window_batch_clauses_form_and_certificates(papers):
    page = Page(tasks_html(papers, papers.tasks))

    for task in papers.tasks:
        told = page.sections[task.visit]
        assert f"示例“{task.target}”<店>&公司" in told
        for words in ("2026-03-01至2026-06-30", f"第{task.batch}批", "L-1", "GQ-28b", "鲁C-"):
            assert words in told
        for box in (
            "主体名称",
            "统一社会信用代码",
            "法定代表人",
            "检查地址",
            "联系电话",
            "记录情况",
        ):
            assert box in told
        assert f"某路{task.target}号" in told
    assert page.tags["script"] == 0


def test_everybody_who_goes_has_a_schedule_with_all_their_visits(papers):
    page = Page(schedule_html(papers))

    expected = Counter(s.who.id for t in papers.tasks for s in t.seats if s.who)
    assert set(page.sections) == set(expected)
    for who, n in expected.items():
        assert f"{n}户次" in page.sections[who]
        for task in papers.tasks:
            there = who in {s.who.id for s in task.seats if s.who}
            assert (f" {task.target}" in page.sections[who]) == there


def test_the_workbook_has_a_row_for_each_seat_and_everybody_s_load(papers):
    book = openpyxl.load_workbook(io.BytesIO(schedule_xlsx(papers)))
    rows = list(book["日程"].iter_rows(min_row=2, values_only=True))
    heads, seats = rows[0], rows[1:]

    told = sorted((r[heads.index("人员编号")], r[heads.index("检查编号")]) for r in seats)
    assert told == sorted((s.who.id, t.visit) for t in papers.tasks for s in t.seats if s.who)
    loads = {r[0]: r[4:] for r in book["各人户次"].iter_rows(min_row=3, values_only=True)}
    assert set(loads) == {p["id"] for p in people()}
    for share in papers.fairness.shares:
        before, given, now, together = map(int, loads[share.person.id])
        assert (before, given, now) == (share.person.before, share.given, share.now)
        assert together == before + now
    assert schedule_xlsx(papers) == schedule_xlsx(papers)


def test_our_own_schedule_is_a_list_of_teams_with_which_the_pack_is_content(papers, tmp_path):
    path = tmp_path / "schedule.xlsx"
    path.write_bytes(schedule_xlsx(papers))

    given = TeamPapers(path, (names(tmp_path / "人员.csv"),))
    report = check_teams("gaoqing", given, today=NOW.date())

    assert report.rows == len(papers.tasks)
    assert [f for f in report.checked.findings if f.outcome is Outcome.FAIL] == []


def test_the_figures_are_those_of_the_bundle(papers, folder):
    out, *_ = folder
    figures = papers.fairness
    fit, given = read(out, "fit.json"), read(out, "assignment.json")

    assert (figures.slots, figures.filled) == (len(fit), len(given["slots"]))
    assert dict(figures.candidates) == Counter(len(f["candidates"]) for f in fit)
    fits = Counter(c["inspector"] for f in fit for c in f["candidates"])
    after = {load["inspector"]: (load["before"], load["after"]) for load in given["loads"]}
    for share in figures.shares:
        who = share.person.id
        assert share.fits == fits[who]
        assert (share.person.before, share.person.before + share.given) == after[who]
    assert sum(s.now for s in figures.shares) == sum(
        s.who is not None for t in papers.tasks for s in t.seats
    )
    teams = {}
    for slot in given["slots"]:
        teams.setdefault(slot["visit"], []).append(slot["inspector"])
    pairs = Counter(tuple(sorted(team)) for team in teams.values())
    assert {(p.first, p.second): p.together for p in figures.pairs} == {
        pair: n for pair, n in pairs.items() if n > 1
    }
    assert figures.pairs_met == len(pairs)
    assert figures.changed == (("designate", 1),)
    assert 0 < figures.first <= figures.filled
    tickets = {(f["visit"], f["slot"]): f["candidates"] for f in fit}
    least = {key: min(c["unmet"] for c in cs) for key, cs in tickets.items()}
    best = [
        next(c for c in tickets[s["visit"], s["slot"]] if c["inspector"] == s["inspector"])["unmet"]
        == least[s["visit"], s["slot"]]
        for s in given["slots"]
    ]
    assert figures.preferred == sum(best)


def test_the_page_tells_what_it_shows_and_what_not(papers):
    html = fairness_html(papers)
    text = re.sub("<[^>]*>", "", html)

    Page(html)
    assert "合条件的席位多的人，被派到的机会也多" in text
    assert "抽取以后换了1人，不是随机产生的（另行指派1人）" in text
    assert "没有要专家的席位" in text  # E1
    assert "只供内部核对" in text
    for share in papers.fairness.officers:
        assert f"（{share.person.id}）" in text


def test_pools_and_strata_too_small_to_be_random_are_told(tmp_path):
    """Two people are left, and one of them cannot lead; of B all are drawn: there is nothing to choose."""
    lines = """\
  - line: L-1
    window: {from: 2026-03-01, until: 2026-06-30}
    strata: [{id: A, ratio: 10%}, {id: B, ratio: 100%}]
"""
    away = {"from": "2026-02-01", "until": "2026-07-31"}
    folk = [
        person("A1", region="西所", skills=["食品", "特种设备"][::-1]),
        person("A2", region="西所", leader=False, skills=["特种设备", "食品"]),
        person("B1", certified=None),
        person("B2", certified={"from": "2020-01-01", "until": "2026-04-01"}),
        person("B3", absent=[away]),
        person("E1", expert=True, certified=None, leader=False),
    ]
    for each in folk:
        each["skills"] = sorted(each["skills"])
    out = drawn(tmp_path, folk=folk, lines=lines)
    assert not assign(out, "gaoqing", now=NOW).short

    figures = assign_papers(PapersGiven(out / "bundle")).fairness

    assert figures.candidates == ((1, figures.visits), (2, figures.visits))
    assert len(figures.forced) == figures.visits
    assert {s.person.id: s.never for s in figures.shares if s.never} == {
        "B1": Never.NO_CERTIFICATE,
        "B2": Never.CERTIFICATE,
        "B3": Never.AWAY,
        "E1": Never.NO_EXPERT_SLOT,
    }
    told = [a.what for a in alarms(figures)]
    assert told[0] == f"{figures.visits}户次能去的人刚好只够一组，派谁不由抽取决定"
    assert told[1].startswith(f"{figures.visits}个席位（50.0%）只有一个人合条件")
    assert figures.pairs[0].together == figures.visits
    assert [(c.stratum, c.eligible, c.drawn) for c in figures.certain] == [("B", 5, 5)]
    assert "1个分层里可抽的对象全部抽中，抽谁不由随机决定" in told


def test_the_folder_has_all_files_and_appears_whole_or_not(folder, tmp_path):
    out, *_ = folder
    given = PapersGiven(out / "bundle")

    papers, files = write_sheets(given, tmp_path / "纸")

    assert sorted(p.name for p in (tmp_path / "纸").iterdir()) == sorted(files)
    batches = {task.batch for task in papers.tasks}
    assert {f"tasks-{n}.html" for n in batches} <= set(files)
    listed = set()
    for name in files:
        if name.startswith("tasks-"):
            page = Page((tmp_path / "纸" / name).read_text("utf-8"))
            assert not listed & set(page.sections)
            listed |= set(page.sections)
    assert listed == {task.visit for task in papers.tasks}
    index = (tmp_path / "纸" / "index.html").read_text("utf-8")
    assert set(re.findall('href="([^"]+)"', index)) == set(files) - {"index.html"}
    with pytest.raises(Refusal) as caught:
        write_sheets(given, tmp_path / "纸")
    assert [f.code for f in caught.value.findings] == ["papers/folder"]


def test_one_batch_alone(folder):
    out, *_ = folder
    every = assign_papers(PapersGiven(out / "bundle")).tasks

    second = assign_papers(PapersGiven(out / "bundle", batch=2)).tasks

    assert second == tuple(t for t in every if t.batch == 2)
    with pytest.raises(Refusal) as caught:
        assign_papers(PapersGiven(out / "bundle", batch=9))
    assert [f.code for f in caught.value.findings] == ["papers/no-visits"]


def test_a_bundle_that_does_not_hold_sends_nobody(folder, tmp_path):
    out, *_ = folder
    files = {p.name: p.read_bytes() for p in (out / "bundle").iterdir()}
    bad = tmp_path / "bad"
    bad.mkdir()
    for name, data in files.items():
        (bad / name).write_bytes(data.replace(b'"before":3', b'"before":0'))

    with pytest.raises(Refusal) as caught:
        assign_papers(PapersGiven(bad))
    assert [f.code for f in caught.value.findings] == ["papers/unverified"]


def test_no_papers_before_the_match_while_sealed_or_without_the_pack(folder, monkeypatch):
    out, *_ = folder
    before, bundle = PapersGiven(out.parent / "before"), PapersGiven(out / "bundle")
    manifest = parsed(Manifest, (out / "bundle" / "manifest.json").read_bytes(), "manifest.json")
    elsewhere = changed_model(manifest, "云溪")

    for step, code in (
        (lambda: assign_papers(before), "papers/not-assigned"),
        (lambda: pack_of(bundle, elsewhere), "papers/pack"),
    ):
        with pytest.raises(Refusal) as caught:
            step()
        assert [f.code for f in caught.value.findings] == [code]
        assert all(sentence(caught.value.findings[0]))
    monkeypatch.setattr(draws, "verify", lambda _: Verification(Verdict.SEALED, ()))
    with pytest.raises(Refusal) as caught:
        assign_papers(bundle)
    assert [f.code for f in caught.value.findings] == ["papers/sealed"]


def changed_model(manifest, pack):
    """Return a manifest of a draw under another pack."""
    return manifest.model_copy(update={"pack": manifest.pack.model_copy(update={"id": pack})})


def odd_task(task):
    """Return a task with names that never end, names that are HTML, an empty seat and many items."""
    seats = (
        Seat("leader", "组长", Who("P1", "<b>张</b>", "县局" * 30, certificate="X" * 60)),
        Seat("member", "组员", None, "原来空缺"),
    )
    return changed(
        task,
        name="<script>alert(1)</script>" + "很长的名称" * 30,
        seats=seats,
        items=tuple(Item(f"事项{i}", "内容" * 40, "实地") for i in range(9)),
    )


def test_nothing_of_a_name_is_obeyed_and_an_empty_seat_says_so(papers):
    odd = odd_task(papers.tasks[0])

    html = tasks_html(changed(papers, tasks=(odd,)), (odd,))

    assert Page(html).tags["script"] == 0
    assert "（空缺）" in html
    assert all(f"事项{i}" in html for i in range(9))


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_fits_a_desk_and_a_phone(papers, browser, tmp_path, width):
    odd = changed(papers, tasks=(odd_task(papers.tasks[0]), *papers.tasks[1:3]))
    entries = [("tasks-1.html", "任务单", "检查组")]
    pages = {
        "tasks": tasks_html(odd, odd.tasks),
        "schedule": schedule_html(odd),
        "fairness": fairness_html(odd),
        "index": index_html(odd, entries),
    }
    for name, html in pages.items():
        path = tmp_path / f"{name}.html"
        path.write_text(html, "utf-8")
        page = browser.open(path, width=width)

        assert page.too_wide() == [], name
        assert (page.asked, page.errors) == ([], [])
        page.close()


def test_a_visit_is_one_printed_page_and_so_is_a_person(papers, browser, tmp_path):
    for html, expected in (
        (tasks_html(papers, papers.tasks), [t.target for t in papers.tasks]),
        (schedule_html(papers), [w.id for w, _ in stints(papers)]),
    ):
        path = tmp_path / "x.html"
        path.write_text(html, "utf-8")
        page = browser.open(path)
        printed = [unicodedata.normalize("NFKC", text) for text in page.printed()]
        page.close()

        assert len(printed) == len(expected)
        assert all(word in text for word, text in zip(expected, printed, strict=True))


def test_the_commands_print_and_write(folder, tmp_path, capsys):
    out, *_ = folder
    bundle = str(out / "bundle")

    assert cli(["assign", "sheets", bundle, "-o", str(tmp_path / "纸"), "-f", "json"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert written["draw"] == "D-1"
    assert [f["code"] for f in written["said"]] == ["papers/written"]
    assert cli(["assign", "fairness", bundle, "-f", "json", "-o", str(tmp_path / "f.html")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {p["id"] for p in told["people"]} == {p["id"] for p in people()}
    assert (tmp_path / "f.html").read_text("utf-8").startswith("<!doctype html>")
    assert cli(["assign", "fairness", bundle]) == 0
    assert "不是随机产生的" in capsys.readouterr().out
    assert cli(["assign", "fairness", bundle, "--pack", "无此包"]) == 2


def test_small_words():
    assert buckets({0: 1, 2: 3, 60: 1}) == [("0人", 1), ("2人", 3), ("51人以上", 1)]
    assert spread([]) == (0, 0, 0.0)
