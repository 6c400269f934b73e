"""What a check of many plans prints: the districts in a table, what holds across them, then each district."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from rich.console import Console

from shuangsuiji.check.tables import Checked
from shuangsuiji.check.words import shown
from shuangsuiji.findings import Finding, Outcome, Severity
from shuangsuiji.model.values import Fact, Interval
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.districts import NamedBy
from shuangsuiji.report.asjson import Json, findings_json
from shuangsuiji.report.checked import Report
from shuangsuiji.report.checks import checked_json, print_checked, report_json
from shuangsuiji.report.load import load_json
from shuangsuiji.report.outputs import Forms, json_form, text_form
from shuangsuiji.report.sarif import sarif_log
from shuangsuiji.report.text import print_findings, print_table, say

NAMED_BY = {
    NamedBy.FOLDER: "文件夹名",
    NamedBy.FILE: "文件名",
    NamedBy.TITLE: "计划标题",
    NamedBy.COLUMN: "“区县”一列",
    NamedBy.FILE_AS_IT_IS: "文件名，看不出区县",
}
LOAD = ("targets_planned", "enterprises_planned", "existing_enterprises")
MOST_ITEMS = 30
"""How many items the table of gaps lists; the rest are counted, and stand in the JSON."""
MOST_DISTRICTS = 10


class Papers(Protocol):
    """A district's files."""

    @property
    def plan(self) -> Path:
        """The plan."""

    @property
    def items(self) -> Path | None:
        """Its own list."""

    @property
    def register(self) -> Path | None:
        """Its own register."""

    @property
    def findings(self) -> Path | None:
        """People's findings on it."""


class Folder(Protocol):
    """The folder, and what in it is for all districts."""

    @property
    def path(self) -> Path:
        """The folder."""

    @property
    def items(self) -> Path | None:
        """The list for all."""

    @property
    def register(self) -> Path | None:
        """The register for all."""

    @property
    def left(self) -> Sequence[Finding]:
        """What was left aside."""


class Plan(Protocol):
    """One district's plan."""

    @property
    def district(self) -> str:
        """The district."""

    @property
    def named_by(self) -> NamedBy:
        """What told its name."""

    @property
    def papers(self) -> Papers:
        """Its files."""

    @property
    def report(self) -> Report | None:
        """The report, if the plan could be checked."""

    @property
    def refused(self) -> Sequence[Finding]:
        """Why it could not."""

    @property
    def load(self) -> Mapping[str, Fact]:
        """How many targets it plans."""


