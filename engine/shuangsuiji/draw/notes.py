"""What a verifier says beside its verdict: not official, strata without chance, small pools."""

from collections.abc import Iterable, Iterator
from itertools import chain

from shuangsuiji.digest import HashName
from shuangsuiji.draw.manifest import LineEntry, Manifest
from shuangsuiji.draw.quotas import line_quotas, number_spans
from shuangsuiji.draw.registers.delta import Delta
from shuangsuiji.findings import Finding, Location, Outcome, Param, Severity


def draw_notes(manifest: Manifest, file: str) -> tuple[Finding, ...]:
    """Return the notes on a manifest: they change no verdict, and nobody should overlook them."""
    said = (_purpose(manifest), _undecided(manifest), *map(_line, manifest.lines))
    return _noted(chain(*said), file)


def shortage_notes(manifest: Manifest, seed: str, file: str) -> tuple[Finding, ...]:
    """Return a note for each stratum in which fewer are eligible than should be drawn."""
    return _noted(chain(*(_shortages(line, manifest.hash, seed) for line in manifest.lines)), file)


def delta_notes(deltas: Iterable[Delta | None], file: str) -> tuple[Finding, ...]:
    """Return a note for each register that tells what changed since the one before, in order."""
    return _noted(chain(*(_delta(n, delta) for n, delta in enumerate(deltas, 1) if delta)), file)


_Notes = Iterator[tuple[str, dict[str, Param]]]


def _noted(notes: _Notes, file: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            code=code,
            location=Location(file),
            outcome=Outcome.PASS,
            severity=Severity.NOTE,
            params=params,
        )
        for code, params in notes
    )


def _shortages(line: LineEntry, name: HashName, seed: str) -> _Notes:
    for stratum, quota in zip(line.strata, line_quotas(line, name, seed), strict=True):
        if quota.asked > quota.n:
            where: dict[str, Param] = {"line": line.line, "stratum": stratum.id}
            yield "draw/note-short", {**where, "n": quota.asked, "eligible": stratum.eligible}


def _delta(number: int, delta: Delta) -> _Notes:
    counts = {"added": delta.added, "moved": delta.moved, "removed": delta.removed}
    yield "draw/note-delta", {"register": number, **{k: len(v) for k, v in counts.items()}}


def _purpose(manifest: Manifest) -> _Notes:
    if manifest.purpose != "official":
        yield "draw/note-not-official", {"purpose": manifest.purpose}


def _undecided(manifest: Manifest) -> _Notes:
    for number, register in enumerate(manifest.registers, 1):
        for answer in register.undecided:
            said: dict[str, Param] = {"reason": answer.reason, "choice": answer.choice}
            yield "draw/note-undecided", {"register": number, "n": answer.n, **said}


def _line(line: LineEntry) -> _Notes:
    if line.attempt > 1:
        yield "draw/note-attempt", {"line": line.line, "attempt": line.attempt}
    for stratum, (low, high) in zip(line.strata, number_spans(line), strict=True):
        where: dict[str, Param] = {"line": line.line, "stratum": stratum.id}
        if stratum.eligible < line.least:
            yield "draw/note-pool", {**where, "n": stratum.eligible, "least": line.least}
        if stratum.eligible and high == 0:
            yield "draw/note-no-chance", {**where, "n": stratum.eligible}
        if stratum.eligible and low == stratum.eligible:
            yield "draw/note-certain", {**where, "n": stratum.eligible}
    for departure in line.departures:
        said: dict[str, Param] = {"rule": departure.rule, "reason": departure.reason}
        yield "draw/note-departure", {"line": line.line, **said, "approver": departure.approver}
