"""What decide prints: each case with both sides, for people and programs; the forms that it offers."""

from functools import partial
from typing import Protocol

from rich.console import Console

from shuangsuiji.accountability.law import Side, Verdict
from shuangsuiji.findings import Finding
from shuangsuiji.report.asjson import Json, findings_json
from shuangsuiji.report.case_compare import Difference, differences
from shuangsuiji.report.case_sheet_html import worksheet_html
from shuangsuiji.report.case_sheet_xlsx import worksheet_xlsx
from shuangsuiji.report.case_words import (
    NOT_ASSERTED,
    SIDES,
    STATES,
    CaseSheet,
    GroundLine,
    Run,
    record_errors,
    sheet_of,
)
from shuangsuiji.report.case_words import Outcome as CaseOutcome
from shuangsuiji.report.case_worksheet import Worksheets
from shuangsuiji.report.outputs import Form, Forms, json_form, text_form
from shuangsuiji.report.text import print_findings, say

OFFERED = ("text", "json", "html", "xlsx")
"""The forms that decide offers."""


class Report(Worksheets, Protocol):
    """What workflow hands over of a run, beside what its worksheets show."""

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What belongs to no case, and what was not read."""

    @property
    def store(self) -> str:
        """The record's name."""


def decide_forms(report: Report) -> Forms:
    """Return the forms in which a run may be given."""
    return {
        "text": text_form(partial(print_report, report)),
        "json": json_form(partial(report_json, report)),
        "html": Form(lambda _: worksheet_html(report).encode()),
        "xlsx": Form(lambda _: worksheet_xlsx(report)),
    }


def print_report(report: Report, out: Console) -> None:
    """Print every case under every pack, what differs between packs, and where the run is recorded."""
    if report.assumed:
        say(
            out,
            f"以下是假设“{'；'.join(report.assumed)}”时的结果，不是对案件的结论。\n",
            "bold yellow",
        )
    for run in report.runs:
        say(out, f"规则包：{run.pack.title}（{run.pack.id}）；按 {report.as_of} 看", "bold")
        for outcome in run.outcomes:
            _print_case(run, outcome, out)
        say(out)
    for difference in differences(report.runs):
        _print_difference(difference, out)
    if report.problems:
        say(out, "不能归到案件的，和没有读的", "bold")
        print_findings(out, report.problems)
    say(out, f"{_engines(report)}已记入{report.store}第 {report.event} 号。")
    say(out, "本结果供有权的人作决定时参考，不代替决定。", "dim")


def _engines(report: Report) -> str:
    if not any(outcome.decision for run in report.runs for outcome in run.outcomes):
        return ""
    if len(report.engines) > 1:
        return "作了判断的案件，两个推理引擎各推一遍，结果一致。"
    return "只由自带的引擎推理（没有装 durable-rules）。"


def _print_case(run: Run, outcome: CaseOutcome, out: Console) -> None:
    case = outcome.case
    about = "，".join(part for part in (case.person, case.unit) if part)
    say(out, f"\n案件：{case.name}" + (f"（{about}）" if about else ""), "bold")
    if outcome.decision is None:
        say(out, "  没有作判断：下面的问题要先解决", "bold red")
        print_findings(out, outcome.problems)
        return
    sheet = sheet_of(run.pack, outcome.decision)
    say(out, f"  结论：{sheet.words}。{sheet.means}", "bold")
    for side in Side:
        for ground in sheet.stand(side):
            _print_ground(SIDES[side], ground, out)
    if sheet.references:
        told = "；".join(f"{ground.state}：{ground.title}" for ground in sheet.references)
        say(out, f"  参考（只见于征求意见稿或读法存疑，不影响结论）：{told}", "dim")
    if sheet.facts:
        say(out, "  事实和证据")
    for fact in sheet.facts:
        told = "：".join(part for part in (fact.source, fact.rests_on) if part)
        say(out, f"      {fact.label}：{fact.value}（{told}）")
    _print_missing(sheet, out)
    if outcome.checked is not None:
        found = record_errors(outcome.checked)
        if found:
            say(out, "  卷内记录不符合规则的")
            print_findings(out, found)


