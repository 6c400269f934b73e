"""What people say beside the paper: findings and reasons, who gave them; and remarks that decide nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shuangsuiji.check.claims import REASON_COLUMN
from shuangsuiji.findings import Claim, Finding, Location, Outcome
from shuangsuiji.model.values import BLANK
from shuangsuiji.report.check_page.parts import Numbered, items, paragraph, place, verdict
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import table, text
from shuangsuiji.report.wording import heading, words

MOST = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a row: a recorded finding, or a claim or reason in the paper's own columns."""

    key: str
    what: str
    who: str
    when: str
    grounds: str
    location: Location


def people(report: Report, home: Location) -> Iterator[str]:
    """Yield what people say, and who says it on what grounds."""
    said = _said(report)
    if not said:
        return
    rows = (
        [
            text(one.key),
            text(one.what),
            text(one.who),
            f'<span class="place">{text(one.when)}</span>',
            text(one.grounds),
            place(one.location, home),
        ]
        for one in said[:MOST]
    )
    yield table(("对哪一行", "说的是什么", "谁", "日期", "依据或理由", "写在哪里"), rows)
    if len(said) > MOST:
        yield paragraph(f"还有{len(said) - MOST}条没有列出。", "soft")


def _said(report: Report) -> Sequence[Said]:
    """Return what is recorded, then what the paper's columns claim, each once."""
    found = {
        (one.location, one.fact): Said(
            one.key, f"{one.fact}：{one.value}", one.who, one.when, one.grounds, one.location
        )
        for one in report.recorded
    }
    for key, claim in _claims(report):
        said = Said(key, claim.fact, claim.who, claim.when, claim.grounds, claim.location)
        found.setdefault((claim.location, claim.fact), said)
    return tuple(found.values())


def _claims(report: Report) -> Iterator[tuple[str, Claim]]:
    """Yield the claims in the papers' own columns, each with its row's key."""
    for name, read in report.papers.tables.items():
        fields = report.pack.vocabulary.tables[name].by_name
        claiming = [c for c in read.columns if c == REASON_COLUMN or fields[c].grounds]
        for row in read.rows if claiming else ():
            for column in claiming:
                claim = row.facts.get(column, BLANK).claim
                if claim is not None:
                    yield row.key, claim


def notes(told: Sequence[Numbered], home: Location) -> Iterator[str]:
    """Yield the remarks that decide nothing."""
    those = [(n, f) for n, f in told if _is_note(f)]
    if not those:
        return
    rows = (
        [
            f'<span id="f{n}">{place(f.location, home)}</span>',
            verdict(heading(f)),
            _what(f),
            text(words(f).remedy or ""),
        ]
        for n, f in those[:MOST]
    )
    yield table(("位置", "结论", "说明", "建议"), rows)
    if len(those) > MOST:
        yield paragraph(f"还有{len(those) - MOST}条没有列出。", "soft")


def noted(told: Sequence[Numbered]) -> set[int]:
    """Return the numbers of the findings that notes list."""
    return set([n for n, f in told if _is_note(f)][:MOST])


def _is_note(finding: Finding) -> bool:
    alone = finding.code == "check/not-invoked"
    return finding.outcome in (Outcome.NOT_APPLICABLE, Outcome.PASS) and not alone


def _what(finding: Finding) -> str:
    told = words(finding)
    lines = [line for line in (told.title, told.what, *told.why) if line is not None]
    return items((text(line) for line in lines), sort="plain")
