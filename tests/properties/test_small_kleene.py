"""Random conditions, as text: DuckDB, the plain twin and a small interpreter of our own give one answer.

And what is decided stays decided, whatever the missing facts turn out to be.
"""

import importlib.util
import itertools
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shuangsuiji.findings import Location
from shuangsuiji.model.settings import Answer, Settings, SettingSpec
from shuangsuiji.model.values import BLANK, UNREADABLE, Fact, Interval, Status, exactly, says
from shuangsuiji.model.vocabulary import Choice, FieldKind, FieldSpec, FieldType, TableSpec
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.interpret import Env, evaluate
from shuangsuiji.rules.loading import load_rows
from shuangsuiji.rules.sql import Compiler

_spec = importlib.util.spec_from_file_location(
    "small_kleene", Path(__file__).with_name("small_kleene.py")
)
small = sys.modules["small_kleene"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(small)

TODAY = date(2026, 6, 1)
DAYS = [date(2026, 1, 31), date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)]
NUMBERS = [Fraction(n, 2) for n in range(-2, 7)]
WORDS = {"x": "x", "甲": "x", "y": "y"}
SMALL = {
    "n": small.Field("number", least=0),
    "p": small.Field("number", least=0),
    "m": small.Field("number"),
    "t": small.Field("text"),
    "u": small.Field("text"),
    "c": small.Field("text", words=WORDS),
    "o": small.Field("text", words=WORDS, open=True),
    "b": small.Field("yes_no"),
    "j": small.Field("yes_no", kind="judgement"),
    "i": small.Field("yes_no", kind="invoked"),
    "e": small.Field("day", kind="event"),
    "f": small.Field("day", kind="event"),
    "d": small.Field("day"),
    "l": small.Field("list"),
}
LABELS = {"数量": "n", "选项": "c", "公示日期": "e", "已认定": "j"}
TYPES = {
    "n": FieldType.COUNT, "p": FieldType.RATIO, "m": FieldType.NUMBER, "t": FieldType.TEXT, "u": FieldType.TEXT,
    "c": FieldType.CHOICE, "o": FieldType.CHOICE, "b": FieldType.YES_NO, "j": FieldType.YES_NO,
    "i": FieldType.YES_NO, "e": FieldType.DATE, "f": FieldType.DATE, "d": FieldType.DATE, "l": FieldType.LIST,
}  # fmt: skip
CHOICES = (Choice(value="x", labels=("甲",)), Choice(value="y"))
SPECS = {
    name: FieldSpec(
        name=name,
        label={v: k for k, v in LABELS.items()}.get(name, f"字段{name}"),
        type=TYPES[name],
        kind=FieldKind(field.kind),
        least=field.least,
        choices=CHOICES if TYPES[name] is FieldType.CHOICE else (),
        open=field.open,
    )
    for name, field in SMALL.items()
}
TABLE = TableSpec(label="行", row="行", key="t", fields=tuple(SPECS.values()))
REGISTRY = {
    "who": SettingSpec(name="who", title="谁", type=FieldType.TEXT),
    "share": SettingSpec(name="share", title="多高", type=FieldType.NUMBER),
    "flag": SettingSpec(name="flag", title="是否", type=FieldType.YES_NO),
    "clock": SettingSpec(
        name="clock", title="从何算起", type=FieldType.CHOICE, options=("task", "target")
    ),
}
ANSWERS = {
    "who": ["x", "xy"],
    "share": [Fraction(1, 2), Fraction(2)],
    "flag": [True, False],
    "clock": ["task", "target"],
}


def answered(chosen):
    """Return the engine's settings for these answers."""
    held = {k: Decimal(str(float(v))) if isinstance(v, Fraction) else v for k, v in chosen.items()}
    return Settings(
        REGISTRY,
        {k: Answer(str(v), v, Location("s.yaml")) for k, v in held.items() if v is not None},
    )


def joined(*parts):
    return st.tuples(*(st.just(p) if isinstance(p, str) else p for p in parts)).map(" ".join)


