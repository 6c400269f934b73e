"""Broken packs: each gives exactly its codes at exactly its lines and columns, and none is let through.

The packs stand in packs/*.yaml, a row each; what only a program can write is written here.
"""

import importlib.util
import re
import sys
from pathlib import Path
from string import Formatter

import pytest
import yaml

from shuangsuiji.cli import run
from shuangsuiji.findings import Refusal
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.settings import read_settings_registry
from shuangsuiji.packs.vocabulary import read_vocabulary
from shuangsuiji.report.sentences import SENTENCES, sentence
from shuangsuiji.workflow.packs import lint

_spec = importlib.util.spec_from_file_location("broken", Path(__file__).with_name("broken.py"))
broken = sys.modules["broken"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(broken)

ROWS = [(topic, row) for topic in broken.TOPICS for row in broken.rows(topic)]
REGISTRIES = yaml.safe_load((broken.TABLES / "registries.yaml").read_text("utf-8"))
LONG = "字" * 200_000
MADE = {
    "lists forty-one deep": ("- " * 41 + "x\n", ["yaml/too-deep plans.yaml:1:81"]),
    "brackets a thousand deep": ("[" * 1_000, ["yaml/too-deep plans.yaml:1:41"]),
    "braces a thousand deep": ("{a: " * 1_000, ["yaml/too-deep plans.yaml:1:161"]),
    "braces that close": (
        "- id: " + "{a: " * 60 + "x" + "}" * 60 + "\n",
        ["yaml/too-deep plans.yaml:1:159"],
    ),
    "a key of megabytes": (
        f"- ? {LONG}\n  : x\n  kind: requirement\n",
        [
            *["yaml/missing-key plans.yaml:1:3"] * 5,
            "yaml/unknown-key plans.yaml:1:5",
        ],
    ),
    "a megabyte on one line": (
        f"# {LONG}{LONG}{LONG}{LONG}{LONG}{LONG}\n",
        ["yaml/empty plans.yaml"],
    ),
    "eight megabytes": (f"# {LONG * 15}", ["yaml/too-large plans.yaml"]),
    "brackets thirty-one deep in a condition": (
        broken.SOUND["bases"]["requirement"]["plans.yaml"].replace(
            "stated(scope)", "(" * 40 + "stated(scope)" + ")" * 40
        ),
        ["condition/too-deep plans.yaml:7:12"],
    ),
    "brackets a thousand deep in a condition": (
        broken.SOUND["bases"]["requirement"]["plans.yaml"].replace(
            "stated(scope)", "(" * 900 + "stated(scope)" + ")" * 900
        ),
        ["condition/too-deep plans.yaml:7:12"],
    ),
    "NOT four hundred times": (
        broken.SOUND["bases"]["requirement"]["plans.yaml"].replace(
            "stated(scope)", "NOT " * 400 + "stated(scope)"
        ),
        ["condition/too-deep plans.yaml:7:12"],
    ),
    "a condition of three thousand characters": (
        broken.SOUND["bases"]["requirement"]["plans.yaml"].replace(
            "stated(scope)", "stated(scope)" + " OR stated(scope)" * 190
        ),
        ["condition/too-long plans.yaml:7:12"],
    ),
    "a number of five thousand digits": (
        broken.SOUND["bases"]["requirement"]["plans.yaml"].replace(
            "stated(scope)", "base > " + "9" * 1_900
        ),
        ["condition/number plans.yaml:7:19"],
    ),
}
BYTES = {
    "GBK": ("- id: r\n  title: 写明\n".encode("gbk"), ["yaml/not-utf8 plans.yaml:2"]),
    "UTF-16": ("- id: r\n".encode("utf-16"), ["yaml/not-utf8 plans.yaml:1"]),
    "a workbook": (b"PK\x03\x04\xff", ["yaml/not-text plans.yaml"]),
    "half a surrogate": (b"- id: \xed\xa0\x80\n", ["yaml/not-utf8 plans.yaml:1"]),
    "an overlong slash": (b"- id: \xc0\xaf\n", ["yaml/not-utf8 plans.yaml:1"]),
    "nothing": (b"", ["yaml/empty plans.yaml"]),
    "a byte order mark alone": (b"\xef\xbb\xbf", ["yaml/empty plans.yaml"]),
}
ELSEWHERE = {
    "file/unreadable": "tests/unit/yamlfile",
    "pack/not-valid": "tests/plans: a pack for one year, asked about another",
    "pack/explain-unknown": "tests/cli: what pack explain is asked for",
    "pack/direction-undecided": "tests/packs/test_children.py: it loads, with a note",
    "pack/superior-prevails": "tests/packs/test_children.py: it loads, with a warning",
}
"""Codes of packs that no broken folder gives: why, or where they are provoked."""


def told(findings):
    """Return `code file:line:column` of each finding, and look at its sentence on the way."""
    for finding in findings:
        assert_speaks(finding)
    return sorted(f"{f.code} {str(f.location).removeprefix('test/')}" for f in findings)


def assert_speaks(finding):
    """Hold a finding to a Chinese sentence with a remedy, and nothing of Python in them."""
    what, remedy = sentence(finding)
    assert re.search(r"[一-鿿]", what)
    assert remedy
    for text in SENTENCES[finding.code]:
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= {*finding.params}
    assert not re.search(r"规定的写法（|None|Error|object at|\btuple\b|\bliteral\b", what + remedy)


def linted(top, monkeypatch):
    monkeypatch.chdir(top)
    return told(lint(["test"]).findings)


@pytest.mark.parametrize("base", ["", *broken.SOUND["bases"]])
def test_the_packs_that_the_broken_ones_are_made_from_load(tmp_path, base, monkeypatch):
    broken.Broken("sound", base=base).write_to(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert load_pack("test").id == "test"
    if base in ("", "fields", "requirement", "exception", "trigger"):
        assert lint(["test"]).findings == ()


@pytest.mark.parametrize(("topic", "row"), ROWS, ids=[f"{t}: {r.name}" for t, r in ROWS])
def test_a_broken_pack_gives_exactly_its_codes_at_their_places(tmp_path, topic, row, monkeypatch):
    row.write_to(tmp_path)

    found = linted(tmp_path, monkeypatch)

    assert found == sorted(row.gives)
    if topic == "cases":
        assert load_pack("test").id == "test"
    else:
        with pytest.raises(Refusal) as refusal:
            load_pack("test")
        assert told(refusal.value.findings) == found


@pytest.mark.parametrize("row", broken.rows("cases"), ids=lambda row: row.name)
def test_no_command_takes_a_broken_case_for_a_bug_of_ours(tmp_path, row, monkeypatch, capsys):
    row.write_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    rules = [rule.full_id for rule in load_pack("test").rules]

    ends = {run(["pack", "test", "test"]), run(["pack", "test", "--mutate", "test"])}
    ends |= {run(["pack", "coverage", "test"]), run(["pack", "show", "test"])}
    ends |= {run(["pack", "explain", rule, "--pack", "test"]) for rule in rules}

    assert ends <= {0, 1, 2}
    assert "Traceback" not in capsys.readouterr().err


def test_a_case_that_cannot_be_read_is_told_at_its_place_by_every_command(
    tmp_path, monkeypatch, capsys
):
    row = next(r for r in broken.rows("cases") if r.name == "例子的值放不下")
    row.write_to(tmp_path)
    monkeypatch.chdir(tmp_path)

    ran = run(["pack", "test", "test"]), capsys.readouterr().err
    explained = run(["pack", "explain", "test/plans/r", "--pack", "test"]), capsys.readouterr().err

    assert (ran[0], explained[0]) == (2, 2)
    assert "test/plans.yaml:12:33" in ran[1]
    assert "test/plans.yaml:12:33" in explained[1]


def test_a_word_that_no_kind_has_is_answered_with_the_nearest_kind(capsys):
    code = run(["pack", "explain", "due_withn"])

    assert code == 2
    assert "due_within" in capsys.readouterr().err


@pytest.mark.parametrize("name", [*MADE, *BYTES])
def test_a_pack_beyond_measure_is_refused_at_its_place(tmp_path, name, monkeypatch):
    text, gives = MADE[name] if name in MADE else BYTES[name]
    broken.Broken("sound").write_to(tmp_path)
    written = text.encode() if isinstance(text, str) else text
    (tmp_path / "test" / "plans.yaml").write_bytes(written)

    assert linted(tmp_path, monkeypatch) == gives
    with pytest.raises(Refusal):
        load_pack("test")


def test_a_file_with_a_thousand_problems_tells_two_hundred_of_them(tmp_path, monkeypatch):
    broken.Broken("sound").write_to(tmp_path)
    rule = "- {id: R, kind: covers_all_items, title: '', cite: [], modality: shall}\n"
    (tmp_path / "test" / "plans.yaml").write_text(rule * 1_000, "utf-8")

    found = linted(tmp_path, monkeypatch)

    assert len(found) == 200
    assert "yaml/wrong-type plans.yaml:1:8" in found


def test_problems_of_all_files_are_told_at_once(tmp_path, monkeypatch):
    broken.Broken("sound", base="fields").write_to(tmp_path)
    for name, old, new in (
        ("plans.yaml", "[scope]", "[skope]"),
        ("plans.yaml", "缺{field}", "缺{feld}"),
        ("clauses.yaml", "document: d", "document: e"),
        ("settings.yaml", "is: 20%", "is: 高"),
        ("forms.yaml", "field: scope", "field: skope"),
    ):
        path = tmp_path / "test" / name
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    assert linted(tmp_path, monkeypatch) == [
        "condition/unknown-field plans.yaml:7:12",
        "pack/setting-value settings.yaml:2:7",
        "pack/unknown-document clauses.yaml:2:13",
        "pack/unknown-field forms.yaml:4:14",
        "pack/unknown-placeholder plans.yaml:8:12",
    ]


@pytest.mark.parametrize("name", ["plans.yaml", "clauses.yaml", "settings.yaml"])
@pytest.mark.parametrize("made", [Path.mkdir, lambda path: path.symlink_to("nowhere.yaml")])
def test_a_folder_or_a_broken_link_in_a_files_place_is_told(tmp_path, monkeypatch, name, made):
    broken.Broken("sound", base="fields").write_to(tmp_path)
    path = tmp_path / "test" / name
    path.unlink()
    made(path)

    assert linted(tmp_path, monkeypatch) == [f"file/unreadable {name}"]


def test_a_folder_without_a_pack_file_is_said(tmp_path):
    with pytest.raises(Refusal) as refusal:
        load_pack(str(tmp_path))

    assert [f.code for f in refusal.value.findings] == ["pack/no-pack-file"]


def test_a_chain_of_ten_packs_is_too_long(tmp_path, monkeypatch):
    for number in range(10):
        broken.Broken("sound").write_to(tmp_path)
        (tmp_path / "test").rename(tmp_path / f"p{number}")
        path = tmp_path / f"p{number}" / "pack.yaml"
        text = path.read_text("utf-8").replace("id: test", f"id: p{number}")
        parent = f"extends: p{number + 1}\ndocuments:" if number < 9 else "documents:"
        path.write_text(text.replace("documents:", parent), "utf-8")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(Refusal) as refusal:
        load_pack("p0")

    assert [str(f.location) for f in refusal.value.findings] == ["p8/pack.yaml:4:10"]


def read(registry, path):
    if registry == "settings":
        return read_settings_registry(path / "r.yaml", "test/r.yaml")
    return read_vocabulary(path, "test")


REGISTRY_ROWS = [(k, row) for k, table in REGISTRIES.items() for row in table["broken"]]


@pytest.mark.parametrize(
    ("registry", "row"), REGISTRY_ROWS, ids=[f"{k}: {r['name']}" for k, r in REGISTRY_ROWS]
)
def test_a_broken_registry_gives_exactly_its_codes_at_their_places(tmp_path, registry, row):
    text = REGISTRIES[registry]["sound"]
    (tmp_path / "r.yaml").write_text(text, "utf-8")
    assert read(registry, tmp_path)
    for old, new in row["change"].items():
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "r.yaml").write_text(text, "utf-8")

    with pytest.raises(Refusal) as refusal:
        read(registry, tmp_path)

    found = [line.replace("r.yaml:", "") for line in told(refusal.value.findings)]
    assert found == sorted(row["gives"])


def test_a_table_that_two_files_of_the_vocabulary_define_is_told_at_the_second(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(REGISTRIES["vocabulary"]["sound"], "utf-8")

    with pytest.raises(Refusal) as refusal:
        read_vocabulary(tmp_path, "test")

    assert told(refusal.value.findings) == [
        "vocabulary/table-twice b.yaml:16:5",
        "vocabulary/table-twice b.yaml:3:5",
    ]


def given_codes():
    rows = [g for _, row in ROWS for g in row.gives]
    rows += [g for _, row in REGISTRY_ROWS for g in row["gives"]]
    rows += [g for _, gives in (*MADE.values(), *BYTES.values()) for g in gives]
    return {line.split()[0] for line in rows} | {"pack/no-pack-file", "vocabulary/table-twice"}


def test_there_are_more_than_a_hundred_packs_and_no_two_are_alike():
    made = [str(sorted(row.files().items())) + str((row.crlf, row.bom)) for _, row in ROWS]

    assert len(made) == len(set(made)) >= 100


def test_every_code_that_loading_or_linting_a_pack_can_report_is_among_them():
    areas = ("yaml", "condition", "pack", "setting", "vocabulary", "proof", "coverage", "file")
    known = {code for code in SENTENCES if code.split("/")[0] in areas}

    assert sorted(known - given_codes()) == sorted(ELSEWHERE)
