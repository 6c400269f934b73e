"""Findings by clause: the law, the rule, then each place with what is wrong there and what would do."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shuangsuiji.findings import Citation, Finding, Location, Origin, Outcome
from shuangsuiji.report.check_page.parts import (
    Numbered,
    items,
    link,
    paragraph,
    place,
    remedy,
    verdict,
)
from shuangsuiji.report.html import table, text
from shuangsuiji.report.wording import (
    HEADINGS,
    MODALITIES,
    Words,
    at,
    cited,
    file_name,
    heading,
    is_verdict,
    summary,
    words,
)

MOST_OF_A_RULE = 100
"""How many places of one rule the page lists; the rest are counted, and stand in the JSON."""
NO_LAW = "材料和表格本身"


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule under the clause that it rests on first."""

    law: Citation | None
    rule: str
    findings: tuple[Numbered, ...]

    @property
    def title(self) -> str:
        """The rule's title; of the engine's own remarks, what the first says."""
        told = words(self.findings[0][1])
        if told.title is not None:
            return told.title
        more = len(self.findings)
        return f"{told.what}{f'，等{more}处' if more > 1 else ''}"

    @property
    def listed(self) -> tuple[Numbered, ...]:
        """Those that the page lists."""
        return self.findings[:MOST_OF_A_RULE]


def bears(finding: Finding) -> bool:
    """Tell whether a finding bears on the verdict and stands at a place of the paper."""
    return is_verdict(finding) and finding.code != "check/table-missing"


def lifted(finding: Finding) -> bool:
    """Tell whether an exception lifts what would be found."""
    return finding.outcome is Outcome.EXCEPTED


def groups(
    findings: Sequence[Numbered], wanted: Callable[[Finding], bool] = bears
) -> tuple[Group, ...]:
    """Return the wanted findings by clause and rule, the worst clauses first."""
    found: dict[tuple[str, str], list[Numbered]] = defaultdict(list)
    for number, finding in findings:
        if wanted(finding):
            law = finding.citations[0].clause if finding.citations else ""
            found[law, finding.code.partition("#")[0]].append((number, finding))
    every = [_group(rule, told) for (_, rule), told in found.items()]
    rank: dict[str, int] = {}
    for group in every:
        at = min(HEADINGS.index(heading(f)) for _, f in group.findings)
        rank[_clause(group)] = min(at, rank.get(_clause(group), at))
    return tuple(sorted(every, key=lambda group: (rank[_clause(group)], _clause(group))))


def overview(told: Sequence[Group]) -> Iterator[str]:
    """Yield a table of the rules that found something, with how many of each verdict."""
    if not told:
        return
    counts = [Counter(heading(f) for _, f in group.findings) for group in told]
    heads = [word for word in HEADINGS if any(count[word] for count in counts)]
    rows = (
        [
            f"{link(_anchor(group), group.title)}<br>"
            f"<small>{text(cited(group.law) if group.law else NO_LAW)}</small>",
            *(f'<span class="number">{count[word] or ""}</span>' for word in heads),
        ]
        for group, count in zip(told, counts, strict=True)
    )
    yield table(("规则", *heads), rows, sort="overview")


def clauses(told: Sequence[Group], home: Location, lines: Mapping[int, str]) -> Iterator[str]:
    """Yield each clause with its rules; `lines` tells the anchor of the row that a finding is about."""
    before = None
    for group in told:
        if _clause(group) != before:
            before = _clause(group)
            yield f"<h3>{text(cited(group.law) if group.law else NO_LAW)}</h3>"
        yield from _rule(group, home, lines)


def _rule(group: Group, home: Location, lines: Mapping[int, str]) -> Iterator[str]:
    told = {number: words(finding) for number, finding in group.findings}
    first = group.findings[0][1]
    strong = f"（{MODALITIES[first.modality.value]}）" if first.modality else ""
    counts = summary(finding for _, finding in group.findings)
    yield f'<p id="{_anchor(group)}"><b>{text(group.title)}</b>{strong}　{text(counts)}<br>'
    yield f'<small class="soft">{text(group.rule)}</small></p>'
    same = _common(list(told.values()))
    yield from (paragraph(line, "soft") for line in same.why)
    if same.remedy is not None:
        yield paragraph(same.remedy, "remedy")
    alone = same.remedy is not None or not any(remedy(f) for _, f in group.listed)
    heads = ["位置", "结论", "问题"] + ([] if alone else ["建议"])
    rows = [
        [
            f'<span id="f{number}">{place(finding.location, home)}</span>',
            verdict(heading(finding)),
            _what(finding, told[number], same, lines.get(number)),
            *([] if alone else [text(remedy(finding) or "")]),
        ]
        for number, finding in group.listed
    ]
    yield table(heads, rows)
    more = len(group.findings) - len(group.listed)
    if more:
        yield paragraph(f"这一条还有{more}处没有列出，用 -f json 看全部。", "soft")


def _what(finding: Finding, told: Words, same: Words, line: str | None) -> str:
    """Return what is wrong at a place, why, where the values came from, and the law beside."""
    parts = [paragraph(told.what)] if told.what else []
    parts += [paragraph(why) for why in told.why if why not in same.why]
    if line is not None and finding.about is not None:
        parts.append(f"<div><small>{link(line, finding.about.key)}</small></div>")
    elif finding.about is not None:
        parts.append(f"<div><small>{text(finding.about.key)}</small></div>")
    if finding.origins:
        values = items(_value(origin) for origin in finding.origins)
        parts.append(f'<details class="screen"><summary>依据的值</summary>{values}</details>')
    if len(finding.citations) > 1:
        beside = "；".join(cited(c) for c in finding.citations[1:])
        parts.append(f"<div><small>另见 {text(beside)}</small></div>")
    return "".join(parts)


def _value(origin: Origin) -> str:
    stands = f"{file_name(origin.location)} {at(origin.location)}"
    return f"{text(origin.name)}：{text(origin.value)} <small>{text(stands)}</small>"


def _common(told: Sequence[Words]) -> Words:
    """Return the sentences that hold of every finding of a rule: they are said once."""
    first, *others = told
    why = tuple(line for line in first.why if all(line in one.why for one in others))
    remedy = first.remedy if all(one.remedy == first.remedy for one in others) else None
    return Words("", None, None, why if others else (), remedy if others else None)


def _anchor(group: Group) -> str:
    return f"c{group.findings[0][0]}"


def _clause(group: Group) -> str:
    return group.law.clause if group.law is not None else ""


def _group(rule: str, told: list[Numbered]) -> Group:
    first = told[0][1]
    return Group(first.citations[0] if first.citations else None, rule, tuple(told))
