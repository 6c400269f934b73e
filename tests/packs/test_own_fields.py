"""Fields that a place adds to the vocabulary: read in its rules and papers, never changing what is there."""

import pytest

from shuangsuiji.findings import Refusal
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.vocabulary import shipped_vocabulary
from shuangsuiji.proof.cases import run_cases

OWN = """\
- table: target
  fields:
    - {name: small_firm, label: 小企业, aliases: [是否小企业], type: yes_no}
"""
RULE = """\
- id: once-for-small-firms
  kind: frequency_cap
  title: 小企业一年至多抽查一次
  cite: [ZZ-1]
  modality: must
  targets: small_firm
  cap: 1
  message: “{name}”今年已抽中{inspections_in_year}次，超过{cap}次
  fix: 从本次抽取范围排除
  cases:
    - name: 小企业第二次
      given: {小企业: true, inspections_in_year: 2}
      expect: fail
    - name: 不是小企业
      given: {small_firm: false, inspections_in_year: 2}
      expect: not_applicable
"""


@pytest.fixture
def write(tmp_path):
    def make(fields, rules=RULE):
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
        (folder / "fields.yaml").write_text(fields, "utf-8")
        (folder / "frequency.yaml").write_text(rules, "utf-8")
        return str(folder)

    return make


def test_a_place_reads_its_own_field(write):
    pack = load_pack(write(OWN))
    (rule,) = pack.rules

    assert all(r.holds for r in run_cases(pack, rule))
    assert pack.vocabulary.tables["target"].find("小企业").aliases == ("是否小企业",)
    assert shipped_vocabulary().tables["target"].find("small_firm") is None


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("table: target", "table: targte", "pack/unknown-table", 1),
        ("name: small_firm", "name: uscc", "pack/field-known", 3),
        ("label: 小企业", "label: 主体名称", "pack/field-known", 3),
        (
            "type: yes_no",
            "type: count, derived: {count: lines, where: 'TRUE'}",
            "vocabulary/unknown-name",
            3,
        ),
    ],
)
def test_what_a_place_may_not_add_is_told_at_its_place(write, old, new, code, line):
    with pytest.raises(Refusal) as refused:
        load_pack(write(OWN.replace(old, new)))
    (found,) = refused.value.findings

    assert (found.code, found.location.line) == (code, line)
    assert found.location.file.endswith("fields.yaml")
