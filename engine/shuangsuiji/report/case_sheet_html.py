"""The worksheet of a case (责任认定工作单) as a page: both sides, evidence, what is missing, room to decide."""

from collections.abc import Iterator, Sequence

from shuangsuiji.accountability.law import Side, Verdict
from shuangsuiji.report.case_words import (
    NOT_ASSERTED,
    SIDES,
    STATES,
    CaseSheet,
    GroundLine,
    MissingLine,
    Outcome,
    Run,
    record_errors,
    sheet_of,
)
from shuangsuiji.report.case_worksheet import (
    CHOICES,
    HEADS,
    NOTE,
    SIGNERS,
    TITLE,
    Worksheets,
    about,
    gathered,
    problem_lines,
)
from shuangsuiji.report.html import page, table, text
from shuangsuiji.report.html_style import WORKSHEET

LOOKS = {
    Verdict.NO_TRIGGER: "fine",
    Verdict.LIABLE: "bad",
    Verdict.MAY_BE_EXEMPT: "warn",
    Verdict.UNDETERMINED: "open",
    Verdict.NEEDS_HUMAN: "open",
    Verdict.NOT_SET: "",
}
STATE_LOOKS = {STATES[True]: "yes", STATES[None]: "open", STATES[False]: "no", NOT_ASSERTED: "no"}


def worksheet_html(report: Worksheets) -> str:
    """Return the page: one printed sheet for each case under each pack."""
    cases = [(run, outcome) for run in report.runs for outcome in run.outcomes]
    title = TITLE if len(cases) > 1 else f"{TITLE}：{cases[0][1].case.name}"
    return page(title, WORKSHEET, (line for each in cases for line in _case(report, *each)))


def _case(report: Worksheets, run: Run, outcome: Outcome) -> Iterator[str]:
    yield '<section class="case">'
    yield f'<p class="kind">{TITLE}</p><h1>{text(outcome.case.name)}</h1>'
    yield "<dl>"
    yield from (
        f"<dt>{text(label)}</dt><dd>{text(value)}</dd>"
        for label, value in about(report, run, outcome)
    )
    yield "</dl>"
    if outcome.case.summary:
        yield f"<p>{text(outcome.case.summary)}</p>"
    if report.assumed:
        told = "；".join(report.assumed)
        yield f'<p class="assumed"><b>假设</b>：{text(told)}。以下是假设时的结果，不是对案件的结论。</p>'
    if outcome.decision is None:
        yield from _refused(outcome)
    else:
        yield from _decided(sheet_of(run.pack, outcome.decision), outcome)
    yield f'<p class="last">{text(NOTE)}</p></section>'


def _refused(outcome: Outcome) -> Iterator[str]:
    yield '<p class="result bad"><b>没有作判断</b>下面的问题要先解决。</p><ul class="problems">'
    yield from (f"<li>{text(line)}</li>" for line in problem_lines(outcome.problems))
    yield "</ul>"


def _decided(sheet: CaseSheet, outcome: Outcome) -> Iterator[str]:
    look = LOOKS[sheet.verdict]
    yield f'<p class="result {look}"><b>{text(sheet.words)}</b>{text(sheet.means)}</p>'
    yield '<div class="sides">'
    for side, sort in ((Side.TRIGGER, "trigger"), (Side.EXEMPTION, "exempt")):
        yield f'<div class="{sort}"><h2>{SIDES[side]}</h2><ul>'
        yield from map(_ground, sheet.stand(side))
        yield (
            "<li class='no'><b>无</b>规则包里没有</li></ul></div>"
            if not sheet.sides[side]
            else "</ul></div>"
        )
    yield "</div>"
    if sheet.references:
        told = "；".join(f"{g.title}（{g.state}）" for g in sheet.references)
        yield f'<p class="soft"><small>参考，只见于征求意见稿或读法存疑，不影响结论：{text(told)}</small></p>'
    yield from _facts(sheet)
    yield from _missing(sheet.missing)
    if len(sheet.possible) > 1:
        yield f"<p>全部补齐以后可能的结论：{text('；'.join(sheet.possible))}。</p>"
    found = record_errors(outcome.checked) if outcome.checked is not None else ()
    if found:
        yield '<h2>卷内记录不符合规则的</h2><ul class="problems">'
        yield from (f"<li>{text(line)}</li>" for line in problem_lines(found))
        yield "</ul>"
    yield from _decision()


def _ground(ground: GroundLine) -> str:
    clauses = f"（{'、'.join(ground.clauses)}）"
    told = [f"<b>{ground.state}</b>{text(ground.title)}"]
    if ground.state == STATES[True]:
        told.append(f"<small>{text('；'.join(ground.facts))}</small>" if ground.facts else "")
        told.append(f"<small>{text('；'.join(ground.law))}</small>")
    if ground.state == STATES[None]:
        told.append(f"<small>缺：{text('、'.join(ground.missing) + clauses)}</small>")
    if ground.claim:
        told.append(f"<small>主张：{text(ground.claim)}</small>")
    return f'<li class="{STATE_LOOKS[ground.state]}">{"".join(told)}</li>'


def _facts(sheet: CaseSheet) -> Iterator[str]:
    if sheet.facts:
        yield "<h2>事实和证据</h2>"
        rows = (
            (
                text(f.label),
                text(f.value),
                text(f"{f.source}：{f.rests_on}" if f.rests_on else f.source),
            )
            for f in sheet.facts
        )
        yield table(("事实", "是否", "来源、依据"), rows)


def _missing(missing: Sequence[MissingLine]) -> Iterator[str]:
    if missing:
        yield "<h2>还缺什么，补上以后会怎样</h2>"
        rows = (tuple(map(text, row)) for row in gathered(missing))
        yield table(HEADS, rows)


def _decision() -> Iterator[str]:
    boxes = "　".join(f"□ {choice}" for choice in CHOICES)
    signs = "".join(f"<span>{signer}：</span>" for signer in SIGNERS)
    yield f'<div class="decision"><p><b>决定</b>　{boxes}</p><p class="room">理由：</p>'
    yield f'<p class="signs">{signs}</p></div>'
