"""Two versions of a pack on the same papers (影响): which findings appear, vanish or change."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shuangsuiji.findings import Finding, Outcome, Param, Severity
from shuangsuiji.packs.rulepack import RulePack

Counts = Mapping[str, Mapping[Outcome, int]]
MORE_ROWS, TABLE_MISSING = "check/more-rows", "check/table-missing"
SUMS_UP = (MORE_ROWS, TABLE_MISSING, "check/not-invoked")
"""Remarks that sum up what rules come to: what they sum up is compared itself."""


class Change(StrEnum):
    """What becomes of a finding, or of a value."""

    APPEARS = "appears"
    VANISHES = "vanishes"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Checkup:
    """A plan checked under one version: the findings, and how many rows of each outcome rules met."""

    findings: tuple[Finding, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Difference:
    """A finding that is not as it was; `what` names the parts that differ, with both texts."""

    change: Change
    old: Finding | None
    new: Finding | None
    what: Mapping[str, tuple[str, str]]

    @property
    def finding(self) -> Finding:
        """The finding as it is, or was."""
        found = self.new or self.old
        assert found is not None, "one of the two is there"
        return found

    @property
    def is_new_error(self) -> bool:
        """Whether there is an error now where there was none."""
        return _is_error(self.new) and not _is_error(self.old)


@dataclass(frozen=True, slots=True)
class CountChange:
    """How many rows of an outcome a rule met, before and after."""

    rule: str
    outcome: Outcome
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A rule with more rows than a check tells of: only up to a row were findings compared one by one.

    `upto` is None where none could be; the rest was compared by numbers.
    """

    rule: str
    upto: int | None
    listed: int
    more: int


