"""What became of the findings of the plan before: as text, as JSON, as a sheet of a workbook."""

from collections.abc import Iterator
from pathlib import PurePath

from rich.console import Console

from shuangsuiji.proof.resubmission import Resubmission, Turn, Turned
from shuangsuiji.report.annotate.plainsheet import Cell, Line, PlainSheet
from shuangsuiji.report.annotate.remarks import HEADER, WIDTHS, Paper, finding_cells
from shuangsuiji.report.asjson import Json, finding_json
from shuangsuiji.report.text import print_findings, say
from shuangsuiji.report.wording import at, heading, words

SHEET = "与上次相比"
TURNS = {Turn.NEW: "新出现", Turn.REMAINING: "仍然存在", Turn.SOLVED: "已经解决"}
"""What became of a finding, in a word; what needs work first."""


def print_resubmission(since: Resubmission | None, out: Console) -> None:
    """Print what is new in full, what remains and what is solved in a line each."""
    if since is None:
        return
    say(out, f"\n{SHEET}（{since.file}）", "bold")
    for words_ in counts(since):
        say(out, words_)
    for turn, word in TURNS.items():
        turned = since.of(turn)
        if turned:
            say(out, f"\n{word}：{len(turned)}", "bold")
        if turn is Turn.NEW:
            print_findings(out, [t.finding for t in turned])
        else:
            for one in turned:
                say(out, f"  {_line(one)}")


def counts(since: Resubmission) -> Iterator[str]:
    """Yield in sentences how many findings and lines are new, remain, are gone."""
    told = "，".join(f"{word} {len(since.of(turn))}" for turn, word in TURNS.items())
    yield f"问题：{told}"
    yield f"计划行：对应上 {since.same}，新增 {len(since.added)}，删去 {len(since.gone)}"
    for unlisted in since.unlisted:
        yield f"{unlisted.rule} 的问题太多，只逐条比较了列出的部分"


def _line(turned: Turned) -> str:
    finding = turned.finding
    told = words(finding)
    parts = [heading(finding), at(finding.location), finding.about.key if finding.about else ""]
    parts += [told.what or told.title or finding.code, remark(turned)]
    return "  ".join(part for part in parts if part)


def remark(turned: Turned) -> str:
    """Return what else is to be said: the line is there only once, or the verdict was another."""
    if turned.row_only_once:
        return {Turn.NEW: "（这一行是新增的）", Turn.SOLVED: "（这一行已经删去）"}.get(
            turned.turn, ""
        )
    before = turned.before
    if before is not None and heading(before) != heading(turned.finding):
        return f"（上次是{heading(before)}）"
    return ""


def resubmission_json(since: Resubmission | None) -> Json:
    """Return what became of the findings as JSON; null where there was no plan before."""
    if since is None:
        return None
    found: dict[str, Json] = {
        turn.value: [
            {
                **finding_json(t.finding),
                "row_only_once": t.row_only_once,
                "before": None if t.before is None else t.before.outcome.value,
                "severity_before": None if t.before is None else t.before.severity.value,
            }
            for t in since.of(turn)
        ]
        for turn in TURNS
    }
    return {
        "old": since.file,
        "lines": {
            "same": since.same,
            "added": list(since.added),
            "gone": list(since.gone),
        },
        "counts": {turn.value: len(since.of(turn)) for turn in TURNS},
        **found,
        "compared_in_part": [u.rule for u in since.unlisted],
    }


def resubmission_sheet(since: Resubmission, paper: Paper) -> PlainSheet:
    """Return the sheet of what became of the findings, with links to where they stand now."""
    return PlainSheet(
        name=SHEET,
        widths=(12, *WIDTHS[1:]),
        above=[f"{SHEET}（{PurePath(since.file).name}）", *counts(since)],
        header=("和上次比", *HEADER[1:]),
        lines=_lines(since, paper),
    )


def _lines(since: Resubmission, paper: Paper) -> Iterator[Line]:
    for turn, word in TURNS.items():
        for turned in since.of(turn):
            yield [Cell(f"{word}{remark(turned)}"), *finding_cells(turned.finding, paper)]
