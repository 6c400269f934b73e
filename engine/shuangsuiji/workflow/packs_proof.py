"""What a pack proves of itself: where its clauses lead, and that its cases notice every change of a rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from shuangsuiji.findings import Finding
from shuangsuiji.packs.read import ReadPack
from shuangsuiji.packs.resolve import load_pack, pack_folders, read_chain
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.proof.case_checks import check_cases
from shuangsuiji.proof.cases import run_cases
from shuangsuiji.proof.coverage import Coverage, Results, cover
from shuangsuiji.proof.coverage_findings import coverage_findings
from shuangsuiji.proof.given import GivenError
from shuangsuiji.proof.mutate_run import Score, mutate


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """Where the clauses lead, and what is wrong with that."""

    coverage: Coverage
    problems: tuple[Finding, ...]


def coverage(name: str) -> CoverageReport:
    """Return where each clause of the pack's own documents leads. Raises Refusal for a broken pack."""
    pack = load_pack(name)
    return coverage_of(read_chain(name), pack)


def coverage_of(chain: tuple[ReadPack, ...], pack: RulePack) -> CoverageReport:
    """Return where the clauses of the resolved pack's own documents lead."""
    results, unreadable = _results(pack)
    covered = cover(chain[-1], pack, results)
    problems = coverage_findings(chain, pack, covered, results)
    return CoverageReport(covered, (*unreadable, *problems))


def _results(pack: RulePack) -> tuple[Results, tuple[Finding, ...]]:
    """Return the results of the pack's own cases; of those that cannot be read, what is wrong."""
    found, readable = {}, True
    for rule in (r for r in pack.rules if r.pack == pack.id):
        try:
            found[rule.full_id] = run_cases(pack, rule)
        except GivenError:
            readable = False
    return found, () if readable else check_cases(pack, pack.id)


def mutation(names: Sequence[str]) -> tuple[Score, ...]:
    """Return what became of each change to the packs' own rules; all shipped packs where none is named."""
    return tuple(
        mutate(read_chain(name), load_pack(name)) for name in tuple(names) or tuple(pack_folders())
    )
