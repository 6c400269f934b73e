"""What is undecided and what would decide it: papers, columns, facts, people; what nobody asserted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shuangsuiji.findings import Finding, Outcome
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.report.check_page.parts import Numbered, items, link, paragraph
from shuangsuiji.report.html import table, text
from shuangsuiji.report.wording import at, words

MOST_PLACES = 12


def undecided(told: Sequence[Numbered], pack: RulePack, shown: Iterable[int]) -> Iterator[str]:
    """Yield what waits: for papers, for columns, for single facts, for a person's finding."""
    known = frozenset(shown)
    titles = {rule.full_id: rule.spec.title for rule in pack.rules}
    waiting = [(n, f) for n, f in told if f.outcome is Outcome.UNKNOWN]
    people = [(n, f) for n, f in told if f.outcome is Outcome.MANUAL]
    if waiting or people:
        yield paragraph(
            "要逐项答复的，加 --ask 问题.xlsx 写出问题表，填好后用 --findings 交来。", "soft"
        )
    papers = [f for _, f in waiting if f.code == "check/table-missing"]
    if papers:
        yield "<h3>没有交来的材料</h3>"
        yield table(("材料", "怎样交", "交来以后能判断的规则"), (_paper(f, titles) for f in papers))
    columns = [f for _, f in waiting if "column" in f.params]
    if columns:
        yield "<h3>表中没有的列</h3>"
        yield table(("列", "涉及", "怎样做", "能判断的规则"), _columns(columns))
    facts = _facts(waiting)
    if facts:
        yield "<h3>没有写明或定不下来的内容</h3>"
        rows = (_fact(label, fact, known) for label, fact in facts.items())
        yield table(("内容", "在哪里", "写成了什么", "写明以后能判断的规则"), rows)
    if people:
        yield "<h3>只有人能认定的</h3>"
        yield paragraph("由有权的人认定，写明认定人、日期和依据，用 --findings 交来。")
        rows = (_person(rule, those, known) for rule, those in _by_rule(people).items())
        yield table(("规则", "在哪里", "要认定什么"), rows)


def not_invoked(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the exceptions that nobody claimed, and what one who can would do."""
    for finding in findings:
        if finding.code == "check/not-invoked":
            facts = finding.params["facts"]
            told = words(finding)
            yield paragraph("下列情形会改变结论，但无人主张，按没有处理：")
            yield items(text(str(f)) for f in (facts if isinstance(facts, tuple) else (facts,)))
            yield paragraph(told.remedy or "", "remedy")


@dataclass(slots=True)
class _Fact:
    """A fact that is missing: the findings that wait for it, and what was written."""

    findings: list[Numbered] = field(default_factory=list)
    written: dict[str, None] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)


def _paper(finding: Finding, titles: Mapping[str, str]) -> list[str]:
    rules = finding.params["rules"]
    every = rules if isinstance(rules, tuple) else (str(rules),)
    names = items(text(titles.get(rule, rule)) for rule in every)
    option = text(str(finding.params["option"]))
    folded = f"<details open><summary>{len(every)}条</summary>{names}</details>"
    return [text(str(finding.params["paper"])), f"加上 {option}", folded]


def _columns(findings: Sequence[Finding]) -> Iterator[list[str]]:
    by: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by[str(finding.params["column"])].append(finding)
    for column, those in by.items():
        rows = max(int(str(f.params.get("rows", 0))) for f in those)
        rules = items(dict.fromkeys(text(f.title or f.code) for f in those))
        yield [text(column), f"{rows}行", text(those[0].fix or f"增加“{column}”一列"), rules]


def _facts(waiting: Sequence[Numbered]) -> dict[str, _Fact]:
    found: dict[str, _Fact] = defaultdict(_Fact)
    for number, finding in waiting:
        if "column" in finding.params:
            continue
        for label in finding.missing:
            fact = found[label]
            fact.findings.append((number, finding))
            fact.rules[finding.title or finding.code] = None
            if label in finding.written:
                fact.written[finding.written[label]] = None
    return found


def _fact(label: str, fact: _Fact, shown: frozenset[int]) -> list[str]:
    written = [f"“{word}”" for word in fact.written]
    return [
        text(label),
        _places(fact.findings, shown),
        text("、".join(written[:MOST_PLACES])) or "没有写",
        items(text(rule) for rule in fact.rules),
    ]


def _by_rule(told: Iterable[Numbered]) -> dict[str, list[Numbered]]:
    found: dict[str, list[Numbered]] = defaultdict(list)
    for number, finding in told:
        found[finding.title or finding.code].append((number, finding))
    return found


def _person(rule: str, those: Sequence[Numbered], shown: frozenset[int]) -> list[str]:
    asked = dict.fromkeys(words(f).what or "、".join(f.missing) for _, f in those)
    return [text(rule), _places(those, shown), items(text(a) for a in list(asked)[:MOST_PLACES])]


def _places(those: Sequence[Numbered], shown: frozenset[int]) -> str:
    """Return the cells, each once, linked where the page shows the finding."""
    cells: dict[str, int] = {}
    for number, finding in those:
        spot = finding.location.cell or at(finding.location) or "整份"
        cells.setdefault(spot, number)
    told = [link(f"f{n}", spot) if n in shown else text(spot) for spot, n in cells.items()]
    more = f"等{len(told)}处" if len(told) > MOST_PLACES else ""
    return "、".join(told[:MOST_PLACES]) + more
