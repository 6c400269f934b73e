"""Who may be drawn under a pack: the frequency rule on what would be, once this draw has happened."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from duckdb import DuckDBPyConnection

from shuangsuiji.findings import Outcome
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.rules.expressions import Arith, Compare, Condition, Const, Ref, Term
from shuangsuiji.rules.kinds.frequency_cap import FrequencyCap
from shuangsuiji.rules.loading import LoadedTable
from shuangsuiji.rules.normal import CODES, NormalRule, outcome_sql
from shuangsuiji.rules.sql import Compiler

CAP_REACHED = "cap-reached"
CAP_UNKNOWN = "cap-unknown"
GONE = {"注销": "deregistered", "吊销": "revoked", "撤销": "revoked"}
STATUS_UNKNOWN = "status-unknown"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which fields of the register give a target's id and its stratum."""

    id: str
    stratum: str


def decide_eligibility(
    connection: DuckDBPyConnection,
    register: LoadedTable,
    columns: Columns,
    rules: tuple[NormalRule, ...],
    as_of: date,
    prepared: str,
) -> None:
    """Create table `prepared` (_row, id, stratum, status, undecided) from a loaded register.

    `status` is eligible or the reason why not; `undecided` is the reason why that cannot be told.
    """
    gone, unknown = _registration(register)
    outcomes = [outcome_sql(rule, Compiler(register.columns, as_of)) for rule in rules]
    capped = " OR ".join(f"{o} = {CODES[Outcome.FAIL]}" for o in outcomes) or "FALSE"
    undecided = " OR ".join(f"{o} = {CODES[Outcome.UNKNOWN]}" for o in outcomes) or "FALSE"
    connection.execute(
        f"""CREATE TABLE {prepared} AS SELECT _row, "{columns.id}" AS id, "{columns.stratum}" AS stratum,
            CASE {gone} WHEN {capped} THEN '{CAP_REACHED}' ELSE 'eligible' END AS status,
            CASE {_none(gone)} WHEN {unknown} THEN '{STATUS_UNKNOWN}' WHEN {capped} THEN NULL
                 WHEN {undecided} THEN '{CAP_UNKNOWN}' END AS undecided
            FROM "{register.name}" """
    )


def _registration(register: LoadedTable) -> tuple[str, str]:
    """Return SQL branches for targets that have left the register's business, and what is unknown."""
    if "registration_status" not in register.columns:
        return "", "FALSE"
    gone = " ".join(
        f"WHEN registration_status = '{status}' THEN '{reason}'" for status, reason in GONE.items()
    )
    return gone, "registration_status IS NULL"


def _none(branches: str) -> str:
    for reason in set(GONE.values()):
        branches = branches.replace(f"'{reason}'", "NULL")
    return branches


def rules_after(pack: RulePack, as_of: date, visits: int) -> tuple[NormalRule, ...]:
    """Return the pack's frequency rules as they stand after `visits` more: one more must still satisfy."""
    return tuple(
        replace(ready.normal, require=_more(ready.normal.require, ready.rule.spec.counts, visits))
        for ready in pack.ready(as_of, as_of.year)
        if isinstance(ready.rule.spec, FrequencyCap)
    )


def _more(require: Condition, counts: str, visits: int) -> Condition:
    """Return the comparison with `visits` added to the field that counts."""
    if not isinstance(require, Compare):  # no value in force: it stays NULL, and nobody can be told
        return require
    return replace(require, left=_added(require.left, counts, visits))


def _added(term: Term, counts: str, visits: int) -> Term:
    if isinstance(term, Ref) and counts in (term.name, term.spec.label):
        return Arith("+", term, Const(Decimal(visits)))
    return term