class Item(Protocol):
    """One item over all plans."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def coordinated(self) -> bool:
        """Whether a superior coordinates it."""

    @property
    def districts(self) -> tuple[str, ...]:
        """The districts that surely plan it."""

    @property
    def facts(self) -> Mapping[str, Fact]:
        """How many districts and lines."""


class Plans(Protocol):
    """What workflow hands over of many plans."""

    @property
    def pack(self) -> RulePack:
        """The pack."""

    @property
    def folder(self) -> Folder:
        """The folder."""

    @property
    def as_of(self) -> date:
        """The day of the check."""

    @property
    def year(self) -> int | None:
        """The year of all plans."""

    @property
    def plans(self) -> Sequence[Plan]:
        """The plans."""

    @property
    def unread(self) -> Sequence[Plan]:
        """Those that could not be checked."""

    @property
    def across(self) -> Checked:
        """What holds across them."""

    @property
    def items(self) -> Sequence[Item]:
        """The items of the lists."""

    @property
    def load(self) -> Mapping[str, Fact]:
        """How many targets all plan."""


OFFERED = ("text", "json", "sarif")
"""The forms of set_forms, before there is a report."""


def set_forms(report: Plans) -> Forms:
    """Return the forms in which the report on many plans is given."""
    return {
        "text": text_form(partial(print_set, report)),
        "json": json_form(lambda: set_json(report)),
        "sarif": json_form(
            lambda: sarif_log(report.pack, tuple(_findings(report)), str(report.as_of))
        ),
    }


def _findings(report: Plans) -> Iterator[Finding]:
    """Yield what was found of every plan, and across them."""
    yield from report.across.findings
    for plan in report.plans:
        yield from plan.refused if plan.report is None else plan.report.checked.findings


def print_set(report: Plans, out: Console) -> None:
    """Print the report: heading, files, districts, what could not be checked, across, each district."""
    say(out, f"{report.folder.path}：{len(report.plans)}个区县的年度抽查工作计划", "bold")
    pack = f"规则包：{report.pack.title}（{report.pack.id}）"
    year = f"{report.year}年度" if report.year is not None else "年度不明"
    say(out, f"{pack}；{year}；核查日 {report.as_of}")
    _print_files(report, out)
    _print_districts(report, out)
    if report.unread:
        say(out, f"\n没有核查的计划：{len(report.unread)}份", "bold")
        for plan in report.unread:
            say(out, f"{plan.district}  {plan.papers.plan}")
            print_findings(out, plan.refused)
    _print_items(report, out)
    say(out, "\n共用的材料和跨区县的核对", "bold")
    print_checked(report.pack, report.across, out)
    for plan in report.plans:
        if plan.report is not None:
            say(out, f"\n{plan.district}  {plan.papers.plan}", "bold")
            say(out, f"{plan.report.title}；{'，'.join(plan.report.scope)}\n")
            print_checked(report.pack, plan.report.checked, out)


def _print_files(report: Plans, out: Console) -> None:
    say(out, "\n哪个文件当作什么", "bold")
    rows = [
        (
            f"{plan.district}（{NAMED_BY[plan.named_by]}）",
            _inside(plan.papers.plan, report),
            _paper(plan.papers.items, report.folder.items, report),
            _paper(plan.papers.register, report.folder.register, report),
            _paper(plan.papers.findings, None, report),
        )
        for plan in report.plans
    ]
    print_table(out, ("区县", "计划", "抽查事项清单", "检查对象名录库", "认定表"), rows)


def _paper(own: Path | None, for_all: Path | None, report: Plans) -> str:
    if own is not None:
        return _inside(own, report)
    return f"{_inside(for_all, report)}（共用）" if for_all is not None else "没有"


def _inside(path: Path, report: Plans) -> str:
    folder = report.folder.path
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def _print_districts(report: Plans, out: Console) -> None:
    say(out, "\n各区县", "bold")
    specs = report.pack.vocabulary.tables["plan"]
    rows = []
    for plan in report.plans:
        if plan.report is None:
            rows.append((plan.district, "没有核查", *[""] * (len(_SORTS) + len(LOAD))))
            continue
        counts = _counts(plan.report.checked.findings)
        told = (str(counts[sort]) for sort in _SORTS)
        rows.append((plan.district, str(plan.report.rows), *told, *_load(specs, plan.load)))
    read = [plan.report for plan in report.plans if plan.report is not None]
    across = _counts(report.across.findings)
    rows.append(("跨区县", "", *(str(across[sort]) for sort in _SORTS), *[""] * len(LOAD)))
    total = sum((_counts(r.checked.findings) for r in read), across)
    lines = str(sum(r.rows for r in read))
    told = (str(total[sort]) for sort in _SORTS)
    rows.append(("合计", lines, *told, *_load(specs, report.load)))
    heads = ("区县", "行", *_SORTS, "抽查对象", "抽查企业", "存续企业")
    print_table(out, heads, rows)


_SORTS = ("错误", "提示", "无法判断")


def _counts(findings: Iterable[Finding]) -> Counter[str]:
    """Return how many errors, warnings and undecided there are."""
    found = Counter[str]()
    for finding in findings:
        if finding.outcome in (Outcome.UNKNOWN, Outcome.MANUAL):
            found["无法判断"] += 1
        elif finding.outcome is Outcome.FAIL:
            word = {Severity.ERROR: "错误", Severity.WARNING: "提示"}.get(finding.severity)
            found.update([word] if word else [])
    return found


def _load(specs: TableSpec, load: Mapping[str, Fact]) -> tuple[str, ...]:
    return tuple(_number(specs, name, load.get(name)) for name in LOAD)


def _number(specs: TableSpec, name: str, fact: Fact | None) -> str:
    """Return a number as people write it; of what may be anything, that it is not known."""
    value = fact.value if fact is not None else None
    if not isinstance(value, Interval) or (value.hi is None and not value.lo):
        return "不明"
    return shown(specs.by_name[name], fact)


def _print_items(report: Plans, out: Console) -> None:
    """Print the items that not every district surely plans."""
    if not report.items:
        return
    names = tuple(dict.fromkeys(plan.district for plan in report.plans))
    by = Counter(_reach(item, names) for item in report.items)
    say(out, f"\n清单的{len(report.items)}个事项", "bold")
    say(out, "  " + "，".join(f"{word} {by[word]}" for word in _REACH if by[word]))
    gaps = [item for item in report.items if _reach(item, names) != _REACH[0]]
    rows = [(_called(item), *_who(item, names, report)) for item in gaps[:MOST_ITEMS]]
    if rows:
        print_table(out, ("事项", "安排的区县数", "行数", "没有看到安排的区县"), rows)
    if len(gaps) > MOST_ITEMS:
        say(out, f"  还有{len(gaps) - MOST_ITEMS}个，用 -f json 看全部")


_REACH = ("各区县都安排", "部分区县安排", "看不出有区县安排")


def _reach(item: Item, names: Collection[str]) -> str:
    if not item.districts:
        return _REACH[2]
    return _REACH[0] if len(item.districts) == len(names) else _REACH[1]


def _called(item: Item) -> str:
    return f"{item.name}（由上级统筹）" if item.coordinated else item.name


def _who(item: Item, names: Sequence[str], report: Plans) -> tuple[str, str, str]:
    specs = report.pack.vocabulary.tables["plan_set_item"]
    numbers = [
        _number(specs, n, item.facts.get(n)) for n in ("districts_planning", "lines_in_plans")
    ]
    without = [name for name in names if name not in item.districts]
    more = f"等{len(without)}个" if len(without) > MOST_DISTRICTS else ""
    return (numbers[0], numbers[1], "、".join(without[:MOST_DISTRICTS]) + more)


def set_json(report: Plans) -> Json:
    """Return the report on many plans as JSON: each plan, what could not be checked, across them."""
    specs = report.pack.vocabulary.tables["plan"]
    return {
        "pack": report.pack.id,
        "chain": list(report.pack.chain),
        "folder": str(report.folder.path),
        "year": report.year,
        "as_of": str(report.as_of),
        "plans": [_plan_json(plan, report) for plan in report.plans],
        "unread": len(report.unread),
        "left_aside": [f.location.file for f in report.folder.left],
        "across": {
            "load": _load_json(specs, report.load),
            "items": [
                {
                    "code": item.code,
                    "name": item.name,
                    "coordinated_by_superior": item.coordinated,
                    "districts": list(item.districts),
                    **_load_json(report.pack.vocabulary.tables["plan_set_item"], item.facts),
                }
                for item in report.items
            ],
            **checked_json(report.across),
        },
    }


def _plan_json(plan: Plan, report: Plans) -> Json:
    own, folder = plan.papers, report.folder
    files: dict[str, Json] = {
        "file": str(own.plan),
        "items": _path(own.items or folder.items),
        "register": _path(own.register or folder.register),
        "recorded_findings": _path(own.findings),
    }
    head: dict[str, Json] = {"district": plan.district, "named_by": plan.named_by.value, **files}
    if plan.report is None:
        return {**head, "checked": False, "findings": findings_json(plan.refused)}
    specs = report.pack.vocabulary.tables["plan"]
    whole = report_json(plan.report)
    told = {k: v for k, v in whole.items() if k not in ("pack", "chain", "as_of")}
    counts, months = _load_json(specs, plan.load), load_json(plan.report.load)
    return {**head, "checked": True, **told, "load": {**counts, **months}}


def _path(path: Path | None) -> Json:
    return None if path is None else str(path)


def _load_json(specs: TableSpec, facts: Mapping[str, Fact]) -> dict[str, Json]:
    return {name: _number(specs, name, fact) for name, fact in facts.items()}
