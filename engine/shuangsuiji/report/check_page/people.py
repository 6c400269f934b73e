"""What people say beside the paper: findings and reasons, who gave them, and the verdict underneath."""

from collections.abc import Iterator, Sequence

from shuangsuiji.findings import Finding, Outcome
from shuangsuiji.report.check_page.parts import Numbered, items, paragraph, place, verdict
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import table, text
from shuangsuiji.report.wording import cited, heading, words

MOST = 200


def people(report: Report) -> Iterator[str]:
    """Yield the recorded findings and reasons, then the verdicts that they changed."""
    if report.recorded:
        rows = (
            [
                text(one.key),
                text(f"{one.fact}：{one.value}"),
                text(one.who),
                text(one.when),
                text(one.grounds),
                place(one.location, report.papers.file),
            ]
            for one in report.recorded[:MOST]
        )
        yield table(("对哪一行", "认定什么", "认定人", "日期", "依据", "写在哪里"), rows)
        if len(report.recorded) > MOST:
            yield paragraph(f"还有{len(report.recorded) - MOST}条没有列出。", "soft")


def excepted(told: Sequence[Numbered], main: str) -> Iterator[str]:
    """Yield what an exception lifts: which one, and what the verdict would be without it."""
    those = [(n, f) for n, f in told if f.outcome is Outcome.EXCEPTED]
    if not those:
        return
    rows = (
        [
            f'<span id="f{n}">{place(f.location, main)}</span>',
            text(f.about.key if f.about is not None else ""),
            f"{verdict(heading(f))}<br><small>{text('；'.join(f.exceptions))}</small>",
            _what(f),
            text("；".join(cited(c) for c in f.citations)),
        ]
        for n, f in those[:MOST]
    )
    yield table(("位置", "所在行", "结论", "规则和实际", "依据"), rows)
    if len(those) > MOST:
        yield paragraph(f"还有{len(those) - MOST}处没有列出。", "soft")


def notes(told: Sequence[Numbered], main: str) -> Iterator[str]:
    """Yield the remarks that decide nothing."""
    those = [(n, f) for n, f in told if _is_note(f)]
    if not those:
        return
    rows = (
        [
            f'<span id="f{n}">{place(f.location, main)}</span>',
            verdict(heading(f)),
            _what(f),
            text(words(f).remedy or ""),
        ]
        for n, f in those[:MOST]
    )
    yield table(("位置", "结论", "说明", "建议"), rows)
    if len(those) > MOST:
        yield paragraph(f"还有{len(those) - MOST}条没有列出。", "soft")


def shown(told: Sequence[Numbered]) -> set[int]:
    """Return the numbers of the findings that excepted and notes list."""
    lifted = [n for n, f in told if f.outcome is Outcome.EXCEPTED]
    others = [n for n, f in told if _is_note(f)]
    return {*lifted[:MOST], *others[:MOST]}


def _is_note(finding: Finding) -> bool:
    alone = finding.code == "check/not-invoked"
    return finding.outcome in (Outcome.NOT_APPLICABLE, Outcome.PASS) and not alone


def _what(finding: Finding) -> str:
    told = words(finding)
    lines = [line for line in (told.title, told.what, *told.why) if line is not None]
    return items((text(line) for line in lines), sort="plain")
