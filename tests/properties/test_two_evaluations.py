"""Random conditions over random rows: DuckDB and the plain twin say the same, derived fields included."""

from datetime import date
from decimal import Decimal

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangsuiji.calendar import shipped_calendar
from shuangsuiji.findings import Location, Outcome
from shuangsuiji.model.values import (
    BLANK,
    UNREADABLE,
    Fact,
    Interval,
    Row,
    Status,
    Table,
    exactly,
    says,
)
from shuangsuiji.model.vocabulary import (
    Derived,
    FieldKind,
    FieldSpec,
    FieldType,
    TableSpec,
    Vocabulary,
)
from shuangsuiji.rules.derived import derivation, derived_fact
from shuangsuiji.rules.evaluate import Evaluation, read_facts
from shuangsuiji.rules.expressions import (
    Among,
    And,
    Arith,
    Compare,
    Const,
    Contains,
    Holds,
    IsBlank,
    Known,
    Later,
    Like,
    Not,
    Or,
    Ref,
    Stated,
    Truth,
)
from shuangsuiji.rules.interpret import Env, evaluate
from shuangsuiji.rules.lapse import Lapse
from shuangsuiji.rules.loading import load_rows
from shuangsuiji.rules.normal import NormalException, NormalRule, judge
from shuangsuiji.rules.plain import judge_tables
from shuangsuiji.rules.sql import Compiler

TODAY = date(2026, 6, 1)
N, M = (
    FieldSpec(name=n, label=n, type=FieldType.NUMBER, least=least)
    for n, least in (("n", 0), ("m", None))
)
P = FieldSpec(name="p", label="p", type=FieldType.COUNT, least=0)
T = FieldSpec(name="t", label="t", type=FieldType.TEXT)
U = FieldSpec(name="u", label="u", type=FieldType.TEXT)
B = FieldSpec(name="b", label="b", type=FieldType.YES_NO)
J = FieldSpec(name="j", label="j", type=FieldType.YES_NO, kind=FieldKind.JUDGEMENT)
I = FieldSpec(name="i", label="i", type=FieldType.YES_NO, kind=FieldKind.INVOKED)  # noqa: E741
E = FieldSpec(name="e", label="e", type=FieldType.DATE, kind=FieldKind.EVENT)
D = FieldSpec(name="d", label="d", type=FieldType.DATE)
L = FieldSpec(name="l", label="l", type=FieldType.LIST)
BASE = (N, M, P, T, U, B, J, I, E, D, L)
DERIVED = tuple(
    FieldSpec(
        name=name,
        label=name,
        type=kind,
        least=0 if kind is FieldType.COUNT else None,
        derived=Derived(**how),
    )
    for name, kind, how in (
        ("d_lookup", FieldType.NUMBER, {"lookup": "other.m", "where": "t = this.t"}),
        ("d_word", FieldType.TEXT, {"lookup": "other.u", "where": "t = this.t AND n >= 1"}),
        ("d_any", FieldType.YES_NO, {"any": "other.b", "where": "t = this.t"}),
        ("d_count", FieldType.COUNT, {"count": "other", "where": "t = this.t AND n <= this.p"}),
        ("d_kinds", FieldType.COUNT, {"count_distinct": "other.u", "where": "t = this.t"}),
        ("d_sum", FieldType.NUMBER, {"sum": "other.p", "where": "t = this.t AND b"}),
        ("d_min", FieldType.NUMBER, {"min": "other.m", "where": "t = this.t"}),
        ("d_max", FieldType.NUMBER, {"max": "other.n", "where": "b OR t = this.t"}),
        ("d_zero", FieldType.COUNT, {"count": "other", "where": "u = 'x'", "zero": "unknown"}),
    )
)
ROW = TableSpec(label="row", row="row", key="t", fields=(*BASE, *DERIVED))
OTHER = TableSpec(label="other", row="other", key="t", fields=BASE)
VOCABULARY = Vocabulary(tables={"row": ROW, "other": OTHER})

numbers = st.integers(-3, 3).map(lambda x: Decimal(x) / 2)
small = st.integers(0, 3).map(Decimal)
days = st.one_of(
    st.sampled_from([date(2026, 1, 31), date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)]),
    st.dates(date(2018, 1, 1), date(2030, 12, 31)),
)
lapses = st.builds(
    Lapse,
    st.integers(1, 40),
    st.sampled_from(["workdays", "days"]),
    st.sampled_from(["day_after", "same_day"]),
    st.just(shipped_calendar()),
)


