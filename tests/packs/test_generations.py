"""What goes on down three generations: exceptions for several rules, what rests on a draft."""

import pytest

from shuangsuiji.findings import Refusal, Severity
from shuangsuiji.packs.resolve import load_pack

PACK = """\
id: {id}
title: 测试
code: "370000"
{extends}documents:
  - {{id: {id}-d, title: 办法, status: {status}}}
"""
CLAUSES = """\
- {{id: {mark}-01, document: {id}-d, place: 一, says: 一条, mark: "no"}}
"""
CAP = """\
- id: cap
  kind: frequency_cap
  title: 一年不超过两次
  cite: [PP-01]
  modality: must
  cap: 2
"""
EXCEPTION = """\
- id: fields
  kind: exception
  title: 重点行业
  cite: [{mark}-01]
  modality: must
  table: target
  to: [{to}]
  when: key_industry
"""
REFINED = """\
- id: {id}
  kind: refinement
  title: 下级
  cite: [{mark}-01]
  modality: must
  refines: {rule}
"""
SET = "  set: {cap: 1}\n"
UNLESS = "  unless:\n    - {{id: other, title: 别的, when: in_abnormal_list, cite: [{mark}-01]}}\n"


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(place, name, rules, extends="", status="in_force", more=""):
    folder = place / name
    folder.mkdir()
    above = f"extends: {extends}\n" if extends else ""
    pack = PACK.format(id=name, extends=above, status=status) + more
    (folder / "pack.yaml").write_text(pack, "utf-8")
    (folder / "clauses.yaml").write_text(CLAUSES.format(id=name, mark=mark(name)), "utf-8")
    if rules:
        (folder / "frequency.yaml").write_text(rules, "utf-8")


def mark(name):
    return (name[0] * 2).upper()


def refined(name, rule, changed=SET, id_="own"):
    text = REFINED.format(id=id_, mark=mark(name), rule=rule)
    return text + (changed if changed == SET else changed.format(mark=mark(name)))


def lifts(name, to):
    return EXCEPTION.format(mark=mark(name), to=to)


def exceptions(name):
    """Return the exceptions of each cap, by the cap's full id."""
    rules = load_pack(name).rules
    return {r.full_id: [e.id for e in r.spec.unless] for r in rules if r.spec.kind != "exception"}


def codes(name):
    with pytest.raises(Refusal) as refusal:
        load_pack(name)
    return [(f.code, str(f.location)) for f in refusal.value.findings]


@pytest.mark.parametrize("to", ["parent/frequency/cap", "frequency/cap", "frequency"])
def test_a_parents_exception_goes_on_for_what_children_refine(tmp_path, to):
    write(tmp_path, "parent", CAP + lifts("parent", to))
    write(tmp_path, "child", refined("child", "parent/frequency/cap"), "parent")
    write(tmp_path, "grand", refined("grand", "child/frequency/own", UNLESS), "child")

    assert exceptions("parent") == {"parent/frequency/cap": ["fields"]}
    assert exceptions("child") == {"child/frequency/own": ["fields"]}
    assert exceptions("grand") == {"grand/frequency/own": ["other", "fields"]}


@pytest.mark.parametrize("to", ["parent/frequency/cap", "frequency/cap", "frequency"])
def test_a_parents_exception_ends_with_the_rule_that_a_child_replaces_or_drops(tmp_path, to):
    write(tmp_path, "parent", CAP + lifts("parent", to))
    replacing = CAP.replace("PP-01", "CC-01") + "  replaces: parent/frequency/cap\n"
    write(tmp_path, "child", replacing, "parent")
    drops = "drops:\n  - {rule: parent/frequency/cap, cite: [EE-01]}\n"
    write(tmp_path, "empty", "", "parent", more=drops)

    assert exceptions("child") == {"child/frequency/cap": []}
    assert exceptions("empty") == {}


def test_an_exception_to_what_its_own_pack_replaces_is_told(tmp_path):
    write(tmp_path, "parent", CAP)
    replacing = CAP.replace("PP-01", "CC-01") + "  replaces: parent/frequency/cap\n"
    write(tmp_path, "child", replacing + lifts("child", "parent/frequency/cap"), "parent")

    assert codes("child") == [("pack/unknown-rule", "child/frequency.yaml:14:8")]


def test_an_exception_by_the_name_that_a_rule_had_is_held_to_the_directions_too(tmp_path):
    lower = "children:\n  - {family: frequency, may: lower, cite: [PP-01]}\n"
    write(tmp_path, "parent", CAP, more=lower)
    write(tmp_path, "child", refined("child", "parent/frequency/cap"), "parent")
    write(tmp_path, "grand", lifts("grand", "parent/frequency/cap"), "child")

    assert exceptions("grand") == {"child/frequency/own": ["fields"]}
    assert [f.code for f in load_pack("grand").warnings] == ["pack/direction-undecided"]


def test_a_draft_that_a_text_in_force_only_excepts_from_stays_a_draft(tmp_path):
    write(tmp_path, "parent", CAP, status="draft")
    write(tmp_path, "child", refined("child", "parent/frequency/cap", UNLESS), "parent")
    write(tmp_path, "other", refined("other", "parent/frequency/cap"), "parent")

    (excepted,), (changed,) = load_pack("child").rules, load_pack("other").rules

    assert (excepted.draft, excepted.severity) == (True, Severity.WARNING)
    assert (changed.draft, changed.severity) == (False, Severity.ERROR)
