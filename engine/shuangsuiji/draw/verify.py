"""The engine's own verification (复核) of a bundle: the first step that fails is named."""

from dataclasses import dataclass
from enum import StrEnum

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import digest
from shuangsuiji.draw.bundle import MANIFEST, PACK, SUMS, Files
from shuangsuiji.draw.notes import delta_notes, draw_notes, shortage_notes
from shuangsuiji.draw.verify_steps import STEPS, Params, Work
from shuangsuiji.findings import Finding, Location, Outcome, Refusal, Severity

_OF_A_PART = {
    "draw/step-registers": "draw/step-registers-part",
    "draw/step-result": "draw/step-result-part",
}
"""What a step says instead where part of a register is missing."""


class Verdict(StrEnum):
    """What a verification ends with."""

    VERIFIED = "verified"
    FAILED = "failed"
    PARTIAL = "partial"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was verified: the steps that hold, the one that does not, what could not be shown.

    `shown`, `not_shown` and `notes` are findings that change no verdict.
    """

    verdict: Verdict
    steps: tuple[Finding, ...]
    failed_step: str | None = None
    failures: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    shown: tuple[Finding, ...] = ()
    not_shown: tuple[Finding, ...] = ()


def verify_bundle(connection: DuckDBPyConnection, files: Files) -> Verification:
    """Return the verification of a bundle's files; nothing outside them is looked at."""
    work = Work(connection, files)
    for code, step in STEPS:
        try:
            params = step(work)
        except Refusal as refusal:
            return Verification(Verdict.FAILED, tuple(work.steps), code, refusal.findings)
        if params is not None:
            work.steps.append(_holds(work, code, params))
    return _passed(work)


def _holds(work: Work, code: str, params: Params) -> Finding:
    return _said(_OF_A_PART.get(code, code) if work.is_partial else code, Outcome.PASS, params)


def _said(code: str, outcome: Outcome, params: Params) -> Finding:
    return Finding(
        code=code, location=Location(SUMS), outcome=outcome, severity=Severity.NOTE, params=params
    )


def _passed(work: Work) -> Verification:
    verdict = Verdict.PARTIAL if work.is_partial else Verdict.VERIFIED
    claims = _claims(work)
    absent = () if work.sealed else work.missing
    return Verification(
        Verdict.SEALED if work.sealed else verdict,
        tuple(work.steps),
        notes=_notes(work),
        shown=tuple(_said(code, Outcome.PASS, {}) for code, holds in claims.items() if holds),
        not_shown=(
            *(_said(code, Outcome.UNKNOWN, {}) for code, holds in claims.items() if not holds),
            *(_said("draw/shows-absent", Outcome.UNKNOWN, {"party": name}) for name in absent),
        ),
    )


def _notes(work: Work) -> tuple[Finding, ...]:
    deltas = (check.delta for check in work.registers)
    notes = (*draw_notes(work.known, MANIFEST), *delta_notes(deltas, MANIFEST))
    if work.sealed:
        return notes
    seed = digest(work.known.hash, work.seed)
    return (*notes, *shortage_notes(work.known, seed, MANIFEST))


def _claims(work: Work) -> dict[str, bool]:
    beacon = "draw/shows-beacon" if work.known.beacon else "draw/shows-no-beacon"
    claims = {
        "draw/shows-register": not work.is_partial,
        "draw/shows-unique": not work.is_partial,
        "draw/shows-committed-first": False,  # only a co-signed checkpoint of the log can show it
        "draw/shows-signed": False,  # only for keys that the reader trusts, which are not in a bundle
        "draw/shows-witnessed": False,
        beacon: False,  # that the signature is the beacon's is not verified
        "draw/shows-pack": PACK in work.files,
        "draw/shows-inspectors": False,
    }
    if any(line.mode.kind == "directed" for line in work.known.lines):
        claims["draw/shows-condition"] = False  # the filter's facts are not in a bundle
    return claims
