"""Check a folder of plans, one for each district: each as it is checked alone, then the rules across them."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.check.papers import Register, Subject
from shuangsuiji.check.tables import Checked, When
from shuangsuiji.findings import (
    Finding,
    Location,
    Param,
    Refusal,
    in_reading_order,
    problem,
    refuse,
)
from shuangsuiji.model.values import BLANK, Row, Table, says
from shuangsuiji.model.vocabulary import Vocabulary
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.districts import district_of
from shuangsuiji.plan.items import code_of, folded
from shuangsuiji.plan.lists import coded, item_list, one_row
from shuangsuiji.plan.sets import (
    Columns,
    Member,
    PlanSet,
    candidates,
    kept,
    planning,
    set_tables,
)
from shuangsuiji.rules.derived import derivation, reads
from shuangsuiji.rules.evaluate import columns_needed
from shuangsuiji.rules.loading import quoted
from shuangsuiji.workflow.checks import (
    CheckReport,
    Work,
    check_period,
    check_rows,
    note,
    run_check_on,
)
from shuangsuiji.workflow.duck import clear, duck
from shuangsuiji.workflow.plan_folder import DistrictPapers, PlanFolder, look_through
from shuangsuiji.workflow.plans import (
    PLANS,
    AmongOthers,
    Judged,
    PlanPapers,
    check_read,
    read_list,
    read_plan,
)
from shuangsuiji.workflow.registers import open_register_of
from shuangsuiji.workflow.set_report import ItemCover, PlanOfSet, SetReport

ACROSS = Subject(
    tables=("plan_set", "plan_set_item", "plan_set_target"),
    beside=PLANS.tables,
    asks={
        "plan_set": ("targets_planned", "enterprises_planned", "existing_enterprises"),
        "plan_set_item": ("districts_planning", "lines_in_plans"),
    },
)
LISTED = ("code", "name", "coordinated_by_superior")
FOR_ALL = "register_for_all"
"""The DuckDB table of the register for all districts; a district's own is called as its table."""
MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class _ForAll:
    """What is read once for all districts: a list, a register, what was noticed of them."""

    items: Table | None = None
    register: Register | None = None
    noticed: tuple[Finding, ...] = ()

    @property
    def tables(self) -> frozenset[str]:
        """The tables that stand on these papers alone."""
        lists = ("item", "item_list") if self.items is not None else ()
        return frozenset((*lists, *(("target",) if self.register is not None else ())))


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every step works with; of a single plan's register, all rows are its district's."""

    connection: DuckDBPyConnection
    pack: RulePack
    papers: PlanPapers
    today: date
    columns: Columns
    single: bool
    for_all: _ForAll = field(default_factory=_ForAll)

    @property
    def as_of(self) -> date:
        """The day of the check."""
        return self.papers.as_of or self.today


def check_folder(pack_name: str, papers: PlanPapers, *, today: date) -> SetReport:
    """Return the report on a folder of plans; `papers.plan` is the folder.

    Raises Refusal where the pack cannot be used, a paper for all cannot be read, or no plan can.
    """
    if papers.findings is not None:
        raise refuse("plans/findings-of-which", Location(str(papers.findings)))
    pack = load_pack(pack_name)
    check_period(pack, When(papers.as_of or today))
    folder = look_through(papers.plan, papers.items, papers.register)
    registers = [d.register for d in folder.districts if d.register is not None]
    registers += [folder.register] if folder.register is not None else []
    with duck(registers) as connection:
        single = len(folder.districts) == 1
        desk = _Desk(connection, pack, papers, today, _columns(pack.vocabulary), single)
        desk = replace(desk, for_all=_read_for_all(desk, folder))
        checked = [_check_one(desk, district) for district in folder.districts]
        plans = tuple(plan for plan, _ in checked)
        if all(plan.report is None for plan in plans):
            raise Refusal([f for plan in plans for f in plan.refused])
        plans, missing = _said_once(plans, Location(str(folder.path)))
        members, doubles = _told_apart(checked)
        return _across(desk, folder, plans, members, (*missing, *doubles))


def files_of(papers: PlanPapers) -> tuple[Path, ...]:
    """Return the files of the folder that are read."""
    return look_through(papers.plan, papers.items, papers.register).files


def _columns(vocabulary: Vocabulary) -> Columns:
    """Return the fields that derived fields of the set read, and by which targets are named."""
    read: dict[str, dict[str, None]] = {"plan": {}, "plan_line": {}, "plan_line_item": {}}
    for table in ACROSS.tables:
        for spec in vocabulary.tables[table].fields:
            if spec.derived is not None:
                how = derivation(vocabulary, table, spec)
                read.get(how.table, {}).update(dict.fromkeys(sorted(reads(how)[0])))
    line = tuple(dict.fromkeys((*read["plan_line"], "object", "period")))
    return Columns(tuple(read["plan"]), line, tuple(read["plan_line_item"]))


def _read_for_all(desk: _Desk, folder: PlanFolder) -> _ForAll:
    noticed: list[Finding] = []
    items, register = None, None
    if folder.items is not None:
        items = coded(read_list(desk.pack, folder.items), noticed)
        check_rows(len(items.rows), desk.pack.vocabulary.tables["item"].label, items.location)
    if folder.register is not None:
        register = open_register_of(desk.connection, folder.register, desk.pack, "target", FOR_ALL)
        label = desk.pack.vocabulary.tables["target"].label
        check_rows(register.rows, label, register.location)
    return _ForAll(items, register, tuple(noticed))


def _check_one(desk: _Desk, district: DistrictPapers) -> tuple[PlanOfSet, Member]:
    """Check one district's plan; what it refuses is kept, and the others are checked all the same."""
    name, by = district_of(district.folder, district.plan.stem, None)
    place = Location(str(district.plan))
    try:
        if district.refused:
            raise Refusal(district.refused)
        papers = replace(
            desk.papers,
            plan=district.plan,
            items=district.items,
            register=district.register,
            findings=district.findings,
        )
        read = read_plan(desk.pack, papers)
        name, by = district_of(district.folder, district.plan.stem, read.lines)
        among = _among(desk, district, name)
        judged = check_read(desk.connection, desk.pack, papers, read, among, today=desk.today)
        member = _member(desk, judged, name, place)
        return PlanOfSet(name, by, district, judged.report), member
    except Refusal as refusal:
        listed = _listed(desk.for_all.items) if district.items is None else None
        unread = PlanOfSet(name, by, district, refused=refusal.findings)
        return unread, Member(name, place, {}, listed=listed)
    finally:
        clear(desk.connection, {FOR_ALL})


