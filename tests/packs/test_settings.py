"""The registry of settings: the 42 open questions once each, every one read, answers typed and resolved upward."""

import inspect
from datetime import date

import pytest

from shuangsuiji.findings import Refusal
from shuangsuiji.model.procedures import PROCEDURES
from shuangsuiji.packs import merge
from shuangsuiji.packs.resolve import load_pack, pack_folders
from shuangsuiji.packs.settings import shipped_settings
from shuangsuiji.rules.answers import read_settings
from shuangsuiji.rules.kinds import KINDS, limits

REGISTRY = shipped_settings()
PACKS = {name: load_pack(name) for name in pack_folders()}
IN_CONDITIONS = {
    name
    for pack in PACKS.values()
    for rule in pack.rules
    for name in read_settings(rule.spec.model_dump_json(exclude={"cases"}))
}
FIXED = {"silent_value"}  # resolving upward is what inheritance is; there is no other option


def test_every_open_question_is_declared_once():
    assert sorted(s.question for s in REGISTRY.values()) == list(range(1, 43))


@pytest.mark.parametrize("name", REGISTRY)
def test_a_setting_is_read_where_it_says(name):
    readers = REGISTRY[name].read_by
    assert readers or name in IN_CONDITIONS, "nobody reads it"
    for reader in readers:
        if reader in KINDS:
            source = inspect.getsource(inspect.getmodule(KINDS[reader]))
            if "rules.kinds.limits import" in source:
                source += inspect.getsource(limits)
            assert f'setting("{name}")' in source, reader
        elif reader in ("severity", "inheritance"):
            assert f'"{name}"' in inspect.getsource(merge) or name in FIXED
        else:
            assert reader in PROCEDURES, reader


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_every_setting_has_an_answer_or_says_that_it_is_open(pack):
    for name, spec in REGISTRY.items():
        answer = pack.settings.answers.get(name)
        if answer is None:
            assert spec.default is None
        else:
            assert spec.read(answer.text) == answer.value
            assert answer.pack == "" or answer.cite


def test_an_answer_of_a_child_overrides_and_keeps_the_chain():
    answer = PACKS["gaoqing"].settings.answers["leader_choice"]

    assert answer.text == "chosen"
    assert answer.location.file == "jurisdictions/gaoqing/settings.yaml"
    assert [a.text for a in answer.overrode] == ["drawn"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("- {name: high_ratoi, is: 20%, cite: [ZZ-1]}", "pack/unknown-setting"),
        ("- {name: high_ratio, is: 很高, cite: [ZZ-1]}", "pack/setting-value"),
        ("- {name: leader_choice, is: elected, cite: [ZZ-1]}", "pack/setting-value"),
        ("- {name: high_ratio, is: 20%, cite: [ZZ-9]}", "pack/unknown-clause"),
    ],
)
def test_a_wrong_answer_is_refused_at_its_place(tmp_path, given, code):
    folder = tmp_path / "zz"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        'id: zz\ntitle: 某县\ncode: "990000"\ndocuments:\n'
        "  - {id: zz-1, title: 某县细则, status: in_force}\n",
        "utf-8",
    )
    (folder / "clauses.yaml").write_text(
        "- {id: ZZ-1, document: zz-1, place: 第一条, says: 说明, mark: partly}\n", "utf-8"
    )
    (folder / "settings.yaml").write_text(given + "\n", "utf-8")
    with pytest.raises(Refusal) as refused:
        load_pack(str(folder))
    (found,) = refused.value.findings
    assert (found.code, found.location.line) == (code, 1)


def test_a_finding_names_its_own_clause_first_and_then_that_of_the_answer():
    ready = {r.normal.id: r for r in PACKS["guiyang"].ready(date(2021, 6, 1), 2021)}
    law = ready["guiyang/ratios/enterprises-three-percent"].citations

    assert [c.clause for c in law] == ["GY-06c", "GY-01c"]
