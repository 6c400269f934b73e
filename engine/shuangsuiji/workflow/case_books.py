"""Workbooks of cases: sheet 案件 has the cases, 认定 who found what, others the records by their table's name.

A sheet without a column 案件 has no records (说明, an empty one): it is passed over, and told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from shuangsuiji.check.recorded import Recorded
from shuangsuiji.findings import Finding, Location, problem, refuse
from shuangsuiji.forms.grid import Grid
from shuangsuiji.forms.sheets import read_grids
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Row, Table
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, TableSpec, Vocabulary
from shuangsuiji.workflow.case_read import TABLE, ReadCase, ReadCases, Said, called, record_table
from shuangsuiji.workflow.checks import note
from shuangsuiji.workflow.recorded import COLUMNS, from_row, is_answered
from shuangsuiji.yamlfile import nearest

CASES, FINDINGS = "案件", "认定"
"""The sheets of a workbook; a sheet of records is called after its table."""

MOST_ABOVE = 20
"""Rows in which the header of a sheet of records is looked for."""


def from_book(path: Path, vocabulary: Vocabulary) -> ReadCases:
    """Return the cases of a workbook. Raises Refusal where a sheet cannot be read or placed."""
    grids = {grid.sheet or "": grid for grid in read_grids(path)}
    sheets = tuple(grids)
    if CASES not in sheets:
        raise refuse("case/no-sheet", Location(str(path)), found=sheets, sheet=CASES)
    table = read_table(path, "cases", _cases_form(vocabulary), sheet=CASES)
    problems: list[Finding] = [
        problem("case/unnamed", row.location) for row in table.rows if not _text(row, "case")
    ]
    problems += [
        problem("case/unknown-column", table.location, found=word) for word in table.unmapped
    ]
    names = [called(_text(row, "case")) for row in table.rows]
    records: dict[str, dict[str, Table]] = {name: {} for name in names}
    recorded: list[Recorded] = []
    notices = list(table.notices)
    for sheet, grid in grids.items():
        place = Location(str(path), sheet=sheet)
        if sheet == FINDINGS:
            found = read_table(path, "recorded", COLUMNS, sheet=sheet)
            recorded += [
                replace(from_row(row), table=_text(row, "table") or TABLE)
                for row in found.rows
                if is_answered(row)
            ]
            notices += found.notices
        elif sheet != CASES and _tells_whose(grid):
            name = record_table(vocabulary, sheet, place)
            found = _read_records(path, name, vocabulary, sheet)
            problems += _share_out(found, name, records)
            notices += found.notices
        elif sheet != CASES and any(map(any, grid.rows)):
            notices.append(note("case/other-sheet", place, sheet=sheet))
    problems += [n for i, n in enumerate(notices) if n not in notices[:i]]
    cases = [
        ReadCase(
            name=_text(row, "case"),
            location=row.place("case") or row.location,
            person=_text(row, "person"),
            unit=_text(row, "unit"),
            summary=_text(row, "summary"),
            said=tuple(_cells(row)),
            records=records[called(_text(row, "case"))],
        )
        for row in table.rows
        if _text(row, "case")
    ]
    return ReadCases(tuple(cases), tuple(recorded), tuple(problems))


def _tells_whose(grid: Grid) -> bool:
    """Tell whether a sheet has records: a column near its top says of which case each row is."""
    words = {_OWNER.label, *_OWNER.aliases}
    top = range(min(len(grid.rows), MOST_ABOVE))
    return any(not words.isdisjoint(map(called, grid.texts(row))) for row in top)


def _read_records(path: Path, name: str, vocabulary: Vocabulary, sheet: str) -> Table:
    """Return a sheet of records; its column 案件 tells whose they are."""
    spec = vocabulary.tables[name]
    held = {key: getattr(spec, key) for key in TableSpec.model_fields}
    return read_table(
        path, name, TableSpec(**held | {"fields": (*spec.fields, _OWNER)}), sheet=sheet
    )


_OWNER = FieldSpec(name="of_case", label="案件", aliases=("案件名称",), type=FieldType.TEXT)


def _share_out(
    table: Table, name: str, records: Mapping[str, dict[str, Table]]
) -> Iterator[Finding]:
    """Give each case its rows; yield the rows of cases that are not there."""
    rows: dict[str, list[Row]] = {}
    for row in table.rows:
        owner = _text(row, _OWNER.name)
        if called(owner) in records:
            rows.setdefault(called(owner), []).append(row)
        else:
            place = row.place(_OWNER.name)
            told = {"found": owner, "nearest": nearest(owner, list(records))}
            yield problem("case/other-case", place or row.location, **told)
    columns = tuple(c for c in table.columns if c != _OWNER.name)
    for owner, own in rows.items():
        records[owner][name] = replace(table, columns=columns, rows=tuple(own), notices=())


def _cases_form(vocabulary: Vocabulary) -> TableSpec:
    """Return the columns of sheet 案件: the case, whom it is about, and every fact as text."""
    own = [
        FieldSpec(name="case", label="案件", aliases=("案件名称",), type=FieldType.TEXT),
        FieldSpec(name="person", label="人员", aliases=("责任人",), type=FieldType.TEXT),
        FieldSpec(name="unit", label="单位", type=FieldType.TEXT),
        FieldSpec(name="summary", label="经过", aliases=("基本情况",), type=FieldType.TEXT),
    ]
    facts = [
        FieldSpec(name=f.name, label=f.label, type=FieldType.TEXT)
        for f in vocabulary.tables[TABLE].fields
        if f.derived is None and f.name != "case_name"
    ]
    return TableSpec(label=CASES, row=CASES, key="case", fields=(*own, *facts))


def _cells(row: Row) -> Iterator[Said]:
    for name, fact in row.facts.items():
        if name not in ("case", "person", "unit", "summary") and isinstance(fact.value, str):
            yield Said(name, fact.value, "", row.place(name) or row.location)


def _text(row: Row, name: str) -> str:
    fact = row.facts.get(name)
    return fact.value.strip() if fact is not None and isinstance(fact.value, str) else ""
