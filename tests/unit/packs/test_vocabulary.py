"""The vocabulary: derived fields are read, and what is wrong with them is said."""

import pytest

from shuangsuiji.model.vocabulary import Vocabulary
from shuangsuiji.packs.vocabulary import check_vocabulary, shipped_vocabulary
from shuangsuiji.yamlfile import parse_yaml, typed

TEXT = """\
tables:
  plan:
    label: 计划
    row: 计划
    key: title
    fields:
      - {name: title, label: 标题, type: text}
      - name: lines
        label: 行数
        type: count
        least: 0
        derived: {count: line, where: plan = this.title}
  line:
    label: 行
    row: 行
    key: plan
    fields:
      - {name: plan, label: 计划, type: text}
      - {name: ratio, label: 比例, type: ratio}
"""


def codes(text):
    return [
        f.code for f in check_vocabulary(typed(parse_yaml(text, "v.yaml"), Vocabulary, "v.yaml"))
    ]


def test_the_shipped_vocabulary_is_sound():
    assert check_vocabulary(shipped_vocabulary()) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("count: line", "count: lines", "vocabulary/unknown-name"),
        ("count: line", "sum: line.number", "vocabulary/unknown-name"),
        ("count: line", "count_distinct: line.ratio", "vocabulary/distinct-bounds"),
        ("plan = this.title", "plan = this.titel", "condition/unknown-field"),
        (
            "count: line, where: plan = this.title",
            "count: plan, where: lines >= 1",
            "vocabulary/circle",
        ),
    ],
)
def test_a_derived_field_that_leads_nowhere_is_said(old, new, code):
    assert codes(TEXT) == []
    assert codes(TEXT.replace(old, new)) == [code]


def test_labels_and_names_of_a_table_are_told_apart():
    for table in shipped_vocabulary().tables.values():
        words = [w for f in table.fields for w in (f.name, f.label)]
        assert len(words) == len(set(words)), table.label
