"""A hypothesis strategy for what a JSON Schema of schemas/ accepts, with words that lead somewhere mixed in.

Only what our schemas use is read: $ref, anyOf, oneOf, const, enum, type, properties, items, pattern, bounds.
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

Schema = Mapping[str, Any]
CONDITIONS = (
    "ratio > 0.05", "ratio <= 5%", "type = '企业'", "mode IN ('directed')", "stated(scope)",
    "partners IS NULL", "contains(partners, '甲')", "name LIKE '%专项%'", "estimated_count >= 0.03 * base",
    "NOT (", "'", "on_list AND", "不存在 = 1", "base * ratio * base > 1", "made_on = '2026-02-30'", "1 = 1",
    "ratio = NULL", "NULL", "a.b.c = 1", "(SELECT 1)", "x -> x", "ratio BETWEEN 1", "CAST(year AS INT) > 1",
    "year IN (1, 'a')", "-year > 1", "EXISTS(SELECT 1)", "year IS TRUE", "INTERVAL 1 DAY > 1", "setting.none",
    "this.line = '1'", "stated()",
)  # fmt: skip
FIELDS = (
    "scope", "ratio", "officers", "title", "year", "inspections_in_year", "抽查范围", "made_on", "general_lines",
    "existing_enterprises", "partners", "period", "mode", "nowhere", "",
)  # fmt: skip
RULES = ("plans/r", "plans", "parent/none/none", "test/plans/r", "")
DAYS = ("made_on", "published_on", "制定日期")
GOOD_CONDITIONS = (
    "TRUE", "TRUE", "FALSE", "setting.high_ratio > 0.1", "stated(title)", "made_on <= published_on",
    "made_on <= '2026-01-31' OR NOT stated(title)", "year >= 2020 AND general_lines > 0", "title LIKE '%县%'",
)  # fmt: skip
WORDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **dict.fromkeys(("when", "require", "forbid", "condition"), (GOOD_CONDITIONS, CONDITIONS)),
    "targets": (("TRUE", "type = '企业'", "in_abnormal_list"), CONDITIONS),
    "table": (("plan",), ("plan_line", "item", "target", "team", "liability_case", "nowhere")),
    **dict.fromkeys(("event", "after", "of", "on", "order"), (DAYS, FIELDS)),
    **dict.fromkeys(("fields", "field"), (("title", "made_on", "year"), FIELDS)),
    **dict.fromkeys(("counted", "base"), (("enterprises_planned", "existing_enterprises"), FIELDS)),
    "counts": (("inspections_in_year", "officers"), FIELDS),
    "role": (("title",), FIELDS),
    "part": (("title", "made_on", "by", "before", "number"), FIELDS),
    **dict.fromkeys(("cite", "clauses"), (("TT-01",), ("PP-01", "ZZ-99"))),
    **dict.fromkeys(("refines", "replaces", "rule", "to"), (("parent/frequency/cap",), RULES)),
    "given": (
        ("blank", "unreadable"),
        ("3", "5%", "2026-01-31", "true", "NaN", "企业", "2026-03-01..2026-06-30", "9" * 40, "-0"),
    ),
    "message": (
        ("{title}", "{made_on}", "写明"),
        ("缺{field}", "{", "}", "{0}", "{field!r:>{width}}", "{{"),
    ),
    "fix": (("补上",), ("{nowhere}",)),
    "id": (("a", "b", "c", "r-1"), ("r", "own")),
    "category": (("general", "key"), ("一般检查事项",)),
    "due": (("01-31", "12-31"), ("02-29", "1-31")),
    **dict.fromkeys(
        ("from", "until", "at", "as_of"),
        (("2020-01-01", "2026-07-01"), ("0001-01-01", "9999-12-31", "2021-02-29")),
    ),
    "is": (("3", "1"), ("20%", "01-31", "true", "ceil", "1/3")),
    "name": (("high_ratio", "rounding", "甲"), ("superior_prevails", "first_day")),
    "family": (("ratios", "frequency"), ("nowhere",)),
    "extends": (("parent",), ("test", "nowhere", ".")),
    "document": (("d",), ("e",)),
    "of": (("made_on", "test/plans/r", "plans/r"), ("nowhere",)),
    "procedures": (("draw.select",), ("nowhere",)),
    "asserted": (("residual",), ("x",)),
    "by": (("部门负责人",), ("局长",)),
    "set": (("cap", "targets"), ("cap", "kind", "least")),
    "least": (("1", "3%"), ("1/3", "-1", "")),
    "values": (("cap", "least", "due", "within"), ("1", "nowhere")),
    "cap": (("2",), ("-1",)),
    "settings": (("20%", "task"), ("ceil", "true")),
}
letters = st.characters(
    exclude_categories=["Cs", "Cc", "Zl", "Zp"]
)  # control characters: tests/bad
texts = st.text(letters, max_size=8) | st.sampled_from(
    ["", " ", "~", "null", "是", "0310115", "<<", "=", "𠮷", "a: b", "# x", "[", "\t"]
)
numbers = (
    st.integers(1, 9)
    | st.integers(1, 40)
    | st.integers(-3, 40)
    | st.sampled_from([10**6, 10**12, 10**30])
)
floats = st.floats(allow_nan=False, allow_infinity=False, width=32)


def words(key: str) -> st.SearchStrategy[str]:
    """Return what may stand under a key: mostly what leads somewhere, else odd words, or any text."""
    good, odd = (st.sampled_from(w) for w in WORDS[key]) if key in WORDS else (texts, texts)
    return st.integers(0, 60).flatmap(lambda n: texts if n == 0 else odd if n <= 3 else good)


def accepted(schema: Schema) -> st.SearchStrategy[Any]:
    """Return a strategy of values that the schema accepts."""
    return _Reader(schema).value(schema, "")


class _Reader:
    """Reads a schema part by part; each definition once."""

    def __init__(self, schema: Schema) -> None:
        self.definitions = schema.get("$defs", {})
        self.read: dict[tuple[str, str], st.SearchStrategy[Any]] = {}

    def value(self, part: Schema, key: str) -> st.SearchStrategy[Any]:
        """Return what fits a part that stands under a key."""
        if "$ref" in part:
            name = part["$ref"].rsplit("/", 1)[1]
            if (name, key) not in self.read:
                self.read[name, key] = st.deferred(lambda: self.value(self.definitions[name], key))
            return self.read[name, key]
        several = part.get("anyOf") or part.get("oneOf")
        if several:
            return st.one_of([self.value(p, key) for p in several])
        if "const" in part or "enum" in part:
            return st.sampled_from(part.get("enum") or [part["const"]])
        kinds = part.get("type", ["string", "number", "boolean", "null", "array", "object"])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        return st.one_of([self.of_type(kind, part, key) for kind in kinds])

    def of_type(self, kind: str, part: Schema, key: str) -> st.SearchStrategy[Any]:
        """Return what fits a part of one type."""
        match kind:
            case "object":
                return self.mapping(part, key)
            case "array":
                items = self.value(part.get("items", {"type": "string"}), key)
                return st.lists(items, min_size=part.get("minItems", 0), max_size=3)
            case "string" if "pattern" in part:
                return st.from_regex(part["pattern"], fullmatch=True).filter(
                    lambda t: "\n" not in t
                )
            case "string":
                return words(key).filter(lambda t: len(t) >= part.get("minLength", 0))
            case "integer":
                return numbers.filter(
                    lambda n: part.get("minimum", n) <= n <= part.get("maximum", n)
                )
        return {"number": floats, "boolean": st.booleans(), "null": st.none()}[kind]

    def mapping(self, part: Schema, key: str) -> st.SearchStrategy[Any]:
        """Return what fits an object: the required keys, and each of the others now and then."""
        required = set(part.get("required", ()))
        known = {name: self.value(p, name) for name, p in part.get("properties", {}).items()}
        further = part.get("additionalProperties", False)
        named = st.fixed_dictionaries(
            {name: s for name, s in known.items() if name in required},
            optional={name: s for name, s in known.items() if name not in required},
        )
        if known or further is False:
            return named
        keys = {
            "given": st.sampled_from(("title", "made_on", "year", "计划标题")),
            "with": st.sampled_from(("plan_line", "item", "nowhere")),
            "settings": words("name"),
        }.get(key, words(key))
        keys = keys | keys | keys | st.sampled_from(FIELDS)
        inner = self.value(further if isinstance(further, Mapping) else {"type": "string"}, key)
        return st.dictionaries(keys, inner, max_size=3)
