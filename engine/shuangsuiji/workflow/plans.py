"""Check a plan file under a pack: read the papers, make the tables, run the rules."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shuangsuiji.check.papers import Subject
from shuangsuiji.check.tables import When
from shuangsuiji.findings import Finding, Location
from shuangsuiji.forms.days import year_in
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Table
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.facts import Handed, plan_tables
from shuangsuiji.workflow.checks import (
    CheckReport,
    Work,
    check_period,
    check_rows,
    forms_of,
    note,
    run_check,
)

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

    @property
    def files(self) -> tuple[Path | None, ...]:
        """The files that are read."""
        return (self.plan, self.items, self.register, self.findings)


def check(pack_name: str, papers: PlanPapers, *, today: date) -> CheckReport:
    """Return the report on a plan. Raises Refusal where a paper cannot be read or the pack not used."""
    pack = load_pack(pack_name)
    lines, year = _read_plan(pack, papers)
    items = None
    if papers.items is not None:
        spec = pack.vocabulary.tables["item"]
        items = read_table(papers.items, "item", spec, forms_of(pack, "item"))
    when = When(papers.as_of or today, year)
    check_period(pack, when)
    handed = Handed(
        lines, items, when.as_of, year, papers.made_on, papers.received, papers.published_on
    )
    made, noticed = plan_tables(handed)
    registers = {"target": papers.register} if papers.register is not None else {}
    work = Work(pack, PLANS, when, papers.plan, made, registers, papers.findings)
    done = run_check(work, [*noticed, *_year_unknown(year, papers.plan)])
    title = made["plan"].rows[0].key
    return CheckReport(
        pack=pack,
        title=title,
        told={"plan": title, "year": year},
        scope=(f"{year}年度" if year is not None else "年度不明", f"{len(lines.rows)}行"),
        as_of=when.as_of,
        rows=len(lines.rows),
        checked=done.checked,
    )


def _read_plan(pack: RulePack, papers: PlanPapers) -> tuple[Table, int | None]:
    """Return the plan's lines and year; read again where only the file's name tells the year."""
    spec, forms = pack.vocabulary.tables["plan_line"], forms_of(pack, "plan_line")
    lines = read_table(papers.plan, "plan_line", spec, forms, papers.year)
    check_rows(len(lines.rows), "年度计划", lines.location)
    if papers.year is not None or year_in(lines.title) is not None:
        return lines, papers.year if papers.year is not None else year_in(lines.title)
    year = year_in(papers.plan.name)
    if year is not None:
        lines = read_table(papers.plan, "plan_line", spec, forms, year)
    return lines, year


def _year_unknown(year: int | None, plan: Path) -> tuple[Finding, ...]:
    if year is not None:
        return ()
    return (note("plan/no-year", Location(str(plan))),)
