"""The result's part of a verification: drawn again and compared, or entry by entry."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import stream_key, ticket
from shuangsuiji.draw.bundle import RESULT
from shuangsuiji.draw.decide import decide_draw
from shuangsuiji.draw.manifest import LineEntry, Manifest
from shuangsuiji.draw.quotas import line_quotas
from shuangsuiji.draw.records import DrawnLine, Result, parsed, spelled
from shuangsuiji.draw.text import ELIGIBLE
from shuangsuiji.draw.tickets import in_batches
from shuangsuiji.findings import Location, Refusal, refuse


def check_result(
    connection: DuckDBPyConnection,
    tables: Sequence[str],
    manifest: Manifest,
    manifest_hash: str,
    seed: str,
    data: bytes,
) -> int:
    """Return how many were drawn; Refusal, naming the stratum, unless the draw gives this file."""
    given = parsed(Result, data, RESULT)
    again = decide_draw(connection, tables, manifest, manifest_hash, seed)
    if spelled(again) != data:
        raise _difference(given, again)
    return _drawn(again)


def check_entries(
    connection: DuckDBPyConnection,
    tables: Sequence[str],
    manifest: Manifest,
    manifest_hash: str,
    seed: str,
    data: bytes,
) -> int:
    """Return how many were drawn; Refusal where an entry that is there contradicts the result.

    Numbers, tickets, order, thresholds and batches are recomputed; whether someone with a smaller
    ticket was left out of the register cannot be told.
    """
    given = parsed(Result, data, RESULT)
    head = Result(draw=manifest.draw, lines=given.lines, manifest=manifest_hash, seed=seed)
    if head != given or [d.line for d in given.lines] != [e.line for e in manifest.lines]:
        raise refuse("draw/result-differs", Location(RESULT), line="", stratum="")
    for line, drawn in zip(manifest.lines, given.lines, strict=True):
        _check_line(manifest, line, drawn, seed)
        _check_present(connection, tables[line.register_ - 1], manifest, line, drawn, seed)
    return _drawn(given)


def _difference(given: Result, again: Result) -> Refusal:
    for a, b in zip(given.lines, again.lines, strict=False):
        for x, y in zip(a.strata, b.strata, strict=False):
            if x != y:
                return refuse("draw/result-differs", Location(RESULT), line=b.line, stratum=y.id)
    return refuse("draw/result-differs", Location(RESULT), line="", stratum="")


def _drawn(result: Result) -> int:
    return sum(s.n for line in result.lines for s in line.strata)


def _check_line(manifest: Manifest, line: LineEntry, drawn: DrawnLine, seed: str) -> None:
    quotas = line_quotas(line, manifest.hash, seed)
    key = stream_key(manifest.hash, seed, f"target/{line.group}")
    ids = [t.id for s in drawn.strata for t in s.drawn]
    batches = in_batches(ids, line.batches, manifest.hash, seed, line.line)
    if [s.id for s in drawn.strata] != [q.stratum for q in quotas] or len(set(ids)) != len(ids):
        raise refuse("draw/result-differs", Location(RESULT), line=line.line, stratum="")
    for quota, stratum in zip(quotas, drawn.strata, strict=True):
        tickets = [ticket(manifest.hash, key, t.id) for t in stratum.drawn]
        holds = (
            (stratum.q, stratum.n) == (str(quota.q), quota.n)
            and len(stratum.drawn) == quota.n
            and [t.ticket for t in stratum.drawn] == tickets == sorted(tickets)
            and stratum.threshold == (tickets[-1] if tickets else None)
            and all(t.batch == batches[t.id] for t in stratum.drawn)
        )
        if not holds:
            raise refuse(
                "draw/result-differs", Location(RESULT), line=line.line, stratum=stratum.id
            )


def _check_present(
    connection: DuckDBPyConnection,
    table: str,
    manifest: Manifest,
    line: LineEntry,
    drawn: DrawnLine,
    seed: str,
) -> None:
    key = stream_key(manifest.hash, seed, f"target/{line.group}")
    thresholds = {s.id: s.threshold or "" for s in drawn.strata}
    ids = {t.id for s in drawn.strata for t in s.drawn}
    rows = connection.execute(f"SELECT id, stratum, status FROM {table}").fetchall()
    for id_, name, status in rows:
        number = ticket(manifest.hash, key, id_)
        is_below = status == ELIGIBLE and number <= thresholds.get(name, "")
        if name not in thresholds or is_below != (id_ in ids):
            found = {"line": line.line, "stratum": name, "id": id_}
            raise refuse("draw/entry-differs", Location(RESULT), **found)
