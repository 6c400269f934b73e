"""Who may be drawn under a pack: the frequency rule on what would be, once this draw has happened."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from duckdb import DuckDBPyConnection

from shuangsuiji.findings import Outcome
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.rules.expressions import Arith, Compare, Condition, Const
from shuangsuiji.rules.kinds.frequency_cap import FrequencyCap
from shuangsuiji.rules.loading import LoadedTable
from shuangsuiji.rules.normal import CODES, NormalRule, outcome_sql
from shuangsuiji.rules.sql import Compiler

STATUS, EXISTING = "registration_status", "存续"
OFF_FILTER, CAP_REACHED, ELIGIBLE = "off-filter", "cap-reached", "eligible"
FILTER_UNKNOWN, STATUS_UNKNOWN, CAP_UNKNOWN = "filter-unknown", "status-unknown", "cap-unknown"
GONE = {"注销": "deregistered", "吊销": "revoked", "撤销": "revoked"}
"""Targets that have left, by the vocabulary's words; 存续 stays, and any other word is not known."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which fields of the register give a target's id and its stratum."""

    id: str
    stratum: str


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decides who may be drawn: the frequency rules, the directed line's filter, the day."""

    rules: tuple[NormalRule, ...]
    filter: Condition
    as_of: date


def decide_eligibility(
    connection: DuckDBPyConnection,
    register: LoadedTable,
    columns: Columns,
    deciding: Deciding,
    prepared: str,
) -> None:
    """Create table `prepared` (_row, id, stratum, status, undecided) from a loaded register.

    `status` is eligible or the reason why not. `undecided` names every doubt about a target that
    nothing certain excludes, joined by a dot: the operator answers for each such combination.
    """
    compiler = Compiler(register.columns, deciding.as_of)
    outcomes = [outcome_sql(rule, compiler) for rule in deciding.rules]
    inside = compiler.condition(deciding.filter)
    doubts = {
        FILTER_UNKNOWN: f"{inside} IS NULL",
        STATUS_UNKNOWN: _status_unknown(register),
        CAP_UNKNOWN: _any(outcomes, Outcome.UNKNOWN),
    }
    named = ", ".join(f"CASE WHEN {sql} THEN '{name}' END" for name, sql in doubts.items())
    connection.execute(
        f"""CREATE TABLE {prepared} AS
            SELECT * EXCLUDE (doubts),
                CASE WHEN status = '{ELIGIBLE}' THEN nullif(doubts, '') END AS undecided
            FROM (SELECT _row, "{columns.id}" AS id, "{columns.stratum}" AS stratum,
                CASE WHEN NOT {inside} THEN '{OFF_FILTER}' {_gone(register)}
                     WHEN {_any(outcomes, Outcome.FAIL)} THEN '{CAP_REACHED}'
                     ELSE '{ELIGIBLE}' END AS status,
                concat_ws('.', {named}) AS doubts
                FROM "{register.name}")"""
    )


def _any(outcomes: list[str], outcome: Outcome) -> str:
    return " OR ".join(f"{sql} = {CODES[outcome]}" for sql in outcomes) or "FALSE"


def _gone(register: LoadedTable) -> str:
    if STATUS not in register.columns:
        return ""
    return " ".join(f"WHEN {STATUS} = '{word}' THEN '{reason}'" for word, reason in GONE.items())


def _status_unknown(register: LoadedTable) -> str:
    if STATUS not in register.columns:
        return "FALSE"
    return f"({STATUS} IS NULL OR {STATUS} <> '{EXISTING}')"


def rules_after(pack: RulePack, as_of: date, visits: int) -> tuple[NormalRule, ...]:
    """Return the pack's frequency rules as they stand after `visits` more: one more must still satisfy."""
    return tuple(
        replace(ready.normal, require=_more(ready.normal.require, visits))
        for ready in pack.ready(as_of, as_of.year)
        if isinstance(ready.rule.spec, FrequencyCap)
    )


def _more(require: Condition, visits: int) -> Condition:
    """Return the comparison with `visits` added to the field that counts."""
    if not isinstance(require, Compare):  # no value in force: it stays NULL, and nobody can be told
        return require
    return replace(require, left=Arith("+", require.left, Const(Decimal(visits))))