def _print_ground(side: str, ground: GroundLine, out: Console) -> None:
    if ground.state in (STATES[False], NOT_ASSERTED):
        say(out, f"  {side} {ground.state}：{ground.title}", "dim")
        return
    law = "；".join(ground.law)
    if ground.state == STATES[None]:
        say(
            out, f"  {side} {ground.state}：{ground.title}，缺 {'、'.join(ground.missing)}（{law}）"
        )
        return
    say(out, f"  {side} {ground.state}：{ground.title}（{law}）")
    for fact in ground.facts:
        say(out, f"      {fact}")
    if ground.claim:
        say(out, f"      主张：{ground.claim}")


def _print_missing(sheet: CaseSheet, out: Console) -> None:
    if sheet.missing:
        say(out, "  还缺（补上以后结论会怎样）")
    for each in sheet.missing:
        say(out, f"      {each.label}（{each.who}，用于{each.waits}）：{each.effect}")
    if len(sheet.possible) > 1:
        say(out, f"      全部补齐以后可能的结论：{'；'.join(sheet.possible)}")


def _print_difference(difference: Difference, out: Console) -> None:
    say(out, f"不同的地方：{difference.case}", "bold")
    for pack, verdict in difference.verdicts.items():
        say(out, f"  {pack}：{verdict}")
    for pack, facts in difference.only.items():
        say(out, f"  只有{pack}看的事实：{'、'.join(facts)}")


def report_json(report: Report) -> dict[str, Json]:
    """Return the run as JSON."""
    return {
        "as_of": str(report.as_of),
        "assumed": list(report.assumed),
        "engines": list(report.engines),
        "event": report.event,
        "store": report.store,
        "problems": findings_json(report.problems),
        "packs": [
            {
                "pack": run.pack.id,
                "chain": list(run.pack.chain),
                "cases": [_case_json(run, outcome) for outcome in run.outcomes],
            }
            for run in report.runs
        ],
        "differences": [
            {
                "case": d.case,
                "verdicts": dict(d.verdicts),
                "only": {pack: list(facts) for pack, facts in d.only.items()},
            }
            for d in differences(report.runs)
        ],
    }


def _case_json(run: Run, outcome: CaseOutcome) -> dict[str, Json]:
    case = outcome.case
    told: dict[str, Json] = {"case": case.name, "person": case.person, "unit": case.unit}
    if outcome.decision is None:
        return {**told, "verdict": None, "refused": findings_json(outcome.problems)}
    decision, sheet = outcome.decision, sheet_of(run.pack, outcome.decision)
    return {
        **told,
        "verdict": decision.verdict.value,
        "means": f"{sheet.words}。{sheet.means}",
        "assumed": list(sheet.assumed),
        "triggered": decision.triggered,
        "exempted": decision.exempted,
        "triggers": [_ground_json(g) for g in sheet.sides[Side.TRIGGER]],
        "exemptions": [_ground_json(g) for g in sheet.sides[Side.EXEMPTION]],
        "references": [_ground_json(g) for g in sheet.references],
        "facts": [
            {
                "fact": f.name,
                "label": f.label,
                "value": f.value,
                "source": f.source,
                "on": f.rests_on,
                "shown_by": list(f.shown),
            }
            for f in sheet.facts
        ],
        "missing": [
            {
                "fact": m.spec.name,
                "label": m.spec.label,
                "kind": m.spec.kind.value,
                "for": [side.value for side in m.sides],
                "changes": [{"if": c.value, "verdict": c.verdict.value} for c in m.changes],
            }
            for m in decision.missing
        ],
        "possible": None if decision.possible is None else [v.value for v in decision.possible],
        "engines": list(sheet.engines),
        "trace": []
        if decision.inferred is None
        else [
            {"shows": symbol, "from": list(body)}
            for symbol, body in decision.inferred.steps(_reached(decision.verdict))
        ],
        "symbols": _symbols(run),
        "records": findings_json(outcome.checked.findings) if outcome.checked else [],
    }


def _reached(verdict: Verdict) -> Verdict:
    """Return the symbol behind a verdict: that only people can decide is said beside the program."""
    return Verdict.UNDETERMINED if verdict is Verdict.NEEDS_HUMAN else verdict


def _ground_json(ground: GroundLine) -> dict[str, Json]:
    return {
        "id": ground.id,
        "title": ground.title,
        "state": ground.state,
        "clauses": list(ground.law),
        "facts": list(ground.facts),
        "missing": list(ground.missing),
        "claim": ground.claim,
    }


def _symbols(run: Run) -> dict[str, Json]:
    """Return what the grounds' names in the trace stand for."""
    return {g.name: g.ready.rule.full_id for g in run.law.grounds}
