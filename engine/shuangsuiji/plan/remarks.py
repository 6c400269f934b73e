"""Remarks of the engine's own on a plan (提示、说明): what is told beside rules, and how much of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from shuangsuiji.findings import About, Finding, Location, Outcome, Param, Severity
from shuangsuiji.model.values import Row
from shuangsuiji.plan.cells import cell, word

MOST_TOLD = 2000
"""How many remarks of a sort are told one by one; the rest are counted."""
MOST_NAMED = 10
"""How many lines one remark names."""


def warning(code: str, row: Row, *names: str, **params: Param) -> Finding:
    """Return what cannot be as it is written, at the cell of the first field named."""
    return Finding(
        code=code,
        location=cell(row, *names),
        severity=Severity.WARNING,
        about=_about(row),
        params=params,
    )


def advice(code: str, row: Row, *names: str, **params: Param) -> Finding:
    """Return what the author may want to know and what decides nothing."""
    return Finding(
        code=code,
        location=cell(row, *names),
        outcome=Outcome.NOT_APPLICABLE,
        severity=Severity.NOTE,
        about=_about(row),
        params=params,
    )


def _about(row: Row) -> About:
    """Return the line that the row is, or is a class of."""
    return About("plan_line", word(row, "line") or row.key)


def capped(remarks: Iterable[Finding], plan: Location) -> Iterator[Finding]:
    """Yield the remarks, of each sort no more than MOST_TOLD, and then how many more there are."""
    met: Counter[str] = Counter()
    first: dict[str, Finding] = {}
    for remark in remarks:
        met[remark.code] += 1
        first.setdefault(remark.code, remark)
        if met[remark.code] <= MOST_TOLD:
            yield remark
    for code, n in met.items():
        if n > MOST_TOLD:
            yield Finding(
                code="plan/more-remarks",
                location=plan,
                outcome=first[code].outcome,
                severity=first[code].severity,
                params={"sort": code, "listed": MOST_TOLD, "more": n - MOST_TOLD},
            )


def named(lines: Sequence[Row]) -> tuple[str, ...]:
    """Return what the first lines are called, with their departments, and how many there are in all."""
    names = (
        f"{r.key}（{d}）" if (d := word(r, "initiator")) else r.key for r in lines[:MOST_NAMED]
    )
    return (*names, *((f"等{len(lines)}行",) if len(lines) > MOST_NAMED else ()))
