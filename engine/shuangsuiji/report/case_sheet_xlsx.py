"""The worksheet of a case as a workbook: a sheet for each case, one printed page wide, room to decide."""

from collections.abc import Iterator, Sequence

from shuangsuiji.accountability.law import Side
from shuangsuiji.report.case_words import (
    SIDES,
    STATES,
    CaseSheet,
    GroundLine,
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
from shuangsuiji.report.workbook import CELL, LOOKS, Book, Cell

WIDTHS = (31, 14, 32, 40)
ONE_PAGE = 80
"""Rows that can still be read on one printed page; a longer sheet takes the pages that it needs."""
OWN_LOOKS: dict[str, dict[str, object]] = {
    **LOOKS,
    "section": {"bold": True, "font_size": 11, "top": 1, "border_color": "#C9D1D9"},
    "note": {**LOOKS["note"], "text_wrap": True},
    "verdict": {"bold": True, "font_size": 12, "valign": "vcenter"},
    "soft": {**CELL, "font_color": "#57606A"},
    "assumed": {"bold": True, "font_color": "#7A4B00", "text_wrap": True},
}
NAME_LENGTH = 24
Row = Sequence[Cell]


def worksheet_xlsx(report: Worksheets) -> bytes:
    """Return the bytes of the workbook, the same for the same report."""
    book = Book(TITLE, OWN_LOOKS)
    number = 0
    for run in report.runs:
        for outcome in run.outcomes:
            number += 1
            sheet = book.sheet(_name(number, outcome.case.name), WIDTHS)
            rows = list(_rows(report, run, outcome))
            for row, cells in enumerate(rows):
                if len(cells) == 1:
                    sheet.across(row, *cells[0])
                else:
                    sheet.row(row, cells)
            sheet.print_setup(0)
            sheet.sheet.set_portrait()
            sheet.sheet.fit_to_pages(1, 1 if len(rows) <= ONE_PAGE else 0)
    return book.content()


def _name(number: int, case: str) -> str:
    """Return a sheet's name: numbered, without the signs that no sheet's name may have."""
    kept = "".join("·" if sign in "[]:*?/\\'" else sign for sign in case)
    return f"{number} {kept[:NAME_LENGTH]}"


def _rows(report: Worksheets, run: Run, outcome: Outcome) -> Iterator[Row]:
    yield [(f"{TITLE}：{outcome.case.name}", "title")]
    told = [f"{label}：{value}" for label, value in about(report, run, outcome)]
    yield from ([("　　".join(told[i : i + 3]), "note")] for i in range(0, len(told), 3))
    if outcome.case.summary:
        yield [(outcome.case.summary, "note")]
    if report.assumed:
        yield [(f"假设：{'；'.join(report.assumed)}。不是对案件的结论。", "assumed")]
    if outcome.decision is None:
        yield [("没有作判断，下面的问题要先解决", "verdict")]
        yield from ([(line, "note")] for line in problem_lines(outcome.problems))
        return
    yield from _decided(sheet_of(run.pack, outcome.decision), outcome)
    yield [(NOTE, "note")]


def _decided(sheet: CaseSheet, outcome: Outcome) -> Iterator[Row]:
    yield [(f"结论：{sheet.words}", "verdict")]
    yield [(sheet.means, "note")]
    for side in Side:
        yield [(SIDES[side], "section")]
        yield [("情形", "head"), ("是否具备", "head"), ("依据", "head"), ("事实、所缺", "head")]
        yield from map(_ground, sheet.stand(side))
    yield [("事实和证据", "section")]
    yield [("事实", "head"), ("是否", "head"), ("来源", "head"), ("认定人、日期、依据", "head")]
    for fact in sheet.facts:
        told = (fact.label, fact.value, fact.source, fact.rests_on)
        yield [(text, "part") for text in told]
    if sheet.missing:
        yield [("还缺什么，补上以后会怎样", "section")]
        yield [(head, "head") for head in HEADS]
        yield from ([(text, "part") for text in row] for row in gathered(sheet.missing))
    if len(sheet.possible) > 1:
        yield [(f"全部补齐以后可能的结论：{'；'.join(sheet.possible)}", "note")]
    if sheet.references:
        told_ = "；".join(f"{g.title}（{g.state}）" for g in sheet.references)
        yield [(f"参考，只见于征求意见稿或读法存疑，不影响结论：{told_}", "note")]
    found = record_errors(outcome.checked) if outcome.checked is not None else ()
    if found:
        yield [("卷内记录不符合规则的", "section")]
        yield from ([(line, "note")] for line in problem_lines(found))
    yield [("决定", "section")]
    yield [(f"□ {choice}", "part") for choice in CHOICES]
    yield [("理由", "head"), ("\n\n\n", "part"), ("\n", "part"), ("\n", "part")]
    for signer in SIGNERS:
        yield [(signer, "head"), ("\n", "part"), ("", "part"), ("", "part")]


def _ground(ground: GroundLine) -> Row:
    is_no = ground.state not in (STATES[True], STATES[None])
    look = "soft" if is_no else "part"
    told = "；".join(ground.facts)
    if ground.state == STATES[None]:
        told = f"缺：{'、'.join(ground.missing)}"
    told += f"；主张：{ground.claim}" if ground.claim else ""
    law = "；".join(ground.law) if ground.state == STATES[True] else "、".join(ground.clauses)
    return [(t, look) for t in (ground.title, ground.state, law, told)]
