"""Every shipped pack lints, and every case of every rule holds in both evaluations."""

import duckdb
import pytest

from shuangsuiji.findings import Outcome
from shuangsuiji.model.values import Fact
from shuangsuiji.packs.resolve import load_pack, pack_folders
from shuangsuiji.proof.case_checks import check_cases
from shuangsuiji.proof.cases import (
    _variants,
    case_day,
    expansions,
    run_cases,
    shown_on,
)
from shuangsuiji.proof.given import assertions, row_of, world_of
from shuangsuiji.rules.evaluate import Evaluation, columns_needed
from shuangsuiji.rules.loading import load_rows

PACKS = {name: load_pack(name) for name in pack_folders()}
CASES = [
    pytest.param(pack, rule, case, id=f"{rule.full_id} {case.name}")
    for pack in PACKS.values()
    for rule in pack.rules
    if rule.pack == pack.id
    for case in rule.spec.cases
]


def test_the_five_packs_are_shipped():
    assert list(PACKS) == ["national", "chongqing", "gaoqing", "guiyang", "shanghai"]


@pytest.mark.parametrize("name", PACKS)
def test_a_shipped_pack_has_no_lint_finding(name):
    assert check_cases(PACKS[name], name) == ()


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_cites_a_clause_and_says_what_would_do(name):
    for rule in PACKS[name].rules:
        assert rule.citations, rule.full_id
        if rule.spec.kind in ("exception", "accountability_trigger", "liability_exemption"):
            continue  # told by title
        assert rule.spec.message or getattr(rule.spec, "quiet", False), rule.full_id
        assert rule.spec.fix or rule.spec.scope, rule.full_id


@pytest.mark.parametrize(("pack", "rule", "case"), CASES)
def test_the_case_holds_in_the_plain_twin(pack, rule, case):
    results = [r for r in run_cases(pack, rule) if r.case.name == case.name]

    assert results
    assert all(r.holds for r in results), [r.verdict for r in results]


@pytest.mark.parametrize(("pack", "rule", "case"), CASES)
def test_the_case_holds_in_duckdb(pack, rule, case):
    as_of, _ = case_day(pack, case)
    shown = shown_on(pack, rule, case)
    for variant in _variants(rule, case):
        for expanded in expansions(pack, shown, variant):
            normal = expanded.rule
            with duckdb.connect() as connection:
                tables = _load(connection, pack, shown, variant, normal, as_of)
                outcome = Evaluation(connection, pack.vocabulary, tables, as_of).run([normal])
            counts = outcome[normal.table].counts[normal.id]
            expected = {
                Outcome.UNKNOWN if o is Outcome.MANUAL else o
                for o in rule.spec.expects[case.expect]
            }
            assert sum(counts[o] for o in expected) == 1, (normal.id, counts)


def _load(connection, pack, rule, case, normal, as_of):
    world = world_of(pack.vocabulary, case, as_of)
    facts = row_of(pack.vocabulary.tables[normal.table], case.given)
    facts |= assertions(rule.full_id, case)
    rows = {normal.table: [facts], **{name: list(rows) for name, rows in world.tables.items()}}
    specs = {r.name: r.spec for r in normal.fields()}
    for table in columns_needed(pack.vocabulary, [normal]):
        rows.setdefault(table, [])
    return {
        name: load_rows(connection, name, _specs(pack, name, found, specs), list(enumerate(found)))
        for name, found in rows.items()
        if name not in case.without
    }


def _specs(pack, table, rows: list[dict[str, Fact]], extra):
    own = {f.name: f for f in pack.vocabulary.tables[table].fields}
    names = {name for row in rows for name in row}
    names |= {
        f.name for f in own.values() if f.derived is None and f.kind.value in ("record", "event")
    }
    return {n: own.get(n) or extra[n] for n in sorted(names)}
