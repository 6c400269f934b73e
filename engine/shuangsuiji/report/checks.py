"""What a check of papers prints: text for people, json for programs; the whole report, or a file of it."""

from collections.abc import Sequence
from functools import partial

from rich.console import Console

from shuangsuiji.check.tables import Checked
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.report.annotate.paper import handed_back
from shuangsuiji.report.annotate.plainsheet import PlainSheet
from shuangsuiji.report.annotate.remarks import Paper
from shuangsuiji.report.asjson import Json, findings_json
from shuangsuiji.report.ask_xlsx import questions_book
from shuangsuiji.report.check_page.page import check_html
from shuangsuiji.report.checked import Report
from shuangsuiji.report.load import load_json, print_load
from shuangsuiji.report.outputs import Form, Forms, json_form, text_form
from shuangsuiji.report.resubmission import (
    print_resubmission,
    resubmission_json,
    resubmission_sheet,
)
from shuangsuiji.report.sarif import sarif_log
from shuangsuiji.report.text import print_findings, say
from shuangsuiji.report.wording import is_verdict, summary

OFFERED = ("text", "json", "html", "xlsx", "sarif")
"""The forms of report_forms, before there is a report."""


def report_forms(report: Report) -> Forms:
    """Return the forms in which the report on papers is given."""
    return {
        "text": text_form(partial(print_report, report)),
        "json": json_form(lambda: report_json(report)),
        "html": Form(lambda _: check_html(report).encode()),
        "ask": Form(lambda _: _questions(report)),
        "xlsx": Form(lambda path: handed_back(report, path, partial(_sheets, report))),
        "sarif": json_form(
            lambda: sarif_log(report.pack, report.checked.findings, str(report.as_of))
        ),
    }


def _sheets(report: Report, paper: Paper) -> tuple[PlainSheet, ...]:
    return (resubmission_sheet(report.since, paper),) if report.since is not None else ()


def _questions(report: Report) -> bytes:
    checked = report.checked
    vocabulary = report.pack.vocabulary
    return questions_book(report.title, vocabulary, checked.questions, checked.findings)


def report_json(report: Report) -> dict[str, Json]:
    """Return the report as JSON: what was checked under what, the findings, the rows by outcome."""
    return {
        "pack": report.pack.id,
        "chain": list(report.pack.chain),
        **report.told,
        "as_of": str(report.as_of),
        "rows": report.rows,
        **checked_json(report.checked),
        "load": load_json(report.load) or None,
        **({"diff": resubmission_json(report.since)} if report.since else {}),
    }


def checked_json(checked: Checked) -> dict[str, Json]:
    """Return what a check came to: rules that wait, the rows by outcome, the findings."""
    return {
        "undecided": list(checked.undecided),
        "counts": {
            rule: {outcome.value: n for outcome, n in counts.items()}
            for rule, counts in sorted(checked.counts.items())
        },
        "findings": findings_json(checked.findings),
    }


def print_report(report: Report, out: Console) -> None:
    """Print the report: heading, findings in reading order, summary."""
    say(out, report.title, "bold")
    pack = f"规则包：{report.pack.title}（{report.pack.id}）"
    say(out, f"{pack}；{'，'.join(report.scope)}；核查日 {report.as_of}\n")
    print_checked(report.pack, report.checked, out)
    print_load(report.load, out)
    print_resubmission(report.since, out)


def print_checked(pack: RulePack, checked: Checked, out: Console) -> None:
    """Print findings in reading order, what does not matter for the verdict apart, and the summary."""
    findings = checked.findings
    print_findings(out, [f for f in findings if is_verdict(f)])
    others = [f for f in findings if not is_verdict(f)]
    if others:
        say(out, "\n不影响结论的说明", "bold")
        print_findings(out, others)
    say(out, f"\n合计：{summary(findings)}")
    for words, rules in (
        ("有约束力而未能判断", checked.undecided),
        ("有约束力而待人认定", checked.for_people),
    ):
        if rules:
            say(out, f"{words}：{'；'.join(_titles(pack, rules))}")


def _titles(pack: RulePack, rules: Sequence[str]) -> list[str]:
    """Return the rules' titles with their ids, each once though several of its parts are meant."""
    ids = dict.fromkeys(rule.partition("#")[0] for rule in rules)
    return [f"{r.spec.title}（{r.full_id}）" for r in pack.rules if r.full_id in ids]
