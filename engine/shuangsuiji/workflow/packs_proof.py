"""What a pack proves of itself: where its clauses lead."""

from dataclasses import dataclass

from shuangsuiji.findings import Finding
from shuangsuiji.packs.read import ReadPack
from shuangsuiji.packs.resolve import load_pack, read_chain
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.proof.cases import check_cases, run_cases
from shuangsuiji.proof.coverage import Coverage, Results, cover
from shuangsuiji.proof.coverage_findings import coverage_findings
from shuangsuiji.proof.given import GivenError


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
