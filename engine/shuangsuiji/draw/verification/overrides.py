"""The disqualifications of overrides.json: approved by another, of one who is drawn, for the next one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.after.overrides import OVERRIDES, Override
from shuangsuiji.draw.after.reserves import OPERATOR, Queue, disqualified, queues, standing
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Result
from shuangsuiji.findings import Finding, Location, Outcome, Refusal, Severity, problem


def check_disqualified(
    connection: DuckDBPyConnection,
    tables: Sequence[str] | None,
    manifest: Manifest,
    result: Result,
    overrides: Sequence[Override],
) -> int:
    """Return how many targets were taken out; Refusal at the first override that does not hold.

    `tables` hold the registers; without them who came in is not looked at.
    """
    found = next(_forms(overrides), None) or next(_places(result, overrides), None)
    if found is None and tables is not None:
        called = Counter(_keys(result, overrides))
        queue = queues(connection, tables, manifest, result, called)
        found = next(_reserves(result, overrides, queue), None)
    if found is not None:
        raise Refusal([found])
    return len(disqualified(overrides))


def check_logged(told: Iterable[Mapping[str, Any]], overrides: Sequence[Override]) -> None:
    """Raise Refusal unless what the log tells of changes, as bodies of events, begins the overrides."""
    told = [{k: v for k, v in body.items() if k not in ("manifest", "sums")} for body in told]
    here = [override.model_dump(mode="json", by_alias=True) for override in overrides]
    for n, (logged, given) in enumerate(zip_longest(told, here[: len(told)]), 1):
        if logged != given:
            raise Refusal([problem("draw/override-logged", Location(OVERRIDES), n=n)])


def _forms(overrides: Sequence[Override]) -> Iterator[Finding]:
    """Yield overrides that say too little, too much, or are approved by the operator."""
    for n, override in enumerate(overrides, 1):
        if override.approver == OPERATOR:
            yield problem("draw/override-operator", Location(OVERRIDES), n=n)
        of_target = override.kind == "disqualify"
        needed = {"line": of_target, "slot": not of_target, "visit": not of_target}
        needed |= {"evidence": True} if of_target else {"in": True}
        said = override.model_dump(by_alias=True)
        for name, meant in needed.items():
            if (said[name] is not None) != meant:
                params = {"field": name, "kind": override.kind}
                yield problem("draw/override-field", Location(OVERRIDES), n=n, **params)


def _places(result: Result, overrides: Sequence[Override]) -> Iterator[Finding]:
    """Yield disqualifications of what holds no place, or by what holds one already."""
    now = standing(result)
    for n, override in enumerate(overrides, 1):
        if override.kind != "disqualify":
            continue
        line = str(override.line)
        if (line, override.out) not in now.places:
            yield _wrong("draw/override-out", n, line, override.out)
            return
        if (line, override.in_) in now.places:
            yield _wrong("draw/override-in", n, line, str(override.in_))
            return
        now.take(override)


def _keys(result: Result, overrides: Sequence[Override]) -> Iterator[tuple[str, str]]:
    """Yield (line, stratum) of each disqualification."""
    now = standing(result)
    for override in disqualified(overrides):
        line = str(override.line)
        yield line, now.places[line, override.out].stratum
        now.take(override)


def _reserves(result: Result, overrides: Sequence[Override], queue: Queue) -> Iterator[Finding]:
    """Yield disqualifications that let in another than the next, or nobody though there is one."""
    now = standing(result)
    for n, override in enumerate(overrides, 1):
        if override.kind != "disqualify":
            continue
        line = str(override.line)
        expected = now.next_for(line, override.out, queue)
        if override.in_ != expected:
            names = {"found": override.in_ or "无", "expected": expected or "无"}
            where = {"line": line, "out": override.out}
            yield problem("draw/override-next", Location(OVERRIDES), n=n, **where, **names)
            return
        now.take(override)


def _wrong(code: str, n: int, line: str, target: str) -> Finding:
    return problem(code, Location(OVERRIDES), n=n, line=line, id=target)


def override_notes(overrides: Sequence[Override]) -> tuple[Finding, ...]:
    """Return a note for each target that was taken out: who came in for it, why, and who approved."""
    notes = (
        Finding(
            code="draw/note-reserve" if override.in_ else "draw/note-no-reserve",
            location=Location(OVERRIDES),
            outcome=Outcome.PASS,
            severity=Severity.NOTE,
            params={
                "line": str(override.line),
                "out": override.out,
                "in": override.in_ or "",
                "reason": override.reason,
                "approver": override.approver,
            },
        )
        for override in disqualified(overrides)
    )
    return tuple(notes)
