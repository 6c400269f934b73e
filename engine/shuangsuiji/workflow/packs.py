"""What people do with packs: list them, show one resolved, lint, run the cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shuangsuiji.findings import Finding, Location, Refusal, refuse
from shuangsuiji.packs.files import PackFile
from shuangsuiji.packs.read import read_pack
from shuangsuiji.packs.resolve import load_pack, pack_folders, read_chain
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.proof.case_checks import check_cases, run_readable
from shuangsuiji.proof.cases import CaseResult
from shuangsuiji.proof.explain import ExplainedKind, ExplainedRule, explain_kind, explain_rule
from shuangsuiji.proof.sense import check_sense
from shuangsuiji.rules.kinds import KINDS
from shuangsuiji.workflow.packs_proof import coverage_of
from shuangsuiji.yamlfile import nearest


@dataclass(frozen=True, slots=True)
class Linted:
    """What lint found in each pack; `rules` and `cases` count what was looked at.

    `to_judge` counts the clauses that nobody has judged yet: they are no findings.
    """

    packs: tuple[str, ...]
    rules: int
    cases: int
    findings: tuple[Finding, ...]
    to_judge: int = 0


def list_packs() -> tuple[PackFile, ...]:
    """Return pack.yaml of each shipped pack, parents first."""
    return tuple(read_pack(folder, folder.name).file for folder in pack_folders().values())


def show_pack(name: str) -> RulePack:
    """Return the pack, resolved."""
    return load_pack(name)


def lint(names: Sequence[str]) -> Linted:
    """Return everything that is wrong with the packs; all shipped ones where none is named."""
    findings: list[Finding] = []
    rules = cases = to_judge = 0
    chosen = tuple(dict.fromkeys(names)) or tuple(pack_folders())
    for name in chosen:
        try:
            pack = load_pack(name)
        except Refusal as refusal:
            findings.extend(f for f in refusal.findings if f not in findings)
            continue
        own = [r for r in pack.rules if r.pack == pack.id]
        rules += len(own)
        cases += sum(len(r.spec.cases) for r in own)
        findings.extend(f for f in pack.warnings if f not in findings)
        findings.extend(check_cases(pack, pack.id))
        findings.extend(check_sense(read_chain(name), pack))
        report = coverage_of(read_chain(name), pack)
        to_judge += len(report.coverage.to_judge)
        findings.extend(f for f in report.problems if f not in findings)
    return Linted(chosen, rules, cases, tuple(findings), to_judge)


def explain(word: str, pack_name: str | None, as_of: date) -> ExplainedRule | ExplainedKind:
    """Return a rule (pack/family/id) or a kind, explained. Raises Refusal for a word that is neither."""
    if word in KINDS:
        chosen = [pack_name] if pack_name else list(pack_folders())
        return explain_kind(word, [load_pack(name) for name in chosen])
    name = pack_name or word.partition("/")[0]
    if pack_name is None and "/" not in word and word not in pack_folders():
        raise refuse(
            "pack/explain-unknown", Location(word), found=word, nearest=nearest(word, [*KINDS])
        )
    chain = read_chain(name)
    pack = load_pack(name)
    rule = next((r for r in pack.rules if r.full_id == word), None)
    if rule is None:
        known = [*(r.full_id for r in pack.rules), *KINDS]
        raise refuse(
            "pack/explain-unknown", Location(name), found=word, nearest=nearest(word, known)
        )
    return explain_rule(pack, rule, {c.id: c for p in chain for c in p.clauses}, as_of)


def test(names: Sequence[str]) -> dict[str, tuple[CaseResult, ...]]:
    """Return the result of every case of the packs' own rules, by pack.

    Raises Refusal with every case that cannot be read.
    """
    found: dict[str, tuple[CaseResult, ...]] = {}
    unreadable: list[Finding] = []
    for name in tuple(dict.fromkeys(names)) or tuple(pack_folders()):
        pack = load_pack(name)
        results: list[CaseResult] = []
        for rule in (r for r in pack.rules if r.pack == pack.id):
            try:
                results += run_readable(pack, rule)
            except Refusal as refusal:
                unreadable += refusal.findings
        found[pack.id] = tuple(results)
    if unreadable:
        raise Refusal(unreadable)
    return found
