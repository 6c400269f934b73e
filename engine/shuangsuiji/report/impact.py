"""What `pack impact` prints: values that change, findings by rule and row, packs that extend the pack."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Protocol

from rich.console import Console

from shuangsuiji.findings import Finding, Location, Severity
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.proof.impact import Change, CountChange, Difference, PaperImpact, Unlisted, tally
from shuangsuiji.proof.value_changes import ValueChange
from shuangsuiji.report.asjson import Json, dump, finding_json, findings_json, location_json
from shuangsuiji.report.text import console, print_findings, say
from shuangsuiji.report.wording import OUTCOMES, SEVERITIES, heading

SIGNS = {Change.APPEARS: "多", Change.VANISHES: "少", Change.CHANGES: "变"}
PARTS = {
    "outcome": "结果",
    "severity": "级别",
    "exceptions": "例外",
    "underneath": "若无例外",
    "missing": "还缺",
    "draft": "征求意见稿",
    "doubtful": "存疑",
    "provisional": "期限暂定",
    "rows": "行数",
}
WORDS = {
    **{o.value: word for o, word in OUTCOMES.items()},
    **{s.value: word for s, word in SEVERITIES.items()},
    "True": "是",
    "False": "否",
}
NOTHING = "没有"


class AVersion(Protocol):
    """What workflow hands over of a version."""

    @property
    def name(self) -> str:
        """How it was asked for."""

    @property
    def pack(self) -> RulePack:
        """The pack, resolved."""


class AChild(Protocol):
    """What workflow hands over of a pack that extends this one."""

    @property
    def pack(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def values(self) -> tuple[ValueChange, ...]:
        """The values that change in it."""

    @property
    def refused(self) -> tuple[Finding, ...]:
        """Why it does not hold under the new version."""

    @property
    def refused_before(self) -> tuple[Finding, ...]:
        """Why it does not hold under the old version."""


class AnImpact(Protocol):
    """What workflow hands over of an impact."""

    @property
    def old(self) -> AVersion:
        """The version before."""

    @property
    def new(self) -> AVersion:
        """The version after."""

    @property
    def as_of(self) -> date:
        """The day of the checks."""

    @property
    def values(self) -> tuple[ValueChange, ...]:
        """The values of the pack that change."""

    @property
    def papers(self) -> tuple[PaperImpact, ...]:
        """What changes on each plan."""

    @property
    def children(self) -> Sequence[AChild]:
        """What changes in packs that extend this one."""

    @property
    def errors(self) -> bool:
        """Whether an error appears."""


def print_impact(impact: AnImpact, form: str) -> None:
    """Print the impact."""
    if form == "json":
        print(dump(impact_json(impact)))
        return
    out = console()
    pack = impact.new.pack
    say(out, f"{pack.title}（{pack.id}）：{impact.old.name} → {impact.new.name}", "bold")
    say(out, f"核查日 {impact.as_of}，计划 {len(impact.papers)} 份")
    say(out, f"\n取值的变化：{len(impact.values) or NOTHING}", "bold")
    _print_values(out, impact.values, "  ")
    for paper in impact.papers:
        _print_paper(out, paper)
    _print_children(out, impact.children)
    say(out)
    for paper in impact.papers:
        say(out, f"合计  {paper.paper}：{_tally(paper)}", "bold")
    if impact.errors:
        say(out, "有新的错误", "bold red")


def _tally(paper: PaperImpact) -> str:
    counted = tally(paper.differences)
    told = [f"{SIGNS[change]} {n}" for change, n in counted.items() if n]
    more = sum(u.more for u in paper.unlisted)
    rest = f"；另有 {more} 行只比了数目" if more else ""
    return ("，".join(told) or "问题没有变化") + rest


def _print_values(out: Console, values: Iterable[ValueChange], indent: str) -> None:
    for value in values:
        name = "规则" if value.name == "rule" else PARTS.get(value.name, value.name)
        places = [str(p) for p in (value.old_place, value.new_place) if p is not None]
        say(out, f"{indent}{value.subject}  {name}：{_held(value.old)} → {_held(value.new)}")
        say(out, f"{indent}    {' → '.join(dict.fromkeys(places))}", "dim")


def _held(text: str | None) -> str:
    return NOTHING if text is None else WORDS.get(text, text)


def _print_paper(out: Console, paper: PaperImpact) -> None:
    say(out, f"\n问题的变化  {paper.paper}", "bold")
    unlisted = {u.rule: u for u in paper.unlisted}
    by_rule = {
        code: list(found)
        for code, found in groupby(paper.differences, key=lambda d: d.finding.code)
    }
    for rule in dict.fromkeys((*paper.rules, *unlisted)):
        differences = by_rule.get(rule, [])
        title = next((d.finding.title for d in differences if d.finding.title), None)
        counted = "，".join(f"{SIGNS[c]} {n}" for c, n in tally(differences).items() if n)
        say(out, f"  {rule}  {title or ''}{f'（{counted}）' if counted else ''}")
        for difference in differences:
            say(out, f"    {_line(difference)}", _style(difference))
        counts = [c for c in paper.counts if c.rule == rule]
        if counts:
            say(out, f"    行数：{'，'.join(map(_count, counts))}", "dim")
        if rule in unlisted:
            say(out, f"    {_limit(unlisted[rule], counts)}", "yellow")
    if not (paper.rules or unlisted):
        say(out, "  没有")


def _line(difference: Difference) -> str:
    finding = difference.finding
    about = f"  {finding.about.key}" if finding.about is not None else ""
    missing = f"  还缺{'、'.join(finding.missing)}" if finding.missing else ""
    told = (
        f"  {_what(difference.what)}"
        if difference.change is Change.CHANGES
        else f"  {heading(finding)}{missing}"
    )
    return f"{SIGNS[difference.change]}  {finding.location}{about}{told}"


def _what(parts: Mapping[str, tuple[str, str]]) -> str:
    return "，".join(
        f"{PARTS.get(name, name.removeprefix('row.'))} {_word(old)} → {_word(new)}"
        for name, (old, new) in parts.items()
    )


def _word(text: str) -> str:
    return WORDS.get(text, text) or NOTHING


def _style(difference: Difference) -> str | None:
    if difference.is_new_error:
        return "red"
    is_warning = difference.finding.severity is Severity.WARNING
    return "yellow" if is_warning and difference.change is Change.APPEARS else None


def _count(change: CountChange) -> str:
    return f"{OUTCOMES[change.outcome]} {change.old} → {change.new}"


def _limit(unlisted: Unlisted, counts: Sequence[CountChange]) -> str:
    upto = f"第 {unlisted.upto} 行以后" if unlisted.upto is not None else "各行"
    told = "，数目有变化" if counts else "，数目没有变化，各行有没有变化不知道"
    return f"行数太多（列出 {unlisted.listed}，没有列出 {unlisted.more}），{upto}只比了数目{told}"


def _print_children(out: Console, children: Sequence[AChild]) -> None:
    if not children:
        return
    say(out, "\n下级规则包的变化", "bold")
    for child in children:
        say(out, f"  {child.pack}  {child.title}：{len(child.values) or _state(child)}")
        _print_values(out, child.values, "    ")
        print_findings(out, child.refused)


def _state(child: AChild) -> str:
    if child.refused:
        return "在新的上级之下不成立" + ("（原来也不成立）" if child.refused_before else "")
    return "原来不成立，现在成立" if child.refused_before else NOTHING


def impact_json(impact: AnImpact) -> Json:
    """Return the impact as JSON."""
    return {
        "pack": impact.new.pack.id,
        "old": impact.old.name,
        "new": impact.new.name,
        "as_of": str(impact.as_of),
        "errors": impact.errors,
        "values": [_value_json(v) for v in impact.values],
        "papers": [_paper_json(paper) for paper in impact.papers],
        "children": [
            {
                "pack": child.pack,
                "values": [_value_json(v) for v in child.values],
                "refused": findings_json(child.refused),
                "refused_before": findings_json(child.refused_before),
            }
            for child in impact.children
        ],
    }


def _value_json(value: ValueChange) -> Json:
    return {
        "subject": value.subject,
        "name": value.name,
        "old": value.old,
        "new": value.new,
        "old_location": _place_json(value.old_place),
        "new_location": _place_json(value.new_place),
    }


def _place_json(place: Location | None) -> Json:
    return None if place is None else location_json(place)


def _paper_json(paper: PaperImpact) -> Json:
    return {
        "plan": paper.paper,
        "tally": {change.value: n for change, n in tally(paper.differences).items()},
        "findings": [
            {
                "change": d.change.value,
                "rule": d.finding.code,
                "what": {name: {"old": a, "new": b} for name, (a, b) in d.what.items()},
                "new_error": d.is_new_error,
                "old": None if d.old is None else finding_json(d.old),
                "new": None if d.new is None else finding_json(d.new),
            }
            for d in paper.differences
        ],
        "counts": _counts_json(paper.counts),
        "only_counted": [
            {"rule": u.rule, "from_row": u.upto, "listed": u.listed, "more": u.more}
            for u in paper.unlisted
        ],
    }


def _counts_json(counts: Iterable[CountChange]) -> Json:
    found: dict[str, Json] = {}
    for rule, changes in groupby(counts, key=lambda c: c.rule):
        found[rule] = {c.outcome.value: {"old": c.old, "new": c.new} for c in changes}
    return found
