"""decide: cases under one pack or several; every run is an event of the record before anything is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from shuangsuiji import __version__
from shuangsuiji.accountability.cases import LiabilityCase
from shuangsuiji.accountability.inference import Disagreement, Infer
from shuangsuiji.accountability.law import Law, Verdict, law_of
from shuangsuiji.accountability.verdict import Decision, decide
from shuangsuiji.check.tables import Checked, When
from shuangsuiji.digest import digest
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.findings import Finding, Location, Severity, problem, refuse
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.store import Event, append, open_store
from shuangsuiji.workflow.case_facts import (
    Assembly,
    Assumption,
    stated_case,
    with_assumed,
    with_shown,
)
from shuangsuiji.workflow.case_papers import CasePapers, read_papers
from shuangsuiji.workflow.case_read import ReadCase
from shuangsuiji.workflow.case_records import RecordRules
from shuangsuiji.workflow.checks import check_period
from shuangsuiji.workflow.draw_inputs import resolved_bytes
from shuangsuiji.workflow.draw_log import OPERATOR
from shuangsuiji.workflow.inference_worker import EngineFailed, second_engine

RUN = "decide"
"""The kind of event that a run is."""


@dataclass(frozen=True, slots=True)
class DecideOrder:
    """What is asked for: the file of cases, people's findings, what-ifs, the record."""

    cases: Path
    packs: tuple[str, ...]
    findings: Path | None = None
    as_of: date | None = None
    assume: tuple[str, ...] = ()
    store: str = "台账.db"

    @property
    def files(self) -> tuple[Path | None, ...]:
        """The files that no report may be written over: those that are read, and the record."""
        return (self.cases, self.findings, None if "://" in self.store else Path(self.store))

    def hashes(self) -> dict[str, str | None]:
        """Return the hashes of what is read; a file that is not there has none."""
        read = {"cases": self.cases, "findings": self.findings}
        return {
            name: digest("sha256", path.read_bytes()) if path and path.is_file() else None
            for name, path in read.items()
        }


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What became of a case under a pack: a decision, or the problems for which it was refused.

    `checked` is what the pack's other rules found in the case and its records.
    """

    read: ReadCase
    case: LiabilityCase
    decision: Decision | None
    problems: tuple[Finding, ...] = ()
    checked: Checked | None = None

    @property
    def verdict(self) -> Verdict | None:
        """The verdict; None for a case that was refused."""
        return None if self.decision is None else self.decision.verdict


@dataclass(frozen=True, slots=True)
class PackRun:
    """All cases under one pack."""

    pack: RulePack
    law: Law
    outcomes: tuple[CaseOutcome, ...]


@dataclass(frozen=True, slots=True)
class DecideReport:
    """A run: the cases under each pack, what is told of the files, the assumptions, the event's number."""

    order: DecideOrder
    as_of: date
    runs: tuple[PackRun, ...]
    problems: tuple[Finding, ...]
    assumptions: tuple[Assumption, ...]
    engines: tuple[str, ...]
    store: str = ""
    event: int = 0

    @property
    def assumed(self) -> tuple[str, ...]:
        """The assumptions in words."""
        return tuple(a.words for a in self.assumptions)

    @property
    def exit_code(self) -> int:
        """1 where a case was refused or a paper has what cannot be placed, 4 where one is open, else 0."""
        outcomes = [outcome for run in self.runs for outcome in run.outcomes]
        wrong = any(p.severity is Severity.ERROR for p in self.problems)
        if wrong or any(o.decision is None for o in outcomes):
            return 1
        is_open = (Verdict.UNDETERMINED, Verdict.NEEDS_HUMAN)
        return 4 if any(o.verdict in is_open for o in outcomes) else 0


