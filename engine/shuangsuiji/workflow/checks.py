"""What the checks of plans, lists and registers share: papers read, rules run, the report's content."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.check.claims import with_claims
from shuangsuiji.check.papers import Papers, Register, Subject
from shuangsuiji.check.recorded import Assertable, Recorded, table_named, with_recorded
from shuangsuiji.check.tables import Checked, When, check_tables
from shuangsuiji.findings import (
    Finding,
    Location,
    Modality,
    Outcome,
    Severity,
    in_reading_order,
    refuse,
)
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import TableForm
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.load import Load
from shuangsuiji.proof.resubmission import Resubmission
from shuangsuiji.workflow.duck import duck
from shuangsuiji.workflow.handed_in import HandedIn
from shuangsuiji.workflow.registers import open_register_of, record_in_registers


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check came to, with what a report shows beside the findings.

    `told` is what programs are told of the papers, `scope` what people are told of them; `papers` are
    the tables as they were judged, `recorded` the people's findings in them; `load` is a plan's year,
    `since` what became of the findings of the plan before.
    """

    pack: RulePack
    title: str
    told: Mapping[str, str | int | None]
    scope: tuple[str, ...]
    as_of: date
    rows: int
    checked: Checked
    papers: Papers
    recorded: tuple[Recorded, ...] = ()
    load: Load | None = None
    since: Resubmission | None = None

    @property
    def handed_in(self) -> HandedIn:
        """The paper as it was handed in."""
        return HandedIn(Path(self.papers.file))

    def exit_code(self, fail_on: Severity | None, *, for_people: bool = False) -> int:
        """Return 1 where a finding reaches the threshold, 4 where a binding rule is undecided, else 0.

        `for_people` counts what only a person's finding can decide as undecided too.
        """
        return exit_code(self.checked, fail_on, for_people=for_people)


def exit_code(checked: Checked, fail_on: Severity | None, *, for_people: bool = False) -> int:
    """Return 1 where a finding reaches the threshold, 4 where a binding rule is undecided, else 0."""
    if fail_on is not None and any(_reaches(f, fail_on) for f in checked.findings):
        return 1
    return 4 if checked.undecided or (for_people and checked.for_people) else 0