def bounds(values):
    def make(pair, lo, hi, opens):
        low, high = sorted(pair)
        return Interval(
            low if lo else None, high if hi else None, *(opens if low < high else (False, False))
        )

    return st.builds(
        make,
        st.tuples(values, values),
        st.booleans(),
        st.booleans(),
        st.tuples(st.booleans(), st.booleans()),
    )


def fact(spec):
    known = {
        "n": small.map(exactly),
        "p": small.map(exactly),
        "m": numbers.map(exactly),
        "e": days.map(exactly),
        "d": days.map(exactly),
        "l": st.lists(st.sampled_from(["x", "y"]), max_size=2).map(lambda v: says(tuple(v))),
        "t": st.sampled_from(["x", "y", "xy"]).map(says),
        "u": st.sampled_from(["x", "y", "xy"]).map(says),
    }
    values = known.get(spec.name, st.booleans().map(lambda v: says(value=v)))
    extra = [st.just(BLANK)]
    if spec.kind in (FieldKind.RECORD, FieldKind.EVENT):
        extra.append(st.just(UNREADABLE))
    if spec.type.is_ordered:
        inner = {"n": small, "p": small, "m": numbers, "e": days, "d": days}[spec.name]
        extra.append(bounds(inner).map(lambda i: Fact(Status.VALUE, i)))
    return st.one_of(values, values, *extra)


def rows(specs):
    return st.lists(st.fixed_dictionaries({s.name: fact(s) for s in specs}), min_size=1, max_size=5)


columns = st.lists(st.sampled_from(BASE), unique=True, min_size=3).map(
    lambda c: [s for s in BASE if s in c]
)
ordered = st.one_of(
    st.sampled_from([Ref(N), Ref(M), Ref(P), *(Ref(d) for d in DERIVED if d.type.is_number)]),
    numbers.map(Const),
)
terms = st.recursive(
    ordered,
    lambda inner: st.one_of(
        st.builds(Arith, st.sampled_from(["+", "-"]), inner, inner),
        st.builds(Arith, st.just("*"), numbers.map(Const), ordered),
        st.builds(
            Arith,
            st.just("*"),
            st.sampled_from([Ref(N), Ref(P)]),
            st.sampled_from([Ref(N), Ref(P)]),
        ),
    ),
    max_leaves=3,
)
plain_dates = st.one_of(st.sampled_from([Ref(E), Ref(D)]), days.map(Const))
dates = st.one_of(plain_dates, st.builds(Later, plain_dates, lapses))
ops = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
texts = st.sampled_from([Ref(T), Ref(U), Ref(DERIVED[1])])
anything = st.sampled_from([Ref(s) for s in (*BASE, *DERIVED)])
atoms = st.one_of(
    st.builds(Compare, ops, terms, terms),
    st.builds(Compare, ops, st.just(Ref(E)), days.map(Const)),
    st.builds(Compare, ops, dates, dates),
    st.builds(
        Compare,
        st.sampled_from(["=", "<>"]),
        texts,
        st.one_of(texts, st.sampled_from(["x", "z"]).map(Const)),
    ),
    st.builds(Among, texts, st.sampled_from([("x",), ("y", "xy")])),
    st.builds(Like, texts, st.sampled_from(["x%", "_", "%y"])),
    st.builds(Contains, st.just(Ref(L)), st.just("x")),
    st.sampled_from([Holds(Ref(s)) for s in (B, J, I, DERIVED[2])]),
    st.builds(IsBlank, anything),
    st.builds(Stated, anything),
    st.builds(Known, anything),
    st.sampled_from([True, False, None]).map(Truth),
)
conditions = st.recursive(
    atoms,
    lambda c: st.one_of(
        st.builds(Not, c),
        st.builds(lambda a, b: And((a, b)), c, c),
        st.builds(lambda a, b: Or((a, b)), c, c),
    ),
    max_leaves=5,
)


def load(connection, name, specs, facts):
    return load_rows(connection, name, {s.name: s for s in specs}, list(enumerate(facts)))


def twin_rows(specs, facts, others):
    """Return each row's facts with the derived fields worked out plainly."""
    found = []
    for row in facts:
        kept = {s.name: row[s.name] for s in specs}
        env = Env(kept, TODAY)
        for spec in DERIVED:
            how = derivation(VOCABULARY, "row", spec)
            related = None if others is None else [Env(o, TODAY) for o in others]
            kept = {**kept, spec.name: derived_fact(how, env, related)}
        found.append(kept)
    return found


common = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)