literals = st.sampled_from(["0", "1", "2", "0.5", "1.5"])
plain_numbers = st.sampled_from(["n", "p", "m", "数量", "setting.share"])
numbers = st.one_of(
    plain_numbers,
    plain_numbers,
    literals,
    st.just("-1"),
    joined(plain_numbers, st.sampled_from(["+", "-"]), st.one_of(plain_numbers, literals)),
    joined(literals, "*", plain_numbers),
    joined(st.sampled_from(["n", "p", "setting.share"]), "*", st.sampled_from(["n", "p"])),
    joined("(", plain_numbers, "-", literals, ") + 1"),
    joined("1 - (", plain_numbers, "-", plain_numbers, ")"),
)
ops = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
quoted = st.sampled_from(["'x'", "'y'", "'z'"])
chosen = st.sampled_from(["'x'", "'y'", "'甲'"])
texts = st.sampled_from(["t", "u"])
choices = st.sampled_from(["c", "选项"])
open_words = st.sampled_from(["'x'", "'y'", "'z'", "'甲'"])
days = st.sampled_from(["e", "f", "d", "公示日期"])
written_days = st.sampled_from([f"'{day}'" for day in DAYS])
every = st.sampled_from([*SMALL, *LABELS])
unset = st.sampled_from([f"setting.{name}" for name in REGISTRY])
equal = st.sampled_from(["=", "<>"])
maybe_not = st.sampled_from(["", "NOT"])
atoms = st.one_of(
    joined(numbers, ops, numbers),
    joined(numbers, ops, numbers),
    joined(plain_numbers, maybe_not, "BETWEEN", literals, "AND", literals),
    joined(plain_numbers.filter(lambda w: "setting" not in w), maybe_not, "IN (", literals, ",", literals, ")"),
    joined(texts, equal, st.one_of(texts, quoted)),
    joined(texts, maybe_not, "IN (", quoted, ",", quoted, ")"),
    joined(texts, maybe_not, "LIKE", st.sampled_from(["'x%'", "'_'", "'%y'", "'%'"])),
    joined(choices, equal, chosen),
    joined(choices, maybe_not, "IN (", chosen, ")"),
    joined("o", equal, open_words),
    joined("o", maybe_not, "IN (", open_words, ",", open_words, ")"),
    joined(days, ops, st.one_of(days, written_days)),
    joined(days, "BETWEEN", written_days, "AND", written_days),
    st.sampled_from(["b", "j", "i", "已认定", "setting.flag", "TRUE", "FALSE"]),
    joined("setting.who", maybe_not, "LIKE", st.sampled_from(["'x%'", "'_'"])),
    joined("setting.who", equal, texts),
    joined("setting.clock", equal, st.sampled_from(["'task'", "'target'"])),
    joined("setting.clock", maybe_not, "IN ('task')"),
    joined("contains( l ,", quoted, ")"),
    joined(st.one_of(every, unset), "IS", maybe_not, "NULL"),
    joined("stated(", st.one_of(every, unset), ")"),
)  # fmt: skip
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        joined("NOT", inner),
        joined(inner, "AND", inner),
        joined(inner, "OR", inner),
        joined("NOT (", inner, ")"),
        joined("(", inner, ") AND (", inner, ")"),
        joined("(", inner, "OR", inner, ")"),
    ),
    max_leaves=5,
)


def ranges(values):
    def made(ends, opens, left):
        lo, hi = sorted(ends)
        opens = opens if lo < hi else (False, False)
        return {
            0: ("range", lo, hi, *opens) if lo < hi else ("is", lo),
            1: ("range", lo, None, opens[0], False),
            2: ("range", None, hi, False, opens[1]),
        }[left]

    pair = st.tuples(st.sampled_from(values), st.sampled_from(values))
    return st.builds(made, pair, st.tuples(st.booleans(), st.booleans()), st.integers(0, 2))


VALUES = {
    "text": ["x", "y", "xy"],
    "yes_no": [True, False],
    "day": DAYS,
    "list": [(), ("x",), ("x", "y")],
}


def values_of(name):
    """Return the small domain of a field."""
    field = SMALL[name]
    if field.sort == "number":
        return [n for n in NUMBERS if field.least is None or n >= field.least]
    if field.words:
        return ["x", "y", *(["strange"] if field.open else [])]
    return VALUES[field.sort]


def cells(name):
    field = SMALL[name]
    kinds = [st.sampled_from(values_of(name)).map(lambda v: ("is", v))] * 3
    kinds.append(st.just(("blank",)))
    if field.kind in ("record", "event"):
        kinds.append(st.just(("unreadable",)))
    if field.sort in ("number", "day"):
        kinds += [ranges(values_of(name))] * 2
    return st.one_of(kinds)


rows = st.lists(st.fixed_dictionaries({n: cells(n) for n in SMALL}), min_size=1, max_size=4)
columns = st.sets(st.sampled_from(list(SMALL)), min_size=8)
chosen_settings = st.fixed_dictionaries(
    {name: st.sampled_from([None, *values]) for name, values in ANSWERS.items()}
)


def as_engine(value):
    return (
        Decimal(value.numerator) / Decimal(value.denominator)
        if isinstance(value, Fraction)
        else value
    )


def fact(cell):
    """Return the engine's fact for a cell."""
    match cell:
        case ("is", str() | bool() | tuple() as value):
            return says(value)
        case ("is", value):
            return exactly(as_engine(value))
        case ("range", lo, hi, lo_open, hi_open):
            return Fact(Status.VALUE, Interval(as_engine(lo), as_engine(hi), lo_open, hi_open))
    return UNREADABLE if cell == ("unreadable",) else BLANK


