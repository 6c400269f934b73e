"""Check a plan file under a pack: read the papers, make the tables, run the rules."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Outcome, Severity, in_reading_order, refuse
from shuangsuiji.forms.days import year_in
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import TableForm
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.check import Checked, check_plan
from shuangsuiji.plan.facts import Handed, plan_tables
from shuangsuiji.plan.recorded import Assertable, with_recorded
from shuangsuiji.workflow.duck import duck
from shuangsuiji.workflow.recorded import read_recorded
from shuangsuiji.workflow.registers import open_target_register, record_in_register


@dataclass(frozen=True, slots=True)
class PlanPapers:
    """What is handed in: files, and days that somebody tells."""

    plan: Path
    items: Path | None = None
    register: Path | None = None
    findings: Path | None = None
    as_of: date | None = None
    year: int | None = None
    made_on: date | None = None
    received: date | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What a check came to, with what a report shows beside the findings."""

    pack: RulePack
    title: str
    year: int | None
    as_of: date
    rows: int
    checked: Checked

    def exit_code(self, fail_on: Severity | None, *, for_people: bool = False) -> int:
        """Return 1 where a finding reaches the threshold, 4 where a binding rule is undecided, else 0.

        `for_people` counts what only a person's finding can decide as undecided too.
        """
        if fail_on is not None and any(_reaches(f, fail_on) for f in self.checked.findings):
            return 1
        waiting = self.checked.for_people if for_people else ()
        return 4 if self.checked.undecided or waiting else 0


def _reaches(finding: Finding, threshold: Severity) -> bool:
    order = [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    return finding.outcome is Outcome.FAIL and order.index(finding.severity) >= order.index(
        threshold
    )


def check_output(papers: PlanPapers, output: Path | None) -> None:
    """Refuse to write the report over one of the papers, or into a folder that is not there."""
    if output is None:
        return
    given = [p for p in (papers.plan, papers.items, papers.register, papers.findings) if p]
    if output.resolve() in [p.resolve() for p in given]:
        raise refuse("plan/output-is-input", Location(str(output)))
    if not output.resolve().parent.is_dir():
        raise refuse("plan/no-folder", Location(str(output)), found=str(output.parent))


def check(pack_name: str, papers: PlanPapers, *, today: date) -> PlanReport:
    """Return the report on a plan. Raises Refusal where a paper cannot be read or the pack not used."""
    pack = load_pack(pack_name)
    tables = pack.vocabulary.tables
    lines, year = _read_plan(pack, papers)
    items = None
    if papers.items is not None:
        items = read_table(papers.items, "item", tables["item"], _forms(pack, "item"))
    as_of = papers.as_of or today
    _check_period(pack, year, as_of)
    handed = Handed(lines, items, as_of, year, papers.made_on, papers.received, papers.published_on)
    made, noticed = plan_tables(handed)
    recorded = read_recorded(papers.findings) if papers.findings else ()
    of_targets = [r for r in recorded if r.table in ("target", tables["target"].label)]
    rest = [r for r in recorded if r not in of_targets]
    known = Assertable(pack.vocabulary, _residuals(pack))
    made, misplaced = with_recorded(known, made, rest)
    files = [papers.register] if papers.register else []
    with duck(files) as connection:
        register = None
        if papers.register is not None:
            register = open_target_register(connection, papers.register, pack)
        register, lost = record_in_register(connection, known, register, of_targets)
        checked = check_plan(pack, handed, made, register, connection)
    own = (*noticed, *misplaced, *lost, *_year_unknown(year, papers.plan), *_unmapped(lines, items))
    everything = in_reading_order([*own, *checked.findings])
    return PlanReport(
        pack=pack,
        title=made["plan"].rows[0].key,
        year=year,
        as_of=as_of,
        rows=len(lines.rows),
        checked=replace(checked, findings=everything),
    )


def _read_plan(pack: RulePack, papers: PlanPapers) -> tuple[Table, int | None]:
    """Return the plan's lines and year; read again where only the file's name tells the year."""
    spec, forms = pack.vocabulary.tables["plan_line"], _forms(pack, "plan_line")
    lines = read_table(papers.plan, "plan_line", spec, forms, papers.year)
    if papers.year is not None or year_in(lines.title) is not None:
        return lines, papers.year if papers.year is not None else year_in(lines.title)
    year = year_in(papers.plan.name)
    if year is not None:
        lines = read_table(papers.plan, "plan_line", spec, forms, year)
    return lines, year


def _residuals(pack: RulePack) -> frozenset[str]:
    """Return what may be asserted beside fields: rule#exception of every residual exception."""
    own = {f"{r.full_id}#{e.id}" for r in pack.rules for e in r.spec.unless if e.residual}
    cases = {f"{r.full_id}#residual" for r in pack.rules if getattr(r.spec, "residual", False)}
    return frozenset(own | cases)


def _forms(pack: RulePack, table: str) -> tuple[TableForm, ...]:
    return tuple(f for f in pack.forms if f.table == table)


def _check_period(pack: RulePack, year: int | None, as_of: date) -> None:
    """Refuse a check outside the years that the pack's document is for."""
    period = pack.valid_for
    day = date(year, 1, 1) if year is not None else as_of
    if period is None or (period.covers(day) and period.covers(as_of)):
        return
    wrong = day if not period.covers(day) else as_of
    last = period.until - timedelta(days=1) if period.until else "以后"
    told = f"{period.from_ or '以前'}至{last}"
    place = pack.source.at("valid_for")
    raise refuse("pack/not-valid", place, pack=pack.title, period=told, found=str(wrong))


def _year_unknown(year: int | None, plan: Path) -> tuple[Finding, ...]:
    if year is not None:
        return ()
    return (_note("plan/no-year", Location(str(plan))),)


def _unmapped(*tables: Table | None) -> tuple[Finding, ...]:
    return tuple(
        _note("plan/unmapped-column", t.location, columns=t.unmapped)
        for t in tables
        if t is not None and t.unmapped
    )


def _note(code: str, place: Location, **params: tuple[str, ...]) -> Finding:
    return Finding(
        code=code,
        location=place,
        outcome=Outcome.NOT_APPLICABLE,
        severity=Severity.NOTE,
        params=params,
    )