def _among(desk: _Desk, district: DistrictPapers, name: str) -> AmongOthers:
    """Return what a plan has of the papers for all, where it has none of its own."""
    items = _silent(desk.for_all.items) if district.items is None else None
    register = desk.for_all.register if district.register is None else None
    tables = (*(("item", "item_list") if items is not None else ()),)
    tables += ("target",) if register is not None else ()
    return AmongOthers(
        subject=replace(PLANS, apart=frozenset(tables), asks={"plan": desk.columns.plan}),
        district=name,
        region=name if register is not None and not desk.single else None,
        items=items,
        registers={} if register is None else {"target": replace(register, unmapped=())},
    )


def _silent(table: Table | None) -> Table | None:
    """Return a paper for all without what is said of it once."""
    return None if table is None else replace(table, unmapped=())


def _member(desk: _Desk, judged: Judged, name: str, place: Location) -> Member:
    """Return what the rules across plans need of one; the rest of its tables is let go."""
    tables, asked = judged.tables, judged.report.checked.asked["plan"][0]
    lines = tables["plan_line"].rows
    return Member(
        district=name,
        place=place,
        facts=asked,
        lines=kept(lines, desk.columns.line),
        items=kept(tables["plan_line_item"].rows, desk.columns.item),
        listed=_listed(tables.get("item")),
        known=_known(desk.connection, judged.registers.get("target"), candidates(lines)),
    )


def _listed(items: Table | None) -> tuple[Row, ...] | None:
    return None if items is None else kept(items.rows, LISTED)