def _reaches(finding: Finding, threshold: Severity) -> bool:
    order = [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    return finding.outcome is Outcome.FAIL and order.index(finding.severity) >= order.index(
        threshold
    )


@dataclass(frozen=True, slots=True)
class Work:
    """One check: the pack, what it is about, the paper, tables as made, files of registers by table.

    `opened` are registers that are in DuckDB already; of tables `counted`, see Papers. `ask` works out
    the questions that are left.
    """

    pack: RulePack
    subject: Subject
    when: When
    file: Path
    tables: Mapping[str, Table] = field(default_factory=dict)
    registers: Mapping[str, Path] = field(default_factory=dict)
    recorded: tuple[Recorded, ...] = ()
    opened: Mapping[str, Register] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A check that was run: its outcome, and the papers as they were judged, people's findings in them."""

    checked: Checked
    papers: Papers
    recorded: tuple[Recorded, ...] = ()


def run_check(work: Work, noticed: Sequence[Finding] = ()) -> Done:
    """Run a check on a connection of its own; `noticed` joins what its rules find."""
    with duck(tuple(work.registers.values())) as connection:
        return run_check_on(connection, work, noticed)


def run_check_on(
    connection: DuckDBPyConnection, work: Work, noticed: Sequence[Finding] = ()
) -> Done:
    """Record people's findings in the tables and run the rules; `noticed` joins what they find."""
    vocabulary = work.pack.vocabulary
    known = assertable(work.pack, work.subject)
    in_registers = [r for r in work.recorded if table_named(vocabulary, r.table) in work.registers]
    rest = [r for r in work.recorded if r not in in_registers]
    tables, misplaced = with_recorded(known, work.tables, rest)
    opened = {**work.opened, **dict(_open(connection, work))}
    registers, lost = record_in_registers(connection, known, opened, in_registers)
    papers = Papers(str(work.file), tables, registers, work.counted)
    checked = check_tables(work.pack, work.subject, papers, work.when, connection, ask=work.ask)
    told = (n for table in tables.values() for n in table.notices)
    own = (*noticed, *misplaced, *lost, *told, *_unmapped((*tables.values(), *registers.values())))
    findings = in_reading_order([*own, *checked.findings])
    return Done(replace(checked, findings=findings), papers, work.recorded)


def _open(connection: DuckDBPyConnection, work: Work) -> Iterator[tuple[str, Register]]:
    for table, path in work.registers.items():
        register = open_register_of(connection, path, work.pack, table)
        check_rows(register.rows, work.pack.vocabulary.tables[table].label, register.location)
        yield table, register


def as_people_say(
    pack: RulePack, subject: Subject, tables: Mapping[str, Table], recorded: Sequence[Recorded]
) -> tuple[dict[str, Table], tuple[Recorded, ...], tuple[Finding, ...]]:
    """Return tables as read with what people say of their rows, by findings and by their own columns.

    Then what is recorded of other tables, and what does not count. Tables that are made of these hold
    it too.
    """
    vocabulary = pack.vocabulary
    here = [r for r in recorded if table_named(vocabulary, r.table) in tables]
    changed, problems = with_recorded(assertable(pack, subject), tables, here)
    for name, table in changed.items():
        changed[name], uncounted = with_claims(vocabulary.tables[name], table)
        problems += uncounted
    return changed, tuple(r for r in recorded if r not in here), problems


def assertable(pack: RulePack, subject: Subject) -> Assertable:
    """Return what people may record under a pack: fields, residual exceptions, reasons, days told."""
    residual = [(r, e.id) for r in pack.rules for e in r.spec.unless if e.residual]
    residual += [(r, "residual") for r in pack.rules if getattr(r.spec, "residual", False)]
    departable = [r for r in pack.rules if r.spec.modality is Modality.IN_PRINCIPLE]
    return Assertable(
        vocabulary=pack.vocabulary,
        residuals={f"{r.full_id}#{e}": r.spec.tables() for r, e in residual},
        reasons={r.full_id: r.spec.tables() for r in departable},
        duties=frozenset(r.full_id for r in pack.rules if r not in departable),
        told=subject.told,
    )


def forms_of(pack: RulePack, table: str) -> tuple[TableForm, ...]:
    """Return the pack's own forms of a table."""
    return tuple(f for f in pack.forms if f.table == table)


def check_outputs(given: Iterable[Path | None], outputs: Iterable[Path]) -> None:
    """Refuse to write a report over one of the papers, or into a folder that is not there."""
    papers = {p.resolve() for p in given if p is not None}
    for output in outputs:
        if output.resolve() in papers:
            raise refuse("check/output-is-input", Location(str(output)))
        if output.is_dir():
            raise refuse("check/output-is-folder", Location(str(output)))
        if not output.resolve().parent.is_dir():
            raise refuse("check/no-folder", Location(str(output)), found=str(output.parent))


def check_period(pack: RulePack, when: When) -> None:
    """Refuse a check outside the years that the pack's document is for."""
    period, as_of = pack.valid_for, when.as_of
    day = date(when.year, 1, 1) if when.year is not None else as_of
    if period is None or (period.covers(day) and period.covers(as_of)):
        return
    wrong = day if not period.covers(day) else as_of
    last = period.until - timedelta(days=1) if period.until else "以后"
    told = f"{period.from_ or '以前'}至{last}"
    place = pack.source.at("valid_for")
    raise refuse("pack/not-valid", place, pack=pack.title, period=told, found=str(wrong))


def check_rows(rows: int, label: str, place: Location) -> None:
    """Refuse a paper that says nothing: nothing would be found in it."""
    if not rows:
        raise refuse("check/no-rows", place, paper=label)


def _unmapped(papers: Iterable[Table | Register]) -> Iterator[Finding]:
    for paper in papers:
        if paper.unmapped:
            mapped = paper.mapped if isinstance(paper, Table) else ()
            free = (column.location for column in mapped if column.header in paper.unmapped)
            yield note("check/unmapped-column", next(free, paper.location), columns=paper.unmapped)


def note(code: str, place: Location, **params: str | int | tuple[str, ...]) -> Finding:
    """Return a remark of the engine's own that decides nothing."""
    return Finding(
        code=code,
        location=place,
        outcome=Outcome.NOT_APPLICABLE,
        severity=Severity.NOTE,
        params=params,
    )
