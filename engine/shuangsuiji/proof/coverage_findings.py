"""What is wrong with a pack's clauses: one that leads nowhere, a yes that nothing shows, a modality amiss."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pydantic import BaseModel

from shuangsuiji.findings import Finding, Modality, Outcome, problem
from shuangsuiji.model.dated import Period
from shuangsuiji.model.procedures import PROCEDURES
from shuangsuiji.packs.files import TO_WRITE, ClauseRow, Mark, Reading
from shuangsuiji.packs.read import ReadPack, ReadRule
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.proof.cases import CaseResult, case_day
from shuangsuiji.proof.coverage import Coverage, Covered, Results, cites
from shuangsuiji.rules.answers import read_settings
from shuangsuiji.rules.kinds import KINDS
from shuangsuiji.rules.kinds.base import ExceptionSpec, RuleSpec
from shuangsuiji.rules.kinds.earliest_of import Limit
from shuangsuiji.rules.kinds.exception import LiftingException
from shuangsuiji.yamlfile import nearest

TOLD = {"cases", "title", "message", "fix", "doubt"}
"""Keys of a rule that tell of a setting without reading it."""
Clauses = Mapping[str, ClauseRow]
"""The rows of a pack's clauses and of its parents', by id."""


def coverage_findings(
    chain: Sequence[ReadPack], pack: RulePack, covered: Coverage, results: Results
) -> tuple[Finding, ...]:
    """Return what is wrong; rows without a reading are not judged yet and give none."""
    own = chain[-1]
    specs = {f"{own.file.id}/{r.family}/{r.spec.id}": r.spec for r in own.rules}
    read = settings_read(pack)
    rows = clause_rows(chain)
    found = [f for c in covered.clauses for f in _clause(pack, c, specs, results, read)]
    found += [f for rule in own.rules for f in _modality(rule, rows)]
    return tuple(found)


def clause_rows(chain: Sequence[ReadPack]) -> Clauses:
    """Return all clauses that rules of the last pack may cite, by id."""
    return {row.id: row for pack in chain for row in pack.clauses}


def fitting_modalities(spec: RuleSpec, rows: Clauses) -> frozenset[Modality]:
    """Return the modalities that a rule may have by the clauses it cites: those of the duties among them.

    A rule that rests on no duty (a condition tied to a permission, a definition) is a must. All of them
    where a cited clause has not been judged yet.
    """
    cited = [rows[c] for c in spec.cite if c in rows]
    if any(row.reading is None for row in cited):
        return frozenset(Modality)
    duties = frozenset(row.modality for row in cited if row.reading is Reading.DUTY)
    return frozenset(m for m in duties if m is not None) or frozenset({Modality.MUST})


def settings_read(pack: RulePack) -> frozenset[str]:
    """Return the settings that something reads: a rule's condition, a rule's kind, a built procedure."""
    named = {
        name
        for rule in pack.rules
        for name in read_settings(rule.spec.model_dump_json(exclude=TOLD))
    }
    planned = {name for name, procedure in PROCEDURES.items() if not procedure.is_built}
    nobody = planned | (KINDS.keys() - {rule.spec.kind for rule in pack.rules})
    registered = {n for n, s in pack.settings.registry.items() if set(s.read_by) - nobody}
    return frozenset(named | registered)


def _clause(
    pack: RulePack,
    covered: Covered,
    specs: Mapping[str, RuleSpec],
    results: Results,
    read: frozenset[str],
) -> Iterator[Finding]:
    row, leads, place = covered.row, covered.leads, covered.location
    for name in (*leads.procedures, *leads.planned):
        if name not in PROCEDURES:
            close = nearest(name, list(PROCEDURES))
            yield problem("coverage/unknown-procedure", place, found=name, nearest=close)
    if not covered.judged:
        return
    for key in ("says", "reason"):
        if getattr(row, key) == TO_WRITE:
            yield problem("coverage/to-write", place, clause=row.id, key=key)
    if row.reading is Reading.DUTY and row.modality is None:
        yield problem("coverage/duty-without-modality", place, clause=row.id)
    if leads.sort is None:
        yield problem("coverage/nowhere", place, clause=row.id, mark=row.mark.value)
    elif row.mark is Mark.YES and not leads.procedures and not set(leads.settings) & read:
        if not leads.rules:
            yield problem("coverage/yes-undecided", place, clause=row.id)
        elif not any(_shows(pack, specs[r], row.id, results.get(r)) for r in leads.rules):
            rules = "、".join(leads.rules)
            yield problem("coverage/no-failing-case", place, clause=row.id, rules=rules)


def _shows(
    pack: RulePack, spec: RuleSpec, clause: str, results: Sequence[CaseResult] | None
) -> bool:
    """Whether a case shows what the clause does: what cites it fails, excepts, or is outside.

    Without results the rule's cases cannot be read, which is told elsewhere.
    """
    if results is None:
        return True
    parts = [part for cited, part in cites(spec) if cited == clause]
    return any(_shown_by(pack, r, spec, part) for part in parts for r in results)


def _shown_by(pack: RulePack, result: CaseResult, spec: RuleSpec, part: BaseModel) -> bool:
    """Whether the case shows the part of its rule: it is excepted by it, or breaks it and no other."""
    if isinstance(part, ExceptionSpec | LiftingException):
        return part.id in result.verdict.exceptions
    broken = Outcome.NOT_APPLICABLE if spec.scope else Outcome.FAIL  # of a trigger: met
    if result.verdict.outcome is not broken:
        return False
    if isinstance(part, Limit):
        return result.verdict.bound == part.title
    if isinstance(part, Period):
        as_of, year = case_day(pack, result.case)
        return part.covers(as_of) or part.covers(date(year, 1, 1))
    return True


def _modality(rule: ReadRule, rows: Clauses) -> Iterator[Finding]:
    fitting = fitting_modalities(rule.spec, rows)
    if rule.spec.modality not in fitting:
        yield problem(
            "coverage/modality-differs",
            rule.source.at("modality"),
            rule=rule.spec.id,
            found=rule.spec.modality.value,
            nearest="、".join(sorted(fitting)),
        )
