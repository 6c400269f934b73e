"""What a check of many plans prints: the districts in a table, what holds across them, then each district."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from rich.console import Console

from shuangsuiji.findings import Finding
from shuangsuiji.model.values import Fact
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.report.asjson import Json, findings_json
from shuangsuiji.report.check_page.districts import set_html
from shuangsuiji.report.checks import checked_json, print_checked, report_json
from shuangsuiji.report.load import load_json
from shuangsuiji.report.outputs import Form, Forms, json_form, text_form
from shuangsuiji.report.plan_set import Plan, Plans
from shuangsuiji.report.plan_set_tables import (
    districts_sheet,
    files_sheet,
    gaps_sheet,
    number,
    reach,
)
from shuangsuiji.report.sarif import sarif_log
from shuangsuiji.report.text import print_findings, print_table, say

OFFERED = ("text", "json", "html", "sarif")
"""The forms of set_forms, before there is a report."""


def set_forms(report: Plans) -> Forms:
    """Return the forms in which the report on many plans is given."""
    return {
        "text": text_form(partial(print_set, report)),
        "json": json_form(lambda: set_json(report)),
        "html": Form(lambda _: set_html(report).encode()),
        "sarif": json_form(
            lambda: sarif_log(report.pack, tuple(_findings(report)), str(report.as_of))
        ),
    }


def _findings(report: Plans) -> Iterator[Finding]:
    """Yield what was found of every plan, and across them."""
    yield from report.across.findings
    for plan in report.plans:
        yield from plan.refused if plan.report is None else plan.report.checked.findings


def print_set(report: Plans, out: Console) -> None:
    """Print the report: heading, files, districts, what could not be checked, across, each district."""
    say(out, f"{report.folder.path}：{len(report.plans)}个区县的年度抽查工作计划", "bold")
    pack = f"规则包：{report.pack.title}（{report.pack.id}）"
    year = f"{report.year}年度" if report.year is not None else "年度不明"
    say(out, f"{pack}；{year}；核查日 {report.as_of}")
    for title, sheet in (
        ("哪个文件当作什么", files_sheet(report)),
        ("各区县", districts_sheet(report)),
    ):
        say(out, f"\n{title}", "bold")
        print_table(out, sheet.heads, sheet.rows)
    if report.unread:
        say(out, f"\n没有核查的计划：{len(report.unread)}份", "bold")
        for plan in report.unread:
            say(out, f"{plan.district}  {plan.papers.plan}")
            print_findings(out, plan.refused)
    _print_items(report, out)
    say(out, "\n共用的材料和跨区县的核对", "bold")
    print_checked(report.pack, report.across, out)
    for plan in report.plans:
        if plan.report is not None:
            say(out, f"\n{plan.district}  {plan.papers.plan}", "bold")
            say(out, f"{plan.report.title}；{'，'.join(plan.report.scope)}\n")
            print_checked(report.pack, plan.report.checked, out)


def _print_items(report: Plans, out: Console) -> None:
    """Print the items that not every district surely plans."""
    if not report.items:
        return
    say(out, f"\n清单的{len(report.items)}个事项", "bold")
    say(out, f"  {reach(report)}")
    gaps = gaps_sheet(report)
    if gaps.rows:
        print_table(out, gaps.heads, gaps.rows)
    if gaps.more:
        say(out, f"  还有{gaps.more}个，用 -f json 看全部")


def set_json(report: Plans) -> Json:
    """Return the report on many plans as JSON: each plan, what could not be checked, across them."""
    specs = report.pack.vocabulary.tables["plan"]
    return {
        "pack": report.pack.id,
        "chain": list(report.pack.chain),
        "folder": str(report.folder.path),
        "year": report.year,
        "as_of": str(report.as_of),
        "plans": [_plan_json(plan, report) for plan in report.plans],
        "unread": len(report.unread),
        "left_aside": [f.location.file for f in report.folder.left],
        "across": {
            "load": _load_json(specs, report.load),
            "items": [
                {
                    "code": item.code,
                    "name": item.name,
                    "coordinated_by_superior": item.coordinated,
                    "districts": list(item.districts),
                    **_load_json(report.pack.vocabulary.tables["plan_set_item"], item.facts),
                }
                for item in report.items
            ],
            **checked_json(report.across),
        },
    }


def _plan_json(plan: Plan, report: Plans) -> Json:
    own, folder = plan.papers, report.folder
    files: dict[str, Json] = {
        "file": str(own.plan),
        "items": _path(own.items or folder.items),
        "register": _path(own.register or folder.register),
        "recorded_findings": _path(own.findings),
    }
    head: dict[str, Json] = {"district": plan.district, "named_by": plan.named_by.value, **files}
    if plan.report is None:
        return {**head, "checked": False, "findings": findings_json(plan.refused)}
    specs = report.pack.vocabulary.tables["plan"]
    whole = report_json(plan.report)
    told = {k: v for k, v in whole.items() if k not in ("pack", "chain", "as_of")}
    counts, months = _load_json(specs, plan.load), load_json(plan.report.load)
    return {**head, "checked": True, **told, "load": {**counts, **months}}


def _path(path: Path | None) -> Json:
    return None if path is None else str(path)


def _load_json(specs: TableSpec, facts: Mapping[str, Fact]) -> dict[str, Json]:
    return {name: number(specs, name, fact) for name, fact in facts.items()}
