"""Many plans in tables, for text and for the page: which file is what, each district, the gaps of the lists."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.check.words import shown
from shuangsuiji.findings import Finding, Outcome, Severity
from shuangsuiji.model.values import Fact, Interval
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.plan.districts import NamedBy
from shuangsuiji.report.plan_set import Item, Plans

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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of texts: its heads, its rows, how many rows there are beside."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0


def files_sheet(report: Plans) -> Sheet:
    """Return which file was taken for what."""
    rows = tuple(
        (
            f"{plan.district}（{NAMED_BY[plan.named_by]}）",
            _inside(plan.papers.plan, report),
            _paper(plan.papers.items, report.folder.items, report),
            _paper(plan.papers.register, report.folder.register, report),
            _paper(plan.papers.findings, None, report),
        )
        for plan in report.plans
    )
    return Sheet(("区县", "计划", "抽查事项清单", "检查对象名录库", "认定表"), rows)


def _paper(own: Path | None, for_all: Path | None, report: Plans) -> str:
    if own is not None:
        return _inside(own, report)
    return f"{_inside(for_all, report)}（共用）" if for_all is not None else "没有"


def _inside(path: Path, report: Plans) -> str:
    folder = report.folder.path
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def districts_sheet(report: Plans) -> Sheet:
    """Return how many problems each district has and how much it plans, and all together."""
    specs = report.pack.vocabulary.tables["plan"]
    rows: list[tuple[str, ...]] = []
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
    return Sheet(heads, tuple(rows))


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
    return tuple(number(specs, name, load.get(name)) for name in LOAD)


def number(specs: TableSpec, name: str, fact: Fact | None) -> str:
    """Return a number as people write it; of what may be anything, that it is not known."""
    value = fact.value if fact is not None else None
    if not isinstance(value, Interval) or (value.hi is None and not value.lo):
        return "不明"
    return shown(specs.by_name[name], fact)


def reach(report: Plans) -> str:
    """Return how many items all, some and no districts plan, in a sentence."""
    names = _names(report)
    by = Counter(_reach(item, names) for item in report.items)
    return "，".join(f"{word} {by[word]}" for word in _REACH if by[word])


def gaps_sheet(report: Plans) -> Sheet:
    """Return the items that not every district surely plans."""
    names = _names(report)
    gaps = [item for item in report.items if _reach(item, names) != _REACH[0]]
    rows = tuple((_called(item), *_who(item, names, report)) for item in gaps[:MOST_ITEMS])
    heads = ("事项", "安排的区县数", "行数", "没有看到安排的区县")
    return Sheet(heads, rows, len(gaps) - len(rows))


def _names(report: Plans) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plan.district for plan in report.plans))


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
        number(specs, n, item.facts.get(n)) for n in ("districts_planning", "lines_in_plans")
    ]
    without = [name for name in names if name not in item.districts]
    more = f"等{len(without)}个" if len(without) > MOST_DISTRICTS else ""
    return (numbers[0], numbers[1], "、".join(without[:MOST_DISTRICTS]) + more)
