"""What the commands on a draw's inspectors share: the draw's folder, and its bundle ready to be matched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.assignment.judged import PackRules
from shuangsuiji.assignment.matching import Drawn, Matching, matching_of
from shuangsuiji.assignment.records import Assignment
from shuangsuiji.assignment.standing import TeamsNow, teams_now
from shuangsuiji.draw.bundle import ASSIGNMENT, MANIFEST, RESULT, Files, whole
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Result, parsed
from shuangsuiji.draw.verification.registers import check_register
from shuangsuiji.findings import Location, refuse
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.workflow.draw_after import overrides_in
from shuangsuiji.workflow.draw_files import opened_bundle
from shuangsuiji.workflow.draw_log import OpenedDraw
from shuangsuiji.workflow.duck import duck


@dataclass(frozen=True, slots=True)
class MatchedBundle:
    """A drawn bundle, what its inspectors are matched from, and the assignment if it has one."""

    drawn: Drawn
    matching: Matching
    assignment: Assignment | None

    def teams_made(self) -> TeamsNow | None:
        """Return the teams as the assignment made them; None where nobody is matched yet."""
        if self.assignment is None:
            return None
        return teams_now(self.matching, self.matching.fit(), self.assignment.slots)

    def teams_after(self) -> TeamsNow | None:
        """Return the teams as they stand after what people changed; None where nobody is matched yet."""
        now = self.teams_made()
        if now is not None:
            for override in self.drawn.overrides:
                now.take(override)
        return now


def root_of(bundle: Path) -> Path:
    """Return the folder of the draw whose bundle this is, or which this is; Refusal if there is none."""
    for folder in (bundle, *list(bundle.resolve().parents)[:2]):
        if (folder / "draw.json").is_file():
            return folder
    raise refuse("assign/no-draw", Location(str(bundle)))


def rules_of(draw: OpenedDraw, name: str) -> PackRules:
    """Return the pack's rules on the day of the draw; Refusal for another pack than the draw's."""
    pack, named = load_pack(name), draw.manifest.pack
    if pack.id != named.id:
        raise refuse("assign/other-pack", Location("--pack"), found=pack.id, expected=named.id)
    return PackRules(pack, date.fromisoformat(named.as_of))


@contextmanager
def matched_bundle(bundle: Path) -> Iterator[MatchedBundle]:
    """Yield a drawn bundle with all that an assignment follows from; Refusal where it has no inspectors."""
    with opened_bundle(bundle) as files, duck() as connection:
        yield matched(connection, files, bundle)


def matched(connection: DuckDBPyConnection, files: Files, bundle: Path) -> MatchedBundle:
    """Return what the inspectors of these files are matched from."""
    if MANIFEST not in files:
        raise refuse("draw/file-missing", Location(str(bundle / MANIFEST)), file=MANIFEST)
    manifest = parsed(Manifest, whole(files[MANIFEST]), MANIFEST)
    if manifest.inspectors is None:
        raise refuse("assign/no-inspectors", Location(str(bundle)), draw=manifest.draw)
    if RESULT not in files:
        raise refuse("assign/sealed", Location(str(bundle)), draw=manifest.draw)
    numbers = range(1, len(manifest.registers) + 1)
    checks = [check_register(connection, files, manifest, n) for n in numbers]
    result = parsed(Result, whole(files[RESULT]), RESULT)
    tables = tuple(check.table if check.is_whole else None for check in checks)
    drawn = Drawn(connection, files, manifest, result, tables, overrides_in(files))
    given = (
        parsed(Assignment, whole(files[ASSIGNMENT]), ASSIGNMENT) if ASSIGNMENT in files else None
    )
    return MatchedBundle(drawn, matching_of(drawn), given)
