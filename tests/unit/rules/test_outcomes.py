"""The six outcomes against the table of rules/normal.py, in DuckDB and in the plain twin."""

import itertools
from datetime import date

import duckdb
import pytest

from shuangsuiji.findings import Outcome
from shuangsuiji.model.values import BLANK, says
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType, TableSpec, Vocabulary
from shuangsuiji.rules.evaluate import Evaluation
from shuangsuiji.rules.expressions import Holds, Ref
from shuangsuiji.rules.interpret import Env
from shuangsuiji.rules.loading import load_rows
from shuangsuiji.rules.normal import NormalException, NormalRule, judge

FIELDS = {n: FieldSpec(name=n, label=n, type=FieldType.YES_NO) for n in ("a", "r", "e1", "e2")}
TABLE = TableSpec(label="行", row="行", key="a", fields=tuple(FIELDS.values()))
RULE = NormalRule(
    "t/rule",
    "row",
    Holds(Ref(FIELDS["a"])),
    Holds(Ref(FIELDS["r"])),
    tuple(NormalException(n, Holds(Ref(FIELDS[n]))) for n in ("e1", "e2")),
)
TODAY = date(2026, 1, 1)


def expected(a, r, e1, e2):
    if a is False:
        return Outcome.NOT_APPLICABLE
    if r is True:
        return Outcome.PASS
    if e1 is True or e2 is True:
        return Outcome.EXCEPTED
    if (a, r, e1, e2) == (True, False, False, False):
        return Outcome.FAIL
    return Outcome.UNKNOWN


def fact(value):
    return BLANK if value is None else says(value=value)


ROWS = list(itertools.product([True, False, None], repeat=4))


def test_duckdb_gives_the_outcome_of_the_table_for_every_combination():
    with duckdb.connect() as connection:
        rows = [(i, dict(zip(FIELDS, map(fact, row), strict=True))) for i, row in enumerate(ROWS)]
        table = load_rows(connection, "row", FIELDS, rows)
        evaluation = Evaluation(
            connection, Vocabulary(tables={"row": TABLE}), {"row": table}, TODAY
        )

        result = evaluation.run([RULE])["row"]

    told = {v.row: v.verdict.outcome for v in result.told}
    for i, row in enumerate(ROWS):
        want = expected(*row)
        if want in (Outcome.PASS, Outcome.NOT_APPLICABLE):
            assert i not in told
        else:
            assert told[i] is want, row
    for outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.FAIL, Outcome.UNKNOWN):
        assert result.counts["t/rule"][outcome] == sum(expected(*r) is outcome for r in ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_the_plain_twin_gives_the_outcome_of_the_table(row):
    env = Env(dict(zip(FIELDS, map(fact, row), strict=True)), TODAY)

    verdict = judge(RULE, env)

    assert verdict.outcome is expected(*row)
    if verdict.outcome is Outcome.EXCEPTED:
        assert verdict.exceptions == tuple(
            n for n, v in zip(("e1", "e2"), row[2:], strict=True) if v
        )
        assert verdict.underneath is (Outcome.FAIL if row[:2] == (True, False) else Outcome.UNKNOWN)
    if verdict.outcome is Outcome.UNKNOWN:
        assert {r.name for r in verdict.missing} == {
            n for n, v in zip(FIELDS, row, strict=True) if v is None
        }


def test_a_verdict_that_rests_on_judgements_alone_is_manual():
    judged = FieldSpec(name="j", label="j", type=FieldType.YES_NO, kind=FieldKind.JUDGEMENT)
    rule = NormalRule("t/j", "row", Holds(Ref(FIELDS["a"])), Holds(Ref(judged)))

    only_people = judge(rule, Env({"a": says(value=True)}, TODAY))
    record_too = judge(rule, Env({"a": BLANK}, TODAY))

    assert only_people.outcome is Outcome.MANUAL
    assert record_too.outcome is Outcome.UNKNOWN
