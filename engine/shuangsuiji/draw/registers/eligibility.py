"""Targets whose eligibility cannot be told, and those that another open draw could draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.manifest import Undecided
from shuangsuiji.draw.text import ELIGIBLE
from shuangsuiji.findings import Finding, Location, Refusal, problem

Choice = Literal["include", "exclude"]
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Shared:
    """How many targets two registers could both draw, and some of them."""

    n: int
    examples: tuple[str, ...]


def settle_undecided(
    connection: DuckDBPyConnection, table: str, answers: Mapping[str, Choice], file: str
) -> tuple[Undecided, ...]:
    """Give every target with a reason in column `undecided` the status answered for that reason.

    Included ones become eligible, excluded ones carry the reason as their status. Raises Refusal
    with one finding per reason that has no answer: never per target.
    """
    reasons = _reasons(connection, table)
    open_reasons = [
        _unanswered(reason, ids, n, file) for reason, n, ids in reasons if reason not in answers
    ]
    if open_reasons:
        raise Refusal(open_reasons)
    for reason, _, _ in reasons:
        status = ELIGIBLE if answers[reason] == "include" else reason
        connection.execute(
            f"UPDATE {table} SET status = $1, undecided = NULL WHERE undecided = $2",
            [status, reason],
        )
    return tuple(Undecided(choice=answers[r], n=n, reason=r) for r, n, _ in reasons)


def shared_targets(connection: DuckDBPyConnection, table: str, other: str) -> Shared:
    """Return which targets are eligible in both registers."""
    rows = connection.execute(
        f"""SELECT id FROM {table} SEMI JOIN
            (SELECT id FROM {other} WHERE status = '{ELIGIBLE}') USING (id)
            WHERE status = '{ELIGIBLE}' ORDER BY id"""
    ).fetchall()
    return Shared(len(rows), tuple(id_ for (id_,) in rows[:_SHOWN]))


def _reasons(connection: DuckDBPyConnection, table: str) -> list[tuple[str, int, list[str]]]:
    return connection.execute(
        f"""SELECT undecided, count(*), list(id ORDER BY id)[1:{_SHOWN}] FROM {table}
            WHERE undecided IS NOT NULL GROUP BY undecided ORDER BY undecided"""
    ).fetchall()


def _unanswered(reason: str, ids: list[str], n: int, file: str) -> Finding:
    return problem("draw/undecided", Location(file), reason=reason, n=n, ids=tuple(ids))
