"""The draw itself: manifest, registers and seed give the result, and nothing else does."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import stream_key
from shuangsuiji.draw.manifest import LineEntry, Manifest
from shuangsuiji.draw.quotas import Quota, line_quotas
from shuangsuiji.draw.records import DrawnLine, DrawnStratum, DrawnTarget, Result
from shuangsuiji.draw.tickets import Drawn, Wanted, draw_sample, in_batches


def decide_draw(
    connection: DuckDBPyConnection,
    tables: Sequence[str],
    manifest: Manifest,
    manifest_hash: str,
    seed: str,
) -> Result:
    """Return the result of a draw; `tables` are the registers of the manifest, in its order."""
    lines = tuple(
        _draw_line(connection, tables[line.register_ - 1], manifest, line, seed)
        for line in manifest.lines
    )
    return Result(draw=manifest.draw, lines=lines, manifest=manifest_hash, seed=seed)


def _draw_line(
    connection: DuckDBPyConnection, table: str, manifest: Manifest, line: LineEntry, seed: str
) -> DrawnLine:
    quotas = line_quotas(line, manifest.hash, seed)
    key = stream_key(manifest.hash, seed, f"target/{line.group}")
    wanted = [Wanted(s.id, s.eligible, q.n) for s, q in zip(line.strata, quotas, strict=True)]
    sample = draw_sample(connection, table, manifest.hash, key, wanted)
    ids = [drawn.id for stratum in sample.values() for drawn in stratum]
    batches = in_batches(ids, line.batches, manifest.hash, seed, line.line)
    strata = tuple(_stratum(quota, sample[quota.stratum], batches) for quota in quotas)
    return DrawnLine(line=line.line, strata=strata)


def _stratum(quota: Quota, sample: tuple[Drawn, ...], batches: dict[str, int]) -> DrawnStratum:
    drawn = tuple(DrawnTarget(batch=batches[d.id], id=d.id, ticket=d.ticket) for d in sample)
    threshold = drawn[-1].ticket if drawn else None
    return DrawnStratum(
        drawn=drawn, id=quota.stratum, n=quota.n, q=str(quota.q), threshold=threshold
    )
