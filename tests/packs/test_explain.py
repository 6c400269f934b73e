"""pack explain: every rule with its law, cases and SQL that DuckDB runs; every kind with its keys and users."""

import json
from datetime import date

import duckdb
import pytest

from shuangsuiji.cli import run
from shuangsuiji.findings import Refusal
from shuangsuiji.packs.resolve import load_pack, pack_folders, read_chain
from shuangsuiji.proof.explain import explain_rule
from shuangsuiji.rules.kinds import KINDS
from shuangsuiji.rules.sql import SQL_TYPES
from shuangsuiji.workflow.packs import explain

DAY = date(2021, 6, 1)


@pytest.mark.parametrize("name", pack_folders())
def test_every_rule_is_explained_with_its_clauses_and_with_sql_that_runs(name):
    pack = load_pack(name)
    rows = {row.id: row for p in read_chain(name) for row in p.clauses}
    with duckdb.connect() as connection:
        for rule in pack.rules:
            found = explain_rule(pack, rule, rows, DAY)
            assert [r.id for r in found.clauses] == [c.clause for c in rule.citations]
            assert all(c.holds for c in found.cases), rule.full_id
            for part in found.parts:
                if "…" not in part.sql:  # a calendar's list, cut short for the reader
                    columns = ", ".join(
                        f'NULL::{SQL_TYPES.get(r.spec.type, "VARCHAR")} AS "{r.name}"'
                        for r in part.reads
                    )
                    got = connection.execute(f"SELECT {part.sql} FROM (SELECT 1, {columns})")
                    assert got.fetchone()[0] in range(5), part.ready.normal.id


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_explained_in_chinese(kind):
    found = explain(kind, "gaoqing", DAY)

    assert found.says
    assert all(key.says for key in found.keys)
    assert all(rule.spec.kind == kind for rule in found.used_by)


def test_a_rule_in_json(capsys):
    code = run(["pack", "explain", "gaoqing/frequency/twice-a-year", "-f", "json"])
    told = json.loads(capsys.readouterr().out)

    assert code == 0
    assert [c["id"] for c in told["clauses"]] == ["GQ-15b"]
    assert told["parts"][0]["values"]["cap"] == "2"
    assert "inspections_in_year" in told["parts"][0]["sql"]
    assert len(told["exceptions"]) == 6


def test_a_shared_exception_says_what_it_lifts_and_when(capsys):
    assert run(["pack", "explain", "gaoqing/inspection/procedure-adjusted"]) == 0
    told = capsys.readouterr().out

    assert "放宽：inspection/" in told
    assert "procedure_adjusted" in told


def test_a_word_that_is_neither_rule_nor_kind_names_the_nearest():
    with pytest.raises(Refusal) as refused:
        explain("gaoqing/frequency/twice-a-yaer", None, DAY)

    (found,) = refused.value.findings
    assert (found.code, found.params["nearest"]) == (
        "pack/explain-unknown",
        "gaoqing/frequency/twice-a-year",
    )
