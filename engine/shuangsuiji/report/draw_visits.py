"""The list of visits (检查清单): text for people, a sheet, or a table for programs."""

import csv
import io
from collections.abc import Sequence
from functools import partial
from typing import Protocol

from rich.console import Console

from shuangsuiji.draw.after.reserve_visits import VisitNow
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.findings import Finding
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.outputs import Form, Forms, json_form, text_form
from shuangsuiji.report.sentences import sentence
from shuangsuiji.report.text import say
from shuangsuiji.report.workbook import FORMULA_LIKE, Book

OFFERED = ("text", "json", "csv", "xlsx")
"""The forms of visits_forms, before there is a list."""
HEADERS = ("检查编号", "检查对象", "计划行", "起始日", "截止日", "批次", "说明")
WIDTHS = (26, 24, 24, 12, 12, 7, 34)
BOM = "\ufeff"
"""Without it, spreadsheets take the Chinese of a .csv for another encoding."""


class Listed(Protocol):
    """What workflow hands over of a draw's visits."""

    @property
    def manifest(self) -> Manifest:
        """The manifest."""

    @property
    def visits(self) -> tuple[VisitNow, ...]:
        """The visits as they stand."""

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is to be known of the draw."""


def visits_forms(listed: Listed) -> Forms:
    """Return the forms in which the list of visits is given."""
    return {
        "text": text_form(partial(_print, listed)),
        "json": json_form(lambda: _json(listed)),
        "csv": Form(lambda _: _csv(listed)),
        "xlsx": Form(lambda _: _workbook(listed)),
    }


def _print(listed: Listed, out: Console) -> None:
    say(out, _title(listed), "bold")
    for note in listed.notes:
        say(out, f"注意  {sentence(note)[0]}")
    for now in listed.visits:
        id_, target, lines, first, last, batch, remark = _cells(now)
        told = f"{id_}  {target}  {lines}  {first}至{last}  第{batch}批"
        say(out, f"{told}  {remark}".rstrip())
    say(out, f"合计：{_total(listed)}")


def _json(listed: Listed) -> dict[str, Json]:
    return {
        "draw": listed.manifest.draw,
        "purpose": listed.manifest.purpose,
        "merge": listed.manifest.merge,
        "visits": [
            {
                "visit": now.visit.id,
                "target": now.visit.target,
                "lines": [*now.lines],
                "drawn_for": [*now.visit.lines],
                "from": now.visit.from_,
                "until": now.visit.until,
                "batch": now.visit.batch,
                "reserve_for": now.reserve_for,
            }
            for now in listed.visits
        ],
    }


def _csv(listed: Listed) -> bytes:
    page = io.StringIO()
    rows = csv.writer(page)
    rows.writerow(HEADERS)
    rows.writerows([_plain(cell) for cell in _cells(now)] for now in listed.visits)
    return (BOM + page.getvalue()).encode()


def _workbook(listed: Listed) -> bytes:
    book = Book(_title(listed))
    sheet = book.sheet("检查清单", WIDTHS)
    sheet.line(0, _title(listed), "title")
    sheet.line(1, _total(listed), "note")
    sheet.row(2, [(header, "head") for header in HEADERS])
    for number, now in enumerate(listed.visits, 3):
        sheet.row(number, [(cell, "part") for cell in _cells(now)])
    sheet.print_setup(2, columns=1)
    return book.content()


def _cells(now: VisitNow) -> tuple[str, ...]:
    visit, lines = now.visit, "、".join(now.lines or now.visit.lines)
    return (visit.id, visit.target, lines, visit.from_, visit.until, str(visit.batch), _remark(now))


def _remark(now: VisitNow) -> str:
    left = [line for line in now.visit.lines if line not in now.lines]
    said = [f"递补“{now.reserve_for}”"] if now.reserve_for else []
    if not now.lines:
        said.append("已撤下，不再检查")
    elif left:
        said.append(f"计划行{_listed(left)}已撤下")
    return "；".join(said)


def _listed(lines: Sequence[str]) -> str:
    return "、".join(f"“{line}”" for line in lines)


def _title(listed: Listed) -> str:
    manifest = listed.manifest
    demo = "" if manifest.purpose == "official" else "（演示，非正式抽取）"
    return f"抽取“{manifest.draw}”的检查清单{demo}"


def _total(listed: Listed) -> str:
    held = [now for now in listed.visits if now.lines]
    targets = {now.visit.target for now in held}
    reserves = sum(now.reserve_for is not None for now in held)
    return f"{len(targets)}个对象{len(held)}次检查，其中递补{reserves}次"


def _plain(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_LIKE) else cell
