"""A value that a child leaves silent for a time is resolved upward, with where it stands; a draft gives none."""

from datetime import date

import pytest

from shuangsuiji.packs.resolve import load_pack

RULE = """\
- id: published
  kind: due_within
  title: 限期公示
  cite: [{clause}]
  modality: must
  {over}table: result
  after: task_completed_on
  event: published_on
  within:
{within}
  message: 期限{{within}}
  fix: 公示
"""
ALWAYS = "    - is: {workdays: 20}"
LATER = "    - {from: 2027-01-01, is: {workdays: 10}}"


def write(folder, name, rule, *, extends="", status="in_force"):
    place = folder / name
    place.mkdir()
    up = f"extends: {extends}\n" if extends else ""
    (place / "pack.yaml").write_text(
        f'id: {name}\ntitle: 某地\ncode: "990000"\n{up}documents:\n'
        f"  - {{id: {name}-1, title: 办法, status: {status}}}\n",
        "utf-8",
    )
    clause = "PP-1" if name == "parent" else "CC-1"
    (place / "clauses.yaml").write_text(
        f"- {{id: {clause}, document: {name}-1, place: 第一条, says: 公示, mark: partly}}\n",
        "utf-8",
    )
    (place / "results.yaml").write_text(rule, "utf-8")
    return place


def child_of(tmp_path, *, status):
    parent = RULE.format(clause="PP-1", over="", within=ALWAYS)
    write(tmp_path, "parent", parent, status=status)
    over = "replaces: parent/results/published\n  "
    own = RULE.format(clause="CC-1", over=over, within=LATER)
    return load_pack(str(write(tmp_path, "child", own, extends="parent")))


def ready_on(pack, day):
    (ready,) = pack.ready(day, day.year)
    return ready


def test_where_the_child_is_silent_the_parent_speaks_and_is_named(tmp_path):
    pack = child_of(tmp_path, status="in_force")
    now, later = ready_on(pack, date(2026, 7, 1)), ready_on(pack, date(2027, 7, 1))
    (own,) = [o for o in later.origins if o.name == "within"]
    (above,) = [o for o in now.origins if o.name == "within"]

    assert (own.value, above.value) == ("10个工作日", "20个工作日")
    assert own.location.file.endswith("child/results.yaml")
    assert above.location.file.endswith("parent/results.yaml")
    assert [c.clause for c in now.citations] == ["PP-1"]
    assert now.silent == ()


def test_a_draft_does_not_fill_the_silence_of_a_text_in_force(tmp_path):
    pack = child_of(tmp_path, status="draft")

    assert "within" in ready_on(pack, date(2026, 7, 1)).silent


@pytest.mark.parametrize(
    ("name", "silent"),
    [
        ("national", set()),
        ("gaoqing", set()),
        ("shanghai", {"shanghai/results/published-within-the-time-set within"}),
    ],
)
def test_what_the_shipped_packs_leave_silent_beside_open_questions(name, silent):
    ready = load_pack(name).ready(date(2026, 7, 1), 2026)
    found = {f"{r.normal.id} {s}" for r in ready for s in r.silent}

    assert {f for f in found if " setting." not in f} == silent
