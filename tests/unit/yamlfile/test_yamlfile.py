"""The YAML door: everything is text with a place, and what is ambiguous is refused."""

import pytest
from pydantic import BaseModel

from shuangsuiji.findings import Location, Refusal
from shuangsuiji.model.vocabulary import Strict, YesNo
from shuangsuiji.yamlfile import load_model, parse_yaml, plain, read_yaml, typed


class Inner(Strict):
    ratio: str
    on: YesNo = False


class Outer(Strict):
    title: str
    inner: tuple[Inner, ...] = ()


def refused(text, model: type[BaseModel] | None = None):
    def read():
        node = parse_yaml(text, "x.yaml")
        return node if model is None else typed(node, model, "x.yaml")

    with pytest.raises(Refusal) as refusal:
        read()
    return [(f.code, f.location.line, f.location.column) for f in refusal.value.findings]


def test_scalars_stay_text_until_a_model_reads_them():
    tree = parse_yaml("a: 0310115\nb: on\nc: 12:30\nd: 2021-01-01\ne: null\nf: 'null'\n", "x.yaml")

    assert plain(tree) == {
        "a": "0310115",
        "b": "on",
        "c": "12:30",
        "d": "2021-01-01",
        "e": None,
        "f": "null",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\na: 2\n", [("yaml/duplicate-key", 2, 1)]),
        ("a: 1\na: 2\nb: 1\nb: 2\n", [("yaml/duplicate-key", 2, 1), ("yaml/duplicate-key", 4, 1)]),
        ("a: &x 1\nb: *x\n", [("yaml/alias", 1, 4)]),
        ("a: !!python/object:os.system x\n", [("yaml/tag", 1, 4)]),
        ("a: 1\n---\nb: 2\n", [("yaml/several-documents", 2, 1)]),
        ("[" * 60, [("yaml/too-deep", 1, 41)]),
        ("a: {b: x = 1, 2}\n", [("yaml/flow-comma", 1, 15)]),
        ("a: x = 'b #c'\n", [("yaml/comment-cut", 1, 10)]),
        ("a: b: c\n", [("yaml/syntax", 1, 5)]),
        ("? [a]\n: 1\n", [("yaml/key-not-text", 1, 3)]),
        ("", [("yaml/empty", None, None)]),
        ("a: \x00\n", [("yaml/control-character", 1, 4)]),
    ],
)
def test_what_yaml_would_guess_at_is_refused_at_its_place(text, found):
    assert refused(text) == found


def test_a_model_reports_every_problem_at_once_with_the_nearest_word():
    text = "titel: 标题\ninner:\n  - {ratio: 5%, on: yes}\n  - {on: true}\n"

    with pytest.raises(Refusal) as refusal:
        typed(parse_yaml(text, "x.yaml"), Outer, "x.yaml")

    told = {
        (f.code, f.location.line, f.location.column): dict(f.params) for f in refusal.value.findings
    }
    assert told[("yaml/unknown-key", 1, 1)]["nearest"] == "title"
    assert told[("yaml/missing-key", 1, 1)]["key"] == "title"
    assert told[("yaml/wrong-type", 3, 21)]["found"] == "yes"
    assert told[("yaml/missing-key", 4, 5)]["key"] == "ratio"


def test_a_bom_is_read_and_other_encodings_are_refused_with_the_line(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_bytes("﻿title: 标题\n".encode())
    bad.write_bytes("a: 1\ntitle: 标题\n".encode("gbk"))

    assert load_model(good, Outer).title == "标题"
    with pytest.raises(Refusal) as refusal:
        read_yaml(bad)
    assert refusal.value.findings[0].code == "yaml/not-utf8"
    assert refusal.value.findings[0].location == Location(str(bad), line=2)


def test_a_workbook_handed_in_for_yaml_is_said(tmp_path):
    (tmp_path / "plan.xlsx").write_bytes(b"PK\x03\x04\x14\x00\xff")

    with pytest.raises(Refusal) as refusal:
        read_yaml(tmp_path / "plan.xlsx")

    assert [f.code for f in refusal.value.findings] == ["yaml/not-text"]


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(Refusal) as refusal:
        read_yaml(tmp_path / "none.yaml")

    assert refusal.value.findings[0].code == "file/unreadable"