def _known(
    connection: DuckDBPyConnection, register: Register | None, texts: frozenset[str]
) -> frozenset[str]:
    """Return the texts that a register has as the name or code of a target."""
    if register is None or not texts:
        return frozenset()
    table, found = quoted(register.table.name), set()
    for column in {"name", "uscc"} & register.table.columns.keys():
        query = f"SELECT DISTINCT {column} FROM {table} WHERE list_contains($1, {column})"
        found |= {str(text) for (text,) in connection.execute(query, [sorted(texts)]).fetchall()}
    return frozenset(found)


def _said_once(
    plans: tuple[PlanOfSet, ...], place: Location
) -> tuple[tuple[PlanOfSet, ...], tuple[Finding, ...]]:
    """Take out of the reports what all plans lack alike, and return it once."""
    reports = [plan.report for plan in plans if plan.report is not None]
    lacking = Counter(_lacks(f) for r in reports for f in r.checked.findings if _lacks(f))
    once = {key for key, n in lacking.items() if n == len(reports) > 1}
    found = {_lacks(f): f for r in reports for f in r.checked.findings if _lacks(f) in once}
    return (
        tuple(replace(plan, report=_without(plan.report, once)) for plan in plans),
        tuple(replace(finding, location=place) for finding in found.values()),
    )


def _lacks(finding: Finding) -> tuple[Param, ...]:
    """Return which paper the finding says was not handed in, with the rules; nothing for others."""
    return tuple(finding.params.values()) if finding.code == "check/table-missing" else ()


def _without(report: CheckReport | None, once: Set[tuple[Param, ...]]) -> CheckReport | None:
    if report is None or not once:
        return report
    findings = tuple(f for f in report.checked.findings if _lacks(f) not in once)
    return replace(report, checked=replace(report.checked, findings=findings))


def _told_apart(
    checked: Sequence[tuple[PlanOfSet, Member]],
) -> tuple[tuple[Member, ...], tuple[Finding, ...]]:
    """Return the members, each district once, and what is said of districts with several plans.

    Which of several is the district's plan nobody can tell: of none of them anything is known.
    """
    by_name: dict[str, list[Member]] = {}
    for _, member in checked:
        by_name.setdefault(folded(member.district), []).append(member)
    doubles = [
        problem("plans/district-twice", m.place, found=m.district, first=str(same[0].place))
        for same in by_name.values()
        for m in same[1:]
    ]
    members = tuple(
        same[0]
        if len(same) == 1
        else Member(same[0].district, same[0].place, {}, listed=same[0].listed)
        for same in by_name.values()
    )
    return members, tuple(doubles)


def _across(
    desk: _Desk,
    folder: PlanFolder,
    plans: tuple[PlanOfSet, ...],
    members: tuple[Member, ...],
    noticed: tuple[Finding, ...],
) -> SetReport:
    """Return the report with the rules about the papers for all and across the plans."""
    years = Counter(plan.year for plan in plans if plan.year is not None)
    year = next(iter(years)) if len(years) == 1 else None
    for_all = _check_for_all(desk, folder, year)
    said = [*noticed, *folder.left, *_of_register(desk, folder, members)]
    if len(years) > 1:
        told = tuple(f"{year}年度 {n}份" for year, n in sorted(years.items()))
        differ = problem("plans/years-differ", Location(str(folder.path)), years=told)
        across = replace(for_all, findings=(*for_all.findings, differ, *said), asked={})
        return SetReport(desk.pack, folder, desk.as_of, None, plans, across)
    whole = for_all.asked.get("plan", ())
    title = desk.papers.plan.name or str(desk.papers.plan)
    together = PlanSet(title, year, Location(str(folder.path)), members, whole[0] if whole else {})
    tables, met = set_tables(together, desk.columns)
    work = Work(
        pack=desk.pack,
        subject=ACROSS,
        when=When(desk.as_of, year),
        file=folder.path,
        tables=tables,
        counted=_counted(desk, plans),
    )
    checked = run_check_on(desk.connection, work, [*said, *met]).checked
    items = tuple(_covers(tables.get("plan_set_item"), checked, members))
    return SetReport(desk.pack, folder, desk.as_of, year, plans, _together(for_all, checked), items)