@common
@given(columns, rows(BASE), st.none() | rows(BASE), st.lists(conditions, min_size=3, max_size=6))
def test_duckdb_and_the_plain_twin_agree_on_every_condition(specs, facts, others, written):
    with duckdb.connect() as connection:
        tables = {"row": load(connection, "row", specs, facts)}
        if others is not None:
            tables["other"] = load(connection, "other", BASE, others)
        evaluation = Evaluation(connection, VOCABULARY, tables, TODAY)
        evaluation.derive({"row": {s.name: s for s in DERIVED}})
        loaded = evaluation.tables["row"]
        compiler = Compiler(loaded.columns, TODAY)
        selected = ", ".join(compiler.condition(c) for c in written)
        by_sql = connection.execute(f'SELECT {selected} FROM "row" ORDER BY _row').fetchall()

    for row, answers in zip(twin_rows(specs, facts, others), by_sql, strict=True):
        for condition, answer in zip(written, answers, strict=True):
            said = evaluate(condition, Env(row, TODAY))
            assert said is answer, f"{said} {answer} {condition} {row}"


@common
@given(rows(BASE), rows(BASE))
def test_derived_fields_are_the_same_in_both(facts, others):
    with duckdb.connect() as connection:
        tables = {
            "row": load(connection, "row", BASE, facts),
            "other": load(connection, "other", BASE, others),
        }
        evaluation = Evaluation(connection, VOCABULARY, tables, TODAY)
        evaluation.derive({"row": {s.name: s for s in DERIVED}})
        specs = {s.name: s for s in DERIVED}
        by_sql = [
            f
            for _, f in read_facts(
                connection, evaluation.tables["row"], specs, "TRUE ORDER BY _row"
            )
        ]

    for plain, told in zip(twin_rows(BASE, facts, others), by_sql, strict=True):
        for spec in DERIVED:
            want, got = plain[spec.name], told[spec.name]
            if isinstance(want.value, Interval):
                assert isinstance(got.value, Interval), (spec.name, want, got)
                if spec.name == "d_lookup":
                    same = [
                        (end is None) or (a == b)
                        for end, a, b in (
                            (want.value.lo, want.value.lo_open, got.value.lo_open),
                            (want.value.hi, want.value.hi_open, got.value.hi_open),
                        )
                    ]
                    assert all(same), f"{want} {got}"
                assert (want.value.lo, want.value.hi) == (got.value.lo, got.value.hi), (
                    spec.name,
                    want,
                    got,
                )
            else:
                assert (want.status, want.value) == (got.status, got.value), (spec.name, want, got)


@common
@given(rows(BASE), conditions, conditions, conditions)
def test_outcomes_are_the_same_in_both(facts, when, require, exception):
    rule = NormalRule("t/rule", "row", when, require, (NormalException("e", exception),))
    with duckdb.connect() as connection:
        tables = {"row": load(connection, "row", BASE, facts)}
        evaluation = Evaluation(connection, VOCABULARY, tables, TODAY)

        outcome = evaluation.run([rule])["row"]

    told = {v.row: v.verdict.outcome for v in outcome.told}
    for number, row in enumerate(twin_rows(BASE, facts, None)):
        want = judge(rule, Env(row, TODAY)).outcome
        if want in (Outcome.PASS, Outcome.NOT_APPLICABLE):
            assert number not in told
        else:
            assert told[number] is want


@common
@given(columns, rows(BASE), st.none() | rows(BASE), st.lists(conditions, min_size=3, max_size=3))
def test_whole_tables_are_judged_the_same_in_both(specs, facts, others, written):
    """Every row with its columns alone, related rows or none, a table that was not handed in."""
    when, require, exception = written
    rule = NormalRule("t/rule", "row", when, require, (NormalException("e", exception),))
    papers = {"row": made("row", specs, facts)}
    with duckdb.connect() as connection:
        tables = {"row": load(connection, "row", specs, facts)}
        if others is not None:
            tables["other"] = load(connection, "other", BASE, others)
            papers["other"] = made("other", BASE, others)
        by_sql = Evaluation(connection, VOCABULARY, tables, TODAY).run([rule])["row"]

    plain = judge_tables(VOCABULARY, papers, [rule], TODAY)["row"]
    assert plain.counts == by_sql.counts
    assert verdicts(plain) == verdicts(by_sql)


def made(name, specs, facts):
    columns = tuple(s.name for s in specs)
    kept = [{c: row[c] for c in columns} for row in facts]
    place = Location("paper")
    return Table(name, columns, tuple(Row(n, str(n), place, f) for n, f in enumerate(kept)), place)


def verdicts(outcome):
    """Return each row's verdict that is told, what it misses, and what lifts it."""
    return {
        (v.row, v.verdict.outcome, v.verdict.missing, v.verdict.exceptions) for v in outcome.told
    }
