"""What people say beside the paper: findings and reasons, who gave them; and remarks that decide nothing."""

from collections.abc import Iterator, Sequence

from shuangsuiji.findings import Finding, Location, Outcome
from shuangsuiji.report.check_page.parts import Numbered, items, paragraph, place, verdict
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import table, text
from shuangsuiji.report.wording import heading, words

MOST = 200


def people(report: Report, home: Location) -> Iterator[str]:
    """Yield the recorded findings and reasons."""
    if report.recorded:
        rows = (
            [
                text(one.key),
                text(f"{one.fact}：{one.value}"),
                text(one.who),
                f'<span class="place">{text(one.when)}</span>',
                text(one.grounds),
                place(one.location, home),
            ]
            for one in report.recorded[:MOST]
        )
        yield table(("对哪一行", "认定什么", "认定人", "日期", "依据", "写在哪里"), rows)
        if len(report.recorded) > MOST:
            yield paragraph(f"还有{len(report.recorded) - MOST}条没有列出。", "soft")


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
