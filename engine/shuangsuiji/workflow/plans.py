"""Check a plan file under a pack: read the papers, make the tables, run the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.check.papers import Copied, Register, Subject
from shuangsuiji.check.tables import When
from shuangsuiji.findings import Finding, Location
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Table
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.across import remarks
from shuangsuiji.plan.facts import COPIED, Handed, numbered, plan_tables
from shuangsuiji.plan.line_items import items_by_line
from shuangsuiji.plan.load import year_load
from shuangsuiji.workflow.checks import (
    CheckReport,
    Work,
    as_people_say,
    check_period,
    check_rows,
    forms_of,
    note,
    run_check_on,
)
from shuangsuiji.workflow.duck import duck
from shuangsuiji.workflow.reading import Reading, read_lines_of
from shuangsuiji.workflow.recorded import recorded_in

NAMED = dict.fromkeys(("item_name", "item_code", "on_list"), "items")
"""Of an item of a line: what is made of the cell in which the line names its items."""
PLANS = Subject(
    tables=(
        "plan",
        "plan_line",
        "plan_line_item",
        "plan_line_class",
        "item",
        "item_list",
        "target",
    ),
    made_from={("plan_line_item", "on_list"): "item"},
    told=frozenset({("plan", "made_on"), ("plan", "published_on")}),
    copied={"plan_line_item": Copied("plan_line", "line", frozenset(COPIED), NAMED)},
)


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
    ask: bool = False
    reading: Reading = field(default_factory=Reading)

    @property
    def files(self) -> tuple[Path | None, ...]:
        """The files that are read."""
        return (self.plan, self.items, self.register, self.findings, *self.reading.forms)


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """A plan as read: its lines, and its year if anything tells it."""

    lines: Table
    year: int | None


@dataclass(frozen=True, slots=True)
class AmongOthers:
    """What a plan has beside its own papers where many are checked: what is read once for all.

    `subject` tells which rules run; `district` whose plan it is, `region` what the register for all
    calls it; `registers` are in DuckDB.
    """

    subject: Subject = PLANS
    district: str | None = None
    region: str | None = None
    items: Table | None = None
    registers: Mapping[str, Register] = field(default_factory=dict)


ALONE = AmongOthers()


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan that was checked: the report, the tables made of it, the registers it was held against."""

    report: CheckReport
    tables: Mapping[str, Table]
    registers: Mapping[str, Register]


def check(pack_name: str, papers: PlanPapers, *, today: date) -> CheckReport:
    """Return the report on a plan. Raises Refusal where a paper cannot be read or the pack not used."""
    pack = load_pack(pack_name)
    read = read_plan(pack, papers)
    with duck(() if papers.register is None else (papers.register,)) as connection:
        return check_read(connection, pack, papers, read, today=today).report


def check_read(
    connection: DuckDBPyConnection,
    pack: RulePack,
    papers: PlanPapers,
    read: ReadPlan,
    among: AmongOthers = ALONE,
    *,
    today: date,
) -> Judged:
    """Return the report on a plan that was read, and what it was made from."""
    items = among.items
    if papers.items is not None:
        items = read_list(pack, papers.items)
    when = When(papers.as_of or today, read.year)
    check_period(pack, when)
    lines, twice = numbered(read.lines)
    as_read = {"plan_line": lines, **({"item": items} if items is not None else {})}
    recorded = recorded_in(papers.findings)
    said, rest, unplaced = as_people_say(pack, among.subject, as_read, recorded)
    handed = Handed(
        lines=said["plan_line"],
        items=said.get("item"),
        as_of=when.as_of,
        year=read.year,
        made_on=papers.made_on,
        received=papers.received,
        published_on=papers.published_on,
        district=among.district,
        region=among.region,
    )
    made, noticed = plan_tables(handed)
    registers = {"target": papers.register} if papers.register is not None else {}
    by_line = items_by_line(made)
    told = remarks(pack, pack.ready(when.as_of, when.year), made, by_line, read.year)
    work = Work(pack, among.subject, when, papers.plan, made, registers, rest)
    work = replace(work, opened=among.registers, ask=papers.ask)
    unknown = _year_unknown(read.year, papers.plan)
    done = run_check_on(connection, work, [*twice, *unplaced, *noticed, *unknown, *told])
    title = made["plan"].rows[0].key
    report = CheckReport(
        pack=pack,
        title=title,
        told={"plan": title, "year": read.year},
        scope=(
            f"{read.year}年度" if read.year is not None else "年度不明",
            f"{len(read.lines.rows)}行",
        ),
        as_of=when.as_of,
        rows=len(read.lines.rows),
        checked=done.checked,
        papers=done.papers,
        recorded=recorded,
        load=year_load(made["plan_line"].rows, by_line, read.year),
    )
    return Judged(report, made, done.papers.registers)


def read_list(pack: RulePack, path: Path) -> Table:
    """Return the item list of a file."""
    return read_table(path, "item", pack.vocabulary.tables["item"], forms_of(pack, "item"))


def read_plan(pack: RulePack, papers: PlanPapers) -> ReadPlan:
    """Return the plan's lines and year: the one that is asked for, or that the paper names."""
    lines = read_lines_of(papers.plan, pack, papers.reading, papers.year)
    check_rows(len(lines.rows), "年度计划", lines.location)
    return ReadPlan(lines, lines.year)


def _year_unknown(year: int | None, plan: Path) -> tuple[Finding, ...]:
    if year is not None:
        return ()
    return (note("plan/no-year", Location(str(plan))),)