@dataclass(frozen=True, slots=True)
class PaperImpact:
    """What changes on one plan, with its list and its register."""

    paper: str
    differences: tuple[Difference, ...]
    counts: tuple[CountChange, ...]
    unlisted: tuple[Unlisted, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules on which something changes, in order."""
        told = [d.finding.code for d in self.differences]
        return tuple(sorted({*told, *(c.rule for c in self.counts)}))


def findings_changed(
    old: Checkup, new: Checkup, papers: Collection[str], paper: str
) -> PaperImpact:
    """Return what differs on a plan; `papers` are the files, whose own values are no rule's values."""
    told, unlisted = pairs(old, new)
    differences = [
        difference for one, other in told for difference in _differences(one, other, papers)
    ]
    differences.sort(key=lambda d: (d.finding.code, d.finding.reading_order()))
    return PaperImpact(paper, tuple(differences), tuple(_counted(old, new)), unlisted)


Pair = tuple[Finding | None, Finding | None]
"""A finding as it was and as it is; one of the two may not be there."""


def pairs(old: Checkup, new: Checkup) -> tuple[tuple[Pair, ...], tuple[Unlisted, ...]]:
    """Return each finding with its like, as far as both checks tell of them one by one."""
    unlisted = {u.rule: u for u in _unlisted(old, new)}
    sides = [_comparable(side.findings, unlisted) for side in (old, new)]
    return tuple(_paired(*sides)), tuple(unlisted.values())


def _comparable(findings: Iterable[Finding], unlisted: Mapping[str, Unlisted]) -> list[Finding]:
    """Return the findings to be compared; of a rule with rows not told of, those before them."""
    return [*(_kept(findings, unlisted)), *_waiting(findings)]


def _kept(findings: Iterable[Finding], unlisted: Mapping[str, Unlisted]) -> Iterator[Finding]:
    for finding in findings:
        limit = unlisted.get(finding.code)
        row = _row_of(finding)
        known = limit is None or (limit.upto is not None and row is not None and row <= limit.upto)
        if finding.code not in SUMS_UP and (known or _is_of_whole(finding)):
            yield finding


def _waiting(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield for each rule that waits for a paper a finding of its own."""
    for finding in findings:
        rules, titles = (finding.params.get(name) for name in ("rules", "titles"))
        if finding.code == TABLE_MISSING and isinstance(rules, tuple):
            assert isinstance(titles, tuple), "check/tell.py names each rule"
            for rule, title in zip(rules, titles, strict=True):
                yield Finding(
                    code=rule,
                    location=finding.location,
                    outcome=finding.outcome,
                    severity=finding.severity,
                    title=title,
                    missing=(str(finding.params["paper"]),),
                )


def _is_of_whole(finding: Finding) -> bool:
    """Tell whether a finding is on a whole paper, or on a column that it does not have."""
    place = finding.location
    return (place.cell is None and place.line is None) or "column" in finding.params


def _row_of(finding: Finding) -> int | None:
    """Return the number of the row in the paper: of the cell, or of the line."""
    place = finding.location
    if place.cell is None:
        return place.line
    digits = "".join(c for c in place.cell if c.isdigit())
    return int(digits) if digits else None


def _unlisted(old: Checkup, new: Checkup) -> Iterator[Unlisted]:
    """Yield the rules with rows that a check does not tell of, and up to which row all is told."""
    sides = (old, new)
    rules = {str(f.params["rule"]) for s in sides for f in s.findings if f.code == MORE_ROWS}
    for rule in sorted(rules):
        ends = [end for side in sides for end in _ends(side, rule)]
        known = [row for row, _, _ in ends if row is not None]
        yield Unlisted(
            rule=rule,
            upto=min(known) if len(known) == len(ends) else None,
            listed=max(listed for _, listed, _ in ends),
            more=max(more for _, _, more in ends),
        )


def _ends(side: Checkup, rule: str) -> Iterator[tuple[int | None, int, int]]:
    """Yield, for each outcome with rows not told of, the last row told, how many are, how many not."""
    for finding in side.findings:
        if finding.code != MORE_ROWS or finding.params["rule"] != rule:
            continue
        told = [
            f
            for f in side.findings
            if f.code == rule and _counts_as(f.outcome) is _counts_as(finding.outcome)
        ]
        rows = [_row_of(f) for f in told if not _is_of_whole(f)]
        sheets = {(f.location.file, f.location.sheet) for f in told if not _is_of_whole(f)}
        known = [row for row in rows if row is not None]
        in_order = len(sheets) == 1 and len(known) == len(rows)
        listed, more = finding.params["listed"], finding.params["more"]
        assert isinstance(listed, int), "check/tell.py counts"
        assert isinstance(more, int), "check/tell.py counts"
        yield max(known) if in_order and known else None, listed, more


def _counts_as(outcome: Outcome) -> Outcome:
    """Return the outcome under which rows are counted: what people must judge counts as unknown."""
    return Outcome.UNKNOWN if outcome is Outcome.MANUAL else outcome


Group = tuple[str, str, str]


def _paired(old: Sequence[Finding], new: Sequence[Finding]) -> Iterator[Pair]:
    """Yield each finding with its like: same rule, same row of the same table."""
    groups = dict.fromkeys(_group(f) for f in (*old, *new))
    by_group = [_grouped(side) for side in (old, new)]
    for group in groups:
        olds, news = (side.get(group, []) for side in by_group)
        if len(olds) <= 1 and len(news) <= 1:
            yield (olds[0] if olds else None), (news[0] if news else None)
        else:
            yield from _by_row(olds, news)


def _grouped(findings: Iterable[Finding]) -> dict[Group, list[Finding]]:
    found: dict[Group, list[Finding]] = {}
    for finding in findings:
        found.setdefault(_group(finding), []).append(finding)
    return found


def _group(finding: Finding) -> Group:
    """Return what a finding is about; the key of one on a whole paper only counts its rows."""
    if finding.about is None:
        return (finding.code, str(finding.location), "")
    key = "" if _is_of_whole(finding) else finding.about.key
    return (finding.code, finding.about.table, key)


def _by_row(olds: Sequence[Finding], news: Sequence[Finding]) -> Iterator[Pair]:
    """Pair findings on rows of one name by where the rows stand; the rest have no like."""
    rest = list(news)
    for old in olds:
        like = next((n for n in rest if _row_of(n) == _row_of(old)), None)
        if like is not None:
            rest.remove(like)
        yield old, like
    yield from ((None, new) for new in rest)


def _differences(
    old: Finding | None, new: Finding | None, papers: Collection[str]
) -> Iterator[Difference]:
    if old is None or new is None:
        change = Change.APPEARS if old is None else Change.VANISHES
        yield Difference(change, old, new, {})
        return
    what = dict(_what(old, new, papers))
    if what:
        yield Difference(Change.CHANGES, old, new, what)


def _what(
    old: Finding, new: Finding, papers: Collection[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield what differs between two findings on one row; words alone are no difference."""
    parts: dict[str, tuple[object, object]] = {
        "outcome": (old.outcome.value, new.outcome.value),
        "severity": (old.severity.value, new.severity.value),
        "exceptions": (len(old.exceptions), len(new.exceptions)),
        "underneath": (old.underneath, new.underneath),
        "missing": (old.missing, new.missing),
        "draft": (old.draft, new.draft),
        "doubtful": (old.doubt is not None, new.doubt is not None),
        "provisional": (old.provisional, new.provisional),
    }
    if _is_of_whole(old) and old.about is not None and new.about is not None:
        parts["rows"] = (old.about.key, new.about.key)
    mine, yours = _values(old, papers), _values(new, papers)
    for name in dict.fromkeys((*mine, *yours)):
        parts[name] = (mine.get(name, ""), yours.get(name, ""))
    for name in old.params.keys() & new.params.keys():
        parts[f"row.{name}"] = (_text(old.params[name]), _text(new.params[name]))
    for name, (one, other) in parts.items():
        if one != other:
            yield name, (_told(one), _told(other))


def _values(finding: Finding, papers: Collection[str]) -> Mapping[str, str]:
    """Return the values of the rule and of settings that a finding used."""
    return {o.name: o.value for o in finding.origins if o.location.file not in papers}


def _text(value: Param) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value)


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def _is_error(finding: Finding | None) -> bool:
    return (
        finding is not None
        and finding.outcome is Outcome.FAIL
        and finding.severity is Severity.ERROR
    )


def _counted(old: Checkup, new: Checkup) -> Iterator[CountChange]:
    none: Mapping[Outcome, int] = {}
    for rule in sorted(old.counts.keys() | new.counts.keys()):
        before, after = old.counts.get(rule, none), new.counts.get(rule, none)
        for outcome in Outcome:
            if before.get(outcome, 0) != after.get(outcome, 0):
                yield CountChange(rule, outcome, before.get(outcome, 0), after.get(outcome, 0))


def errors_appear(impact: PaperImpact, new: RulePack) -> bool:
    """Tell whether there are errors that were not; of rows not compared one by one, whether more are."""
    if any(d.is_new_error for d in impact.differences):
        return True
    binding = {r.full_id for r in new.rules if r.severity is Severity.ERROR}
    counted_only = {u.rule for u in impact.unlisted}
    return any(
        c.rule in counted_only
        and c.rule.partition("#")[0] in binding
        and c.outcome is Outcome.FAIL
        and c.new > c.old
        for c in impact.counts
    )


def tally(differences: Iterable[Difference]) -> Mapping[Change, int]:
    """Return how many findings appear, vanish and change."""
    counted = Counter(d.change for d in differences)
    return {change: counted[change] for change in Change}
