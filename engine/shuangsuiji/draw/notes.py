"""What a verifier says beside its verdict: not official, strata without chance, small pools."""

from collections.abc import Iterator

from shuangsuiji.draw.manifest import LineEntry, Manifest
from shuangsuiji.draw.quotas import number_spans
from shuangsuiji.findings import Finding, Location, Outcome, Param, Severity


def draw_notes(manifest: Manifest, file: str) -> tuple[Finding, ...]:
    """Return the notes on a manifest: they change no verdict, and nobody should overlook them."""
    found = [*_purpose(manifest), *(note for line in manifest.lines for note in _line(line))]
    return tuple(
        Finding(
            code=code,
            location=Location(file),
            outcome=Outcome.PASS,
            severity=Severity.NOTE,
            params=params,
        )
        for code, params in found
    )


_Notes = Iterator[tuple[str, dict[str, Param]]]


def _purpose(manifest: Manifest) -> _Notes:
    if manifest.purpose != "official":
        yield "draw/note-not-official", {"purpose": manifest.purpose}


def _line(line: LineEntry) -> _Notes:
    pool = sum(s.eligible for s in line.strata)
    if pool < line.least:
        yield "draw/note-pool", {"line": line.line, "n": pool, "least": line.least}
    if line.attempt > 1:
        yield "draw/note-attempt", {"line": line.line, "attempt": line.attempt}
    for stratum, (low, high) in zip(line.strata, number_spans(line), strict=True):
        where: dict[str, Param] = {"line": line.line, "stratum": stratum.id}
        if stratum.eligible and high == 0:
            yield "draw/note-no-chance", {**where, "n": stratum.eligible}
        if stratum.eligible and low == stratum.eligible:
            yield "draw/note-certain", {**where, "n": stratum.eligible}
    for departure in line.departures:
        said: dict[str, Param] = {"rule": departure.rule, "reason": departure.reason}
        yield "draw/note-departure", {"line": line.line, **said, "approver": departure.approver}