def _counted(desk: _Desk, plans: Sequence[PlanOfSet]) -> frozenset[str]:
    """Return the tables that every plan that was read was held against."""
    own = all(plan.papers.register is not None for plan in plans if plan.report is not None)
    return frozenset({"target"} if own or desk.for_all.register is not None else ())


def _check_for_all(desk: _Desk, folder: PlanFolder, year: int | None) -> Checked:
    """Run the rules about the list and the register for all, once; ask what the whole register counts."""
    for_all = desk.for_all
    tables: dict[str, Table] = {}
    if for_all.items is not None:
        tables |= {"item": for_all.items, "item_list": item_list(for_all.items)}
    registers = {} if for_all.register is None else {"target": for_all.register}
    if registers:
        title = folder.path.name
        tables["plan"] = one_row("plan", {"title": says(title)}, title, Location(str(folder.path)))
    subject = Subject(
        tables=tuple(sorted(for_all.tables)),
        asks={"plan": tuple(_counts_targets(desk))} if registers else {},
    )
    work = Work(desk.pack, subject, When(desk.as_of, year), folder.path, tables, opened=registers)
    return run_check_on(desk.connection, work, for_all.noticed).checked


def _counts_targets(desk: _Desk) -> Iterator[str]:
    """Yield the fields of a plan that count the register's rows."""
    vocabulary = desk.pack.vocabulary
    for name in desk.columns.plan:
        spec = vocabulary.tables["plan"].by_name[name]
        if spec.derived is not None and derivation(vocabulary, "plan", spec).table == "target":
            yield name


def _together(first: Checked, second: Checked) -> Checked:
    return Checked(
        findings=in_reading_order((*first.findings, *second.findings)),
        counts={**first.counts, **second.counts},
        undecided=(*first.undecided, *second.undecided),
        for_people=(*first.for_people, *second.for_people),
        asked=second.asked,
    )


def _covers(
    items: Table | None, checked: Checked, members: Sequence[Member]
) -> Iterator[ItemCover]:
    """Yield each item with the districts that plan it."""
    by_code = planning(members)
    for row, facts in zip(
        items.rows if items is not None else (),
        checked.asked.get("plan_set_item", ()),
        strict=True,
    ):
        code = code_of(row)
        coordinated = row.facts.get("coordinated_by_superior", BLANK).value is True
        yield ItemCover(code, row.key, coordinated, by_code.get(code, ()), facts)


def _of_register(desk: _Desk, folder: PlanFolder, members: Sequence[Member]) -> Iterator[Finding]:
    """Yield what keeps districts' enterprises from being counted, where a rule counts them."""
    ready = desk.pack.ready(desk.as_of, None)
    needed = columns_needed(desk.pack.vocabulary, [r.normal for r in ready])
    if not needed.get("plan", {}).keys() & set(_counts_targets(desk)):
        return
    without = tuple(
        d.folder or d.plan.name
        for d in folder.districts
        if d.register is None and desk.for_all.register is None
    )
    if without and len(without) < len(folder.districts):
        yield note("plans/register-lacking", Location(str(folder.path)), districts=without)
    register = desk.for_all.register
    if register is None or desk.single:
        return
    label = desk.pack.vocabulary.tables["target"].by_name["region"].label
    if "region" not in register.table.columns:
        yield note("plans/no-region", register.location, column=label)
        return
    query = (
        f"SELECT coalesce(region, '（空白）'), count(*) FROM {quoted(register.table.name)}"
        " WHERE region IS NULL OR NOT list_contains($1, region) GROUP BY 1 ORDER BY 1"
    )
    names = [member.district for member in members]
    others = desk.connection.execute(query, [names]).fetchall()
    if others:
        words = tuple(f"{word}（{n}行）" for word, n in others[:MOST_WORDS])
        more = ("等",) if len(others) > MOST_WORDS else ()
        yield note("plans/other-regions", register.location, column=label, words=(*words, *more))
