"""What a condition may say, and what each refusal names."""

import pytest

from shuangsuiji.model.vocabulary import Choice, FieldSpec, FieldType, TableSpec
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.expressions import (
    Among,
    And,
    Compare,
    Const,
    Contains,
    Holds,
    IsBlank,
    Like,
    Not,
    Or,
    Ref,
    Stated,
)
from shuangsuiji.rules.scan import ConditionError

FIELDS = {
    "code": FieldSpec(name="code", label="编码", type=FieldType.TEXT),
    "ratio": FieldSpec(name="ratio", label="抽查比例", type=FieldType.RATIO, least=0),
    "base": FieldSpec(name="base", label="基数", type=FieldType.COUNT, least=0),
    "gap": FieldSpec(name="gap", label="差额", type=FieldType.NUMBER),
    "day": FieldSpec(name="day", label="日期", type=FieldType.DATE),
    "joint": FieldSpec(name="joint", label="联合", type=FieldType.YES_NO),
    "partners": FieldSpec(name="partners", label="配合部门", type=FieldType.LIST),
    "category": FieldSpec(
        name="category",
        label="类别",
        type=FieldType.CHOICE,
        choices=(Choice(value="general", labels=("一般",)), Choice(value="key", labels=("重点",))),
    ),
}
SCOPE = Scope(TableSpec(label="计划行", row="行", key="code", fields=tuple(FIELDS.values())))
REF = {name: Ref(spec) for name, spec in FIELDS.items()}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("joint", Holds(REF["joint"])),
        ("联合", Holds(REF["joint"])),
        ("NOT joint", Not(Holds(REF["joint"]))),
        ("code = 'A'", Compare("=", REF["code"], Const("A"))),
        ("'A' = code", Compare("=", REF["code"], Const("A"))),
        ("code <> 'A''B'", Compare("<>", REF["code"], Const("A'B"))),
        ("category = '一般'", Compare("=", REF["category"], Const("general"))),
        ("category IN ('一般', 'key')", Among(REF["category"], ("general", "key"))),
        ("partners IS NULL", IsBlank(REF["partners"])),
        ("partners IS NOT NULL", Not(IsBlank(REF["partners"]))),
        ("stated(ratio)", Stated(REF["ratio"])),
        ("contains(partners, '税务局')", Contains(REF["partners"], "税务局")),
        ("code LIKE 'A%'", Like(REF["code"], "A%")),
        ("code NOT LIKE 'A%'", Not(Like(REF["code"], "A%"))),
        ("joint AND joint AND joint", And((Holds(REF["joint"]),) * 3)),
        ("joint OR (joint)", Or((Holds(REF["joint"]),) * 2)),
        ("3 < base", Compare(">", REF["base"], Const(3))),
    ],
)
def test_a_condition_means_what_it_says(text, meaning):
    assert read_condition(text, SCOPE) == meaning


@pytest.mark.parametrize(
    ("text", "code", "offset"),
    [
        ("ratio = 5%", "condition/percent", 8),
        ("ratio ≤ 0.05", "condition/full-width", 6),
        ("（joint）", "condition/full-width", 0),
        ("code = ‘A’", "condition/full-width", 7),
        ("base = ５", "condition/full-width", 7),
        ("a; drop table x", "condition/character", 1),
        ("joint -- 注", "condition/character", 6),
        ("base = 0x10", "condition/character", 7),
        ("base > 1e5", "condition/character", 7),
        ("base / 2 > 1", "condition/character", 5),
        ("base = base == 1", "condition/character", 12),
        ('code = "A"', "condition/character", 7),
        ("base = 1 = 1", "condition/not-allowed", 0),
        ("base IN (SELECT 1)", "condition/not-allowed", 0),
        ("EXISTS (SELECT 1)", "condition/not-allowed", 15),
        ("(SELECT 1) = 1", "condition/not-allowed", 8),
        ("read_text('x') = 'A'", "condition/not-allowed", 0),
        ("CASE WHEN joint THEN joint END", "condition/not-allowed", 10),
        ("CAST(base AS INT) = 1", "condition/not-allowed", 5),
        ("joint base", "condition/not-allowed", 0),
        ("code ILIKE 'A'", "condition/not-allowed", 0),
        ("other.code = 'A'", "condition/not-allowed", 0),
        ("this.code = 'A'", "condition/not-allowed", 0),
        ("base = NULL", "condition/not-allowed", 0),
        ("joint AND", "condition/syntax", 6),
        ("(joint", "condition/syntax", 1),
        ("joint LIMIT 1", "condition/syntax", 6),
        ("code = 'A", "condition/open-quote", 7),
        ("   ", "condition/empty", 0),
        ("base", "condition/not-yes-no", 0),
        ("rtio > 1", "condition/unknown-field", 0),
        ("category = 'generl'", "condition/unknown-choice", 11),
        ("day = '2026-02-30'", "condition/date", 6),
        ("day < 3", "condition/types", 0),
        ("code > 'A'", "condition/types", 0),
        ("partners = 'A'", "condition/types", 0),
        ("code + 1 > 2", "condition/types", 0),
        ("gap * base > 1", "condition/product", 0),
        ("base - 3 IS NULL", "condition/field-expected", 0),
        ("base LIKE 'A'", "condition/not-text", 0),
        ("contains(code, 'A')", "condition/contains", 0),
        ("joint" + " AND joint" * 300, "condition/too-long", 0),
        ("(" * 60 + "joint" + ")" * 60, "condition/too-deep", 0),
    ],
)
def test_what_a_condition_may_not_say_is_refused_at_its_place(text, code, offset):
    with pytest.raises(ConditionError) as refused:
        read_condition(text, SCOPE)

    assert refused.value.code == code
    assert refused.value.offset == offset


def test_the_refusal_offers_the_nearest_field_and_the_number_that_works():
    with pytest.raises(ConditionError) as unknown:
        read_condition("rtio > 1", SCOPE)
    with pytest.raises(ConditionError) as percent:
        read_condition("ratio <= 2.5%", SCOPE)

    assert unknown.value.params["nearest"] == "ratio"
    assert percent.value.params["would"] == "0.025"