def by_engine(written, given_rows, present, chosen):
    """Return what DuckDB and the plain twin say of every row and condition."""
    scope = Scope(TABLE, settings=answered(chosen))
    read = [read_condition(text, scope) for text in written]
    facts = [{n: fact(row[n]) for n in SPECS if n in present} for row in given_rows]
    with duckdb.connect() as connection:
        specs = {n: s for n, s in SPECS.items() if n in present}
        loaded = load_rows(connection, "row", specs, list(enumerate(facts)))
        compiler = Compiler(loaded.columns, TODAY)
        selected = ", ".join(compiler.condition(c) for c in read)
        by_sql = connection.execute(f'SELECT {selected} FROM "row" ORDER BY _row').fetchall()
    plainly = [tuple(evaluate(c, Env(f, TODAY)) for c in read) for f in facts]
    return by_sql, plainly


def by_hand(text, row, chosen):
    return small.answer(text, SMALL, LABELS, row, chosen, TODAY)


common = settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)


@common
@given(st.lists(conditions, min_size=3, max_size=8), rows, columns, chosen_settings)
def test_three_evaluations_of_a_condition_agree_row_by_row(written, given_rows, present, chosen):
    seen = [{n: c if n in present else ("absent",) for n, c in row.items()} for row in given_rows]

    by_sql, plainly = by_engine(written, given_rows, present, chosen)

    for row, from_sql, twin in zip(seen, by_sql, plainly, strict=True):
        for text, one, other in zip(written, from_sql, twin, strict=True):
            want = by_hand(text, row, chosen)
            assert (one, other) == (want, want), f"{text}\n{row}\n{chosen}"


NUMBER_CELLS = [
    ("blank",),
    ("is", Fraction(0)),
    ("is", Fraction(1)),
    ("range", Fraction(0), Fraction(1), True, False),
    ("range", Fraction(0), Fraction(1), False, True),
    ("range", Fraction(0), Fraction(1), True, True),
    ("range", Fraction(0), None, True, False),
    ("range", None, Fraction(1), False, True),
    ("range", Fraction(1), Fraction(2), True, True),
]


def test_products_of_all_small_ranges_are_compared_alike():
    written = [
        f"n * p {op} {k}" for op in ("=", "<>", "<", "<=", ">", ">=") for k in (0, 0.5, 1, 2)
    ]
    blank = dict.fromkeys(SMALL, ("blank",))
    pairs = [{**blank, "n": n, "p": p} for n in NUMBER_CELLS for p in NUMBER_CELLS]

    by_sql, plainly = by_engine(written, pairs, set(SMALL), dict.fromkeys(ANSWERS))

    for row, from_sql, twin in zip(pairs, by_sql, plainly, strict=True):
        want = tuple(by_hand(text, row, dict.fromkeys(ANSWERS)) for text in written)
        assert (from_sql, twin) == (want, want)


def fillings(name, cell, asks_of_paper):
    """Return the cells that a missing fact may turn out to be; itself where nothing is missing."""
    field = SMALL[name]
    every_value = [("is", v) for v in values_of(name)]
    meaning = small.Reader("", SMALL, {}, {name: cell}, {}, TODAY).meaning(name)
    match meaning:
        case ("is", value) if field.open and value not in field.words:
            return [("is", "x"), ("is", "y")]
        case ("is", _):
            return [cell]
        case ("range", *_):
            lo, hi, lo_open, hi_open = small.Reader("", SMALL, {}, {}, {}, TODAY).span(
                field, meaning
            )
            inside = [
                ("is", v)
                for _, v in every_value
                if (lo is None or v > lo or (v == lo and not lo_open))
                and (hi is None or v < hi or (v == hi and not hi_open))
            ]
            return inside or [cell]
        case ("unreadable",) | ("untold",):
            return every_value
    if asks_of_paper:  # a blank is a fact of its own
        return [cell]
    if field.kind == "event":
        return [("is", v) for _, v in every_value if v > TODAY]
    return every_value


@common
@given(
    conditions,
    st.fixed_dictionaries({n: cells(n) for n in SMALL}),
    columns,
    chosen_settings,
    st.data(),
)
def test_what_is_decided_stays_so_whatever_the_missing_facts_are(text, row, present, chosen, data):
    row = {n: c if n in present else ("absent",) for n, c in row.items()}
    _, plainly = by_engine([text], [row], present, chosen)
    decided = plainly[0][0]
    assume(decided is not None)
    asks = "NULL" in text or "stated" in text
    named = [n for n in SMALL if n in text or any(LABELS[w] == n for w in LABELS if w in text)]
    every_way = {n: fillings(n, row[n], asks) for n in named}
    questions = {k: [v] if v is not None or asks else ANSWERS[k] for k, v in chosen.items()}
    ways = list(
        itertools.islice(itertools.product(*every_way.values(), *questions.values()), 4_000)
    )

    for way in data.draw(st.lists(st.sampled_from(ways), min_size=1, max_size=40)):
        filled = {**row, **dict(zip(every_way, way, strict=False))}
        settled = dict(zip(questions, way[len(every_way) :], strict=True))
        assert by_hand(text, filled, settled) is decided, f"{text}\n{row}\n{filled}\n{settled}"
