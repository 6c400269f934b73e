"""The visits of a draw (检查清单), read from a bundle that verifies."""

from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.draw.after.reserve_visits import VisitNow, visits_now
from shuangsuiji.draw.bundle import MANIFEST, RESULT, whole
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Result, parsed
from shuangsuiji.draw.verification.verify import Verdict, verify_bundle
from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.report.draws import what_failed
from shuangsuiji.workflow.draw_after import overrides_in
from shuangsuiji.workflow.draw_files import opened_bundle
from shuangsuiji.workflow.duck import duck


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits of a draw as they stand, with what is to be known of it."""

    manifest: Manifest
    visits: tuple[VisitNow, ...]
    notes: tuple[Finding, ...]


def visits(bundle: Path) -> Visits:
    """Return the visits of a bundle; Refusal where it does not verify, or is still sealed."""
    with opened_bundle(bundle) as files, duck() as connection:
        verification = verify_bundle(connection, files)
        if verification.verdict is Verdict.FAILED:
            step = what_failed(verification)
            raise refuse("draw/visits-unverified", Location(str(bundle)), step=step)
        if verification.verdict is Verdict.SEALED:
            raise refuse("draw/visits-sealed", Location(str(bundle)))
        manifest = parsed(Manifest, whole(files[MANIFEST]), MANIFEST)
        result = parsed(Result, whole(files[RESULT]), RESULT)
        overrides = overrides_in(files)
    return Visits(manifest, visits_now(manifest, result, overrides), verification.notes)
