"""What `assign sheets` and `assign fairness` print: what was written; the figures in words and as a record."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from shuangsuiji.findings import Finding, Location, Outcome, Severity
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.assign_fairness_html import fairness_html
from shuangsuiji.report.assign_fairness_words import alarms, even, first_choice, never_by_reason
from shuangsuiji.report.assign_words import AssignPapers
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.report.outputs import Form, Forms, json_form, text_form
from shuangsuiji.report.text import say

OFFERED = ("text", "json", "html")
"""The forms in which the figures on fairness are given."""


def written_report(papers: AssignPapers, files: Sequence[str], folder: Path) -> DrawReport:
    """Return what was written."""
    said = Finding(
        code="papers/written",
        location=Location(str(folder)),
        outcome=Outcome.PASS,
        severity=Severity.NOTE,
        params={"n": len(files), "files": tuple(files)},
    )
    record: dict[str, Json] = {
        "draw": papers.draw,
        "folder": str(folder),
        "files": [*files],
        "visits": len(papers.tasks),
    }
    return DrawReport((said,), record)


def fairness_forms(papers: AssignPapers) -> Forms:
    """Return the figures on fairness in every form."""

    def show(out: Console) -> None:
        for line in fairness_lines(papers):
            say(out, line)

    return {
        "text": text_form(show),
        "json": json_form(lambda: fairness_json(papers)),
        "html": Form(lambda _: fairness_html(papers).encode()),
    }


def fairness_lines(papers: AssignPapers) -> Iterator[str]:
    """Yield the figures in words, what to see to first."""
    figures = papers.fairness
    yield f"{papers.draw}：{figures.visits}户次，{figures.slots}个席位，派了{figures.filled}个"
    for alarm in alarms(figures):
        yield f"要看  {alarm.what}"
        if alarm.which:
            yield f"      {'、'.join(alarm.which)}"
        yield f"      建议：{alarm.remedy}"
    yield f"先后  {first_choice(figures)}"
    for title, shares in (("检查人员", figures.officers), ("专家", figures.experts)):
        if any(s.fits for s in shares):
            yield f"户次  {title}：{even(shares)}"
    if figures.pairs:
        top = figures.pairs[0]
        names = "、".join(papers.who(i).called for i in (top.first, top.second))
        yield f"同组  {len(figures.pairs)}对人不止一次，最多的是{names}，{top.together}次"
    for words, _, shares in never_by_reason(figures):
        yield f"轮空  {len(shares)}人{words}：{'、'.join(papers.who(s.person.id).called for s in shares)}"


def fairness_json(papers: AssignPapers) -> Json:
    """Return the figures as a record."""
    figures = papers.fairness
    return {
        "draw": papers.draw,
        "manifest": papers.bundle,
        "visits": figures.visits,
        "slots": figures.slots,
        "filled": figures.filled,
        "candidates": [{"candidates": k, "slots": n} for k, n in figures.candidates],
        "alone": [{"visit": v, "slot": s} for v, s in figures.alone],
        "empty": [{"visit": v, "slot": s} for v, s in figures.empty],
        "forced": [*figures.forced],
        "best": [{"candidates": k, "slots": n} for k, n in figures.best],
        "best_alone": [{"visit": v, "slot": s} for v, s in figures.best_alone],
        "best_forced": [*figures.best_forced],
        "first": figures.first,
        "preferred": figures.preferred,
        "pairs": [
            {"first": p.first, "second": p.second, "together": p.together} for p in figures.pairs
        ],
        "certain": [
            {"line": c.line, "stratum": c.stratum, "eligible": c.eligible, "drawn": c.drawn}
            for c in figures.certain
        ],
        "changed": [{"kind": kind, "n": n} for kind, n in figures.changed],
        "people": [
            {
                "id": s.person.id,
                "expert": s.person.expert,
                "fits": s.fits,
                "before": s.person.before,
                "given": s.given,
                "now": s.now,
                "never": s.never.value if s.never is not None else None,
            }
            for s in figures.shares
        ],
    }