def packs_of(pack: str | None, compare: str | None) -> tuple[str, ...]:
    """Return the packs that --pack and --compare name, each once; Refusal for none, or a lonely one."""
    compared = [word.strip() for word in (compare or "").replace("，", ",").split(",")]
    packs = tuple(dict.fromkeys(word for word in (pack or "", *compared) if word))
    if not packs:
        raise refuse("case/no-pack", Location("--pack"))
    if compare is not None and len(packs) < 2:  # noqa: PLR2004  (a comparison needs two)
        raise refuse("case/compare-one", Location("--compare"), found=compare)
    return packs


def decide_cases(order: DecideOrder, *, today: date) -> DecideReport:
    """Return the report on a file of cases, once the run stands in the record.

    Raises Refusal where a file cannot be read, a pack not used, or the record not written.
    """
    as_of = order.as_of or today
    packs = [load_pack(name) for name in order.packs]
    for pack in packs:
        check_period(pack, When(as_of))
    inputs = order.hashes()
    papers = read_papers(order.cases, order.findings, order.assume, packs)
    with second_engine() as second:
        runs = tuple(_run(pack, papers, as_of, second) for pack in packs)
    if order.hashes() != inputs:
        raise refuse("case/changed", Location(str(order.cases)))
    engines = ("plain",) if second is None else ("plain", "durable-rules")
    report = DecideReport(order, as_of, runs, papers.problems, papers.assumptions, engines)
    return _recorded(report, inputs)


def _run(pack: RulePack, papers: CasePapers, as_of: date, second: Infer | None) -> PackRun:
    ready = pack.ready(as_of, as_of.year)
    law, rules = law_of(ready), RecordRules(pack, ready, as_of)
    outcomes = []
    for read, told in papers.under(pack.id):
        made = stated_case(papers.known[pack.id], read, told, as_of)
        checked = rules.check(made.case, read)
        with_shown(made, rules.shown(read, checked), read.records)
        made.case = with_assumed(made.case, papers.assumed[pack.id])
        outcomes.append(_decided(law, made, read, checked, as_of, second))
    return PackRun(pack, law, tuple(outcomes))


def _decided(
    law: Law,
    made: Assembly,
    read: ReadCase,
    checked: Checked,
    as_of: date,
    second: Infer | None,
) -> CaseOutcome:
    """Return the outcome; a case with problems, or on which the engines fail or differ, is refused."""
    problems = list(made.problems)
    if not problems:
        try:
            decision = decide(law, made.case, as_of, second)
        except Disagreement as error:
            told = {"plain": tuple(sorted(error.plain)), "other": tuple(sorted(error.other))}
            problems.append(problem("decide/engines-differ", read.location, **told))
        except EngineFailed as error:
            problems.append(problem(error.code, read.location, **error.params))
        else:
            return CaseOutcome(read, made.case, decision, (), checked)
    return CaseOutcome(read, made.case, None, tuple(problems), checked)


def _recorded(report: DecideReport, inputs: Mapping[str, str | None]) -> DecideReport:
    """Append the run to the record: inputs by hash, verdicts, what is assumed, which engines decided."""
    order = report.order
    body = {
        "as_of": str(report.as_of),
        "assumed": [
            {"case": a.case, "fact": a.spec.name, "value": str(a.fact.value)}
            for a in report.assumptions
        ],
        "engine": f"shuangsuiji {__version__}",
        "engines": list(report.engines),
        "inputs": dict(inputs),
        "packs": [
            {
                "id": run.pack.id,
                "hash": digest("sha256", resolved_bytes(run.pack)),
                "cases": [
                    {
                        "case": o.read.name,
                        "verdict": o.verdict,
                        "refused": [p.code for p in o.problems],
                    }
                    for o in run.outcomes
                ],
            }
            for run in report.runs
        ],
    }
    with open_store(order.store, create=True) as store, store.writing() as connection:
        at = instant_text(datetime.now(UTC))
        n = append(connection, Event(at, RUN, OPERATOR, body))
        return replace(report, event=n, store=store.name)
