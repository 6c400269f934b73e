"""The engine's own verification (复核) of a bundle: the first step that fails is named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import digest
from shuangsuiji.draw.bundle import MANIFEST, SUMS, Files
from shuangsuiji.draw.notes import delta_notes, draw_notes, shortage_notes
from shuangsuiji.draw.verification.log import unseen_before
from shuangsuiji.draw.verification.overrides import override_notes
from shuangsuiji.draw.verification.shown import claims_of
from shuangsuiji.draw.verification.steps import STEPS
from shuangsuiji.draw.verification.work import Params, Work
from shuangsuiji.findings import Finding, Location, Outcome, Refusal, Severity
from shuangsuiji.ledger.checkpoint import PublicKey

_OF_A_PART = {
    "draw/step-registers": "draw/step-registers-part",
    "draw/step-result": "draw/step-result-part",
    "draw/step-overrides": "draw/step-overrides-part",
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


def verify_bundle(
    connection: DuckDBPyConnection,
    files: Files,
    trust: Sequence[PublicKey] = (),
    more: Sequence[tuple[str, Callable[[Work], Params | None]]] = (),
) -> Verification:
    """Return the verification of a bundle's files; nothing outside them is looked at.

    `trust` are keys that the reader knows from elsewhere; `more` are steps of layers above.
    """
    work = Work(connection, files)
    for code, step in (*STEPS, *more):
        try:
            params = step(work)
        except Refusal as refusal:
            return Verification(Verdict.FAILED, tuple(work.steps), code, refusal.findings)
        if params is not None:
            work.steps.append(_holds(work, code, params))
    return _passed(work, trust)


def _holds(work: Work, code: str, params: Params) -> Finding:
    if work.is_partial:
        code = _OF_A_PART.get(code, code)
    if code == "draw/step-beacon" and work.is_beacon_verified:
        code = "draw/step-beacon-signed"
    return _said(code, Outcome.PASS, params)


def _said(code: str, outcome: Outcome, params: Params) -> Finding:
    return Finding(
        code=code, location=Location(SUMS), outcome=outcome, severity=Severity.NOTE, params=params
    )


def _passed(work: Work, trust: Sequence[PublicKey]) -> Verification:
    verdict = Verdict.PARTIAL if work.is_partial else Verdict.VERIFIED
    claims = tuple(claims_of(work, trust))
    return Verification(
        Verdict.SEALED if work.sealed else verdict,
        tuple(work.steps),
        notes=_notes(work),
        shown=tuple(_said(c.code, Outcome.PASS, c.params) for c in claims if c.holds),
        not_shown=tuple(_said(c.code, Outcome.UNKNOWN, c.params) for c in claims if not c.holds),
    )


def _notes(work: Work) -> tuple[Finding, ...]:
    deltas = (check.delta for check in work.registers)
    notes = (*draw_notes(work.known, MANIFEST), *delta_notes(deltas, MANIFEST))
    if work.log:
        unseen = unseen_before(work.log.log, work.known, work.manifest_hash)
        found: list[Params] = [{"line": line, "n": n} for line, n in unseen]
        notes = (*notes, *(_said("draw/note-unseen", Outcome.PASS, said) for said in found))
    withhold = work.known.withhold
    if withhold and work.sealed:
        until: Params = {"party": withhold.party, "until": withhold.until}
        return (*notes, _said("draw/note-sealed", Outcome.PASS, until))
    seed = digest(work.known.hash, work.seed)
    shortages = shortage_notes(work.known, seed, MANIFEST)
    return (*notes, *shortages, *override_notes(work.overrides), *work.notes)
